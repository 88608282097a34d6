"""The ledger: articles and files in one SQLite database. It is the truth; the Whoosh index is made from it."""

import codecs
import contextlib
import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...article import Article, dumps, loads
from ...errors import IndexDamaged, IndexerError, NotAnIndex
from .. import Changes, Entry, Stamp
from .storage import sync

# A changed article gets a new row; the old one stays, not live, until the index no longer points to it. `row` is the
# name of an article in the index. AUTOINCREMENT: a row number never comes back for another article.
SCHEMA = """
create table meta (name text primary key, value text not null) without rowid;
create table articles (
    row integer primary key autoincrement,
    id text not null, file text not null, digest text not null, live integer not null default 1,
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
LOG = 1_000_000  # bytes of SQLite's log that stay once all of it is in the ledger
PAGE = 8_192  # bytes of a page of the ledger: 20,000 articles are 63 MB with 4,096, 60 with 8,192, 57 with 16,384, read slower
LETTERS = "kz1048"  # a byte a letter, Kazakh and Russian: read five times as fast as UTF-8 that is compressed
FORMAT = hashlib.sha256(SCHEMA.encode()).hexdigest()[
    :8
]  # another schema is another format, without anyone to remember it


def create(file: Path) -> None:
    """Make an empty ledger. Its name appears when it is whole, so that no other process sees half of it."""
    unfinished = file.with_suffix(".new")
    for left in (unfinished, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        left.unlink(missing_ok=True)  # SQLite would play the log of another ledger into this one
    db = sqlite3.connect(unfinished, isolation_level=None)
    db.execute(f"pragma page_size = {PAGE}")
    db.execute("pragma journal_mode = wal")
    db.executescript(f"begin; {SCHEMA} commit;")
    db.execute("insert into meta values ('format', ?)", (FORMAT,))
    db.close()
    sync(unfinished)
    unfinished.rename(file)
    sync(file.parent)


class Line(NamedTuple):
    """An article as the ledger keeps it."""

    row: int
    id: str
    data: bytes

    @property
    def article(self) -> Article:
        """The article; raises IndexDamaged if this is not what was kept under the id."""
        try:
            article = loads(unpacked(self.data))
            if article.id == self.id:
                return article
        except (ValueError, KeyError):
            pass
        raise IndexDamaged(
            f"article {self.id!r} in the ledger is damaged: restore the file, or move the folder away and update again"
        )


class Ledger:
    """One SQLite file. Reads may come from any thread; writes from one at a time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.idle: list[sqlite3.Connection] = []
        self.lock = threading.Lock()
        if not self.made():
            raise NotAnIndex(f"{file} is no ledger of an index: name another folder")
        if self.meta("format") != FORMAT:
            raise IndexDamaged(
                f"{file} has format {self.meta('format')}, not {FORMAT}: move the folder away and update again"
            )

    def connect(self) -> sqlite3.Connection:
        """Return a new connection; a commit on it is on the disk when it returns."""
        db = sqlite3.connect(self.file, timeout=60, isolation_level=None, check_same_thread=False)
        db.execute("pragma synchronous = full")
        db.execute(f"pragma journal_size_limit = {LOG}")
        return db

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that no other thread uses meanwhile."""
        db = None
        try:
            with self.lock:
                db = self.idle.pop() if self.idle else None
            db = db or self.connect()
            yield db
        except BaseException as error:
            if db:
                db.close()
            if isinstance(error, sqlite3.OperationalError):
                raise IndexerError(
                    f"{self.file} cannot be used now ({error}): make room or access, and try again"
                ) from error
            if isinstance(error, sqlite3.DatabaseError):
                raise IndexDamaged(
                    f"{self.file} is damaged ({error}): restore it, or move the folder away and update again"
                ) from error
            raise
        with self.lock:
            self.idle.append(db)

    @contextlib.contextmanager
    def transaction(self, begin: str = "begin immediate") -> Iterator[sqlite3.Connection]:
        """Lend a connection within a transaction: all of it happens, or nothing. A mere "begin" is for reading alone."""
        with self.reading() as db:
            db.execute(begin)
            try:
                yield db
            except BaseException:
                with contextlib.suppress(sqlite3.OperationalError):  # a full disk has rolled back already
                    db.execute("rollback")
                raise
            db.execute("commit")

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self.lock:
            while self.idle:
                self.idle.pop().close()

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
            gone = [(id,) for id in (*changes.put, *changes.delete)]
            db.executemany("update articles set live = 0 where id = ? and live", gone)
            for entry in changes.put.values():
                self.insert(db, entry)
            for name, stamp in changes.stamps.items():
                db.execute("delete from files where name = ?", (name,))
                if stamp:
                    db.execute("insert into files values (?, ?, ?, ?, ?, ?, ?, ?)", (name, *astuple(stamp)))

    def insert(self, db: sqlite3.Connection, entry: Entry) -> None:
        """Add one article under a new row."""
        a = entry.article
        db.execute(
            "insert into articles (id, file, digest, article) values (?, ?, ?, ?)",
            (a.id, entry.file, entry.digest, packed(dumps(a))),
        )

    def drop(self, rows: Iterable[int]) -> None:
        """Forget rows that the index no longer points to."""
        with self.transaction() as db:
            db.executemany("delete from articles where row = ?", [(row,) for row in rows])

    # What is asked

    def article(self, id: str) -> Article | None:
        """Return the article as it is now."""
        with self.reading() as db:
            found = db.execute("select article from articles where id = ? and live", (id,)).fetchone()
        return Line(0, id, found[0]).article if found else None

    def articles(self, rows: Iterable[int]) -> dict[int, Article]:
        """Return row -> article, live or not; rows that are gone are left out."""
        wanted = "select row, id, article from articles where row in (select value from json_each(?))"
        with self.reading() as db:
            found = db.execute(wanted, (json.dumps(list(rows)),)).fetchall()
        return {line[0]: Line(*line).article for line in found}

    def acknowledged(self, rows: Iterable[int]) -> dict[int, str]:
        """Return row -> digest of articles when they were acknowledged."""
        with self.reading() as db:
            return {row: db.execute("select digest from articles where row = ?", (row,)).fetchone()[0] for row in rows}

    def faults(self) -> list[str]:
        """Return what SQLite finds wrong with the file."""
        with self.reading() as db:
            found = [line for (line,) in db.execute("pragma integrity_check")]
        return [] if found == ["ok"] else [f"{self.file}: {line}" for line in found]

    def vacuum(self) -> None:
        """Write the file anew, without what was deleted, and empty its log."""
        with self.reading() as db:
            db.execute("vacuum")
            db.execute("pragma wal_checkpoint(truncate)")

    def dead(self) -> list[int]:
        """Return the rows of articles as they were, which the index may still point to."""
        with self.reading() as db:
            return [row for (row,) in db.execute("select row from articles where not live")]

    def above(self, row: int, most: int) -> list["Line"]:
        """Return the next `most` articles above a row, in order, as they are kept."""
        wanted = "select row, id, article from articles where live and row > ? order by row limit ?"
        with self.reading() as db:
            return list(map(Line._make, db.execute(wanted, (row, most))))

    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of all articles as they are now, in order, and those of articles as they were: at one moment."""
        with self.transaction("begin") as db:
            live = db.execute("select row from articles where live order by row")
            dead = db.execute("select row from articles where not live order by row")
            return numbers(live), numbers(dead)

    def owner(self, id: str) -> str | None:
        """Return the file of an article, or None."""
        with self.reading() as db:
            found = db.execute("select file from articles where id = ? and live", (id,)).fetchone()
        return str(found[0]) if found else None

    def digests(self, file: str) -> dict[str, str]:
        """Return id -> digest of a file's articles."""
        with self.reading() as db:
            return dict(db.execute("select id, digest from articles where file = ? and live", (file,)))

    def stamps(self) -> dict[str, Stamp]:
        """Return name -> stamp of every file that was read without a fault."""
        with self.reading() as db:
            return {name: Stamp(*fields) for name, *fields in db.execute("select * from files")}

    def files(self) -> set[str]:
        """Return the names of the files that articles came from."""
        with self.reading() as db:
            return {name for (name,) in db.execute("select distinct file from articles where live and file <> ''")}

    def count(self) -> int:
        """Return the number of articles."""
        with self.reading() as db:
            return int(db.execute("select count(*) from articles where live").fetchone()[0])


def packed(line: str) -> bytes:
    """Return a line of JSON as it is kept: its sum, then a byte a letter; letters of other alphabets as JSON escapes them."""
    data = line.encode(LETTERS, "json")
    return zlib.crc32(data).to_bytes(4, "big") + data


def unpacked(data: bytes) -> str:
    """Return the line of JSON that `packed` wrote; raises ValueError for anything else."""
    line = data[4:]
    if zlib.crc32(line).to_bytes(4, "big") != data[:4]:
        raise ValueError("the sum differs")
    return line.decode(LETTERS)


def escaped(error: UnicodeError) -> tuple[str, int]:
    """Return what JSON writes for letters that cannot be encoded, and where to go on."""
    assert isinstance(error, UnicodeEncodeError)  # nothing is decoded with this handler
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error("json", escaped)


def numbers(rows: Iterable[tuple[int]]) -> NDArray[np.int64]:
    """Return the numbers that rows of one column hold."""
    return np.fromiter((number for (number,) in rows), np.int64)
