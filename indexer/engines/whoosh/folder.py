"""The folder of an index: what stands in it, and how it comes to be."""

import shutil
from pathlib import Path

from ...errors import IndexDamaged, NotAnIndex
from .ledger import create
from .lock import Lock
from .storage import make

LEDGER, TERMS, LOCK = "ledger.db", "whoosh", "writer.lock"
FRESH = f"{TERMS}.new"  # terms that are being made anew; `former` ones go when these take their place


def is_index(folder: Path) -> bool:
    """Whether there is an index in the folder."""
    return (folder / LEDGER).is_file()


def check(folder: Path) -> None:
    """Raise NotAnIndex for a folder that holds other things than an index."""
    if folder.exists() and not folder.is_dir():
        raise NotAnIndex(f"{folder} is a file: name a folder")
    if folder.exists() and not is_index(folder) and any(map(foreign, folder.iterdir())):
        raise NotAnIndex(f"{folder} holds other files than an index: name another folder")


def foreign(file: Path) -> bool:
    """Whether a file is none that an index begins with, hidden files apart."""
    return not file.name.startswith((".", "ledger.")) and file.name not in (TERMS, FRESH, LOCK)


def prepare(folder: Path, lock: Lock) -> None:
    """Make the folder and the ledger where there is none; raises IndexDamaged where terms have lost theirs."""
    make(folder)
    if not is_index(folder):
        with lock.held():
            if not is_index(folder):  # still: another process may have been first
                if any(folder.glob(f"{TERMS}/*.toc")):
                    raise IndexDamaged(
                        f"{folder / LEDGER} is gone: restore it, or move the folder away and update again"
                    )
                create(folder / LEDGER)
    if not (folder / TERMS).exists() and littered(folder):
        with lock.held():
            discard(folder)


def former(terms: Path) -> Path:
    """Return where terms are put that others take the place of."""
    return terms.with_name(f"{terms.name}.old")


def leavings(folder: Path) -> list[Path]:
    """Return the folders that terms being made anew have left."""
    return [left for left in (folder / FRESH, former(folder / TERMS)) if left.exists()]


def littered(folder: Path) -> bool:
    """Whether there are such folders, of a writer that was killed or of one at work."""
    return bool(leavings(folder))


def discard(folder: Path) -> None:
    """Remove them; former terms whose place nothing has taken go back there."""
    terms = folder / TERMS
    if not terms.exists() and former(terms).exists():
        former(terms).rename(terms)
    for left in leavings(folder):
        shutil.rmtree(left, ignore_errors=True)


def bytes_of(folder: Path) -> tuple[int, int]:
    """Return how many bytes the ledger and the terms take."""
    return sum(map(size, folder.glob("ledger.*"))), sum(map(size, (folder / TERMS).glob("*")))


def size(file: Path) -> int:
    """Return the bytes of a file; 0 for one that a writer has just removed."""
    try:
        return file.stat().st_size
    except OSError:
        return 0
