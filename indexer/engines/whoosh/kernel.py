"""The loops in which a page and a commit spend most of their time: compiled from kernel.c where there was a compiler, else those of loops.py.

The two give the same numbers, to the bit, as Python's own accelerators do (PEP 399).
"""

try:
    from ._kernel import begun, find, gain, grouped, hashed, hold, keys, moved, places, postings, ranked, spans
except ImportError:
    from .loops import begun, find, gain, grouped, hashed, hold, keys, moved, places, postings, ranked, spans

__all__ = [
    "begun",
    "find",
    "gain",
    "grouped",
    "hashed",
    "hold",
    "keys",
    "moved",
    "places",
    "postings",
    "ranked",
    "spans",
]
