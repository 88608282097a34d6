"""Numbers as the other half of news writes them: 10000 and 10 000, 2025жылы and 2025 жылы."""

import re
from collections.abc import Iterator

LONGEST = 15  # digits of a number that is grouped by thousands
JOINED = re.compile(r"(\d{1,15})-?([^\W\d_]{1,40})\.?")
MARKED = re.compile(r"\d{1,3}(?:[.,'’]\d{3}){1,4}")  # 2,500 may be a decimal fraction too: what is typed is tried first
KIND = "number"


def regrouped(piece: str) -> Iterator[tuple[str, str]]:
    """Yield the other ways to write a number, or a number and the word that is joined to it.

    >>> [text for text, _ in regrouped("10000")], [text for text, _ in regrouped("2025жылы")]
    (['10 000'], ['2025 жылы'])
    """
    if piece.isascii() and piece.isdecimal() and 4 < len(piece) <= LONGEST:
        yield f"{int(piece):,}".replace(",", " "), KIND
    elif MARKED.fullmatch(piece):
        yield re.sub(r"\D", "", piece), KIND
    elif match := JOINED.fullmatch(piece):
        yield f"{match[1]} {match[2]}", KIND
