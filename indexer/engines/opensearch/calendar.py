"""When the articles of a search are of, day by day in one month, and of which years, months or days an archive has any."""

from collections.abc import Sequence
from typing import NamedTuple

from .clauses import Asked
from .cluster import Answer, Cluster

Counts = Sequence[tuple[str | int | None, int]]
WRITTEN = {"year": "uuuu", "month": "uuuu-MM", "day": "uuuu-MM-dd"}  # how a stretch of time is called


class Calendar(NamedTuple):
    """The days of what was found, if all of it is of one month; and what the archive has of the same kind."""

    days: list[tuple[str | int | None, int]]
    covered: tuple[str, ...]


def calendar(cluster: Cluster, groups: Sequence[Asked], years: Counts, months: Counts) -> Calendar:
    """Return the calendar of some groups of articles, given their counts by year and month."""
    there, whole = [f"{year:04}" for year, _ in years if year], [str(month) for month, _ in months if month]
    if not there:
        return Calendar([], ())
    span, unit = (None, "year") if len(there) > 1 else (whole[0], "day") if len(whole) == 1 else (there[0], "month")
    every = stretch(span) if span else {"match_all": {}}
    asked = [every, *(groups if unit == "day" else ())]
    answers = cluster.searches(cluster.address.name, [by(unit, one) for one in asked], scored=False)
    archive, *found = map(counted, answers)
    days = {name: sum(each.get(name, 0) for each in found) for each in found for name in each}
    undated = [pair for pair in months if pair[0] is None]
    return Calendar([*sorted(days.items(), key=str), *undated] if days else [], tuple(map(str, archive)))


def stretch(span: str) -> Asked:
    """Return what finds the articles of a year or a month."""
    unit = "y" if len(span) == len("2025") else "M"
    format = WRITTEN["year" if unit == "y" else "month"]
    return {"range": {"day": {"gte": f"{span}||/{unit}", "lte": f"{span}||/{unit}", "format": format}}}


def by(unit: str, asked: Asked) -> Answer:
    """Return the search that counts articles by a stretch of time."""
    counts = {"field": "day", "calendar_interval": unit, "format": WRITTEN[unit], "min_doc_count": 1}
    return {"query": asked, "size": 0, "aggs": {"times": {"date_histogram": counts}}}


def counted(answer: Answer) -> dict[str | int | None, int]:
    """Return the stretches of time with their numbers of articles."""
    return {each["key_as_string"]: each["doc_count"] for each in answer["aggregations"]["times"]["buckets"]}
