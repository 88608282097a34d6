"""Which documents match a query, and how well: whole arrays of documents at a time."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...query import Clause, Filters, Phrase, Query, Word
from .arrays import Array
from .generation import NOWHERE, PLACE, Generation, Keys, Numbers, Postings, within
from .schema import FIELDS

FIELD_WEIGHT = {"title": 0.6, "text": 1.0}  # eval_ir.py, five collections: a title at 0.3–0.6 alike, 1 and above worse
FORM = 0.3  # what the very form typed adds to its stem
LOOKED_UP = 25  # postings a chosen document, above which each document is looked up among them
SPARSE = 16  # documents a posting, above which only the documents that have a word are looked at

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


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


@dataclass(frozen=True)
class Match:
    """What a query matches: documents with every wanted clause, those with some, and how well which clause fits."""

    complete: Numbers
    partial: Numbers
    wanted: list[Parts]
    space: "Space"
    hits: list[Mask]  # for each wanted clause, by place in the space
    size: int

    def score(self, documents: Numbers) -> Scores:
        """Return the scores of documents: what nobody asks for is never scored."""
        chosen = Chosen(documents, self.size)
        found = np.zeros(len(documents))
        for clause in self.wanted:
            found += chosen.clause(clause)
        return found

    def missing(self, documents: Numbers) -> list[tuple[int, ...]]:
        """Return which of the wanted clauses each document lacks."""
        at = self.space.at(documents)
        found: list[list[int]] = [[] for _ in documents]
        for number, hit in enumerate(self.hits):
            for place in np.flatnonzero(~hit[at]).tolist():
                found[place].append(number)
        return list(map(tuple, found))


class Space:
    """The documents that are looked at: all of them or, where the words are rare, those that have one."""

    def __init__(self, size: int, clauses: Sequence[Parts] | None) -> None:
        """Take the documents of the clauses; None stands for all documents."""
        self.documents: Numbers | None = None
        self.size = size
        if clauses is not None:
            parts = [part for clause in clauses for fields in clause for part in fields]
            groups = [postings.documents for part in parts for postings, _ in part.all()]
            if SPARSE * sum(map(len, groups)) < size:
                self.documents = union(groups)
                self.size = len(self.documents)

    def at(self, documents: Numbers) -> Numbers:
        """Return the places of documents in the space."""
        return documents if self.documents is None else self.documents.searchsorted(documents)

    def pick(self, values: Array) -> Array:
        """Return the values of the documents in the space, of values of all documents."""
        return values if self.documents is None else values[self.documents]

    def chosen(self, mask: Mask) -> Numbers:
        """Return the documents that a mask over the space leaves."""
        places = np.flatnonzero(mask)
        return places if self.documents is None else self.documents[places]

    def holds(self, clause: Parts) -> Mask:
        """Return where a clause holds."""
        hit = np.zeros(self.size, bool)
        for fields in clause:
            for part in fields:
                for postings, _ in part.all():
                    hit[self.at(postings.documents)] = True
        return hit


class Chosen:
    """Documents that are to be scored."""

    def __init__(self, documents: Numbers, size: int) -> None:
        """Take the documents, and how many there are in all."""
        self.documents = documents
        self.size = size

    @cached_property
    def places(self) -> NDArray[np.int32]:
        """Where each document of all is among the chosen; -1 for nowhere."""
        places = np.full(self.size, -1, np.int32)
        places[self.documents] = np.arange(len(self.documents))
        return places

    def clause(self, clause: Parts) -> Scores:
        """Return the scores of a clause: over its fields added up, over its alternatives the best."""
        best = np.zeros(len(self.documents))
        for number, fields in enumerate(clause):
            scores = np.zeros(len(self.documents)) if number else best
            for part in fields:
                self.add(part, scores)
            if number:
                np.maximum(best, scores, out=best)
        return best

    def add(self, part: Part, scores: Scores) -> None:
        """Add the scores of a part."""
        if len(part.best) > 1:
            best = np.zeros(len(self.documents))
            for at, values in map(self.scored, part.best):
                best[at] = np.maximum(best[at], values)
            scores += best
        for at, values in map(self.scored, part.more if len(part.best) > 1 else part.all()):
            scores[at] += values

    def scored(self, weighted: Weighted) -> tuple[Numbers, Scores]:
        """Return the places of the chosen that some postings have, and their scores; the shorter side is looked up."""
        postings, weight = weighted
        if LOOKED_UP * len(self.documents) < len(postings):
            here = postings.documents.searchsorted(self.documents)
            there = np.flatnonzero(within(postings.documents, self.documents, here))
            return there, weight * postings.impact(here[there])
        places = self.places[postings.documents]
        here = np.flatnonzero(places >= 0)
        return places[here].astype(np.intp), weight * postings.impact(here)


def match(generation: Generation, query: Query) -> Match:
    """Evaluate a query."""
    wanted = [parts(generation, clause) for clause in query.wanted]
    unwanted = [parts(generation, clause) for clause in query.unwanted]
    space = Space(generation.size, [*wanted, *unwanted] if wanted or query.empty else None)
    allowed = passing(generation, query.filters, space)
    if query.empty:
        allowed[:] = False
    for clause in unwanted:
        allowed &= ~space.holds(clause)
    hits = [space.holds(clause) for clause in wanted]
    complete, partial = gathered(hits, allowed, space.size)
    some = np.empty(0, np.intp) if partial is None else space.chosen(partial)
    return Match(space.chosen(complete), some, wanted, space, hits, generation.size)


def gathered(hits: Sequence[Mask], allowed: Mask, size: int) -> tuple[Mask, Mask | None]:
    """Return where every clause holds, and where some do; None for nowhere."""
    complete = allowed
    for hit in hits:
        complete = complete & hit
    if len(hits) < 2:
        return complete, None
    some = np.zeros(size, bool)
    for hit in hits:
        some |= hit
    some &= allowed
    some &= ~complete
    return complete, some


def passing(generation: Generation, filters: Filters, space: Space) -> Mask:
    """Return which documents are what the filters ask for; one without a date is not in any stretch of time."""
    allowed = np.ones(space.size, bool) if generation.live is None else space.pick(generation.live).copy()
    if filters.since or filters.until:
        days = space.pick(generation.days)
        allowed &= days >= (filters.since.toordinal() if filters.since else 1)
        if filters.until:
            allowed &= days <= filters.until.toordinal()
    for codes, values, only, never in (
        (generation.sources[0], generation.folded, filters.sources, filters.not_sources),
        (*generation.languages, filters.languages, filters.not_languages),
    ):
        if only:
            allowed &= any_of(space.pick(codes), [code for code, value in enumerate(values) if value in only])
        if never:
            allowed &= ~any_of(space.pick(codes), [code for code, value in enumerate(values) if value in never])
    return allowed


def any_of(codes: Array, wanted: Sequence[int]) -> Mask:
    """Return where one of a few codes is: comparing narrow numbers costs less than looking each of them up."""
    found = np.zeros(len(codes), bool)
    for code in wanted:
        found |= codes == code
    return found


# Words and phrases


def parts(generation: Generation, clause: Clause) -> Parts:
    """Return what a clause is made of, scored; nothing that stands nowhere."""
    return [list(fields(generation, phrase)) for phrase in clause.phrases]


def fields(generation: Generation, phrase: Phrase) -> Iterator[Part]:
    """Yield the scores of a phrase in each of its fields."""
    for field in FIELDS[:1] if phrase.title_only else FIELDS:
        if phrase.near:
            yield Part([weighted(generation, field, near_places(generation, field, phrase)[0])], [])
        elif len(phrase.words) == 1:
            yield word(generation, field, phrase.words[0])
        else:
            yield Part([weighted(generation, field, phrase_starts(generation, field, phrase.words))], [])


def word(generation: Generation, field: str, word: Word) -> Part:
    """Return the scores of a word: its best stem's, and something more for its very form."""
    weight = FIELD_WEIGHT[field]
    stems = [generation.postings(field, "stems", stem) for stem in word.stems]
    form = typed(generation, field, word)
    best = [Weighted(found, weight * idf(generation, len(found))) for found in stems if len(found)]
    weight *= FORM if word.stems else 1.0
    return Part(best, [Weighted(form, weight * idf(generation, len(form)))] if len(form) else [])


def typed(generation: Generation, field: str, word: Word) -> Postings:
    """Return the postings of a word's very form, or of what begins with it."""
    return generation.beginning(field, word.form) if word.prefix else generation.postings(field, "forms", word.form)


def idf(generation: Generation, frequency: int) -> float:
    """Return the weight of what stands in so many documents."""
    return math.log(1 + (generation.count - frequency + 0.5) / (frequency + 0.5))


def weighted(generation: Generation, field: str, starts: Keys) -> Weighted:
    """Return the postings of a phrase that begins at some keys, counted as one word as rare as the phrase is."""
    documents = starts >> PLACE
    first = np.flatnonzero(np.diff(documents, prepend=-1))
    frequencies = np.diff(first, append=len(documents))
    found = Postings(documents[first].astype(np.intp), frequencies, None, [], generation.norms[field])
    return Weighted(found, FIELD_WEIGHT[field] * idf(generation, len(found)))


def phrase_starts(generation: Generation, field: str, words: Sequence[Word]) -> Keys:
    """Return document and place of each beginning of a phrase; the rarest word is looked up first."""
    ways = [(terms(generation, field, word), shift) for word, shift in zip(words, offsets(words), strict=True)]
    if not all(postings for postings, _ in ways):
        return NOWHERE
    ways.sort(key=lambda way: sum(map(len, way[0])))
    documents = common([[found.documents for found in postings] for postings, _ in ways], generation.size)
    (rarest, shift), *others = ways
    starts = union([found.keys_in(documents) for found in rarest]) - shift
    for postings, shift in others:
        starts = starts[anywhere([found.keys_in(documents) for found in postings], starts + shift)]
    return starts


def common(groups: Sequence[Sequence[Numbers]], size: int) -> Numbers:
    """Return the documents that stand in one list at least of each group."""
    everywhere = np.ones(size, bool)
    for lists in groups:
        here = np.zeros(size, bool)
        for documents in lists:
            here[documents] = True
        everywhere &= here
    return np.flatnonzero(everywhere)


def near_places(generation: Generation, field: str, phrase: Phrase) -> list[Keys]:
    """Return of each word of a phrase the keys near enough to one of the word before and to one of the word after."""
    keys = [union([found.keys for found in terms(generation, field, word)]) for word in phrase.words]
    steps = list(pairwise(range(len(keys))))
    for beside, here in (*steps, *((after, before) for before, after in reversed(steps))):
        keys[here] = keys[here][close(keys[beside], keys[here], phrase.near)]
    return keys


def close(values: Keys, wanted: Keys, most: int) -> Mask:
    """Return which of the wanted have another key, one of the sorted values, at most so many places away."""
    found = np.zeros(len(wanted), bool)
    first = values.searchsorted(wanted - most)
    for at in (first, first + 1):  # one of the two may be the wanted key itself
        there = np.flatnonzero(at < len(values))
        value = values[at[there]]
        found[there] |= (value <= wanted[there] + most) & (value != wanted[there])
    return found


def offsets(words: Sequence[Word]) -> list[int]:
    """Return how many places each word of a phrase stands behind the first."""
    return list(accumulate((word.after for word in words[1:]), initial=0))


def terms(generation: Generation, field: str, word: Word) -> list[Postings]:
    """Return the postings of a word: those of its form and its stems that there are."""
    found = [generation.postings(field, "stems", stem) for stem in word.stems]
    return [postings for postings in (typed(generation, field, word), *found) if len(postings)]


def union(groups: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return what stands in any of the groups, sorted, each once: two endings of one word may share its place."""
    found = np.sort(np.concatenate([NOWHERE, *groups]), kind="stable")
    fresh = np.ones(len(found), bool)
    np.not_equal(found[1:], found[:-1], out=fresh[1:])
    return found[fresh]


def anywhere(groups: Sequence[NDArray[np.integer]], wanted: NDArray[np.integer]) -> Mask:
    """Return which of the wanted stand in any of the sorted groups."""
    found = np.zeros(len(wanted), bool)
    for values in groups:
        found |= within(values, wanted, values.searchsorted(wanted))
    return found
