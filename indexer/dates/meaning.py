"""What a phrase means: its elements and the day of the article -> a stretch of days."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .grammar import UNITS, Rule, Symbol

MONTHS_OF = {"quarter": 3, "half": 6}
Values = Mapping[str, list[int]]  # "D", "M", "Y" … -> the numbers named, in order


class Stretch(NamedTuple):
    """The first and the last day of what is meant, and whether a "day", a "month" or a "year" was named."""

    since: dt.date
    until: dt.date
    precision: str


def stretch(rule: Rule, named: Iterable[Symbol], day: dt.date | None) -> Stretch | None:
    """Return what a phrase means on a day; None if it is no date, or needs a day that is not known.

    Raises ValueError or OverflowError for a day that there is none of.
    """
    values: dict[str, list[int]] = {kind: [] for kind in "DMYQWCU"}
    for element, value in named:
        values[element[0].replace("N", "M")].append(value)
    return meant(rule, values, day)


def meant(rule: Rule, values: Values, day: dt.date | None) -> Stretch | None:
    """Return what the named numbers mean."""
    shifts = dict(rule.shifts)
    if rule.meaning == "ago":
        shifts = {UNITS[values["U"][0]]: -sum(values["C"])}
    if rule.meaning == "decade":
        return decade(values["Y"][0])
    if rule.meaning in MONTHS_OF:
        values["M"].extend(months(values["Q"], MONTHS_OF[rule.meaning]))
    if day is None:
        return None if shifts or not values["Y"] else of_calendar(values)
    if rule.meaning.startswith("weekday"):
        return one(weekday(day, values["W"][0], rule.meaning.removeprefix("weekday")))
    if "day" in shifts:
        return one(day + dt.timedelta(shifts["day"]))
    if "week" in shifts:
        return of_week(day + dt.timedelta(7 * shifts["week"] - day.weekday()), values["W"])
    if "month" in shifts:
        year, month = divmod(day.year * 12 + day.month - 1 + shifts["month"], 12)
        values["Y"].append(year)
        values["M"].append(month + 1)
    if "year" in shifts:
        values["Y"].append(day.year + shifts["year"])
    return of_calendar(values) if values["Y"] else nearest(values, day)


def one(day: dt.date) -> Stretch:
    """Return the stretch of a single day."""
    return Stretch(day, day, "day")


def decade(year: int) -> Stretch | None:
    """Return the ten years that begin with a round one: 2024 жылдары are none."""
    return None if year % 10 else Stretch(dt.date(year, 1, 1), dt.date(year + 9, 12, 31), "year")


def months(numbers: Sequence[int], length: int) -> tuple[int, int]:
    """Return the first month of the first part of a year and the last month of the last: quarters 2 and 3 are 4 to 9."""
    if numbers[-1] * length > 12:
        raise ValueError("no such part of a year")
    return (numbers[0] - 1) * length + 1, numbers[-1] * length


def weekday(day: dt.date, number: int, way: str) -> dt.date:
    """Return the nearest day with a number of the week, or the one before or after a day."""
    ahead = (number - day.weekday()) % 7
    if way == "+1":
        return day + dt.timedelta(ahead or 7)
    return day + dt.timedelta(ahead if way == "" and ahead < 4 else ahead - 7)


def of_week(monday: dt.date, numbers: Sequence[int]) -> Stretch:
    """Return a week, or the day of it that is named."""
    if numbers:
        return one(monday + dt.timedelta(numbers[0]))
    return Stretch(monday, monday + dt.timedelta(6), "day")


def of_calendar(values: Values) -> Stretch:
    """Return the stretch from the first named day, month and year to the last; one that turns back ends a year later."""
    years, days, months = sorted(values["Y"]), values["D"], values["M"]
    if not months:
        return Stretch(dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31), "year")
    since = dt.date(years[0], months[0], days[0] if days else 1)
    until = last(years[-1], months[-1], days)
    if until < since:
        until = last(years[-1] + 1, months[-1], days)
    if until < since or (until - since).days > 366 * (1 + years[-1] - years[0]):
        raise ValueError("no stretch")
    return Stretch(since, until, "day" if days else "month")


def last(year: int, month: int, days: Sequence[int]) -> dt.date:
    """Return the last named day of a month, or its very last one."""
    return dt.date(year, month, days[-1] if days else calendar.monthrange(year, month)[1])


def nearest(values: Values, day: dt.date) -> Stretch:
    """Return what has no year as it is nearest to a day, where days gone by count half; parts of a year are of its own.

    Of 550 dates of news with a year, those half a year before the article are five times as many as those after it.
    """
    years = [day.year] if values["Q"] else [day.year - 1, day.year, day.year + 1]
    found = [one for year in years if (one := in_year(values, year))]
    if not found:
        raise ValueError("no such day")
    return min(found, key=lambda one: max(one.since - day, (day - one.until) / 2))


def in_year(values: Values, year: int) -> Stretch | None:
    """Return what it is in a year; None for 29 ақпан of most."""
    try:
        return of_calendar({**values, "Y": [year]})
    except ValueError:
        return None
