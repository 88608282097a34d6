"""What an article must have, as OpenSearch asks for it: words, phrases, words near each other, filters.

A word is the terms that stand for it at one place. A phrase of plain words is a phrase of such places; one with words of
the same place, or where some forms are not meant, is made of spans; words near each other are intervals.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from ...query import SENTENCE, Filters, Phrase, Query, Word
from .document import BEGIN, END, HEAD, NOWHERE, STEM, term
from .schema import FIELDS

Asked = dict[str, Any]
Begun = Callable[[str, str], list[str]]  # field and beginning -> its commonest forms


def terms(word: Word) -> list[str]:
    """Return the terms of a word that is no prefix."""
    return list(dict.fromkeys([*([term(word.form)] if word.form else []), *(term(STEM + stem) for stem in word.stems)]))


def any_of(asked: Sequence[Asked]) -> Asked:
    """Return what finds articles that any of some questions finds."""
    if len(asked) == 1:
        return asked[0]
    return {"bool": {"should": list(asked), "minimum_should_match": 1}} if asked else {"match_none": {}}


def all_of(asked: Sequence[Asked]) -> Asked:
    """Return what finds articles that all of some questions find."""
    return asked[0] if len(asked) == 1 else {"bool": {"filter": list(asked)}}


class Clauses:
    """Turns the parts of a query into questions; a prefix in a phrase stands for its commonest forms."""

    def __init__(self, begun: Begun) -> None:
        self.begun = begun

    def holds(self, phrases: Sequence[Phrase]) -> Asked:
        """Return what finds articles with any of some phrases."""
        plain: dict[str, dict[str, None]] = {}  # field -> the terms of words: one question finds all of them
        found = []
        for phrase in phrases:
            for field in fields(phrase):
                if is_plain(phrase):
                    plain.setdefault(field, {}).update(dict.fromkeys(terms(phrase.words[0])))
                else:
                    found.append(self.stands(phrase, field))
        return any_of([*({"terms": {field: list(row)}} for field, row in plain.items() if row), *found])

    def stands(self, phrase: Phrase, field: str) -> Asked:
        """Return what finds articles with a phrase in a field."""
        first, *others = phrase.words
        if phrase.near:
            steps = [self.beside(phrase.near, field, *pair) for pair in pairwise(phrase.words)]
            return all_of(steps)
        if not others and first.prefix and not first.without:
            return {"prefix": {field: first.form[:HEAD]}}
        if not others and not first.without:
            return {"terms": {field: terms(first)}}
        if any(word.without for word in phrase.words) or any(word.after == 0 for word in others):
            return self.spans(phrase, field)
        return self.phrase(phrase, field)

    def phrase(self, phrase: Phrase, field: str) -> Asked:
        """Return what finds places one after another, each with any term of a word."""
        places: list[str] = []
        for word in phrase.words:
            places += [NOWHERE] * (word.after - 1 if places else 0)
            places.append("|".join(self.alternatives(word, field)) or "|")
        return {"match_phrase": {field: {"query": " ".join(places)}}}

    def alternatives(self, word: Word, field: str) -> list[str]:
        """Return the terms of a word, those of a prefix too."""
        return self.begun(field, word.form) or [term(STEM + STEM)] if word.prefix else terms(word)

    # Spans

    def spans(self, phrase: Phrase, field: str) -> Asked:
        """Return what finds the places of a phrase of any words."""
        places: list[Asked] = []
        for word in phrase.words:
            here = self.span(word, field)
            if not places or word.after:
                if places and word.after > 1:
                    places.append({"span_gap": {field: word.after - 1}})
                places.append(here)
            else:
                places[-1] = {"span_within": {"big": places[-1], "little": here}}
        return places[0] if len(places) == 1 else {"span_near": {"clauses": places, "slop": 0, "in_order": True}}

    def span(self, word: Word, field: str) -> Asked:
        """Return what finds the places of a word."""
        here = span_of(field, self.alternatives(word, field))
        gone = list(map(term, word.without))
        return {"span_not": {"include": here, "exclude": span_of(field, gone)}} if gone else here

    # Intervals

    def beside(self, near: int, field: str, one: Word, other: Word) -> Asked:
        """Return what finds two words near each other, in either order."""
        ways = [
            self.row(near, self.interval(a, field), self.interval(b, field)) for a, b in ((one, other), (other, one))
        ]
        return {"intervals": {field: {"any_of": {"intervals": ways}}}}

    def row(self, near: int, *words: Asked) -> Asked:
        """Return the intervals from one word to another behind it, in one sentence or so many places off."""
        if near != SENTENCE:
            return {"all_of": {"ordered": True, "max_gaps": near - 1, "intervals": list(words)}}
        sentence = {"all_of": {"ordered": True, "max_gaps": -1, "intervals": [matching([BEGIN]), matching([END])]}}
        return {"all_of": {"ordered": True, "intervals": list(words), "filter": {"contained_by": sentence}}}

    def interval(self, word: Word, field: str) -> Asked:
        """Return the places of a word as intervals."""
        found = matching(self.alternatives(word, field))
        if word.without:
            found["match"]["filter"] = {"not_contained_by": matching(list(map(term, word.without)))}
        return found


def fields(phrase: Phrase) -> tuple[str, ...]:
    """Return where a phrase is looked for."""
    return FIELDS[:1] if phrase.title_only else FIELDS


def is_plain(phrase: Phrase) -> bool:
    """Whether a phrase is one word that any of its terms stands for."""
    return len(phrase.words) == 1 and not phrase.words[0].prefix and not phrase.words[0].without


def span_of(field: str, found: Sequence[str]) -> Asked:
    """Return the places of any of some terms."""
    each = [{"span_term": {field: one}} for one in found]
    return each[0] if len(each) == 1 else {"span_or": {"clauses": each}}


def matching(found: Sequence[str]) -> Asked:
    """Return the intervals of any of some terms."""
    return {"match": {"query": "|".join(found)}}


def passing(filters: Filters) -> Iterator[tuple[str, Asked]]:
    """Yield what the filters ask for, each as "filter" or "must_not"; an article without a date is in no stretch of time."""
    if filters.dated is not None:
        yield ("filter" if filters.dated else "must_not"), {"exists": {"field": "day"}}
    ends = {"gte": filters.since, "lte": filters.until}
    if stretch := {end: day.isoformat() for end, day in ends.items() if day}:
        yield "filter", {"range": {"day": stretch}}
    for field, only, never in (
        ("source", filters.sources, filters.not_sources),
        ("language", filters.languages, filters.not_languages),
        ("author", filters.authors, filters.not_authors),
    ):
        if only:
            yield "filter", {"terms": {field: list(only)}}
        if never:
            yield "must_not", {"terms": {field: list(never)}}


def allowed(clauses: Clauses, query: Query) -> dict[str, list[Asked]]:
    """Return what every article of a query must be, and what it must not be or have."""
    found: dict[str, list[Asked]] = {"filter": [], "must_not": [clauses.holds(c.phrases) for c in query.unwanted]}
    for kind, asked in passing(query.filters):
        found[kind].append(asked)
    return found
