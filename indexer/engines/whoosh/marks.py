"""Where the words of a query stand in the articles that are shown. There are few: plain numbers cost less than arrays."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...query import Phrase
from .. import Span
from .evaluation import offsets, terms
from .generation import PLACE, Generation, Postings

Edges = NDArray[np.int64]  # of each document, the key that it begins with and that of the next one

MOST = 2_000  # marks of a field of an article


def spans(
    generation: Generation, documents: Sequence[int], phrases: Sequence[Phrase], field: str
) -> list[tuple[Span, ...]]:
    """Return for each document the spans of the places where a phrase stands, in the order in which the phrases end."""
    edges = (np.array(documents, np.int64)[:, None] + (0, 1)) << PLACE
    wanted = [(offsets(phrase.words), beginnings(generation, edges, phrase, field)) for phrase in phrases]
    found: list[tuple[Span, ...]] = []
    for number, document in enumerate(documents):
        ends = [
            (start + shifts[-1], order, start)
            for order, (shifts, starts) in enumerate(wanted)
            if starts[number]
            for start in sorted(starts[number])[:MOST]
        ]
        if len(wanted) > 1:
            ends.sort()
        base = document << PLACE
        places = [start + shift - base for _, order, start in ends[:MOST] for shift in wanted[order][0]][:MOST]
        found.append(generation.spans(field, document, places) if places else ())
    return found


def beginnings(generation: Generation, edges: Edges, phrase: Phrase, field: str) -> list[set[int]]:
    """Return for each document the keys at which a phrase begins."""
    first, *others = (standing(terms(generation, field, word), edges) for word in phrase.words)
    for shift, places in zip(offsets(phrase.words)[1:], others, strict=True):
        first = [
            {start for start in starts if start + shift in here} for starts, here in zip(first, places, strict=True)
        ]
    return first


def standing(postings: Sequence[Postings], edges: Edges) -> list[set[int]]:
    """Return for each document the keys at which any of the postings has it."""
    found: list[set[int]] = [set() for _ in edges]
    for one in postings:
        for keys, (begin, end) in zip(found, one.keys.searchsorted(edges).tolist(), strict=True):
            if begin < end:
                keys.update(one.keys[begin:end].tolist())
    return found
