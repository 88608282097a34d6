"""What was searched: for each part of the box its words with their forms in the archive, other spellings, other names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from .omissions import RELATIVES, STEM, folded, narrowed
from .query import Clause, Phrase, Query, Word
from .tolerance import LANGUAGES

FORMS = 12  # of a word that are listed at most,
ALL_FORMS = 20  # of all words of a query, and a few of each in any case
FEWEST = 4
LAYOUTS = ("-on-kazakh", "-on-russian", "-on-english")  # what the kind of a repaired keyboard ends in
SCRIPTS = ("cyrillic", "latin", "arabic")


class Archive(Protocol):
    """What an archive knows of words."""

    def forms(self, word: Word, title_only: bool, most: int) -> tuple[list[tuple[str, int]], int]:
        """Return the forms in which a word stands, each with its number of articles, and how many more there are."""

    def holding(self, phrase: Phrase) -> int:
        """Return how many articles have a phrase."""


@dataclass(frozen=True)
class Way:
    """One way to find a word. `name` is what `without` of a search is told to leave it out; `searched` is False where it is."""

    text: str
    kind: str  # "stem", "form", "relatives", "synonym", "kk" or "ru", or what `language.typed.Reached` says of another spelling
    articles: int | None  # None: not counted
    name: str
    searched: bool


@dataclass(frozen=True)
class Searched:
    """A typed word: its stems, its forms in the archive, the most frequent first, and how many more of them there are."""

    typed: str
    stems: tuple[Way, ...]
    forms: tuple[Way, ...]
    more: int
    relatives: Way | None  # words that only begin as it does: they rank, and find more where few articles are found


@dataclass(frozen=True)
class Part:
    """A part of the box. `role` is "wanted", "asking" (an article may lack it), "unwanted" or "ignored" (too long a query)."""

    typed: str
    role: str
    words: tuple[Searched, ...] = ()
    spellings: tuple[Way, ...] = ()
    names: tuple[Way, ...] = ()  # in the other language
    synonyms: tuple[Way, ...] = ()  # they rank where few articles have all the words, and find nothing

    @property
    def layout(self) -> str:
        """The keyboard layout it was taken to be typed with by mistake: "kazakh-on-russian" and so on; "" for none."""
        return next((way.kind for way in self.spellings if way.searched and way.kind.endswith(LAYOUTS)), "")

    @property
    def scripts(self) -> tuple[str, ...]:
        """The alphabets searched: of "cyrillic", "latin" and "arabic"."""
        found = {script(way.text) for way in (*self.spellings, *self.names) if way.searched}
        return tuple(one for one in SCRIPTS if one in found | {script(word.typed) for word in self.words})

    @property
    def ways(self) -> tuple[Way, ...]:
        """Everything of it that a search can be told to leave out."""
        return (*(way for word in self.words for way in ways(word)), *self.spellings, *self.names, *self.synonyms)


def ways(word: Searched) -> Iterator[Way]:
    """Yield everything of a word that can be left out."""
    yield from word.stems
    yield from word.forms
    if word.relatives:
        yield word.relatives


def script(text: str) -> str:
    """Return the alphabet of a text's first letter, "" for a number."""
    letter = next(filter(str.isalpha, text), "")
    if "\u0600" <= letter <= "\u06ff":
        return "arabic"
    return "cyrillic" if "\u0400" <= letter <= "\u052f" else "latin" if letter else ""


def interpreted(asked: Query, names: tuple[str, ...], archive: Archive) -> tuple[Part, ...]:
    """Return what a query means in an archive; `names` are left out of it when it is searched."""
    roles = ("wanted", asked.wanted), ("asking", asked.helping), ("unwanted", asked.unwanted)
    words = sum(len(phrase.words) for _, clauses in roles for clause in clauses for phrase in clause.phrases)
    told = Teller(names, archive, min(FORMS, max(FEWEST, ALL_FORMS // max(1, words))))
    parts = [told.part(clause, role) for role, clauses in roles for clause in clauses]
    ignored = [Part(note.about, "ignored") for note in asked.notes if note.kind == "cut"][:1]
    return (*parts, *ignored)


class Teller:
    """Tells what is searched."""

    def __init__(self, names: Iterable[str], archive: Archive, most: int) -> None:
        self.names, self.archive, self.most = tuple(names), archive, most  # so many forms of a word are listed

    def part(self, clause: Clause, role: str) -> Part:
        """Return what a clause means."""
        rows = [self.way(str(phrase), phrase.how, self.archive.holding(phrase)) for phrase in clause.others]
        words = [self.word(word, phrase.title_only, role) for phrase in clause.phrases for word in phrase.words]
        spellings = tuple(way for way in rows if way.kind not in LANGUAGES)
        names = tuple(way for way in rows if way.kind in LANGUAGES)
        synonyms = tuple(self.way(str(phrase), phrase.how, None) for phrase in clause.synonyms)
        return Part(str(clause), role, tuple(words), spellings, names, synonyms)

    def word(self, word: Word, title_only: bool, role: str) -> Searched:
        """Return what a word means."""
        forms, more = self.forms(word, title_only)
        return Searched(
            word.text,
            tuple(self.stem(stem, title_only) for stem in word.stems),
            forms,
            more,
            self.relatives(word) if role == "wanted" and word.heads else None,
        )

    def forms(self, word: Word, title_only: bool) -> tuple[tuple[Way, ...], int]:
        """Return the forms of a word, those that are left out too, and how many more it has."""
        rows, more = self.archive.forms(word, title_only, self.most)
        known = {form for form, _ in rows}
        rare = [name for name in self.names if name not in known and name.isalnum() and word.may_be(name)]
        left = narrowed(word, frozenset(self.names))
        every: list[tuple[str, int | None]] = [*rows, *((name, None) for name in rare)]
        ways = (Way(form, "form", count, form, form not in self.names and left.may_be(form)) for form, count in every)
        return tuple(ways), max(more - len(rare), 0)

    def stem(self, stem: str, title_only: bool) -> Way:
        """Return a stem; a language in which the word means nothing makes one that no article has."""
        phrase = Phrase((Word(stem, "", (stem,)),), title_only)
        return self.way(stem, "stem", self.archive.holding(phrase), f"{stem}{STEM}")

    def relatives(self, word: Word) -> Way:
        """Return how the relatives of a word begin."""
        return self.way((word.telling or word.heads)[0], "relatives", None, f"{word.form}{RELATIVES}")

    def way(self, text: str, kind: str, articles: int | None, name: str = "") -> Way:
        """Return a way, searched unless it is left out."""
        name = name or folded(text)
        return Way(text, kind, articles, name, name not in self.names)
