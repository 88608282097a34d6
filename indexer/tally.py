"""Many queries at once: how many articles each finds, and from when to when."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import cells, dates
from .engines import Engine
from .query import Query

COLUMNS = ("query", "articles", "first", "last")


@dataclass(frozen=True)
class Tally:
    """What a query finds. `total` is None where there was no time to look."""

    query: str
    total: int | None = None
    first: dt.date | None = None  # the day of the first article with a date,
    last: dt.date | None = None  # and of the last
    first_precision: str = "day"  # how much of it is known: of a month or a year it is the first day
    last_precision: str = "day"


def tallied(
    queries: Iterable[str], asked: Callable[[str], Query], engine: Engine, seconds: float | None
) -> Iterator[Tally]:
    """Yield what each query finds, and from when the time is over nothing but the query."""
    end = None if seconds is None else time.monotonic() + seconds
    for query in queries:
        late = end is not None and time.monotonic() >= end
        yield Tally(query) if late else tally(query, asked(query), engine)


def tally(query: str, asked: Query, engine: Engine) -> Tally:
    """Return what a query finds."""
    found = engine.extent(asked)
    (first, how), (last, which) = (edge or (None, "day") for edge in (found.first, found.last))
    return Tally(query, found.total, first, last, how, which)


def table(tallies: Sequence[Tally], delimiter: str = ",") -> str:
    """Return tallies as CSV, which a spreadsheet opens."""
    return cells.table([COLUMNS, *map(row, tallies)], delimiter)


def row(one: Tally) -> tuple[str, int | str, str, str]:
    """Return the cells of a tally."""
    first = dates.shown(one.first, one.first_precision) if one.first else ""
    last = dates.shown(one.last, one.last_precision) if one.last else ""
    return one.query, "" if one.total is None else one.total, first, last
