"""Where the words of a query stand in the articles that are shown."""

from collections.abc import Sequence

import numpy as np

from ...query import Phrase
from .. import Span
from .evaluation import offsets, phrase_starts
from .generation import Generation

MOST = 2_000  # marks of a field of an article


def spans(
    generation: Generation, documents: Sequence[int], phrases: Sequence[Phrase], field: str
) -> list[tuple[Span, ...]]:
    """Return for each document the spans of the places where a phrase stands, in the order in which the phrases end."""
    among = np.array(sorted(documents), np.intp)
    ends, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for phrase in phrases:
        starts = phrase_starts(generation, field, phrase.words, among)
        shifts = np.array(offsets(phrase.words), np.int64)
        ends.append(np.repeat(starts + shifts[-1], len(shifts)))
        places.append((starts[:, None] + shifts).ravel() & 0xFFFFFFFF)
    keys = np.concatenate(ends)
    order = np.argsort(keys, kind="stable")
    keys, stand = keys[order], np.concatenate(places)[order]
    shown = np.array(documents, np.int64)
    begins, stops = np.searchsorted(keys, (shown << 32, (shown + 1) << 32)).tolist()
    found: list[tuple[Span, ...]] = []
    for document, begin, stop in zip(documents, begins, stops, strict=True):
        rows = generation.spans(field, document)[stand[begin : min(stop, begin + MOST)]] if begin < stop else None
        found.append(() if rows is None else tuple(map(tuple, rows.tolist())))
    return found
