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
    order = np.argsort(np.array(documents, np.intp))
    here = np.array(documents, np.intp)[order]
    wanted = [way for phrase in phrases for way in ways(generation, here, phrase, field)]
    found: list[tuple[Span, ...]] = [()] * len(documents)
    for number, (document, place) in enumerate(zip(here.tolist(), order.tolist(), strict=True)):
        check()
        ends = [
            (start + shifts[-1], order, start)
            for order, (shifts, starts) in enumerate(wanted)
            if starts[number]
            for start in sorted(starts[number])[:MOST]
        ]
        if len(wanted) > 1:
            ends.sort()
        if places := [start + shift for _, order, start in ends[:MOST] for shift in wanted[order][0]][:MOST]:
            found[place] = generation.spans(field, document, places)
    return found


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
        there = np.flatnonzero(within(postings.documents, documents, at))
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
