"""Learns roots and the habits of endings from texts: `python -m indexer.language.kazakh.induce FILE.jsonl.gz …`.

A word is a root, a noun or a verb, with a chain of endings that the grammar allows. Expectation maximisation (Dempster,
Laird and Rubin 1977) over word types: each type shares itself out among its readings by the present counts, the shares
are the next counts. A root with less than one type of its own is dropped, so that what several forms share wins.
"""

import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..detect import spoken
from ..letters import fold, is_cyrillic
from ..tokens import sentences, tokenize
from . import LONGEST, evidence
from .evidence import END, Evidence, key
from .grammar import Reading, ways

ROUNDS = 8
DISCOUNT = 1.0  # types that a root must have before it counts
BASE = 3.0  # types that a verb must have so that its passive is read as its form
TEXTS = ("title", "text", "t", "title_kk")  # keys of a row that hold Kazakh text
VERBAL = ("passive", "negation")
CORE_ROOTS = {(stem, kind) for stem, kind in evidence.table("core.tsv")}
NOMINALISED = ("action", "participle")  # келген and бару are forms of verbs, however often they take nouns' endings


def words(files: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the Kazakh sentences of JSON Lines files."""
    counts: Counter[str] = Counter()
    for name in files:
        with gzip.open(name, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                for text in (row[field] for field in TEXTS if row.get(field)):
                    counts.update(kazakh_words(text))
    return counts


def kazakh_words(text: str) -> Iterator[str]:
    """Yield the folded words of the Kazakh sentences of a text."""
    for start, stop in sentences(text):
        found = [fold(token.text) for token in tokenize(text[start:stop])]
        if spoken(found, "kk") == "kk":
            yield from (word for word in found if 1 < len(word) <= LONGEST and all(map(is_cyrillic, word)))


def learn(types: Iterable[str]) -> Evidence:
    """Return the evidence of word types."""
    analyses = [list(ways(word)) for word in types]
    known: Evidence | None = None
    for _ in range(ROUNDS):
        roots: dict[tuple[str, str], float] = defaultdict(float)
        habits: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for found in analyses:
            shares = [math.exp(known.score(reading) if known else first(reading)) for reading in found]
            whole = sum(shares)
            for reading, share in zip(found, shares, strict=True):
                if share > whole / 1_000:
                    count(reading, share / whole, roots, habits)
        known = Evidence({root: n - DISCOUNT for root, n in roots.items() if n > DISCOUNT}, habits)
    assert known
    return Evidence({root: n for root, n in known.roots.items() if not is_form(root, known)}, known.habits)


def first(reading: Reading) -> float:
    """Return a score to begin with: short roots and few endings; a verb seldom stands bare."""
    return (
        -1.2 * len(reading.stem) - 1.5 * len(reading.endings) - 4.0 * (reading.kind == "verb" and not reading.endings)
    )


def count(
    reading: Reading, share: float, roots: dict[tuple[str, str], float], habits: dict[str, dict[str, float]]
) -> None:
    """Add a reading's share to the counts."""
    roots[reading.stem, reading.kind] += share
    before = reading.kind
    for allomorph in reading.endings:
        habits[before][key(*allomorph.ending)] += share
        before = allomorph.ending.slot
    habits[before][END] += share


def is_form(root: tuple[str, str], known: Evidence) -> bool:
    """Whether a root is itself a form of a well attested verb: құрыл, алма, дами; or келген, бару as nouns."""
    stem, kind = root
    forms = VERBAL if kind == "verb" else NOMINALISED
    return any(
        (reading.endings[-1].ending.slot in forms or (kind == "verb" and reading.endings[-1].text == "и"))
        and (known.roots.get((reading.stem, "verb"), 0.0) >= BASE or (reading.stem, "verb") in CORE_ROOTS)
        for reading in ways(stem)
        if reading.kind == "verb" and reading.endings
    )


def write(name: str, remark: str, rows: Iterable[tuple[str, str, float]]) -> None:
    """Write a table beside this file, sorted, one fact a line."""
    lines = [f"{first}\t{second}\t{number:.1f}" for first, second, number in sorted(rows) if number >= 0.05]
    Path(evidence.__file__).with_name(name).write_text("\n".join([remark, *lines, ""]), encoding="utf-8")


def main(files: list[str]) -> None:
    """Make the tables from files."""
    found = learn(words(files))
    made = "made by `python -m indexer.language.kazakh.induce`; reviewed, not edited"
    write("roots.tsv", f"# root, kind, word types: {made}", ((s, k, n) for (s, k), n in found.roots.items()))
    rows = ((before, name, n) for before, names in found.habits.items() for name, n in names.items())
    write("habits.tsv", f"# what stands before, ending, word types: {made}", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
