"""What a reader has looked at and does not mean: a query without it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from . import language
from .errors import BadSearch
from .query import Clause, Note, Phrase, Query, Word

MOST = 64  # names of what is left out
RELATIVES, STEM = "*", "-"  # behind a word its relatives are meant, behind a stem all of its forms


def named(without: str | Iterable[str]) -> tuple[str, ...]:
    """Return the names of what is to be left out, folded; raises BadSearch for what is no string."""
    names = tuple(without) if isinstance(without, Iterable) and not isinstance(without, str) else (without,)
    if not all(isinstance(name, str) for name in names):
        raise BadSearch(f"without {names!r}: give the words to be left out, as strings")
    return tuple(dict.fromkeys(filter(None, map(folded, names))))


def folded(text: str) -> str:
    """Return a name as it is compared: its folded words, and the sign behind them.

    >>> folded("Бастық"), folded("Қаржы  министрі"), folded("бас-"), folded("мектеп*"), folded("?!")
    ('бастық', 'қаржы министрі', 'бас-', 'мектеп*', '')
    """
    text = text[: language.MOST].strip()
    words = " ".join(language.fold(token.text) for token in language.tokenize(text))
    return words + text[-1] if words and text[-1] in RELATIVES + STEM else words


def left_out(asked: Query, names: tuple[str, ...]) -> Query:
    """Return a query without forms (бастық), stems (бас-), relatives (бас*), spellings, synonyms and names in the other language."""
    taken = frozenset(names[:MOST])
    if not taken:
        return asked
    wanted, helping = (tuple(less(clause, taken) for clause in clauses) for clauses in (asked.wanted, asked.helping))
    cut = (Note("without", names[MOST]),) if len(names) > MOST else ()
    return replace(asked, wanted=wanted, helping=helping, notes=asked.notes + cut)


def less(clause: Clause, taken: frozenset[str]) -> Clause:
    """Return a clause without what is left out of it."""
    others = tuple(phrase for phrase in clause.others if folded(str(phrase)) not in taken)
    synonyms = tuple(phrase for phrase in clause.synonyms if folded(str(phrase)) not in taken)
    return Clause(without(clause.phrases, taken), without(others, taken), without(synonyms, taken))


def without(phrases: tuple[Phrase, ...], taken: frozenset[str]) -> tuple[Phrase, ...]:
    """Return phrases whose words lack the forms and stems that are left out."""
    return tuple(replace(phrase, words=tuple(map(partial(narrowed, taken=taken), phrase.words))) for phrase in phrases)


def narrowed(word: Word, taken: frozenset[str]) -> Word:
    """Return a word without what is left out; such a word has no relatives, for they would bring it back."""
    stems = tuple(stem for stem in word.stems if f"{stem}{STEM}" not in taken)
    forms = tuple(sorted(form for form in taken if word.may_be(form)))
    if stems == word.stems and not forms and f"{word.form}{RELATIVES}" not in taken:
        return word
    return word._replace(stems=stems, heads=(), without=forms)
