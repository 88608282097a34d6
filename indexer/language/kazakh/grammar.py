"""The grammar of endings: reads endings.txt and finds every way down from a word to a stem."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from itertools import product
from typing import NamedTuple

BACK, FRONT = frozenset("аоұыяё"), frozenset("әеөүіэ")
VOWELS = BACK | FRONT | frozenset("ию")
SYLLABIC = VOWELS | {"у"}  # what makes a syllable: жу, ту
GLIDES, LATERAL, NASALS, VOICED = frozenset("рйуию"), frozenset("л"), frozenset("мнң"), frozenset("зж")
CLASSES = "VRLNZT"
VOICELESS = "T"
HARMONY = {"А": "ае", "Ы": "ыі"}
# By harmony and by the sound before: (back, front) after a voiced sound, (back, front) after a voiceless one.
HARMONY_AND_VOICE = {"Ғ": ("ғг", "қк"), "Қ": ("қк", "қк")}
# A stem's last letter is voiced before a vowel: мектеп – мектебі, қазақ – қазағы, көк – көгі.
HARDENED = {"б": "п", "ғ": "қ", "г": "к"}
# A loan's end before an ending, and alone: журналистер, процесі, металдар, съезге, фактіні.
SHORTENED = {"ис": "т", "ос": "т", "ус": "т", "ас": "тс", "ес": "тс", "ам": "м", "ал": "л", "ез": "д"}
LENGTHENED = ("кті", "скі", "фті")
SOFTENED = frozenset("лрнтдс")  # sounds whose soft sign a loan drops before a vowel: модель – моделі
# Loans take endings by their last vowel or by a soft last sound: Тоқаевтың, Мүсіреповтің, банктің, Каспийге, Нұрғалиге;
# and Жетісу by its second part. None ends in a vowel of one side, which would decide.
EITHER = ("ов", "ев", "нк", "рк", "ий", "ль", "рь", "ог", "изм", "кт", "ск", "и", "су")
NEUTRAL = frozenset("иу")  # before a consonant, in loans: командирі, ресурстар
SIGNS = "ьъ"  # no sounds: рольдер
VERBS_END_IN = frozenset("аеыиіуйялмнңрстшпқкз")  # a verb's root; -в, -ф, -х, -ц are no Kazakh sounds
CLUSTERS = frozenset(
    map("".join, product("рлйунңм", "ткқпшс"))
)  # of consonants that a verb may end in: айт, қорқ, серп
SHORTEST = 2  # letters of a stem
END = "end"  # of a word, among what may follow an ending
BROAD, OPEN = frozenset("аәеоөұүыі"), ("де", "же", "ие")  # no other root is one letter and one of these vowels


class Ending(NamedTuple):
    """A row of the table: an ending in notation, what it means and where it stands."""

    slot: str
    notation: str
    meaning: str


@dataclass(frozen=True, slots=True, eq=False)  # one object is one shape: compared by identity, which is quick
class Allomorph:
    """One written shape of an ending, and the sounds it may follow."""

    ending: Ending
    text: str
    harmony: int | None  # 0 after back vowels, 1 after front ones
    after: frozenset[str]  # classes of the sound before it
    consonant: str  # the last one before it, if it must be a certain one
    following: frozenset[str]  # the slots that may stand behind it; END too


class Reading(NamedTuple):
    """One way down: the stem, whether it is a `stem` or a `verb`, and the endings behind it."""

    stem: str
    kind: str
    endings: tuple[Allomorph, ...]
    elided: bool = False  # a noun's stem has lost a vowel: халқы, of халық


Before = tuple[str, int | None]  # what an ending sees of the word before it: the class of its last sound, its harmony

Chains = dict[str, list[tuple[Allomorph, ...]]]  # endings that follow each other, by the slot of the first


@dataclass(slots=True, eq=False)
class Shape:
    """A step of the walk from a word's end: the rows that are written like this, and the steps to one letter more."""

    longer: dict[str, "Shape"] = field(default_factory=dict)
    rows: dict[Before, list[Allomorph]] = field(default_factory=dict)
    following: set[str] = field(default_factory=set)  # what may stand behind any of the rows


@dataclass(frozen=True)
class Grammar:
    """The table, ready to walk."""

    examples: tuple[tuple[Ending, str, str], ...]  # (ending, form, stem)
    allomorphs: dict[str, tuple[Allomorph, ...]]  # written shape -> its readings
    after: dict[str, frozenset[str]]  # slot, `stem` or `verb` -> the slots that may follow it
    shapes: Shape  # by their letters, the last one first


SOUNDS = {
    letter: name
    for name, letters in (("Z", VOICED), ("N", NASALS), ("L", LATERAL), ("V", VOWELS), ("R", GLIDES))
    for letter in letters
}
SIDES = dict.fromkeys(BACK, 0) | dict.fromkeys(FRONT, 1)


def sound(letter: str) -> str:
    """Return the class of a sound as the endings after it see it: one of V R L N Z T."""
    return SOUNDS.get(letter, VOICELESS)


def harmony(stem: str) -> int | None:
    """Return 0 for a stem with back vowels, 1 for front ones (the last vowel counts), None if it may be either."""
    if stem[-1] in SIDES:
        return SIDES[stem[-1]]
    if stem.endswith(EITHER):
        return None
    for place in range(len(stem) - 1, -1, -1):
        letter = stem[place]
        if letter in SIDES:
            return SIDES[letter]
        if letter in NEUTRAL and place + 1 < len(stem) and not (place and stem[place - 1] in VOWELS):
            return None
    return None


def spellings(notation: str, choices: dict[str, dict[str, str]]) -> Iterator[tuple[str, int | None, frozenset[str]]]:
    """Yield each (text, harmony, sounds before) of an ending in notation."""
    harmonic = any(letter in HARMONY or letter in HARMONY_AND_VOICE or letter == "Й" for letter in notation)
    shapes: dict[tuple[str, int | None], set[str]] = {}
    for back_or_front, before in product((0, 1) if harmonic else (None,), CLASSES):
        text = spelling(notation, back_or_front or 0, before, choices)
        if text:
            shapes.setdefault((text, back_or_front), set()).add(before)
    for (text, back_or_front), before_set in shapes.items():
        yield text, back_or_front, frozenset(before_set)


def spelling(notation: str, front: int, before: str, choices: dict[str, dict[str, str]]) -> str:
    """Return how an ending is written after a sound of class `before` in a word of this harmony."""
    text = ""
    optional = re.match(r"\((.)\)", notation)
    if optional:
        letter = optional.group(1)
        notation = notation[3:]
        if (before == "V") != (letter in HARMONY):
            notation = letter + notation
    for written in notation:
        last = sound(text[-1]) if text else before
        letter = ("й" if last == "V" else "А") if written == "Й" else written
        if letter in HARMONY:
            text += HARMONY[letter][front]
        elif letter in HARMONY_AND_VOICE:
            text += HARMONY_AND_VOICE[letter][last == VOICELESS][front]
        else:
            text += choices.get(letter, {}).get(last, letter)
    return text


def load(text: str) -> Grammar:
    """Read a table in the notation of endings.txt."""
    choices: dict[str, dict[str, str]] = {}
    slots: dict[str, tuple[str, ...]] = {}
    examples: list[tuple[Ending, str, str]] = []
    endings: list[Ending] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            _, letter, *written = line.split()
            choices[letter] = dict(zip(CLASSES, written, strict=True))
        elif line.startswith("["):
            slot, _, before = line[1:].partition("] < ")
            slots[slot] = tuple(before.split())
        else:
            notation, meaning, words = re.split(r"\s{2,}", line.strip())
            endings.append(Ending(slot, notation, meaning))
            for example in words.split():
                form, _, stem = example.partition("=")
                examples.append((endings[-1], form, stem))
    states = {"stem", "verb", *slots}
    after = {state: frozenset(slot for slot, before in slots.items() if state in before) for state in states}
    allomorphs: dict[str, tuple[Allomorph, ...]] = {}
    for ending in endings:
        plain, _, consonant = ending.notation.partition("/")
        for shape, back_or_front, sounds in spellings(plain, choices):
            row = Allomorph(ending, shape, back_or_front, sounds, consonant, after[ending.slot] | {END})
            allomorphs[shape] = (*allomorphs.get(shape, ()), row)
    return Grammar(tuple(examples), allomorphs, after, tree(allomorphs))


def tree(allomorphs: dict[str, tuple[Allomorph, ...]]) -> Shape:
    """Return the written shapes as a tree (trie) of letters, the last one first."""
    root = Shape()
    for text, rows in allomorphs.items():
        shape = root
        for letter in reversed(text):
            shape = shape.longer.setdefault(letter, Shape())
        for row in rows:
            shape.following |= row.following
            for here in product(row.after, (0, 1, None) if row.harmony is None else (row.harmony, None)):
                shape.rows.setdefault(here, []).append(row)
    return root


def table(name: str) -> Grammar:
    """Return the table in a file beside this one."""
    return load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


GRAMMAR = table("endings.txt")
DERIVATION = table("derivation.txt")
DERIVED = frozenset(
    shape[-2:] for shape in DERIVATION.allomorphs
)  # two letters at least; most words end in none of them


def ways(word: str) -> list[Reading]:
    """Return every reading of a folded word that the table allows, the word whole among them."""
    found = chains(word)
    places = sorted(found)[:-1]
    readings = []
    for kind in ("stem", "verb"):
        readings.append(Reading(word, kind, ()))
        first = GRAMMAR.after[kind]
        for place in places:
            for slot, tails in found[place].items():
                if slot in first:
                    for endings in tails:
                        for stem in stems(word[:place], kind, endings[0].text):
                            if possible(stem, kind):
                                elided = kind == "stem" and len(stem) > place
                                readings.append(Reading(stem, kind, endings, elided))
    return readings


def chains(word: str) -> dict[int, Chains]:
    """Return the chains of endings that lead from a place of a word to its end, by their places."""
    found: dict[int, Chains] = {len(word): {END: [()]}}
    seen: dict[int, Before] = {}
    for stop in range(len(word), SHORTEST, -1):
        behind = found.get(stop)
        if behind:
            for place, row in fitting(GRAMMAR.shapes, word, stop, behind, seen):
                for slot, tails in behind.items():
                    if slot in row.following:
                        here = found.setdefault(place, {}).setdefault(row.ending.slot, [])
                        for tail in tails:
                            here.append((row, *tail))
    return found


def bases(word: str, kind: str) -> list[Reading]:
    """Return what a root may be made from: the base, and the one ending that made a root of this kind of it."""
    found: list[Reading] = []
    if word[-2:] not in DERIVED:
        return found
    for place, row in fitting(DERIVATION.shapes, word, len(word), (END,), {}):
        slot = row.ending.slot
        if (slot == "verb") == (kind == "verb"):
            base_kind = "verb" if slot in DERIVATION.after["verb"] else "stem"
            found += [Reading(base, base_kind, (row,)) for base in stems(word[:place], base_kind, row.text)]
    return found


def fitting(
    shape: Shape, word: str, stop: int, behind: Iterable[str], seen: dict[int, Before]
) -> list[tuple[int, Allomorph]]:
    """Return (place, ending) of the endings of `word[:stop]`, the shortest first, that the sounds before them allow.

    Some slot `behind` may follow each shape of them, if not each row; `seen` keeps what is before each place.
    """
    found = []
    for place in range(stop - 1, SHORTEST - 1, -1):
        letter = word[place]
        if letter not in shape.longer:
            break
        shape = shape.longer[letter]
        if not shape.following.isdisjoint(behind):
            if place not in seen:
                seen[place] = before(word[:place])
            for row in shape.rows.get(seen[place], ()):
                if row.consonant and row.consonant != consonant(word[:place]):
                    continue
                found.append((place, row))
    return found


def before(rest: str) -> Before:
    """Return what an ending sees of the word before it; signs are no sounds."""
    return sound((rest.rstrip(SIGNS) or rest)[-1]), harmony(rest)


def consonant(rest: str) -> str:
    """Return the last consonant of a word's beginning."""
    return next((letter for letter in reversed(rest) if letter not in VOWELS), "")


def possible(stem: str, kind: str) -> bool:
    """Whether a stem can be one: it has a vowel, and a verb ends as Kazakh verbs do."""
    if len(stem) == SHORTEST and stem[1] in BROAD and stem not in OPEN:
        return False
    if SYLLABIC.isdisjoint(stem):
        return False
    return kind == "stem" or (
        stem[-1] in VERBS_END_IN and (not SYLLABIC.isdisjoint(stem[-2:]) or stem[-2:] in CLUSTERS)
    )


def stems(rest: str, kind: str, ending: str) -> list[str]:
    """Return the stems that `rest` may stand for before an ending."""
    if ending[0] in SYLLABIC:
        return list(before_vowel(rest, kind, ending))
    return [rest, *loans(rest)] if kind == "stem" else [rest]


def before_vowel(rest: str, kind: str, ending: str) -> Iterator[str]:
    """Yield the stems before an ending that begins with a vowel: the sound laws."""
    vowel, last, first = "іы"[harmony(rest) == 0], rest[-1], ending[0]
    if first in "юя":
        yield from iotated(rest, kind, "й" + vowel if first == "ю" else "й")
        return
    if kind == "verb" and first in "уи" and last not in VOWELS:
        yield rest + vowel  # оқы + у: оқу, оқы + й: оқи
    if first == "и":
        return
    hardened = rest[:-1] + HARDENED[last] if last in HARDENED else rest
    if kind == "verb":
        yield rest[:-1] + vowel + last if rest.endswith(("рқ", "рк")) else hardened  # қорық + ып: қорқып
        if last == "у" and ending in ("ып", "іп"):
            yield rest[:-1] + "п"  # тап + ып: тауып
        return
    yield hardened
    if last in "бг":
        yield rest  # клуб + ы: клубы
    if last in SOFTENED and first in "ыі":
        yield rest + "ь"  # модель + і: моделі
    yield from loans(rest)
    if first in "ыі" and len(rest) > SHORTEST and VOWELS.isdisjoint(rest[-2:]):
        yield hardened[:-1] + vowel + hardened[-1]  # халық + ы: халқы, орын + ы: орны


def iotated(rest: str, kind: str, sounds: str) -> Iterator[str]:
    """Yield the stems before ю and я, which stand for й or for йы, йі too, and for a vowel of the ending."""
    yield rest + "й"  # қой + у: қою, қой + а: қоя
    if kind == "verb" and rest[-1] == "и":
        yield rest  # қи + у: қию, қи + а: қия
    if kind == "verb" and len(sounds) > 1:
        yield rest + sounds  # байы + у: баю


def loans(rest: str) -> list[str]:
    """Return the loans whose end is written like this before any ending."""
    lengthened = [rest[:-1]] if rest.endswith(LENGTHENED) else []
    return [rest + lost for lost in SHORTENED.get(rest[-2:], "")] + lengthened
