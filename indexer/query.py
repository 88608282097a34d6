"""The box -> Query: words, "phrases", -word or NOT word, OR, and filters. Total: any string is a query, none is an error."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, NamedTuple

from . import dates, language

LONGEST = 1_000  # letters of a query that are read
MOST_WORDS = 64
BEGUN = 4  # words that a beginning of words counts for: each gathers the places of many forms
HEADS = (3, 4, 5, 6)  # letters; eval_ir.py: 3–6, 3–7 and 3–9 alike, each alone worse, 2 too, and the heads of stems
LONG = 4  # words of a query; eval_ir.py: 2 to 5 alike, with 9 known_item falls by .02
FARTHEST = 50  # places between words that are near each other
SENTENCE = 1 << 20  # what stands for any place of the same sentence
PREFIX = 2  # letters of the shortest beginning of a word that can be searched
NO_DATE = ("none", "жоқ", "нет")  # date:none, date:жоқ: articles of which no date is known
FIELDS = ("source", "lang", "author", "title", "since", "until", "date")
NAMED = {"source": "sources", "lang": "languages", "author": "authors"}  # field -> filter
OR = ("OR", "НЕМЕСЕ", "ИЛИ", "|", "||")
NEAR = re.compile("(?:NEAR|ЖАҚЫН|РЯДОМ)/(?:([0-9]{1,3})|[SСП])")  # S is Latin, С Cyrillic: сөйлем, предложение
BEGINNING = re.compile(r"\*+(?!\w)")  # what makes a prefix of the word before it
SHORT = re.compile(r"(?<!\w)\w\*+(?!\w)")  # a prefix that is too short to be one
TELLING = 5  # letters of a head by which articles are found, and half of the word: 4 are астана and астам
# Words that ask: where others are there, an article may lack them. eval_ir.py: akorda_ood and kazqad gain .01, the rest is
# the same; so they do at any weight from 0 to .5, and with prepositions and particles among them.
ASKING = frozenset(
    """
    аталады ба бе дегеніміз кім кімге кімде кімдер кімді кіммен кімнен кімнің ма ме не неге неде неліктен немен нені ненің
    неше нешінші нешеу па пе қай қайда қайдан қайсы қайсысы қалай қандай қанша қаншалықты қашан ше
    где зачем как каким какими каков какова каково каковы какого какое какой каком какому какую какая какие каких когда
    кого кому кто кем куда ли откуда отчего почему сколько чего чей чем чему что чье чьи чья
    """.split()
)
# Words that bind others: an article may lack them too, or «пожар в Алматы» would find none in Kazakh. eval_ir.py: alike.
BINDING = frozenset(
    """
    арқылы бен бойынша бірақ да де жайлы және жөнінде мен немесе пен та те туралы үшін әрі
    and а без бы в во да для до же за и из изо или к ко между на над не ни но о об обо от ото перед по под подо при про с
    со у через чтобы
    """.split()
)
PIECE = re.compile(
    rf"""(?P<minus>(?<!\S)(?:-+(?=[^\s-])|NOT\s+(?=[^\s-])))?
    (?:(?P<field>{"|".join(FIELDS)}):(?=\S))?
    (?P<equals>=(?=["«“]))?
    (?:"(?P<straight>[^"]*)"|«(?P<angle>[^«»]*)»|“(?P<curly>[^“”]*)”|(?P<bare>[^\s"]+))""",
    re.VERBOSE,
)


class Word(NamedTuple):
    """A typed word: any of its stems or its very form matches, at one place; of a prefix, any form that begins with it."""

    text: str
    form: str
    stems: tuple[str, ...]  # none: the form alone
    after: int = 1  # places behind the word before it in a phrase; 0 for an ending written apart
    prefix: bool = False  # typed with a * at its end
    heads: tuple[str, ...] = ()  # how its relatives begin, the shortest first: they add to a score
    without: tuple[str, ...] = ()  # folded forms that are not meant: where one stands, the word does not

    def may_be(self, form: str) -> bool:
        """Whether a folded form may be one of this word's."""
        if self.prefix:
            return form.startswith(self.form)
        return form == self.form or not set(language.readings(form).stems).isdisjoint(self.stems)

    @property
    def telling(self) -> tuple[str, ...]:
        """The heads that tell so much that an article may be found by a relative alone."""
        return tuple(head for head in self.heads if len(head) >= max(TELLING, len(self.form) / 2))


@dataclass(frozen=True)
class Phrase:
    """Words that follow each other, or a single one; with `near`, each at most so many places from the word before, either way.

    With SENTENCE each is in the sentence of the word before.
    """

    words: tuple[Word, ...]
    title_only: bool = False
    near: int = 0
    how: str = field(default="", compare=False)  # what it is in place of a typed one: see `tolerance`

    def __str__(self) -> str:
        near = "S" if self.near == SENTENCE else self.near
        return (f" NEAR/{near} " if near else " ").join(word.text for word in self.words)


@dataclass(frozen=True)
class Clause:
    """What must (or must not) stand in an article: any of the alternatives, or else what `others` say in other words."""

    phrases: tuple[Phrase, ...]
    others: tuple[Phrase, ...] = ()  # other spellings, the other language; articles with none but these come after
    synonyms: tuple[Phrase, ...] = ()  # they add to the scores of what is found, and find nothing

    def __str__(self) -> str:
        return " / ".join(map(str, self.phrases))


@dataclass(frozen=True)
class Filters:
    """What an article must be, whatever its words. Sources, languages and authors are folded to small letters."""

    since: dt.date | None = None
    until: dt.date | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    not_sources: tuple[str, ...] = ()
    not_languages: tuple[str, ...] = ()
    not_authors: tuple[str, ...] = ()
    dated: bool | None = None  # False: only articles without a date; True: only those with one


@dataclass(frozen=True)
class Note:
    """Something read otherwise than typed, and the words it is about.

    "cut", "only-exclusions", "no-date", "short-prefix", "too-far", "asking", "spelled", "unasked" (other spellings of it were
    not looked for: there are too many words), "without" (too many words are to be left out) or "begun" (of too many words that begin
    so the most frequent were searched).
    """

    kind: str
    about: str


@dataclass(frozen=True)
class Query:
    """A search, understood. Articles with all of `wanted` come first, those with some follow; with none of it, all match."""

    wanted: tuple[Clause, ...] = ()
    helping: tuple[Clause, ...] = ()  # words that ask or bind: they add to the scores of what is found, no more
    unwanted: tuple[Clause, ...] = ()
    filters: Filters = field(default_factory=Filters)
    notes: tuple[Note, ...] = ()
    empty: bool = False  # something was typed, but nothing that can be searched

    @property
    def long(self) -> bool:
        """Whether it has so many words that an article with some of them may be what is meant: a question, a headline.

        None is where a half of them are numbers: who types a date means all of it.
        """
        rows = [[word for phrase in clause.phrases for word in phrase.words] for clause in self.wanted]
        numbers = sum(all(word.form[:1].isdigit() for word in row) for row in rows)
        return len(rows) >= max(LONG, 2 * numbers + 1) and any(word.stems for row in rows for word in row)


def parse(text: str, *, exact: bool = False) -> Query:
    """Return what the box says; `exact` takes each word in the very form typed.

    >>> query = parse('мектептегі "су тасқыны" -Атырау source:baq.kz')
    >>> [str(clause) for clause in query.wanted], [str(clause) for clause in query.unwanted], query.filters.sources
    (['мектептегі', 'су тасқыны'], ['Атырау'], ('baq.kz',))
    """
    reader = Reader(exact)
    end = len(text)
    if end > LONGEST:  # after the last word that is whole
        end = max(text.rfind(" ", 0, LONGEST), 0) or LONGEST
        reader.notes.append(Note("cut", text[end : end + 20].strip()))
    for match in PIECE.finditer(text[:end]):
        reader.take(match)
    return reader.query(typed=bool(text.strip()))


class Reader:
    """Collects the pieces of a box from left to right."""

    def __init__(self, exact: bool) -> None:
        self.exact = exact
        self.words = 0
        self.full = False
        self.joined = False  # an OR stands before the next piece
        self.near = 0  # a NEAR stands there
        self.dangling = ""  # that OR or NEAR as typed, a word if nothing follows
        self.wanted: list[Clause] = []
        self.unwanted: list[Clause] = []
        self.filters = Filters()
        self.notes: list[Note] = []

    def take(self, match: re.Match[str]) -> None:
        """Add one piece: a filter, an OR, or words."""
        minus, name = bool(match["minus"]), match["field"] or ""
        value = next(v for v in (match["straight"], match["angle"], match["curly"], match["bare"]) if v is not None)
        if match["bare"] in OR and not name and self.wanted and not minus:
            self.joined, self.near, self.dangling = True, 0, value
        elif match["bare"] and (near := NEAR.fullmatch(value)) and not name and self.wanted and not minus:
            self.joined, self.near, self.dangling = False, self.places(near), value
        elif name in ("", "title"):
            self.take_words(f"={value}" if match["equals"] else value, minus, name == "title")
        elif not self.take_filter(name, value, minus):
            self.take_words(f"{name} {value}", minus, title_only=False)

    def places(self, near: re.Match[str]) -> int:
        """Return how far apart the words beside a NEAR may stand."""
        if not near[1]:
            return SENTENCE
        if int(near[1]) > FARTHEST:
            self.notes.append(Note("too-far", near[0]))
        return min(max(int(near[1]), 1), FARTHEST)

    def take_filter(self, name: str, value: str, minus: bool) -> bool:
        """Narrow the filters; False if the value cannot be one."""
        f = self.filters
        if name in NAMED:
            key = f"not_{NAMED[name]}" if minus else NAMED[name]
            narrowed: dict[str, Any] = {key: (*getattr(f, key), value.casefold())}
            self.filters = replace(f, **narrowed)
            return True
        if name == "date" and value.casefold() in NO_DATE:
            self.filters = replace(f, dated=minus)
            return True
        since, until = dates.span(value)
        if since is None or minus:
            self.notes.append(Note("no-date", f"{'-' * minus}{name}:{value}"))
            return False
        begins = [day for day in (f.since, None if name == "until" else since) if day]
        ends = [day for day in (f.until, None if name == "since" else until) if day]
        self.filters = replace(f, since=max(begins, default=None), until=min(ends, default=None))
        return True

    def take_words(self, text: str, minus: bool, title_only: bool) -> None:
        """Add the words of a piece, in the forms typed behind =; several in one piece follow each other in the article too."""
        found = tuple(words(text, self.exact or text.startswith("=")))
        self.notes += (Note("short-prefix", match[0]) for match in SHORT.finditer(text))
        room = MOST_WORDS - self.words
        costs = list(accumulate(BEGUN if word.prefix else 1 for word in found))
        fitting = sum(cost <= room for cost in costs)
        if fitting < len(found):
            if not self.full:
                self.notes.append(Note("cut", found[fitting].text))
            self.full = True
            found = found[:fitting]
        if not found:
            return
        phrase = Phrase(found, title_only)
        clauses = self.unwanted if minus else self.wanted
        if self.near and not minus:
            *others, last = clauses[-1].phrases
            chain = Phrase((*last.words, *found), last.title_only and title_only, max(self.near, last.near))
            clauses[-1], self.near = Clause((*others, chain)), 0
        elif self.joined and not minus:
            self.joined = False
            clauses[-1] = Clause(tuple(dict.fromkeys((*clauses[-1].phrases, phrase))))
        elif Clause((phrase,)) in clauses:
            return
        else:
            clauses.append(Clause((phrase,)))
        self.words += costs[len(found) - 1]

    def query(self, typed: bool) -> Query:
        """Return the whole; an OR or NEAR at the end is a word, and exclusions from nothing are words too."""
        if self.joined or self.near:
            self.joined, self.near = False, 0
            self.take_words(self.dangling, minus=False, title_only=False)
        filtered = self.filters != Filters()
        if self.unwanted and not self.wanted and not filtered:
            self.notes.append(Note("only-exclusions", " ".join(map(str, self.unwanted))))
            self.wanted, self.unwanted = self.unwanted, []
        empty = typed and not (self.wanted or self.unwanted or filtered)
        wanted, helping = (self.wanted, []) if self.exact else told_apart(self.wanted)
        if asking := [clause for clause in helping if is_of(clause, ASKING)]:
            self.notes.append(Note("asking", " ".join(map(str, asking))))
        return Query(tuple(wanted), tuple(helping), tuple(self.unwanted), self.filters, tuple(self.notes), empty)


def told_apart(clauses: list[Clause]) -> tuple[list[Clause], list[Clause]]:
    """Return what is asked about, and the words that bind or ask; where less than two words would be left, none is taken to ask.

    >>> [str(clause) for clause in parse("тоқаев қандай жарлыққа қол қойды").helping]
    ['қандай']
    """
    rest = [clause for clause in clauses if not is_of(clause, BINDING)] or clauses
    told = [clause for clause in rest if not is_of(clause, ASKING)]
    wanted = told if len(told) > 1 else rest
    return wanted, [clause for clause in clauses if clause not in wanted]


def is_of(clause: Clause, kind: frozenset[str]) -> bool:
    """Whether a clause is a word of a kind and no more."""
    first, *others = clause.phrases
    return not others and not first.title_only and all(word.stems and word.form in kind for word in first.words)


def words(text: str, exact: bool) -> Iterator[Word]:
    """Yield the words of a piece, `нарази*` a prefix; an ending written apart (АҚШ-тың) counts only where forms are exact."""
    place = -1
    for word in language.unstemmed(text):
        after, place = word.place - place, word.place
        written = text[word.start : word.stop]
        if BEGINNING.match(text, word.stop) and len(word.form) >= PREFIX:
            yield Word(f"{written}*", word.form, (), after, prefix=True)
        elif exact:
            yield Word(written, word.form, (), after)
        elif word.stem:
            yield Word(written, word.form, language.readings(word.form).stems, after, heads=heads(word.form))


def heads(form: str) -> tuple[str, ...]:
    """Return the beginnings that a folded word shares with its relatives, the shortest first; a number has none.

    >>> heads("мектеп")
    ('мек', 'мект', 'мекте', 'мектеп')
    """
    return () if form[:1].isdigit() else tuple(form[:letters] for letters in HEADS if letters <= len(form))


def single(phrases: Iterable[Phrase]) -> list[Word]:
    """Return the words that stand for themselves: a phrase finds what it says and no more."""
    return [phrase.words[0] for phrase in phrases if len(phrase.words) == 1]


def phrases(clauses: Iterable[Clause]) -> list[Phrase]:
    """Return every alternative of the clauses, for marking."""
    return [phrase for clause in clauses for phrase in (*clause.phrases, *clause.others)]
