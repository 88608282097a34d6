"""How the words of an archive are written: which forms begin in some way, and where forms stand one after another."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from ...budget import check
from .. import Quote
from .arrays import PLACE, Keys
from .generation import Generation
from .ledger import Ledger
from .segment import HEAD, Content, key

KEPT = 20_000  # titles at hand, 5 MB: to read an article anew for each letter that is typed costs most of a suggestion

PLACES = (1 << PLACE) - 1

Edges = NDArray[np.int64]  # [stretch, begin or end] of terms that stand together, no two of which overlap


def beginning(generation: Generation, field: str, heads: Collection[str], most: int) -> list[tuple[str, int]]:
    """Return at most so many forms of a field that begin in one of these ways, with their articles; those with most first.

    Each segment tells of so many; what one has beyond them is not counted. Of a head that is longer than the table of beginnings, 7 Cyrillic letters are read.
    """
    found: Counter[str] = Counter()
    names = sorted({key(f"{field}_forms", head.encode())[: HEAD - 1] for head in heads})
    for content, dead in zip(generation.contents, generation.dead, strict=True):
        found.update(commonest(content, dead, stretches(content, names), most))
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def stretches(content: Content, names: list[bytes]) -> Edges:
    """Return where the terms are that begin in any of these ways, given in order."""
    apart: list[bytes] = []
    for name in names:
        if not apart or not name.startswith(apart[-1]):
            apart.append(name)
    wanted = np.array([edge for name in apart for edge in (name, name + b"\xff")], f"S{HEAD}")
    edges = content.beginnings.searchsorted(wanted).reshape(-1, 2)
    return edges[edges[:, 0] < edges[:, 1]]


def commonest(content: Content, dead: NDArray[np.bool_] | None, edges: Edges, most: int) -> dict[str, int]:
    """Return the terms of some stretches that most live documents have, with how many."""
    check()
    counts = [counted(content, dead, first, stop) for first, stop in edges.tolist()]
    if not counts:
        return {}
    numbers = np.concatenate([np.arange(first, stop) for first, stop in edges.tolist()])
    often = np.concatenate(counts)
    best = np.argsort(-often, kind="stable")[:most]
    pairs = zip(numbers[best].tolist(), often[best].tolist(), strict=True)
    return {text(content, number): count for number, count in pairs if count}


def counted(content: Content, dead: NDArray[np.bool_] | None, first: int, stop: int) -> NDArray[np.int64]:
    """Return how many live documents each of the terms from one to another has."""
    edges = content["posting_starts"][first : stop + 1].astype(np.int64)
    if dead is not None:
        alive = ~dead[content["documents"][edges[0] : edges[-1]]]
        edges = np.concatenate(([0], alive.cumsum()))[edges - edges[0]]
    found: NDArray[np.int64] = np.diff(edges)
    return found


def text(content: Content, number: int) -> str:
    """Return the text of a term."""
    return bytes(content.text[content.bounds[number] + 1 : content.bounds[number + 1]]).decode()


def standing(generation: Generation, field: str, forms: Sequence[str]) -> Keys:
    """Return document and place of where the forms begin to stand one after another."""
    first, *others = (generation.postings(field, "forms", form).keys for form in forms)
    for shift, keys in enumerate(others, 1):
        first = first[np.isin(first + shift, keys)]
    return first


def spread(keys: Keys, most: int) -> list[tuple[int, int]]:
    """Return (document, place) of at most so many documents from all over the archive, those first where no text begins.

    What begins a text has a capital, whatever it is.
    """
    keys = keys[np.flatnonzero(np.diff(keys >> PLACE, append=-1))]  # the last place of each document
    inside = keys & PLACES > 0
    found: list[int] = []
    for some in (keys[inside], keys[~inside]):
        at = np.linspace(0, max(len(some) - 1, 0), min(len(some), most - len(found))).astype(np.intp)
        found += some[at].tolist()
    return [(key >> PLACE, key & PLACES) for key in found]


def documents(keys: Keys) -> int:
    """Return in how many documents there is something."""
    return int(np.count_nonzero(np.diff(keys >> PLACE, append=-1)))


class Written:
    """The titles and texts of articles by row; titles asked for before are at hand, for a row is never another article's."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.titles: dict[int, str] = {}

    def read(self, field: str, rows: Sequence[int]) -> dict[int, str]:
        """Return row -> title or text; rows that are gone are left out."""
        if field != "title":
            return {row: getattr(article, field) for row, article in self.ledger.articles(rows).items()}
        lacking = [row for row in rows if row not in self.titles]
        found = {row: article.title for row, article in self.ledger.articles(lacking).items()} if lacking else {}
        known = self.titles
        if len(known) + len(found) > KEPT:
            self.titles = {}  # another thread may still look into the old ones
        self.titles.update(found)
        return {row: title for row in rows if (title := found.get(row, known.get(row))) is not None}

    def quotes(self, generation: Generation, field: str, forms: Sequence[str], most: int) -> tuple[int, list[Quote]]:
        """Return how many articles have forms one after another in a field, and at most so many of those fields."""
        keys = standing(generation, field, forms)
        there = spread(keys, most)
        rows = generation.rows[[document for document, _ in there]].tolist()
        texts = self.read(field, rows)
        found = []
        for row, (document, place) in zip(rows, there, strict=True):
            if row in texts:  # else a writer is ahead of this generation
                (start, _), *_, (_, stop) = generation.spans(field, document, [place, place + len(forms) - 1])
                found.append(Quote(texts[row], start, stop))
        return documents(keys), found
