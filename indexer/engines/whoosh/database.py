"""A database in one SQLite file: who reads and who writes it, how it is checked and kept short."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from ...errors import IndexBusy, IndexDamaged, IndexerError

# what is no damage, in SQLite's words
PASSING = "locked", "full", "I/O", "readonly", "unable to open", "denied", "protocol"
WAIT = 60  # seconds for another connection
LOG = 1_000_000  # bytes of SQLite's log that may stay
CHECKED = 1 << 30  # bytes of the largest ledger that is checked whole before it is written


@contextlib.contextmanager
def named(file: Path) -> Iterator[None]:
    """Turn what SQLite raises into errors of ours."""
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the second: from a message that quotes damaged text
        if isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in PASSING):
            raise IndexerError(f"{file} cannot be used now ({error}): make room or access, and try again") from error
        raise IndexDamaged(
            f"{file} is damaged ({error}): restore it, or move the folder away and update again"
        ) from error


class Database:
    """One SQLite file. Reads may come from any thread; writes from one at a time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.idle: list[sqlite3.Connection] = []
        self.lock = threading.Lock()
        self.checked = False

    def connect(self) -> sqlite3.Connection:
        """Return a new connection; a commit on it is on the disk when it returns."""
        db = sqlite3.connect(self.file, timeout=WAIT, isolation_level=None, check_same_thread=False)
        try:
            db.execute("pragma synchronous = full")
            db.execute(f"pragma journal_size_limit = {LOG}")
        except BaseException:
            db.close()
            raise
        return db

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that no other thread uses meanwhile."""
        with named(self.file):
            with self.lock:
                db = self.idle.pop() if self.idle else None
            db = db or self.connect()
            try:
                yield db
            except BaseException:
                db.close()
                raise
        with self.lock:
            self.idle.append(db)

    @contextlib.contextmanager
    def transaction(self, begin: str = "begin immediate") -> Iterator[sqlite3.Connection]:
        """Lend a connection within a transaction: all of it happens, or nothing. A mere "begin" is for reading alone."""
        if begin != "begin":
            self.check()
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

    def check(self) -> None:
        """Raise IndexDamaged unless tables and indexes agree; once, before anything is made of them. 0.5 s for 100,000.

        Of a larger ledger that is `izde verify`'s to say: each row has a sum of its own.
        """
        if not self.checked and self.file.stat().st_size <= CHECKED:
            for fault in self.faults(most=1):
                raise IndexDamaged(f"{fault}: restore it, or move the folder away and update again")
            self.checked = True

    def faults(self, most: int = 100) -> list[str]:
        """Return what SQLite finds wrong with the file, at most so many."""
        with self.reading() as db:
            found = [line for (line,) in db.execute(f"pragma integrity_check({most})")]
        return [] if found == ["ok"] else [f"{self.file} is damaged ({line})" for line in found]

    def shorten(self) -> None:
        """Bring what SQLite's log has into the ledger, and empty the log, if it has grown long and nobody reads it just now.

        A writer that waited for sixteen readers without a pause waited for forty seconds; the next commit tries again.
        """
        log = self.file.with_name(f"{self.file.name}-wal")
        if log.is_file() and log.stat().st_size > LOG:
            with self.reading() as db:
                db.execute("pragma busy_timeout = 0")
                db.execute("pragma wal_checkpoint(truncate)")
                db.execute(f"pragma busy_timeout = {1_000 * WAIT}")

    def vacuum(self) -> None:
        """Write the file anew, without what was deleted, and empty its log."""
        with self.reading() as db:
            db.execute("vacuum")
            (busy, *_) = db.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy:
            raise IndexBusy(
                f"{self.file} is being read: what was deleted is in its log still; run `izde compact` again"
            )

    def times(self) -> list[float]:
        """Return when SQLite last wrote to the file and to its log."""
        return [file.stat().st_mtime for file in (self.file, Path(f"{self.file}-wal")) if file.exists()]
