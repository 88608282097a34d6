"""The parameters of a request -> what is asked. Total: what means nothing falls back to the default."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from werkzeug.datastructures import MultiDict

from indexer import dates
from indexer.concordance import ORDERS
from indexer.omissions import MOST
from indexer.query import LONGEST

SORTS = ("relevance", "newest", "oldest")
FILTERS = ("source", "lang", "author", "year", "since", "until")
NAMES = ("source", "author")  # filters whose list may be long
KEPT = LONGEST + 100  # letters of a parameter: the index reads LONGEST of a query, and says where it stopped

SIZE = 10  # hits of a page: twenty with their reasons weigh 75 kB, and a page is to weigh 60 at most

UNDATED = "none"  # the year of articles without a date
EACH = "none"  # how to group results: each reprint on its own

Args = dict[str, str | int | tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """What a reader asks for, each field under the name of its parameter; `ignored` are dates that mean nothing."""

    q: str = ""
    source: str | None = None  # "": articles of which it is not known
    lang: str | None = None
    author: str | None = None
    year: str = ""
    since: str = ""
    until: str = ""
    sort: str = SORTS[0]
    exact: int = 0  # 1: only the forms typed
    group: str = ""  # EACH, or else reprints are behind their first publication
    without: tuple[str, ...] = ()  # forms, spellings, translations that are not meant
    order: str = next(iter(ORDERS))  # of the lines of a concordance
    page: int = 1
    at: int = 0  # the place of an article among the results that it was opened from, counted from 1
    mark: int = 0  # which of the marks of an article is looked at, counted from 1
    names: str = ""  # the filter that is listed whole
    ignored: tuple[str, ...] = ()

    def args(self, **changes: str | int | tuple[str, ...] | None) -> Args:
        """Return the parameters that ask for this, changed; None takes one out. They have one order: one address a search."""
        wanted = self.given | changes
        return {
            name: value
            for name, default in DEFAULTS.items()
            if name in wanted and (value := wanted[name]) is not None and value != default
        }

    @cached_property
    def given(self) -> Args:
        """The parameters that are not as in NOTHING, but for those that no other link of a page is to have."""
        return {
            name: value
            for name, default in DEFAULTS.items()
            if name not in PASSING and (value := getattr(self, name)) != default
        }

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of the filters in use."""
        return tuple(name for name in FILTERS if name in self.args())

    @property
    def limits(self) -> dict[str, Any]:
        """The filters, and what is left out, as the index takes them."""
        return {
            "since": self.begin,
            "until": self.end,
            "source": self.source,
            "language": self.lang,
            "author": self.author,
            "dated": self.dated,
            "without": self.without,
        }

    def opened(self, place: int) -> Args:
        """Return the parameters of the article at a place of the results, which knows its neighbours and the way back."""
        return {} if self.blank else self.args(page=None, at=place, mark=None)

    @property
    def listing(self) -> "Asked":
        """The page of results: the one that an article was opened from."""
        return replace(self, page=-(-self.at // SIZE) or self.page, at=0, mark=0)

    @property
    def options(self) -> dict[str, Any]:
        """How it is searched, but for the page, as the index takes it."""
        group = None if self.group else "reprints"
        return {"sort": self.sort, "match": self.match, "group": group, **self.limits}

    @property
    def match(self) -> str:
        """What the index calls the reader's choice of forms."""
        return "exact" if self.exact else "smart"

    @property
    def blank(self) -> bool:
        """Whether there is nothing to search for."""
        return not self.q and not self.filters

    @property
    def dated(self) -> bool | None:
        """False where articles without a date are wanted."""
        return False if self.year == UNDATED else None

    @property
    def begin(self) -> dt.date | None:
        """The first day wanted."""
        return max(filter(None, map(dates.first, (self.year, self.since))), default=None)

    @property
    def end(self) -> dt.date | None:
        """The last day wanted."""
        return min(filter(None, map(dates.last, (self.year, self.until))), default=None)


NOTHING = Asked()
PASSING = ("ignored", "names")
DEFAULTS = dict(vars(NOTHING))


def read(given: Mapping[str, str]) -> Asked:
    """Return what the parameters of a page ask for: where nothing is searched, the start page, which has one order."""
    asked = parsed(given)
    return Asked(exact=asked.exact, ignored=asked.ignored) if asked.blank else asked


def parsed(given: Mapping[str, str]) -> Asked:
    """Return what the parameters of a request ask for."""
    text = {name: value[:KEPT].strip() for name, value in given.items()}
    written = {name: text[name] for name in ("year", "since", "until") if text.get(name)}
    known = {name: value for name in written if (value := date(name, written[name]))}
    return Asked(
        q=text.get("q", ""),
        source=text.get("source"),
        lang=text.get("lang"),
        author=text.get("author"),
        year=known.get("year", ""),
        since=known.get("since", ""),
        until=known.get("until", ""),
        sort=text["sort"] if text.get("sort") in SORTS else NOTHING.sort,
        exact=int(text.get("exact") == "1"),
        group=EACH if text.get("group") == EACH else NOTHING.group,
        without=several(given, "without") if text.get("q") else (),
        order=text["order"] if text.get("order") in ORDERS else NOTHING.order,
        page=max(1, number(text.get("page", ""))),
        at=number(text.get("at", "")),
        mark=number(text.get("mark", "")),
        names=text["names"] if text.get("names") in NAMES else NOTHING.names,
        ignored=tuple(value for name, value in written.items() if name not in known),
    )


def several(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the values of a parameter that may be given again, each once."""
    values = given.getlist(name) if isinstance(given, MultiDict) else filter(None, [given.get(name)])
    return tuple(dict.fromkeys(value[:KEPT].strip() for value in values if value.strip()))[: MOST + 1]


def date(name: str, written: str) -> str:
    """Return a year as its four digits or UNDATED, the beginning or the end of a period as a day; "" for what is neither."""
    if name == "year" and written == UNDATED:
        return written
    day = dates.last(written) if name == "until" else dates.first(written)
    if day is None or (name == "year" and len(written) != 4):
        return ""
    return written if name == "year" else day.isoformat()


def number(written: str) -> int:
    """Return a number of a page or a place, 0 for anything else."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0
