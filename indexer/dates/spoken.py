"""The dates that a text speaks of, with their places in it."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from .grammar import Node, Rule, Symbol, is_ending, number, symbols, tree
from .meaning import stretch

TOKEN = re.compile(r"(\d+)(?:[-‐‑]([^\W\d_]+))?|[^\W\d_]+|[^\w\s]")
LINE = re.compile(".+")  # no phrase goes on in the next
DASHES = "-‐‑–—−"
ABBREVIATED = frozenset(("ж", "жж", "г", "гг", "с"))  # a dot behind them ends no phrase
BESIDE = re.compile(r"(?<![\w#№])(?<!\d[.,/:-])")  # 5 of 12.5, of №5 or of 10:5 is no day
BEHIND = re.compile(r"(?!\w|[./-]\d)")


class Spoken(NamedTuple):
    """A date in a text: text[start:stop], its first and its last day, and whether a "day", "month" or "year" is named."""

    start: int
    stop: int
    since: dt.date
    until: dt.date
    precision: str


class Piece(NamedTuple):
    """A word, a number or a mark of a text, and what it may be in a phrase."""

    start: int
    stop: int
    symbols: tuple[Symbol, ...]


def spoken(text: str, day: dt.date | None = None) -> Iterator[Spoken]:
    """Yield the dates that a text speaks of, in order; relative ones only where the article's day is given.

    >>> [str(date.since) for date in spoken("2025 жылғы 29 қыркүйекте және кеше", dt.date(2025, 10, 15))]
    ['2025-09-29', '2025-10-14']
    """
    for line in LINE.finditer(text):
        yield from of_line(text, list(pieces(text, *line.span())), day)


def of_line(text: str, found: list[Piece], day: dt.date | None) -> Iterator[Spoken]:
    """Yield the dates among the pieces of a line."""
    root, at = tree(), 0
    while at < len(found):
        match = longest(text, found, at, root, day) if found[at].symbols else None
        if match is None:
            at += 1
            continue
        date, at = match
        if date:
            yield date


def pieces(text: str, start: int, stop: int) -> Iterator[Piece]:
    """Yield the pieces of a stretch of text; a hyphen between a number and a word is none."""
    before = ""
    for match in TOKEN.finditer(text, start, stop):
        digits, tail = match.groups()
        (start, stop), written = match.span(), match.group()
        if digits:
            end = tail if tail and is_ending(tail.lower()) else ""
            yield Piece(start, stop if end else match.end(1), number(digits, end) if len(digits) < 5 else ())
            if tail and not end:
                yield Piece(match.start(2), stop, symbols(tail))
        elif written in DASHES:
            yield Piece(start, stop, (("–", 0),))
        elif written != "." or before not in ABBREVIATED:
            yield Piece(start, stop, symbols(written) if written[0].isalpha() else ((written, 0),))
        before = written


def longest(
    text: str, found: list[Piece], at: int, root: Node, day: dt.date | None
) -> tuple[Spoken | None, int] | None:
    """Return the longest phrase that begins at a piece and means something, and the piece behind it."""
    if not BESIDE.match(text, found[at].start):
        return None
    ways = sorted(walked(found, at, root), key=lambda way: (-way[0], way[1].number))
    for stop, rule, named in ways:
        if rule.meaning == "none":
            return None, stop
        try:
            meaning = stretch(rule, named, day) if BEHIND.match(text, found[stop - 1].stop) else None
        except (ValueError, OverflowError):  # 31 қыркүйек, 9999 жыл бұрын
            return None, stop
        if meaning:
            return Spoken(found[at].start, found[stop - 1].stop, *meaning), stop
    return None


def walked(found: list[Piece], at: int, root: Node) -> Iterator[tuple[int, Rule, tuple[Symbol, ...]]]:
    """Yield the phrases that begin at a piece: where each ends, and what its elements are."""
    ways: list[tuple[Node, tuple[Symbol, ...]]] = [(root, ())]
    while ways and at < len(found):
        ways = [
            (node.next[symbol[0]], (*named, symbol))
            for node, named in ways
            for symbol in found[at].symbols
            if symbol[0] in node.next
        ]
        at += 1
        for end, named in ways:
            for rule in end.rules:
                yield at, rule, tuple(symbol for symbol in named if symbol[0] in VALUES)


VALUES = frozenset(
    ("D", "D-", "N", "Y", "Y-", "Yх", "M", "Mnom", "Mgen", "Mloc", "Q", "W", "Wnom", "Wgen", "Wloc", "C", "U")
)
