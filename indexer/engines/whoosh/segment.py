"""A part of the index: what Whoosh knows of it, and its arrays."""

import re
import secrets
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base

from . import arrays, inversion, kernel
from .arrays import Array
from .kept import Remembered
from .loops import FREE, STEPS
from .schema import FIELDS, TERMS

EXTENSION = ".arrays"
NAME = re.compile("[0-9a-f]{16}")
SLOTS = 1.5  # for each term: two of them are looked at for one that is there, five for one that is not
HEAD = 16  # bytes of a term that tell how it begins: its field and 7 Cyrillic letters, and one for what is behind them
LOOKED_UP, TWO_BYTES = 7, 0x800  # letters that such a head has room for, if each is below this one


class Segment(base.Segment):  # type: ignore[misc]  # Whoosh's classes are untyped
    """A segment as the list of a generation names it: its file, how many documents it has, which of them are deleted."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self.segid = secrets.token_hex(8)  # Whoosh draws from `random`: a caller who seeds it would get a name twice
        self.size = 0
        self.dead: NDArray[np.bool_] | None = None

    @property
    def file(self) -> str:
        """The name of its file."""
        return str(self.make_filename(EXTENSION))

    def __getstate__(self) -> dict[str, Any]:
        """Return what a generation's list keeps: strings, numbers and bytes alone."""
        dead = b"" if self.dead is None else np.packbits(self.dead).tobytes()
        return {"indexname": self.indexname, "segid": self.segid, "size": self.size, "dead": dead}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what was kept; raises ValueError for anything that is not."""
        name, segid, size, dead = (state[key] for key in ("indexname", "segid", "size", "dead"))
        if not (isinstance(name, str) and name.isalnum() and NAME.fullmatch(segid) and isinstance(size, int)):
            raise ValueError(f"no segment: {name!r}, {segid!r}, {size!r}")
        self.indexname, self.segid, self.size, self.compound = name, segid, size, False
        bits = np.frombuffer(dead, np.uint8)
        self.dead = np.unpackbits(bits, count=size).astype(bool) if len(bits) else None

    def codec(self) -> Any:
        """Return what reads and writes such segments."""
        from .codec import Codec  # noqa: PLC0415  # each names the other, as Whoosh has it

        return Codec()

    def should_assemble(self) -> bool:
        """No: the file is mapped as it is."""
        return False

    def set_doc_count(self, doccount: int) -> None:
        """Take the number of documents."""
        self.size = doccount

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones too."""
        return self.size

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return 0 if self.dead is None else int(self.dead.sum())

    def deleted_docs(self) -> Iterator[int]:
        """Yield the numbers of deleted documents."""
        yield from () if self.dead is None else np.flatnonzero(self.dead).tolist()

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a document as deleted, or not."""
        if self.dead is None:
            self.dead = np.zeros(self.size, bool)
        self.dead[docnum] = delete

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted; Whoosh asks for one behind the last, too."""
        return self.dead is not None and docnum < self.size and bool(self.dead[docnum])


@dataclass(frozen=True)
class Content:
    """The arrays of a segment: terms, postings sorted by term and document, and values by document."""

    arrays: dict[str, Array]
    notes: dict[str, Any] = field(default_factory=dict)
    spellings: Remembered[list[str]] = field(default_factory=Remembered, compare=False)  # of a field and letters
    attested: Remembered[Array] = field(default_factory=Remembered, compare=False)  # the forms of a field and a stem

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.arrays["rows"])

    @cached_property
    def slots(self) -> memoryview:
        """The hash table; plain numbers come out of it faster than out of an array."""
        return self.arrays["slots"].data

    @cached_property
    def bounds(self) -> memoryview:
        """Where each term begins in the table of terms."""
        return self.arrays["term_starts"].data

    @cached_property
    def text(self) -> memoryview:
        """The table of terms."""
        return self.arrays["terms"].data

    @cached_property
    def posted(self) -> memoryview:
        """Where the postings of each term begin."""
        return self.arrays["posting_starts"].data

    @cached_property
    def placed(self) -> memoryview:
        """Where the places of each term begin."""
        return self.arrays["place_starts"].data

    @cached_property
    def lined(self) -> dict[str, tuple[memoryview, memoryview]]:
        """Field -> where the spans of each document begin, and what `encoded` made of them."""
        return {
            field: (self.arrays[f"{field}_span_starts"].data, self.arrays[f"{field}_spans"].data) for field in FIELDS
        }

    def find(self, wanted: bytes) -> int:
        """Return the number of a term, given as `key` writes it, or -1."""
        if not len(self.slots):
            return FREE
        return kernel.find(self.slots, zlib.crc32(wanted) % self.notes["slots"], self.bounds, self.text, wanted)

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """Return the first term that begins with a prefix, given as `key` writes it, and the one behind the last."""
        return self.narrowed(prefix, 0, len(self.bounds) - 1)

    def narrowed(self, prefix: bytes, first: int, stop: int) -> tuple[int, int]:
        """Return where the terms with a prefix are among some that stand together."""
        terms, size = range(len(self.bounds) - 1), len(prefix)

        def head(number: int) -> bytes:
            return bytes(self.text[self.bounds[number] : min(self.bounds[number] + size, self.bounds[number + 1])])

        first = bisect_left(terms, prefix, first, stop, key=head)
        return first, bisect_right(terms, prefix, first, stop, key=head)

    def term(self, number: int) -> bytes:
        """Return a term by its number, without its field."""
        return bytes(self.text[self.bounds[number] + 1 : self.bounds[number + 1]])

    def spelled(self, field: str, letters: Sequence[str]) -> list[str]:
        """Return the terms of a field whose each letter is one of those given for its place; each page of a search asks again."""
        return self.spellings.of((field, *letters), self.read_spelled)

    def read_spelled(self, field: str, *letters: str) -> list[str]:
        """Do the work of `spelled`: no other terms are looked at."""
        short = max(map(ord, "".join(letters)), default=0) < TWO_BYTES
        mine = key(field, b"")
        heads = [mine + "".join(row).encode() for row in product(*letters[: LOOKED_UP if short else 0])]
        edges = self.beginnings.searchsorted(np.array([(head, head + b"\xff") for head in heads], f"S{HEAD}")).tolist()
        beginnings = [(head, first, stop) for head, (first, stop) in zip(heads, edges, strict=True) if first < stop]
        for choice in letters[LOOKED_UP if short else 0 :]:
            longer = [
                (prefix + letter.encode(), first, stop) for prefix, first, stop in beginnings for letter in choice
            ]
            ranges = ((prefix, *self.narrowed(prefix, first, stop)) for prefix, first, stop in longer)
            beginnings = [(prefix, first, stop) for prefix, first, stop in ranges if first < stop]
        return [
            prefix[1:].decode()
            for prefix, first, _ in beginnings
            if self.text[self.bounds[first] : self.bounds[first + 1]] == prefix
        ]

    @cached_property
    def beginnings(self) -> NDArray[np.bytes_]:
        """The first bytes of each term, in order."""
        return arrays.heads(self.arrays["terms"], self.arrays["term_starts"], HEAD)

    def stretches(self, heads: NDArray[np.bytes_]) -> NDArray[np.int64]:
        """Return for each head where the postings of the terms that begin with it begin, and where they end.

        The heads are given as `key` writes terms, each a second time with what is behind all terms that begin so.
        """
        return self.arrays["posting_starts"][self.beginnings.searchsorted(heads)].astype(np.int64)

    def count(self, number: int) -> int:
        """Return how many postings a term has; that of number -1, which there is not, has none."""
        return self.posted[number + 1] - self.posted[number] if number >= 0 else 0

    def postings(self, number: int) -> slice:
        """Return where the postings of a term are."""
        return slice(self.posted[number], self.posted[number + 1])

    def places(self, number: int) -> Array:
        """Return all places of a term, document by document."""
        return self.arrays["places"][self.placed[number] : self.placed[number + 1]]

    def id(self, document: int) -> bytes:
        """Return the id of a document."""
        first, stop = self.arrays["id_starts"][document : document + 2].tolist()
        return self.arrays["ids"][first:stop].tobytes()


def key(field: str, term: bytes) -> bytes:
    """Return a term as the table of terms has it: behind the number of its field."""
    return bytes([TERMS.index(field)]) + term


def hashed(text: Array, begins: Array) -> tuple[Array, int]:
    """Return a hash table for terms, and the number of slots that hashes are spread over."""
    if len(begins) < 2:
        return np.empty(0, np.int32), 0
    size = int(SLOTS * (len(begins) - 1)) + 1
    return np.frombuffer(inversion.hashed(text, begins, size), np.int32), size


def encoded(begins: Array, ends: Array, sizes: Array) -> list[bytes]:
    """Return the spans of each article's places, which follow each other, as steps from edge to edge.

    The steps of an article are in the smallest numbers that hold them, behind a byte that tells their size.
    """
    edges = np.stack((begins, ends), axis=1).ravel()
    steps = np.diff(edges, prepend=0)
    cuts = arrays.starts(2 * sizes)
    firsts = cuts[:-1][sizes > 0]
    steps[firsts] = edges[firsts]
    largest = np.zeros(len(sizes), np.int64)
    if len(firsts):
        largest[sizes > 0] = np.maximum.reduceat(steps, firsts)
    widths = [next(size for size in STEPS if step < 1 << 8 * size) for step in largest.tolist()]
    lines = {width: steps.astype(STEPS[width]) for width in {*widths}}
    pairs = pairwise(cuts.tolist())
    return [
        bytes([width]) + lines[width][begin:end].tobytes() if begin < end else b""
        for width, (begin, end) in zip(widths, pairs, strict=True)
    ]
