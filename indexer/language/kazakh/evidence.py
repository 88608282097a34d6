"""What texts attest: roots, and the habits of endings. The tables are made by `induce`, and reviewed as data."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources

from .grammar import DERIVATION, END, Allomorph, Reading, bases
from .spelling import Spelling

# The roots that nothing attests count as UNKNOWN word types together, each by the probability of its spelling.
UNKNOWN = 1000.0
SHARE = {"stem": 0.95, "verb": 0.05}
NAMES = ("ұлы", "қызы", "ғазы", "қазы", "сары", "берді", "келді", "берген", "ғали", "қали")  # ends of names
NAMED = 20.0  # how much likelier than its spelling such a name is
CORE = 15.0  # word types that a root of the hand-written core vocabulary has besides those found
SMOOTH = 0.1  # share that endings seen after the same thing have in common: news has few first persons
ELIDED = math.exp(-1.0)  # probability that a noun loses its last vowel: some sixty do
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
    forms: dict[str, tuple[str, float]] = field(default_factory=dict)  # form -> stem and probability, by its neighbours

    def __post_init__(self) -> None:
        """Take the logarithms once."""
        self.total = sum(self.roots.values()) + UNKNOWN
        self.endings = lru_cache(maxsize=1 << 14)(self.chain)
        self.expected = lru_cache(maxsize=1 << 16)(self.expect)
        self.logs = {before: dict(smoothed(counts)) for before, counts in self.habits.items()}

    def probability(self, reading: Reading) -> float:
        """Return how likely a reading is: its root, and each ending after what stands before it."""
        stem, kind, endings, elided = reading
        types = self.roots.get((stem, kind)) or self.expected(stem, kind)
        return types / self.total * (ELIDED if elided else 1.0) * self.endings(kind, endings)

    @cached_property
    def spelling(self) -> dict[str, Spelling]:
        """How roots of each kind are spelt."""
        return {kind: Spelling(root for root, its in self.roots if its == kind) for kind in SHARE}

    @cached_property
    def rates(self) -> dict[str, float]:
        """How many types of roots each ending makes, for each type of the roots it makes them from."""
        return derivation(self.roots)

    def chain(self, kind: str, endings: tuple[Allomorph, ...]) -> float:
        """Return the probability of a chain of endings and of the word's end behind it."""
        score, before = 0.0, kind
        for allomorph in endings:
            score += self.logs.get(before, {}).get(key(*allomorph.ending), RARE)
            before = allomorph.ending.slot
        return math.exp(score + self.logs.get(before, {}).get(END, RARE))

    def expect(self, stem: str, kind: str) -> float:
        """Return how many types a root would have by its look: by its spelling, and by what it may be made from."""
        types = UNKNOWN * SHARE[kind] * math.exp(self.spelling[kind].log_probability(stem))
        return self.named(stem, kind) * types + self.made(stem, kind)

    def named(self, stem: str, kind: str) -> float:
        """Return how much likelier than its spelling a root is by its end."""
        return NAMED if kind == "stem" and stem.endswith(NAMES) else 1.0

    def made(self, stem: str, kind: str) -> float:
        """Return how many types a root would have by what it may be made from."""
        types = 0.0
        for base, base_kind, (ending,), _ in bases(stem, kind):
            types += self.roots.get((base, base_kind), 0.0) * self.rates.get(key(*ending.ending), 0.0)
        return types


def derivation(roots: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Return derivational ending -> types of the roots it makes, for each type of the roots that they are made from."""
    made: dict[str, float] = defaultdict(float)
    for (stem, kind), types in roots.items():
        for base, base_kind, (ending,), _ in bases(stem, kind):
            if (base, base_kind) in roots:
                made[key(*ending.ending)] += types
    of = {kind: sum(types for (_, its), types in roots.items() if its == kind) for kind in SHARE}
    return {
        key(*ending): made[key(*ending)] / of["verb" if ending.slot in DERIVATION.after["verb"] else "stem"]
        for ending in {ending for ending, _, _ in DERIVATION.examples}
    }


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
    irregular = {row[0]: row[1] for row in table("irregular.tsv")}
    return Evidence(roots, habits, irregular, {form: (stem, float(p)) for form, stem, p in table("forms.tsv")})


EVIDENCE = load()
