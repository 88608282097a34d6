"""Letters: one written form for words that a reader sees as the same."""

import re
import unicodedata
from functools import lru_cache

KAZAKH_ONLY = frozenset("әғқңөұүһі")
RUSSIAN_ONLY = frozenset("ёщъ")

LONGEST = 100  # letters of a word that tell it from others; a file may have a "word" of a million

ALPHABET = "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"  # the Kazakh one, in which the Russian stands in its own order
ORDER = str.maketrans({letter: chr(0xE000 + place) for place, letter in enumerate(ALPHABET)})  # behind all others

KNOWN = "[а-яА-ЯәғқңөұүһіӘҒҚҢӨҰҮҺІ]"  # letters that are known as they are, but for their size; ё is not
PLAIN = re.compile(f"{KNOWN}*")
SPACED = re.compile(f"{KNOWN}+(?: {KNOWN}+)*")

CYRILLIC = re.compile("[\u0400-\u052f]*")

# Marks that a reader does not see or that only guide the voice: stress (Алма́ты), soft hyphen, zero-width characters.
INVISIBLE = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+")

# Letters of other alphabets that look like a Cyrillic one. The capitals stand apart: B is В, but b is no в.
# «Үкiметi» with a Latin i, «əсем» with a Latin schwa and «Yкiметi» with a Latin Y are real (findings/product.md, 0.4).
TO_CYRILLIC = str.maketrans(
    "AaBCcEeHhIiKMOoPpTXxYyƏəǝɵ",
    "АаВСсЕеНһІіКМОоРрТХхҮуӘәәө",
)
LOOKALIKE_LATIN = frozenset(map(chr, TO_CYRILLIC))
TO_LATIN = {new: chr(old) for old, new in TO_CYRILLIC.items() if isinstance(new, int) and old < 128}
LOOKALIKE_CYRILLIC = frozenset(map(chr, TO_LATIN))

# Letters of the two alphabets side by side; between «BAQ.KZ» and «-тің» there is a hyphen.
MEETING = re.compile("[A-Za-z\u00c0-\u02af][\u0400-\u052f]|[\u0400-\u052f][A-Za-z\u00c0-\u02af]")
LETTERS = re.compile(r"[^\W\d_]+")

# Other Cyrillic letters that keyboards and fonts put in place of the Kazakh ones, and ё.
SAME_LETTER = str.maketrans("ӊӈӄҝҡѳё", "ңңқққөе")


def pieces(word: str) -> list[str]:
    """Return what other programs make of a word with invisible marks in it: its pieces; nothing for any other word."""
    if word.isascii() or not INVISIBLE.search(word):
        return []
    return [piece for piece in INVISIBLE.split(word) if piece]


def is_cyrillic(letter: str) -> bool:
    """Whether the letter belongs to the Cyrillic block."""
    return "\u0400" <= letter <= "\u052f"


def in_cyrillic(word: str) -> bool:
    """Whether all letters of a word belong to the Cyrillic block."""
    return bool(CYRILLIC.fullmatch(word))


def is_latin(letter: str) -> bool:
    """Whether the letter belongs to the Latin alphabet in any of its extensions."""
    return letter.isalpha() and letter < "\u02b0"


def one_alphabet(word: str) -> str:
    """Return a word of mixed alphabets in the one its telling letters belong to; any other word unchanged."""
    cyrillic = {letter for letter in word if is_cyrillic(letter)}
    latin = {letter for letter in word if is_latin(letter)}
    if not cyrillic or not latin:
        return word
    if latin <= LOOKALIKE_LATIN:
        return word.translate(TO_CYRILLIC)
    if cyrillic <= LOOKALIKE_CYRILLIC:
        return word.translate(TO_LATIN)
    return word


def mixed(text: str) -> list[str]:
    """Return the words of a text that have a letter of another alphabet in place of one that looks like it.

    >>> mixed("Үкiметi COVIDтен кейін отырды")
    ['Үкiметi']
    """
    if not MEETING.search(text):
        return []
    return [word for word in LETTERS.findall(text) if MEETING.search(word) and one_alphabet(word) != word]


def fold(word: str) -> str:
    """Return the form under which the word is known: NFC, one alphabet, small letters, ё as е.

    >>> fold("Үкiметi"), fold("ЁЛКА"), fold("əсем")
    ('үкіметі', 'елка', 'әсем')
    """
    return folded(word[: 4 * LONGEST])  # the cache is to hold no "word" of a million letters


@lru_cache(maxsize=1 << 18)
def folded(word: str) -> str:
    """Do the work of `fold` on a word of bounded length."""
    if word.isascii() or PLAIN.fullmatch(word):
        return word.lower()[:LONGEST]
    word = INVISIBLE.sub("", unicodedata.normalize("NFC", word))
    word = unicodedata.normalize("NFC", word)[:LONGEST]  # once more, for what now stands together
    word = one_alphabet(word).lower()  # while capitals tell: B is В
    word = INVISIBLE.sub("", word).translate(SAME_LETTER)  # «İ» became i and a combining dot
    return one_alphabet(word)  # once more: У is no Latin letter, у is


def collated(word: str) -> str:
    """Return what a word is sorted by, as dictionaries do: ә behind а, ғ behind г, ё as е; digits and other letters before.

    >>> sorted(["өзен", "орман", "ара", "әже", "база", "пеш"], key=collated)
    ['ара', 'әже', 'база', 'орман', 'өзен', 'пеш']
    """
    return fold(word).translate(ORDER)
