"""Families: an article and its reprints, in the order in which they were published."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import arrays
from .arrays import Array
from .schema import named

if TYPE_CHECKING:
    from .generation import Generation

LOOKED_UP = 16  # documents a member of a family, above which each member is looked up among them
UNDATED = 1 << 30  # behind any day

Numbers = NDArray[np.intp]


class Family(NamedTuple):
    """The family of a document."""

    others: list[int]  # the first publication first
    size: int
    late: bool  # whether another was published before it


ALONE = Family([], 1, False)


@dataclass(frozen=True)
class Families:
    """The documents that have reprints, family by family."""

    documents: Numbers  # of each family the first publication first
    numbers: Numbers  # the family of each of them
    starts: Numbers  # where each family begins, and where the last one ends
    places: NDArray[np.int32]  # of all documents there are: where each stands above, -1 for nowhere

    def family(self, document: int, most: int) -> Family:
        """Return a document's family, at most so many of the others."""
        place = int(self.places[document]) if len(self.documents) else -1
        if place < 0:
            return ALONE
        first, stop = self.starts[self.numbers[place] :][:2].tolist()
        found = [other for other in self.documents[first : min(stop, first + most + 1)].tolist() if other != document]
        return Family(found[:most], stop - first, place > first)

    def among(self, documents: Numbers) -> Numbers:
        """Return the places of those of some documents, in order, that have reprints; the shorter side is looked up."""
        if LOOKED_UP * len(self.documents) < len(documents):
            at = np.minimum(documents.searchsorted(self.documents), len(documents) - 1)
            return np.flatnonzero(documents[at] == self.documents)
        places = self.places[documents]
        return places[places >= 0].astype(np.intp)

    def behind(self, groups: Sequence[Numbers]) -> Numbers:
        """Return the documents that stand behind another of their family: an earlier publication, or one in an earlier group."""
        places = [self.among(documents) for documents in groups]
        members = np.concatenate(places)
        group = np.repeat(np.arange(len(places)), [len(at) for at in places])
        order = np.lexsort((members, group, self.numbers[members]))
        family = self.numbers[members[order]]
        return np.sort(self.documents[members[order][1:][family[1:] == family[:-1]]])


def families(generation: "Generation") -> Families:
    """Return the families of a generation: articles are of one family if links lead from one to the other."""
    pairs = linked(generation)
    there, ends = np.unique(pairs, return_inverse=True)
    labels = united(ends.reshape(-1, 2), len(there))
    order = np.lexsort(published(generation, there, labels))
    numbers = np.unique(labels[order], return_inverse=True)[1].astype(np.intp)
    places = np.full(generation.size if len(there) else 0, -1, np.int32)
    places[there[order]] = np.arange(len(there))
    return Families(there[order], numbers, arrays.starts(np.bincount(numbers)).astype(np.intp), places)


def linked(generation: "Generation") -> Numbers:
    """Return the links of live documents: [link, 2]. An article that is gone, or was changed, has left its links behind."""
    ends = [generation.joined(name, np.int64) for name in ("links", "linked")]
    if not len(ends[0]):
        return np.empty((0, 2), np.intp)
    order = np.argsort(generation.rows, kind="stable")
    rows = np.stack(ends, axis=1)
    at = generation.rows.searchsorted(rows, sorter=order)
    pairs = order[np.minimum(at, generation.size - 1)]
    whole = generation.rows[pairs] == rows
    if generation.live is not None:
        whole &= generation.live[pairs]
    found: Numbers = pairs[whole.all(axis=1)]
    return found


def united(pairs: Numbers, count: int) -> Numbers:
    """Return a number for each of some documents, the same where pairs lead from one to the other."""
    labels = np.arange(count)
    while True:
        lower = labels.copy()
        np.minimum.at(lower, pairs, labels[pairs[:, ::-1]])
        lower = lower[lower]  # what a label leads to: a chain shrinks by half
        if np.array_equal(lower, labels):
            return labels
        labels = lower


def published(generation: "Generation", documents: Numbers, labels: Numbers) -> tuple[Array, Array, Array, Array]:
    """Return the keys, the least first, that order documents by family and publication.

    Of those of one day comes first whom another of the family names as its origin, last who names an origin, and of
    equal ones whoever was here first.
    """
    days = generation.days[documents]
    known = generation.sources
    sources = np.array([named(name) for name in known.names], np.int64)[known.codes[documents]]
    origins = generation.joined("origins", np.uint32)[documents].astype(np.int64)
    is_origin = np.isin(labels << 32 | sources, (labels << 32 | origins)[origins > 0])
    rank = np.where(is_origin, 0, np.where(origins > 0, 2, 1))
    return generation.rows[documents], rank, np.where(days > 0, days, UNDATED), labels
