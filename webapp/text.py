"""A marked text -> paragraphs."""

import re
from bisect import bisect_left, bisect_right

from indexer import Snippet

LINE = re.compile(r"\S(?:[^\r\n]*\S)?")


def paragraphs(snippet: Snippet) -> list[Snippet]:
    r"""Return the lines of a text that are not blank, each with its own marks; a mark over two lines is on both.

    >>> paragraphs(Snippet("Су келді.\n\n Су кетті.", ((0, 2), (12, 14))))
    [Snippet(text='Су келді.', spans=((0, 2),)), Snippet(text='Су кетті.', spans=((0, 2),))]
    """
    starts, stops = [start for start, _ in snippet.spans], [stop for _, stop in snippet.spans]
    found = []
    for line in LINE.finditer(snippet.text):
        begin, end = line.span()
        inside = snippet.spans[bisect_right(stops, begin) : bisect_left(starts, end)]
        spans = tuple((max(start, begin) - begin, min(stop, end) - begin) for start, stop in inside)
        found.append(Snippet(line.group(), spans))
    return found
