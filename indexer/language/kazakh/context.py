"""What stands beside a word tells what form it is: an accusative is followed by a verb, an adjective by a noun.

Forms that cannot be mistaken teach those that can: баланы is an accusative, so what follows it is what follows кітапты,
and what follows маңызды is not. A category is a form's last ending; each has its share of neighbours, and a word of many
occurrences is held against all categories that its readings have. Bare stems are nouns, adjectives, adverbs and more, so
they are a mixture of kinds, found by expectation maximisation.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .grammar import Reading

Floats = NDArray[np.float64]

FREQUENT = 300  # words that are neighbours by themselves; others are one by their category
LEAST = 3  # occurrences of a word that is weighed by its neighbours
TRAINED = 10.0  # occurrences of one word that count for its category
MOST = 4.0  # occurrences that count for the word: neighbours repeat each other
PRIOR = 50.0  # neighbours like any word's that each category has seen besides
KINDS, ROUNDS = 4, 15  # of bare stems; rounds to find them
BARE = "stem"
EDGE = "$"  # the neighbour at a sentence's beginning and end, and at a comma


def category(reading: Reading) -> str:
    """Return what form a reading is: its kind, and its last ending if it has any."""
    if not reading.endings:
        return reading.kind
    last = reading.endings[-1].ending
    return f"{reading.kind} {last.slot} {last.notation}"


class Neighbours:
    """Which words stand before and after each word of a text."""

    def __init__(self) -> None:
        self.before: dict[str, Counter[str]] = {}
        self.after: dict[str, Counter[str]] = {}
        self.seen: Counter[str] = Counter()

    def add(self, words: Sequence[str]) -> None:
        """Take note of a stretch without a stop inside; what is no letter is a neighbour too."""
        for place, word in enumerate(words):
            self.seen[word] += 1
            self.before.setdefault(word, Counter())[words[place - 1] if place else EDGE] += 1
            self.after.setdefault(word, Counter())[words[place + 1] if place + 1 < len(words) else EDGE] += 1

    def matrix(self, types: Sequence[str], is_a: Mapping[str, str]) -> Floats:
        """Return (types, neighbours): how often a frequent word, or a word of a category, stands on either side."""
        frequent = {word for word, _ in self.seen.most_common(FREQUENT)} | {EDGE}
        columns: dict[tuple[bool, str], int] = {}
        cells: list[tuple[int, int, int]] = []
        for row, word in enumerate(types):
            for side, table in ((False, self.before), (True, self.after)):
                for other, times in table[word].items():
                    name = other if other in frequent else is_a.get(other, "")
                    cells.append((row, columns.setdefault((side, name), len(columns)), times))
        found = np.zeros((len(types), len(columns)))
        rows, places, times = np.array(cells).T
        np.add.at(found, (rows, places), times)
        return found


def fits(neighbours: Neighbours, shares: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return word -> category -> the log likelihood of its neighbours, against that of any word.

    `shares` has each word's categories with their present probabilities; words seen less than LEAST times are left out.
    """
    types = sorted(word for word in shares if neighbours.seen[word] >= LEAST)
    found = neighbours.matrix(types, {word: max(its, key=lambda c: (its[c], c)) for word, its in shares.items()})
    names = sorted({name for word in types for name in shares[word]})
    weights = np.zeros((len(types), len(names)))
    for row, word in enumerate(types):
        for name, share in shares[word].items():
            weights[row, names.index(name)] = share
    seen = np.array([neighbours.seen[word] for word in types])[:, None]
    training, each = found * np.minimum(1, TRAINED / seen), found / seen * np.minimum(MOST, seen)
    likely = each @ ratios(training, weights).T
    if BARE in names:
        bare = names.index(BARE)
        likely[:, bare] = mixture(training, each, weights[:, bare])
    return {word: dict(zip(names, row, strict=True)) for word, row in zip(types, likely.tolist(), strict=True)}


def ratios(training: Floats, weights: Floats) -> Floats:
    """Return (groups, neighbours): log of how much likelier a neighbour is beside a group than beside any word."""
    usual = (training.sum(0) + 1) / (training.sum() / 2)
    beside = weights.T @ training
    against: Floats = np.log((beside + PRIOR * usual) / (beside.sum(1, keepdims=True) / 2 + PRIOR) / usual)
    return against


def mixture(training: Floats, each: Floats, share: Floats) -> Floats:
    """Return each word's log likelihood as one of several kinds of bare stems, which are found first."""
    chosen = share > 0.8
    kinds = np.random.default_rng(1).dirichlet(np.ones(KINDS), len(share)) * (chosen * share)[:, None]
    for _ in range(ROUNDS):
        scores = each @ ratios(training, kinds).T + np.log(kinds.sum(0) / kinds.sum())
        best = scores.max(1, keepdims=True)
        likely = np.exp(scores - best)
        kinds = likely / likely.sum(1, keepdims=True) * (chosen * share)[:, None]
    together: Floats = best[:, 0] + np.log(likely.sum(1))
    return together
