"""One writer at a time, among threads and among processes; and patience where a writer replaces what is being read."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from whoosh.util.filelock import FileLock

from ...errors import IndexBusy, IndexerError

log = logging.getLogger("indexer")

WAIT = 600.0  # seconds for another writer
PATIENCE = (
    10.0  # seconds to open a generation while a writer replaces it; 0.2 were too few on a machine with much to do
)


class Lock:
    """A file that one process holds at a time, and in it one thread. The system takes it from a process that ends."""

    def __init__(self, file: Path) -> None:
        self.file = FileLock(str(file))
        self.folder = file.parent
        self.threads = threading.RLock()
        self.depth = 0

    @contextlib.contextmanager
    def held(self, wait: float = WAIT) -> Iterator[bool]:
        """Keep other writers out. With wait=0 lends False where there is one; else raises IndexBusy in the end."""
        if not self.entered(wait):
            if wait:
                raise IndexBusy(f"another writer has been writing to {self.folder} for {wait:.0f} s: try again")
            yield False
            return
        self.depth += 1
        try:
            yield True
        finally:
            self.depth -= 1
            if not self.depth:
                self.file.release()
            self.threads.release()

    def entered(self, wait: float) -> bool:
        """Wait for the other threads, then for other processes; False where that took too long, and nothing is held."""
        until = time.monotonic() + wait
        if not self.threads.acquire(timeout=wait):
            return False
        got = False
        try:
            got = bool(self.depth) or self.acquire(max(until - time.monotonic(), 0.0))
        finally:
            if not got:
                self.threads.release()
        return got

    def acquire(self, wait: float) -> bool:
        """Wait for the lock between processes."""
        until = time.monotonic() + wait
        said = False
        while not self.taken():
            if time.monotonic() >= until:
                return False
            if not said:
                log.warning("waiting for another process that writes to %s", self.folder)
                said = True
            time.sleep(0.1)
        return True

    def taken(self) -> bool:
        """Take the lock if nobody has it."""
        try:
            return bool(self.file.acquire())
        except OSError as error:
            raise IndexerError(f"{self.folder} cannot be used ({error}): make room or access, and try again") from error


def attempts() -> Iterator[None]:
    """Yield again and again, a moment apart, until patience ends."""
    until = time.monotonic() + PATIENCE
    yield
    while time.monotonic() < until:
        time.sleep(0.01)
        yield
