"""What a search may be told beside its text: the values that mean something, and the filters they make."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from . import dates
from .errors import BadSearch
from .query import Query

SORTS = ("relevance", "newest", "oldest")
MATCHES = ("smart", "forms", "exact")
GROUPS = ("reprints", None)
MOST = 1_000  # hits of one page


def check(text: str, sort: str, match: str, page: int, size: int) -> None:
    """Raise BadSearch for an option that means nothing."""
    if not isinstance(text, str):
        raise BadSearch(f"the query is {type(text).__name__}: give a string, an empty one for every article")
    if sort not in SORTS:
        raise BadSearch(f"sort {sort!r}: use one of {', '.join(SORTS)}")
    if match not in MATCHES:
        raise BadSearch(f"match {match!r}: use one of {', '.join(MATCHES)}")
    if not (isinstance(page, int) and isinstance(size, int)) or page < 1 or not 1 <= size <= MOST:
        raise BadSearch(f"page {page} of size {size}: pages count from 1 and have 1 to {MOST} hits")


def folds(group: str | None) -> bool:
    """Return whether reprints stand behind their first publication; raises BadSearch for another way to group."""
    if group not in GROUPS:
        raise BadSearch(f"group {group!r}: use 'reprints', or None for each article on its own")
    return group is not None


def listed(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return one or several wanted values, folded to small letters."""
    if value is None:
        return ()
    values = (value,) if isinstance(value, str) or not isinstance(value, Iterable) else tuple(value)
    if not all(isinstance(one, str) for one in values):
        raise BadSearch(f"{values!r}: a source, language or author is a string, several are a list of strings")
    return tuple(one.casefold() for one in values)


def narrowed(
    asked: Query,
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    source: str | Iterable[str] | None = None,
    language: str | Iterable[str] | None = None,
    *,
    author: str | Iterable[str] | None = None,
    dated: bool | None = None,
) -> Query:
    """Return the query with the options as further filters: what is typed and what is chosen must both hold."""
    if all(limit is None for limit in (since, until, source, language, author, dated)):
        return asked
    f = asked.filters
    begins = [day for day in (f.since, limit(since, dates.first)) if day]
    ends = [day for day in (f.until, limit(until, dates.last)) if day]
    chosen = both(f.sources, listed(source)), both(f.languages, listed(language)), both(f.authors, listed(author))
    filters = replace(
        f,
        since=max(begins, default=None),
        until=min(ends, default=None),
        sources=chosen[0] or (),
        languages=chosen[1] or (),
        authors=chosen[2] or (),
        dated=f.dated if dated is None else dated,
    )
    apart = f.dated is not None and dated is not None and f.dated != dated
    return replace(asked, filters=filters, empty=asked.empty or apart or None in chosen)


def both(typed: tuple[str, ...], chosen: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the values in both, where an empty tuple stands for any; None if no value is in both."""
    if typed and chosen:
        return tuple(value for value in chosen if value in typed) or None
    return typed or chosen


def limit(value: dt.date | str | None, read: Callable[[str], dt.date | None]) -> dt.date | None:
    """Return a day given as a date or as a string; raises BadSearch for a string that is none."""
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise BadSearch(f"date {value!r}: give a datetime.date, or a string like 2025, 2025-09 or 2025-09-29")
    found = read(value)
    if found is None and value.strip():
        raise BadSearch(f"date {value[:40]!r}: write it as YYYY-MM-DD, YYYY-MM or YYYY")
    return found
