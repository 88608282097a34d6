"""The ledger's table of the frames of sources, by the prints of their lines.

A line is of the frame of the articles whose row is above `since`. That is written down when the line is first seen to be
repeated, so that the same articles have the same terms whenever they are analysed; `rebuild` lets it hold for all rows.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from ... import frame
from ...article import Article, unchecked
from ...frame import Span
from .line import Line

SCHEMA = """
create table frames (
    source text not null, print blob not null, since integer not null, primary key (source, print)
) without rowid;
"""
BATCH = 8_000  # articles among which lines are counted


@dataclass(frozen=True)
class Frames:
    """The frames of all sources: of each line from which row on it is one."""

    lines: dict[str, dict[bytes, int]] = field(default_factory=dict)

    def standing(self, row: int, article: Article) -> tuple[Span, ...]:
        """Return where the frame of an article stands in its text."""
        known = self.lines.get(article.source)
        return frame.standing(article.text, {one for one, since in known.items() if row > since}) if known else ()

    def without(self, row: int, article: Article) -> Article:
        """Return an article with the text that is searched."""
        spans = self.standing(row, article)
        return unchecked(vars(article) | {"text": frame.without(article.text, spans)}) if spans else article


NONE = Frames()


def all_of(db: sqlite3.Connection) -> Frames:
    """Return what is known of frames."""
    found: defaultdict[str, dict[bytes, int]] = defaultdict(dict)
    for source, print_, since in db.execute("select source, print, since from frames"):
        found[source][print_] = since
    return Frames(dict(found)) if found else NONE


def learn(db: sqlite3.Connection, articles: Iterable[Article]) -> None:
    """Note which lines of some articles, which have no row yet, are of a frame."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for article in articles:
        texts[article.source].append(article.text)
    rows = [(source, one) for source, some in texts.items() if source for one in frame.repeated(some)]
    if rows:
        last = "select coalesce(max(seq), 0) from sqlite_sequence where name = 'articles'"
        db.executemany(f"insert or ignore into frames values (?, ?, ({last}))", rows)  # noqa: S608  # no value in it


def learn_all(db: sqlite3.Connection, lines: Iterable[Line]) -> None:
    """Note the frames of all articles, each for all rows."""
    articles = (line.article for line in lines)
    while some := [*islice(articles, BATCH)]:
        learn(db, some)
    db.execute("update frames set since = 0")
