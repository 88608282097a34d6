"""Where the words of a query stand in the articles that are shown. There are few: plain numbers cost less than arrays."""

from collections.abc import Sequence

import numpy as np

from ...query import Phrase
from .. import Span
from .evaluation import offsets, terms
from .generation import Generation, Postings

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
        places = [start + shift for _, order, start in ends[:MOST] for shift in wanted[order][0]][:MOST]
        found.append(generation.spans(field, document, places) if places else ())
    return found


def beginnings(generation: Generation, documents: Sequence[int], phrase: Phrase, field: str) -> list[set[int]]:
    """Return for each document the places where a phrase begins."""
    shifts = offsets(phrase.words)
    first, *others = (standing(terms(generation, field, word), documents) for word in phrase.words)
    for shift, places in zip(shifts[1:], others, strict=True):
        first = [
            {start for start in starts if start + shift in here} for starts, here in zip(first, places, strict=True)
        ]
    return first


def standing(postings: Sequence[Postings], documents: Sequence[int]) -> list[set[int]]:
    """Return for each document the places at which any of the postings has it."""
    found: list[set[int]] = [set() for _ in documents]
    wanted = np.array(documents, np.intp)
    for one in postings:
        known, frequencies, ends = one.documents.data, one.frequencies.data, one.ends.data
        for number, at in enumerate(one.documents.searchsorted(wanted).tolist()):
            if at < len(known) and known[at] == documents[number]:
                found[number].update(one.places[ends[at] - frequencies[at] : ends[at]].tolist())
    return found
