"""What an article may say in place of a typed word: its name in the other language, other spellings, synonyms."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from . import language
from .language import detect, russian
from .language.typed import reached, terms, translations
from .language.typed.glossary import OTHER
from .language.typed.synonyms import SPOKEN, synonyms
from .query import Clause, Note, Phrase, Query, Word, phrases, words

RARE = 2  # articles with a word, from which on it is no slip
ASKED = 300  # skeletons of one query that are looked for, 0.3 ms each
SEVERAL = 2  # words of a query from which on their synonyms tell which articles are closest
SYNONYM = "synonym"  # how it stands in place of a word
SHORTEST = 4  # letters of a word that may be a slip
MOST = 4  # other names of one word, and other spellings
LANGUAGES = ("kk", "ru")  # how a name in the other language stands in place of a word; any other way is a spelling's
# What each letter of a skeleton may be in a word of the archive: `typed.skeleton` makes one of them.
LETTERS = {"а": "аә", "г": "гғ", "к": "кқ", "н": "нң", "о": "оө", "у": "уұү", "х": "хһ", "и": "иій", "е": "еэ"}


class Vocabulary(Protocol):
    """The words of an archive."""

    def known(self, word: str) -> int:
        """Return how many articles have a folded word."""

    def spelled(self, letters: Sequence[str]) -> list[str]:
        """Return the words whose each letter is one of those given for its place."""

    def cut(self, prefix: str) -> int:
        """Return how many forms stand for a prefix that too many have; 0 where all do."""


def widened(asked: Query, archive: Vocabulary) -> Query:
    """Return a query with what else its words may be in an archive; `how` of each phrase says in which way.

    It is "kk" or "ru" for a name in that language, "synonym" or what `language.typed.Reached` says of another spelling.
    """
    spoken = spoken_in(asked)
    return respelled(paraphrased(translated(asked, spoken), spoken), archive)


def spoken_in(asked: Query) -> str:
    """Return the language that a query is in: "kk", "ru", or "" where nothing tells."""
    typed = (word for clause in asked.wanted for phrase in clause.phrases for word in phrase.words)
    return detect.spoken(word.form for word in typed)


def spellings(clause: Clause) -> list[Phrase]:
    """Return the other spellings of a clause."""
    return [phrase for phrase in clause.others if phrase.how not in LANGUAGES]


def noted(asked: Query, archive: Vocabulary) -> Query:
    """Return a query with a note for each clause that is searched in other spellings, and for each word of too many forms."""
    rows = ((clause, ", ".join(map(str, spellings(clause)))) for clause in asked.wanted)
    spelled = (Note("spelled", f"{clause} → {row}") for clause, row in rows if row)
    typed = [word for phrase in phrases((*asked.wanted, *asked.unwanted)) for word in phrase.words if word.prefix]
    begun = ((word, archive.cut(word.form)) for word in dict.fromkeys(typed))
    notes = (*spelled, *(Note("begun", f"{word.text} ({forms})") for word, forms in begun if forms))
    return replace(asked, notes=asked.notes + notes) if notes else asked


def translated(asked: Query, spoken: str) -> Query:
    """Return a query with what the glossary of news calls its words in the other language, given the one it is in, "" for either.

    >>> from .query import parse
    >>> [str(phrase) for clause in translated(parse("мектепте Атырау"), "kk").wanted for phrase in clause.others]
    ['школа']
    """
    others: list[dict[Phrase, None]] = [{} for _ in asked.wanted]
    for one in (spoken,) if spoken else LANGUAGES:
        rows = [stems(clause, one) for clause in asked.wanted]
        for term in terms([row[0] if len(row) == 1 else "" for row in rows], one):
            for place in range(term.start, term.stop):
                others[place] |= called(term.others, OTHER[one])
        for place, row in enumerate(rows):
            if len(row) > 1:
                others[place] |= called(translations(" ".join(row), one), OTHER[one])
    if not any(others):
        return asked
    pairs = zip(asked.wanted, others, strict=True)
    wanted = (Clause(one.phrases, tuple(found)[:MOST], one.synonyms) if found else one for one, found in pairs)
    return replace(asked, wanted=tuple(wanted))


def paraphrased(asked: Query, spoken: str) -> Query:
    """Return a query of several words with the synonyms of its Kazakh ones, given the language it is in.

    >>> from .query import parse
    >>> [str(phrase) for clause in paraphrased(parse("айлақ Атырау"), "kk").wanted for phrase in clause.synonyms]
    ['порт']
    """
    if len(asked.wanted) < SEVERAL or spoken == OTHER[SPOKEN]:
        return asked
    rows = [stems(clause, SPOKEN) for clause in asked.wanted]
    known: list[dict[Phrase, None]] = [{} for _ in rows]
    for term in synonyms([row[0] if len(row) == 1 else "" for row in rows]):
        for place in range(term.start, term.stop):
            known[place] |= called(term.others, SPOKEN, SYNONYM)
    if not any(known):
        return asked
    pairs = zip(asked.wanted, known, strict=True)
    wanted = (Clause(one.phrases, one.others, tuple(own)) if own else one for one, own in pairs)
    return replace(asked, wanted=tuple(wanted))


def respelled(asked: Query, archive: Vocabulary) -> Query:
    """Return a query with the other spellings that the archive has of its rare words.

    The archive is asked for so many spellings at most: what is typed may be sixty unknown names. A note says where it ended.
    """
    refused: list[str] = []
    alike = speller(archive, ASKED, refused)
    wanted, notes = list(asked.wanted), list(asked.notes)
    for place, clause in enumerate(asked.wanted):
        typed = only_word(clause)
        if not typed or any(archive.known(term) >= RARE for term in (*typed.stems, typed.form)):
            continue
        new = [other for other in reached(typed.text, archive.known, alike) if other.text not in typed.stems]
        rows = ((tuple(words(other.text, exact=False)), other.kind) for other in new[:MOST])
        others = {Phrase(row, how=kind): None for row, kind in rows if row}
        wanted[place] = replace(clause, others=tuple({**others, **dict.fromkeys(clause.others)}))
        if refused and not any(note.kind == "unasked" for note in notes):
            notes.append(Note("unasked", str(clause)))
    found = tuple(wanted), tuple(notes)
    return asked if found == (asked.wanted, asked.notes) else replace(asked, wanted=found[0], notes=found[1])


def speller(archive: Vocabulary, most: int, refused: list[str]) -> Callable[[str], list[str]]:
    """Return what finds the words of an archive that have a skeleton, so many times at most; the rest is refused."""
    asks = iter(range(most))

    def alike(skeleton: str) -> list[str]:
        if next(asks, None) is None:
            refused.append(skeleton)
            return []
        return archive.spelled([LETTERS.get(letter, letter) for letter in skeleton])

    return alike


def only_word(clause: Clause) -> Word | None:
    """Return the word that a clause is, in any form, unless it is too short to tell a slip of it."""
    first, *more = clause.phrases
    word, *others = first.words
    return None if more or others or not word.stems or len(word.form) < SHORTEST else word


def stems(clause: Clause, one: str) -> list[str]:
    """Return the stems in a language of the words of a clause, if it is one row of words in any form."""
    first, *more = clause.phrases
    if more or first.title_only or first.near or not all(word.stems for word in first.words):
        return []
    return [language.STEM[one](word.form) for word in first.words]


@lru_cache(maxsize=1 << 12)
def called(names: tuple[str, ...], other: str, how: str = "") -> dict[Phrase, None]:
    """Return names in a language as phrases of stems: their forms tell nothing more."""
    rows = (tuple([named(word.text, other) for word in language.tokenize(name)]) for name in names)
    return {Phrase(row, how=how or other): None for row in rows}


def named(text: str, other: str) -> Word:
    """Return a word of a name: its stem, or an abbreviation itself that has no forms, for ЕС is no еске."""
    form = language.fold(text)
    if other == "ru" and text.isupper() and not russian.declines(form):
        return Word(text, form, ())
    return Word(text, "", (language.STEM[other](form),))
