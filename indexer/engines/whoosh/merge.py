"""Segments -> one: arrays are concatenated, their term numbers mapped, deleted documents left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import arrays
from .arrays import Array
from .links import NONE
from .schema import FIELDS
from .segment import Content, hashed

BLOCK = 2_000_000  # postings that are sorted at a time: bounds the memory of a merge
SMALL = 1_000  # documents: segments up to so many together are merged eagerly, for it costs milliseconds
LARGEST = 1 << 16  # documents of a merged segment: their numbers take 2 bytes, and a merge has bounded time and memory
NAMES = ("sources", "languages", "authors")
PER_DOCUMENT = ("rows", "days", "years", "origins", "sketches", *(f"{field}_lengths" for field in FIELDS))
STRINGS = {"ids": "id_starts", **{f"{field}_spans": f"{field}_span_starts" for field in FIELDS}}


def doomed(sizes: Sequence[int], dead: Sequence[int], new: int) -> int:
    """Return from which segment on a commit of so many new documents merges all.

    Sizes fall by a factor of 5 while they are small and of 2 later on, so that there are few segments and each document
    is written a few times. A segment that is a third deleted is written anew.
    """
    total, first = new, len(sizes)
    for place in reversed(range(len(sizes))):
        live = sizes[place] - dead[place]
        near = live <= total * (4 if total <= SMALL else 1) and live + total <= LARGEST
        if near or 3 * dead[place] > sizes[place]:
            first = place
        total += live
    return first


@dataclass(frozen=True)
class Part:
    """A segment to be merged."""

    content: Content
    dead: NDArray[np.bool_] | None
    base: int  # the number of its first document in the merged segment

    @property
    def live(self) -> Any:
        """What picks its live documents from an array of values."""
        return slice(None) if self.dead is None else ~self.dead

    def renumbered(self) -> NDArray[np.int64]:
        """Return the new number of each document; of a deleted one, any."""
        if self.dead is None:
            return np.arange(self.base, self.base + len(self.content))
        return np.cumsum(~self.dead) + (self.base - 1)


def merged(
    contents: Sequence[tuple[Content, NDArray[np.bool_] | None]],
    links: Mapping[str, Array] = NONE,
) -> tuple[dict[str, list[Array]], dict[str, Any]]:
    """Return the arrays of one segment in place of several, each in pieces, with the links of what is new in it, and its notes."""
    parts, base = [], 0
    for content, dead in contents:
        parts.append(Part(content, dead, base))
        base += len(content) - (0 if dead is None else int(dead.sum()))
    values, notes = documents(parts)
    return values | kept(parts, links) | lexicon(parts, base, notes), notes


# Documents


def documents(parts: Sequence[Part]) -> tuple[dict[str, list[Array]], dict[str, Any]]:
    """Return the values of all live documents, and the notes that belong to them."""
    found: dict[str, list[Array]] = {name: united([p.content[name][p.live] for p in parts]) for name in PER_DOCUMENT}
    notes: dict[str, Any] = {}
    for name in NAMES:
        notes[name] = list(dict.fromkeys(value for p in parts for value in held(p, name)))
        codes = {value: code for code, value in enumerate(notes[name])}
        maps = [np.array([codes.get(value, 0) for value in p.content.notes[name]], np.int64) for p in parts]
        found[name] = [
            arrays.narrow(np.concatenate([m[p.content[name][p.live]] for p, m in zip(parts, maps, strict=True)]))
        ]
    for name, begins in STRINGS.items():
        found[name], found[begins] = strings(parts, name, begins)
    ids = arrays.unpacked(np.concatenate(found["ids"]), found["id_starts"][0])
    ranks = np.empty(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    found["id_ranks"] = [arrays.narrow(ranks)]
    lengths = {field: np.concatenate(found[f"{field}_lengths"]) for field in FIELDS}
    notes["lengths"] = {field: [int(n.sum(dtype=np.int64)), int(np.count_nonzero(n))] for field, n in lengths.items()}
    return found, notes


def held(part: Part, name: str) -> list[str]:
    """Return the names that live documents have: one that only a deleted article had is not written again."""
    values: list[str] = part.content.notes[name]
    return [values[code] for code in np.unique(part.content[name][part.live]).tolist()]


def kept(parts: Sequence[Part], links: Mapping[str, Array]) -> dict[str, list[Array]]:
    """Return the links of all live documents: the old ones, and those given."""
    known = [p.content for p in parts if "links" in p.content.arrays]
    rows = np.concatenate([p.content["rows"][p.live] for p in parts])
    live = [np.isin(content["links"], rows) for content in known]
    return {
        name: [content[name][there] for content, there in zip(known, live, strict=True)] + [found]
        for name, found in links.items()
    }


def united(pieces: list[Array]) -> list[Array]:
    """Return the pieces in a type that holds all of them."""
    kind = np.result_type(*pieces)
    return [piece.astype(kind, copy=False) for piece in pieces]


def strings(parts: Sequence[Part], name: str, begins: str) -> tuple[list[Array], list[Array]]:
    """Return the byte strings of all live documents, and where they begin."""
    pieces, lengths = [], []
    for p in parts:
        data, at = p.content[name], p.content[begins]
        sizes = np.diff(at.astype(np.int64))
        lengths.append(sizes[p.live])
        pieces.append(data if p.dead is None else data[arrays.runs(at[:-1][p.live], sizes[p.live])])
    return pieces, [arrays.narrow(arrays.starts(np.concatenate(lengths)))]


# Terms


def lexicon(parts: Sequence[Part], size: int, notes: dict[str, Any]) -> dict[str, list[Array]]:
    """Return the terms that live documents have, with their postings."""
    tables = [arrays.unpacked(p.content["terms"], p.content["term_starts"]) for p in parts]
    table = tables[0] if len(tables) == 1 else list(dict.fromkeys(sorted(chain.from_iterable(tables))))  # sorted runs
    numbers = {term: number for number, term in enumerate(table)}
    maps = [np.fromiter(map(numbers.__getitem__, t), np.int64, len(t)) for t in tables]
    del tables, numbers
    counts, place_counts = np.zeros(len(table), np.int64), np.zeros(len(table), np.int64)
    found: dict[str, list[Array]] = {name: [] for name in ("documents", "frequencies", "places")}
    kinds = {name: np.result_type(*(p.content[name] for p in parts)) for name in ("frequencies", "places")}
    kinds["documents"] = arrays.narrow(np.empty(0, np.int64), max(size - 1, 0)).dtype
    for first, stop in blocks(parts, maps, len(table)):
        block = Block([slices(p, m, first, stop) for p, m in zip(parts, maps, strict=True)], stop - first)
        counts[first:stop], place_counts[first:stop] = block.counts, block.place_counts
        for name, values in block.arrays.items():
            found[name].append(values.astype(kinds[name], copy=False))
    kept = np.flatnonzero(counts).tolist()
    if len(kept) < len(table):
        table, counts, place_counts = [table[n] for n in kept], counts[kept], place_counts[kept]
    data, begins = arrays.packed(table)
    slots, notes["slots"] = hashed(table)
    return found | {
        "terms": [data],
        "term_starts": [begins],
        "slots": [slots],
        "posting_starts": [arrays.narrow(arrays.starts(counts))],
        "place_starts": [arrays.narrow(arrays.starts(place_counts))],
    }


def blocks(parts: Sequence[Part], maps: Sequence[Array], known: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of term numbers that have about BLOCK postings each."""
    counts = np.zeros(known, np.int64)
    for p, numbers in zip(parts, maps, strict=True):
        at = p.content["posting_starts"].astype(np.int64)
        counts[numbers] += at[1:] - at[:-1]
    total = np.cumsum(counts)
    first = 0
    while first < known:
        before = total[first - 1] if first else 0
        stop = max(int(np.searchsorted(total, before + BLOCK, "right")), first + 1)
        yield first, stop
        first = stop
    if not known:
        yield 0, 0


def slices(part: Part, numbers: Array, first: int, stop: int) -> tuple[Array, Array, Array, Array, Array]:
    """Return the live postings of a stretch of terms: term, document, frequency, where the places begin; and the places."""
    content = part.content
    begin, end = np.searchsorted(numbers, (first, stop)).tolist()
    at = content["posting_starts"][begin : end + 1].astype(np.int64)
    places = content["place_starts"][begin : end + 1].astype(np.int64)
    keys = np.repeat((numbers[begin:end] - first).astype(np.uint32), np.diff(at))
    documents = content["documents"][at[0] : at[-1]]
    frequencies = content["frequencies"][at[0] : at[-1]]
    begins = arrays.starts(frequencies)[:-1]
    fresh = part.renumbered()[documents]
    if part.dead is not None:
        live = ~part.dead[documents]
        keys, fresh, frequencies, begins = keys[live], fresh[live], frequencies[live], begins[live]
    return keys, fresh, frequencies, begins, content["places"][places[0] : places[-1]]


class Block:
    """The postings of a stretch of terms, from all parts, sorted."""

    def __init__(self, pieces: Sequence[tuple[Array, Array, Array, Array, Array]], known: int) -> None:
        shifts = arrays.starts(np.array([len(places) for *_, places in pieces]))
        begins = np.concatenate([piece[3] + shift for piece, shift in zip(pieces, shifts[:-1], strict=True)])
        keys, documents, frequencies = (np.concatenate([piece[n] for piece in pieces]) for n in range(3))
        places = np.concatenate([piece[4] for piece in pieces])
        order = arrays.ordered(keys)
        keys, frequencies = keys[order], frequencies[order]
        self.counts = np.bincount(keys, minlength=known)
        self.place_counts = np.bincount(keys, frequencies, known).astype(np.int64)
        self.arrays = {
            "documents": documents[order],
            "frequencies": frequencies,
            "places": places[arrays.runs(begins[order], frequencies)],
        }
