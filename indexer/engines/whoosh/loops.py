"""The loops in which a page spends most of its time, in NumPy; kernel.c has them in C."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .. import Span
from . import arrays
from .arrays import PLACE, Array, Keys, Numbers, within
from .bm25 import Norms, saturated

FREE = -1  # a slot of a hash table without a term
STEPS = {size: np.dtype(f"<u{size}") for size in (1, 2, 4, 8)}


def find(slots: memoryview, slot: int, bounds: memoryview, text: memoryview, wanted: bytes) -> int:
    """Return the number of a term, looked for from a slot of a hash table on up to the first without a term, or FREE.

    Term number n is `text[bounds[n] : bounds[n + 1]]`.
    """
    while (number := slots[slot]) != FREE:
        if text[bounds[number] : bounds[number + 1]] == wanted:
            return int(number)
        slot += 1
    return FREE


def gain(  # noqa: PLR0917  # columns: names would cost more than the work on short ones
    scores: NDArray[np.float64],
    chosen: Numbers,
    documents: Numbers,
    frequencies: Array,
    lengths: Array,
    base: float,
    slope: float,
    weight: float,
    best: bool,
) -> None:
    """Add to the score of each chosen document what a term's postings give it; with `best`, raise it to that.

    A posting gives its weight times what `saturated` makes of its frequency, with the norm that lengths, base and slope give its document.
    """
    if len(documents) < len(chosen):
        places = chosen.searchsorted(documents)
        at = np.flatnonzero(within(chosen, documents, places))
        places = places[at]
    else:
        at = documents.searchsorted(chosen)
        places = np.flatnonzero(within(documents, chosen, at))
        at = at[places]
    values = weight * saturated(frequencies[at], Norms(lengths, base, slope).of(documents[at]))
    scores[places] = np.maximum(scores[places], values) if best else scores[places] + values


def keys(
    wanted: Numbers, documents: Numbers, frequencies: Array, live: NDArray[np.bool_] | None, pieces: Sequence[Array]
) -> memoryview | bytes:
    """Return the keys of a term in the wanted documents: document and place of each occurrence, as numbers of 64 bits.

    Given are the documents of its postings, the frequencies of all postings, which of those are live (None: all), and the places
    of all, in pieces that part no posting.
    """
    at = documents.searchsorted(wanted)
    at = at[within(documents, wanted, at)]
    every = at if live is None else np.flatnonzero(live)[at]
    counts = frequencies[every]
    found: Keys = np.repeat(documents[at] << PLACE, counts)
    found += np.concatenate(pieces)[arrays.runs(arrays.starts(frequencies)[every], counts)]
    return found.data


def places(keys: Keys, documents: Numbers) -> list[list[int]]:
    """Return for each of some documents, in order, the places of the keys that it has."""
    edges = keys.searchsorted((documents[:, None] + (0, 1)) << PLACE).tolist()
    return [(keys[begin:end] & ((1 << PLACE) - 1)).tolist() for begin, end in edges]


def spans(lines: memoryview, begin: int, at: Sequence[int]) -> tuple[Span, ...]:
    """Return where in the text some places are, (start, stop) of each, given the line of its edges that begins at `begin`.

    A line is a byte, how many bytes each number has, and the steps from edge to edge.
    """
    steps = np.frombuffer(lines, STEPS[lines[begin]], 2 * max(at) + 2, begin + 1)
    edges = np.add.accumulate(steps, dtype=np.int64).data
    return tuple([(edges[2 * place], edges[2 * place + 1]) for place in at])  # a list costs half of a generator
