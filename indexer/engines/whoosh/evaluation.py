"""Which documents match a query, and how well: whole arrays of documents at a time."""

import dataclasses
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ...query import Clause, Filters, Phrase, Query, Word
from .arrays import Array
from .generation import PLACE, Generation, Keys, Numbers, Postings, saturated, within
from .schema import FIELDS

FIELD_WEIGHT = {"title": 0.6, "text": 1.0}  # eval_ir.py, five collections: a title at 0.3–0.6 alike, 1 and above worse
FORM = 0.3  # what the very form typed adds to its stem
HELP = 0.5  # of its score is what a word that asks adds; eval_ir.py: 0 to 0.5 alike
NOWHERE = np.empty(0, np.int64)
SPARSE = 16  # documents a posting, above which only the documents that have a word are looked at

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]
Scored = tuple[Numbers, Scores]
NOBODY = np.empty(0, np.intp)


@dataclass(frozen=True)
class Part:
    """The scores of a word or phrase in a field: the best of some, and something more."""

    best: list[Scored]
    more: list[Scored]

    def all(self) -> list[Scored]:
        """Return both."""
        return [*self.best, *self.more]


Parts = list[list[Part]]  # a clause: for each of its phrases, the fields


@dataclass(frozen=True)
class Match:
    """What a query matches: documents with every wanted clause, those with some, and how well which clause fits."""

    complete: Numbers
    partial: Numbers
    space: "Space"
    scores: Scores  # by place in the space
    hits: list[Mask]  # for each wanted clause, likewise
    kin: Numbers = dataclasses.field(
        default_factory=NOBODY.copy
    )  # further documents, found by relatives alone: they have none of the clauses
    leaders: tuple[Numbers, ...] = (NOBODY,) * 3  # the best of each group, as far as they are known

    @property
    def groups(self) -> tuple[Numbers, ...]:
        """The documents, those with more evidence first."""
        return self.complete, self.partial, self.kin

    def score(self, documents: Numbers) -> Scores:
        """Return the scores of documents."""
        found: Scores = self.scores[self.space.at(documents)]
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

    def __init__(self, size: int, documents: Numbers | None = None) -> None:
        """Take the documents, in order; None stands for all."""
        self.documents = documents
        self.size = size if documents is None else len(documents)

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

    def clause(self, clause: Parts) -> tuple[Mask, Scores]:
        """Return where a clause holds, and its scores: over its fields added up, over its alternatives the best."""
        hit, best = np.zeros(self.size, bool), np.zeros(self.size)
        for number, fields in enumerate(clause):
            scores = np.zeros(self.size) if number else best
            for part in fields:
                self.add(part, hit, scores)
            if number:
                np.maximum(best, scores, out=best)
        return hit, best

    def add(self, part: Part, hit: Mask, scores: Scores) -> None:
        """Add the scores of a part."""
        if len(part.best) > 1:
            best = np.zeros(self.size)
            for documents, values in part.best:
                at = self.at(documents)
                best[at] = np.maximum(best[at], values)
                hit[at] = True
            scores += best
        for documents, values in part.more if len(part.best) > 1 else part.all():
            at = self.at(documents)
            scores[at] += values
            hit[at] = True

    def holds(self, clause: Parts) -> Mask:
        """Return where a clause holds."""
        hit = np.zeros(self.size, bool)
        for documents in standing(clause):
            hit[self.at(documents)] = True
        return hit


def match(generation: Generation, query: Query) -> Match:
    """Evaluate a query."""
    wanted = [parts(generation, clause) for clause in query.wanted]
    helping = [parts(generation, clause) for clause in query.helping]
    unwanted = [parts(generation, clause) for clause in query.unwanted]
    space = Space(generation.size, rare(generation, [*wanted, *helping, *unwanted]) if wanted or query.empty else None)
    allowed = passing(generation, query.filters, space)
    if query.empty:
        allowed[:] = False
    for clause in unwanted:
        allowed &= ~space.holds(clause)
    scores, hits = np.zeros(space.size), []
    for number, clause in enumerate(wanted):
        hit, found = space.clause(clause)
        hits.append(hit)
        scores = scores + found if number else found
    for clause in helping:
        scores += HELP * space.clause(clause)[1]
    complete, partial = gathered(hits, allowed, space.size)
    return Match(space.chosen(complete), NOBODY if partial is None else space.chosen(partial), space, scores, hits)


def rare(generation: Generation, clauses: Sequence[Parts]) -> Numbers | None:
    """Return the documents of the clauses; None where they are so many that it is cheaper to look at all."""
    groups = [documents for clause in clauses for documents in standing(clause)]
    return union(groups) if SPARSE * sum(map(len, groups)) < generation.size else None


def standing(clause: Parts) -> Iterator[Numbers]:
    """Yield the documents of all that a clause is made of."""
    return (documents for fields in clause for part in fields for documents, _ in part.all())


def permitted(generation: Generation, query: Query, documents: Numbers) -> Numbers:
    """Return those of some documents that the filters and exclusions of a query leave."""
    allowed = passing(generation, query.filters, Space(generation.size, documents))
    for clause in query.unwanted:
        for found in standing(parts(generation, clause)):
            allowed &= ~np.isin(documents, found)
    return documents[allowed]


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
        if len(phrase.words) == 1:
            yield word(generation, field, phrase.words[0])
        else:
            yield Part([several(generation, field, phrase.words)], [])


def word(generation: Generation, field: str, word: Word) -> Part:
    """Return the scores of a word: its best stem's, and something more for its very form."""
    weight = FIELD_WEIGHT[field]
    stems = [generation.postings(field, "stems", stem) for stem in word.stems]
    form = generation.postings(field, "forms", word.form)
    best = [(found.documents, weight * idf(generation, len(found)) * found.impact) for found in stems if len(found)]
    weight *= FORM if word.stems else 1.0
    more = [(form.documents, weight * idf(generation, len(form)) * form.impact)] if len(form) else []
    return Part(best, more)


def idf(generation: Generation, frequency: int) -> float:
    """Return the weight of what stands in so many documents."""
    return math.log(1 + (generation.count - frequency + 0.5) / (frequency + 0.5))


def rarity(generation: Generation, frequencies: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the weight of each of several that stand in so many documents, or in more than there are."""
    found: NDArray[np.float64] = np.log1p(np.maximum(generation.count - frequencies + 0.5, 0) / (frequencies + 0.5))
    return found


def several(generation: Generation, field: str, words: Sequence[Word]) -> Scored:
    """Return the scores of words that follow each other, counted as one word as rare as the phrase is."""
    documents = phrase_starts(generation, field, words) >> PLACE
    first = np.flatnonzero(np.diff(documents, prepend=-1))
    frequencies = np.diff(first, append=len(documents))
    found = documents[first].astype(np.intp)
    impact = saturated(frequencies, generation.norms[field][found])
    return found, FIELD_WEIGHT[field] * idf(generation, len(found)) * impact


def phrase_starts(generation: Generation, field: str, words: Sequence[Word]) -> Keys:
    """Return document and place of each beginning of a phrase; the rarest word is looked up first."""
    ways = [(terms(generation, field, word), shift) for word, shift in zip(words, offsets(words), strict=True)]
    if not all(postings for postings, _ in ways):
        return NOWHERE
    ways.sort(key=lambda way: sum(map(len, way[0])))
    (rarest, shift), *others = ways
    starts = union([found.keys for found in rarest]) - shift
    for postings, shift in others:
        starts = starts[anywhere([found.keys for found in postings], starts + shift)]
    return starts


def offsets(words: Sequence[Word]) -> list[int]:
    """Return how many places each word of a phrase stands behind the first."""
    return list(accumulate((word.after for word in words[1:]), initial=0))


def terms(generation: Generation, field: str, word: Word) -> list[Postings]:
    """Return the postings of a word: those of its form and its stems that there are."""
    found = [generation.postings(field, "stems", stem) for stem in word.stems]
    return [postings for postings in (generation.postings(field, "forms", word.form), *found) if len(postings)]


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
