"""The loops that turn texts into postings, and merge them: compiled from inversion.c where there was a compiler, else those of loops.py.

As with kernel.py, the two give the same numbers.
"""

try:
    from ._inversion import grouped, hashed, moved, ranked
except ImportError:
    from .loops import grouped, hashed, moved, ranked

__all__ = ["grouped", "hashed", "moved", "ranked"]
