"""How many articles there are of each year or, within a year, of each month: bars that narrow the search to their time."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer import Results

from .asked import Args, Asked
from .words import Words

MOST = 60  # bars: of more years the last ones, without those between; an article may be dated 0001 or 9999
LABELS = 8  # years that are written below; more would run into each other on a phone
LOWEST = 3  # per cent, for what is there must be seen
GAP = 0.2  # of a bar's place
TALL = 78  # per cent; the labels stand below


@dataclass(frozen=True)
class Bar:
    """A year or a month: its name, how many articles it has, and the search for them; the rest is per cents of the picture."""

    name: str
    label: str  # "" where there is no room
    count: int
    args: Args
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Timeline:
    """The bars, the oldest first; `year` if they are the months of one."""

    bars: tuple[Bar, ...]
    year: str = ""


class Time(NamedTuple):
    """What a bar stands for."""

    name: str
    label: str
    articles: int
    args: Args


def timeline(asked: Asked, results: Results, words: Words) -> Timeline | None:
    """Return the years of what was found, the months if all of it is of one year; None if nothing has a date."""
    counts = {int(year): count for year, count in results.facets.get("year", []) if year}
    if not counts:
        return None
    if len(counts) == 1:
        return Timeline(drawn(months(asked, results, words, *counts)), f"{min(counts):04}")
    return Timeline(drawn(years(asked, counts, words)))


def years(asked: Asked, counts: dict[int, int], words: Words) -> list[Time]:
    """Return the years from the first to the last."""
    shown = range(min(counts), max(counts) + 1) if max(counts) - min(counts) < MOST else sorted(counts)[-MOST:]
    step = -(-len(shown) // LABELS)
    return [
        Time(
            words.date(dt.date(year, 1, 1), "year"),
            "" if (place - len(shown) + 1) % step else f"{year:04}",  # the last year is always named
            counts.get(year, 0),
            asked.args(year=f"{year:04}", page=None),
        )
        for place, year in enumerate(shown)
    ]


def months(asked: Asked, results: Results, words: Words, year: int) -> list[Time]:
    """Return the months of a year; a month is a period, which holds beside the other filters."""
    counts, names = dict(results.facets.get("month", [])), words.months("months-short")
    found = []
    for month, name in enumerate(names, start=1):
        first, last = dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        args = asked.args(year=None, since=first.isoformat(), until=last.isoformat(), page=None)
        found.append(Time(words.date(first, "month"), name, counts.get(first.isoformat()[:7], 0), args))
    return found


def drawn(times: Sequence[Time]) -> tuple[Bar, ...]:
    """Return the bars, the highest as high as there is room."""
    place, most = 100 / len(times), max(time.articles for time in times)
    heights = [max(LOWEST, TALL * time.articles / most) if time.articles else 0 for time in times]
    places = [
        ((number + GAP / 2) * place, TALL - height, (1 - GAP) * place, height) for number, height in enumerate(heights)
    ]
    return tuple(Bar(*time, *(round(value, 2) for value in where)) for time, where in zip(times, places, strict=True))
