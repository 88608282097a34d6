"""Strings that were met before, known by their sums: a hash table with linear probing that is asked whole columns at a time."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Sums = NDArray[np.uint64]

NEW = -1
SPREAD = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio (Knuth, The Art of Computer Programming 3, 6.4)
WORD = (1 << 64) - 1
FIRST = 1 << 12  # slots
FULL = 2  # slots a string, below which there are to be more


class Seen:
    """Sums of strings, none of them 0 -> the numbers of the strings."""

    def __init__(self) -> None:
        self.count = 0
        self.room(FIRST)

    def room(self, size: int) -> None:
        """Begin with so many slots, a power of 2."""
        self.sums, self.numbers = np.zeros(size, np.uint64), np.full(size, NEW, np.int64)
        self.last = size - 1
        self.shift = 64 - self.last.bit_length()

    def find(self, sums: Sums) -> Numbers:
        """Return the number of each string, or NEW."""
        slots = ((sums * np.uint64(SPREAD)) >> np.uint64(self.shift)).astype(np.int64)
        there = self.sums[slots]
        away = np.flatnonzero((there != sums) & (there != 0))
        while len(away):
            slots[away] = (slots[away] + 1) & self.last
            there = self.sums[slots[away]]
            away = away[(there != sums[away]) & (there != 0)]
        return self.numbers[slots]

    def add(self, sum: int, number: int) -> None:
        """Know one more string."""
        if FULL * (self.count + 1) > len(self.sums):
            known = self.sums[self.sums != 0].tolist(), self.numbers[self.sums != 0].tolist()
            self.room(2 * len(self.sums))
            for pair in zip(*known, strict=True):
                self.put(*pair)
        self.put(sum, number)
        self.count += 1

    def put(self, sum: int, number: int) -> None:
        """Put a string into the next free slot."""
        sums, numbers = self.sums.data, self.numbers.data  # plain numbers come out of these faster than out of arrays
        slot = (sum * SPREAD & WORD) >> self.shift
        while sums[slot]:
            slot = (slot + 1) & self.last
        sums[slot], numbers[slot] = sum, number
