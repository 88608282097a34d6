"""Kazakh: the stem of a word, by a table of endings and the roots that texts attest."""

from typing import Any

from ..letters import fold, in_cyrillic, is_cyrillic
from .evidence import EVIDENCE
from .grammar import ways
from .latin import foreign, spellings
from .likely import LONGEST, Likely, in_order, weighed
from .separated import ends, parted

PARTICLES = frozenset({"ақ", "ау", "ай", "мыс", "міс"})  # written behind a hyphen after any word: жақсы-ақ


def readings(word: str) -> tuple[tuple[str, float], ...]:
    """Return (stem, probability) of each analysis of the word, the likeliest first; the word itself is among them."""
    word = fold(word)
    if word in EVIDENCE.irregular:
        return ((EVIDENCE.irregular[word], 1.0), (word, 0.0))
    if not is_word(word):
        return ((word, 1.0),)
    found = decided(word, weighed(word))
    whole = sum(likely for _, likely in found) or 1.0
    return tuple((stem, likely / whole) for stem, likely in found)


def is_word(word: str) -> bool:
    """Whether the grammar has anything to say of a folded word."""
    return 1 < len(word) <= LONGEST and in_cyrillic(word)


def decided(word: str, found: list[Likely]) -> list[Likely]:
    """Return the stems of a word with the share of the one that its neighbours decide for, if they do."""
    if word not in EVIDENCE.forms:
        return found
    stem, share = EVIDENCE.forms[word]
    others = [(other, likely) for other, likely in found if other != stem]
    return in_order([(stem, sum(likely for _, likely in others) * share / (1.0 - share)), *others])


def likeliest(word: str) -> str:
    """Return the first stem of a folded word's readings."""
    if word in EVIDENCE.irregular:
        return EVIDENCE.irregular[word]
    return decided(word, weighed(word))[0][0] if is_word(word) else word


def cyrillic(word: str) -> str:
    """Return the Cyrillic spelling of a folded word in Latin letters if it is likelier Kazakh than foreign."""
    if not word[:1].isalpha() or is_cyrillic(word[0]) or len(word) > LONGEST:
        return word
    best, least = word, foreign(word)
    for spelling in spellings(word):
        if (likely := sum(share for _, share in weighed(spelling[:LONGEST]))) > least:
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


def stem(word: str) -> str:
    """Return the stem that a Kazakh word is indexed under; any string is allowed, and none comes back empty but "".

    >>> stem("мектептеріміздегілердің"), stem("медиафорумдардың"), stem("2025")
    ('мектеп', 'медиафорум', '2025')
    """
    return of_form(fold(word)) or word


def of_form(form: str) -> str:
    """Return what `stem` does of a folded word."""
    folded = cyrillic(form)
    head, tail = parted(folded)
    if tail:
        whole = folded[: -len(tail)] + of_form(tail)
        for compound in (folded, whole):
            if (compound, "stem") in EVIDENCE.roots:  # қарым-қатынасы
                return compound
        if tail in PARTICLES:
            return of_form(head)
        return of_form(head) if ends(tail) else whole
    return likeliest(folded)
