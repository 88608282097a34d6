"""Where the words of a query stand in the articles that are shown. There are few: plain numbers cost less than arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...budget import check
from ...query import Phrase
from .. import Span
from . import kernel
from .arrays import Numbers, placed, union
from .generation import Generation
from .parts import Part, fields
from .places import near_places, offsets
from .schema import FIELDS

MOST = 2_000  # marks of a field of an article


Standing = list[list[int]]  # for each document places in it, in order
Wanted = tuple[Phrase, Sequence[Part]]  # what is looked for, and what is scored of it in each field


def spans(
    generation: Generation, documents: Sequence[int], wanted: Sequence[Wanted], field: str
) -> list[tuple[Span, ...]]:
    """Return for each document the spans of the places where a phrase stands, in the order in which the phrases end."""
    order = sorted(range(len(documents)), key=documents.__getitem__)
    here = np.array([documents[place] for place in order], np.intp)
    every = [way for phrase, parts in wanted for way in ways(generation, here, phrase, parts, field)]
    found: list[tuple[Span, ...]] = [()] * len(documents)
    for number, place in enumerate(order):
        check()
        there = [(shifts, starts[number][:MOST]) for shifts, starts in every if starts[number]]
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
    generation: Generation, documents: Numbers, phrase: Phrase, parts: Sequence[Part], field: str
) -> Iterator[tuple[list[int], Standing]]:
    """Yield how many places apart the words are that are marked together, and the places of the first in each document."""
    check()
    if phrase.near:
        yield [0], placed(union(near_places(generation, field, phrase)), documents)
        return
    if phrase.title_only:  # its words are marked in the text too
        parts = list(fields(generation, replace(phrase, title_only=False)))
    found = [postings for postings, _ in parts[FIELDS.index(field)].all()]
    if len(phrase.words) == 1:
        yield [0], kernel.places([postings.term for postings in found], documents)
    else:
        yield offsets(phrase.words), placed(found[0].keys, documents)
