"""What was found: in which order it is shown, and how much of it there is of each kind."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .arrays import Array
from .generation import Generation, Numbers

PRECISION = 1e9  # scores that differ by less are the same, whatever the order of the additions was


def first(
    generation: Generation, documents: Numbers, scores: NDArray[np.float64] | None, sort: str, most: int
) -> list[int]:
    """Return the documents that come first: by score, then date, then id, so that equal ones never change places.

    Scores of None stand for documents that are all as good. `most` is 1 and more.
    """
    days = generation.days[documents].astype(np.int64)
    if sort == "oldest":
        keys = [np.where(days == 0, dt.date.max.toordinal(), days)]
    else:
        keys = [-days]
        if sort == "relevance" and scores is not None:
            keys.insert(0, -np.rint(scores * PRECISION).astype(np.int64))
    best = leading(generation, documents, keys, most)
    columns = [key[best].tolist() for key in keys]
    numbers = documents[best].tolist()
    ids = map(generation.id, numbers)
    return [number for *_, number in sorted(zip(*columns, ids, numbers, strict=True))][:most]


def leading(generation: Generation, documents: Numbers, keys: Sequence[Array], most: int) -> Numbers:
    """Return the places of the documents that come first, and of a few more; in no order."""
    sure, rest = [], np.arange(len(documents))
    for key in keys:
        if len(rest) <= most:
            break
        values = key[rest]
        limit = np.partition(values, most - 1)[most - 1]
        sure.append(rest[values < limit])
        most -= len(sure[-1])
        rest = rest[values == limit]
    return np.concatenate([*sure, *of_segments(generation, documents, rest, most)])


def of_segments(generation: Generation, documents: Numbers, rest: Numbers, most: int) -> list[Numbers]:
    """Return the places of those documents that have the first ids, so many of each segment."""
    if len(rest) <= most:
        return [rest]
    found = []
    cuts = np.searchsorted(documents[rest], generation.bases).tolist()
    for content, base, begin, end in zip(generation.contents, generation.bases, cuts, cuts[1:], strict=False):
        mine = rest[begin:end]
        if len(mine) > most:
            ranks = content["id_ranks"][documents[mine] - base]
            mine = mine[np.argpartition(ranks, most - 1)[:most]]
        found.append(mine)
    return found


def facets(generation: Generation, documents: Numbers) -> dict[str, list[tuple[str | int | None, int]]]:
    """Return how many documents there are by source, language and year; None is what has no date."""
    whole = len(documents) == generation.size
    source, language, year = (
        np.bincount(codes if whole else codes[documents]).tolist()
        for codes in (generation.sources[0], generation.languages[0], generation.years)
    )
    return {
        "source": best_first(same_name(counted(source, generation.sources[1]))),
        "language": best_first(counted(language, generation.languages[1])),
        "year": [
            *((number, count) for number, count in enumerate(year) if count and number),
            *((None, count) for count in year[:1] if count),
        ],
    }


def counted(counts: Sequence[int], names: Sequence[str]) -> Counter[str]:
    """Return name -> count of the names that are there."""
    return Counter({name: count for name, count in zip(names, counts, strict=False) if count})


def same_name(counts: Counter[str]) -> dict[str, int]:
    """Add up names that differ in case alone (BAQ.KZ, baq.kz) under the one used most."""
    shown: dict[str, str] = {}
    total: Counter[str] = Counter()
    for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        total[shown.setdefault(name.casefold(), name)] += count
    return total


def best_first(counts: dict[str, int]) -> list[tuple[str | int | None, int]]:
    """Return (value, count), the largest count first, equal ones by name."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
