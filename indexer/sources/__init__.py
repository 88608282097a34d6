"""Files -> articles: one reader a format."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..article import Article, complete, encodes
from . import encoding, kinds
from .child import Child
from .row import DISK, UNDATED, Row, Unreadable, passes, remarked

__all__ = ["DISK", "Child", "Listing", "Row", "Unreadable", "is_unfinished", "listing", "passes", "read", "sha256"]
NO_READER = f"no reader for this kind of file: {', '.join(kinds.ENDINGS)} are read"
LINK = "a link: put what it leads to there itself"  # it may lead out of the archive, or to a file that is in it already
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload")  # what programs call a file until it is whole


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
    if is_unfinished(file.name):
        return "a name of unfinished files: it is read when it has its own"
    try:
        mode = file.stat().st_mode
        if not stat.S_ISREG(mode):
            return "not a regular file"
        return "" if kinds.ending(file.name) in kinds.ENDINGS else unnamed(file)
    except OSError as error:
        return f"{DISK}: {error.strerror}"


def is_unfinished(name: str) -> bool:
    """Whether a name says that a file is still being written."""
    return name.lower().endswith(UNFINISHED)


def unnamed(file: Path) -> str:
    """Return why a file whose name tells no format is not read, or "" if its content tells one."""
    with file.open("rb") as raw:
        try:
            return "" if kinds.kind(raw.read(kinds.HEAD), file.name) else NO_READER
        except Unreadable as error:
            return str(error)


def read(file: Path, root: Path, name: str, child: Child) -> Iterator[Row]:
    """Yield what stands in a file, articles completed; raises Unreadable if nothing of it can be read.

    A missing source is the folder's name below `root`. A missing id is made of `name`, the file's name in the index,
    and the row's place, so that it stays the same from one update to the next. Formats that are risky are read by `child`.
    """
    below = file.relative_to(root).parts[:-1] if root != file else ()
    own = f"{file.name[: len(file.name) - len(kinds.ending(file.name))]}-{sha(name)}"
    try:
        for row in rows(file, child):
            if row.article is None:
                yield row
                continue
            article, remark = mended(row.article)
            if below and not article.source:
                article = replace(article, source=below[0], known={**article.known, "source": "folder"})
            placed = not article.id.strip()
            if placed:
                article = replace(article, id=own + told(row.place))
            article = complete(article)
            reason = (
                row.reason.replace(UNDATED, f"its {article.known['date']} dates it") if article.date else row.reason
            )
            found = row._replace(article=article, id=article.id, reason=reason, placed=placed and bool(row.place))
            yield remarked(found, remark)
    except OSError as error:
        raise Unreadable(f"{DISK}: {error.strerror or error}") from error


def sha256(file: Path) -> str:
    """Return the digest of a file's content."""
    whole = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(1 << 20):
            whole.update(piece)
    return whole.hexdigest()


def rows(file: Path, child: Child) -> Iterator[Row]:
    """Yield what the reader of a file's kind finds in it."""
    with file.open("rb") as raw:
        kind = kinds.kind(raw.read(kinds.HEAD), file.name)
        raw.seek(0)
        if not kind:
            raise Unreadable(NO_READER)
        if not kinds.KINDS[kind].apart:
            yield from kinds.module(kind).read(raw)
            return
    yield from child.rows(kind, file)


def mended(article: Article) -> tuple[Article, str]:
    """Return an article with its mojibake repaired, and a remark on that and on lost letters."""
    text, remark = encoding.mended(article.text)
    title, _ = encoding.mended(article.title)
    if (text, title) == (article.text, article.title):
        return article, remark
    return replace(article, text=text, title=title), remark


def told(place: str) -> str:
    """Return what tells an article from others of its file: the number of its line, or a sum of its place."""
    return f"-{sha(place)}" if place and not place.startswith("line ") else place.replace("line ", "-")


def sha(name: str) -> str:
    """Return a short sum of a name."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]
