"""Columns: what all documents are of a kind, such as their authors, as codes in the order of the names."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from . import arrays
from .arrays import Array

Numbers = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """One name a document. Names that differ in case alone (BAQ.KZ, baq.kz) stand side by side and count as one."""

    codes: Array  # of all documents
    names: list[str]  # by code
    folded: list[str]  # the different names in small letters, in order
    starts: list[int]  # the first code of each of those, and the one behind the last

    @cached_property
    def numbers(self) -> Numbers:
        """Which of the folded names each code is."""
        return np.repeat(np.arange(len(self.folded)), np.diff(self.starts))

    def any_of(self, codes: Array, wanted: Iterable[str]) -> Mask:
        """Return where some codes are of one of a few folded names: comparing narrow numbers costs less than looking each up."""
        found = np.zeros(len(codes), bool)
        for name in wanted:
            number = bisect_left(self.folded, name)
            if number < len(self.folded) and self.folded[number] == name:
                first, last = self.starts[number], self.starts[number + 1] - 1
                found |= codes == first if first == last else (codes >= first) & (codes <= last)
        return found

    def counted(self, counts: Array, most: int | None = None) -> list[tuple[str, int]]:
        """Return (name, count) of the names that there are, the largest count first, equal ones by name, given counts by code.

        A name stands as it is written most. With `most` only so many names are looked at, whatever there is.
        """
        there = counts.nonzero()[0]
        counts = counts[there]
        if len(self.folded) == len(self.names):
            if most and len(there) > most:
                best = largest(counts, most)
                there, counts = there[best], counts[best]
            return best_first(zip([self.names[code] for code in there.tolist()], counts.tolist(), strict=True))
        first = np.flatnonzero(np.diff(self.numbers[there], prepend=-1))
        if not len(first):
            return []
        totals = np.add.reduceat(counts, first)
        best = largest(totals, most or len(totals))
        stops = np.append(first[1:], len(there))[best]
        ways = zip(first[best].tolist(), stops.tolist(), strict=True)
        written = [self.names[there[at + counts[at:stop].argmax()]] for at, stop in ways]
        return best_first(zip(written, totals[best].tolist(), strict=True))


def column(names: Sequence[Sequence[str]], codes: Iterable[Array]) -> Column:
    """Return the column of segments, given the names and the codes of each."""
    pairs = sorted((name.casefold(), name) for name in set().union(*names))
    numbers = {name: code for code, (_, name) in enumerate(pairs)}
    firsts: dict[str, int] = {}
    for code, (folded, _) in enumerate(pairs):
        firsts.setdefault(folded, code)
    highest = max(len(pairs) - 1, 0)
    pieces = [arrays.narrow(np.empty(0, np.intp), highest)]
    for some, own in zip(names, codes, strict=True):
        here = np.fromiter(map(numbers.__getitem__, some), np.intp, len(some))
        pieces.append(arrays.narrow(here, highest)[own])
    return Column(np.concatenate(pieces), [*numbers], [*firsts], [*firsts.values(), len(pairs)])


def largest(counts: Array, most: int) -> Numbers:
    """Return the places of so many of the largest counts, of equal ones the first."""
    if len(counts) <= most:
        return np.arange(len(counts))
    limit = np.partition(counts, -most)[-most]
    sure = np.flatnonzero(counts > limit)
    return np.concatenate([sure, np.flatnonzero(counts == limit)[: most - len(sure)]])


def best_first(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return (name, count), the largest count first, equal ones by name."""
    return sorted(sorted(counts), key=itemgetter(1), reverse=True)
