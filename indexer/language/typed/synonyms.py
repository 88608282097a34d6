"""Kazakh words of the news that may stand for each other: `synonyms.txt`, which a newsroom may edit.

A line is a group of words, or rows of words, with commas between; they are known by the stems of their words.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources

from .glossary import Term, found, stems

SPOKEN = "kk"


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Return the lines."""
    lines = resources.files(__package__).joinpath("synonyms.txt").read_text("utf-8").splitlines()
    return tuple(tuple(line.split(", ")) for line in lines if not line.startswith("#"))


@cache
def table() -> dict[str, tuple[str, ...]]:
    """Return what may stand for each word, or row of words, by its stems.

    >>> table()["айлақ"]
    ('порт',)
    """
    known: dict[str, dict[str, None]] = {}
    for group in groups():
        for word in group:
            known.setdefault(stems(word, SPOKEN), {}).update(dict.fromkeys(one for one in group if one != word))
    return {word: tuple(others) for word, others in known.items()}


def synonyms(words: Sequence[str]) -> list[Term]:
    """Return what may stand for the words of a row of stems, or for several of them together.

    >>> [(term.start, term.stop, term.others) for term in synonyms(["жол", "көлік", "оқиға", "айлақ"])]
    [(0, 3, ('жол апаты',)), (3, 4, ('порт',))]
    """
    return list(found(words, table()))
