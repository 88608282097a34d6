"""The grammar of endings: reads endings.txt and finds every way down from a word to a stem."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
# and Жетісу by its second part.
EITHER = ("ов", "ев", "нк", "рк", "ий", "ль", "рь", "ог", "изм", "кт", "ск", "и", "су")
NEUTRAL = frozenset("иу")  # before a consonant, in loans: командирі, ресурстар
SIGNS = "ьъ"  # no sounds: рольдер
VERBS_END_IN = frozenset("аеыиіуйялмнңрстшпқкз")  # a verb's root; -в, -ф, -х, -ц are no Kazakh sounds
CLUSTERS = frozenset(
    map("".join, product("рлйунңм", "ткқпшс"))
)  # of consonants that a verb may end in: айт, қорқ, серп
SHORTEST = 2  # letters of a stem
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


class Reading(NamedTuple):
    """One way down: the stem, whether it is a `stem` or a `verb`, and the endings behind it."""

    stem: str
    kind: str
    endings: tuple[Allomorph, ...]
    elided: bool = False  # a noun's stem has lost a vowel: халқы, of халық


@dataclass(frozen=True)
class Grammar:
    """The table, ready to walk."""

    examples: tuple[tuple[Ending, str, str], ...]  # (ending, form, stem)
    allomorphs: dict[str, tuple[Allomorph, ...]]  # written shape -> its readings
    after: dict[str, frozenset[str]]  # slot, `stem` or `verb` -> the slots that may follow it
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
    """Return 0 for a stem with back vowels, 1 for front ones (the last vowel counts), None if it may be either."""
    if stem.endswith(EITHER):
        return None
    for place in range(len(stem) - 1, -1, -1):
        letter = stem[place]
        if letter in BACK:
            return 0
        if letter in FRONT:
            return 1
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
            plain, _, consonant = notation.partition("/")
            for shape, back_or_front, after in spellings(plain, choices):
                allomorphs.setdefault(shape, []).append(Allomorph(ending, shape, back_or_front, after, consonant))
    frozen = {shape: tuple(rows) for shape, rows in allomorphs.items()}
    states = {"stem", "verb", *slots}
    following = {state: frozenset(slot for slot, before in slots.items() if state in before) for state in states}
    return Grammar(tuple(examples), frozen, following, max(map(len, frozen)))


def table(name: str) -> Grammar:
    """Return the table in a file beside this one."""
    return load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


GRAMMAR = table("endings.txt")
DERIVATION = table("derivation.txt")


def ways(word: str) -> Iterator[Reading]:
    """Yield every reading of a folded word that the table allows, the word whole among them."""
    found = chains(word)
    for kind in ("stem", "verb"):
        yield Reading(word, kind, ())
        first = GRAMMAR.after[kind]
        for place in range(SHORTEST, len(word)):
            for endings in found[place]:
                if endings[0].ending.slot in first:
                    for stem in stems(word[:place], kind, endings[0].text):
                        if possible(stem, kind):
                            yield Reading(stem, kind, endings, kind == "stem" and len(stem) > place)


def chains(word: str) -> list[list[tuple[Allomorph, ...]]]:
    """Return, for each place of a word, the chains of endings that lead from there to its end."""
    found: list[list[tuple[Allomorph, ...]]] = [[] for _ in range(len(word) + 1)]
    found[len(word)] = [()]
    for place in range(len(word) - 1, SHORTEST - 1, -1):
        rest = word[:place]
        for stop in range(place + 1, min(len(word), place + GRAMMAR.longest) + 1):
            if not found[stop]:
                continue
            for allomorph in GRAMMAR.allomorphs.get(word[place:stop], ()):
                next_slots = GRAMMAR.after[allomorph.ending.slot]
                tails = [tail for tail in found[stop] if not tail or tail[0].ending.slot in next_slots]
                if tails and fits(rest, allomorph):
                    found[place] += [(allomorph, *tail) for tail in tails]
    return found


def bases(word: str, kind: str) -> Iterator[Reading]:
    """Yield what a root may be made from: the base, and the one ending that made a root of this kind of it."""
    for place in range(max(SHORTEST, len(word) - DERIVATION.longest), len(word)):
        for allomorph in DERIVATION.allomorphs.get(word[place:], ()):
            slot = allomorph.ending.slot
            if (slot == "verb") == (kind == "verb") and fits(word[:place], allomorph):
                base_kind = "verb" if slot in DERIVATION.after["verb"] else "stem"
                for base in stems(word[:place], base_kind, allomorph.text):
                    yield Reading(base, base_kind, (allomorph,))


def fits(rest: str, allomorph: Allomorph) -> bool:
    """Whether the sounds before an ending allow this shape of it."""
    if sound((rest.rstrip(SIGNS) or rest)[-1]) not in allomorph.after:
        return False
    if allomorph.consonant and next((c for c in reversed(rest) if c not in VOWELS), "") != allomorph.consonant:
        return False
    return allomorph.harmony is None or harmony(rest) in (None, allomorph.harmony)


def possible(stem: str, kind: str) -> bool:
    """Whether a stem can be one: it has a vowel, and a verb ends as Kazakh verbs do."""
    if len(stem) == SHORTEST and stem[1] in BROAD and stem not in OPEN:
        return False
    if not SYLLABIC & {*stem}:
        return False
    return kind == "stem" or (stem[-1] in VERBS_END_IN and (bool(SYLLABIC & {*stem[-2:]}) or stem[-2:] in CLUSTERS))


def stems(rest: str, kind: str, ending: str) -> Iterator[str]:
    """Yield the stems that `rest` may stand for before an ending; the sound laws of endings that begin with a vowel."""
    vowel, last, first = "іы"[harmony(rest) == 0], rest[-1], ending[0]
    if first in "юя":
        yield from iotated(rest, kind, "й" + vowel if first == "ю" else "й")
        return
    if kind == "verb" and first in "уи" and last not in VOWELS:
        yield rest + vowel  # оқы + у: оқу, оқы + й: оқи
    if first == "и":
        return
    whole = first in VOWELS or first == "у"
    hardened = rest[:-1] + HARDENED[last] if whole and last in HARDENED else rest
    if kind == "verb" and whole and rest.endswith(("рқ", "рк")):
        hardened = hardened[:-1] + vowel + last  # қорық + ып: қорқып
    yield hardened
    if kind == "stem":
        yield from loans(rest, first)
    if kind == "verb" and last == "у" and ending in ("ып", "іп"):
        yield rest[:-1] + "п"  # тап + ып: тауып
    if kind == "stem" and first in "ыі" and len(rest) > SHORTEST and not VOWELS & {*rest[-2:]}:
        yield hardened[:-1] + vowel + hardened[-1]  # халық + ы: халқы, орын + ы: орны


def iotated(rest: str, kind: str, sounds: str) -> Iterator[str]:
    """Yield the stems before ю and я, which stand for й or for йы, йі too, and for a vowel of the ending."""
    yield rest + "й"  # қой + у: қою, қой + а: қоя
    if kind == "verb" and rest[-1] == "и":
        yield rest  # қи + у: қию, қи + а: қия
    if kind == "verb" and len(sounds) > 1:
        yield rest + sounds  # байы + у: баю


def loans(rest: str, first: str) -> Iterator[str]:
    """Yield the loans that are written like this before an ending with this first letter."""
    if rest[-1] in "бг" and (first in VOWELS or first == "у"):
        yield rest  # клуб + ы: клубы
    if rest[-1] in SOFTENED and first in "ыі":
        yield rest + "ь"  # модель + і: моделі
    yield from (rest + lost for lost in SHORTENED.get(rest[-2:], ""))
    if rest.endswith(LENGTHENED):
        yield rest[:-1]
