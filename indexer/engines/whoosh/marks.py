"""Where the words of a query stand in the articles that are shown."""

from collections.abc import Sequence

import numpy as np

from ...query import Phrase
from .. import Span
from .evaluation import offsets, phrase_starts
from .generation import Generation

MOST = 2_000  # marks of a field of an article


def marks(
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
    keys, stand = keys[order] >> 32, np.concatenate(places)[order]
    found = []
    for document in documents:
        begin, end = np.searchsorted(keys, (document, document + 1)).tolist()
        if begin < end:
            spans = generation.spans(field, document)[stand[begin : min(end, begin + MOST)]]
            found.append(tuple(map(tuple, spans.tolist())))
        else:
            found.append(())
    return found
