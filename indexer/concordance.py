"""A concordance: each place where what was searched stands, with what stands to the left and to the right of it."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from . import language
from .engines import Engine, Row, Span
from .errors import BadSearch
from .query import Query

ORDERS = {"right": "relevance", "left": "relevance", "place": "relevance", "newest": "newest", "oldest": "oldest"}
MOST_LINES, MOST_ARTICLES = 1_000, 500
READ = 100  # articles at a time
ROOM = 40  # letters on either side, as many as one line of a window has
WIDEST = 200  # letters of what is searched: a phrase may be longer
GAP = re.compile(r"[\s-]{1,2}")  # between words that are marked one after another
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Line:
    """A place in an article: left + word + right is what is written there, with single spaces."""

    left: str
    word: str
    right: str
    id: str
    title: str
    date: dt.date | None
    source: str
    language: str
    precision: str = "day"  # how much of the date is known: of a month or a year it is the first day


@dataclass(frozen=True)
class Concordance:
    """A page of lines: of the best 500 articles, where they are sorted by date of the newest or the oldest; 1,000 lines at most."""

    query: str
    total: int  # lines of all pages
    articles: int  # that they are of
    page: int
    size: int
    sort: str
    lines: tuple[Line, ...]
    cut: bool = False  # whether there are more lines

    @property
    def pages(self) -> int:
        """The number of pages there are."""
        return -(-self.total // self.size)


def check(sort: str) -> None:
    """Raise BadSearch for an order that there is not."""
    if sort not in ORDERS:
        raise BadSearch(f"sort {sort!r}: use one of {', '.join(ORDERS)}")


def concordance(text: str, asked: Query, engine: Engine, *, sort: str, page: int, size: int, fold: bool) -> Concordance:
    """Return a page of the lines that a query has, in an order."""
    found = rows(asked, engine, ORDERS[sort], fold=fold)
    lines: list[Line] = []
    articles = 0
    for row in islice(found, MOST_ARTICLES):
        before = len(lines)
        lines += of_article(row)
        articles += len(lines) > before
        if len(lines) > MOST_LINES:
            break
    cut = len(lines) > MOST_LINES or next(found, None) is not None
    shown = arranged(lines[:MOST_LINES], sort)
    part = tuple(shown[(page - 1) * size : page * size])
    return Concordance(text, len(shown), articles, page, size, sort, part, cut)


def rows(asked: Query, engine: Engine, sort: str, *, fold: bool) -> Iterator[Row]:
    """Yield the articles that have all the words, or those with some if none has, and one more than are read if there is."""
    seen: set[str] = set()  # an article that is added meanwhile moves the others on
    for start in range(0, MOST_ARTICLES + 1, READ) if asked.wanted else ():
        part = engine.search(asked, sort, start, READ, fold)
        yield from (row for row in part.rows if not (part.total and row.missing) and row.article.id not in seen)
        seen |= {row.article.id for row in part.rows}
        if len(part.rows) < READ or (part.rows[-1].missing and part.total and not asked.long):
            return


def of_article(row: Row) -> Iterator[Line]:
    """Yield the lines of an article, those of its title first, unless its text begins with that."""
    article = row.article
    title, beginning = article.title.rstrip("…"), SPACE.sub(" ", article.text[: 2 * len(article.title)].lstrip())
    for field in ("text",) if beginning.startswith(title) else ("title", "text"):
        text = getattr(article, field)
        for start, stop in joined(text, row.marks[field]):
            place = before(text, start), SPACE.sub(" ", text[start : min(stop, start + WIDEST)]), after(text, stop)
            yield Line(
                *place,
                article.id,
                article.title,
                article.date,
                article.source,
                article.language,
                article.precision or "day",
            )


def joined(text: str, marks: Iterable[Span]) -> Iterator[Span]:
    """Yield the marks in order, words that follow each other as one.

    >>> [*joined("су тасқыны, су", [(3, 10), (0, 2), (12, 14)])]
    [(0, 10), (12, 14)]
    """
    begin, end = -1, -1
    for start, stop in sorted(set(marks)):
        if begin < 0:
            begin, end = start, stop
        elif stop - begin <= WIDEST and (start <= end or GAP.fullmatch(text, end, start)):
            end = max(end, stop)
        else:
            yield begin, end
            begin, end = start, stop
    if begin >= 0:
        yield begin, end


def before(text: str, place: int) -> str:
    """Return the words to the left of a place for which there is room; a word that is cut only where it leaves none."""
    piece = SPACE.sub(" ", text[max(0, place - 2 * ROOM) : place])
    if len(piece) <= ROOM and place <= 2 * ROOM:
        return piece.lstrip()
    whole = piece[-ROOM:].partition(" ")[2]
    return whole if whole.strip() else piece[-ROOM:]


def after(text: str, place: int) -> str:
    """Return the words to the right of a place, likewise."""
    here = text[place : place + 2 * ROOM + 1][::-1]
    return before(here, len(here))[::-1]


def arranged(lines: Sequence[Line], sort: str) -> list[Line]:
    """Return the lines in an order; those that are alike, and all where nothing beside the word decides, as they stand."""
    if sort == "left":
        return sorted(lines, key=lambda line: key(line.left, -1))
    return sorted(lines, key=lambda line: key(line.right, 1)) if sort == "right" else [*lines]


def key(text: str, step: int) -> tuple[bool, list[str]]:
    """Return what the words of a text are sorted by, from its beginning or its end; a text without words comes last."""
    words = [language.collated(token.text) for token in language.tokenize(text)]
    return not words, words[::step]
