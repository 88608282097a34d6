"""Stretches of time in which a source that otherwise publishes has nothing: files are missing there, as a rule."""

import datetime as dt
from array import array
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SHORTEST = 14  # days: holidays may silence a newsroom for ten
AROUND = 182  # days before and after that tell how often a source publishes at that time
FEWEST = 6  # days of publication on either side: one a month
# Days of publication that are missing. Would they come at random, at the rate of the poorer side, e^-10 of the intervals, one
# in 20,000, would be as long (the intervals of a Poisson process are exponential).
MISSING = 10

Days = NDArray[np.int64]


class Gap(NamedTuple):
    """A stretch of time without an article: the last day with one before it, and the first after it."""

    source: str
    before: dt.date
    after: dt.date

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.after - self.before).days

    def said(self) -> str:
        """Return this in words."""
        return f"{self.source or 'no source'}: {self.before} to {self.after}, {self.days} days"


class Calendar:
    """The days on which sources published: 16 bytes an article."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}  # in small letters -> as first written
        self.codes: dict[str, int] = {}
        self.sources, self.days = array("q"), array("q")

    def add(self, source: str, day: dt.date) -> None:
        """Take the day of an article."""
        key = source.casefold()
        self.names.setdefault(key, source)
        self.sources.append(self.codes.setdefault(key, len(self.codes)))
        self.days.append(day.toordinal())

    def gaps(self) -> list[Gap]:
        """Return the gaps of all sources, the longest first."""
        sources, days = np.frombuffer(self.sources, np.int64), np.frombuffer(self.days, np.int64)
        order = np.lexsort((days, sources))
        cuts = np.flatnonzero(np.diff(sources[order])) + 1
        parts = zip(self.names.values(), np.split(days[order], cuts), strict=False)
        found = [Gap(name, *map(dt.date.fromordinal, pair)) for name, part in parts for pair in silent(np.unique(part))]
        return sorted(found, key=lambda gap: (-gap.days, gap.source, gap.before))


def silent(days: Days) -> Iterator[tuple[int, int]]:
    """Yield the (last day before, first day after) of each gap in some days, which are in order."""
    for place in np.flatnonzero(np.diff(days) >= SHORTEST).tolist():
        before, after = days[place : place + 2].tolist()
        first, stop = days.searchsorted((before - AROUND, after + AROUND)).tolist()
        counts = place + 1 - first, stop - place - 1
        spans = before - days[0] + 1, days[-1] - after + 1  # shorter where the source begins or ends
        rate = min(count / min(int(span), AROUND) for count, span in zip(counts, spans, strict=True))
        if min(counts) >= FEWEST and rate * (after - before) >= MISSING:
            yield before, after
