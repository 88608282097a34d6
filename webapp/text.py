"""A marked text -> paragraphs, and their pieces with the marks counted."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from indexer import Snippet


class Piece(NamedTuple):
    """A piece of a text: whether it is marked, and which of the marks begins with it, counted from 1; 0 for none."""

    text: str
    marked: bool
    number: int = 0


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


def numbered(snippets: Iterable[Snippet]) -> tuple[list[list[Piece]], int]:
    """Return the pieces of marked texts with the marks counted, and how many there are; words side by side are one mark.

    >>> numbered([Snippet("Су тасқыны.", ((0, 2), (3, 10)))])
    ([[Piece(text='Су', marked=True, number=1), Piece(text=' ', marked=False, number=0), Piece(text='тасқыны', marked=True, number=0), Piece(text='.', marked=False, number=0)]], 1)
    """
    found, count = [], 0
    for snippet in snippets:
        pieces, apart = [], True
        for text, marked in snippet.pieces():
            count += marked and apart
            pieces.append(Piece(text, marked, count if marked and apart else 0))
            apart = not marked and (apart or bool(text.strip()))
        found.append([piece for piece in pieces if piece.text])
    return found, count
