"""From a text to the terms it is indexed under. Imports nothing else of this project."""

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate
from typing import NamedTuple

from . import kazakh, russian
from .detect import evidence, language_of, spoken
from .kazakh.separated import SEPARATORS, is_ending
from .letters import INVISIBLE, LONGEST, SPACED, collated, fold, is_cyrillic, pieces
from .tokens import WORD, sentences, tokenize

__all__ = [
    "Reading",
    "Word",
    "Words",
    "analyse",
    "collated",
    "columns",
    "fingerprint",
    "fold",
    "kazakh",
    "main",
    "readings",
    "russian",
    "sentences",
    "tokenize",
    "unstemmed",
]


MOST = 4 * LONGEST  # letters of a word that are looked at: caches are to hold no "word" of a million


class Word(NamedTuple):
    """A word of a text: where it stands, and the terms that find it."""

    start: int
    stop: int
    place: int  # counts words; an ending behind a separator (АҚШ-тың) shares the place of its word
    form: str
    stem: str  # "" for such an ending, and for a piece of a word with invisible marks in it


class Words(NamedTuple):
    """The words of a text as columns of the same length: what `Word` is, without an object for each."""

    spans: list[tuple[int, int]]
    places: Sequence[int]
    forms: list[str]
    stems: list[str]
    sentences: list[int]  # not a column: the places at which sentences begin


class Reading(NamedTuple):
    """A typed word as the index may know it."""

    form: str
    stems: tuple[str, ...]


def analyse(text: str, otherwise: str = "") -> Iterator[Word]:
    """Yield the words of a text with one stem each, in the language of their sentence.

    `otherwise` is the language of sentences that do not tell.
    """
    words = columns(text, otherwise)
    for (start, stop), place, form, stem in zip(words.spans, words.places, words.forms, words.stems, strict=True):
        yield Word(start, stop, place, form, stem)


def unstemmed(text: str) -> Iterator[Word]:
    """Yield the words of a text as `analyse` does, but with any stem for one; an ending has none.

    >>> [*unstemmed("мектеп Ашылды")][1]
    Word(start=7, stop=13, place=1, form='ашылды', stem='ашылды')
    """
    if not SPACED.fullmatch(text):  # nearly all typed text is: its words are found in a fifth of the time
        yield from analyse(text)
        return
    start = 0
    for place, word in enumerate(text.split(" ")):
        form = fold(word)
        yield Word(start, start + len(word), place, form, form)
        start += len(word) + 1


def columns(text: str, otherwise: str = "") -> Words:
    """Return what `analyse` yields as columns: half of the work of indexing is to make and to unpack objects."""
    parts = WORD.split(text)  # what is between the words, and they
    edges = list(accumulate(map(len, parts)))
    begins, written = edges[:-1:2], [word[:MOST] for word in parts[1::2]]
    known = list(map(form_and_evidence, written))
    forms = [form for form, _ in known]
    weights = [0.0, *accumulate(weight for _, weight in known)]
    stems: list[str] = []
    firsts: list[int] = []
    for _, stop in sentences(text):
        first, last = len(stems), bisect_left(begins, stop, len(stems))
        if first < last:
            firsts.append(first)
            stems += map(STEM.get(language_of(weights[last] - weights[first], otherwise), any_stem), forms[first:last])
    spans = list(zip(begins, edges[1::2], strict=True))
    words = without_endings(text, written, Words(spans, range(len(forms)), forms, stems, firsts))
    return with_pieces(written, words) if forms and INVISIBLE.search(text) else words


def without_endings(text: str, written: list[str], words: Words) -> Words:
    """Return the words with each ending that is written apart at its word's place, without a stem."""
    endings = {
        place
        for place, (start, _) in enumerate(words.spans)
        if place
        and text[start - 1] in SEPARATORS
        and is_ending(written[place - 1], text[words.spans[place - 1][1] : start], written[place])
    }
    if not endings:
        return words
    places = list(accumulate((place not in endings for place in words.places), initial=-1))[1:]
    stems = ["" if place in endings else stem for place, stem in enumerate(words.stems)]
    firsts = list(dict.fromkeys(places[first] for first in words.sentences))
    return words._replace(places=places, stems=stems, sentences=firsts)


def with_pieces(written: list[str], words: Words) -> Words:
    """Return the words with the pieces of those that have invisible marks in them, each behind its word."""
    rows: list[tuple[tuple[int, int], int, str, str]] = []
    columns = written, words.spans, words.places, words.forms, words.stems
    for text, span, place, form, stem in zip(*columns, strict=True):
        rows.append((span, place, form, stem))
        rows += ((span, place, fold(piece), "") for piece in pieces(text))
    spans, places, forms, stems = map(list, zip(*rows, strict=True))
    return Words(spans, places, forms, stems, words.sentences)


@lru_cache(maxsize=1 << 18)
def form_and_evidence(word: str) -> tuple[str, float]:
    """Return the folded form of a written word, and what it tells of its sentence's language."""
    form = fold(word)
    return form, evidence(form) if form and is_cyrillic(form[0]) else 0.0


@lru_cache(maxsize=1 << 18)
def kazakh_stem(form: str) -> str:
    """Return the stem of a folded word of a Kazakh sentence."""
    return kazakh.of_form(form)


@lru_cache(maxsize=1 << 18)
def russian_stem(form: str) -> str:
    """Return the stem of a folded word of a Russian sentence."""
    return russian.of_form(form) if russian.possible(form) else kazakh_stem(form)


@lru_cache(maxsize=1 << 18)
def any_stem(form: str) -> str:
    """Return the stem of a folded word of a sentence that does not tell its language."""
    return russian_stem(form) if russian.known(form) else kazakh_stem(form)


STEM = {"kk": kazakh_stem, "ru": russian_stem}  # by the language of the sentence


@lru_cache(maxsize=1 << 16)
def readings(word: str) -> Reading:
    """Return the form and the stems of a typed word, in every language its letters allow.

    They hold the stem of this form in any sentence, so that a word of an article, typed alone, finds that article.
    """
    form = fold(word)
    return Reading(form, tuple(dict.fromkeys(stem(form) for stem in STEM.values())))


def main(text: str) -> str:
    """Return the language most words of the text are in: "kk", "ru", or "" where nothing tells."""
    words: Counter[str] = Counter()
    for start, stop in sentences(text):
        forms = [fold(token.text) for token in tokenize(text[start:stop])]
        words[spoken(forms)] += len(forms)
    del words[""]
    return max(words, key=lambda language: (words[language], language), default="")


@cache
def fingerprint() -> str:
    """Return a digest of this package's own files: where it differs, an index holds terms of another analysis."""
    digest = hashlib.sha256()
    for folder in (resources.files(__package__), resources.files(kazakh)):
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".txt", ".tsv")):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
