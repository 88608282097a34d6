"""Where the words of a query stand in the articles that are shown. There are few: plain numbers cost less than arrays."""

from collections.abc import Iterator, Sequence

import numpy as np

from ...budget import check
from ...query import Phrase
from .. import Span
from .arrays import Array
from .generation import PLACE, Generation, Keys, Numbers, Postings, within
from .places import near_places, offsets, terms

MOST = 2_000  # marks of a field of an article


Standing = list[set[int]]  # for each document places in it


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
        there = [(shifts, sorted(starts[number])[:MOST]) for shifts, starts in wanted if starts[number]]
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
        yield [0], near(near_places(generation, field, phrase), documents)
    else:
        yield offsets(phrase.words), beginnings(generation, documents, phrase, field)


def near(groups: Sequence[Keys], documents: Numbers) -> Standing:
    """Return for each document the places of the keys that are in any of the groups."""
    edges = (documents[:, None] + (0, 1)) << PLACE
    found: Standing = [set() for _ in documents]
    for keys in groups:
        for here, (begin, end) in zip(found, keys.searchsorted(edges).tolist(), strict=True):
            here.update((keys[begin:end] & ((1 << PLACE) - 1)).tolist())
    return found


def beginnings(generation: Generation, documents: Numbers, phrase: Phrase, field: str) -> Standing:
    """Return for each document the places at which a phrase begins."""
    first, *others = (standing(terms(generation, field, word), documents) for word in phrase.words)
    for shift, places in zip(offsets(phrase.words)[1:], others, strict=True):
        first = [
            {start for start in starts if start + shift in here} for starts, here in zip(first, places, strict=True)
        ]
    return first


def standing(terms: Sequence[Postings], documents: Numbers) -> Standing:
    """Return for each of some documents, in order, the places where any of the terms stands."""
    found: Standing = [set() for _ in documents]
    for postings in terms:
        at = postings.documents.searchsorted(documents)
        there = within(postings.documents, documents, at).nonzero()[0]
        if len(there):
            at = at[there]
            rows = there.tolist(), postings.begins(at).tolist(), postings.frequencies[at].tolist()
            for number, begin, count in zip(*rows, strict=True):
                found[number].update(stretch(postings.pieces, begin, count))
    return found


def stretch(pieces: Sequence[Array], begin: int, count: int) -> list[int]:
    """Return so many numbers of a row of arrays, of which none parts them."""
    for piece in pieces:
        if begin < len(piece):
            break
        begin -= len(piece)
    return piece[begin : begin + count].tolist()  # type: ignore[no-any-return]  # NumPy's
