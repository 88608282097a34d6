"""What a typed word may have been meant to be: other spellings, other keyboards, another language.

Only queries are read by this package: an index does not depend on it, and `language.fingerprint` leaves it out.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .. import analyse, readings, russian
from ..letters import KAZAKH_ONLY, is_cyrillic
from .glossary import Term, terms, translations
from .layout import repairs
from .numbers import regrouped
from .variants import LONGEST, harmonious, heads, kind, others, skeleton, skeletons

__all__ = [
    "SHORTEST_PART",
    "Reached",
    "Term",
    "halves",
    "has",
    "reached",
    "repairs",
    "skeleton",
    "skeletons",
    "terms",
    "translations",
]

Known = Callable[[str], int]  # how many documents have a folded word, as a form or as a stem
Spelled = Callable[[str], Iterable[str]]  # the words of the archive, forms and stems, that have a skeleton

SLIP = 10  # times as frequent is what a known word is a slip for: казақстан for қазақстан, кол for қол
SHORTEST = 4  # letters of a known word with other spellings
ROMAN = re.compile("[ivx]{2,}")  # XXI, and ХХІ in Cyrillic letters
WHOLE = 5  # articles with what stands behind a known word, from which on it is a word too and no chain of endings
SHORTEST_PART = 3  # letters of two words that are written as one; the second has one more, as few endings have
HEADS = 2  # places at which an unknown word is cut: белгілер is of белгі and of белгіле
SHORTEST_LATIN = 5  # letters of a word that is seen before the endings of a Latin one: no сүй in Suisse


class Reached(NamedTuple):
    """A word of the archive that a typed word may mean.

    `kind` is "letters" (Kazakh letters missing here or there), "alphabet", "russian" (a name as Russian spells it),
    "stem" (in the letters typed, under endings that are not), "number", or the way a keyboard was wrong:
    "kazakh-on-russian" and the others that `repairs` gives. Several words follow each other.
    """

    text: str
    kind: str


def reached(piece: str, known: Known, spelled: Spelled) -> list[Reached]:
    """Return the words to be searched beside a typed one, the likeliest first; `piece` stands between spaces in the box.

    Other spellings are always given; another layout, a stem under endings that no stemmer reads, and the older spellings
    of names only for what the archive lacks. A piece of several words (касым-жомарт) is repaired as a whole; for the
    spellings of each, ask for each.
    """
    forms = [word.form for word in analyse(piece)]
    form = forms[0] if len(forms) == 1 else ""
    if forms and all(has(one, known) for one in forms):
        apart = [] if any(map(str.isalpha, piece)) else first_known(regrouped(piece), known, spelled)
        guessed = russian.possible(form) and not known(form) and not russian.known(form)  # by its stems alone
        before = cut(form, spelled) if guessed and not joined(form, known) else []
        return unique([*same_word(form, spelled, known), *same_stem(form, spelled, known), *apart, *before])
    other_keys = first_known((*repairs(piece), *regrouped(piece)), known, spelled)
    other_letters = list(same_word(form, spelled, known))
    return unique(
        (other_letters + other_keys if len(piece) == len(form) else other_keys + other_letters)
        or ([] if joined(form, known) else cut(form, spelled))
        or list(same_stem(form, spelled, known))
        or renamed(form, spelled)
    )


def unique(words: list[Reached]) -> list[Reached]:
    """Return the words without a second one of the same text."""
    return list({word.text: word for word in reversed(words)}.values())[::-1]


def has(form: str, known: Known) -> bool:
    """Whether the archive has a folded word in any form."""
    return any(map(known, dict.fromkeys((form, *readings(form).stems))))


def same_word(word: str, spelled: Spelled, known: Known, form: str = "") -> Iterator[Reached]:
    """Yield the other spellings of a word, a stem of `form` or that itself."""
    for key in skeletons(word):
        for other in spelled(key):
            how = kind(word, other) if other != word else ""
            if how and (doubtless(form or word, word, other) or slip(word, other, known)):
                yield Reached(other, how)


def doubtless(form: str, word: str, other: str) -> bool:
    """Whether a word can mean another spelling though the archive has it.

    A short word is too often another one (ол, өл). Kazakh letters are trusted: who types қосу has ө, and means no көсу.
    """
    if ROMAN.fullmatch(word) or ROMAN.fullmatch(other):
        return True
    if min(len(word), len(other)) < SHORTEST:
        return False
    return not has_letters(form) or not adds_letters(word, other)


def slip(word: str, other: str, known: Known) -> bool:
    """Whether the archive has so much more of another spelling that this one is a slip: кол for қол, never бөл for бол."""
    if known(other) <= SLIP * known(word):
        return False
    return not known(word) or not has_letters(word) or adds_letters(word, other)


def has_letters(form: str) -> bool:
    """Whether a word was typed with Kazakh letters; a lone і may be a Latin i."""
    return bool((KAZAKH_ONLY - {"і"}) & {*form})


def adds_letters(typed: str, found: str) -> bool:
    """Whether a word of as many letters has Kazakh ones where the typed one has none."""
    if len(typed) != len(found):
        return False
    return any(b in KAZAKH_ONLY and a not in KAZAKH_ONLY for a, b in zip(typed, found, strict=True))


def same_stem(form: str, spelled: Spelled, known: Known) -> Iterator[Reached]:
    """Yield the other spellings of the stems of a word that its endings allow: бөл is none of болып."""
    for stem in readings(form).stems:
        if stem != form:
            tail = form[len(stem) :]
            yield from (other for other in same_word(stem, spelled, known, form) if harmonious(other.text, tail))


def first_known(texts: Iterable[tuple[str, str]], known: Known, spelled: Spelled) -> list[Reached]:
    """Return the first text whose every word the archive has, if need be in another spelling."""
    for text, how in texts:
        forms = [word.form for word in analyse(text)]
        if forms and all(has(form, known) or any(same_word(form, spelled, known)) for form in forms):
            return [Reached(text, how)]
    return []


def joined(form: str, known: Known) -> bool:
    """Whether an unknown word is two that the archive has: ауарайы is no form of ауа, but ауа райы."""
    long = ((head, tail) for head, tail in halves(form) if len(tail) > SHORTEST_PART)
    return any(known(tail) >= WHOLE and known(head) for head, tail in long)


def halves(form: str) -> list[tuple[str, str]]:
    """Return each two words that one may be written of; none for one that is too long: a cluster is asked for each."""
    cuts = range(SHORTEST_PART, len(form) - SHORTEST_PART + 1) if len(form) <= LONGEST else ()
    return [(form[:cut], form[cut:]) for cut in cuts]


def cut(form: str, spelled: Spelled) -> list[Reached]:
    """Return the words that stand before the endings of an unknown one, the longest: мектептер, мектеп for «мектептердеги».

    What has Kazakh letters is the stemmer's to read.
    """
    if KAZAKH_ONLY & {*form}:
        return []
    places: dict[int, list[Reached]] = {}  # by the length of the head
    for key in skeletons(form):
        for head in heads(key):
            if len(places) == HEADS:
                break
            if words := [word for word in spelled(head) if before_endings(form, word)]:
                places.setdefault(len(head), []).extend(Reached(word, how_cut(form, word)) for word in words)
    return [word for words in places.values() for word in words]


def before_endings(form: str, word: str) -> bool:
    """Whether a word of the archive can stand in a typed one before its endings."""
    if not is_cyrillic(form[0]):
        return len(word) >= SHORTEST_LATIN
    return harmonious(word, form[len(word) :])


def how_cut(form: str, word: str) -> str:
    """Return the kind of a word that stands in a typed one before its endings."""
    return "stem" if form.startswith(word) else "letters" if is_cyrillic(form[0]) else "alphabet"


def renamed(form: str, spelled: Spelled) -> list[Reached]:
    """Return the names that older Russian spelled as the unknown word: Жанболат for «Джанбулат».

    A name typed with Kazakh letters is in one of the archive without them.
    """
    if not nameable(form):
        return []
    names = (name for key in skeletons(form) for other in others(key) for name in spelled(other))
    return [Reached(name, "russian") for name in names if not (has_letters(form) and has_letters(name))]


def nameable(form: str) -> bool:
    """Whether an unknown word may be a name: any may that the Russian dictionary lacks or has as one."""
    if not russian.known(form):
        return all(map(is_cyrillic, form))
    tags = russian.dictionary().parse(form)
    return any(mark in reading.tag for reading in tags for mark in ("Name", "Surn", "Geox"))
