"""The terms as Whoosh keeps them: generations, of which the newest is searched and the next is written."""

import contextlib
import os
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import numpy as np

from ...errors import IndexBusy
from .codec import Writer
from .folder import former
from .generation import Generation
from .lock import attempts
from .passing import passes
from .schema import SCHEMA
from .segment import Content
from .storage import DurableStorage, Gone, sync

UNCHANGED = 3  # attempts to open the same generation


class TermIndex:
    """A Whoosh index in a folder. Its newest generation is opened when it is asked for, by one thread for all."""

    def __init__(self, folder: Path, ledger: str) -> None:
        """Name the folder, and the ledger whose terms it has; nothing is opened yet."""
        self.folder = folder
        self.storage = DurableStorage(str(folder), ledger)
        self.index: Any = None  # Whoosh's; None if it cannot be used
        self.generation: Generation | None = None
        self.lock = threading.RLock()

    def open(self) -> None:
        """Open Whoosh's index as it stands, if it can be used."""
        self.index = None
        try:
            self.index = self.storage.open_index(schema=SCHEMA)
        except Exception as error:  # whatever a damaged file makes Whoosh stumble over
            if passes(error):
                raise

    def empty(self) -> None:
        """Make a new index in place of the one that is there."""
        self.forget()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.index = self.storage.create().create_index(SCHEMA)
        sync(self.folder.parent)  # else terms of another analysis might come back after a power cut

    def take(self, other: "TermIndex") -> None:
        """Put another index in the place of this one, whose files go; who searches meanwhile has the one or the other."""
        with self.lock:
            self.forget()
            self.folder.rename(former(self.folder))
            other.folder.rename(self.folder)
            sync(self.folder.parent)
            self.open()

    def forget(self) -> None:
        """Close the generation that is open."""
        with self.lock:
            self.generation = None
            self.storage.opened = {}

    def commit(self, dead: Iterable[int], contents: Iterable[Content], *, more: bool = False) -> None:
        """Take rows out and add articles, in one commit; with `more` another follows, and unites segments."""
        writer = Writer(self.index, more=more)
        try:
            for number in np.flatnonzero(np.isin(self.current().rows, list(dead))).tolist():
                writer.delete_document(number)
            for content in contents:
                writer.take(content)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def highest(self) -> int:
        """Return the highest row in the terms: rows only rise, so all live ones above it are missing there."""
        return int(self.current().rows.max(initial=0))

    def littered(self) -> bool:
        """Whether there are files of a writer that was killed, or of one at work."""
        with contextlib.suppress(FileNotFoundError):  # a writer has just replaced the generation
            return bool(self.storage.left_over())
        return False

    # The newest generation

    def current(self) -> Generation:
        """Return the newest generation; opening is tried again while a writer replaces the one just seen.

        Whoosh's own `refresh()` is never called: it brings deleted documents back (findings/whoosh.md, section 2).
        """
        with self.lock:
            if self.generation and self.latest(self.generation.name):
                return self.generation
            seen: list[tuple[int, int, int]] = []
            for _ in attempts():
                with contextlib.suppress(FileNotFoundError, Gone):
                    return self.renewed(seen)
                if len(set(seen[-UNCHANGED:])) == 1 and len(seen) >= UNCHANGED:
                    break  # no writer has replaced it: something is gone
            raise IndexBusy(f"{self.folder} changes faster than it can be opened: try again")

    def renewed(self, seen: list[tuple[int, int, int]]) -> Generation:
        """Return the newest generation, opened if it is not the one open; its name is added to what was `seen`."""
        name = self.newest()
        seen.append(name)
        if not self.generation or self.generation.name != name:
            self.renew(name)
        return cast("Generation", self.generation)

    def renew(self, name: tuple[int, int, int]) -> None:
        """Open a generation in place of the one before it, whose memory goes when nobody searches it any more."""
        self.generation = Generation(name, self.index.reader())

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
