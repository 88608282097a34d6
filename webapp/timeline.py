"""How many articles there are of each year, month or day: bars that narrow the search, and times of which the archive has none."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from indexer import Results

from .asked import Args, Asked
from .choices import brief
from .words import Words

MOST = 60  # bars: of more years the last ones, without those between; an article may be dated 0001 or 9999
LABELS = 8  # years that are written below; more would run into each other on a phone
LOWEST = 3  # per cent, for what is there must be seen
GAP = 0.2  # of a bar's place
WIDEST = 9  # per cent: two years are bars as well, and no walls
TALL = 78  # per cent; the labels stand below


@dataclass(frozen=True)
class Bar:
    """A time: its name, how many articles it has, and the search for them; the rest is per cents of the picture.

    A count of None stands for a time, or some on end, of which the archive has nothing.
    """

    name: str
    label: str  # "" where there is no room
    count: int | None
    args: Args
    left: float
    width: float
    top: float = 0
    height: float = TALL


@dataclass(frozen=True)
class Timeline:
    """The bars, the oldest first, what each of them is ("year", "month" or "day"), and what is said above them.

    Where the archive has nothing is said of one source, if only that is searched.
    """

    bars: tuple[Bar, ...]
    unit: str
    title: str
    source: str

    @property
    def gaps(self) -> bool:
        """Whether there is a time of which the archive has nothing."""
        return any(bar.count is None for bar in self.bars)


class Time(NamedTuple):
    """What a bar stands for; `iso` is its beginning, as far as its unit goes."""

    iso: str
    name: str
    label: str
    articles: int
    args: Args


UNITS = ("year", "month", "day")


def span(results: Results) -> str:
    """Return the month that all of what was found is of, or else the year; "" for none."""
    found = ([*counts(results, unit)] for unit in ("month", "year"))
    return next((times[0] for times in found if len(times) == 1), "")


def covered(results: Results) -> tuple[str, ...]:
    """Return the years, months and days of which there are articles among some."""
    return tuple(name for unit in UNITS for name in counts(results, unit))


def timeline(asked: Asked, results: Results, words: Words, covered: Sequence[str]) -> Timeline | None:
    """Return the years of what was found, the months if all of it is of one year, the days if of one month; None without a date."""
    by_year, by_month, by_day = (counts(results, unit) for unit in UNITS)
    if not by_year:
        return None
    source = brief(asked.source or "")
    if len(by_year) > 1:
        return Timeline(drawn(years(asked, by_year, words), covered), "year", words.say("by-year"), source)
    first = dt.date.fromisoformat(f"{min(by_month)}-01")
    if len(by_month) > 1:
        title = words.say("by-month", time=f"{first.year:04}")
        return Timeline(drawn(months(asked, by_month, words, first.year), covered), "month", title, source)
    title = words.say("by-day", time=words.date(first, "month"))
    return Timeline(drawn(days(asked, by_day, words, first), covered), "day", title, source)


def counts(results: Results, unit: str) -> dict[str, int]:
    """Return how many articles there are of each unit of time, named as in ISO 8601."""
    return {f"{name:04}" if unit == "year" else str(name): n for name, n in results.facets.get(unit, []) if name}


def years(asked: Asked, by_year: dict[str, int], words: Words) -> list[Time]:
    """Return the years from the first to the last."""
    there = [int(year) for year in by_year]
    shown = range(min(there), max(there) + 1) if max(there) - min(there) < MOST else sorted(there)[-MOST:]
    step = -(-len(shown) // LABELS)
    return [
        Time(
            f"{year:04}",
            words.date(dt.date(year, 1, 1), "year"),
            "" if (place - len(shown) + 1) % step else f"{year:04}",  # the last year is always named
            by_year.get(f"{year:04}", 0),
            asked.args(year=f"{year:04}", page=None),
        )
        for place, year in enumerate(shown)
    ]


def months(asked: Asked, by_month: dict[str, int], words: Words, year: int) -> list[Time]:
    """Return the months of a year; a month is a period, which holds beside the other filters."""
    found = []
    for month, label in enumerate(words.months("months-short"), start=1):
        first, last = dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        iso = first.isoformat()[:7]
        found.append(Time(iso, words.date(first, "month"), label, by_month.get(iso, 0), period(asked, first, last)))
    return found


def days(asked: Asked, by_day: dict[str, int], words: Words, first: dt.date) -> list[Time]:
    """Return the days of a month, of which the first and each fifth are named."""
    every = (first.replace(day=day) for day in range(1, calendar.monthrange(first.year, first.month)[1] + 1))
    return [
        Time(
            day.isoformat(),
            words.date(day),
            str(day.day) if day.day == 1 or not day.day % 5 else "",
            by_day.get(day.isoformat(), 0),
            period(asked, day, day),
        )
        for day in every
    ]


def period(asked: Asked, first: dt.date, last: dt.date) -> Args:
    """Return the search for what is of a period."""
    return asked.args(year=None, since=first.isoformat(), until=last.isoformat(), page=None)


def drawn(times: Sequence[Time], covered: Sequence[str]) -> tuple[Bar, ...]:
    """Return the bars, the highest as high as there is room; times on end of which the archive has nothing are one."""
    place, most, there = 100 / len(times), max(time.articles for time in times), set(covered)
    found: list[Bar] = []
    for known, group in groupby(enumerate(times), lambda pair: pair[1].iso in there or pair[1].articles > 0):
        some = list(group)
        found += (bar(time, number * place, place, most) for number, time in some if known)
        if not known:
            found += missing([time for _, time in some], some[0][0] * place, place)
    return tuple(found)


def bar(time: Time, left: float, place: float, most: int) -> Bar:
    """Return the bar of a time."""
    height = max(LOWEST, TALL * time.articles / most) if time.articles else 0
    width = min((1 - GAP) * place, WIDEST)
    where = left + (place - width) / 2, width, TALL - height, height
    return Bar(time.name, time.label, time.articles, time.args, *(round(value, 2) for value in where))


def missing(times: Sequence[Time], left: float, place: float) -> list[Bar]:
    """Return one bar over times of which the archive has nothing, and what is written below them."""
    name = " – ".join(dict.fromkeys((times[0].name, times[-1].name)))
    below = [Bar("", time.label, 0, {}, round(left + n * place, 2), round(place, 2)) for n, time in enumerate(times)]
    return [Bar(name, "", None, {}, round(left, 2), round(place * len(times), 2)), *(b for b in below if b.label)]
