"""Where the words of a query stand in the articles that are shown. There are few: plain numbers cost less than arrays."""

from collections.abc import Sequence

import numpy as np

from ...query import Phrase
from .. import Span
from .evaluation import offsets, terms
from .generation import PLACE, Generation, Postings

MOST = 2_000  # marks of a field of an article


def spans(
    generation: Generation, documents: Sequence[int], phrases: Sequence[Phrase], field: str
) -> list[tuple[Span, ...]]:
    """Return for each document the spans of the places where a phrase stands, in the order in which the phrases end."""
    wanted = [(offsets(phrase.words), beginnings(generation, documents, phrase, field)) for phrase in phrases]
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


def beginnings(generation: Generation, documents: Sequence[int], phrase: Phrase, field: str) -> list[set[int]]:
    """Return for each document the keys at which a phrase begins."""
    first, *others = (standing(terms(generation, field, word), documents) for word in phrase.words)
    for shift, places in zip(offsets(phrase.words)[1:], others, strict=True):
        first = [
            {start for start in starts if start + shift in here} for starts, here in zip(first, places, strict=True)
        ]
    return first


def standing(postings: Sequence[Postings], documents: Sequence[int]) -> list[set[int]]:
    """Return for each document the keys at which any of the postings has it."""
    found: list[set[int]] = [set() for _ in documents]
    edges = np.array([(document << PLACE, (document + 1) << PLACE) for document in documents])
    for one in postings:
        for keys, (begin, end) in zip(found, one.keys.searchsorted(edges).tolist(), strict=True):
            if begin < end:
                keys.update(one.keys[begin:end].tolist())
    return found
