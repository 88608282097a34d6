"""How roots are spelt: which letters follow each other, so that an unknown root is taken for one only if it looks like one."""

from array import array
from collections import Counter
from collections.abc import Iterable

import numpy as np

from ..letters import ALPHABET

START, STOP = "^", "$"
LETTERS = 45  # of the alphabet, and the stop: what an unseen letter is one of
WEIGHT = 8.0  # how many letters seen the shorter context counts for (Dirichlet smoothing, MacKay and Peto 1995)
OTHER = 0  # the code of any other letter
CODES = {letter: code for code, letter in enumerate((*ALPHABET, START, STOP), OTHER + 1)}
SIDE = len(CODES) + 1


class Spelling:
    """Letter trigrams of roots, smoothed by bigrams and single letters."""

    def __init__(self, roots: Iterable[str]) -> None:
        texts = (START * 2 + root + STOP for root in roots)
        threes = Counter(text[place - 2 : place + 1] for text in texts for place in range(2, len(text)))
        counts = np.zeros((SIDE, SIDE, SIDE))
        for three, often in threes.items():
            counts[tuple(CODES.get(letter, OTHER) for letter in three)] += often
        likely = np.full(SIDE, 1 / LETTERS)
        for seen in (counts.sum((0, 1)), counts.sum(0), counts):
            likely = (seen + WEIGHT * likely) / (seen.sum(-1, keepdims=True) + WEIGHT)
        self.logs = array("d", np.log(likely).tobytes())  # of each letter after each two, by their codes

    def log_probability(self, root: str) -> float:
        """Return the log probability of a root's letters and of its end."""
        context, found = CODES[START] * (SIDE + 1), 0.0
        for letter in (*root, STOP):
            code = CODES.get(letter, OTHER)
            found += self.logs[context * SIDE + code]
            context = context % SIDE * SIDE + code
        return found
