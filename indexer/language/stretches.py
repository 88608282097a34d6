"""The loops over all letters of an archive, in NumPy; scan.c has them in C."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Sums = NDArray[np.uint64]

UNKNOWN, OTHER, MARK, LETTER = range(4)  # kinds of characters: not met yet, parts words, stands inside one, makes one
NEW = -1  # a string that was not met before
SPREAD = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio (Knuth, The Art of Computer Programming 3, 6.4)
WORD = (1 << 64) - 1
POWERS = 1 << 19  # of a place that are at hand: of as many letters as are analysed in one go


def edges(kinds: NDArray[np.uint8], letters: NDArray[np.uint32]) -> memoryview | bytes | None:
    """Return where words begin and end, in turns: from a letter or a digit on, as far as there are such or marks.

    Given is the kind of each character there is; None is returned where one of them is UNKNOWN.
    """
    found = kinds[letters]
    if not found.all():
        return None
    inside = np.zeros(len(found) + 2, bool)
    np.greater_equal(found, MARK, out=inside[1:-1])
    both = np.flatnonzero(inside[1:] != inside[:-1]).reshape(-1, 2)
    begins, ends = both.T
    if (found[begins] == MARK).any():
        real = np.flatnonzero(found == LETTER)
        first = np.append(real, len(found))[real.searchsorted(begins)]
        both = np.stack((first, ends), 1)[first < ends]
    return both.ravel().data


def sums(letters: NDArray[np.uint32], begins: Numbers, ends: Numbers, place: int) -> memoryview | bytes:
    """Return a number of 64 bits for each stretch of letters, never 0: a polynomial at a place, which is odd (Karp and Rabin, 1987)."""
    up, down = powers(place, max(POWERS, 1 << len(letters).bit_length()))
    whole = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(letters * up[: len(letters)], out=whole[1:])
    found: Sums = (whole[ends] - whole[begins]) * down[begins]
    found[found == 0] = 1
    return found.data


@lru_cache(maxsize=1)
def powers(place: int, size: int) -> tuple[Sums, Sums]:
    """Return so many powers of a place, and of its inverse."""
    both = []
    for one in (place, pow(place, -1, 1 << 64)):
        steps = np.full(size, one, np.uint64)
        steps[0] = 1
        both.append(np.multiply.accumulate(steps))
    return both[0], both[1]


def find(table: Sums, numbers: Numbers, wanted: Sums) -> memoryview | bytes:
    """Return the number of each sum in a hash table with linear probing, or NEW.

    The table has a power of 2 of slots, one of them free, which is 0; a sum is looked for from the slot that its highest bits tell.
    """
    last = len(table) - 1
    slots = ((wanted * np.uint64(SPREAD)) >> np.uint64(64 - last.bit_length())).astype(np.int64)
    there = table[slots]
    away = np.flatnonzero((there != wanted) & (there != 0))
    while len(away):
        slots[away] = (slots[away] + 1) & last
        there = table[slots[away]]
        away = away[(there != wanted[away]) & (there != 0)]
    return numbers[slots].data


def add(table: Sums, numbers: Numbers, sums: Sums, their: Numbers) -> None:
    """Put sums and their numbers into such a table, where there is room."""
    slots, its = table.data, numbers.data  # plain numbers come out of these faster than out of arrays
    last = len(slots) - 1
    for sum, number in zip(sums.tolist(), their.tolist(), strict=True):
        slot = (sum * SPREAD & WORD) >> 64 - last.bit_length()
        while slots[slot] not in {0, sum}:
            slot = (slot + 1) & last
        slots[slot], its[slot] = sum, number
