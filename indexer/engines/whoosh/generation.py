"""One generation of the index, open for reading: documents, postings, and how well they fit a query."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from whoosh.reading import TermNotFound

from ...query import Clause, Filters, Query, Word
from .ledger import Values
from .schema import FIELDS

# Lucene's BM25 with its constants (Robertson and Zaragoza 2009; Lucene's BM25Similarity leaves out the factor k1 + 1).
K1, B = 1.2, 0.75
FIELD_WEIGHT = {"title": 0.6, "text": 1.0}  # eval_ir.py, five collections: a title at 0.3–0.6 alike, 1 and above worse
FORM = 0.3  # what the very form typed adds to its stem

Scores = dict[int, float]  # document number -> score


@dataclass(frozen=True)
class Document:
    """What of an article is counted, filtered, sorted and weighed by."""

    row: int
    values: Values
    lengths: dict[str, int]  # field -> places


class Generation:
    """A reader of Whoosh's, with the documents it holds."""

    def __init__(self, name: tuple[int, int, int], reader: Any, values: dict[int, Values]) -> None:
        self.name = name
        self.reader = reader
        self.leaves = list(reader.leaf_readers()) if reader.doc_count_all() else []
        self.documents = dict(self.load(values))

    def load(self, values: dict[int, Values]) -> Iterator[tuple[int, Document]]:
        """Yield (document number, document) of those not deleted; raises KeyError for a row the ledger does not have."""
        for leaf, offset in self.leaves:
            rows, *lengths = (leaf.column_reader(name) for name in ("row", *(f"{field}_length" for field in FIELDS)))
            for number in leaf.all_doc_ids():
                row = int(rows[number])
                document = Document(row, values[row], {f: n[number] for f, n in zip(FIELDS, lengths, strict=True)})
                yield offset + number, document

    @cached_property
    def average(self) -> dict[str, float]:
        """Field -> mean length in places of those that are weighed."""
        weighed = {field: [d.lengths[field] for d in self.documents.values() if d.lengths[field]] for field in FIELDS}
        return {field: sum(lengths) / len(lengths) if lengths else 1.0 for field, lengths in weighed.items()}

    # Postings

    def postings(self, field: str, term: str) -> Iterator[tuple[int, Any]]:
        """Yield (document number, Whoosh's matcher standing on it) for a term of a field."""
        for leaf, offset in self.leaves:
            try:
                matcher = leaf.postings(field, term.encode())
            except TermNotFound:
                continue
            while matcher.is_active():
                yield offset + matcher.id(), matcher
                matcher.next()

    def frequencies(self, field: str, term: str) -> dict[int, float]:
        """Return document number -> how often the term stands in the field."""
        return {number: matcher.weight() for number, matcher in self.postings(field, term)}

    def places(self, field: str, word: Word) -> dict[int, set[int]]:
        """Return document number -> where the word, in its form or by a stem, stands in the field."""
        found: dict[int, set[int]] = {}
        for kind, terms in (("forms", (word.form,)), ("stems", word.stems)):
            for term in terms:
                for number, matcher in self.postings(f"{field}_{kind}", term):
                    found.setdefault(number, set()).update(matcher.value_as("positions"))
        return found

    # Scores

    def bm25(self, field: str, frequencies: dict[int, float], weight: float = 1.0) -> Scores:
        """Return the scores of documents in which something stands so often in a field; 0 in one that is not weighed."""
        df = len(frequencies)
        idf = weight * math.log(1 + (len(self.documents) - df + 0.5) / (df + 0.5))
        average, documents = self.average[field], self.documents
        return {
            number: idf * tf / (tf + K1 * (1 - B + B * length / average))
            if (length := documents[number].lengths[field])
            else 0.0
            for number, tf in frequencies.items()
        }

    def word(self, field: str, word: Word) -> Scores:
        """Return the scores of a word: its best stem's, and something more for its very form."""
        scores: Scores = {}
        for stem in word.stems:
            for number, score in self.bm25(field, self.frequencies(f"{field}_stems", stem)).items():
                scores[number] = max(score, scores.get(number, 0.0))
        weight = FORM if word.stems else 1.0
        for number, score in self.bm25(field, self.frequencies(f"{field}_forms", word.form), weight).items():
            scores[number] = scores.get(number, 0.0) + score
        return scores

    def phrase(self, field: str, words: tuple[Word, ...]) -> Scores:
        """Return the scores of words that follow each other, counted as one word as rare as the phrase is."""
        starts = self.places(field, words[0])
        offset = 0
        for word in words[1:]:
            offset += word.after
            places = self.places(field, word)
            starts = {
                number: kept
                for number, begun in starts.items()
                if number in places and (kept := {place for place in begun if place + offset in places[number]})
            }
        return self.bm25(field, {number: float(len(begun)) for number, begun in starts.items()})

    def clause(self, clause: Clause) -> Scores:
        """Return the scores of a clause: over its fields added up, over its alternatives the best."""
        best: Scores = {}
        for phrase in clause.phrases:
            scores: Scores = {}
            for field in FIELDS[:1] if phrase.title_only else FIELDS:
                words = phrase.words
                found = self.word(field, words[0]) if len(words) == 1 else self.phrase(field, words)
                for number, score in found.items():
                    scores[number] = scores.get(number, 0.0) + FIELD_WEIGHT[field] * score
            for number, score in scores.items():
                best[number] = max(score, best.get(number, 0.0))
        return best

    # Queries

    def match(self, query: Query) -> tuple[Scores, Scores, list[Scores]]:
        """Return the scores of documents with every wanted clause, of those with some, and of each clause."""
        clauses = [self.clause(clause) for clause in query.wanted]
        refused = set().union(*(self.clause(clause) for clause in query.unwanted))
        if query.empty:
            candidates: Iterable[int] = ()
        else:
            candidates = set().union(*clauses) if clauses else self.documents
        complete: Scores = {}
        partial: Scores = {}
        for number in candidates:
            if number not in refused and passes(self.documents[number].values, query.filters):
                scores = [clause[number] for clause in clauses if number in clause]
                (complete if len(scores) == len(clauses) else partial)[number] = sum(scores)
        return complete, partial, clauses


def passes(values: Values, filters: Filters) -> bool:
    """Whether an article is what the filters ask for; one without a date is not in any stretch of time."""
    source = values.source.casefold()
    return (
        (filters.since is None or (values.day is not None and values.day >= filters.since.toordinal()))
        and (filters.until is None or (values.day is not None and values.day <= filters.until.toordinal()))
        and (not filters.sources or source in filters.sources)
        and (not filters.languages or values.language in filters.languages)
        and source not in filters.not_sources
        and values.language not in filters.not_languages
    )
