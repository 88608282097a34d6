"""A word typed with the wrong keyboard layout on: what the same keys give on the right one.

The Kazakh layout is the Russian one with ә і ң ғ ү ұ қ ө һ in place of 2 3 4 5 8 9 0 - =, so that «мемлекетт3к» is
мемлекеттік typed in Russian, «vtvktrtnn3r» the same typed in English, and «әқәғ» 2025 typed in Kazakh. A repair is for a
piece of the box as it stands between spaces: the keys of б, ж, х, ө are marks in English and part words there.
"""

import re
from collections.abc import Iterator

from ..letters import is_cyrillic, is_latin

LONGEST = 60  # letters of a piece that is repaired

# The same keys, without and with Shift, from the digit row to the lowest.
ENGLISH = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"
RUSSIAN = 'ё1234567890-=йцукенгшщзхъфывапролджэячсмитьбю.Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,'
KAZAKH = '("әіңғ,.үұқөһйцукенгшщзхъфывапролджэячсмитьбю№)!ӘІҢҒ;:ҮҰҚӨҺЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ?'
# Ё has no key on the Kazakh layout; who writes Russian with it on types е.


def keys(typed: str, meant: str) -> dict[int, str]:
    """Return what each letter of one layout is on another; the keys that give the same are left out."""
    return {ord(a): b for a, b in zip(typed, meant, strict=True) if a != b}


HYPHEN = ord("-")
DIGITS = 13  # keys of the digit row
SHIFT = len(ENGLISH) // 2  # where the keys with Shift begin
ROW = (*range(DIGITS), *range(SHIFT, SHIFT + DIGITS))


def row(layout: str) -> str:
    """Return what the digit row of a layout gives, without and with Shift."""
    return "".join(layout[place] for place in ROW)


# Each way to be wrong, the likeliest first: its name, its keys, and the alphabet one letter of which must stand there.
WAYS = (
    ("kazakh-on-russian", keys(row(RUSSIAN), row(KAZAKH)), is_cyrillic),
    ("kazakh-on-english", keys(ENGLISH, KAZAKH), is_latin),
    ("russian-on-english", keys(ENGLISH, RUSSIAN), is_latin),
    ("english-on-kazakh", keys(KAZAKH, ENGLISH), is_cyrillic),
    ("english-on-russian", keys(RUSSIAN, ENGLISH), is_cyrillic),
)
TO_DIGITS = keys(KAZAKH[:DIGITS], ENGLISH[:DIGITS])
NUMBER = re.compile(f"([{re.escape(KAZAKH[1:11])}]+)(-.*)?")
SHORT_PART = re.compile("^.{0,2}-|-.{0,2}$")
BETWEEN = re.compile("([^\\Wө]{3,})[өӨ]([^\\Wө]{3,})")
AROUND = '.,;:!?…"»«)('  # marks that belong to the sentence before they are a key
MARK = re.compile("[^\\w-]|_")


def repairs(piece: str) -> list[tuple[str, str]]:
    """Return (text, kind) of what a piece of the box may be on other layouts, the likeliest first; it is none of them.

    >>> repairs("ке4есш3")[0], repairs("vtvktrtnn3r")[0], repairs("әқәғ")[0]
    (('кеңесші', 'kazakh-on-russian'), ('мемлекеттік', 'kazakh-on-english'), ('2025', 'digits-on-kazakh'))
    """
    if not 1 < len(piece) <= LONGEST:
        return []
    found: dict[str, str] = {}
    for text, kind in (*numbers(piece), *hyphened(piece), *retyped(piece), *retyped(piece.strip(AROUND))):
        if text.strip("-") and not MARK.search(text) and not mixed(text):
            found.setdefault(text, kind)
    return list(found.items())


def mixed(text: str) -> bool:
    """Whether a text has letters of both alphabets, as no right layout gives."""
    return bool(re.search("[a-zA-Z]", text)) and any(map(is_cyrillic, text))


def numbers(piece: str) -> Iterator[tuple[str, str]]:
    """Yield the number that a piece of letters of the digit row is: әқәғ, and what is joined to it."""
    if match := NUMBER.fullmatch(piece.lower()):
        yield match[1].translate(TO_DIGITS) + (match[2] or ""), "digits-on-kazakh"


def hyphened(piece: str) -> Iterator[tuple[str, str]]:
    """Yield the words that stand on both sides of the key of ө: қарымөқатынас."""
    if match := BETWEEN.fullmatch(piece):
        yield f"{match[1]}-{match[2]}", "hyphen-on-kazakh"


def retyped(piece: str) -> Iterator[tuple[str, str]]:
    """Yield the piece through each way that its letters allow; a hyphen is one before it is the key of ө."""
    for kind, moved, alphabet in WAYS:
        if any(map(alphabet, piece)):
            kept = {key: letter for key, letter in moved.items() if key != HYPHEN}
            texts = [piece.translate(kept), piece.translate(moved)]
            if SHORT_PART.search(piece):  # к-м3р is көмір
                texts.reverse()
            yield from ((text, kind) for text in texts if text != piece)
