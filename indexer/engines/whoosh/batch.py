"""The articles of one commit, gathered as columns and sorted at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...article import Article
from .. import Analysis, Occurrences
from . import arrays, inversion, schema
from .arrays import Array
from .frames import NONE, Frames
from .line import Line
from .schema import FIELDS, KINDS, TERMS
from .segment import Content, encoded
from .sketches import hashes, sketched

LETTERS = 500_000  # about as many are analysed in one go: enough to make good use of columns, and bounds the memory
CODED = "source", "language", "author"
POSTINGS = {"posting_starts": np.int64, "place_starts": np.int64} | dict.fromkeys(
    ("documents", "frequencies", "places"), np.uint32
)  # columns of postings, as they are made
NUMERALS: list[str] = []  # as many as were needed


def gathered(lines: Iterable[Line], analysis: Analysis, frames: Frames = NONE) -> Content:
    """Return the content of articles as the ledger keeps them, without frames; raises IndexDamaged for one that is not whole."""
    batch = Batch()
    for some in portions(lines):
        articles = [frames.without(line.row, article) for line, article in some]
        batch.add([line.row for line, _ in some], articles, analysis)
    return batch.content()


def portions(lines: Iterable[Line]) -> Iterator[list[tuple[Line, Article]]]:
    """Yield lines and their articles, as many at a time as are analysed in one go."""
    some: list[tuple[Line, Article]] = []
    letters = 0
    for line in lines:
        some.append((line, line.article))
        letters += len(some[-1][1].text)
        if letters >= LETTERS:
            yield some
            some, letters = [], 0
    if some:
        yield some


class Values(NamedTuple):
    """What of an article a segment keeps beside its terms."""

    row: int  # the article's in the ledger
    id: str
    day: int  # days since 1 January of the year 1; 0 for an article without a date
    year: int  # 0 likewise
    source: str
    language: str
    author: str
    origin: int  # whom the source had it from, as `schema.named` has it


class Batch:
    """Articles, as they come."""

    def __init__(self) -> None:
        self.gathered = {name: Gathered() for name in TERMS}
        self.values: list[Values] = []
        self.lengths: dict[str, list[Array]] = {field: [] for field in FIELDS}  # places
        self.spans: dict[str, list[bytes]] = {field: [] for field in FIELDS}

    def add(self, rows: Iterable[int], articles: Sequence[Article], analysis: Analysis) -> None:
        """Take articles under their rows in the ledger."""
        for field, terms in analysis(articles).items():
            for kind, found in zip(KINDS, (terms.forms, terms.stems, blocks(*terms.sentences)), strict=True):
                self.gathered[f"{field}_{kind}"].add(found, len(self.values))
            self.lengths[field].append(terms.sizes)
            self.spans[field] += encoded(terms.begins, terms.ends, terms.sizes)
        for row, a in zip(rows, articles, strict=True):
            day, year = (a.date.toordinal(), a.date.year) if a.date else (0, 0)
            self.values.append(Values(row, a.id, day, year, a.source, a.language, a.author, schema.named(a.origin)))

    def content(self) -> Content:
        """Return everything; a field's terms stand in the order in which they were met, for only what is merged is searched."""
        text = b""  # the terms of each field, one after the other, each behind the number of its field, which stands in no term
        columns, begins, known = [], [], 0
        for field, gathered in enumerate(self.gathered.values()):
            own, numbers = gathered.numbered()
            columns.append((numbers + np.uint32(known), joined(gathered.documents), joined(gathered.places)))
            known += len(own)
            written = chr(field).join(["", *own]).encode()
            begins.append(len(text) + np.flatnonzero(np.frombuffer(written, np.uint8) == field))
            text += written
            if TERMS[field] == "text_forms":
                known_by = hashes(written.split(bytes([field]))[1:])
                sketches = sketched(own, known_by, (numbers, *columns[-1][1:]), len(self.values))
        starts = arrays.narrow(np.concatenate([*begins, [len(text)]]))
        return Content(
            {"terms": np.frombuffer(text, np.uint8), "term_starts": starts, "sketches": sketches}
            | postings(known, *map(np.concatenate, zip(*columns, strict=True)))
            | self.documents(),
            {f"{name}s": names(self.values, name) for name in CODED},
        )

    def documents(self) -> dict[str, Array]:
        """Return what is known of the documents."""
        rows, ids, days, years, _, _, _, origins = zip(*self.values, strict=True)
        found: dict[str, Array] = {
            "rows": np.array(rows, np.int64),
            "days": np.array(days, np.int32),
            "years": np.array(years, np.uint16),
            "origins": np.array(origins, np.uint32),
        }
        for name in CODED:
            codes = {value: code for code, value in enumerate(names(self.values, name))}
            found[f"{name}s"] = arrays.narrow(np.array([codes[getattr(v, name)] for v in self.values], np.int64))
        for field in FIELDS:
            found[f"{field}_lengths"] = arrays.narrow(joined(self.lengths[field]))
            found[f"{field}_spans"], found[f"{field}_span_starts"] = arrays.packed(self.spans[field])
        found["ids"], found["id_starts"] = arrays.packed([id.encode() for id in ids])
        return found


class Gathered:
    """The postings of one field, as they come."""

    def __init__(self) -> None:
        self.lists: list[
            Sequence[str]
        ] = []  # the terms there may be, of each piece: those of one lexicon are one list,
        self.terms: list[Array] = []  # and which of them stand here
        self.documents: list[Array] = []
        self.places: list[Array] = []

    def add(self, found: Occurrences, document: int) -> None:
        """Take the terms of documents from some number on."""
        self.lists.append(found.words)
        self.terms.append(found.terms.astype(np.uint32))
        self.documents.append((found.articles + document).astype(np.uint32))
        self.places.append(found.places.astype(np.uint32))

    def numbered(self) -> tuple[list[str], Array]:
        """Return the different terms, and for each place the number of the one there."""
        if any(words is not self.lists[0] for words in self.lists):
            self.unite()
        stands = joined(self.terms)
        there = np.zeros(len(self.lists[0]) if self.lists else 0, bool)
        there[stands] = True
        numbers = there.cumsum(dtype=np.uint32) - 1
        return [*map(self.lists[0].__getitem__, np.flatnonzero(there).tolist())] if self.lists else [], numbers[stands]

    def unite(self) -> None:
        """Make one list of several, as where a lexicon was given up for a new one."""
        known: defaultdict[str, int] = defaultdict(count().__next__)
        for place, (words, terms) in enumerate(zip(self.lists, self.terms, strict=True)):
            numbers, there = np.zeros(len(words), np.uint32), np.unique(terms)
            numbers[there] = [known[words[n]] for n in there.tolist()]
            self.terms[place] = numbers[terms]
        self.lists = [[*known]] * len(self.lists)


def blocks(articles: NDArray[np.int64], places: NDArray[np.int64]) -> Occurrences:
    """Return the places at which sentences begin, as those of the number of their block in the article."""
    numbers = (np.arange(len(articles)) - articles.searchsorted(articles)) // schema.BLOCK
    NUMERALS.extend(map(str, range(len(NUMERALS), numbers.max(initial=-1) + 1)))
    return Occurrences(NUMERALS, numbers, articles, places)


def joined(pieces: Sequence[Array]) -> Array:
    """Return arrays as one; none as none of numbers."""
    return np.concatenate(pieces) if pieces else np.empty(0, np.uint32)


def postings(known: int, numbers: Array, documents: Array, places: Array) -> dict[str, Array]:
    """Return the postings of occurrences that stand in the order of documents and places: sorted by term, gathered."""
    columns = zip(POSTINGS.items(), inversion.grouped(numbers, documents, places, known), strict=True)
    return {name: arrays.narrow(np.frombuffer(column, kind)) for (name, kind), column in columns}


def names(values: Sequence[Values], name: str) -> list[str]:
    """Return the different values of an attribute, in the order of their codes."""
    return list(dict.fromkeys(getattr(v, name) for v in values))
