"""What of a query's words and phrases is looked up and scored: their postings in each field, and what each weighs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...budget import check
from ...query import Clause, Phrase, Word
from ..weights import FIELD_WEIGHT, FORM
from .arrays import PLACE, Keys, Numbers
from .generation import Generation, Postings
from .places import near_places, phrase_starts, stems, typed
from .schema import FIELDS


class Weighted(NamedTuple):
    """Postings, and what each weighs beside its impact."""

    postings: Postings
    weight: float


@dataclass(frozen=True)
class Part:
    """What is scored for a word or phrase in a field: the best of some, and something more."""

    best: list[Weighted]
    more: list[Weighted]

    def all(self) -> list[Weighted]:
        """Return both."""
        return [*self.best, *self.more]


Parts = list[list[Part]]  # a clause: for each of its phrases, the fields


def parts(generation: Generation, phrases: Sequence[Phrase], most: float = math.inf) -> Parts:
    """Return what alternatives are made of, scored; nothing that stands nowhere, and none as rarer than `most` says."""
    return [list(fields(generation, phrase, most)) for phrase in phrases]


def meant(generation: Generation, clause: Clause, own: Parts) -> Parts:
    """Return the synonyms of a clause, scored: as the word itself, and a rarer one as no rarer.

    eval_ir.py: akorda_ood has .587, .609, .622 and .629 if none, .6, .9 and all of what they would add more than the word is added.
    """
    rarities = [idf(generation, len(found)) for fields in own for part in fields for found, _ in part.best]
    return parts(generation, clause.synonyms, min(rarities, default=math.inf))


def fields(generation: Generation, phrase: Phrase, most: float = math.inf) -> Iterator[Part]:
    """Yield the scores of a phrase in each of its fields."""
    for field in FIELDS[:1] if phrase.title_only else FIELDS:
        check()
        if phrase.near:
            yield Part([weighted(generation, field, near_places(generation, field, phrase)[0], most)], [])
        elif len(phrase.words) == 1:
            yield word(generation, field, phrase.words[0], most)
        else:
            yield Part([weighted(generation, field, phrase_starts(generation, field, phrase.words), most)], [])


def word(generation: Generation, field: str, word: Word, most: float) -> Part:
    """Return the scores of a word: its best stem's, and something more for its very form."""
    weight = FIELD_WEIGHT[field]
    form = typed(generation, field, word)
    every = stems(generation, field, word)
    best = [Weighted(found, weight * min(idf(generation, len(found)), most)) for found in every if len(found)]
    weight *= FORM if word.stems else 1.0
    return Part(best, [Weighted(form, weight * min(idf(generation, len(form)), most))] if len(form) else [])


def idf(generation: Generation, frequency: int) -> float:
    """Return the weight of what stands in so many documents."""
    return math.log(1 + (generation.count - frequency + 0.5) / (frequency + 0.5))


def rarity(articles: int, frequencies: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the weight of each of several that stand in so many of some articles, or in more than there are."""
    found: NDArray[np.float64] = np.log1p(np.maximum(articles - frequencies + 0.5, 0) / (frequencies + 0.5))
    return found


def weighted(generation: Generation, field: str, starts: Keys, most: float) -> Weighted:
    """Return the postings of a phrase that begins at some keys, counted as one word as rare as the phrase is."""
    documents = starts >> PLACE
    edges = np.ones(len(documents) + 1, bool)  # of each document, and behind the last
    np.not_equal(documents[1:], documents[:-1], out=edges[1:-1])
    at = edges.nonzero()[0]
    found = Postings(documents[at[:-1]].astype(np.intp), at[1:] - at[:-1], None, [], generation.norms[field])
    found.keys = starts
    return Weighted(found, FIELD_WEIGHT[field] * min(idf(generation, len(found)), most))


def standing(clause: Parts) -> Iterator[Numbers]:
    """Yield the documents of all that a clause is made of."""
    return (postings.documents for fields in clause for part in fields for postings, _ in part.all())
