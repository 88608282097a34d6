"""Kazakh: the stem of a word, by a table of endings and the roots that texts attest."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from ..letters import fold, in_cyrillic, is_cyrillic
from .evidence import EVIDENCE, MARGIN
from .grammar import Reading, ways
from .latin import foreign, spellings
from .separated import ends, parted

PARTICLES = frozenset({"ақ", "ау", "ай", "мыс", "міс"})  # written behind a hyphen after any word: жақсы-ақ
LONGEST = 30  # letters; a longer string is no word, and the walk over it would be long


def readings(word: str) -> tuple[tuple[str, float], ...]:
    """Return (stem, probability) of each analysis of the word, the likeliest first; the word itself is among them."""
    word = fold(word)
    if word in EVIDENCE.irregular:
        return ((EVIDENCE.irregular[word], 1.0), (word, 0.0))
    return weighed(word, ways(word)) if is_word(word) else ((word, 1.0),)


def is_word(word: str) -> bool:
    """Whether the grammar has anything to say of a folded word."""
    return 1 < len(word) <= LONGEST and in_cyrillic(word)


def weighed(word: str, found: list[Reading]) -> tuple[tuple[str, float], ...]:
    """Return the stems of a word's readings with their probabilities: what several ways lead to is added up."""
    likely: dict[str, float] = defaultdict(float)
    for reading in found:
        likely[reading.stem] += EVIDENCE.probability(reading)
    if word in EVIDENCE.forms:
        stem, share = EVIDENCE.forms[word]
        others = sum(likely.values()) - likely[stem]
        likely[stem] = others * share / (1.0 - share)
    whole = sum(likely.values()) or 1.0
    return tuple(sorted(((s, p / whole) for s, p in likely.items()), key=lambda row: (-row[1], len(row[0]), row[0])))


def likeliest(word: str) -> str:
    """Return the first stem of a word's readings, often without a look at the roots that nothing attests."""
    if word in EVIDENCE.irregular or word in EVIDENCE.forms or not is_word(word):
        return readings(word)[0][0]
    found = ways(word)
    attested, others = EVIDENCE.bounds(found)
    *_, second, first = sorted((0.0, 0.0, *attested.values()))
    if first > (second + others) * MARGIN:
        return max(attested, key=attested.__getitem__)
    return weighed(word, found)[0][0]


def cyrillic(word: str) -> str:
    """Return the Cyrillic spelling of a folded word in Latin letters if it is likelier Kazakh than foreign."""
    if not word[:1].isalpha() or is_cyrillic(word[0]) or len(word) > LONGEST:
        return word
    best, least = word, foreign(word)
    for spelling in spellings(word):
        found = ways(spelling[:LONGEST])
        attested, others = EVIDENCE.bounds(found)
        if sum(attested.values()) + others > least and (likely := sum(map(EVIDENCE.probability, found))) > least:
            best, least = spelling, likely
    return best


def explain(word: str, most: int = 8) -> list[dict[str, Any]]:
    """Return the likeliest ways down from a word, with the rows of the table they take: what `stem` added up."""
    folded = cyrillic(fold(word))
    tail = parted(folded)[1]
    if tail or folded in EVIDENCE.irregular:
        kind = "written apart" if tail else "irregular"
        return [{"stem": stem(word), "kind": kind, "endings": tail, "probability": 1.0}]
    if not in_cyrillic(folded):
        return [{"stem": stem(word), "kind": "whole", "endings": "", "probability": 1.0}]
    likely = [(EVIDENCE.probability(reading), reading) for reading in ways(folded[:LONGEST])]
    whole = sum(score for score, _ in likely) or 1.0
    return [
        {
            "stem": reading.stem,
            "kind": reading.kind,
            "endings": " + ".join(
                f"{a.text} [{a.ending.slot} {a.ending.notation}: {a.ending.meaning}]" for a in reading.endings
            ),
            "probability": score / whole,
        }
        for score, reading in sorted(likely, key=lambda pair: -pair[0])[:most]
    ]


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """Return the stem that a Kazakh word is indexed under; any string is allowed, and none comes back empty but "".

    >>> stem("мектептеріміздегілердің"), stem("медиафорумдардың"), stem("2025")
    ('мектеп', 'медиафорум', '2025')
    """
    folded = cyrillic(fold(word))
    head, tail = parted(folded)
    if tail:
        whole = folded[: -len(tail)] + stem(tail)
        for compound in (folded, whole):
            if (compound, "stem") in EVIDENCE.roots:  # қарым-қатынасы
                return compound
        if tail in PARTICLES:
            return stem(head)
        return stem(head) if ends(tail) else whole
    return likeliest(folded) or word
