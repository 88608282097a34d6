"""How well an article fits: the sums of evidence of every engine, as OpenSearch adds them up."""

import math
from collections.abc import Callable, Iterator, Sequence

from ...query import Clause, Phrase, Query, Word
from ..weights import FIELD_WEIGHT, FORM, HELP, OTHERS
from .clauses import Asked, Clauses, any_of, fields
from .document import STEM, term

Counted = Callable[[Sequence[Asked]], list[int]]  # questions -> how many articles each finds
PREFIX = "top_terms_blended_freqs_50"  # the words of a prefix weigh as if they were one


class Scores:
    """What adds to the scores of a query's articles."""

    def __init__(self, clauses: Clauses, counted: Counted, articles: int) -> None:
        self.clauses, self.counted, self.articles = clauses, counted, articles

    def all(self, query: Query) -> Iterator[list[Asked]]:
        """Yield the evidence of a query, all of it first, then less and less: OpenSearch bounds the parts of a question."""
        own = [self.clause(clause.phrases, 1.0) for clause in query.wanted]
        others = [self.otherwise(clause) for clause in query.wanted if clause.others]
        helping = [self.clause(clause.phrases, HELP) for clause in query.helping]
        yield [*own, *others, *helping]
        yield [*own, *helping]
        yield []

    def otherwise(self, clause: Clause) -> Asked:
        """Return the evidence of other words for articles that lack those typed."""
        own = self.clauses.holds(clause.phrases)
        return {"bool": {"must": [self.clause(clause.others, OTHERS)], "must_not": [own]}}

    def clause(self, phrases: Sequence[Phrase], weight: float) -> Asked:
        """Return the evidence of the best of some phrases, each added up over its fields."""
        each = [any_of([self.phrase(phrase, field, weight) for field in fields(phrase)]) for phrase in phrases]
        return each[0] if len(each) == 1 else {"dis_max": {"queries": each}}

    def phrase(self, phrase: Phrase, field: str, weight: float) -> Asked:
        """Return the evidence of a phrase in a field."""
        weight *= FIELD_WEIGHT[field]
        if len(phrase.words) == 1:
            return word(phrase.words[0], field, weight)
        asked = self.clauses.stands(phrase, field)
        rarity = self.rarity(phrase, field, asked)
        if phrase.near:
            return {"bool": {"must": [asked], "boost": weight * rarity[0]}}
        return {"bool": {"must": [asked], "boost": weight * rarity[0] / rarity[1]}}

    def rarity(self, phrase: Phrase, field: str, asked: Asked) -> tuple[float, float]:
        """Return what a phrase weighs as one word as rare as it is, and what Lucene makes of it: the sum of its terms."""
        named = [one for word in phrase.words for one in self.clauses.alternatives(word, field)]
        whole, *each = self.counted([asked, *({"term": {field: one}} for one in named)])
        return self.idf(whole), sum(self.idf(count) for count in each if count) or 1.0

    def idf(self, count: int) -> float:
        """Return the weight of what stands in so many articles."""
        return math.log(1 + (max(self.articles - count, 0) + 0.5) / (count + 0.5))


def word(word: Word, field: str, weight: float) -> Asked:
    """Return the evidence of a word: its best stem's, and something more for its very form."""
    if word.prefix:
        return {"prefix": {field: {"value": word.form, "rewrite": PREFIX, "boost": weight}}}
    stems = [weighed(field, term(STEM + stem), weight) for stem in word.stems]
    best = [stems[0] if len(stems) == 1 else {"dis_max": {"queries": stems}}] if stems else []
    form = [weighed(field, term(word.form), weight * (FORM if stems else 1.0))] if word.form else []
    return any_of([*best, *form])


def weighed(field: str, name: str, weight: float) -> Asked:
    """Return the evidence of a term."""
    return {"term": {field: {"value": name, "boost": weight}}}
