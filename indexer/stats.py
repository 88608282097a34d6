"""What an archive has, in figures."""

from dataclasses import dataclass

from . import query
from .engines import Engine, Figures

Counts = list[tuple[str, int]]


@dataclass(frozen=True)
class Stats(Figures):
    """How many articles an archive has of what kind, and how large it is."""

    articles: int
    undated: int
    languages: Counts  # those of most articles first
    sources: Counts
    years: list[tuple[int, int]]  # in order
    retracted: int
    files: int  # those that articles came from or that failed
    failed: int  # those of them that failed, wholly or in a row, when they were last read


def stats(engine: Engine) -> Stats:
    """Return the figures of an archive: from what is counted already, not from its texts."""
    found = engine.search(query.parse(""), "newest", 0, 1)
    years = dict(found.facets["year"])
    stamps = engine.stamps()
    return Stats(
        **vars(engine.figures()),
        articles=found.total,
        undated=years.pop(None, 0),
        languages=named(found.facets["language"]),
        sources=named(found.facets["source"]),
        years=[(year, count) for year, count in years.items() if isinstance(year, int)],
        retracted=sum(not one.lifted for one in engine.retractions()),
        files=len(engine.files() | stamps.keys()),
        failed=sum(bool(stamp.failures) for stamp in stamps.values()),
    )


def named(counts: list[tuple[str | int | None, int]]) -> Counts:
    """Return counts of what has names; no name is one too."""
    return [(str(name or ""), count) for name, count in counts]
