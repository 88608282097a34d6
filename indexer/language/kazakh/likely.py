"""The stems of a word and how likely each is: compiled from stems.c where there was a compiler, else what that does in Python.

The two give the same numbers, to the bit, as Python's own accelerators do (PEP 399).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

from . import flat
from .evidence import EVIDENCE
from .grammar import ways

LONGEST = 30  # letters; a longer string is no word, and the walk over it would be long

Likely = tuple[str, float]  # a stem, and how likely it is beside others


def plainly(word: str) -> list[Likely]:
    """Return each stem of a folded word of at most LONGEST Cyrillic letters, the likeliest first: readings are added up."""
    likely: dict[str, float] = defaultdict(float)
    for reading in ways(word):
        likely[reading.stem] += EVIDENCE.probability(reading)
    return in_order(likely.items())


def in_order(found: Iterable[Likely]) -> list[Likely]:
    """Return stems, the likeliest first; of equal ones the shortest."""
    return sorted(found, key=lambda row: (-row[1], len(row[0]), row[0]))


def weighed(word: str) -> list[Likely]:
    """Return what `plainly` does, in a tenth of the time where stems.c was compiled."""
    return way()(word)


@cache
def way() -> Callable[[str], list[Likely]]:
    """Return how stems are found here; the tables are laid out once, when the first word comes."""
    try:
        from ._stems import Stems  # noqa: PLC0415  # if it is there
    except ImportError:
        return plainly
    return Stems(*flat.tables(EVIDENCE)).of
