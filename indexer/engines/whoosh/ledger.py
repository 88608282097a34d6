"""The ledger: articles and files in one SQLite database. It is the truth; the Whoosh index is made from it."""

import contextlib
import datetime as dt
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import starmap
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ...article import Article
from ...errors import IndexDamaged, NotAnIndex
from ...retraction import Retraction
from .. import Changes, Entry, Stamp, Version
from . import frames, retractions, stamps, versions
from .database import Database, named
from .frames import Frames
from .line import HEAD, WHOLE, Line, numbers, packed, sum_of
from .storage import sync

# A changed article gets a new row; the old one stays, not live, until the index no longer points to it. `row` is the
# name of an article in the index. AUTOINCREMENT: a row number never comes back for another article.
SCHEMA = """
create table meta (name text primary key, value text not null) without rowid;
create table articles (
    row integer primary key autoincrement,
    id text not null, file text not null, digest text not null, live integer not null default 1,
    sum integer not null, -- CRC-32 of the three texts; its complement once the row is not live
    article blob not null -- its JSON behind a sum, as `packed` says
);
create unique index live_ids on articles (id) where live;
create index files_of_articles on articles (file) where live;
create index live_rows on articles (row) where live;
create index dead_rows on articles (row) where not live;
create table files (
    name text primary key, root text, size integer, modified integer, changed integer, read_at integer, sha256 text,
    articles integer
) without rowid;
"""
LISTED = " where row in (select value from json_each(?))"
MANY = 500  # ids that are looked up at a time
READ = 1_000  # articles at a time,
BYTES = 32_000_000  # and of them, for a text may have five million letters
PAGE = 16_384  # bytes of a page of the ledger: 100,000 articles are 314 MB with 8,192, 297 with 16,384; ten are read in .05 and .06 ms
# What the schema is made of, in the order in which it came to be: a ledger with the first of it gets the rest when it is
# opened. Another schema is another format, without anyone to remember it.
PARTS = SCHEMA, retractions.SCHEMA, stamps.SCHEMA, frames.SCHEMA, retractions.FORMER, versions.SCHEMA
FORMATS = [hashlib.sha256("".join(PARTS[:stop]).encode()).hexdigest()[:8] for stop in range(1, len(PARTS) + 1)]
FORMAT = FORMATS[-1]


def create(file: Path) -> None:
    """Make an empty ledger. Its name appears when it is whole, so that no other process sees half of it."""
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    for left in (f"{name}{end}" for name in (unfinished, file) for end in ("-wal", "-shm", "-journal")):
        Path(left).unlink(missing_ok=True)  # SQLite would play the log of another ledger into this one
    with named(file), contextlib.closing(sqlite3.connect(unfinished, isolation_level=None)) as db:
        db.execute(f"pragma page_size = {PAGE}")
        db.executescript(f"begin; {''.join(PARTS)} commit;")
        noted = ("format", FORMAT), ("id", secrets.token_hex(8))
        db.executemany("insert into meta values (?, ?)", noted)
        db.execute("pragma journal_mode = wal")  # last: what is in the log yet when it is closed, a full disk may lose
    sync(unfinished)
    sync(file.parent)  # SQLite's journal is gone for good
    unfinished.rename(file)
    sync(file.parent)


def live(db: sqlite3.Connection, ids: Iterable[str]) -> Iterator[Line]:
    """Yield what is kept of some articles beside their texts; a list in JSON would lose what stands behind a NUL in an id."""
    wanted = [*ids]
    for some in (wanted[n : n + MANY] for n in range(0, len(wanted), MANY)):
        marks = ", ".join("?" * len(some))
        yield from starmap(Line, db.execute(f"{HEAD} where live and id in ({marks})", some))


def columns(entry: Entry) -> tuple[str, str, str, int, bytes]:
    """Return what is kept of an article under a new row."""
    id, file, digest = entry.article.id, entry.file, entry.digest
    return id, file, digest, sum_of(id, file, digest), packed(entry.line)


class Ledger(Database):
    """The tables of the database."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        if not self.made():
            raise NotAnIndex(f"{file} is no ledger of an index: restore it, or name another folder")
        if self.meta("format") not in FORMATS:
            raise IndexDamaged(
                f"{file} has format {self.meta('format')}, not {FORMAT}: move the folder away and update again"
            )
        if self.meta("format") != FORMAT:
            self.advance()

    def advance(self) -> None:
        """Add what a ledger of before lacks. Programs of before then refuse it: they would bring back what was retracted."""
        with self.transaction() as db:
            (now,) = db.execute(
                "select value from meta where name = 'format'"
            ).fetchone()  # another process may be first
            for part in PARTS[FORMATS.index(now) + 1 :]:
                for statement in part.split(";"):
                    db.execute(statement)
            db.execute("update meta set value = ? where name = 'format'", (FORMAT,))

    def made(self) -> bool:
        """Whether the file has the tables of a ledger."""
        with self.reading() as db:
            return bool(db.execute("select 1 from sqlite_master where name = 'meta'").fetchone())

    def meta(self, name: str) -> str:
        """Return what is noted under a name, or ""."""
        with self.reading() as db:
            found = db.execute("select value from meta where name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def note(self, **values: str) -> None:
        """Note values under names."""
        with self.transaction() as db:
            db.executemany("insert or replace into meta values (?, ?)", values.items())

    # What changes

    def write(self, changes: Changes) -> None:
        """Commit the changes; the index has yet to follow."""
        with self.transaction() as db:
            there = {line.id: line.digest for line in live(db, (*changes.put, *changes.delete))}
            changed = {id: new for id, new in changes.put.items() if there.get(id, new.digest) != new.digest}
            versions.keep(db, changed)
            versions.forget(db, changes.delete)
            frames.learn(db, (entry.article for entry in changes.put.values()))
            db.executemany("update articles set live = 0, sum = ~sum where id = ? and live", [(id,) for id in there])
            rows = map(columns, changes.put.values())
            db.executemany("insert into articles (id, file, digest, sum, article) values (?, ?, ?, ?, ?)", rows)
            for name, stamp in changes.stamps.items():
                stamps.note(db, name, stamp)
            for retraction in changes.retractions:
                retractions.note(db, retraction)
                versions.strike(db, retraction.prints)
            retractions.note_former(db, changes.former)
            versions.strike(db, changes.former)
            versions.restore(db, changes.versions)

    def drop(self, rows: Iterable[int]) -> None:
        """Forget rows that the index no longer points to."""
        with self.transaction() as db:
            db.executemany("delete from articles where row = ?", [(row,) for row in rows])

    # What is asked

    def article(self, id: str) -> Article | None:
        """Return the article as it is now."""
        with self.reading() as db:
            found = db.execute(WHOLE + " where id = ? and live", (id,)).fetchone()
        if found is None:
            self.check()  # an index of SQLite's may have lost it
        return Line(*found).article if found else None

    def articles(self, rows: Iterable[int]) -> dict[int, Article]:
        """Return row -> article, live or not; rows that are gone are left out."""
        with self.reading() as db:
            found = db.execute(WHOLE + LISTED, (json.dumps(list(rows)),)).fetchall()
        return {line[0]: Line(*line).article for line in found}

    def lacks(self, rows: Iterable[int]) -> NoReturn:
        """Raise IndexDamaged for rows that the index points to and that are not there."""
        with named(self.file):
            raise sqlite3.DatabaseError(f"rows {', '.join(map(str, sorted(rows)))} are gone")

    def dead(self) -> list[int]:
        """Return the rows of articles as they were, which the index may still point to."""
        with self.reading() as db:
            return [Line(*line).sound().row for line in db.execute(HEAD + " where not live")]

    def above(self, row: int, most: int) -> list[Line]:
        """Return the next articles above a row, in order, as they are kept: `most`, or as many as have BYTES."""
        wanted = WHOLE + " where live and row > ? order by row limit ?"
        found: list[Line] = []
        size = 0
        with self.reading() as db:
            for line in starmap(Line, db.execute(wanted, (row, most))):
                found.append(line)
                size += len(line.data)
                if size >= BYTES:
                    break
        return found

    def lines(self) -> Iterator[Line]:
        """Yield all articles, in order, as they are kept."""
        row = 0
        while some := self.above(row, READ):
            yield from some
            row = some[-1].row

    def frames(self) -> Frames:
        """Return what is known of the frames of sources."""
        with self.reading() as db:
            return frames.all_of(db)

    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of all articles as they are now, in order, and those of articles as they were: at one moment."""
        with self.transaction("begin") as db:
            live = db.execute("select row from articles where live order by row")
            dead = db.execute("select row from articles where not live order by row")
            return numbers(live), numbers(dead)

    def line(self, id: str) -> Line | None:
        """Return what is kept of an article beside its text, or None."""
        with self.reading() as db:
            found = db.execute(HEAD + " where id = ? and live", (id,)).fetchone()
            return Line(*found).sound() if found else None

    def owners(self, ids: Iterable[str]) -> dict[str, str]:
        """Return id -> file of those of some articles that there are."""
        with self.reading() as db:
            return {line.sound().id: line.file for line in live(db, ids)}

    def digests(self, file: str) -> dict[str, str]:
        """Return id -> digest of a file's articles."""
        with self.reading() as db:
            lines = starmap(Line, db.execute(HEAD + " where file = ? and live", (file,)))
            return {line.sound().id: line.digest for line in lines}

    def stamps(self) -> dict[str, Stamp]:
        """Return name -> stamp of every file that need not be read again while it stays what it was."""
        with self.reading() as db:
            return stamps.all_of(db)

    def files(self) -> set[str]:
        """Return the names of the files that articles came from."""
        with self.reading() as db:
            return {name for (name,) in db.execute("select distinct file from articles where live and file <> ''")}

    def is_known(self, name: str) -> bool:
        """Whether articles came from a file of this name, or from one in a folder of it; "0" follows "/"."""
        below = "select 1 from articles where live and (file = ? or (file > ? and file < ?)) limit 1"
        with self.reading() as db:
            return bool(db.execute(below, (name, f"{name}/", f"{name}0")).fetchone())

    def count(self) -> int:
        """Return the number of articles."""
        with self.reading() as db:
            return int(db.execute("select count(*) from articles where live").fetchone()[0])

    # What was replaced, and what was taken out

    def versions(self, id: str, first: int = 1, most: int = versions.MOST) -> list[Version]:
        """Return what an article was before it was replaced, oldest first, from a number on."""
        with self.reading() as db:
            return versions.of(db, id, first, most)

    def replaced(self, id: str) -> dict[int, dt.datetime]:
        """Return the number of each version that was replaced, and when."""
        with self.reading() as db:
            return versions.replaced(db, id)

    def all_versions(self) -> Iterator[Version]:
        """Yield what articles were before they were replaced, those of each oldest first."""
        with self.reading() as db:
            known = versions.all_of(db)
        for id, number in known:
            yield from self.versions(id, number, 1)

    def check_versions(self) -> None:
        """Raise IndexDamaged for a version that is not what was written."""
        with self.reading() as db:
            versions.check(db)

    def copies(self, articles: Iterable[Article]) -> list[Article]:
        """Return the articles that are copies of one of these, themselves too; 1 s for 1 GB, times the words looked for."""
        with self.reading() as db:
            return retractions.copies(db, articles)

    def retracted(self, id: str, prints: Iterable[str]) -> Retraction | None:
        """Return what keeps out an id, or something with one of these prints; None if nothing does."""
        with self.reading() as db:
            return retractions.of(db, id, prints)

    def retractions(self) -> list[Retraction]:
        """Return all retractions, oldest first."""
        with self.reading() as db:
            return retractions.all_of(db)
