"""The loops over all letters of an archive: compiled from scan.c where there was a compiler, else those of stretches.py.

The two give the same numbers, to the bit, as Python's own accelerators do (PEP 399).
"""

try:
    from ._scan import add, edges, find, sums
except ImportError:
    from .stretches import add, edges, find, sums

__all__ = ["add", "edges", "find", "sums"]
