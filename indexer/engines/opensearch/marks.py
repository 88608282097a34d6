"""Where the words of a query stand in an article that is shown: it is analysed again, for a cluster tells no places."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from ...article import Article
from ...query import SENTENCE, Phrase, Word
from .. import Analysis, Numbers, Occurrences, Span, Terms
from .schema import FIELDS

MOST = 2_000  # marks of a field of an article
READ = 100_000  # letters of a text that are looked through, as many as snippets are cut from

Places = dict[str, list[int]]  # term -> where it stands


class Field:
    """A field of one article."""

    def __init__(self, terms: Terms, number: int) -> None:
        """Take the terms of several articles, and the number of this one among them."""
        self.forms, self.stems = placed(terms.forms, number), placed(terms.stems, number)
        start, size = int(terms.sizes[:number].sum()), int(terms.sizes[number])
        edges = (edge[start : start + size].tolist() for edge in (terms.begins, terms.ends))
        self.spans: list[Span] = list(zip(*edges, strict=True))
        articles, begins = terms.sentences
        self.sentences: list[int] = begins[own(articles, number)].tolist()

    def places(self, word: Word) -> set[int]:
        """Return where a word stands."""
        if word.prefix:
            found = {place for form, places in self.forms.items() if form.startswith(word.form) for place in places}
        else:
            found = set(self.forms.get(word.form, ()))
            found.update(place for stem in word.stems for place in self.stems.get(stem, ()))
        return found.difference(*(self.forms.get(form, ()) for form in word.without))

    def ways(self, phrase: Phrase) -> Iterator[tuple[int, ...]]:
        """Yield the places of each occurrence of a phrase; of words near each other, each place alone."""
        groups = [self.places(word) for word in phrase.words]
        if phrase.near:
            yield from ((place,) for place in sorted(set().union(*self.chained(groups, phrase.near))))
            return
        shifts = list(accumulate((word.after for word in phrase.words[1:]), initial=0))
        for start in sorted(groups[0])[:MOST]:
            if all(start + shift in here for shift, here in zip(shifts, groups, strict=True)):
                yield tuple(start + shift for shift in shifts)

    def chained(self, groups: Sequence[set[int]], near: int) -> list[set[int]]:
        """Return of each word the places near enough to one of the word before and to one of the word after."""
        found = [sorted(group) for group in groups]
        steps = list(pairwise(range(len(found))))
        for beside, here in (*steps, *((after, before) for before, after in reversed(steps))):
            found[here] = [place for place in found[here] if self.close(found[beside], place, near)]
        return list(map(set, found))

    def close(self, others: Sequence[int], place: int, near: int) -> bool:
        """Whether another place is near enough."""
        low, high = place - near, place + near + 1
        if near == SENTENCE:
            at = bisect_right(self.sentences, place)
            low = self.sentences[at - 1] if at else 0
            high = self.sentences[at] if at < len(self.sentences) else len(self.spans)
        inside = others[bisect_left(others, low) : bisect_left(others, high)][:2]
        return any(other != place for other in inside)

    def marks(self, phrases: Sequence[Phrase]) -> tuple[Span, ...]:
        """Return the spans of the places where phrases stand, in the order in which they end."""
        ends = sorted((way[-1], number, way) for number, phrase in enumerate(phrases) for way in self.ways(phrase))
        return tuple([self.spans[place] for _, _, way in ends[:MOST] for place in way][:MOST])


def own(articles: Numbers, number: int) -> slice:
    """Return where one of several articles stands in a column of them."""
    return slice(*articles.searchsorted([number, number + 1]).tolist())


def placed(found: Occurrences, number: int) -> Places:
    """Return where each term of an article stands, in order."""
    here = own(found.articles, number)
    places: Places = {}
    for term, place in zip(found.terms[here].tolist(), found.places[here].tolist(), strict=True):
        places.setdefault(found.words[term], []).append(place)
    return places


def marks(
    analysis: Analysis, articles: Sequence[Article], wanted: Sequence[Sequence[Phrase]]
) -> list[dict[str, tuple[Span, ...]]]:
    """Return the marks of each field of articles, given the phrases wanted of each."""
    if not any(wanted):
        return [dict.fromkeys(FIELDS, ()) for _ in articles]
    fields = analysis(list(map(glanced, articles)))
    return [
        {field: Field(fields[field], number).marks(phrases) for field in FIELDS}
        for number, phrases in enumerate(wanted)
    ]


def glanced(article: Article) -> Article:
    """Return an article with as much of its text as is looked through."""
    return article if len(article.text) <= READ else replace(article, text=article.text[:READ].rsplit(" ", 1)[0] or " ")
