"""The ledger's table of what was taken out for good, which is the log of that too: nothing is ever deleted from it."""

import datetime as dt
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from itertools import product

from ...article import Article
from ...retraction import Retraction, prints, telling
from .line import LETTERS, WHOLE, Line

SCHEMA = """
create table retractions (
    number integer primary key autoincrement,
    id text not null, whole text not null, text text not null, -- the two prints
    at text not null, reason text not null, name text not null,
    lifted text not null, lifted_name text not null,
    sum integer not null -- CRC-32 of all the others
);
create unique index retracted_ids on retractions (id) where lifted = '';
create index retracted_wholes on retractions (whole) where lifted = '';
create index retracted_texts on retractions (text) where lifted = '';
"""
# What a retracted article was before it was changed is known again too, while one of its retractions of that time stands.
FORMER = """
create table former_prints (
    print text not null, at text not null,
    sum integer not null -- CRC-32 of the two
);
create index former_prints_themselves on former_prints (print);
"""
LOG = "select id, whole, text, at, reason, name, lifted, lifted_name, sum from retractions"


def note(db: sqlite3.Connection, retraction: Retraction) -> None:
    """Write a retraction into the table; one that is lifted in place of what it was."""
    db.execute("delete from retractions where id = ? and lifted = ''", (retraction.id,))
    fields = columns(retraction)
    db.execute("insert into retractions values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*fields, sum_of(fields)))


def note_former(db: sqlite3.Connection, former: Mapping[str, dt.datetime]) -> None:
    """Write the prints of what retracted articles were."""
    for fields in ((print, at.isoformat()) for print, at in former.items()):
        db.execute("insert into former_prints values (?, ?, ?)", (*fields, sum_of(fields)))


def of(db: sqlite3.Connection, id: str, prints: Iterable[str]) -> Retraction | None:
    """Return what keeps out an id, or something with one of these prints; None if nothing does."""
    told = "whole = ?", "text = ?", "at in (select at from former_prints where print = ?)"
    for condition, value in (("id = ?", id), *product(told, prints)):
        if found := db.execute(f"{LOG} where {condition} and lifted = '' order by number", (value,)).fetchone():
            return read(found)
    return None


def all_of(db: sqlite3.Connection) -> list[Retraction]:
    """Return the whole log, oldest first."""
    for *fields, sum in db.execute("select print, at, sum from former_prints"):
        if sum != sum_of(fields):
            raise sqlite3.DatabaseError("a print of what a retracted article was is not what was written")
    return [read(row) for row in db.execute(f"{LOG} order by at, number")]


def copies(db: sqlite3.Connection, articles: Iterable[Article]) -> list[Article]:
    """Return the articles that are copies of one of these, themselves too: SQLite looks for their longest words."""
    articles = list(articles)
    own = {print for article in articles for print in prints(article)}
    words = {json.dumps(max(article.text.split(), key=len), ensure_ascii=False)[1:-1] for article in articles}
    wanted = WHOLE + " where live and instr(article, ?)"
    lines = {line[0]: Line(*line) for word in words for line in db.execute(wanted, (word.encode(LETTERS, "json"),))}
    found = (line.article for line in lines.values())
    return [one for one in found if not own.isdisjoint(telling(one))]


def columns(r: Retraction) -> tuple[str, ...]:
    """Return a retraction as the table has it, but for the sum."""
    lifted = r.lifted.isoformat() if r.lifted else ""
    return r.id, *r.prints, r.at.isoformat(), r.reason, r.by, lifted, r.lifted_by


def read(row: tuple[str, str, str, str, str, str, str, str, int]) -> Retraction:
    """Return a retraction that the table has; raises DatabaseError unless it is what was written."""
    *fields, sum = row
    if sum != sum_of(fields):
        raise sqlite3.DatabaseError(f"the retraction of {fields[0]!r} is not what was written")
    id, whole, text, at, reason, by, lifted, lifted_by = fields
    when = dt.datetime.fromisoformat
    return Retraction(id, (whole, text), when(at), reason, by, when(lifted) if lifted else None, lifted_by)


def sum_of(fields: tuple[str, ...] | list[str]) -> int:
    """Return the sum of a row's texts."""
    return zlib.crc32("\0".join(map(str, fields)).encode())
