"""What an update did."""

from collections import Counter
from dataclasses import dataclass, field

MOST = 1_000  # reasons of one file: what a reader can hold


@dataclass
class Report:
    """What an update did: numbers of articles, and what it could not do, as (path, reason)."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)  # not indexed
    warnings: list[tuple[str, str]] = field(default_factory=list)  # indexed, but not wholly as given


class Reasons:
    """Reasons on their way into a report, MOST of one file."""

    def __init__(self, noted: list[tuple[str, str]]) -> None:
        self.noted = noted
        self.counts: Counter[str] = Counter()

    def add(self, path: str, reason: str) -> None:
        """Add a reason, unless the file has had its share."""
        self.counts[path] += 1
        if self.counts[path] == MOST:
            reason = "and further rows: mend those above, then update again"
        if self.counts[path] <= MOST:
            self.noted.append((path, reason))
