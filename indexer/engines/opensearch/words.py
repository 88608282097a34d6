"""What a cluster knows of words: in how many articles they are, how they begin, how they are spelled, where they stand.

Numbers of articles are exact. Which words there are is looked for in so many articles of each shard: all of a small
archive, and enough of a large one to meet every word that is frequent there.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from ... import language
from ...article import loads
from ...query import Phrase, Word
from .. import Quote
from .clauses import Asked, Clauses, all_of, any_of, fields
from .cluster import Answer, Cluster
from .document import STEM, term
from .marks import Field
from .schema import SIZES, SPANS, STEMS, WORDS

LOOKED = 10_000  # articles of a shard in which words are looked for
MOST = 1_000  # words that are looked at
BEGUN = 100  # forms that stand for a prefix in a phrase
BEFORE = 2  # last letters of a stem that its forms may not have: орын, орны
SPECIAL = re.compile(r'([.?+*|{}\[\]()"\\#@&<>~^-])')  # what Lucene's expressions are made of
NARROWED = 300  # beginnings in one question


class Frequent(NamedTuple):
    """A word, and in how many of the articles looked at it is."""

    word: str
    articles: int


class Words:
    """The words of an archive, asked for one after another; what was asked before is remembered."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.index = cluster, cluster.address.name
        self.seen: dict[str, int] = {}
        self.counted: dict[str, int] = {}  # question -> how many articles it finds
        self.averages: dict[str, float] = {}

    def counts(self, asked: Sequence[Asked]) -> list[int]:
        """Return how many articles each question finds."""
        names = [*map(json.dumps, asked)]
        fresh = {name: one for name, one in zip(names, asked, strict=True) if name not in self.counted}
        bodies = [{"query": one, "size": 0, "track_total_hits": True} for one in fresh.values()]
        found = self.cluster.searches(self.index, bodies, scored=False)
        self.counted |= {name: one["hits"]["total"]["value"] for name, one in zip(fresh, found, strict=True)}
        return [self.counted[name] for name in names]

    def average(self, field: str) -> float:
        """Return the mean length in places of a field, where there is one."""
        if not self.averages:
            sizes = {
                name: {"range": {"field": size, "ranges": [{"from": 1}]}, "aggs": {"mean": {"avg": {"field": size}}}}
                for name, size in SIZES.items()
            }
            (found,) = self.cluster.searches(self.index, [{"size": 0, "aggs": sizes}], scored=False)
            for name in SIZES:
                self.averages[name] = found["aggregations"][name]["buckets"][0]["mean"]["value"] or 1.0
        return self.averages[field]

    @cached_property
    def articles(self) -> int:
        """The number of articles."""
        return self.counts([{"match_all": {}}])[0]

    def known(self, word: str) -> int:
        """Return how many articles have a folded word in their text, as a form or as a stem."""
        if word not in self.seen:
            self.seen[word] = max(self.counts([{"term": {"text": term(sign + word)}} for sign in ("", STEM)]))
        return self.seen[word]

    def spread(self, stem: str) -> int:
        """Return how many articles have a stem in their text."""
        return self.counts([{"term": {"text": term(STEM + stem)}}])[0]

    def cut(self, prefix: str) -> int:  # noqa: ARG002  # as the boundary has it
        """Return 0: a cluster looks for all forms of a prefix."""
        return 0

    def spelled(self, letters: Sequence[str]) -> list[str]:
        """Return the forms and stems of the texts whose each letter is one of those given for its place."""
        ways = "".join(f"[{escaped(each)}]" for each in letters)
        asked = {"regexp": {"text": {"value": f"{STEM}?{ways}", "max_determinized_states": 100_000}}}
        if not any(self.counts([asked])):  # nearly always: hundreds of spellings are tried for an unknown word
            return []
        kinds = (WORDS["text"], STEMS)
        return sorted({one.word for kind in kinds for one in self.frequent(kind, [asked], [ways], MOST)})

    def beginning(self, field: str, heads: Collection[str], most: int) -> list[tuple[str, int]]:
        """Return at most so many forms of a field that begin in one of these ways, with their articles."""
        names = sorted({term(head) for head in heads if head})
        some = [names[first : first + NARROWED] for first in range(0, len(names), NARROWED)]
        asked = [any_of([{"prefix": {field: name}} for name in row]) for row in some]
        ways = [f"({'|'.join(map(escaped, row))}).*" for row in some]
        found = dict(self.frequent(WORDS[field], asked, ways, most))
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most]

    def begun(self, field: str, head: str) -> list[str]:
        """Return the commonest forms that begin in a way."""
        return [form for form, _ in self.beginning(field, [head], BEGUN)]

    def frequent(self, field: str, asked: Sequence[Asked], ways: Sequence[str], most: int) -> Iterator[Frequent]:
        """Yield the words of some articles that expressions mean, those of most articles first."""
        bodies = []
        for question, way in zip(asked, ways, strict=True):
            words = {"terms": {"field": field, "include": way, "size": most, "execution_hint": "map"}}
            aggregated = {"some": {"sampler": {"shard_size": LOOKED}, "aggs": {"words": words}}}
            bodies.append({"query": {"bool": {"filter": [question]}}, "size": 0, "aggs": aggregated})
        for found in self.cluster.searches(self.index, bodies, scored=False):
            for each in found["aggregations"]["some"]["words"]["buckets"]:
                yield Frequent(each["key"], each["doc_count"])

    # Of typed words

    def holding(self, phrase: Phrase) -> int:
        """Return how many articles have a phrase."""
        return self.counts([Clauses(self.begun).holds([phrase])])[0]

    def forms(self, word: Word, title_only: bool, most: int) -> tuple[list[tuple[str, int]], int]:
        """Return the forms in which a word stands, each with its number of articles, and how many more there are."""
        phrase = Phrase((word,), title_only)
        asked = Clauses(self.begun).holds([phrase])
        there = fields(phrase)
        posted: dict[str, int] = {}
        for field in there:
            for one in self.frequent(WORDS[field], [asked], [likely(word)], MOST):
                if word.may_be(one.word):
                    posted[one.word] = posted.get(one.word, 0) + one.articles
        rows = sorted(posted, key=lambda form: (-posted[form], form))
        counts = self.counts([any_of([stands(word, form, field) for field in there]) for form in rows])
        found = sorted(
            ((form, n) for form, n in zip(rows, counts, strict=True) if n), key=lambda row: (-row[1], row[0])
        )
        return found[:most], max(len(found) - most, 0)

    def quotes(self, field: str, forms: Sequence[str], most: int) -> tuple[int, list[Quote]]:
        """Return how many articles have forms one after another in a field, and at most so many of those fields."""
        asked = {"match_phrase": {field: {"query": " ".join(map(term, forms))}}}
        body = {"query": {"bool": {"filter": [asked]}}, "size": most, "track_total_hits": True}
        (found,) = self.cluster.searches(self.index, [body | {"_source": ["article", field, SPANS[field]]}])
        rows = (quote(hit, field, forms) for hit in found["hits"]["hits"])
        return found["hits"]["total"]["value"], [one for one in rows if one]


def escaped(text: str) -> str:
    """Return text as Lucene's expressions take it for itself."""
    return SPECIAL.sub(r"\\\1", text)


def likely(word: Word) -> str:
    """Return the expression that the forms of a word fit: they begin as it, or nearly as its stems do."""
    if word.prefix:
        return f"{escaped(word.form)}.*"
    heads = [f"{escaped(stem[: max(len(stem) - BEFORE, 1)])}.*" for stem in word.stems]
    return "|".join([*heads, *([escaped(word.form)] if word.form else [])])


def stands(word: Word, form: str, field: str) -> Asked:
    """Return what finds articles that have a word in this form: as the word, where the form may be of another one too."""
    if word.prefix or form == word.form or set(language.readings(form).stems).issubset(word.stems):
        return {"term": {field: term(form)}}
    here = {"match": {"query": "|".join(term(STEM + stem) for stem in word.stems)}}
    same = {"match": {"query": term(form), "filter": {"contained_by": here}}}
    return all_of([{"intervals": {field: same}}])


def quote(hit: Answer, field: str, forms: Sequence[str]) -> Quote | None:
    """Return a field with where forms stand in it one after another, the last time; None where they do not."""
    here = Field(hit["_source"], field)
    first, *others = ({*here.standing(term(form))} for form in forms)
    starts = [p for p in first if all(p + shift in places for shift, places in enumerate(others, 1))]
    if not starts:
        return None
    last = max(starts)
    text = getattr(loads(hit["_source"]["article"]), field)
    return Quote(text, here.spans[last][0], here.spans[last + len(forms) - 1][1])
