"""Tokens: where the words of a text stand."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Token(NamedTuple):
    """A word as written: `text[start:stop]`."""

    start: int
    stop: int
    text: str


# Letters and digits, with the marks that may stand inside a word; anything else parts words.
MARK = "[\u0300-\u036f\u00ad\u200b-\u200d\u2060]"
WORD = re.compile(f"([^\\W_]+(?:{MARK}+[^\\W_]*)*)")  # a group, for `split` to keep it

# A sentence ends at its mark before a capital or a digit, or at a line's end; «2025 ж.», «А. Құнанбаев» and «5 млн.» do
# not end one. Every repetition is bounded: a million full stops must not cost a million squared.
SMALL = "а-яәғқңөұүһіa-z"
END = re.compile(f'[.!?…]{{1,6}}[»”")]{{0,3}}(?=\\s{{1,9}}[«“"(—–-]{{0,3}}\\s?[^\\W{SMALL}])|\\n+')
SHORT = "ж|жж|г|гг|т|б|с|м|ғ|ст|млн|млрд|тыс|руб|тг|ул|обл|көш|др|пр|им|т\\.б|т\\.с\\.с|т\\.д|т\\.п|проф|акад|[А-ЯӘҒҚҢӨҰҮІA-Z]"
ABBREVIATED = re.compile(f"(?:^|[\\s(«])(?:{SHORT})$")
LONGEST = 12  # letters of an abbreviation with what stands before it
LAST = re.compile("|".join(one.rpartition("\\.")[2] for one in SHORT.split("|")))  # words of one: «б» of «т.б.»


def is_mark(letter: str) -> bool:
    """Whether a character may stand inside a word, though no word begins with it."""
    return bool(re.match(MARK, letter))


def tokenize(text: str) -> Iterator[Token]:
    """Yield the words of the text in order; with what stands between them they rejoin to the text."""
    for match in WORD.finditer(text):
        yield Token(match.start(), match.end(), match.group())


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of each sentence; together they cover the text.

    >>> [text[a:b] for text in ["Күн ашық. Жел жоқ."] for a, b in sentences(text)]
    ['Күн ашық.', ' Жел жоқ.']
    """
    start = 0
    for match in END.finditer(text):
        if match.group()[0] == "." and is_abbreviated(text, match.start()):
            continue
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def is_abbreviated(text: str, stop: int) -> bool:
    """Whether the word that ends at a full stop is an abbreviation."""
    return bool(ABBREVIATED.search(text, max(0, stop - LONGEST), stop))


def may_abbreviate(word: str) -> bool:
    """Whether a word is one that abbreviations end with."""
    return bool(LAST.fullmatch(word))
