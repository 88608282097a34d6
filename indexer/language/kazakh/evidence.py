"""What texts attest: roots, and the habits of endings. The tables are made by `induce`, and reviewed as data."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources

from .grammar import Reading

END = "end"  # of a word, among what may follow an ending
# An unattested root of n letters counts as UNKNOWN * exp(-LETTER * n) word types. Swept on the DEV sets: macro F1 95.9 to
# 96.1 for UNKNOWN 60–600, LETTER 1.6–2.2, SMOOTH 0.03–0.3, CORE 5–15; without SMOOTH 95.6.
UNKNOWN, LETTER = 60.0, 1.6
SHARE = {"stem": 0.6, "verb": 0.4}
# Names and words made of others that are words of their own: e-folds that an unattested root of five letters and more
# gains by its look, so that Екібасова, сиқыршы, финалдық, үлгілі are not cut.
OWN = 2.5
OWN_ENDS = tuple("ов ев ова ева ин ина ұлы қызы лық лік дық дік тық тік шы ші лы лі".split())
CORE = 15.0  # word types that a root of the hand-written core vocabulary has besides those found
SMOOTH = 0.1  # share that endings seen after the same thing have in common: news has few first persons
RARE = -9.0  # log probability of an ending never seen after another


def key(slot: str, notation: str, meaning: str) -> str:
    """Return the name of an ending in the table of habits."""
    return f"{slot} {notation} {meaning}"


@dataclass
class Evidence:
    """Counts of word types, and the scores that follow from them."""

    roots: dict[tuple[str, str], float] = field(default_factory=dict)  # (stem, kind) -> types
    habits: dict[str, dict[str, float]] = field(default_factory=dict)  # slot or kind -> ending or END -> types
    irregular: dict[str, str] = field(default_factory=dict)  # form -> stem

    def __post_init__(self) -> None:
        """Take the logarithms once."""
        self.total = math.log(sum(self.roots.values()) + UNKNOWN)
        self.logs = {before: dict(smoothed(counts)) for before, counts in self.habits.items()}

    def score(self, reading: Reading) -> float:
        """Return the log probability of a reading: of its root, and of each ending after what stands before it."""
        stem, kind, endings = reading
        unknown = UNKNOWN * SHARE[kind] * math.exp(-LETTER * len(stem))
        if kind == "stem" and len(stem) > 4 and stem.endswith(OWN_ENDS):
            unknown *= math.exp(OWN)
        score = math.log(self.roots.get((stem, kind), 0.0) + unknown) - self.total
        before = kind
        for allomorph in endings:
            score += self.logs.get(before, {}).get(key(*allomorph.ending), RARE)
            before = allomorph.ending.slot
        return score + self.logs.get(before, {}).get(END, RARE)


def smoothed(counts: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Yield (name, log probability) of what may follow, the rare ones raised a little."""
    whole = sum(counts.values())
    shared = SMOOTH * whole / len(counts)
    for name, number in counts.items():
        yield name, math.log((number + shared) / (whole * (1 + SMOOTH)))


def table(name: str) -> list[list[str]]:
    """Return the rows of a table beside this file; lines that begin with # are remarks."""
    file = resources.files(__package__).joinpath(name)
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def load() -> Evidence:
    """Return the evidence in the tables of this package."""
    roots = {(stem, kind): float(types) for stem, kind, types in table("roots.tsv")}
    for stem, kind in table("core.tsv"):
        roots[stem, kind] = roots.get((stem, kind), 0.0) + CORE
    habits: dict[str, dict[str, float]] = {}
    for before, name, types in table("habits.tsv"):
        habits.setdefault(before, {})[name] = float(types)
    return Evidence(roots, habits, {row[0]: row[1] for row in table("irregular.tsv")})


EVIDENCE = load()
