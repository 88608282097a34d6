"""Strings that were met before, known by their sums: a hash table with linear probing that is asked whole columns at a time."""

import numpy as np

from . import scan
from .stretches import NEW, Numbers, Sums

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

    def find(self, sums: Sums) -> Numbers:
        """Return the number of each string, or NEW."""
        return np.frombuffer(bytearray(scan.find(self.sums, self.numbers, sums)), np.int64)

    def add(self, sums: Sums, numbers: Numbers) -> None:
        """Know more strings, each new and given once."""
        self.count += len(sums)
        if FULL * self.count > len(self.sums):
            known = self.sums[self.sums != 0], self.numbers[self.sums != 0]
            self.room(1 << (FULL * self.count).bit_length())
            scan.add(self.sums, self.numbers, *known)
        scan.add(self.sums, self.numbers, sums, numbers)
