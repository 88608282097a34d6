"""Lucene's BM25 with its constants: what frequencies and lengths make of a term (Robertson and Zaragoza 2009).

Lucene's BM25Similarity leaves out the factor k1 + 1, which all scores would have in common.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Array, Numbers

K1, B = 1.2, 0.75

Floats = NDArray[np.float64]


class Norms(NamedTuple):
    """What tf / (tf + …) has beside tf in a field: k1 (1 - b + b length / average), a line over the lengths of documents."""

    lengths: Array  # in places, of all documents
    base: float = 0.0
    slope: float = 0.0

    def of(self, documents: Numbers) -> Floats:
        """Return the norms of documents; endless, for a quotient of 0, where there is no word."""
        lengths = self.lengths[documents]
        found: Floats = lengths * self.slope
        found += self.base
        found[lengths == 0] = np.inf
        return found


NONE = Norms(np.empty(0, np.uint8))  # where nothing is scored


def norms(lengths: Array, average: float) -> Norms:
    """Return the norms of a field with these lengths, of this mean."""
    return Norms(lengths, K1 * (1 - B), K1 * B / average)


def saturated(frequencies: Array, norms: Floats) -> Floats:
    """Return the frequencies as BM25 weighs them."""
    found: Floats = frequencies / (norms + frequencies)
    return found
