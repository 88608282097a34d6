"""Kazakh in Latin letters, of 2018, of 2021 and as web sites write it -> Cyrillic spellings it may stand for."""

import math
from itertools import islice, product

# One row a Latin letter or pair: the Cyrillic letters it may be. Pairs are looked for first; of 2018 are á ǵ ń ó ú ý.
LETTERS = {
    row[0]: row[1:]
    for row in map(
        str.split,
        "sh ш|ch ч|gh ғ|ng ң нг|zh ж|ts ц|iu ю|ia я|a а|ä ә|á ә|b б|v в|g г|ğ ғ|ǵ ғ|d д|e е э|j ж|z з|i і и|ı ы і й|y ы й|k к|q қ|l л"
        "|m м|n н|ñ ң|ń ң|o о|ö ө|ó ө|p п|r р|s с|ş ш|t т|u у ұ|ū ұ|ü ү|ú ү|ý у|f ф|h х һ|x х|w у|c ц".split("|"),
    )
}
TELLING = frozenset("qğǵñńūáúý")  # letters that tell Kazakh from English and Turkish names
MOST = 16  # spellings tried


def foreign(word: str) -> float:
    """Return how likely a folded Latin word is as one of another language: a brand, or any word in English."""
    return 0.0 if TELLING & {*word} else math.exp(-6.0 - 1.5 * len(word))


def spellings(word: str) -> list[str]:
    """Return the Cyrillic spellings that a folded Latin word may stand for, likeliest letters first.

    >>> spellings("qala"), spellings("astana")
    (['қала'], ['астана'])
    """
    letters, place = [], 0
    while place < len(word):
        length = 2 if word[place : place + 2] in LETTERS else 1
        letters.append(LETTERS.get(word[place : place + length], [""]))
        place += length
    return ["".join(spelling) for spelling in islice(product(*letters), MOST)] if [""] not in letters else []
