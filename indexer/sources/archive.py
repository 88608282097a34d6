"""ZIP files: archives of files in any other format, and the formats that are packed as one."""

import stat
from collections import Counter
from collections.abc import Iterator
from io import SEEK_END, BytesIO
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from . import kinds
from .row import Row, Unreadable, guarded, shown, whole

FILES = 100_000  # of an archive
SWELLS = 200  # times the packed size; text packs to a tenth, repeated text to a fiftieth
SMALL = 1_000_000  # bytes that may swell as they like
OWN = {"word/document.xml": "docx", "META-INF/container.xml": "epub"}
OTHERS = ("[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype", "AndroidManifest.xml")
FLAG_LOCKED, FLAG_UTF8 = 0x1, 0x800


def read(raw: IO[bytes], start: int = 0) -> Iterator[Row]:
    """Yield what stands in the files of an archive, after its first ones; or the article, if it is a Word file or a book."""
    try:
        with ZipFile(raw) as packed:
            check(packed, raw.seek(0, SEEK_END))
            own = format_of(packed)
            if own == "docx":
                swelling(packed)
                yield from kinds.module(own).read(raw)
            elif own == "epub":
                yield from kinds.module(own).read(packed)
            else:
                yield from files(packed, start)
    except BadZipFile as error:
        raise Unreadable(f"a damaged ZIP file ({str(error)[:120]}): copy it again") from error


def format_of(packed: ZipFile) -> str:
    """Return the format that is packed as a ZIP file, or "" for an archive of files."""
    names = packed.NameToInfo
    for name, own in OWN.items():
        if name in names:
            return own
    if any(name in names for name in OTHERS):
        raise Unreadable("a file of another program, packed: save it as .docx or .csv")
    return ""


def check(packed: ZipFile, size: int) -> None:
    """Raise Unreadable if the packed files are together longer than the archive: they overlap, as no program packs them."""
    if sum(info.compress_size for info in packed.infolist()) > size:
        raise Unreadable("a damaged ZIP file (files in it overlap): pack it again")


def swelling(packed: ZipFile) -> None:
    """Raise Unreadable for a packed document that swells as no text does."""
    for info in packed.infolist():
        if swells(info):
            raise Unreadable(
                f"{shown(info.filename)} in it unpacks to {info.file_size:,} bytes: no article is that long"
            )


def swells(info: ZipInfo) -> bool:
    """Whether a packed file unpacks to more than any text does."""
    return info.file_size > SMALL + SWELLS * info.compress_size


def files(packed: ZipFile, start: int) -> Iterator[Row]:
    """Yield the rows of the packed files; those of kinds that are not read are counted only."""
    listed = [info for info in packed.infolist() if not info.is_dir() and not hidden(info)]
    other: Counter[str] = Counter()
    for part, info in enumerate(listed[:FILES], 1):
        if part > start:
            name = shown(named(info))
            yield Row(place=name, part=part)
            yield from guarded(file(packed, info, other), name, part)
    if other:
        what = ", ".join(f"{count} {ending or 'without an ending'}" for ending, count in other.most_common(5))
        yield Row(reason=f"{other.total()} files in it have no reader: {what}", loss=False)
    if len(listed) > FILES:
        yield Row(place=f"after file {FILES}", reason=f"more than {FILES:,} files: split the archive")
    if not listed:
        raise Unreadable("an archive without files")


def file(packed: ZipFile, info: ZipInfo, other: Counter[str]) -> Iterator[Row]:
    """Yield the rows of a packed file."""
    if reason := refusal(info):
        raise Unreadable(reason)
    with packed.open(info) as stream:
        name = named(info)
        kind = kinds.kind(stream.read(kinds.HEAD), name)
        if not kind:
            other[kinds.ending(name)] += 1
            return
        if kind == "warc":
            raise Unreadable("an archive in an archive: unpack the outer one")
        stream.seek(0)
        content = BytesIO(whole(stream)) if kinds.KINDS[kind].apart else stream
        yield from nested(content) if kind == "zip" else kinds.module(kind).read(content)


def nested(content: IO[bytes]) -> Iterator[Row]:
    """Yield the article of a document that is packed itself; raises Unreadable for an archive in an archive."""
    with ZipFile(content) as packed:
        if not format_of(packed):
            raise Unreadable("an archive in an archive: unpack the outer one")
    yield from read(content)


def refusal(info: ZipInfo) -> str:
    """Return why a packed file is not read at all, or ""."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link: put what it leads to there itself"
    if info.flag_bits & FLAG_LOCKED:
        return "locked by a password: pack it without"
    return f"unpacks to {info.file_size:,} bytes: no text does" if swells(info) else ""


def named(info: ZipInfo) -> str:
    """Return the name of a packed file; without the mark of UTF-8 it is in the letters of DOS, or in UTF-8 nevertheless."""
    if info.flag_bits & FLAG_UTF8:
        return info.filename
    data = info.filename.encode("cp437", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp866")


def hidden(info: ZipInfo) -> bool:
    """Whether a packed file is none of the reader's: hidden, or made by a Mac."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(info.filename).parts)
