"""The embedded engine: a ledger of articles and, made from it, a Whoosh index of their terms.

To be read in this order: ledger, schema; batch, segment, arrays, merge (what a commit writes); storage, codec (how Whoosh
writes and reads it); generation, evaluation, found, marks (what a search does).
"""

import contextlib
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from whoosh.util.filelock import FileLock

from ... import language
from ...article import Article
from ...errors import IndexBusy, IndexDamaged, IndexerError, NotAnIndex
from ...query import Query
from .. import Analysis, Changes, Found, Stamp
from . import care
from .codec import Writer
from .crew import Crew
from .evaluation import match
from .found import answer, shown
from .generation import Generation
from .ledger import Ledger, create
from .schema import SCHEMA
from .segment import Content
from .storage import DurableStorage, Gone

log = logging.getLogger("indexer")

LEDGER, TERMS, LOCK = "ledger.db", "whoosh", "writer.lock"
BATCH = 8_000  # articles of one Whoosh commit: bounds the memory of a rebuild
WAIT = 600.0  # seconds for another writer
ATTEMPTS = 20  # to open a generation while a writer replaces it


class Commit(NamedTuple):
    """What one commit does to the terms."""

    row: int  # the highest it has
    dead: list[int]  # rows to take out
    contents: Iterator[Content]  # articles to add


class WhooshEngine:
    """An index in a folder. Any number of readers, one writer at a time."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        """Open the index in a folder, and make it first where there is none; what a crash left open is finished."""
        if folder.exists() and not folder.is_dir():
            raise NotAnIndex(f"{folder} is a file: name a folder")
        if folder.exists() and not is_index(folder) and any(map(foreign, folder.iterdir())):
            raise NotAnIndex(f"{folder} holds other files than an index: name another folder")
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.generation: Generation | None = None
        self.reads = threading.RLock()  # one thread opens a generation, the others wait for it
        self.writes = threading.RLock()
        self.depth = 0
        self.crew = Crew(analysis)
        self.waiting: Commit | None = None
        self.lock = FileLock(str(folder / LOCK))
        if not is_index(folder):
            with self.writing():
                if not is_index(folder):  # still: another process may have been first
                    create(folder / LEDGER)
        self.ledger = Ledger(folder / LEDGER)
        self.storage = DurableStorage(str(folder / TERMS))
        self.index = self.opened()
        if not self.whole():
            with self.writing():  # another process may have mended it meanwhile
                self.index = self.opened()
                if not self.whole():
                    self.index = self.emptied()
        if self.behind() or self.littered():
            with self.writing(wait=0) as free:
                if free:
                    self.finish()

    def opened(self) -> Any:
        """Return Whoosh's index as it stands, or None if it cannot be used."""
        if self.ledger.meta("analysis") != language.fingerprint():
            return None
        with contextlib.suppress(Exception):  # whatever a damaged file makes Whoosh stumble over
            return self.storage.open_index(schema=SCHEMA)
        return None

    def whole(self) -> bool:
        """Whether the terms can be read and hold each article of the ledger, but for those that are still to follow."""
        if self.index is None:
            return False
        try:
            for _ in range(ATTEMPTS):
                generation = self.current()
                if self.agrees(generation):
                    return True
                if generation.name == self.newest():
                    return False
        except Exception as error:
            if isinstance(error, IndexerError) and not isinstance(error, IndexBusy):
                raise  # the ledger's: it tells nothing of the terms
            log.warning("the terms in %s cannot be read (%s)", self.folder, repr(error))
        return False

    def agrees(self, generation: Generation) -> bool:
        """Whether a generation has the live rows of the ledger up to its highest; a writer may be between the two."""
        rows = generation.rows if generation.live is None else generation.rows[generation.live]
        live, dead = self.ledger.rows()
        expected = live[: np.searchsorted(live, generation.rows.max(initial=0), "right")]
        return np.array_equal(np.setdiff1d(rows, dead, assume_unique=True), expected)

    def littered(self) -> bool:
        """Whether there are files of a writer that was killed, or of one at work."""
        with contextlib.suppress(FileNotFoundError):  # a writer has just replaced the generation
            return bool(self.storage.left_over())
        return False

    def finish(self) -> None:
        """Finish what a crash has left; where that cannot be, searches go on with what there is."""
        try:
            self.follow()
            self.storage.sweep()
        except OSError as error:
            log.warning("%s cannot be written (%s): its newest articles are not found yet", self.folder, error)

    def emptied(self) -> Any:
        """Return a new Whoosh index in place of the one that cannot be used."""
        if self.ledger.count():
            log.warning("the terms of %d articles in %s are made again", self.ledger.count(), self.folder)
        self.forget()
        shutil.rmtree(self.storage.folder, ignore_errors=True)
        index = self.storage.create().create_index(SCHEMA)
        self.ledger.note(analysis=language.fingerprint())
        return index

    def close(self) -> None:
        """Let go of files and memory."""
        self.forget()
        self.ledger.close()

    def forget(self) -> None:
        """Close the generation that is open."""
        with self.reads:
            self.generation = None
            self.storage.opened = {}

    # Writing

    @contextlib.contextmanager
    def writing(self, wait: float = WAIT) -> Iterator[bool]:
        """Keep other writers out. With wait=0 lends False where there is one; else raises IndexBusy in the end."""
        with self.writes:
            if not self.depth and not self.acquire(wait):
                if wait:
                    raise IndexBusy(f"another process has been writing to {self.folder} for {wait:.0f} s: try again")
                yield False
                return
            self.depth += 1
            try:
                yield True
            finally:
                self.depth -= 1
                if not self.depth:
                    if self.waiting:  # a fault or Ctrl-C has kept the last `write` from coming
                        with contextlib.suppress(Exception):  # as after a crash: the next opening or write finishes it
                            self.follow()
                    self.waiting = None
                    self.crew.close()
                    self.lock.release()

    def acquire(self, wait: float) -> bool:
        """Wait for the lock between processes."""
        until = time.monotonic() + wait
        said = False
        while not self.lock.acquire():
            if time.monotonic() >= until:
                return False
            if not said:
                log.warning("waiting for another process that writes to %s", self.folder)
                said = True
            time.sleep(0.1)
        return True

    def write(self, changes: Changes, more: bool = False) -> None:
        """Commit the changes: to the ledger, then to the terms."""
        with self.writing(), self.trouble():
            self.ledger.write(changes)
            self.follow(more)

    @contextlib.contextmanager
    def trouble(self) -> Iterator[None]:
        """Turn what Whoosh and the disk raise into errors of ours."""
        try:
            yield
        except IndexerError:
            raise
        except OSError as error:
            raise IndexerError(f"{self.folder} cannot be used ({error}): make room or access, and try again") from error
        except Exception as error:
            raise IndexDamaged(
                f"the terms in {self.folder} cannot be read ({error!r}): open the index again, and they are made again"
            ) from error

    def behind(self) -> bool:
        """Whether the terms lack something of the ledger, as after a crash between the two."""
        return bool(self.ledger.dead() or self.ledger.above(self.highest(), most=1))

    def highest(self) -> int:
        """Return the highest row in the terms: rows only rise, so all live ones above it are missing there."""
        return int(self.current().rows.max(initial=0))

    def follow(self, more: bool = False) -> None:
        """Bring the terms to the state of the ledger, in commits of bounded size.

        With `more`, the last commit waits for the next call, while processes analyse what is in it.
        """
        dead = self.ledger.dead()
        row = self.waiting.row if self.waiting else self.highest()
        while True:
            batch = self.ledger.above(row, BATCH)
            row = batch[-1].row if batch else row
            self.commit_waiting(Commit(row, dead, self.crew.gather(batch)) if batch or dead else None)
            if len(batch) < BATCH:
                break
            dead = []
        if not more or not self.crew.threads:
            self.commit_waiting(None)

    def commit_waiting(self, following: "Commit | None") -> None:
        """Do the commit that waits, and let another wait."""
        waiting, self.waiting = self.waiting, following
        if not waiting:
            return
        writer = Writer(self.index, WAIT)
        try:
            for number in np.flatnonzero(np.isin(self.current().rows, waiting.dead)).tolist():
                writer.delete_document(number)
            for content in waiting.contents:
                writer.take(content)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        if waiting.dead:
            self.ledger.drop(waiting.dead)

    # Care

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the index: a line each, with the next step."""
        with self.writing(), self.trouble():
            yield from care.faults(self)

    def rebuild(self) -> None:
        """Make the terms anew from the ledger."""
        with self.writing(), self.trouble():
            self.index = self.emptied()
            self.follow()

    def compact(self) -> None:
        """Remove for good what was deleted, and unite segments."""
        with self.writing(), self.trouble():
            self.follow()
            care.compact(self)

    # Reading

    def article(self, id: str) -> Article | None:
        """Return the article, or None."""
        return self.ledger.article(id)

    def owner(self, id: str) -> str | None:
        """Return the file an article came from ("" for none), or None if there is no such article."""
        return self.ledger.owner(id)

    def digests(self, file: str) -> dict[str, str]:
        """Return id -> digest of the articles that came from a file."""
        return self.ledger.digests(file)

    def stamps(self) -> dict[str, Stamp]:
        """Return name -> stamp of each file that was read without a fault."""
        return self.ledger.stamps()

    def files(self) -> set[str]:
        """Return the names of the files that articles came from."""
        return self.ledger.files()

    def count(self) -> int:
        """Return the number of articles."""
        return self.ledger.count()

    def current(self) -> Generation:
        """Return the newest generation; opening is tried again while a writer replaces the one just seen.

        Whoosh's own `refresh()` is never called: it brings deleted documents back (findings/whoosh.md, section 2).
        """
        with self.reads:
            for _ in range(ATTEMPTS):
                with contextlib.suppress(FileNotFoundError, Gone):
                    return self.renewed()
                time.sleep(0.01)  # a writer has just replaced it
            raise IndexBusy(f"{self.folder} changes faster than it can be opened: try again")

    def renewed(self) -> Generation:
        """Return the newest generation, opened if it is not the one open."""
        if self.generation and self.latest(self.generation.name):
            return self.generation
        name = self.newest()
        if not self.generation or self.generation.name != name:
            self.renew(name)
        return cast("Generation", self.generation)

    def latest(self, name: tuple[int, int, int]) -> bool:
        """Whether a generation is there and the next one is not: two looks cost a tenth of reading the folder."""
        with contextlib.suppress(FileNotFoundError):
            return not os.path.exists(self.toc(name[0] + 1)) and self.named(name[0]) == name  # noqa: PTH110  # a Path costs as much as the look
        return False

    def newest(self) -> tuple[int, int, int]:
        """Return what tells the newest generation from any other, one of the same number in a new index too."""
        return self.named(self.index.latest_generation())

    def named(self, number: int) -> tuple[int, int, int]:
        """Return what tells a generation from any other; raises FileNotFoundError if it is gone."""
        state = os.stat(self.toc(number))  # noqa: PTH116  # as above
        return number, state.st_ino, state.st_mtime_ns

    def toc(self, number: int) -> str:
        """Return the file that makes a generation one."""
        return f"{self.storage.folder}/_{self.index.indexname}_{number}.toc"

    def renew(self, name: tuple[int, int, int]) -> None:
        """Open a generation in place of the one before it, whose memory goes when nobody searches it any more."""
        self.generation = Generation(name, self.index.reader())

    def search(self, query: Query, sort: str, start: int, size: int) -> Found:
        """Return what matches, rows `start` to `start + size` of it."""
        for _ in range(ATTEMPTS):
            with self.trouble():
                generation = self.current()
                matched = match(generation, query)
                page = shown(generation, matched, sort, start, size)
                articles = self.ledger.articles(generation.rows[page].tolist())
                if len(articles) == len(page):
                    return answer(generation, matched, query, page, articles)
            time.sleep(0.01)  # a writer replaced the generation after it was searched
        raise IndexBusy(f"{self.folder} changes faster than it can be searched: try again")


def is_index(folder: Path) -> bool:
    """Whether there is an index in the folder."""
    return (folder / LEDGER).is_file()


def foreign(file: Path) -> bool:
    """Whether a file is none that an index begins with, hidden files apart."""
    return not file.name.startswith((".", "ledger.")) and file.name not in (TERMS, LOCK)
