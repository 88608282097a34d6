"""Where the words of many texts stand, found with whole columns of letters: what `tokens.WORD` says of each text."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import scan
from .stretches import LETTER, MARK, OTHER, UNKNOWN, Numbers, Sums
from .tokens import is_mark

BREAK = "\0"  # parts texts: it is in no word
KINDS = np.zeros(0x110000, np.uint8)  # of characters
# Strings are told apart by a polynomial over their letters, modulo 2 to the power of 64 (Karp and Rabin, 1987), at a place that
# nobody knows: who writes an article must not be able to give two words one sum.
PLACE = secrets.randbits(64) | 1
LONGEST = 64  # letters of what has a sum: of a thousand letters two strings can be made that share theirs at any place


class Cut(NamedTuple):
    """The words of some texts, text by text, as places in all of them joined."""

    joined: str
    letters: NDArray[np.uint32]
    bases: Numbers  # where each text begins
    owners: Numbers  # of each word the number of its text,
    begins: Numbers  # and where it begins
    ends: Numbers  # and ends


def cut(texts: Sequence[str]) -> Cut:
    """Return where the words of texts are."""
    joined = BREAK.join(texts)
    letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    bases = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + len(BREAK), out=bases[1:])
    begins, ends = words(letters)
    owners = np.repeat(np.arange(len(texts)), np.diff(begins.searchsorted(bases)))
    return Cut(joined, letters, bases[:-1], owners, begins, ends)


def words(letters: NDArray[np.uint32]) -> tuple[Numbers, Numbers]:
    """Return where words begin and end: from a letter or a digit on, as far as there are such or marks."""
    while (found := scan.edges(KINDS, letters)) is None:
        for new in np.unique(letters[KINDS[letters] == UNKNOWN]).tolist():
            KINDS[new] = LETTER if chr(new).isalnum() else MARK if is_mark(chr(new)) else OTHER
    edges = np.frombuffer(found, np.int64)
    return edges[::2].copy(), edges[1::2].copy()


def summed(letters: NDArray[np.uint32], begins: Numbers, ends: Numbers) -> Sums:
    """Return a number for each stretch of letters, the same for the same letters while this process lives; never 0."""
    return np.frombuffer(scan.sums(letters, begins, ends, PLACE), np.uint64)
