"""What an update did."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """What an update did: numbers of articles, and what it could not do, as (path, reason)."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)  # not indexed
    warnings: list[tuple[str, str]] = field(default_factory=list)  # indexed, but not wholly as given
