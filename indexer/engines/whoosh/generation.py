"""One generation of the index, open for reading: its segments as one row of documents, and the postings of terms."""

import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...budget import check
from .. import Span
from . import arrays, kernel
from .arrays import PLACE, Array, Keys, Numbers
from .bm25 import NONE, Norms, norms
from .calendar import Calendar, Months, calendar, months
from .column import Column, column
from .families import Families, families
from .grid import Grid, grid
from .kept import Kept
from .loops import Table
from .prefixes import frequent
from .schema import FIELDS
from .segment import Content, key

COUNTS = 4_096  # terms whose number of documents is at hand: a page asks twice

Mask = NDArray[np.bool_]
NOWHERE: Keys = np.empty(0, np.int64)
WIDTHS = {np.dtype(kind).itemsize: kind for kind in arrays.WIDTHS}
PREFIXES = "prefixes"  # beside "forms" and "stems" among the postings that are kept


class Postings:
    """Where a term of a field stands: in which live documents, and how often."""

    forms = 0  # of a prefix: how many forms these are, the most frequent, if there are too many

    def __init__(
        self,
        documents: Numbers,
        frequencies: Array,
        live: NDArray[np.bool_] | None,
        places: Sequence[Array],
        norms: Norms,
    ) -> None:
        """Take the postings of all documents, which of those are live, and what BM25 makes of the field's lengths."""
        self.documents = documents if live is None else documents[live]
        self.frequencies = frequencies if live is None else frequencies[live]
        self.term = self.documents, frequencies, live, places
        self.norms = norms

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def keys(self) -> Keys:
        """Document and place of each occurrence."""
        return self.keys_in(self.documents)

    def keys_in(self, documents: Numbers) -> Keys:
        """Return document and place of each occurrence in some documents, in order."""
        return np.frombuffer(kernel.keys(documents, *self.term), np.int64)


def of_keys(keys: Keys, norms: Norms) -> Postings:
    """Return the postings of what stands at some keys, in live documents alone."""
    documents, frequencies = np.unique(keys >> PLACE, return_counts=True)
    return Postings(
        documents.astype(np.intp), frequencies, None, [(keys & ((1 << PLACE) - 1)).astype(np.uint32)], norms
    )


class Generation:
    """The segments that a reader of Whoosh's has."""

    def __init__(self, name: tuple[int, int, int], reader: Any) -> None:
        self.name = name
        leaves = [leaf for leaf, _ in reader.leaf_readers()] if reader.doc_count_all() else []
        self.contents: list[Content] = [leaf.storage().content(leaf.segment()) for leaf in leaves]
        self.dead = [leaf.segment().dead for leaf in leaves]
        self.bases: list[int] = arrays.starts(np.array([len(c) for c in self.contents], np.int64)).tolist()
        self.size = self.bases[-1]
        self.kept = Kept[Postings]()
        self.counts: dict[tuple[str, str], int] = {}  # of terms that were asked for before

    @cached_property
    def live(self) -> NDArray[np.bool_] | None:
        """Which documents are not deleted; None if that is all."""
        if all(dead is None for dead in self.dead):
            return None
        pairs = zip(self.contents, self.dead, strict=True)
        return np.concatenate([np.ones(len(c), bool) if dead is None else ~dead for c, dead in pairs])

    @cached_property
    def count(self) -> int:
        """The number of live documents."""
        return self.size if self.live is None else int(self.live.sum())

    @cached_property
    def rows(self) -> Array:
        """The ledger's rows of all documents, deleted ones too."""
        return self.joined("rows", np.int64)

    @cached_property
    def days(self) -> Array:
        """The days of all documents, counted from 1 January of the year 1; 0 for none."""
        return self.joined("days", np.int32)

    @cached_property
    def months(self) -> Months:
        """The months of all documents."""
        return months(self.days)

    @cached_property
    def grid(self) -> Grid:
        """The months, sources and languages of all documents, to be counted."""
        return grid((self.months, self.sources, self.languages))

    @cached_property
    def calendar(self) -> Calendar:
        """The days of which there is something."""
        return calendar(self.days if self.live is None else self.days[self.live])

    @cached_property
    def sources(self) -> Column:
        """The sources of all documents."""
        return self.column("sources")

    @cached_property
    def languages(self) -> Column:
        """The languages of all documents."""
        return self.column("languages")

    @cached_property
    def authors(self) -> Column:
        """The authors of all documents."""
        return self.column("authors")

    @cached_property
    def lengths(self) -> dict[str, Array]:
        """Field -> the lengths in places of all documents."""
        return {field: self.joined(f"{field}_lengths", np.uint8) for field in FIELDS}

    @cached_property
    def average(self) -> dict[str, float]:
        """Field -> mean length in places of the live documents that have it."""
        return {field: self.mean(field) for field in FIELDS}

    @cached_property
    def norms(self) -> dict[str, Norms]:
        """Field -> what BM25 makes of the lengths of all documents."""
        return {field: norms(self.lengths[field], self.average[field]) for field in FIELDS}

    def mean(self, field: str) -> float:
        """Return the mean length of a field: from the sums of the segments, less what is deleted."""
        total = count = 0
        for content, dead in zip(self.contents, self.dead, strict=True):
            gone = [] if dead is None else content[f"{field}_lengths"][dead]
            length, number = content.notes["lengths"][field]
            total += length - int(np.sum(gone, dtype=np.int64))
            count += number - int(np.count_nonzero(gone))
        return total / count if count else 1.0

    def joined(self, name: str, kind: Any) -> Array:
        """Return an array of all segments."""
        if len(self.contents) == 1:
            return self.contents[0][name]
        return np.concatenate([np.empty(0, kind), *(content[name] for content in self.contents)])

    def column(self, name: str) -> Column:
        """Return the names of a kind that all documents have."""
        return column([content.notes[name] for content in self.contents], [content[name] for content in self.contents])

    @cached_property
    def families(self) -> Families:
        """The documents that are reprints of each other."""
        return families(self)

    # Documents

    def segment(self, document: int) -> tuple[int, int]:
        """Return the segment of a document and its number there."""
        place = bisect_right(self.bases, document) - 1
        return place, document - self.bases[place]

    def id(self, document: int) -> bytes:
        """Return the id of a document."""
        place, number = self.segment(document)
        return self.contents[place].id(number)

    def spans(self, field: str, document: int, places: list[int]) -> tuple[Span, ...]:
        """Return where in the text some places of a field of a document are: (start, stop) of each."""
        segment, number = self.segment(document)
        starts, lines = self.contents[segment].lined[field]
        return kernel.spans(lines, starts[number], places)

    # Postings

    @cached_property
    def tables(self) -> list[Table]:
        """What tells of each segment where the postings of a term are."""
        pairs = zip(self.bases, self.contents, strict=False)
        return [
            Table(
                base, c.notes["slots"], c.slots, c.bounds, c.text, c.posted, c.placed, c["documents"], c["frequencies"]
            )
            for base, c in pairs
        ]

    def postings(self, field: str, kind: str, term: str) -> Postings:
        """Return the postings of a term among the "forms" or the "stems" of a field."""
        return self.kept.get((field, kind, term), self.read)

    def read(self, name: tuple[str, str, str]) -> Postings:
        """Read the postings of a term."""
        field, kind, term = name
        wanted = key(f"{field}_{kind}", term.encode())
        found, often, width, pieces = kernel.postings(self.tables, zlib.crc32(wanted), wanted)
        if not pieces:
            return self.nowhere
        documents = np.frombuffer(found, np.intp)
        live = None if self.live is None else self.live[documents]
        places = [self.contents[place]["places"][begin:end] for place, begin, end in pieces]
        return Postings(documents, np.frombuffer(often, WIDTHS[width]), live, places, self.norms[field])

    def beginning(self, field: str, prefix: str) -> Postings:
        """Return the postings of all forms of a field that begin with a prefix, as if they were one term."""
        return self.kept.get((field, PREFIXES, prefix), self.read_prefix)

    def read_prefix(self, name: tuple[str, str, str]) -> Postings:
        """Read the postings of a prefix; of too many forms, those of the most frequent."""
        field, _, prefix = name
        forms = frequent(self.contents, field, prefix)
        pieces = self.stretch(field, prefix) if forms is None else (self.read((field, "forms", f)).keys for f in forms)
        keys = arrays.distinct(np.concatenate([NOWHERE, *pieces]))  # two endings of one word may share its place
        if self.live is not None:
            keys = keys[self.live[keys >> PLACE]]
        found = of_keys(keys, self.norms[field])
        found.forms = len(forms or ())
        return found

    def stretch(self, field: str, prefix: str) -> Iterator[Keys]:
        """Yield document and place of what has a prefix: it stands side by side in a segment."""
        for content, base in zip(self.contents, self.bases, strict=False):
            first, stop = content.beginning(key(f"{field}_forms", prefix.encode()))
            at = slice(content.posted[first], content.posted[stop])
            places = content["places"][content.placed[first] : content.placed[stop]]
            documents = np.add(content["documents"][at], base, dtype=np.int64)
            yield (np.repeat(documents, content["frequencies"][at]) << PLACE) | places

    def cut(self, prefix: str) -> int:
        """Return how many forms stand for a prefix that too many have; 0 where all do."""
        return max(self.beginning(field, prefix).forms for field in FIELDS)

    def known(self, word: str) -> int:
        """Return how many articles have a folded word in their text, as a form or as a stem."""
        return max(len(self.postings("text", kind, word)) for kind in ("stems", "forms"))

    def spread(self, stem: str) -> int:
        """Return how many articles have a stem in their text, deleted ones too."""
        return self.posted("text_stems", stem)

    def posted(self, field: str, term: str) -> int:
        """Return how many documents have a term, deleted ones too: nothing but the table of terms is read."""
        found = self.counts.get((field, term))
        if found is None:
            if len(self.counts) >= COUNTS:
                self.counts.clear()
            wanted = key(field, term.encode())
            found = sum([content.count(content.find(wanted)) for content in self.contents])
            self.counts[field, term] = found
        return found

    def spelled(self, letters: Sequence[str]) -> list[str]:
        """Return the forms and stems of the texts whose each letter is one of those given for its place."""
        check()
        found = (content.spelled(f"text_{kind}", letters) for content in self.contents for kind in ("forms", "stems"))
        return sorted({word for words in found for word in words if self.known(word)})

    @cached_property
    def nowhere(self) -> Postings:
        """The postings of a term that there is not."""
        nothing = np.empty(0, np.uint8)
        return Postings(np.empty(0, np.intp), nothing, None, [nothing], NONE)
