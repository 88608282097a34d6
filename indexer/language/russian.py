"""Russian through pymorphy3: the lemma of a word."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .letters import KAZAKH_ONLY, fold, is_cyrillic

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

LONGEST = 40  # letters; longer strings are no Russian words, and pymorphy3 takes long over them


@cache
def dictionary() -> "MorphAnalyzer":
    """Return pymorphy3's analyser: loading takes a quarter of a second, so only when a Russian word is met."""
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415

    return MorphAnalyzer(lang="ru")


def possible(word: str) -> bool:
    """Whether the letters of a folded word allow it to be Russian."""
    return 0 < len(word) <= LONGEST and all(is_cyrillic(c) and c not in KAZAKH_ONLY for c in word)


@lru_cache(maxsize=1 << 18)
def known(word: str) -> bool:
    """Whether the dictionary (OpenCorpora) has this folded word in some form."""
    return possible(word) and bool(dictionary().word_is_known(word))


@lru_cache(maxsize=1 << 18)
def lemma(word: str) -> str:
    """Return the dictionary form of a Russian word, folded; other words come back folded and whole.

    The likeliest reading of the word alone is taken, as pymorphy3 ranks them. Any string is allowed.

    >>> lemma("школьных"), lemma("Ёлки"), lemma("әсем")
    ('школьный', 'елка', 'әсем')
    """
    word = fold(word)
    if not possible(word):
        return word
    return fold(dictionary().parse(word)[0].normal_form) or word
