"""What was found: in which order it is shown, and how much of it there is of each kind."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from .generation import Document, Scores
from .ledger import Values


class Order:
    """How found documents are sorted: score, then date, then id, so that equal ones never change places."""

    def __init__(self, documents: dict[int, Document], sort: str, scored: bool) -> None:
        self.documents = documents
        self.sort = sort if scored or sort != "relevance" else "newest"

    def __call__(self, scores: Scores) -> list[int]:
        """Return the document numbers in order."""
        documents = self.documents

        def newest(number: int) -> tuple[int, str]:
            values = documents[number].values
            return -(values.day or 0), values.id

        def oldest(number: int) -> tuple[int, str]:
            values = documents[number].values
            return values.day or dt.date.max.toordinal(), values.id

        if self.sort == "oldest":
            return sorted(scores, key=oldest)
        if self.sort == "newest":
            return sorted(scores, key=newest)
        return sorted(scores, key=lambda number: (-round(scores[number], 9), *newest(number)))


def facets(counted: Iterable[Values]) -> dict[str, list[tuple[str | int | None, int]]]:
    """Return how many articles there are by source, language and year; None is what has no date."""
    counted = list(counted)
    years = Counter(dt.date.fromordinal(v.day).year if v.day else None for v in counted)
    return {
        "source": best_first(same_name(Counter(v.source for v in counted))),
        "language": best_first(Counter(v.language for v in counted)),
        "year": sorted(years.items(), key=lambda pair: (pair[0] is None, pair[0] or 0)),
    }


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
