"""Where the words of a query stand in the articles that are shown. There are few: plain numbers cost less than arrays."""

from collections.abc import Iterator, Sequence

import numpy as np

from ...query import Phrase
from .. import Span
from .generation import PLACE, Generation, Keys, Numbers
from .places import near_places, offsets, terms

MOST = 2_000  # marks of a field of an article


def spans(
    generation: Generation, documents: Sequence[int], phrases: Sequence[Phrase], field: str
) -> list[tuple[Span, ...]]:
    """Return for each document the spans of the places where a phrase stands, in the order in which the phrases end."""
    here = np.array(documents, np.intp)
    wanted = [way for phrase in phrases for way in ways(generation, here, phrase, field)]
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


def ways(
    generation: Generation, here: Numbers, phrase: Phrase, field: str
) -> Iterator[tuple[list[int], list[set[int]]]]:
    """Yield how many places apart the words are that are marked together, and the keys of the first for each document."""
    if phrase.near:
        yield [0], standing(near_places(generation, field, phrase), here)
    else:
        yield offsets(phrase.words), beginnings(generation, here, phrase, field)


def beginnings(generation: Generation, here: Numbers, phrase: Phrase, field: str) -> list[set[int]]:
    """Return for each document the keys at which a phrase begins."""
    documents = np.sort(here)
    groups = ([found.keys_in(documents) for found in terms(generation, field, word)] for word in phrase.words)
    first, *others = (standing(keys, here) for keys in groups)
    for shift, places in zip(offsets(phrase.words)[1:], others, strict=True):
        first = [
            {start for start in starts if start + shift in here} for starts, here in zip(first, places, strict=True)
        ]
    return first


def standing(groups: Sequence[Keys], documents: Numbers) -> list[set[int]]:
    """Return for each document those of its keys that are in any of the groups."""
    edges = (documents[:, None] + (0, 1)) << PLACE
    found: list[set[int]] = [set() for _ in documents]
    for keys in groups:
        for here, (begin, end) in zip(found, keys.searchsorted(edges).tolist(), strict=True):
            if begin < end:
                here.update(keys[begin:end].tolist())
    return found
