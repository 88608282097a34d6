"""Kazakh in Latin letters, of 2018, of 2021 and as web sites write it -> Cyrillic spellings it may stand for."""

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
# Letters that tell Kazakh from English and Turkish names; without one of them a word is left as it is.
TELLING = frozenset("qğǵñńūáúý")
MOST = 16  # spellings tried


def spellings(word: str) -> list[str]:
    """Return the Cyrillic spellings of a folded Latin word, likeliest letters first; none if it does not look Kazakh.

    >>> spellings("qala"), spellings("telegram")
    (['қала'], [])
    """
    if not TELLING & {*word}:
        return []
    letters, place = [], 0
    while place < len(word):
        length = 2 if word[place : place + 2] in LETTERS else 1
        letters.append(LETTERS.get(word[place : place + length], [""]))
        place += length
    return ["".join(spelling) for spelling in islice(product(*letters), MOST)] if [""] not in letters else []
