"""Where the words of a query stand in the articles that are shown. There are few: plain numbers cost less than arrays."""

from collections.abc import Iterator, Sequence

import numpy as np

from ...budget import check
from ...query import Phrase
from .. import Span
from . import kernel
from .arrays import Numbers, placed, union
from .generation import Generation
from .places import near_places, offsets, terms

MOST = 2_000  # marks of a field of an article


Standing = list[list[int]]  # for each document places in it, in order


def spans(
    generation: Generation, documents: Sequence[int], phrases: Sequence[Phrase], field: str
) -> list[tuple[Span, ...]]:
    """Return for each document the spans of the places where a phrase stands, in the order in which the phrases end."""
    order = sorted(range(len(documents)), key=documents.__getitem__)
    here = np.array([documents[place] for place in order], np.intp)
    wanted = [way for phrase in phrases for way in ways(generation, here, phrase, field)]
    found: list[tuple[Span, ...]] = [()] * len(documents)
    for number, place in enumerate(order):
        check()
        there = [(shifts, starts[number][:MOST]) for shifts, starts in wanted if starts[number]]
        if there:
            found[place] = generation.spans(field, documents[place], marked(there))
    return found


def marked(ways: Sequence[tuple[list[int], list[int]]]) -> list[int]:
    """Return the places that are marked, in the order in which the phrases end, given how each is spread and where it starts."""
    if len(ways) == 1:
        [(shifts, starts)] = ways
        return [start + shift for start in starts for shift in shifts][:MOST] if len(shifts) > 1 else starts
    ends = sorted((start + shifts[-1], order, start) for order, (shifts, starts) in enumerate(ways) for start in starts)
    return [start + shift for _, order, start in ends[:MOST] for shift in ways[order][0]][:MOST]


def ways(
    generation: Generation, documents: Numbers, phrase: Phrase, field: str
) -> Iterator[tuple[list[int], Standing]]:
    """Yield how many places apart the words are that are marked together, and the places of the first in each document."""
    check()
    if phrase.near:
        yield [0], placed(union(near_places(generation, field, phrase)), documents)
    else:
        yield offsets(phrase.words), beginnings(generation, documents, phrase, field)


def beginnings(generation: Generation, documents: Numbers, phrase: Phrase, field: str) -> Standing:
    """Return for each document the places at which a phrase begins."""
    every = ([found.term for found in terms(generation, field, word)] for word in phrase.words)
    first, *others = (kernel.places(group, documents) for group in every)
    for shift, places in zip(offsets(phrase.words)[1:], others, strict=True):
        first = [
            [start for start in starts if start + shift in there]
            for starts, there in zip(first, map(frozenset, places), strict=True)
        ]
    return first
