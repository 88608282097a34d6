"""How well an article fits: the sums of evidence of every engine, as OpenSearch adds them up."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ...query import Clause, Phrase, Query, Word
from ..weights import FIELD_WEIGHT, FORM, HELP, OTHERS
from .clauses import Asked, Clauses, any_of, fields
from .document import STEM, term

Counted = Callable[[Sequence[Asked]], list[int]]  # questions -> how many articles each finds
PREFIX = "top_terms_blended_freqs_50"  # the words of a prefix weigh as if they were one


class Evidence(NamedTuple):
    """What adds to scores: for each wanted clause, and what helps; and the clauses whose synonyms may add to it."""

    wanted: list[Asked]
    helping: list[Asked]
    clauses: Sequence[Clause]

    @property
    def all(self) -> list[Asked]:
        """All of it."""
        return [*self.wanted, *self.helping]


class Scores:
    """What adds to the scores of a query's articles."""

    def __init__(self, clauses: Clauses, counted: Counted, articles: int) -> None:
        self.clauses, self.counted, self.articles = clauses, counted, articles

    def all(self, query: Query) -> Iterator[Evidence]:
        """Yield the evidence of a query, all of it first, then less and less: OpenSearch bounds the parts of a question."""
        own = [self.clause(clause.phrases, 1.0) for clause in query.wanted]
        both = [any_of([one, *self.otherwise(clause)]) for one, clause in zip(own, query.wanted, strict=True)]
        helping = [self.clause(clause.phrases, HELP) for clause in query.helping]
        yield Evidence(both, helping, query.wanted)
        yield Evidence(both, helping, ())
        yield Evidence(own, helping, ())
        yield Evidence([], [], ())

    def meant(self, evidence: Evidence) -> Evidence:
        """Return evidence in which a synonym counts as the word itself, and a rarer one as no rarer."""
        told = [clause for clause in evidence.clauses if clause.synonyms]
        if not told:
            return evidence
        named = (phrase for clause in told for phrase in (*clause.phrases, *clause.synonyms))
        self.counted([one for phrase in named for field in fields(phrase) for one in self.parts(phrase, field)])
        wanted = [self.either(*pair) for pair in zip(evidence.wanted, evidence.clauses, strict=True)]
        return evidence._replace(wanted=wanted)

    def either(self, own: Asked, clause: Clause) -> Asked:
        """Return the evidence of a clause or of its synonyms, whichever is more."""
        if not clause.synonyms:
            return own
        each = [(phrase, field) for phrase in clause.phrases for field in fields(phrase)]
        asked = [one for phrase, field in each for one in self.parts(phrase, field)[: 1 if phrase.words[1:] else None]]
        most = min((self.idf(count) for count in self.counted(asked) if count), default=math.inf)
        return {"dis_max": {"queries": [own, self.clause(clause.synonyms, 1.0, most)]}}

    def parts(self, phrase: Phrase, field: str) -> list[Asked]:
        """Return what finds each stem of a word, or a phrase and each of its terms."""
        first, *others = phrase.words
        if not others:
            return [{"term": {field: term(STEM + stem)}} for stem in first.stems]
        named = [one for word in phrase.words for one in self.clauses.alternatives(word, field)]
        return [self.clauses.stands(phrase, field), *({"term": {field: one}} for one in named)]

    def otherwise(self, clause: Clause) -> list[Asked]:
        """Return the evidence of other words, if there are any, for articles that lack those typed."""
        if not clause.others:
            return []
        own = self.clauses.holds(clause.phrases)
        return [{"bool": {"must": [self.clause(clause.others, OTHERS)], "must_not": [own]}}]

    def clause(self, phrases: Sequence[Phrase], weight: float, most: float = math.inf) -> Asked:
        """Return the evidence of the best of some phrases, each added up over its fields, and none as rarer than `most` says."""
        each = [any_of([self.phrase(phrase, field, weight, most) for field in fields(phrase)]) for phrase in phrases]
        return each[0] if len(each) == 1 else {"dis_max": {"queries": each}}

    def phrase(self, phrase: Phrase, field: str, weight: float, most: float) -> Asked:
        """Return the evidence of a phrase in a field."""
        weight *= FIELD_WEIGHT[field]
        if len(phrase.words) == 1:
            return self.word(phrase.words[0], field, weight, most)
        asked = self.clauses.stands(phrase, field)
        rarity = self.rarity(phrase, field)
        weight *= min(rarity[0], most)
        return {"bool": {"must": [asked], "boost": weight if phrase.near else weight / rarity[1]}}

    def rarity(self, phrase: Phrase, field: str) -> tuple[float, float]:
        """Return what a phrase weighs as one word as rare as it is, and what Lucene makes of it: the sum of its terms."""
        whole, *each = self.counted(self.parts(phrase, field))
        return self.idf(whole), sum(self.idf(count) for count in each if count) or 1.0

    def word(self, word: Word, field: str, weight: float, most: float) -> Asked:
        """Return the evidence of a word: its best stem's, and something more for its very form."""
        if word.prefix:
            return {"prefix": {field: {"value": word.form, "rewrite": PREFIX, "boost": weight}}}
        stems = [self.weighed(field, term(STEM + stem), weight, most) for stem in word.stems]
        best = [stems[0] if len(stems) == 1 else {"dis_max": {"queries": stems}}] if stems else []
        form = [term(word.form)] if word.form else []
        more = [self.weighed(field, one, weight * (FORM if stems else 1.0), most) for one in form]
        return any_of([*best, *more])

    def weighed(self, field: str, name: str, weight: float, most: float) -> Asked:
        """Return the evidence of a term; Lucene weighs it by its rarity."""
        if most < math.inf:
            weight *= min(most / self.idf(*self.counted([{"term": {field: name}}])), 1.0)
        return {"term": {field: {"value": name, "boost": weight}}}

    def idf(self, count: int) -> float:
        """Return the weight of what stands in so many articles."""
        return math.log(1 + (max(self.articles - count, 0) + 0.5) / (count + 0.5))
