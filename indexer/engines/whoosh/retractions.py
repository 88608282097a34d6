"""The ledger's table of what was taken out for good, which is the log of that too: nothing is ever deleted from it."""

import datetime as dt
import sqlite3
import zlib
from collections.abc import Iterable
from itertools import product

from ...retraction import Retraction

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
WHOLE = "select id, whole, text, at, reason, name, lifted, lifted_name, sum from retractions"


def note(db: sqlite3.Connection, retraction: Retraction) -> None:
    """Write a retraction into the table; one that is lifted in place of what it was."""
    db.execute("delete from retractions where id = ? and lifted = ''", (retraction.id,))
    fields = columns(retraction)
    db.execute("insert into retractions values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*fields, sum_of(fields)))


def of(db: sqlite3.Connection, id: str, prints: Iterable[str]) -> Retraction | None:
    """Return what keeps out an id, or something with one of these prints; None if nothing does."""
    for name, value in (("id", id), *product(("whole", "text"), prints)):
        if found := db.execute(f"{WHOLE} where {name} = ? and lifted = ''", (value,)).fetchone():
            return read(found)
    return None


def all_of(db: sqlite3.Connection) -> list[Retraction]:
    """Return the whole log, oldest first."""
    return [read(row) for row in db.execute(f"{WHOLE} order by at, number")]


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
