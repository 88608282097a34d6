"""Where the words of a query stand in an article that is shown: what was kept of its places is looked through."""

import base64
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from ...budget import check
from ...query import SENTENCE, Phrase, Word
from .. import Span
from ..whoosh import kernel
from ..whoosh.marks import MOST
from .cluster import Answer
from .document import BEGIN, END, HEAD, STEM, term
from .schema import FIELDS, SPANS


class Field:
    """A field of one article, as its document has it."""

    def __init__(self, kept: Answer, field: str) -> None:
        self.stream = f" {kept[field]} "
        self.packed: str = kept[SPANS[field]]

    @cached_property
    def spans(self) -> list[Span]:
        """Where in the field its places are."""
        data = memoryview(base64.b64decode(self.packed))
        return [*kernel.spans(data, 0, range((len(data) - 1) // data[0] // 2))] if data else []

    @cached_property
    def sentences(self) -> tuple[list[int], list[int]]:
        """The first and the last place of each sentence of two words and more."""
        return [*self.standing(BEGIN)], [*self.standing(END)]

    def standing(self, name: str, whole: bool = True) -> Iterator[int]:
        """Yield the places of a term, in order; those of all terms that begin so, unless it is the whole."""
        place, seen = -1, 0
        for at in begun(self.stream, name):
            if not whole or self.stream[at + len(name)] in " |":
                place += self.stream.count(" ", seen, at)
                seen = at
                yield place

    def places(self, word: Word) -> set[int]:
        """Return where a word stands."""
        if word.prefix:
            found = set(self.standing(word.form[:HEAD], whole=False))
        else:
            found = set(self.standing(term(word.form))) if word.form else set()
            found.update(place for stem in word.stems for place in self.standing(term(STEM + stem)))
        return found.difference(*(self.standing(term(form)) for form in word.without))

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
            low, high = self.sentence(place)
        inside = others[bisect_left(others, low) : bisect_left(others, high)][:2]
        return any(other != place for other in inside)

    def sentence(self, place: int) -> tuple[int, int]:
        """Return where the sentence of a place begins, and where the next one does."""
        begins, ends = self.sentences
        number = bisect_right(begins, place) - 1
        if number < 0 or ends[number] < place:
            return place, place + 1
        return begins[number], ends[number] + 1

    def marks(self, phrases: Sequence[Phrase]) -> tuple[Span, ...]:
        """Return the spans of the places where phrases stand, in the order in which they end."""
        check()
        ends = sorted((way[-1], number, way) for number, phrase in enumerate(phrases) for way in self.ways(phrase))
        return tuple([self.spans[place] for _, _, way in ends[:MOST] for place in way][:MOST])


def begun(stream: str, head: str) -> Iterator[int]:
    """Yield where in a stream of places, with a space at both ends, a term begins so."""
    at = stream.find(head)
    while at >= 0:
        if stream[at - 1] in " |":
            yield at
        at = stream.find(head, at + 1)


def marks(kept: Answer, wanted: Sequence[Phrase]) -> dict[str, tuple[Span, ...]]:
    """Return the marks of each field of an article, given the phrases wanted of it."""
    return {field: Field(kept, field).marks(wanted) if wanted else () for field in FIELDS}
