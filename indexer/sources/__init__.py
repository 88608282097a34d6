"""Files -> articles: one reader a format."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..article import complete, encodes
from . import jsonl, plain
from .row import UNDATED, Row, Unreadable

__all__ = ["Listing", "Row", "Unreadable", "listing", "read"]

READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".txt": plain.read,
    ".jsonl": jsonl.read,
    ".jsonl.gz": jsonl.read,
}


LINK = "a link: put what it leads to there itself"  # it may lead out of the archive, or to a file that is in it already


@dataclass
class Listing:
    """What stands below a folder: the files to read, and the files and folders that are not read, with the reason."""

    files: list[Path] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)


def listing(path: Path, index: Path) -> Listing:
    """Return what an update of a file or a folder looks at, in a stable order.

    Hidden files and the folder of the index are left alone.
    """
    found = Listing()
    for file in [path] if not path.is_dir() else walk(path, index, found):
        reason = refusal(file)
        if reason:
            found.refused.append((file, reason))
        else:
            found.files.append(file)
    return found


def walk(folder: Path, index: Path, found: Listing) -> Iterator[Path]:
    """Yield the files below a folder by name; a folder that cannot be listed is noted."""

    def closed(error: OSError) -> None:
        found.refused.append((Path(error.filename), f"cannot be listed: {error.strerror}"))

    for parent, folders, names in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and Path(parent, name) != index)
        for link in filter(Path.is_symlink, (Path(parent, name) for name in folders)):
            found.refused.append((link, LINK))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(parent, name)


def refusal(file: Path) -> str:
    """Return why a file is not read at all, or ""."""
    if file.is_symlink():
        return LINK
    if not encodes(str(file)):
        return "a name that is not UTF-8: rename it"
    if suffix(file) not in READERS:
        return f"no reader for this kind of file: {', '.join(READERS)} are read"
    try:
        mode = file.stat().st_mode
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if stat.S_ISREG(mode) else "not a regular file"


def suffix(file: Path) -> str:
    """Return the ending of a file's name that tells its format, .gz included."""
    name = file.name.lower()
    return "".join(Path(name).suffixes[-2:]) if name.endswith(".gz") else Path(name).suffix


def read(file: Path, root: Path, name: str) -> Iterator[Row]:
    """Yield what stands in a file, articles completed; raises Unreadable if nothing of it can be read.

    A missing source is the folder's name below `root`. A missing id is made of `name`, the file's name in the index,
    and the row's place, so that it stays the same from one update to the next.
    """
    below = file.relative_to(root).parts[:-1] if root != file else ()
    own = f"{file.name[: -len(suffix(file))]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    try:
        for row in READERS[suffix(file)](file):
            if row.article is None:
                yield row
                continue
            article = row.article
            if below and not article.source:
                article = replace(article, source=below[0], known={**article.known, "source": "folder"})
            if not article.id.strip():
                article = replace(article, id=own + row.place.replace("line ", "-"))
            article = complete(article)
            reason = (
                row.reason.replace(UNDATED, f"its {article.known['date']} dates it") if article.date else row.reason
            )
            yield row._replace(article=article, id=article.id, reason=reason)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
