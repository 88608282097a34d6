"""Learns roots, the habits of endings and ambiguous forms from texts: `python -m indexer.language.kazakh.induce FILE…`.

A word is a root, a noun or a verb, with a chain of endings that the grammar allows. Expectation maximisation (Dempster,
Laird and Rubin 1977) over word types: each type shares itself out among its readings by the present counts, and in the
later rounds by the words it stands beside; the shares are the next counts. A root with less than one type of its own is
dropped, so that what several forms share wins. In the end, the forms that their neighbours make another stem's than
roots and endings alone would are written down.
"""

import gzip
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from .. import russian
from ..detect import spoken
from ..letters import fold
from ..tokens import sentences, tokenize
from . import evidence, is_word
from .context import Neighbours, category, fits
from .evidence import CORE, Evidence, key
from .grammar import END, Reading, bases, ways

ROUNDS, ALONE = 8, 3  # rounds; how many of them look at words alone
DISCOUNT = 1.0  # types that a root must have before it counts
BASE = 3.0  # types that a verb must have so that its passive is read as its form
LOAN, SHORTEST_LOAN = 3.0, 6  # types that a loan has besides; letters, for short words are alike by chance
SURE = 0.8  # probability of a stem by its neighbours too, for a form to be written down
TEXTS = ("title", "text", "t", "title_kk")  # keys of a row that hold Kazakh text
VERBAL = ("reciprocal", "passive", "negation")
NOMINALISED = ("action", "participle")  # келген and бару are forms of verbs, however often they take nouns' endings
PAUSE = ",;:—–()"

Fits = Mapping[str, Mapping[str, float]]


def read(files: Iterable[str]) -> Neighbours:
    """Return the words of the Kazakh sentences of JSON Lines files, and their neighbours."""
    found = Neighbours()
    for name in files:
        with gzip.open(name, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                for text in (row[field] for field in TEXTS if row.get(field)):
                    for stretch in stretches(text):
                        found.add(stretch)
    return found


def stretches(text: str) -> Iterator[list[str]]:
    """Yield the folded words of each stretch without a pause of the Kazakh sentences of a text."""
    for start, stop in sentences(text):
        sentence = text[start:stop]
        tokens = list(tokenize(sentence))
        if spoken([fold(token.text) for token in tokens], "kk") != "kk":
            continue
        stretch: list[str] = []
        place = 0
        for token in tokens:
            if stretch and any(mark in PAUSE for mark in sentence[place : token.start]):
                yield stretch
                stretch = []
            stretch.append(fold(token.text))
            place = token.stop
        yield stretch


def kazakh_words(text: str) -> Iterator[str]:
    """Yield the folded words of the Kazakh sentences of a text."""
    return (word for stretch in stretches(text) for word in stretch if is_word(word))


def learn(neighbours: Neighbours) -> tuple[Evidence, dict[str, tuple[str, float]]]:
    """Return the evidence of the words of texts, without the core vocabulary, and form -> (stem, probability)."""
    analyses = {word: list(ways(word)) for word in neighbours.seen if is_word(word)}
    known: Evidence | None = None
    likely: Fits = {}
    for number in range(ROUNDS):
        roots: dict[tuple[str, str], float] = defaultdict(float)
        habits: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        forms: dict[str, dict[str, float]] = {}
        for word, found in analyses.items():
            beside = likely.get(word, {})
            scores = [
                (math.log(known.probability(reading)) if known else first(reading)) + beside.get(category(reading), 0.0)
                for reading in found
            ]
            forms[word] = count(found, scores, roots, habits)
        alone = {root: types - DISCOUNT for root, types in roots.items() if types > DISCOUNT}
        known = with_core(alone, habits)
        if ALONE <= number + 1 < ROUNDS:
            likely = fits(neighbours, forms)
    plain, core = Evidence(alone, habits), {(stem, kind) for stem, kind in evidence.table("core.tsv")}
    kept = {root: types for root, types in alone.items() if not is_form(root, plain, core)}
    for loan in loans(analyses.values()):
        kept[loan, "stem"] = kept.get((loan, "stem"), 0.0) + LOAN
    known = with_core(kept, habits)
    return Evidence(kept, habits), dict(decided(analyses, known, likely, {stem for stem, _ in core}))


def loans(analyses: Iterable[list[Reading]]) -> set[str]:
    """Return the stems among readings that are dictionary words of Russian: репортаж, карантин, фестиваль."""
    stems = {reading.stem for found in analyses for reading in found if reading.kind == "stem"}
    return {
        stem for stem in stems if len(stem) >= SHORTEST_LOAN and russian.known(stem) and russian.lemma(stem) == stem
    }


def with_core(roots: Mapping[tuple[str, str], float], habits: dict[str, dict[str, float]]) -> Evidence:
    """Return evidence in which the hand-written vocabulary is attested too."""
    core = {(stem, kind): roots.get((stem, kind), 0.0) + CORE for stem, kind in evidence.table("core.tsv")}
    return Evidence({**roots, **core}, habits)


def first(reading: Reading) -> float:
    """Return a score to begin with: short roots and few endings; a verb seldom stands bare."""
    return (
        -1.2 * len(reading.stem) - 1.5 * len(reading.endings) - 4.0 * (reading.kind == "verb" and not reading.endings)
    )


def count(
    found: list[Reading],
    scores: list[float],
    roots: dict[tuple[str, str], float],
    habits: dict[str, dict[str, float]],
) -> dict[str, float]:
    """Share one type out among its readings; return the shares of its categories."""
    best = max(scores)
    likely = [math.exp(score - best) for score in scores]
    whole = sum(likely)
    categories: dict[str, float] = defaultdict(float)
    for reading, weight in zip(found, likely, strict=True):
        share = weight / whole
        if share > 0.001:
            categories[category(reading)] += share
            roots[reading.stem, reading.kind] += share
            before = reading.kind
            for allomorph in reading.endings:
                habits[before][key(*allomorph.ending)] += share
                before = allomorph.ending.slot
            habits[before][END] += share
    return categories


def is_form(root: tuple[str, str], known: Evidence, core: AbstractSet[tuple[str, str]]) -> bool:
    """Whether a root is itself a form of a verb that is attested better: құрыл, алма, дами; or келген, бару as nouns.

    The passive of a verb of the core is its form even if nothing else attests it, where the verb is made from a noun:
    сотта – соттал. Of other verbs it may be a word of its own: ора – орал.
    """
    stem, kind = root
    types = known.roots[root]
    forms = VERBAL if kind == "verb" else NOMINALISED
    for reading in ways(stem):
        if reading.kind == "verb" and reading.endings:
            last = reading.endings[-1]
            least = {"negation": 0.1, "reciprocal": max(BASE, types)}.get(last.ending.slot, BASE)
            is_one = last.ending.slot in forms or (kind == "verb" and last.text == "и")
            if is_one and known.roots.get((reading.stem, "verb"), 0.0) >= least:
                return True
            made = (reading.stem, "verb") in core and any(base[:2] in core for base in bases(reading.stem, "verb"))
            if kind == "verb" and root not in core and last.ending.slot == "passive" and made:
                return True
    return False


def decided(
    analyses: Mapping[str, list[Reading]], known: Evidence, likely: Fits, core: AbstractSet[str]
) -> Iterator[tuple[str, tuple[str, float]]]:
    """Yield (form, (stem, probability)) where neighbours decide for another stem than roots and endings alone do.

    It is an attested one or the form itself: neighbours choose among words, they do not invent any. Nor do
    they make a form of a verb alone of what is surely a word of the core vocabulary: талап.
    """
    for word in sorted(likely):
        beside = likely[word]
        alone, surely = likeliest(known, analyses[word], {})
        stem, probability = likeliest(known, analyses[word], beside)
        attested = stem == word or {(stem, "stem"), (stem, "verb")} & known.roots.keys()
        sure = alone in core and surely >= SURE and stem != word and (stem, "stem") not in known.roots
        if attested and stem != alone and probability >= SURE and not sure:
            yield word, (stem, probability)


def likeliest(known: Evidence, found: list[Reading], beside: Mapping[str, float]) -> tuple[str, float]:
    """Return the likeliest stem among readings, and its probability."""
    shares: dict[str, float] = defaultdict(float)
    for reading in found:
        shares[reading.stem] += math.exp(math.log(known.probability(reading)) + beside.get(category(reading), 0.0))
    best = max(shares, key=lambda stem: shares[stem])
    return best, shares[best] / sum(shares.values())


def write(name: str, remark: str, rows: Iterable[tuple[str, str, str]]) -> None:
    """Write a table beside this file, sorted, one fact a line."""
    lines = ["\t".join(row) for row in sorted(rows)]
    remark = f"# {remark}: made by `python -m indexer.language.kazakh.induce`; reviewed, not edited"
    Path(evidence.__file__).with_name(name).write_text("\n".join([remark, *lines, ""]), encoding="utf-8")


def main(files: list[str]) -> None:
    """Make the tables from files."""
    found, forms = learn(read(files))
    roots = ((stem, kind, f"{n:.1f}") for (stem, kind), n in found.roots.items() if n >= 0.05)
    write("roots.tsv", "root, kind, word types", roots)
    habits = ((before, name, f"{n:.1f}") for before, names in found.habits.items() for name, n in names.items())
    write("habits.tsv", "what stands before, ending, word types", (row for row in habits if row[2] != "0.0"))
    write(
        "forms.tsv",
        "form, stem, probability",
        ((form, stem, f"{min(p, 0.99):.2f}") for form, (stem, p) in forms.items()),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
