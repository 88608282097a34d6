"""Kazakh: the stem of a word, by a table of endings and the roots that texts attest."""

import math
from collections import defaultdict
from functools import lru_cache
from typing import Any

from ..letters import fold, is_cyrillic
from .evidence import EVIDENCE, Evidence
from .grammar import ways
from .latin import foreign, spellings
from .separated import ends, parted

PARTICLES = frozenset({"ақ", "ау", "ай", "мыс", "міс"})  # written behind a hyphen after any word: жақсы-ақ
LONGEST = 30  # letters; a longer string is no word, and the walk over it would be long


@lru_cache(maxsize=1 << 16)
def readings(word: str) -> tuple[tuple[str, float], ...]:
    """Return (stem, probability) of each analysis of the word, the likeliest first; the word itself is among them."""
    word = fold(word)
    if word in EVIDENCE.irregular:
        return ((EVIDENCE.irregular[word], 1.0), (word, 0.0))
    if not 1 < len(word) <= LONGEST or not all(map(is_cyrillic, word)):
        return ((word, 1.0),)
    return weighed(word, EVIDENCE)


def weighed(word: str, evidence: Evidence) -> tuple[tuple[str, float], ...]:
    """Return the readings of a word in the light of some evidence: what several ways lead to is added up."""
    likely: dict[str, float] = defaultdict(float)
    for reading in ways(word):
        likely[reading.stem] += math.exp(evidence.score(reading))
    if word in evidence.forms:
        stem, share = evidence.forms[word]
        others = sum(likely.values()) - likely[stem]
        likely[stem] = others * share / (1.0 - share)
    whole = sum(likely.values()) or 1.0
    return tuple(sorted(((s, p / whole) for s, p in likely.items()), key=lambda row: (-row[1], len(row[0]), row[0])))


def likelihood(word: str) -> float:
    """Return how likely a word is at all, over all its readings."""
    return sum(math.exp(EVIDENCE.score(reading)) for reading in ways(word[:LONGEST]))


def cyrillic(word: str) -> str:
    """Return the Cyrillic spelling of a folded word in Latin letters if it is likelier Kazakh than foreign."""
    if not word[:1].isalpha() or is_cyrillic(word[0]) or len(word) > LONGEST:
        return word
    best = max(spellings(word), key=likelihood, default="")
    return best if best and likelihood(best) > foreign(word) else word


def explain(word: str, most: int = 8) -> list[dict[str, Any]]:
    """Return the likeliest ways down from a word, with the rows of the table they take: what `stem` added up."""
    folded = cyrillic(fold(word))
    tail = parted(folded)[1]
    if tail or folded in EVIDENCE.irregular:
        kind = "written apart" if tail else "irregular"
        return [{"stem": stem(word), "kind": kind, "endings": tail, "probability": 1.0}]
    if not all(map(is_cyrillic, folded)):
        return [{"stem": stem(word), "kind": "whole", "endings": "", "probability": 1.0}]
    likely = [(math.exp(EVIDENCE.score(reading)), reading) for reading in ways(folded[:LONGEST])]
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
    """Return the stem that a Kazakh word is indexed under; any string is allowed; one without a letter to be seen comes back empty.

    >>> stem("мектептеріміздегілердің"), stem("медиафорумдардың"), stem("2025")
    ('мектеп', 'медиафорум', '2025')
    """
    folded = cyrillic(fold(word))
    head, tail = parted(folded)
    if tail:
        if tail in PARTICLES:
            return stem(head)
        return stem(head) if ends(tail) else folded[: -len(tail)] + stem(tail)
    return readings(folded)[0][0]
