"""From a text to the terms it is indexed under. Imports nothing else of this project."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from . import kazakh, russian
from .detect import spoken
from .kazakh.separated import is_ending
from .letters import fold, pieces
from .tokens import Token, sentences, tokenize

__all__ = [
    "Reading",
    "Word",
    "analyse",
    "fingerprint",
    "fold",
    "kazakh",
    "main",
    "readings",
    "russian",
    "sentences",
    "tokenize",
]


class Word(NamedTuple):
    """A word of a text: where it stands, and the terms that find it."""

    start: int
    stop: int
    place: int  # counts words; an ending behind a separator (АҚШ-тың) shares the place of its word
    form: str
    stem: str  # "" for such an ending, and for a piece of a word with invisible marks in it


class Reading(NamedTuple):
    """A typed word as the index may know it."""

    form: str
    stems: tuple[str, ...]


def analyse(text: str, otherwise: str = "") -> Iterator[Word]:
    """Yield the words of a text with one stem each, in the language of their sentence.

    `otherwise` is the language of sentences that do not tell.
    """
    place = -1
    before: Token | None = None
    for start, stop in sentences(text):
        tokens = [Token(start + a, start + b, word) for a, b, word in tokenize(text[start:stop])]
        forms = [fold(token.text) for token in tokens]
        language = spoken(forms, otherwise)
        for token, form in zip(tokens, forms, strict=True):
            ending = before is not None and is_ending(text, before, token)
            place += not ending
            yield Word(token.start, token.stop, place, form, "" if ending else stem(form, language))
            for piece in pieces(token.text):
                yield Word(token.start, token.stop, place, fold(piece), "")
            before = token


@lru_cache(maxsize=1 << 18)
def stem(form: str, language: str) -> str:
    """Return the one stem under which a folded word of a sentence in this language is indexed."""
    if russian.possible(form) and (language == "ru" or (language != "kk" and russian.known(form))):
        return russian.lemma(form)
    return kazakh.stem(form)


@lru_cache(maxsize=1 << 16)
def readings(word: str) -> Reading:
    """Return the form and the stems of a typed word, in every language its letters allow.

    They hold the stem of this form in any sentence, so that a word of an article, typed alone, finds that article.
    """
    form = fold(word)
    return Reading(form, tuple(dict.fromkeys((stem(form, "kk"), stem(form, "ru")))))


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
