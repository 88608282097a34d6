"""A text and the words wanted -> pieces of it with the places to mark. HTML last."""

import html
import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

from . import language
from .budget import check
from .query import SENTENCE, Phrase, Word, single
from .stretch import WIDTH, word_end

try:
    from ._stretch import stretches
except ImportError:  # there was no C compiler
    from .stretch import stretches

READ = 100_000  # letters of an article that are looked through for snippets
MARKED = 1_000_000  # letters of an article that are marked where it is shown whole: about two seconds
ENOUGH = 40  # marks after which the best snippets are chosen
STEP = 1_000  # words after which the clock is looked at
SPACE = re.compile(r"[^\S ]")  # any but a space itself; one for one, so that the spans stay
SPACES = re.compile(" {2,}")
SPECIAL = re.compile("[&<>\"']")  # what HTML escapes

Span = tuple[int, int]
Stretch = tuple[int, int, list[Span]]  # of a text, with the marks in it


@dataclass(frozen=True)
class Snippet:
    """A piece of an article: its text as written, and the (start, stop) spans in it to mark."""

    text: str
    spans: tuple[Span, ...] = ()

    def marked(self, before: str, after: str) -> str:
        """Return the text with marks put around the spans; nothing is escaped."""
        text, place = self.text, 0
        found: list[str] = []
        for start, stop in self.spans:
            found += text[place:start], before, text[start:stop], after
            place = stop
        return "".join([*found, text[place:]])

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """Yield (text, whether marked) from beginning to end."""
        place = 0
        for start, stop in self.spans:
            yield self.text[place:start], False
            yield self.text[start:stop], True
            place = stop
        yield self.text[place:], False

    def __str__(self) -> str:
        """Return HTML: the text escaped, the spans in <mark>."""
        if not SPECIAL.search(self.text):
            return self.marked("<mark>", "</mark>")
        return "".join(
            f"<mark>{html.escape(piece)}</mark>" if wanted else html.escape(piece) for piece, wanted in self.pieces()
        )

    def __html__(self) -> str:
        """Return str(self): templates take it as markup already."""
        return str(self)


@dataclass(frozen=True)
class Place:
    """What stands at one place of a text: a word, with the ending written apart from it."""

    start: int
    stop: int
    forms: frozenset[str]
    stem: str
    sentence: int  # counts the sentences of the text

    def is_of(self, word: Word) -> bool:
        """Whether the typed word means this one."""
        if not self.forms.isdisjoint(word.without):
            return False
        if word.prefix:
            return any(form.startswith(word.form) for form in self.forms)
        return word.form in self.forms or self.stem in word.stems


def places(text: str, otherwise: str) -> Iterator[Place]:
    """Yield the places of a text in order."""
    columns = language.columns(text, otherwise)
    rows = zip(columns.places, columns.spans, columns.forms, columns.stems, strict=True)
    for place, group in groupby(rows, key=itemgetter(0)):
        _, spans, forms, stems = zip(*group, strict=True)
        sentence = bisect_right(columns.sentences, place)
        yield Place(spans[0][0], spans[-1][1], frozenset(forms), stems[0], sentence)


def spans(text: str, phrases: Sequence[Phrase], otherwise: str = "") -> Iterator[Span]:
    """Yield the spans of the text that any of the phrases matches; `otherwise` is the article's language."""
    if not phrases:
        return
    plain = [phrase.words for phrase in phrases if not phrase.near]
    ways = [(words, tuple(accumulate(word.after for word in words))) for words in plain]
    chains = [Chain(phrase) for phrase in phrases if phrase.near]
    typed = [word for phrase in phrases for word in phrase.words]
    terms = {term for word in typed for term in (word.form, *word.stems)}
    prefixes = tuple(word.form for word in typed if word.prefix)
    seen: deque[Place] = deque(maxlen=max((offsets[-1] for _, offsets in ways), default=1))
    for number, here in enumerate(places(text, otherwise)):
        if not number % STEP:
            check()
        seen.append(here)
        if (
            terms.isdisjoint(here.forms)
            and here.stem not in terms
            and not any(form.startswith(prefixes) for form in here.forms)
        ):
            continue
        for chain in chains:
            chain.take(number, here)
        for words, offsets in ways:
            first = len(seen) - 1 - offsets[-1]
            at = [seen[first + offset] for offset in offsets] if first + offsets[0] >= 0 else []
            if at and all(place.is_of(word) for place, word in zip(at, words, strict=True)):
                yield from ((place.start, place.stop) for place in at)
    for chain in chains:
        yield from chain.spans()


class Chain:
    """A phrase of words near each other, and the places of a text where its words stand."""

    def __init__(self, phrase: Phrase) -> None:
        self.phrase = phrase
        self.places: list[dict[int, Span]] = [{} for _ in phrase.words]
        self.sentences: dict[int, int] = {}  # number of a place -> of its sentence

    def take(self, number: int, place: Place) -> None:
        """Note a place, given with its number."""
        for word, here in zip(self.phrase.words, self.places, strict=True):
            if place.is_of(word):
                here[number] = place.start, place.stop
                self.sentences[number] = place.sentence

    def spans(self) -> Iterator[Span]:
        """Yield the spans of words that are near enough to the word before and to the word after."""
        numbers = [list(here) for here in self.places]
        steps = list(pairwise(range(len(numbers))))
        for beside, at in (*steps, *((after, before) for before, after in reversed(steps))):
            numbers[at] = [number for number in numbers[at] if self.close(numbers[beside], number)]
        for here, left in zip(self.places, numbers, strict=True):
            yield from map(here.__getitem__, left)

    def close(self, numbers: list[int], wanted: int) -> bool:
        """Whether another place is near enough; one of the first two may be the wanted place itself."""
        if self.phrase.near == SENTENCE:
            mine, of = self.sentences[wanted], self.sentences.__getitem__
            first, last = bisect_left(numbers, mine, key=of), bisect_right(numbers, mine, key=of)
        else:
            first = bisect_left(numbers, wanted - self.phrase.near)
            last = bisect_right(numbers, wanted + self.phrase.near)
        return any(number != wanted for number in numbers[first : min(last, first + 2)])


def relatives(text: str, phrases: Sequence[Phrase]) -> Iterator[Span]:
    """Yield the spans of the words of the text that begin as wanted ones do: the marks where nothing else is."""
    if heads := tuple(head for word in single(phrases) for head in word.telling):
        for number, token in enumerate(language.tokenize(text)):
            if not number % STEP:
                check()
            if language.fold(token.text).startswith(heads):
                yield token.start, token.stop


def mark(text: str, spans: Iterable[Span]) -> Snippet:
    """Return the whole text with the spans marked."""
    return Snippet(text, tuple(sorted(set(spans))))


def cut(text: str, spans: Iterable[Span], count: int = 3, squeezed: bool = False) -> tuple[Snippet, ...]:
    """Return at most `count` snippets, the one with most of the words first; the text's beginning if none is in it.

    With `squeezed`, of many spaces one is shown: the text has blanks in it where something was taken out.
    """
    marks = sorted({*[span for span in spans if span[1] <= READ][:ENOUGH]})
    end = len(text.rstrip())
    found = [piece(text, end, *stretch) for stretch in best(text, marks, count)]
    return tuple(map(tight, found) if squeezed else found)


def tight(snippet: Snippet) -> Snippet:
    """Return a snippet with one space in place of several."""
    pieces = [(SPACES.sub(" ", piece), wanted) for piece, wanted in snippet.pieces()]
    ends = [*accumulate(len(piece) for piece, _ in pieces)]
    spans = ((end - len(piece), end) for end, (piece, wanted) in zip(ends, pieces, strict=True) if wanted)
    return Snippet("".join(piece for piece, _ in pieces), tuple(spans))


def best(text: str, marks: list[Span], count: int) -> list[Stretch]:
    """Return at most `count` stretches of the text that do not overlap, each with its marks; its beginning if there are none."""
    if not marks:
        return [(0, word_end(text, WIDTH), [])]
    found = stretches(text, marks, [text[start:stop].lower() for start, stop in marks], count)
    return [(begin, end, marks[first:last]) for begin, end, first, last in found]


def piece(text: str, whole: int, begin: int, end: int, marks: list[Span]) -> Snippet:
    """Return a stretch of the text, which ends at `whole`, as a snippet, with … where the text goes on."""
    while begin < end and text[begin].isspace():
        begin += 1
    before = "…\u00a0" if begin else ""
    after = "\u00a0…" if end < whole else ""
    shift = len(before) - begin
    inside = tuple([(start + shift, stop + shift) for start, stop in marks if begin <= start and stop <= end])
    shown = text[begin:end]
    return Snippet(f"{before}{shown if shown.isprintable() else SPACE.sub(' ', shown)}{after}", inside)
