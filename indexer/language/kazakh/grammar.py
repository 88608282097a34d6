"""The grammar of endings: reads endings.txt and finds every way down from a word to a stem."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import product
from typing import NamedTuple

BACK, FRONT = frozenset("аоұыяё"), frozenset("әеөүіэ")
VOWELS = BACK | FRONT | frozenset("ию")
GLIDES, LATERAL, NASALS, VOICED = frozenset("рйуию"), frozenset("л"), frozenset("мнң"), frozenset("зж")
CLASSES = "VRLNZT"
VOICELESS = "T"
HARMONY = {"А": "ае", "Ы": "ыі"}
# By harmony and by the sound before: (back, front) after a voiced sound, (back, front) after a voiceless one.
HARMONY_AND_VOICE = {"Ғ": ("ғг", "қк"), "Қ": ("қк", "қк")}
# A stem's last letter is voiced before a vowel: мектеп – мектебі, қазақ – қазағы, көк – көгі.
HARDENED = {"б": "п", "ғ": "қ", "г": "к"}
SHORTEST = 2  # letters of a stem


class Ending(NamedTuple):
    """A row of the table: an ending in notation, what it means and where it stands."""

    slot: str
    notation: str
    meaning: str


class Allomorph(NamedTuple):
    """One written shape of an ending, and the sounds it may follow."""

    ending: Ending
    text: str
    harmony: int | None  # 0 after back vowels, 1 after front ones
    after: frozenset[str]  # classes of the sound before it


class Reading(NamedTuple):
    """One way down: the stem, and the endings taken from the word's end inwards."""

    stem: str
    endings: tuple[Allomorph, ...]


@dataclass(frozen=True)
class Grammar:
    """The table, ready to walk."""

    slots: dict[str, tuple[str, ...]]  # slot -> what may stand before it
    examples: tuple[tuple[Ending, str, str], ...]  # (ending, form, stem)
    allomorphs: dict[str, tuple[Allomorph, ...]]  # written shape -> its readings
    longest: int


def sound(letter: str) -> str:
    """Return the class of a sound as the endings after it see it: one of V R L N Z T."""
    if letter in GLIDES:
        return "R"
    if letter in VOWELS:
        return "V"
    for name, letters in (("L", LATERAL), ("N", NASALS), ("Z", VOICED)):
        if letter in letters:
            return name
    return VOICELESS


def harmony(stem: str) -> int | None:
    """Return 0 for a stem with back vowels, 1 for front ones (the last vowel counts), None if it does not say."""
    for letter in reversed(stem):
        if letter in BACK:
            return 0
        if letter in FRONT:
            return 1
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
    allomorphs: dict[str, list[Allomorph]] = {}
    slot = ""
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
            ending = Ending(slot, notation, meaning)
            for example in words.split():
                form, _, stem = example.partition("=")
                examples.append((ending, form, stem))
            for shape, back_or_front, after in spellings(notation, choices):
                allomorphs.setdefault(shape, []).append(Allomorph(ending, shape, back_or_front, after))
    frozen = {shape: tuple(rows) for shape, rows in allomorphs.items()}
    return Grammar(slots, tuple(examples), frozen, max(map(len, frozen)))


GRAMMAR = load(resources.files(__package__).joinpath("endings.txt").read_text(encoding="utf-8"))


def ways(word: str, before: tuple[str, ...] | None = None) -> Iterator[Reading]:
    """Yield every reading of a folded word that the table allows, but for the word whole.

    `before` are the slots that may end it; without it, any may.
    """
    for length in range(1, min(GRAMMAR.longest, len(word) - SHORTEST) + 1):
        rest = word[:-length]
        for allomorph in GRAMMAR.allomorphs.get(word[-length:], ()):
            slot = allomorph.ending.slot
            if (before is None or slot in before) and fits(rest, allomorph):
                yield from inward(rest, allomorph, GRAMMAR.slots[slot])


def inward(rest: str, taken: Allomorph, before: tuple[str, ...]) -> Iterator[Reading]:
    """Yield the readings of what stands before an ending already taken."""
    if "stem" in before or "verb" in before:
        for stem in stems(rest, taken):
            yield Reading(stem, (taken,))
    for stem, endings in ways(rest, before):
        yield Reading(stem, (taken, *endings))


def fits(rest: str, allomorph: Allomorph) -> bool:
    """Whether the sounds before an ending allow this shape of it."""
    if sound(rest[-1]) not in allomorph.after:
        return False
    voice = harmony(rest)
    return voice is not None and allomorph.harmony in (None, voice)


def stems(rest: str, taken: Allomorph) -> Iterator[str]:
    """Yield the stems that `rest` may stand for before this ending: hardened (мектеб- мектеп) where a vowel follows."""
    if taken.text[0] in VOWELS and rest[-1] in HARDENED:
        yield rest[:-1] + HARDENED[rest[-1]]
    else:
        yield rest
