"""Links: which articles are reprints of which. They are found when an article is written, and kept by row: no merge seeks them again."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from . import arrays, sketches
from .arrays import Array, within
from .segment import Content

NEAR = 8  # neighbours with the same key that an article is held against: each of a thousand copies against a few
BLOCK = 1 << 12  # documents that are looked through at a time: their sketches stay in the processor's cache
PAIRS = 1 << 16  # that are compared at a time
SLOTS, FILTER = 64, 1 << 24  # of the filter for each key, and at most

NONE: dict[str, Array] = {"links": np.empty(0, np.int64), "linked": np.empty(0, np.int64)}

Numbers = NDArray[np.int64]
Pairs = NDArray[np.int64]  # [pair, 2]


def linked(fresh: Sequence[Content], others: Sequence[Content]) -> dict[str, Array]:
    """Return the links of fresh documents, to each other and to those of other segments: the later row of each, and the earlier."""
    if not fresh:
        return NONE
    contents = [*others, *fresh]
    bases = arrays.starts(np.array([*map(len, contents)]))
    own = [every(content["sketches"]) for content in fresh]
    wanted = arrays.distinct(np.concatenate([keys for _, keys in own]))
    places, keys = zip(*(met(content["sketches"], wanted) for content in others), *own, strict=True)
    owners = np.concatenate([its + base for its, base in zip(places, bases, strict=False)])
    pairs = [np.empty((0, 2), np.int64)]
    for block in candidates(owners, np.concatenate(keys), bases[len(others)]):
        documents, at = np.unique(block, return_inverse=True)
        rows, drawn, words = (picked(contents, bases, name, documents) for name in ("rows", "sketches", "text_lengths"))
        at = at.reshape(block.shape)
        pairs.append(rows[at[sketches.alike(drawn[at[:, 0]], drawn[at[:, 1]], words[at])]])
    found = np.concatenate(pairs)
    return {"links": found.max(axis=1), "linked": found.min(axis=1)}


def every(drawn: Array) -> tuple[Numbers, Array]:
    """Return each document and key of it; a text without a sketch has none but 0."""
    keys = sketches.keys(drawn)
    rows, columns = np.nonzero(keys)
    return rows, keys[rows, columns]


def met(drawn: Array, wanted: Array) -> tuple[Numbers, Array]:
    """Return each document and key of it that is among the wanted, which are sorted; a filter spares nearly all the searching."""
    slots = np.uint32(min(1 << (SLOTS * len(wanted)).bit_length(), FILTER) - 1)
    there = np.zeros(int(slots) + 1, bool)
    there[wanted & slots] = True
    found = [(np.empty(0, np.int64), np.empty(0, np.uint32))]
    for first in range(0, len(drawn), BLOCK):
        keys = sketches.keys(drawn[first : first + BLOCK])
        rows, columns = np.nonzero(there[keys & slots])
        keys = keys[rows, columns]
        same = within(wanted, keys, wanted.searchsorted(keys))
        found.append((rows[same] + first, keys[same]))
    documents, shared = zip(*found, strict=True)
    return np.concatenate(documents), np.concatenate(shared)


def candidates(owners: Numbers, keys: Array, fresh: int) -> Iterator[Pairs]:
    """Yield pairs of documents that share a key, in blocks; the second of each pair is one from `fresh` on."""
    order = arrays.ordered(keys)
    keys, owners = keys[order], owners[order]
    most = int(owners.max(initial=0)) + 1
    codes = [np.empty(0, np.int64)]
    for step in range(1, NEAR + 1):
        at = np.flatnonzero((keys[step:] == keys[:-step]) & (owners[step:] >= fresh))
        codes.append(arrays.distinct(owners[at] * most + owners[at + step]))
    pairs = arrays.distinct(np.concatenate(codes))
    for first in range(0, len(pairs), PAIRS):
        found = np.stack(np.divmod(pairs[first : first + PAIRS], most), axis=1)
        yield found[found[:, 0] != found[:, 1]]


def picked(contents: Sequence[Content], bases: Numbers, name: str, documents: Numbers) -> Array:
    """Return an array's values for some documents, in order, of segments that begin at some numbers."""
    cuts = documents.searchsorted(bases).tolist()
    steps = zip(contents, bases, cuts, cuts[1:], strict=False)
    return np.concatenate([content[name][documents[begin:end] - base] for content, base, begin, end in steps])
