"""Which documents match a query, and how well: whole arrays of documents at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray

from ...budget import check
from ...query import Filters, Query
from .. import weights
from ..weights import HELP, OTHERS
from . import kernel
from .arrays import Array, Numbers, union, within
from .generation import Generation, Mask
from .parts import Part, Parts, meant, parts, standing

FEW = weights.FEW
SPARSE = 16  # documents a posting, above which only the documents that have a word are looked at

Scores = NDArray[np.float64]
Scored = tuple[Numbers, Scores]  # documents, in order, and their scores
NOBODY = np.empty(0, np.intp)
NOTHING: Scored = NOBODY, np.empty(0)


@dataclass(frozen=True)
class Match:
    """What a query matches: documents with every wanted clause, those with some, and how well which clause fits."""

    complete: Numbers
    wide: Numbers  # further documents that have every clause, some only by what `others` say
    some: Mask | None  # where in the space further ones have some of the clauses: `partial`; None for nowhere
    kin: Numbers  # further documents, found by relatives alone: they have none of the clauses
    wanted: list[Parts]
    others: list[Parts]  # of each wanted clause
    synonyms: list[Parts]  # likewise; none where enough documents have all clauses
    helping: list[Parts]  # what adds to scores and finds nothing
    space: "Space"
    hits: list[Mask]  # for each wanted clause, by place in the space: where it holds
    own: list[Mask]  # likewise, where it holds as typed
    leaders: tuple[Scored, ...] = (NOTHING,) * 4  # the best of each group, as far as they are known
    evidence: Scored = NOTHING  # what relatives add to scores
    mixed: bool = False  # whether scores alone tell which documents with some clause come first

    @cached_property
    def partial(self) -> Numbers:
        """The documents that have some of the clauses alone; behind many with all of them, nobody asks for more than their number."""
        return NOBODY if self.some is None else self.space.chosen(self.some)

    @property
    def further(self) -> int:
        """How many documents there are beside those with every clause."""
        return (0 if self.some is None else int(np.count_nonzero(self.some))) + len(self.kin)

    @property
    def kinds(self) -> Iterator[Numbers]:
        """The documents by what of the query they have, most first, whatever order they are shown in."""
        yield self.complete
        yield self.wide
        yield self.partial
        yield self.kin

    @property
    def groups(self) -> Iterator[Numbers]:
        """The documents as they are shown, those with more evidence first."""
        if not self.mixed:
            return self.kinds
        return iter((union([self.complete, self.wide, self.partial]), NOBODY, NOBODY, self.kin))

    def score(self, documents: Numbers) -> Scores:
        """Return the scores of documents, in order: what nobody asks for is never scored."""
        found = np.zeros(len(documents))
        for clause, others, synonyms in zip(self.wanted, self.others, self.synonyms, strict=True):
            scores = scored(documents, clause)
            if others and len(without := np.flatnonzero(scores == 0)):
                scores[without] = OTHERS * scored(documents[without], others)
            if synonyms:
                scores = np.maximum(scores, scored(documents, synonyms))
            found += scores
        for clause in self.helping:
            found += HELP * scored(documents, clause)
        known, added = self.evidence
        if len(known):
            at = known.searchsorted(documents)
            there = within(known, documents, at)
            found[there] += added[at[there]]
        return found

    def missing(self, documents: Numbers) -> list[tuple[int, ...]]:
        """Return which of the wanted clauses each document lacks."""
        at = self.space.at(documents)
        return numbers(((number, ~hit[at]) for number, hit in enumerate(self.hits)), len(documents))

    def otherwise(self, documents: Numbers) -> list[tuple[int, ...]]:
        """Return which of the wanted clauses each document has by what `others` say alone."""
        at = self.space.at(documents)
        pairs = enumerate(zip(self.hits, self.own, strict=True))
        found = ((number, hit[at] & ~own[at]) for number, (hit, own) in pairs if hit is not own)
        return numbers(found, len(documents))


def numbers(masks: Iterable[tuple[int, Mask]], count: int) -> list[tuple[int, ...]]:
    """Return for each of so many documents the numbers of the masks that have it."""
    found: list[tuple[int, ...]] = [()] * count
    for number, mask in masks:
        for place in mask.nonzero()[0].tolist():
            found[place] = (*found[place], number)
    return found


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
        places = mask.nonzero()[0]
        return places if self.documents is None else self.documents[places]

    def holds(self, clause: Parts) -> Mask:
        """Return where a clause holds."""
        check()
        hit = np.zeros(self.size, bool)
        for documents in standing(clause):
            kernel.hold(hit, self.documents, documents)
        return hit


def scored(documents: Numbers, clause: Parts) -> Scores:
    """Return the scores that a clause gives documents, in order: over its fields added up, over its alternatives the best."""
    best = np.zeros(len(documents))
    for number, fields in enumerate(clause):
        scores = np.zeros(len(documents)) if number else best
        for part in fields:
            add(part, documents, scores)
        if number:
            np.maximum(best, scores, out=best)
    return best


def add(part: Part, documents: Numbers, scores: Scores) -> None:
    """Add to the scores of documents what a part gives them."""
    check()
    if len(part.best) > 1:
        best = np.zeros(len(documents))
        for found, weight in part.best:
            kernel.gain(best, documents, found.documents, found.frequencies, *found.norms, weight, True)
        scores += best
    for found, weight in part.more if len(part.best) > 1 else part.all():
        kernel.gain(scores, documents, found.documents, found.frequencies, *found.norms, weight, False)


def match(generation: Generation, query: Query, mixed: bool = False) -> Match:
    """Evaluate a query; `mixed` leaves it to scores which documents with some of its clauses come first, if few have all."""
    wanted, helping, unwanted = (
        [parts(generation, clause.phrases) for clause in clauses]
        for clauses in (query.wanted, query.helping, query.unwanted)
    )
    others = [parts(generation, clause.others) for clause in query.wanted]
    looked_at = [*wanted, *others, *helping, *unwanted]
    space = Space(generation.size, rare(generation, looked_at) if wanted or query.empty else None)
    allowed = passing(generation, query.filters, space)
    if query.empty:
        allowed[:] = False
    for clause in unwanted:
        allowed &= ~space.holds(clause)
    own = [space.holds(clause) for clause in wanted]
    hits = [hit | space.holds(more) if more else hit for hit, more in zip(own, others, strict=True)]
    *most, some = gathered(own, hits, allowed)
    complete, wide = (NOBODY if mask is None else space.chosen(mask) for mask in most)
    few = len(complete) < FEW
    return Match(
        complete,
        wide,
        some,
        NOBODY,
        wanted,
        others,
        [meant(generation, clause, own) if few else [] for clause, own in zip(query.wanted, wanted, strict=True)],
        helping,
        space,
        hits,
        own,
        mixed=mixed and few,
    )


def rare(generation: Generation, clauses: Sequence[Parts]) -> Numbers | None:
    """Return the documents of the clauses; None where they are so many that it is cheaper to look at all."""
    groups = [documents for clause in clauses for documents in standing(clause)]
    return union(groups) if SPARSE * sum(map(len, groups)) < generation.size else None


def permitted(generation: Generation, query: Query, documents: Numbers) -> Numbers:
    """Return those of some documents that the filters and exclusions of a query leave."""
    allowed = passing(generation, query.filters, Space(generation.size, documents))
    for clause in query.unwanted:
        for found in standing(parts(generation, clause.phrases)):
            allowed &= ~np.isin(documents, found)
    return documents[allowed]


def gathered(own: Sequence[Mask], hits: Sequence[Mask], allowed: Mask) -> tuple[Mask, Mask | None, Mask | None]:
    """Return where every clause holds as typed, where every one holds otherwise, and where some do; None for nowhere."""
    complete = reduce(and_, own, allowed)
    wide = None
    if any(hit is not typed for hit, typed in zip(hits, own, strict=True)):
        wide = reduce(and_, hits, allowed) & ~complete
    if len(hits) < 2:
        return complete, wide, None
    some = reduce(or_, hits) & allowed
    some ^= complete  # of which all have some
    if wide is not None:
        some ^= wide
    return complete, wide, some


def passing(generation: Generation, filters: Filters, space: Space) -> Mask:
    """Return which documents are what the filters ask for; one without a date is not in any stretch of time."""
    allowed = np.ones(space.size, bool) if generation.live is None else space.pick(generation.live).copy()
    if filters.dated is not None:
        allowed &= (space.pick(generation.days) > 0) == filters.dated
    if filters.since or filters.until:
        days = space.pick(generation.days)
        allowed &= days >= (filters.since.toordinal() if filters.since else 1)
        if filters.until:
            allowed &= days <= filters.until.toordinal()
    for column, only, never in (
        (generation.sources, filters.sources, filters.not_sources),
        (generation.languages, filters.languages, filters.not_languages),
        (generation.authors, filters.authors, filters.not_authors),
    ):
        if only:
            allowed &= column.any_of(space.pick(column.codes), only)
        if never:
            allowed &= ~column.any_of(space.pick(column.codes), never)
    return allowed
