"""The ledger's stamps of files: of those that were read without a fault, and of those that failed.

A file that failed and stays what it is fails again, and need not be read to say so.
"""

import json
import sqlite3
from dataclasses import astuple, replace

from .. import Stamp

SCHEMA = """
create table failures ( -- what `files` has, and
    name text primary key, root text, size integer, modified integer, changed integer, read_at integer, sha256 text,
    articles integer, reasons text not null -- a list in JSON
) without rowid;
"""


def note(db: sqlite3.Connection, name: str, stamp: Stamp | None) -> None:
    """Write what a file looked like when it was read, or None: that nothing is known of it."""
    db.execute("delete from files where name = ?", (name,))
    db.execute("delete from failures where name = ?", (name,))
    if stamp is None:
        return
    *fields, reasons = astuple(stamp)
    if not reasons:
        db.execute("insert into files values (?, ?, ?, ?, ?, ?, ?, ?)", (name, *fields))
    else:
        row = (name, *fields, json.dumps(reasons, ensure_ascii=False))
        db.execute("insert into failures values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def all_of(db: sqlite3.Connection) -> dict[str, Stamp]:
    """Return name -> stamp of each file that is known."""
    clean = {name: Stamp(*fields) for name, *fields in db.execute("select * from files")}
    return clean | failing(db)


def failing(db: sqlite3.Connection) -> dict[str, Stamp]:
    """Return name -> stamp of each file that failed."""
    return {name: read(Stamp(*fields), reasons) for name, *fields, reasons in db.execute("select * from failures")}


def read(stamp: Stamp, written: str) -> Stamp:
    """Return a stamp with its reasons; raises DatabaseError for what is no list of them."""
    try:
        reasons = [*map(str, json.loads(written))]
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(f"the reasons of a failure: {error}") from error
    return replace(stamp, failures=tuple(reasons))
