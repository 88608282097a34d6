"""The loops in which a page spends most of its time: compiled from kernel.c where there was a compiler, else those of loops.py.

The two give the same numbers, to the bit, as Python's own accelerators do (PEP 399).
"""

try:
    from ._kernel import begun, find, gain, hold, keys, places, postings, spans
except ImportError:
    from .loops import begun, find, gain, hold, keys, places, postings, spans

__all__ = ["begun", "find", "gain", "hold", "keys", "places", "postings", "spans"]
