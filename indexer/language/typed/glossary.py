"""Kazakh and Russian words of the news for each other: `glossary.tsv`, which a newsroom may edit.

A line is Kazakh, Russian and a field, with tabs between; several words follow each other. The file is sorted by its lines;
they are known by the stems of their words, of which one pair has one line.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from .. import STEM, fold, tokenize

OTHER = {"kk": "ru", "ru": "kk"}
LONGEST = 6  # words of a term


class Term(NamedTuple):
    """A term found in a row of words: `words[start:stop]`, and what it is in other words."""

    start: int
    stop: int
    others: tuple[str, ...]


@cache
def rows() -> tuple[tuple[str, str, str], ...]:
    """Return the lines of the glossary."""
    lines = resources.files(__package__).joinpath("glossary.tsv").read_text("utf-8").splitlines()
    return tuple((kk, ru, field) for kk, ru, field in (line.split("\t") for line in lines if not line.startswith("#")))


def stems(text: str, language: str) -> str:
    """Return the stems of a term, with a space between two."""
    return " ".join(STEM[language](fold(word.text)) for word in tokenize(text))


@cache
def table(language: str) -> dict[str, tuple[str, ...]]:
    """Return the translations of each term of a language, by its stems."""
    found: dict[str, dict[str, None]] = {}
    for kk, ru, _ in rows():
        term, other = (kk, ru) if language == "kk" else (ru, kk)
        found.setdefault(stems(term, language), {})[other] = None
    return {term: tuple(others) for term, others in found.items()}


def translations(stem: str, language: str) -> tuple[str, ...]:
    """Return what a stem, or several with spaces between, of a language is called in the other one, as the file writes it.

    >>> translations("ұқк", "kk"), translations("сми", "ru"), translations("министр финансы", "ru")
    (('КНБ',), ('БАҚ',), ('қаржы министрі',))
    """
    return table(language).get(stem, ())


def terms(words: Sequence[str], language: str) -> Iterator[Term]:
    """Yield the terms in a row of stems of a language, the longest at each place, and none within another."""
    return found(words, table(language))


def found(words: Sequence[str], others: Mapping[str, tuple[str, ...]]) -> Iterator[Term]:
    """Yield the terms of a table in a row of stems, the longest at each place, and none within another."""
    start = 0
    while start < len(words):
        for stop in range(min(len(words), start + LONGEST), start, -1):
            if known := others.get(" ".join(words[start:stop])):
                yield Term(start, stop, known)
                start = stop
                break
        else:
            start += 1
