"""How the page is served, and to whom."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Service:
    """What whoever serves the page has decided; by default everybody may ask anything, and nothing is noted."""

    hosts: tuple[str, ...] = ()  # the names it is called by; none: any
    tokens: Path | None = None  # the file with the digests of what lets a reader in
    rate: float = 0  # requests a second of one address; 0: any number
    proxied: bool = False  # one proxy stands before it, and says who asks
    seconds: float = 30  # for an answer; the first one has to read the dictionaries
    log_queries: bool = False
    metrics: bool = False
