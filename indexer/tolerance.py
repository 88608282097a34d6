"""What an article may say in place of a typed word: so far its name in the other language, by the glossary."""

from dataclasses import replace
from functools import lru_cache

from . import language
from .language.typed import terms, translations
from .query import Clause, Phrase, Query, words

MOST = 6  # other names of one word


def widened(asked: Query) -> Query:
    """Return a query with what the glossary of news calls its words in the other language.

    >>> from .query import parse
    >>> [str(phrase) for clause in widened(parse("сайлау Атырау")).wanted for phrase in clause.others]
    ['выборы']
    """
    others: list[dict[Phrase, None]] = [{} for _ in asked.wanted]
    typed = " ".join(map(str, asked.wanted))
    spoken = language.main(typed)
    for one in (spoken,) if spoken else ("kk", "ru"):
        rows = [stems(clause, one) for clause in asked.wanted]
        for term in terms([row[0] if len(row) == 1 else "" for row in rows], one):
            for place in range(term.start, term.stop):
                others[place] |= called(term.translations)
        for place, row in enumerate(rows):
            if len(row) > 1:
                others[place] |= called(translations(" ".join(row), one))
    wanted = (replace(clause, others=tuple(found)[:MOST]) for clause, found in zip(asked.wanted, others, strict=True))
    return replace(asked, wanted=tuple(wanted))


def stems(clause: Clause, one: str) -> list[str]:
    """Return the stems in a language of the words of a clause, if it is one row of words in any form."""
    first, *more = clause.phrases
    if more or first.title_only or first.near or not all(word.stems for word in first.words):
        return []
    return [language.STEM[one](word.form) for word in first.words]


@lru_cache(maxsize=1 << 12)
def called(names: tuple[str, ...]) -> dict[Phrase, None]:
    """Return names as phrases."""
    found = (tuple(replace(word, heads=()) for word in words(name, exact=False)) for name in names)
    return {Phrase(row): None for row in found if row}
