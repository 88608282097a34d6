"""The best articles of a search, ordered again by what relatives and runs of letters tell of them.

They are read, and weighed by the functions of the embedded engine; the cluster tells how frequent words are.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...article import loads
from ...query import Query
from ..whoosh import grams, relatives
from ..whoosh.bm25 import norms
from ..whoosh.found import PRECISION, nearest
from .clauses import Asked, any_of
from .cluster import Answer
from .marks import begun
from .schema import FIELDS
from .words import Words

Scores = NDArray[np.float64]

# Words with one beginning in an article that has any: 1.16 to 1.27 of 3,648 news, 6 to 3 letters; 1.01 in titles. The
# cluster counts articles, the embedded engine words in articles.
WORDS = {"title": 1.0, "text": 1.2}


class Leaders:
    """What more there is to tell of the best articles of a query."""

    def __init__(self, query: Query, words: Words) -> None:
        self.query, self.words = query, words
        self.families = relatives.families(query)
        self.find = any(family.finds for family in self.families)

    @cached_property
    def weights(self) -> Scores:
        """[family, head]: what each beginning of a word weighs; 0 for one that tells nothing."""
        rows = [family.word.heads for family in self.families]
        asked = [{"prefix": {f.field: head}} for f, heads in zip(self.families, rows, strict=True) for head in heads]
        found = iter(self.words.counts(asked))
        counts = np.zeros((len(rows), max(map(len, rows))), np.int64)
        for number, heads in enumerate(rows):
            factor = WORDS[self.families[number].field]
            counts[number, : len(heads)] = [round(factor * next(found)) for _ in heads]
        return relatives.weights(self.families, counts, self.words.articles)

    def telling(self) -> Iterator[tuple[int, list[int]]]:
        """Yield the numbers of families, and of their heads that tell something."""
        for number, weights in enumerate(self.weights):
            if heads := np.flatnonzero(weights).tolist():
                yield number, heads

    def met(self) -> list[Asked]:
        """Return what finds articles by relatives that share enough of the letters."""
        found = []
        for number, heads in self.telling():
            family = self.families[number]
            first = next((n for n in heads if family.word.heads[n] in family.word.telling), None)
            if family.finds and first is not None:
                found.append({"prefix": {family.field: family.word.heads[first]}})
        return found

    def nearly(self) -> list[Asked]:
        """Return what scores articles nearly as relatives do: by which beginnings they have, not how often."""
        asked = [
            {"constant_score": {"filter": {"prefix": {field: head}}, "boost": float(self.weights[number, n])}}
            for number, heads in self.telling()
            for n in heads
            for field, head in [(self.families[number].field, self.families[number].word.heads[n])]
        ]
        return [any_of(asked)] if asked else []

    def evidence(self, hits: Sequence[Answer]) -> Scores:
        """Return what relatives tell of articles that are read."""
        often = np.zeros((len(self.families), self.weights.shape[1], len(hits)))
        for number, heads in self.telling():
            family = self.families[number]
            for place, hit in enumerate(hits):
                stream = f" {hit['_source'][family.field]} "
                for at in begun(stream, family.word.heads[heads[0]]):
                    for n in heads:
                        often[number, n, place] += stream.startswith(family.word.heads[n], at)
        norms = {field: self.norms(hits, field) for field in FIELDS}
        return relatives.summed(self.families, self.weights, often, norms)

    def norms(self, hits: Sequence[Answer], field: str) -> Scores:
        """Return what BM25 makes of the lengths of a field."""
        streams = (hit["_source"][field] for hit in hits)
        lengths = np.array([stream.count(" ") + 1 if stream else 0 for stream in streams], np.int64)
        return norms(lengths, self.words.average(field)).of(np.arange(len(hits)))

    def letters(self, hits: Sequence[Answer]) -> Scores:
        """Return what runs of letters tell of articles that are read."""
        texts = []
        for hit in hits:
            short = hit["_source"]["text"].count(" ") < grams.LONGEST
            article = loads(hit["_source"]["article"]) if short else None
            texts.append(grams.folded(f"{article.title} {article.text[: grams.READ]}") if article else b"")
        return grams.shared(texts, self.norms(hits, "text"), grams.runs(self.query))

    def ordered(self, groups: Iterable[Sequence[Answer]], complete: int) -> list[list[Answer]]:
        """Return the best articles of each group, the best first, given how many have all the words."""
        closest = grams.CLOSEST if grams.runs(self.query) and grams.worthwhile(self.query, complete) else 0
        found = []
        for hits in groups:
            scores = np.array([hit["_score"] or 0.0 for hit in hits]) + self.evidence(hits)
            if closest > 0 and hits:
                near = nearest(scores, closest)
                scores[near] += self.letters([hits[n] for n in near.tolist()])
                closest -= len(near)
            found.append(in_order(hits, scores))
        return found


def in_order(hits: Sequence[Answer], scores: Scores) -> list[Answer]:
    """Return hits with these scores: the best first, then the newest, then by id."""
    keys = np.rint(scores * PRECISION).tolist()
    rows = sorted(
        zip(keys, scores.tolist(), hits, strict=True), key=lambda row: (-row[0], -row[2]["sort"][1], row[2]["sort"][2])
    )
    return [hit | {"_score": score} for _, score, hit in rows]
