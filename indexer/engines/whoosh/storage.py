"""Where Whoosh keeps its files: synced, summed in a manifest for each generation, and nothing in them is ever run."""

import contextlib
import io
import json
import os
import pickle
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from . import arrays
from .arrays import Array
from .segment import Content, Segment

GENERATION = re.compile(r"_MAIN_(\d+)\.toc")

Sum = tuple[int, int]  # size and CRC-32


class Damaged(Exception):
    """A file is not what was written."""


class Gone(Exception):
    """A file is not there: a writer has replaced it, or somebody removed it. No OSError, which Whoosh waits on."""


class Unpickler(pickle.Unpickler):
    """Reads Whoosh's list of segments. No other class or function has a name here."""

    def find_class(self, module: str, name: str) -> Any:
        """Return the class of our segments; raises UnpicklingError for any other name."""
        if (module, name) != (Segment.__module__, Segment.__name__):
            raise pickle.UnpicklingError(f"{module}.{name} in a list of segments")
        return Segment


class ReadFile(StructFile):  # type: ignore[misc]  # Whoosh's classes are untyped
    """A file of Whoosh's, read."""

    def read_pickle(self) -> Any:
        """Return the list of segments; raises UnpicklingError for anything else."""
        found = Unpickler(self.file).load()
        if not isinstance(found, list) or not all(isinstance(one, Segment) for one in found):
            raise pickle.UnpicklingError("no list of segments")
        return found


class Summed:
    """A file that is written from beginning to end, with its sum."""

    def __init__(self, path: Path) -> None:
        self.stream = path.open("wb")
        self.size = self.crc = 0

    def write(self, data: bytes | memoryview) -> None:
        """Write and sum up."""
        self.stream.write(data)
        self.size += len(data)
        self.crc = zlib.crc32(data, self.crc)

    def flush(self) -> None:
        """Hand what was written to the system."""
        self.stream.flush()

    def close(self) -> None:
        """Close the file when all of it is on the disk."""
        with self.stream:
            self.stream.flush()
            os.fsync(self.stream.fileno())


class NoLock:
    """A lock that anybody may have."""

    def acquire(self, blocking: bool = False) -> bool:  # noqa: ARG002  # Whoosh calls it by this name
        """Return True."""
        return True

    def release(self) -> None:
        """Do nothing."""


class DurableStorage(FileStorage):  # type: ignore[misc]
    """A folder in which a commit is on the disk when it returns: the new files, then the name of the generation.

    A generation's manifest has the size and the sum of each of its files, and the id of the ledger they were made from; a
    file is checked when it is first opened.
    """

    def __init__(self, path: str, ledger: str) -> None:
        super().__init__(path)
        self.ledger = ledger
        self.written: dict[str, Summed] = {}
        self.sums: dict[str, Sum] = {}  # of the segments of the generation last seen
        self.opened: dict[str, Content] = {}
        self.named: Sequence[str] = ()  # the files of the generation to come

    # Writing

    def create_file(self, name: str, *_: Any, **__: Any) -> Any:
        """Create a file; closing it waits until it is on the disk."""
        self.written[name] = Summed(Path(self.folder, name))
        return StructFile(self.written[name], name=name)

    def write_arrays(self, name: str, content: Mapping[str, Sequence[Array]], notes: dict[str, Any]) -> None:
        """Write a segment's file."""
        with contextlib.closing(self.create_file(name)) as file:
            arrays.write(file.file.write, content, notes)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Write the manifest, rename, and sync the folder: Whoosh renames once a commit, to name the generation."""
        fresh = {name: (file.size, file.crc) for name, file in self.written.items()}
        known = self.sums | fresh
        sums = {newname: fresh[oldname], **{name: known[name] for name in self.named}}
        self.written.clear()
        self.named = ()
        with contextlib.closing(Summed(self.manifest(newname))) as file:
            file.write(self.listed(sums))
        sync(Path(self.folder))  # the names of the new files: a power cut may keep a later name and lose an earlier one
        super().rename_file(oldname, newname, safe=safe)
        sync(Path(self.folder))

    def lock(self, name: str) -> "NoLock":  # noqa: ARG002  # as Whoosh calls it
        """Return what keeps nobody out: one writer at a time is the engine's work, and a failed commit must not hold it."""
        return NoLock()

    def listed(self, sums: Mapping[str, Sum]) -> bytes:
        """Return the bytes of a manifest."""
        line = json.dumps({"ledger": self.ledger, "files": sums}).encode()
        return b"%08x " % zlib.crc32(line) + line

    def manifest(self, toc: str) -> Path:
        """Return the file with the sums of a generation."""
        return Path(self.folder, toc.removesuffix(".toc") + ".sums")

    def sweep(self) -> None:
        """Remove what the newest generation does not name, such as the files of a writer that was killed."""
        for file in self.left_over():
            with contextlib.suppress(OSError):  # they cost room alone, and the next commit tries again
                (file.rmdir if file.is_dir() else file.unlink)()

    def left_over(self) -> list[Path]:
        """Return the files that the newest generation does not name; raises FileNotFoundError if it is replaced meanwhile."""
        files = {file.name: file for file in Path(self.folder).iterdir()}
        toc = max(filter(GENERATION.fullmatch, files), key=generation, default=None)
        if toc is None:
            return []
        kept = {*self.read_manifest(toc), self.manifest(toc).name}
        return [file for name, file in files.items() if name not in kept]

    def newest_manifest(self) -> dict[str, Sum]:
        """Return name -> sum of the files of the newest generation; raises Damaged."""
        tocs = filter(GENERATION.fullmatch, (file.name for file in Path(self.folder).iterdir()))
        toc = max(tocs, key=generation, default=None)
        return self.read_manifest(toc) if toc else {}

    # Reading

    def read_manifest(self, toc: str) -> dict[str, Sum]:
        """Return name -> sum of the files of a generation; raises Damaged."""
        crc, _, line = self.manifest(toc).read_bytes().partition(b" ")
        if crc != b"%08x" % zlib.crc32(line):
            raise Damaged(f"{self.manifest(toc).name} is not what was written")
        found = json.loads(line)
        if found["ledger"] != self.ledger:
            raise Damaged(f"{self.manifest(toc).name} belongs to another ledger")
        return {name: (size, crc) for name, (size, crc) in found["files"].items()}

    def open_file(self, name: str, **_: Any) -> Any:
        """Open the list of segments of a generation, checked; raises Damaged or Gone."""
        try:
            sums, data = self.read_manifest(name), Path(self.folder, name).read_bytes()
        except FileNotFoundError as error:
            raise Gone(name) from error
        check(name, data, sums)
        self.sums = sums
        self.opened = {known: content for known, content in self.opened.items() if known in sums}
        return ReadFile(cast("Any", io.BytesIO(data)), name=name)

    def content(self, segment: Segment) -> Content:
        """Return the arrays of a segment, mapped into memory; raises Damaged or Gone."""
        name = segment.file
        if name not in self.opened:
            try:
                data: NDArray[np.uint8] = np.asarray(np.memmap(Path(self.folder, name), np.uint8, "r"))
            except FileNotFoundError as error:
                raise Gone(name) from error
            check(name, data.data, self.sums)
            content = Content(*arrays.read(data))
            if len(content) != segment.size:
                raise Damaged(f"{name} has {len(content)} documents, not {segment.size}")
            self.opened[name] = content
        return self.opened[name]


def check(name: str, data: bytes | memoryview, sums: Mapping[str, Sum]) -> None:
    """Raise Damaged unless the bytes are those that the manifest has."""
    if name not in sums:
        raise Gone(name)
    if (len(data), zlib.crc32(data)) != sums[name]:
        raise Damaged(f"{name} is not what was written")


def generation(toc: str) -> int:
    """Return the number of a generation."""
    return int(cast("re.Match[str]", GENERATION.fullmatch(toc))[1])


def make(folder: Path) -> None:
    """Make a folder and those above it that are missing; their names are on the disk when it returns."""
    if not folder.is_dir():
        make(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def names(segments: Iterable[Segment]) -> list[str]:
    """Return the files of segments."""
    return [segment.file for segment in segments]
