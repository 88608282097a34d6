"""What changed from one version of an article to the next, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, groupby, takewhile
from typing import NamedTuple

from .article import Article

PARAGRAPH = re.compile(r"[^\n]*\n|[^\n]+")
WORD = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:[-'’]\w+)*|\s+|[^\w\s]")  # 1,5 and су-жаңа are a word each
MOST = 50_000  # words, or paragraphs, of either side that are held against each other
LONG = 500_000  # letters of paragraphs one after the other, old and new: what has more is not looked at by words
STEPS = 3_000_000  # of all comparisons for one text: half a second


class Piece(NamedTuple):
    """A stretch of text, and what became of it: "kept", "removed" or "added"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """Title and text of two versions in pieces: kept and removed ones are the old version, kept and added ones the new."""

    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


def between(old: Article, new: Article) -> Difference:
    """Return what changed from one article to another."""
    return Difference(pieces(old.title, new.title), pieces(old.text, new.text))


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return what changed from one text to another: by paragraphs, and by words in those that changed.

    Texts that would take too long are removed and added as they are, paragraph by paragraph or as a whole.

    >>> pieces("Көпір мамырда ашылды.", "Көпір маусымда ашылды.")[1:3]
    (Piece(kind='removed', text='мамырда'), Piece(kind='added', text='маусымда'))
    """
    purse = Purse()
    paragraphs = compared(PARAGRAPH.findall(old), PARAGRAPH.findall(new), purse)
    told = (piece for pair in paragraphs for both in narrowed(*pair, purse) for piece in made(*both))
    runs = groupby(told, lambda piece: piece.kind)
    return tuple(Piece(kind, "".join(piece.text for piece in run)) for kind, run in runs)


def narrowed(before: str, after: str, purse: "Purse") -> Iterator[tuple[str, str]]:
    """Yield both sides of paragraphs by words, if they changed and are not too long."""
    if before == after or len(before) + len(after) > LONG:
        yield before, after
    else:
        yield from compared(WORD.findall(before), WORD.findall(after), purse)


def made(before: str, after: str) -> Iterator[Piece]:
    """Yield the pieces that a stretch of both texts makes."""
    if before == after:
        yield Piece("kept", before)
        return
    if before:
        yield Piece("removed", before)
    if after:
        yield Piece("added", after)


def compared(old: Sequence[str], new: Sequence[str], purse: "Purse") -> Iterator[tuple[str, str]]:
    """Yield both sides stretch by stretch; where they are alike, nothing has changed."""
    head = alike(old, new)
    tail = alike(old[head:][::-1], new[head:][::-1])
    if head:
        yield ("".join(old[:head]),) * 2
    yield from middle(old[head : len(old) - tail], new[head : len(new) - tail], purse)
    if tail:
        yield ("".join(old[len(old) - tail :]),) * 2


def alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Return with how many of the same both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def middle(old: Sequence[str], new: Sequence[str], purse: "Purse") -> Iterator[tuple[str, str]]:
    """Yield both sides stretch by stretch, or as they are if that would take too long."""
    found = [(0, len(old), 0, len(new))]
    try:
        if 0 < len(old) <= MOST and 0 < len(new) <= MOST:
            found = [(a, b, c, d) for _, a, b, c, d in Matcher(old, new, purse).get_opcodes()]
    except Costly:
        pass
    for a, b, c, d in found:
        if a < b or c < d:
            yield "".join(old[a:b]), "".join(new[c:d])


class Costly(Exception):
    """A comparison that takes too long."""


@dataclass
class Purse:
    """The steps that are left for the comparisons of one text."""

    left: int = STEPS


class Matcher(SequenceMatcher[str]):
    """Python's own, which takes the cube of a hostile text's length; here it counts. What has no letter or digit begins no match."""

    def __init__(self, old: Sequence[str], new: Sequence[str], purse: Purse) -> None:
        super().__init__(lambda word: not any(map(str.isalnum, word)), old, new)
        self.purse = purse
        seen: dict[str, list[int]] = self.b2j  # type: ignore[attr-defined]  # Python documents it
        self.costs = list(accumulate((1 + len(seen.get(word, ())) for word in old), initial=0))

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None):  # type: ignore[no-untyped-def]  # noqa: ANN201  # as it is there
        """Find the longest match, if there are steps left for it."""
        self.purse.left -= self.costs[-1 if ahi is None else ahi] - self.costs[alo]
        if self.purse.left < 0:
            raise Costly
        return super().find_longest_match(alo, ahi, blo, bhi)
