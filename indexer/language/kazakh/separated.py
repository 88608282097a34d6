"""Endings written apart: АҚШ-тың, Telegram-да, 20%-ындай, kaz.inform-ға."""

import re

from ..letters import fold, is_cyrillic, is_latin
from .grammar import GRAMMAR

# A hyphen in any of its shapes, or an apostrophe, straight after the word or its per-cent sign.
SEPARATORS = "-‐‑–'’ʼ"
SEPARATOR = re.compile(f"[%‰]?[{SEPARATORS}]")
PARTED = re.compile(f"(.*\\w[%‰]?)[{SEPARATORS}]([^\\W\\d_]+)")
LONGEST_TAIL = 14  # letters: -ларыңыздағы; there are two to the power of its half ways to cut a hostile tail
LONGEST = 60  # letters of a word with a separator
NOMINAL = ("ordinal", "mine", "its", "case", "case-its", "place", "place-its", "plural")
SHAPES = [(shape, row.ending.slot) for shape, rows in GRAMMAR.allomorphs.items() for row in rows]
ENDINGS = frozenset(shape for shape, slot in SHAPES if slot in NOMINAL)
ENDINGS |= {shape[-2:] for shape, slot in SHAPES if slot == "ordinal"}  # 5-ші, as 5-інші is written for short


def is_ending(head: str, between: str, tail: str) -> bool:
    """Whether the word `tail` is no word but the ending of the abbreviation, number or Latin word before it."""
    if not SEPARATOR.fullmatch(between) or not (tail.islower() and all(map(is_cyrillic, tail))):
        return False
    return takes_separator(head) and ends(fold(tail))


def takes_separator(word: str) -> bool:
    """Whether news writes the endings of this word apart."""
    return word[-1].isdigit() or is_latin(word[-1]) or (len(word) > 1 and word.isupper())


def ends(tail: str) -> bool:
    """Whether a tail is one ending or several (ында, лардың), whatever the sounds before it."""
    if len(tail) > LONGEST_TAIL:
        return False
    return tail in ENDINGS or any(tail[:cut] in ENDINGS and ends(tail[cut:]) for cut in range(1, len(tail)))


def parted(word: str) -> tuple[str, str]:
    """Return (head, tail) of a folded word with a hyphen or an apostrophe in it, or (word, "") of any other.

    A head keeps its per-cent sign: 20%-ы is a form of 20%.
    """
    match = None if word.isalpha() or len(word) > LONGEST else PARTED.fullmatch(word)
    return (match[1], match[2]) if match else (word, "")
