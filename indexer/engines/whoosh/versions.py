"""The ledger's table of former versions: what an article was before another text or title took its place."""

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Mapping
from itertools import starmap
from typing import Any

from ...article import Article, dumps, loads
from ...errors import IndexDamaged
from ...retraction import telling
from .. import Entry, Version
from .line import WHOLE, Line, packed, unpacked
from .retractions import sum_of

SCHEMA = """
create table versions (
    id text not null, number integer not null, replaced text not null,
    whole text not null, text text not null, -- the prints by which a copy is known, of a short text the first alone
    sum integer not null, -- CRC-32 of the five before
    article blob not null, -- as the table of articles has it
    primary key (id, number)
);
"""
COPIES = """
with given as (select value from json_each(?))
delete from versions where whole in given or text in given
"""
MOST = 100  # of an article: its first version and the latest others
ALIKE = 0.5  # of the words of both; of two news stories by chance a tenth, of a story and its correction nearly all


def keep(db: sqlite3.Connection, changed: Mapping[str, Entry]) -> None:
    """Write down what is about to be replaced by these, where its words change; what cannot be read any more is left out."""
    now = dt.datetime.now(dt.timezone.utc).isoformat()
    for id, entry in changed.items():
        found = db.execute(WHOLE + " where id = ? and live", (id,)).fetchone()
        with contextlib.suppress(IndexDamaged):
            former = Line(*found).article
            if entry.placed and not alike(former, entry.article):
                forget(db, [id])  # its place is another article's now
            elif words(former) != words(entry.article):
                add(db, now, former, found[-1])


def add(db: sqlite3.Connection, now: str, article: Article, data: bytes) -> None:
    """Add a version to those of its article; beyond MOST, the second oldest goes."""
    (number,) = db.execute("select ifnull(max(number), 0) + 1 from versions where id = ?", (article.id,)).fetchone()
    whole, text = (*telling(article), "")[:2]
    fields = article.id, number, now, whole, text
    db.execute("insert into versions values (?, ?, ?, ?, ?, ?, ?)", (*fields, sum_of(fields), data))
    db.execute("delete from versions where id = ? and number between 2 and ?", (article.id, number - MOST + 1))


def restore(db: sqlite3.Connection, versions: Iterable[Version]) -> None:
    """Write down what articles of another index were."""
    for one in versions:
        whole, text = (*telling(one.article), "")[:2]
        replaced = one.replaced.isoformat() if one.replaced else ""
        fields: tuple[Any, ...] = one.article.id, one.number, replaced, whole, text
        data = packed(dumps(one.article))
        db.execute("insert or replace into versions values (?, ?, ?, ?, ?, ?, ?)", (*fields, sum_of(fields), data))


def all_of(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return the ids and numbers of all versions, in order."""
    return db.execute("select id, number from versions order by id, number").fetchall()


def words(article: Article) -> tuple[list[str], list[str]]:
    """Return what makes a version: white space does not."""
    return article.title.split(), article.text.split()


def alike(old: Article, new: Article) -> bool:
    """Whether two articles that stood in one place of a file are one: by their addresses, else by their words."""
    if old.url and new.url:
        return old.url == new.url
    both = [set(article.text.split()) for article in (old, new)]
    return len(both[0] & both[1]) >= ALIKE * len(both[0] | both[1])


def forget(db: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Remove the versions of articles."""
    db.executemany("delete from versions where id = ?", [(id,) for id in ids])


def strike(db: sqlite3.Connection, prints: Iterable[str]) -> None:
    """Remove the versions, of any article, that are copies of what has one of these prints."""
    db.execute(COPIES, (json.dumps(list(prints)),))


def of(db: sqlite3.Connection, id: str, first: int, most: int) -> list[Version]:
    """Return at most so many versions of an article, oldest first, from a number on."""
    wanted = "select * from versions where id = ? and number >= ? order by number limit ?"
    return list(starmap(read, db.execute(wanted, (id, first, most))))


def replaced(db: sqlite3.Connection, id: str) -> dict[int, dt.datetime]:
    """Return when each version of an article was replaced."""
    wanted = "select id, number, replaced, whole, text, sum from versions where id = ? order by number"
    return {fields[1]: when(*fields) for fields in db.execute(wanted, (id,))}


def check(db: sqlite3.Connection) -> None:
    """Raise DatabaseError for a version that is not what was written."""
    for fields in db.execute("select * from versions"):
        read(*fields)


def read(*fields: Any) -> Version:
    """Return a version that the table has; raises DatabaseError unless it is what was written."""
    *head, data = fields
    replaced = when(*head)
    with contextlib.suppress(ValueError, KeyError, TypeError):
        article = loads(unpacked(data))
        if article.id == head[0]:
            return Version(head[1], replaced, article)
    raise damaged(*head[:2])


def when(*head: Any) -> dt.datetime:
    """Return when a version was replaced; raises DatabaseError unless its row is what was written, its article apart."""
    *told, sum = head
    if sum != sum_of(told):
        raise damaged(*told[:2])
    return dt.datetime.fromisoformat(told[2])


def damaged(id: str, number: int) -> sqlite3.DatabaseError:
    """Return the error of a version that is not what was written."""
    return sqlite3.DatabaseError(f"version {number} of {id!r} is not what was written")
