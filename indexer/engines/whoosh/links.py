"""Links: which articles are reprints of which. They are found when an article is written, and kept by row: no merge seeks them again."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from . import arrays, sketches
from .arrays import Array
from .generation import within
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
    wanted = np.unique(sketches.keys(np.concatenate([content["sketches"] for content in fresh])))
    wanted = wanted[wanted != 0]  # a text without a sketch has no other key
    places = [met(content["sketches"], wanted) for content in others] + [np.arange(len(content)) for content in fresh]
    rows, drawn, words = (
        np.concatenate([content[name][at] for content, at in zip([*others, *fresh], places, strict=True)])
        for name in ("rows", "sketches", "text_lengths")
    )
    near = candidates(drawn, len(rows) - sum(map(len, fresh)))
    pairs = [block[sketches.alike(drawn[block[:, 0]], drawn[block[:, 1]], words[block])] for block in near]
    found = rows[np.concatenate([np.empty((0, 2), np.int64), *pairs])]
    return {"links": found.max(axis=1), "linked": found.min(axis=1)}


def met(drawn: Array, wanted: Array) -> Numbers:
    """Return which documents have any of the keys, which are sorted; a filter spares nearly all the searching."""
    slots = np.uint32(min(1 << (SLOTS * len(wanted)).bit_length(), FILTER) - 1)
    there = np.zeros(int(slots) + 1, bool)
    there[wanted & slots] = True
    found = [np.empty(0, np.int64)]
    for first in range(0, len(drawn), BLOCK):
        keys = sketches.keys(drawn[first : first + BLOCK])
        rows, columns = np.nonzero(there[keys & slots])
        keys = keys[rows, columns]
        same = within(wanted, keys, wanted.searchsorted(keys))
        found.append(np.unique(rows[same]) + first)
    return np.concatenate(found)


def candidates(drawn: Array, fresh: int) -> Iterator[Pairs]:
    """Yield pairs of documents that share a key, in blocks; the second of each pair is one from `fresh` on."""
    keys = sketches.keys(drawn)
    owners = np.repeat(np.arange(len(drawn)), keys.shape[1])[keys.ravel() != 0]
    keys = keys[keys != 0]
    order = arrays.ordered(keys)
    keys, owners = keys[order], owners[order]
    codes = [np.empty(0, np.int64)]
    for step in range(1, NEAR + 1):
        at = np.flatnonzero((keys[step:] == keys[:-step]) & (owners[step:] >= fresh))
        codes.append(np.unique(owners[at] * len(drawn) + owners[at + step]))
    pairs = np.unique(np.concatenate(codes))
    for first in range(0, len(pairs), PAIRS):
        found = np.stack(np.divmod(pairs[first : first + PAIRS], len(drawn)), axis=1)
        yield found[found[:, 0] != found[:, 1]]
