"""A folder that is updated as it changes."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from .errors import IndexerError, SourceMissing
from .index import Index
from .update import Report

SETTLE = 400  # milliseconds without a change before files are read: a copy in progress is left to finish
LISTEN = 500  # milliseconds until the first update: by then changes are being noticed, so none falls between


def watch(index: Index, path: str | os.PathLike[str], stop: threading.Event | None = None) -> Iterator[Report]:
    """Yield the report of an update now, and of one after each change below `path`, until `stop` is set.

    Raises SourceMissing if there is nothing at `path`, IndexerError without the package watchfiles.
    """
    try:
        from watchfiles import watch as changes  # noqa: PLC0415  # an extra: only watching needs it
    except ImportError as error:
        raise IndexerError("watching needs the package watchfiles: install izde[cli]") from error
    if not Path(path).exists():
        raise SourceMissing(f"no file or folder {path}: nothing to watch")
    noticed = changes(
        Path(path), stop_event=stop, step=SETTLE, rust_timeout=LISTEN, yield_on_timeout=True, raise_interrupt=False
    )
    for turn, change in enumerate(noticed):
        if change or turn == 0:
            yield index.update(path)
