"""Words that begin as a typed one does: they add to the scores of the best articles, and find some where few are found.

They are stretches of the table of terms, so that nothing is kept for them: an article's evidence is what BM25 makes of all
words with the same first 3 letters as if they were one word, and of those with the same first 4, and so on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...budget import check
from ...query import Query, Word
from ..weights import FIELD_WEIGHT
from . import evaluation
from .arrays import Array, Numbers, union
from .bm25 import saturated
from .evaluation import NOTHING, Match, Scored, Scores, Space, permitted
from .found import nearest
from .generation import Generation, Mask
from .parts import rarity
from .schema import FIELDS
from .segment import HEAD, key

SHARE = 0.3  # of what a word would add; eval_ir.py: 0.3–0.5 alike
LEADERS = 100  # articles to whose scores relatives add; eval_ir.py: 100, 200 and 500 alike, 50 a little worse
FREQUENT = 1_000  # postings of a head that are looked at in any archive
BLOCK = 4_000  # articles that are looked at in one go: bounds the memory

Edges = NDArray[np.int64]  # [family, head, begin or end] of stretches of postings, each in the one before


class Family(NamedTuple):
    """The words of a field that begin as a typed one does, and of which clause and alternative that is."""

    clause: int
    phrase: int
    field: str
    word: Word
    finds: bool  # a word in a phrase does not: a phrase finds what it says and no more


def families(query: Query) -> list[Family]:
    """Return the families of the words that a query wants."""
    return [
        Family(number, place, field, word, len(phrase.words) == 1)
        for number, clause in enumerate(query.wanted)
        for place, phrase in enumerate(clause.phrases)
        for field in (FIELDS[:1] if phrase.title_only else FIELDS)
        for word in phrase.words
        if word.heads
    ]


def edged(family: Family) -> list[tuple[bytes, bytes]]:
    """Return for each head where the terms that begin with it are: from itself to what is behind them all."""
    heads = [key(f"{family.field}_forms", head.encode()) for head in family.word.heads]
    return [(head, head + b"\xff") for head in heads if len(head) < HEAD]


def frequent(articles: int) -> int:
    """Return how often a head may stand in so many articles: one in half of a small archive tells nothing, and costs most.

    eval_ir.py: a half, a quarter and an eighth alike, a sixteenth worse.
    """
    return max(min(articles // 2, FREQUENT), articles // 8)


def weights(families: Sequence[Family], counts: NDArray[np.int64], articles: int) -> NDArray[np.float64]:
    """Return [family, head]: what each head weighs, given how often it is posted; 0 where it tells nothing."""
    told = (counts > 0) & (counts <= frequent(articles))
    shares = [[SHARE * FIELD_WEIGHT[family.field]] for family in families]
    return np.where(told, rarity(articles, counts), 0.0) * shares


def summed(
    families: Sequence[Family],
    weights: NDArray[np.float64],
    often: NDArray[np.float64],
    norms: Mapping[str, NDArray[np.float64]],
) -> Scores:
    """Return what families tell of documents, given [family, head, document]: over clauses added up, over alternatives the best."""
    found: dict[int, dict[int, Scores]] = {}
    for number, family in enumerate(families):
        scores = weights[number] @ saturated(often[number], norms[family.field])
        clause = found.setdefault(family.clause, {})
        clause[family.phrase] = clause[family.phrase] + scores if family.phrase in clause else scores
    return sum((np.maximum.reduce([*clause.values()]) for clause in found.values()), np.zeros(often.shape[-1]))


class Relatives:
    """The families of a query, and where their words are posted."""

    def __init__(self, generation: Generation, families: Sequence[Family]) -> None:
        self.generation, self.families = generation, families
        heads = [edged(family) for family in families]
        self.most = max(map(len, heads))
        names = [edge for row in heads for pair in row + row[-1:] * (self.most - len(row)) for edge in pair]
        wanted, shape = np.array(names, f"S{HEAD}"), (len(families), self.most, 2)
        self.edges = [content.stretches(wanted).reshape(shape) for content in generation.contents]
        counts = sum(map(self.postings, range(len(self.edges))), np.zeros(shape[:2], np.int64))
        own = np.arange(self.most) < np.array([[len(row)] for row in heads])
        self.weights = weights(families, np.where(own, counts, 0), generation.count)
        self.told = self.weights > 0

    def postings(self, segment: int) -> NDArray[np.int64]:
        """Return how many postings of live documents each head has in a segment."""
        edges, dead = self.edges[segment], self.generation.dead[segment]
        found: NDArray[np.int64] = edges[..., 1] - edges[..., 0]
        if dead is not None:
            documents, _, heads = self.stretch(segment, edges)
            found = deepening(np.bincount(heads[~dead[documents]], minlength=found.size).reshape(found.shape))
        return found

    def stretch(self, segment: int, edges: Edges) -> tuple[Numbers, NDArray[np.int64], NDArray[np.int64]]:
        """Return the postings of all families in a segment: documents, frequencies, and the longest head of each."""
        check()
        content = self.generation.contents[segment]
        widest = [slice(begin, end) for begin, end in edges[:, 0].tolist()]
        cuts = np.concatenate((edges[..., 0], edges[:, ::-1, 1]), axis=1)
        deep = np.minimum(np.arange(2 * self.most - 1), np.arange(2 * self.most - 1)[::-1])
        heads = (np.arange(len(edges))[:, None] * self.most + deep).ravel()
        return (
            np.concatenate([content["documents"][at] for at in widest]),
            np.concatenate([content["frequencies"][at] for at in widest]),
            np.repeat(heads, np.diff(cuts).ravel()),
        )

    @cached_property
    def telling(self) -> list[Edges]:
        """The edges in each segment, those of heads that are too frequent drawn in to the first that is not."""
        first = self.told.argmax(1)
        families, places = np.arange(len(first)), np.maximum(np.arange(self.most), first[:, None])
        found = [edges[families[:, None], places] for edges in self.edges]
        for edges in found:
            edges[~self.told.any(1)] = 0
        return found

    def documents(self) -> Iterator[Numbers]:
        """Yield the documents that have a relative which shares enough of the letters."""
        for number, family in enumerate(self.families):
            told = np.flatnonzero(self.told[number]).tolist()
            place = next((n for n in told if family.word.heads[n] in family.word.telling), None)
            if family.finds and place is not None:
                for content, base, edges in zip(
                    self.generation.contents, self.generation.bases, self.edges, strict=False
                ):
                    yield np.add(content["documents"][slice(*edges[number, place])], base, dtype=np.intp)

    def evidence(self, documents: Numbers) -> Scores:
        """Return what the relatives tell of some documents, in order."""
        blocks = [documents[n : n + BLOCK] for n in range(0, len(documents), BLOCK)]
        return np.concatenate([np.empty(0), *map(self.weighed, blocks)])

    def weighed(self, documents: Numbers) -> Scores:
        """Return what they tell of a block of documents."""
        check()
        norms = {field: self.generation.norms[field].of(documents) for field in FIELDS}
        return summed(self.families, self.weights, self.frequencies(documents), norms)

    def frequencies(self, documents: Numbers) -> NDArray[np.float64]:
        """Return [family, head, document]: how often words with that head stand in documents."""
        places = np.full(self.generation.size, -1, np.int32)
        places[documents] = np.arange(len(documents))
        shape = len(self.families), self.most, len(documents)
        found = np.zeros(shape)
        for number, (edges, base) in enumerate(zip(self.telling, self.generation.bases, strict=False)):
            posted, often, heads = self.stretch(number, edges)
            at = places[base : base + len(self.generation.contents[number])][posted]
            here = np.flatnonzero(at >= 0)
            cells = heads[here] * len(documents) + at[here]
            found += np.bincount(cells, often[here], found.size).reshape(shape)
        return deepening(found)


def deepening(counts: Array) -> Array:
    """Return the counts of words by head with those of its longer heads added, given them by longest head."""
    return counts[:, ::-1].cumsum(1)[:, ::-1]


def weighed(generation: Generation, query: Query, matched: Match, stop: int) -> Match:
    """Return a match with what relatives add to the scores of its best documents; where it has few, with more.

    Groups of documents that begin behind `stop` are left as they are, and so is everything where enough have all the words.
    """
    if len(matched.complete) >= evaluation.FEW or not (wanted := families(query)) or not generation.size or query.empty:
        return matched
    relatives = Relatives(generation, wanted)
    if sum(map(len, matched.groups)) < evaluation.FEW and any(family.finds for family in wanted):
        kin = strangers(relatives, query, matched)
        matched = joined_by(matched, kin) if len(kin) else matched
    leaders, most, before = [], LEADERS, 0
    for documents in matched.groups:
        leaders.append(leading(matched, documents, most) if most > 0 and before < stop and len(documents) else NOTHING)
        most, before = most - len(leaders[-1][0]), before + len(documents)
    best = union([documents for documents, _ in leaders])
    evidence = relatives.evidence(best)
    scored = tuple((documents, scores + evidence[best.searchsorted(documents)]) for documents, scores in leaders)
    return replace(matched, leaders=scored, evidence=(best, evidence))


def leading(matched: Match, documents: Numbers, most: int) -> Scored:
    """Return the best documents of a group and their scores."""
    scores = matched.score(documents)
    best = nearest(scores, most)
    return documents[best], scores[best]


def strangers(relatives: Relatives, query: Query, matched: Match) -> Numbers:
    """Return documents that relatives alone find: the best, until there are a few with those that the words have found."""
    known = union([*matched.groups])
    met = np.setdiff1d(union([*relatives.documents()]), known, assume_unique=True).astype(np.intp)
    found = permitted(relatives.generation, query, met)
    return found[nearest(relatives.evidence(found), evaluation.FEW - len(known))] if len(found) else found


def joined_by(matched: Match, kin: Numbers) -> Match:
    """Return a match with further documents that have none of its clauses."""
    known = union([*matched.groups])
    space = Space(0, union([known, kin]))
    at, before = space.at(known), matched.space.at(known)

    def moved(mask: Mask) -> Mask:
        found = np.zeros(space.size, bool)
        found[at] = mask[before]
        return found

    hits, own = list(map(moved, matched.hits)), list(map(moved, matched.own))
    some = None if matched.some is None else moved(matched.some)
    return replace(matched, some=some, space=space, hits=hits, own=own, kin=kin)
