"""How roots are spelt: which letters follow each other, so that an unknown root is taken for one only if it looks like one."""

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

START, STOP = "^^", "$"
LETTERS = 45  # of the alphabet, and the stop: what an unseen letter is one of
WEIGHT = 8.0  # how many letters seen the shorter context counts for (Dirichlet smoothing, MacKay and Peto 1995)


class Spelling:
    """Letter trigrams of roots, smoothed by bigrams and single letters."""

    def __init__(self, roots: Iterable[str]) -> None:
        self.after: dict[str, Counter[str]] = {"": Counter()}  # context of two letters, one or none -> letters after it
        for root in roots:
            text = START + root + STOP
            for place in range(len(START), len(text)):
                for context in (text[place - 2 : place], text[place - 1], ""):
                    self.after.setdefault(context, Counter())[text[place]] += 1
        self.seen = {context: letters.total() for context, letters in self.after.items()}
        self.log = lru_cache(maxsize=1 << 15)(self.last)
        self.log_probability = lru_cache(maxsize=1 << 16)(self.measure)

    def measure(self, root: str) -> float:
        """Return the log probability of a root's letters and of its end."""
        text = START + root + STOP
        return sum(self.log(text[place : place + 3]) for place in range(len(root) + 1))

    def last(self, three: str) -> float:
        """Return the log probability of the last of three letters after the others."""
        return math.log(self.probability(three[2], three[:2]))

    def probability(self, letter: str, context: str) -> float:
        """Return how likely a letter is after a context."""
        shorter = self.probability(letter, context[1:]) if context else 1 / LETTERS
        seen = self.after.get(context)
        return (seen[letter] + WEIGHT * shorter) / (self.seen[context] + WEIGHT) if seen else shorter
