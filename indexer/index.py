"""Index.update and Index.search: the only module that knows both ends."""

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from . import dates, language, query, snippet, tolerance
from .article import Article, complete, digest, encodes, first_sentence
from .engines import Changes, Engine, Entry, Occurrences, Row, Span, Terms
from .engines.whoosh import WhooshEngine, is_index
from .errors import BadSearch, IndexerError, IndexMissing
from .query import Note, Query
from .snippet import Snippet
from .update import Progress, Report, Update

SORTS = ("relevance", "newest", "oldest")
MATCHES = ("smart", "exact")
MOST = 1_000  # hits of one page
SNIPPETS = 3


@dataclass(frozen=True)
class Hit:
    """An article that was found. `snippets` has the best first; `missing` are the words of the query it lacks.

    `otherwise` are the words that it has in another spelling or in the other language alone.
    """

    id: str
    title: str
    date: dt.date | None
    source: str
    url: str
    language: str
    author: str
    score: float
    heading: Snippet  # the title with its marks
    snippets: tuple[Snippet, ...]
    missing: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def snippet(self) -> Snippet:
        """The best piece of the text; str() of it is HTML."""
        return self.snippets[0]


@dataclass(frozen=True)
class Results:
    """What a search found. It can be kept: it does not need the index any more."""

    query: str
    total: int  # articles that have all the words
    partial: int  # articles that follow them, with some of the words
    page: int
    size: int
    sort: str
    hits: tuple[Hit, ...]
    facets: dict[str, list[tuple[str | int | None, int]]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def pages(self) -> int:
        """The number of pages there are."""
        return -(-(self.total + self.partial) // self.size)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


class Index:
    """An index, open. Use it in a `with`, or close it; several threads may search it at once."""

    def __init__(self, engine: Engine, home: Path) -> None:
        self.engine = engine
        self.home = home
        self.pending: Changes | None = None

    def __enter__(self) -> "Index":  # noqa: PYI034  # Self came with Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and memory."""
        self.engine.close()

    # Writing: durable and visible when the call returns

    def update(
        self, path: str | os.PathLike[str], *, allow_empty: bool = False, progress: Progress | None = None
    ) -> Report:
        """Bring the index to the state of a file or folder, and return what was done.

        Only what came from there is replaced or removed. A bad file or row is in `report.failed`, and what was known of
        it stays. A folder that has lost all of more than ten files is taken for a disk that is not mounted and nothing is
        removed, unless `allow_empty`. `progress(bytes read, bytes in all, articles)` is called as the work goes on.
        Raises SourceMissing if there is nothing at `path`.
        """
        with self.engine.writing():
            if self.pending is not None:
                raise IndexerError("an update cannot be a part of a batch: call it before or after")
            return Update(self.engine, Path(path), self.home, progress).run(allow_empty)

    def add(self, article: Article) -> str:
        """Add an article, or replace the one with its id; return the id."""
        article = complete(article)
        with self.batch() as changes:
            changes.put[article.id] = Entry(article, digest(article), "")
            changes.delete.discard(article.id)
        return article.id

    def delete(self, id: str) -> bool:
        """Remove an article; whether there was one. It may come back when its file is read again."""
        with self.batch() as changes:
            known = changes.put.pop(id, None) is not None
            if id not in changes.delete and self.engine.owner(id) is not None:
                changes.delete.add(id)
                known = True
        return known

    @contextlib.contextmanager
    def batch(self) -> Iterator[Changes]:
        """Gather the adds and deletes made inside; they are committed together at its end, or not at all on an error."""
        with self.engine.writing():  # first, so that another thread waits and does not join this batch
            if self.pending is not None:
                before = replace(self.pending, put=dict(self.pending.put), delete=set(self.pending.delete))
                try:
                    yield self.pending
                except BaseException:
                    self.pending.put, self.pending.delete = before.put, before.delete
                    raise
                return
            self.pending = Changes()
            try:
                yield self.pending
                if self.pending:
                    self.engine.write(self.pending)
            finally:
                self.pending = None

    # Care

    def verify(self) -> list[str]:
        """Return what is wrong with the index, a line each with the next step; nothing for one that is whole.

        Every file is read and every article unpacked: a minute for some hundred thousand.
        """
        return list(self.engine.faults())

    def rebuild(self) -> None:
        """Make what is searched anew from the articles that are kept."""
        self.engine.rebuild()

    def compact(self) -> None:
        """Remove deleted text from the disk for good, and give back its room."""
        self.engine.compact()

    # Reading

    def article(self, id: str) -> Article | None:
        """Return the article with this id, or None."""
        return self.engine.article(id) if encodes(id) else None

    def __len__(self) -> int:
        """Return the number of articles."""
        return self.engine.count()

    def search(
        self,
        text: str,
        *,
        since: dt.date | str | None = None,
        until: dt.date | str | None = None,
        source: str | Iterable[str] | None = None,
        language: str | Iterable[str] | None = None,
        sort: str = "relevance",
        match: str = "smart",
        page: int = 1,
        size: int = 20,
    ) -> Results:
        """Return what a person who types `text` wants: articles with all the words first, then those with some.

        Any text can be searched; an empty one finds every article, newest first. `since` and `until` are days, or
        strings like "2025", "2025-09"; they, `source` and `language` narrow what the text asks for. `sort` is
        "relevance", "newest" or "oldest"; match="exact" finds only the forms typed. Pages count from 1 and have at most
        1,000 hits. Raises BadSearch for an option that means nothing.
        """
        check_options(text, sort, match, page, size)
        asked = narrowed(self.understood(text, match), since, until, listed(source), listed(language))
        found = self.engine.search(asked, sort, (page - 1) * size, size)
        hits = tuple(hit(row, asked) for row in found.rows)
        return Results(text, found.total, found.partial, page, size, sort, hits, found.facets, asked.notes)

    def understood(self, text: str, match: str) -> Query:
        """Return what is typed as a query: if "smart", with other spellings and the other language."""
        if match == "exact":
            return query.parse(text, exact=True)
        return tolerance.widened(query.parse(text), self.engine.vocabulary())

    def read(self, id: str, text: str = "", *, match: str = "smart") -> tuple[Article, Snippet, Snippet] | None:
        """Return an article with its title and its whole text marked for a query, or None.

        Relatives are marked where nothing else is.
        """
        check_options(text, SORTS[0], match, 1, 1)
        article = self.article(id)
        if article is None:
            return None
        phrases = query.phrases(self.understood(text, match).wanted)
        parts = [part[: snippet.MARKED] for part in (article.title, article.text)]
        marks = [list(snippet.spans(part, phrases, article.language)) for part in parts]
        if not any(marks):
            marks = [list(snippet.relatives(part, phrases)) for part in parts]
        title, body = map(snippet.mark, (article.title, article.text), marks)
        return article, title, body


def open(where: str | os.PathLike[str], *, create: bool = True) -> Index:
    """Open the index in a folder; make what is missing, or raise IndexMissing with create=False."""
    if str(where).startswith(("http://", "https://")):
        raise IndexerError(f"{where}: this version keeps an index in a folder; name one")
    folder = Path(os.path.realpath(where))
    if not create and not is_index(folder):
        raise IndexMissing(f"no index in {where}: run `izde update` first")
    return Index(WhooshEngine(folder, analysis), folder)


def analysis(article: Article) -> dict[str, Terms]:
    """Return the terms of an article's fields; a title that was made from the text is not weighed a second time."""
    title = terms(article.title, article.language)
    if article.title == first_sentence(article.text):
        title = replace(title, weighed=False)
    return {"title": title, "text": terms(article.text, article.language)}


def terms(text: str, otherwise: str) -> Terms:
    """Return the terms of a text with their places; `otherwise` is its language where sentences do not tell."""
    words = language.columns(text, otherwise)
    forms = Occurrences(words.forms, words.places)
    if isinstance(words.places, range):  # each word has a place of its own, and a stem
        return Terms(forms, Occurrences(words.stems, words.places), words.spans)
    stems = [(stem, place) for stem, place in zip(words.stems, words.places, strict=True) if stem]
    spans: list[Span] = []
    for (start, stop), place in zip(words.spans, words.places, strict=True):
        if place < len(spans):  # an ending written apart from its word, or a piece of it
            spans[place] = spans[place][0], stop
        else:
            spans.append((start, stop))
    return Terms(forms, Occurrences(*zip(*stems, strict=True)), spans)


def hit(row: Row, asked: Query) -> Hit:
    """Return a found row as the caller sees it."""
    a, marks = row.article, row.marks
    if row.missing and len(row.missing) == len(asked.wanted):
        wanted = query.phrases(asked.wanted)
        texts = {"title": a.title, "text": a.text[: snippet.READ]}
        marks = {field: tuple(snippet.relatives(text, wanted)) for field, text in texts.items()}
    return Hit(
        id=a.id,
        title=a.title,
        date=a.date,
        source=a.source,
        url=a.url,
        language=a.language,
        author=a.author,
        score=row.score,
        heading=snippet.mark(a.title, marks["title"]),
        snippets=snippet.cut(a.text, marks["text"], SNIPPETS),
        missing=tuple(str(asked.wanted[place]) for place in row.missing),
        otherwise=tuple(str(asked.wanted[place]) for place in row.otherwise),
    )


def check_options(text: str, sort: str, match: str, page: int, size: int) -> None:
    """Raise BadSearch for an option that means nothing."""
    if not isinstance(text, str):
        raise BadSearch(f"the query is {type(text).__name__}: give a string, an empty one for every article")
    if sort not in SORTS:
        raise BadSearch(f"sort {sort!r}: use one of {', '.join(SORTS)}")
    if match not in MATCHES:
        raise BadSearch(f"match {match!r}: use one of {', '.join(MATCHES)}")
    if not (isinstance(page, int) and isinstance(size, int)) or page < 1 or not 1 <= size <= MOST:
        raise BadSearch(f"page {page} of size {size}: pages count from 1 and have 1 to {MOST} hits")


def listed(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return one or several wanted values, folded to small letters."""
    if value is None:
        return ()
    values = (value,) if isinstance(value, str) or not isinstance(value, Iterable) else tuple(value)
    if not all(isinstance(one, str) for one in values):
        raise BadSearch(f"{values!r}: a source or language is a string, several are a list of strings")
    return tuple(one.casefold() for one in values)


def narrowed(
    asked: Query,
    since: dt.date | str | None,
    until: dt.date | str | None,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
) -> Query:
    """Return the query with the options as further filters: what is typed and what is chosen must both hold."""
    f = asked.filters
    begins = [day for day in (f.since, limit(since, dates.first)) if day]
    ends = [day for day in (f.until, limit(until, dates.last)) if day]
    chosen = both(f.sources, sources), both(f.languages, languages)
    filters = replace(
        f,
        since=max(begins, default=None),
        until=min(ends, default=None),
        sources=chosen[0] or (),
        languages=chosen[1] or (),
    )
    return replace(asked, filters=filters, empty=asked.empty or None in chosen)


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
