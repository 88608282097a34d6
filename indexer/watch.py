"""A folder that is updated as it changes."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from .errors import IndexDamaged, IndexerError, NotAnIndex, SourceMissing
from .index import Index
from .report import Report
from .sources import is_unfinished

STEP, GATHER = 100, 500  # milliseconds: changes are gathered until none comes for a while, but never for longer
LISTEN = (
    200  # milliseconds until a turn without changes; the first ends when changes are being noticed, so none is missed
)
SETTLE = 0.3  # seconds without a change before a file is read: a copy in progress is left to finish
AGAIN = 5.0  # seconds until what could not be done is tried again, such as when the disk is full
SWEEP = 600.0  # seconds between looks at all: the system forgets changes where there are too many at once
POLL, REST = 2.0, 3.0  # seconds between two polls; or so many times what one took, where that is longer

Changed = set[Path] | None  # None: anything may have changed


class Watch:
    """What has changed and is not read yet."""

    def __init__(self, index: Index, path: str | os.PathLike[str]) -> None:
        self.index = index
        self.path = path
        self.waiting: set[Path] = set()
        self.all = True
        self.looked = self.rest = 0.0  # when all was last looked at, and until when nothing is tried
        self.told: object = None

    def turn(self, changed: Changed) -> Iterator[Report]:
        """Read what has changed and settled; yield the report if it says anything new."""
        now = time.monotonic()
        self.waiting |= changed or set()
        self.all |= changed is None or now - self.looked > SWEEP
        settled = {path for path in self.waiting if is_settled(path)}
        if now < self.rest or not (self.all or settled):
            return
        report = self.update(settled)
        problems = report.failed, report.warnings
        if report.added or report.updated or report.removed or problems not in (self.told, ([], [])) or not self.looked:
            yield report
        self.told, self.looked = problems, now if self.all or not self.looked else self.looked
        self.all = time.monotonic() < self.rest

    def update(self, settled: set[Path]) -> Report:
        """Return the report of an update; of what cannot be done now, the reason, and it is tried again after a while."""
        try:
            report = self.index.update(self.path, only=None if self.all else settled)
        except (IndexDamaged, NotAnIndex):
            raise
        except IndexerError as error:
            self.rest = time.monotonic() + AGAIN
            return Report(failed=[(str(self.path), str(error))])
        self.waiting -= settled
        return report


def watch(
    index: Index, path: str | os.PathLike[str], stop: threading.Event | None = None, *, poll: bool = False
) -> Iterator[Report]:
    """Yield the report of an update now, and of each that brings anything as files below `path` change, until `stop` is set.

    With `poll` the files are looked at every few seconds, for a network share tells nobody of changes. What cannot be done now
    (a full disk, a folder that is not mounted) is reported, and done when it can be. Raises SourceMissing if there is nothing
    at `path` to begin with, IndexerError without the package watchfiles.
    """
    stop = stop or threading.Event()
    root = Path(os.path.realpath(path))
    if not root.exists():
        raise SourceMissing(f"no file or folder {path}: nothing to watch")
    watched = Watch(index, path)
    for changed in polled(stop) if poll else noticed(root, index.home, stop):
        yield from watched.turn(changed)


def polled(stop: threading.Event) -> Iterator[Changed]:
    """Yield now and again, and rest between, longer where looking takes long."""
    took = 0.0
    while not stop.wait(max(POLL, REST * took) if took else 0):
        begun = time.monotonic()
        yield None
        took = time.monotonic() - begun


def noticed(root: Path, home: Path, stop: threading.Event) -> Iterator[Changed]:
    """Yield what has changed below a file or folder, and nothing now and again; all, where it is another one than it was."""
    folder = root if root.is_dir() else root.parent  # a file may be replaced by another of its name
    while not stop.is_set():
        before, fresh = identity(folder), True
        for changes in changes_in(folder, folder == root, stop):
            yield None if fresh or changes is None else {path for path in changes if concerns(path, root, home)}
            fresh = False
            if changes is None or identity(folder) != before:
                break
        else:
            return  # it was told to stop, or Ctrl-C was pressed
        while identity(folder) is None and not stop.wait(1):
            yield None


def changes_in(folder: Path, recursive: bool, stop: threading.Event) -> Iterator[Changed]:
    """Yield which paths in a folder have changed, no path when a while has passed; at the end None if it cannot go on."""
    try:
        from watchfiles import watch as changes  # noqa: PLC0415  # an extra: only watching needs it
    except ImportError as error:
        raise IndexerError("watching needs the package watchfiles: install izde[cli], or use --poll") from error
    begun = False
    try:
        for change in changes(
            folder,
            watch_filter=None,
            debounce=GATHER,
            step=STEP,
            rust_timeout=LISTEN,
            yield_on_timeout=True,
            recursive=recursive,
            stop_event=stop,
            raise_interrupt=False,
        ):
            begun = True
            yield {Path(path) for _, path in change}
    except (OSError, RuntimeError) as error:
        gone = isinstance(error, FileNotFoundError)
        if not (begun or gone or "decode" in str(error)):  # a file's name that is not UTF-8: the update says which
            raise IndexerError(f"{folder} cannot be watched ({error}): use --poll") from error
        yield None


def concerns(path: Path, root: Path, home: Path) -> bool:
    """Whether an update would look at a path: at none that is hidden or unfinished, in the index itself, or behind a link."""
    if not path.is_relative_to(root) or path.is_relative_to(home) or is_unfinished(path.name):
        return False
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return not hidden and os.path.realpath(path.parent) == str(path.parent)


def identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another of its name, or None if there is none."""
    try:
        state = folder.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def is_settled(path: Path) -> bool:
    """Whether nothing has written to a file for a while; a clock that is ahead, as that of a share, tells nothing."""
    try:
        return not 0 <= time.time() - path.stat().st_mtime < SETTLE
    except OSError:
        return True
