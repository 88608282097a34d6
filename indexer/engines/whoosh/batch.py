"""The articles of one commit, gathered in growing arrays and sorted at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...article import Article
from .. import Analysis, Occurrences, Terms
from . import arrays
from .arrays import Array
from .line import Line
from .schema import FIELDS, SENTENCE, TERMS, Values
from .segment import Content, encoded

FRESH = 100_000  # numbers


def gathered(lines: Iterable[Line], analysis: Analysis) -> Content:
    """Return the content of articles as the ledger keeps them; raises IndexDamaged for one that is not whole."""
    batch = Batch()
    for line in lines:
        article = line.article
        batch.add(line.row, article, analysis(article))
    return batch.content()


class Batch:
    """Articles, as they come."""

    def __init__(self) -> None:
        self.gathered = {name: Gathered() for name in TERMS}
        self.values: list[Values] = []

    def add(self, row: int, article: Article, fields: Mapping[str, Terms]) -> None:
        """Take an article under its row in the ledger, with the terms of its fields."""
        for name, terms in fields.items():
            self.gathered[f"{name}_forms"].add(terms.forms, len(self.values))
            self.gathered[f"{name}_stems"].add(terms.stems, len(self.values))
            begins = Occurrences([SENTENCE] * len(terms.sentences), terms.sentences)
            self.gathered[f"{name}_sentences"].add(begins, len(self.values))
        self.values.append(
            Values(
                row=row,
                id=article.id,
                day=article.date.toordinal() if article.date else 0,
                year=article.date.year if article.date else 0,
                source=article.source,
                language=article.language,
                lengths={name: len(terms.spans) if terms.weighed else 0 for name, terms in fields.items()},
                spans={name: terms.spans for name, terms in fields.items()},
            )
        )

    def content(self) -> Content:
        """Return everything, sorted."""
        tables, numbers, documents, places = [], [], [], []
        known = 0
        for field, gathered in enumerate(self.gathered.values()):
            words = sorted(gathered.numbers)  # in the order of their bytes too: UTF-8 keeps it
            ranks = np.empty(len(words), np.uint32)
            ranks[[gathered.numbers[word] for word in words]] = np.arange(known, known + len(words))
            tables += [bytes([field]) + word.encode() for word in words]
            numbers.append(ranks[gathered.terms.array()])
            documents.append(np.repeat(gathered.documents.array(), gathered.sizes.array()))
            places.append(gathered.places.array())
            known += len(words)
        return Content(
            terms(tables)
            | postings(known, *map(np.concatenate, (numbers, documents, places)))
            | documents_of(self.values),
            notes(self.values),
        )


class Gathered:
    """The postings of one field, as they come."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self.terms, self.documents, self.sizes, self.places = (Numbers() for _ in range(4))

    def add(self, terms: Occurrences, document: int) -> None:
        """Take the terms of a document."""
        self.terms.extend(map(self.numbers.__getitem__, terms.terms))
        self.documents.extend((document,))
        self.sizes.extend((len(terms.terms),))
        self.places.extend(terms.places)


class Numbers:
    """A growing array: a list that is emptied into arrays. A list takes many numbers four times faster than they do."""

    def __init__(self) -> None:
        self.fresh: list[int] = []
        self.pieces: list[NDArray[np.uint32]] = []

    def extend(self, numbers: Iterable[int]) -> None:
        """Add numbers."""
        self.fresh.extend(numbers)
        if len(self.fresh) > FRESH:
            self.empty()

    def empty(self) -> None:
        """Put into an array what is in the list."""
        self.pieces.append(np.fromiter(self.fresh, np.uint32, len(self.fresh)))
        self.fresh.clear()

    def array(self) -> NDArray[np.uint32]:
        """Return all numbers."""
        self.empty()
        return np.concatenate(self.pieces)


def terms(table: Sequence[bytes]) -> dict[str, Array]:
    """Return the table of terms, in order."""
    data, begins = arrays.packed(table)
    return {"terms": data, "term_starts": begins}


def postings(known: int, numbers: Array, documents: Array, places: Array) -> dict[str, Array]:
    """Return the postings of occurrences that stand in the order of documents and places: sorted by term, gathered."""
    order = arrays.ordered(numbers)
    numbers, documents = numbers[order], documents[order]
    first = np.ones(len(numbers), np.bool_)  # of its term in its document
    first[1:] = (numbers[1:] != numbers[:-1]) | (documents[1:] != documents[:-1])
    begins = np.flatnonzero(first)
    return {
        "posting_starts": arrays.narrow(arrays.starts(np.bincount(numbers[begins], minlength=known))),
        "place_starts": arrays.narrow(arrays.starts(np.bincount(numbers, minlength=known))),
        "documents": arrays.narrow(documents[begins]),
        "frequencies": arrays.narrow(np.diff(begins, append=len(numbers))),
        "places": arrays.narrow(places[order]),
    }


def documents_of(values: Sequence[Values]) -> dict[str, Array]:
    """Return what is known of the documents."""
    found: dict[str, Array] = {
        "rows": np.array([v.row for v in values], np.int64),
        "days": np.array([v.day for v in values], np.int32),
        "years": np.array([v.year for v in values], np.uint16),
    }
    for name in ("source", "language"):
        codes = {value: code for code, value in enumerate(names(values, name))}
        found[f"{name}s"] = arrays.narrow(np.array([codes[getattr(v, name)] for v in values], np.int64))
    for field in FIELDS:
        found[f"{field}_lengths"] = arrays.narrow(np.array([v.lengths[field] for v in values], np.int64))
        found[f"{field}_spans"], found[f"{field}_span_starts"] = arrays.packed(
            [encoded(v.spans[field]) for v in values]
        )
    found["ids"], found["id_starts"] = arrays.packed([v.id.encode() for v in values])
    return found


def notes(values: Sequence[Values]) -> dict[str, Any]:
    """Return the names that the codes of sources and languages stand for."""
    return {f"{name}s": names(values, name) for name in ("source", "language")}


def names(values: Sequence[Values], name: str) -> list[str]:
    """Return the different values of an attribute, in the order of their codes."""
    return list(dict.fromkeys(getattr(v, name) for v in values))
