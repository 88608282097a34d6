"""Segments -> one: arrays are concatenated, their term numbers mapped, deleted documents left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import arrays, inversion
from .arrays import Array
from .links import NONE
from .schema import FIELDS, TERMS
from .segment import Content, hashed

BLOCK = 500_000  # postings that are moved at a time: bounds the memory of a merge
SMALL = 1_000  # documents: segments up to so many together are merged eagerly, for it costs milliseconds
ENOUGH = 3 << 14  # documents: three quarters of the largest
LARGEST = 1 << 16  # documents of a merged segment: their numbers take 2 bytes, and a merge has bounded time and memory
NAMES = ("sources", "languages", "authors")
PER_DOCUMENT = ("rows", "days", "years", "origins", "sketches", *(f"{field}_lengths" for field in FIELDS))
STRINGS = {"ids": "id_starts", **{f"{field}_spans": f"{field}_span_starts" for field in FIELDS}}


def doomed(sizes: Sequence[int], dead: Sequence[int], new: int, *, more: bool = False) -> int:
    """Return from which segment on a commit of so many new documents merges all.

    Sizes fall by a factor of 5 while they are small and of 2 later on, so that there are few segments and each document
    is written a few times. A segment that is a third deleted is written anew. Where more commits follow at once, segments
    wait until they are ENOUGH together: each document is written twice.
    """
    total, first = new, len(sizes)
    for place in reversed(range(len(sizes))):
        live = sizes[place] - dead[place]
        near = live <= total * (4 if total <= SMALL else 1) and live + total <= LARGEST
        if near or 3 * dead[place] > sizes[place]:
            first = place
        total += live
    united = new + sum(sizes[first:]) - sum(dead[first:])
    return len(sizes) if more and united < ENOUGH else first


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
    """Return the terms that live documents have, with their postings.

    The postings of a term follow each other part by part: where each goes is known from their numbers, and nothing is sorted.
    """
    text, begins, maps = terms(parts)
    counts, place_counts = np.zeros(len(begins) - 1, np.int64), np.zeros(len(begins) - 1, np.int64)
    for stretch in stretches(parts, maps):
        counts[stretch.numbers] += stretch.counts
        place_counts[stretch.numbers] += stretch.place_counts
    posted, placed = arrays.starts(counts), arrays.starts(place_counts)
    kinds = {name: np.result_type(*(p.content[name] for p in parts)) for name in ("frequencies", "places")}
    kinds["documents"] = arrays.narrow(np.empty(0, np.int64), max(size - 1, 0)).dtype
    found = {name: np.empty(int((placed if name == "places" else posted)[-1]), kind) for name, kind in kinds.items()}
    next_posting, next_place = posted[:-1].copy(), placed[:-1].copy()
    for stretch in stretches(parts, maps):
        numbers = stretch.numbers
        for name, begins_at, sizes, values in (
            ("documents", next_posting, stretch.counts, stretch.documents),
            ("frequencies", next_posting, stretch.counts, stretch.frequencies),
            ("places", next_place, stretch.place_counts, stretch.places),
        ):
            inversion.moved(found[name], begins_at[numbers], sizes, values)
        next_posting[numbers] += stretch.counts
        next_place[numbers] += stretch.place_counts
    stands = counts > 0
    if not stands.all():
        text = text[np.repeat(stands, np.diff(begins))]
        begins = arrays.starts(np.diff(begins)[stands])
        posted, placed = (np.append(starts[:-1][stands], starts[-1]) for starts in (posted, placed))
    slots, notes["slots"] = hashed(text, begins)
    return {name: [values] for name, values in found.items()} | {
        "terms": [text],
        "term_starts": [arrays.narrow(begins)],
        "slots": [slots],
        "posting_starts": [arrays.narrow(posted)],
        "place_starts": [arrays.narrow(placed)],
    }


def terms(parts: Sequence[Part]) -> tuple[Array, NDArray[np.int64], list[NDArray[np.int64]]]:
    """Return the terms of all parts, in order, where each begins, and for each part the new numbers of its own.

    Field by field, as they stand in each part: half of the memory that all at once would take.
    """
    tables = [(p.content["terms"], p.content["term_starts"]) for p in parts]
    fields = np.arange(len(TERMS) + 1)
    cuts = [data[begins[:-1]].searchsorted(fields).tolist() for data, begins in tables]
    texts: list[Array] = []
    sizes: list[Array] = []
    known = 0
    numbers: list[list[NDArray[np.int64]]] = [[] for _ in parts]
    for field in range(len(TERMS)):
        own = [begins[at[field] : at[field + 1] + 1] for (_, begins), at in zip(tables, cuts, strict=True)]
        text, edges, ranks = inversion.ranked([data for data, _ in tables], own)
        texts.append(np.frombuffer(text, np.uint8))
        sizes.append(np.diff(np.frombuffer(edges, np.int64)))
        ends = np.cumsum([len(begins) - 1 for begins in own])[:-1]
        for row, its in zip(numbers, np.split(np.frombuffer(ranks, np.int64), ends), strict=True):
            row.append(its + known)
        known += len(sizes[-1])
    return np.concatenate(texts), arrays.starts(np.concatenate(sizes)), [np.concatenate(row) for row in numbers]


class Stretch(NamedTuple):
    """The live postings of some terms of a part."""

    numbers: NDArray[np.int64]  # of the terms in the merged segment,
    counts: NDArray[np.int64]  # and how many postings
    place_counts: NDArray[np.int64]  # and places each has
    fresh: NDArray[np.int64]  # the new numbers of the part's documents
    own: Array  # of each posting, as the part numbers it
    frequencies: Array
    places: Array

    @property
    def documents(self) -> NDArray[np.int64]:
        """Of each posting, as the merged segment numbers it."""
        return self.fresh[self.own]


def stretches(parts: Sequence[Part], maps: Sequence[NDArray[np.int64]]) -> Iterator[Stretch]:
    """Yield the postings of each part, about BLOCK at a time."""
    for part, numbers in zip(parts, maps, strict=True):
        posted, fresh = part.content["posting_starts"], part.renumbered()
        first = 0
        while first < len(numbers):
            stop = max(int(posted.searchsorted(int(posted[first]) + BLOCK, "right")) - 1, first + 1)
            yield stretch(part, fresh, numbers[first:stop], first, stop)
            first = stop


def stretch(part: Part, fresh: NDArray[np.int64], numbers: NDArray[np.int64], first: int, stop: int) -> Stretch:
    """Return the live postings of a part's terms from one on; `fresh` are the new numbers of its documents."""
    content = part.content
    posted, placed = (content[f"{kind}_starts"][first : stop + 1].astype(np.int64) for kind in ("posting", "place"))
    documents, frequencies = (content[name][posted[0] : posted[-1]] for name in ("documents", "frequencies"))
    places = content["places"][placed[0] : placed[-1]]
    counts, place_counts = np.diff(posted), np.diff(placed)
    if part.dead is not None:
        live = ~part.dead[documents]
        owners = np.repeat(np.arange(len(numbers)), counts)[live]
        places = places[np.repeat(live, frequencies)]
        documents, frequencies = documents[live], frequencies[live]
        counts = np.bincount(owners, minlength=len(numbers))
        place_counts = np.bincount(owners, frequencies, len(numbers)).astype(np.int64)
    return Stretch(numbers, counts, place_counts, fresh, documents, frequencies, places)
