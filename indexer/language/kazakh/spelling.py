"""How roots are spelt: which letters follow each other, so that an unknown root is taken for one only if it looks like one."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

START, STOP = "^^", "$"
LETTERS = 45  # of the alphabet, and the stop: what an unseen letter is one of
FAR = 15  # letters, from which on all roots are alike to `heights`
WEIGHT = 8.0  # how many letters seen the shorter context counts for (Dirichlet smoothing, MacKay and Peto 1995)


class Spelling:
    """Letter trigrams of roots, smoothed by bigrams and single letters."""

    def __init__(self, roots: Iterable[str]) -> None:
        texts = (START + root + STOP for root in roots)
        threes = Counter(text[place - 2 : place + 1] for text in texts for place in range(len(START), len(text)))
        after: defaultdict[str, Counter[str]] = defaultdict(
            Counter
        )  # context of two letters, one or none -> letters after it
        for three, often in threes.items():
            for context in (three[:2], three[1], ""):
                after[context][three[2]] += often
        self.after = dict(after)
        self.seen = {context: letters.total() for context, letters in self.after.items()}
        self.log = lru_cache(maxsize=1 << 15)(self.last)

    def log_probability(self, root: str) -> float:
        """Return the log probability of a root's letters and of its end."""
        text = START + root + STOP
        return sum(map(self.log, [text[place : place + 3] for place in range(len(root) + 1)]))

    def last(self, three: str) -> float:
        """Return the log probability of the last of three letters after the others."""
        return math.log(self.probability(three[2], three[:2]))

    def probability(self, letter: str, context: str) -> float:
        """Return how likely a letter is after a context."""
        shorter = self.probability(letter, context[1:]) if context else 1 / LETTERS
        seen = self.after.get(context)
        return (seen[letter] + WEIGHT * shorter) / (self.seen[context] + WEIGHT) if seen else shorter

    def heights(self) -> list[dict[str, float]]:
        """Return, for roots of 0, 1 … FAR letters, their last two -> the log probability of the likeliest (Viterbi 1967).

        "" is for letters that no root ends in; the last row is for all longer roots.
        """
        letters, log = self.table()
        number = {letter: place for place, letter in enumerate(letters)}
        pairs = [context for context in self.after if len(context) == 2]
        ends = tuple(np.array([[number[letter] for letter in pair] for pair in pairs]).T)
        best = np.full(log.shape[:2], -np.inf)  # by the last two letters
        best[number[START[0]], number[START[0]]] = 0.0
        found = []
        for _ in range(FAR):
            whole = best + log[:, :, number[STOP]]
            found.append(dict(zip(pairs, whole[ends].tolist(), strict=True)) | {"": float(whole.max())})
            best = (best[:, :, None] + log).max(axis=0)
            best[:, number[STOP]] = -np.inf
        return [*found, {"": float(best.max())}]

    def table(self) -> tuple[list[str], Floats]:
        """Return letters, and the log probability of each after each two: those seen, "?" for any other, start and stop."""
        letters = [*sorted(self.after[""].keys() - {STOP}), "?", START[0], STOP]

        def smoothed(context: str, shorter: Floats) -> Floats:
            if context not in self.after:
                return shorter
            counts = np.array([self.after[context][letter] for letter in letters])
            return (counts + WEIGHT * shorter) / (self.seen[context] + WEIGHT)

        one = smoothed("", np.full(len(letters), 1 / LETTERS))
        two = {letter: smoothed(letter, one) for letter in letters}
        return letters, np.log(np.array([[smoothed(a + b, two[b]) for b in letters] for a in letters]))
