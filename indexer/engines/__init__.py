"""The boundary: what `indexer.index` asks of an engine. An engine sees terms, never sentences."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..article import Article, digest, dumps
from ..dates import Dated
from ..query import Phrase, Query, Word
from ..retraction import Retraction

Numbers = NDArray[np.int64]
Span = tuple[int, int]  # (start, stop) in a text
REPRINTS = 10  # of an article that are named
AUTHORS = 50  # that are counted, those of most articles


class Occurrences(NamedTuple):
    """Terms where they stand in a field of several articles: columns in the order of articles and places.

    Two terms may stand at one place.
    """

    words: Sequence[str]  # the terms there may be
    terms: Numbers  # which of them stands here,
    articles: Numbers  # in which of the articles,
    places: Numbers  # and at which place of the field


@dataclass(frozen=True)
class Terms:
    """The terms of one field of several articles."""

    forms: Occurrences
    stems: Occurrences
    sizes: Numbers  # places of each article
    begins: Numbers  # of each place, article by article: where it begins and ends in the field
    ends: Numbers
    sentences: tuple[Numbers, Numbers]  # of each sentence its article, and the place at which it begins


Analysis = Callable[[Sequence[Article]], dict[str, Terms]]  # field ("title", "text") -> its terms


@dataclass(frozen=True)
class Entry:
    """An article and where it came from."""

    article: Article
    file: str  # the file's name in the index; "" for an article added through Python
    placed: bool = False  # whether its id is made of its place in the file, where another article may stand next time

    @cached_property
    def line(self) -> str:
        """The article as one line of JSON."""
        return dumps(self.article)

    @cached_property
    def digest(self) -> str:
        """What tells this article from any other, and from itself as it was."""
        return digest(self.line)


@dataclass(frozen=True)
class Stamp:
    """What a file looked like when all of it was last read, and what of it failed then."""

    root: str  # what the index calls the folder whose update found it
    size: int
    modified: int  # nanoseconds
    changed: int  # nanoseconds: of the inode, which a copied-back modification time does not fool
    read_at: int  # nanoseconds
    sha256: str
    articles: int
    failures: tuple[str, ...] = ()  # reasons that hold as long as the file stays what it is


@dataclass
class Changes:
    """What one commit brings: all of it, or none after a crash."""

    put: dict[str, Entry] = field(default_factory=dict)
    delete: set[str] = field(default_factory=set)
    stamps: dict[str, Stamp | None] = field(default_factory=dict)  # None: the file is gone
    retractions: list[Retraction] = field(default_factory=list)  # new ones, and those that are lifted now
    former: dict[str, dt.datetime] = field(
        default_factory=dict
    )  # print of what a retracted article was -> when it went
    versions: "list[Version]" = field(default_factory=list)  # what articles of another index were, for a copy of it

    def __bool__(self) -> bool:
        return bool(self.put or self.delete or self.stamps or self.retractions or self.versions)


@dataclass(frozen=True)
class Version:
    """What an article was at a time; `replaced` says until when, None if it is so now."""

    number: int
    replaced: dt.datetime | None
    article: Article


@dataclass(frozen=True)
class Reprint:
    """An article with nearly the same text as another; `similarity` is about which share of the wording both have."""

    id: str
    title: str
    date: dt.date | None
    source: str
    similarity: float
    precision: str = "day"  # how much of the date is known: of a month or a year it is the first day


class Reprints(NamedTuple):
    """The family of an article."""

    others: tuple[Reprint, ...]  # the first publication first; the first REPRINTS of them
    size: int  # how many articles are of the family, itself too
    late: bool  # whether another was published before it


NO_REPRINTS = Reprints((), 1, late=False)


class Row(NamedTuple):
    """A found article and how well it fits."""

    article: Article
    score: float
    missing: tuple[int, ...]  # which of the query's wanted clauses it lacks
    otherwise: tuple[int, ...]  # which of them it has by what `others` say alone
    marks: dict[str, tuple[Span, ...]]  # field -> where what is wanted stands in it, in the order in which it ends
    reprints: tuple[
        Reprint, ...
    ] = ()  # the others of its family, the first publication first; the first REPRINTS of them
    family: int = 1  # how many articles are of its family, itself too
    late: bool = False  # whether another of its family was published before it
    frame: tuple[Span, ...] = ()  # where the lines stand in its text that its source repeats, and that are not searched


@dataclass(frozen=True)
class Found:
    """What a search found."""

    total: int  # articles with every wanted clause, if need be by what `others` say
    partial: int  # further articles, with some of them
    rows: Sequence[Row]  # the page asked for
    facets: dict[str, list[tuple[str | int | None, int]]]  # over the `total`; over the `partial` if that is 0
    covered: tuple[
        str, ...
    ] = ()  # the years the archive has any article of; months, days if the facets are of one year, month
    folded: int = 0  # how many of `total` and `partial` stand behind another of their family, and are on no page


class Extent(NamedTuple):
    """How much a query finds: the articles with every wanted clause, and the first and the last date of them."""

    total: int
    first: Dated | None  # None where no article has a date
    last: Dated | None


@dataclass(frozen=True)
class Figures:
    """How large an archive is: in words, in reprints, on the disk."""

    words: int  # of titles and texts
    forms: int  # different ones, as they are folded
    families: int  # of reprints,
    reprints: int  # and the articles in them beside the first publications
    ledger: int  # bytes
    terms: int  # bytes
    generation: int  # how often what is searched has changed
    changed: dt.datetime  # when it last did


class Quote(NamedTuple):
    """A text of an archive, and where in it stands what was asked for."""

    text: str
    start: int
    stop: int


class Vocabulary(Protocol):
    """The words of an archive at one moment."""

    def known(self, word: str) -> int:
        """Return how many articles have a folded word in their text, as a form or as a stem."""

    def spread(self, stem: str) -> int:
        """Return about how many articles have a stem in their text: cheap, whatever it is."""

    def spelled(self, letters: Sequence[str]) -> list[str]:
        """Return the forms and stems of the texts whose each letter is one of those given for its place."""

    def cut(self, prefix: str) -> int:
        """Return how many forms, the most frequent, stand for a prefix that too many have; 0 where all do."""


class Engine(Protocol):
    """Keeps articles and finds them by terms. Each write is durable and visible when the call returns."""

    def writing(self) -> AbstractContextManager[object]:
        """Keep other writers out; waits for one at work, and raises IndexBusy after a while."""

    def write(self, changes: Changes, more: bool = False) -> None:
        """Commit the changes. With `more` they are durable, but need not be visible before the next call without it."""

    def article(self, id: str) -> Article | None:
        """Return the article, or None."""

    def owner(self, id: str) -> str | None:
        """Return the file an article came from ("" for none), or None if there is no such article."""

    def owners(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the file that each of some articles came from; those that there are not are left out."""

    def digests(self, file: str) -> dict[str, str]:
        """Return id -> digest of the articles that came from a file."""

    def stamps(self) -> dict[str, Stamp]:
        """Return name -> stamp of each file that need not be read again as long as it stays what it was."""

    def files(self) -> set[str]:
        """Return the names of the files that articles came from."""

    def is_known(self, name: str) -> bool:
        """Whether articles came from a file of this name, or from one in a folder of it."""

    def count(self) -> int:
        """Return the number of articles."""

    def entries(self) -> Iterator[Entry]:
        """Yield all articles with their files."""

    def changed(self) -> float:
        """Return the time since which no article has changed, in seconds."""

    def versions(self, id: str, first: int = 1, most: int = 100) -> list[Version]:
        """Return at most so many of what an article was before it was replaced, oldest first, from a number on."""

    def replaced(self, id: str) -> dict[int, dt.datetime]:
        """Return the number of each version that was replaced, and when, oldest first."""

    def all_versions(self) -> Iterator[Version]:
        """Yield what articles were before they were replaced, those of each oldest first."""

    def copies(self, articles: Iterable[Article]) -> list[Article]:
        """Return the articles that are copies of one of these, themselves too if they are there."""

    def retracted(self, id: str, prints: Iterable[str] = ()) -> Retraction | None:
        """Return what keeps out an id, or something with one of these prints; None if nothing does."""

    def retractions(self) -> list[Retraction]:
        """Return all retractions, oldest first, those that were lifted too."""

    def vocabulary(self) -> Vocabulary:
        """Return what is known of words as the index now is."""

    def forms(self, word: Word, title_only: bool, most: int) -> tuple[list[tuple[str, int]], int]:
        """Return the forms in which a word stands, each with its number of articles, the most first, and how many more there are."""

    def holding(self, phrase: Phrase) -> int:
        """Return how many articles have a phrase."""

    def search(  # noqa: PLR0917  # as it is asked everywhere
        self, query: Query, sort: str, start: int, size: int, fold: bool = False, archive: Vocabulary | None = None
    ) -> Found:
        """Return what matches, rows `start` to `start + size` of it, in the index as it is or as it was for `archive`.

        With `fold` the rows are one of each family of reprints: of those that match best, the first publication.
        """

    def extent(self, query: Query) -> Extent:
        """Return how many articles match with every wanted clause, and from when to when; a search orders and marks them too."""

    def reprints(self, id: str) -> Reprints:
        """Return the articles that have nearly the text of this one; none for one that there is not."""

    def beginning(self, field: str, heads: Collection[str], most: int) -> list[tuple[str, int]]:
        """Return at most so many forms of a field that begin in one of these ways, those that most articles have first.

        With each stands how many have it; in an archive with more such forms about how many, and never too many. Of a
        long head no more than its first 7 letters may have been read.
        """

    def quotes(self, field: str, forms: Sequence[str], most: int) -> tuple[int, list[Quote]]:
        """Return how many articles have forms one after another in a field, and at most so many of those fields."""

    def articles(self) -> Iterator[Article]:
        """Yield every article; one that changes meanwhile may come as it was or as it is."""

    def figures(self) -> Figures:
        """Return how large the archive is."""

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the index: a line each, with the next step."""

    def rebuild(self) -> None:
        """Make what is searched anew from the articles, without the frames of pages that are known by now."""

    def compact(self) -> None:
        """Remove for good what was deleted, and give back its room."""

    def close(self) -> None:
        """Let go of files and memory."""
