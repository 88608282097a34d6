"""Where the words of many texts stand, found with whole columns of letters: what `tokens.WORD` says of each text."""

import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .tokens import is_mark

Numbers = NDArray[np.int64]
Sums = NDArray[np.uint64]

BREAK = "\0"  # parts texts: it is in no word
UNKNOWN, OTHER, MARK, LETTER = range(4)  # kinds of characters: not met yet, parts words, stands inside one, makes one
KINDS = np.zeros(0x110000, np.uint8)
# Strings are told apart by a polynomial over their letters, modulo 2 to the power of 64 (Karp and Rabin, 1987), at a place that
# nobody knows: who writes an article must not be able to give two words one sum.
PLACE = secrets.randbits(64) | 1
LONGEST = 64  # letters of what has a sum: of a thousand letters two strings can be made that share theirs at any place
POWERS = 1 << 19  # of the place that are at hand: of as many letters as are analysed in one go


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
    begins, ends = words(kinds(letters))
    owners = np.repeat(np.arange(len(texts)), np.diff(begins.searchsorted(bases)))
    return Cut(joined, letters, bases[:-1], owners, begins, ends)


def kinds(letters: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the kind of each character."""
    found = KINDS[letters]
    if not found.all():
        for new in np.unique(letters[found == UNKNOWN]).tolist():
            KINDS[new] = LETTER if chr(new).isalnum() else MARK if is_mark(chr(new)) else OTHER
        found = KINDS[letters]
    return found


def words(kinds: NDArray[np.uint8]) -> tuple[Numbers, Numbers]:
    """Return where words begin and end: from a letter or a digit on, as far as there are such or marks."""
    inside = np.zeros(len(kinds) + 2, bool)
    np.greater_equal(kinds, MARK, out=inside[1:-1])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    begins, ends = edges[::2], edges[1::2]
    if (kinds[begins] == MARK).any():
        real = np.flatnonzero(kinds == LETTER)
        first = np.append(real, len(kinds))[real.searchsorted(begins)]
        begins, ends = first[first < ends], ends[first < ends]
    return begins, ends


def summed(letters: NDArray[np.uint32], begins: Numbers, ends: Numbers) -> Sums:
    """Return a number for each stretch of letters, the same for the same letters while this process lives; never 0."""
    up, down = powers(max(POWERS, 1 << len(letters).bit_length()))
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(letters * up[: len(letters)], out=sums[1:])
    found: Sums = (sums[ends] - sums[begins]) * down[begins]
    found[found == 0] = 1
    return found


@lru_cache(maxsize=1)
def powers(size: int) -> tuple[Sums, Sums]:
    """Return so many powers of the place, and of its inverse."""
    both = []
    for place in (PLACE, pow(PLACE, -1, 1 << 64)):
        steps = np.full(size, place, np.uint64)
        steps[0] = 1
        both.append(np.multiply.accumulate(steps))
    return both[0], both[1]
