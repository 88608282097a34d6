"""When articles are of: their months, and the days of which an archive has any."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from . import arrays
from .arrays import Array

EPOCH = dt.date(1970, 1, 1).toordinal()  # where NumPy counts days and months from
MONTH_1 = -1969 * 12 - 1  # the month before 0001-01, as NumPy counts

Days = NDArray[np.datetime64]
Counts = Sequence[tuple[str | int | None, int]]


@dataclass(frozen=True)
class Months:
    """The months of all documents as codes, and the months by code, in order, as "2025-09"; "" for none."""

    codes: Array
    names: list[str]
    years: list[int]  # of these months, in order; 0 for none
    firsts: list[int]  # the first month of each of them

    def by_month(self, counts: Array) -> list[tuple[str | int | None, int]]:
        """Return (month, count) of those that there are, given counts by code."""
        return undated_last([pair for pair in zip(self.names, counts.tolist(), strict=False) if pair[1]])

    def by_year(self, counts: Array) -> list[tuple[str | int | None, int]]:
        """Return (year, count) of those that there are, given the counts of months by code."""
        totals = np.add.reduceat(counts, self.firsts).tolist() if self.firsts else []
        return undated_last([pair for pair in zip(self.years, totals, strict=True) if pair[1]])


def undated_last(counts: Sequence[tuple[str | int, int]]) -> list[tuple[str | int | None, int]]:
    """Return counts in the order of time with that of no date, which comes first, as None behind them."""
    first, *others = counts or [("", 0)]
    return [*counts] if first[0] else [*others, *([(None, first[1])] if first[1] else [])]


@dataclass(frozen=True)
class Calendar:
    """The days of which an archive has something, in order, and the years."""

    days: Days
    years: tuple[str, ...]

    def covered(self, years: Counts, months: Counts) -> tuple[str, ...]:
        """Return the years there is something of; the months where all that is counted is of one year, the days where of one month."""
        if len(there := named(years)) != 1:
            return self.years if there else ()
        if len(named(months)) == 1:
            return self.within("M", str(named(months)[0]), "D")
        return self.within("Y", f"{there[0]:04}", "M")

    def within(self, unit: Literal["Y", "M"], name: str, parts: Literal["M", "D"]) -> tuple[str, ...]:
        """Return the parts of a year or a month that there is something of, as NumPy and ISO 8601 write them."""
        first = np.datetime64(name, unit)
        begin, end = self.days.searchsorted(np.array([first, first + 1], "M8[D]"))
        here = self.days[begin:end]
        return tuple(np.unique(here.astype(f"M8[{parts}]")).astype(str).tolist())


def named(counts: Counts) -> list[str | int]:
    """Return the years or months among counts."""
    return [name for name, _ in counts if name]


def calendar(days: Array) -> Calendar:
    """Return the calendar of documents, given their days as ordinals; 0 for none."""
    every = occurring(days)
    there = (every[every > 0] - EPOCH).astype("M8[D]")
    return Calendar(there, tuple(np.unique(there.astype("M8[Y]")).astype(str).tolist()))


def months(days: Array) -> Months:
    """Return the months of documents, given their days as ordinals; 0 for none."""
    every = occurring(days)
    found = np.where(every == 0, 0, (every - EPOCH).astype("M8[D]").astype("M8[M]").astype(np.int64) - MONTH_1)
    there, codes = np.unique(found, return_inverse=True)
    by_day = np.zeros(every.max(initial=0) + 1, np.uint32)
    by_day[every] = codes
    names = ["" if not month else f"{(month - 1) // 12 + 1:04}-{(month - 1) % 12 + 1:02}" for month in there.tolist()]
    firsts = {int(name[:4] or 0): code for code, name in reversed([*enumerate(names)])}
    return Months(arrays.narrow(by_day, len(names))[days], names, sorted(firsts), sorted(firsts.values()))


def occurring(days: Array) -> NDArray[np.int64]:
    """Return the different days of documents, in order: of 100,000 in 0.4 ms, where to sort them takes 2.2."""
    there = np.zeros(int(days.max(initial=0)) + 1, bool)
    there[days] = True
    return np.flatnonzero(there)


def by_day(days: Array) -> list[tuple[str | int | None, int]]:
    """Return how many documents there are of each day, as "2025-09-29", in order; None is what has no date, and comes last."""
    there, counts = np.unique(days, return_counts=True)
    pairs = list(zip(there.tolist(), counts.tolist(), strict=True))
    dated = [(dt.date.fromordinal(day).isoformat(), count) for day, count in pairs if day]
    return [*dated, *((None, count) for day, count in pairs if not day)]
