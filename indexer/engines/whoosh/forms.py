"""In which forms a typed word stands in the archive, and in how many articles: what a reader is told of a search."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ... import language
from ...budget import check
from ...query import Phrase, Word
from . import arrays
from .arrays import PLACE, Numbers, union, within
from .bm25 import NONE
from .generation import Generation, Postings
from .parts import parts, standing
from .places import anywhere
from .segment import Content, key

LOOKED = 1_000  # forms that begin as a stem does and are looked at, the most frequent
BEFORE = 2  # last letters of a stem that its forms may not have: орын, орны
TRIED = 8  # articles of a form in which it is looked for at a place of the stem

Terms = NDArray[np.int64]  # numbers of terms of a segment


def holding(generation: Generation, phrase: Phrase) -> int:
    """Return how many articles have a phrase."""
    return len(union([*standing(parts(generation, [phrase]))]))


def forms(generation: Generation, word: Word, fields: Sequence[str], most: int) -> tuple[list[tuple[str, int]], int]:
    """Return the forms in which a word stands, each with its number of articles, the most first, and how many more there are."""
    posted = Counter[str]()
    for field in fields:
        posted.update(candidates(generation, word, field))
    likely = sorted(posted, key=lambda form: (-posted[form], form))
    found: list[tuple[str, int]] = []
    for looked, form in enumerate(likely):
        check()
        if len(found) == most:
            return best_first(found), len(likely) - looked
        if count := len(articles(generation, word, form, fields)):
            found.append((form, count))
    return best_first(found), 0


def best_first(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return forms by their numbers of articles, the largest first."""
    return sorted(found, key=lambda row: (-row[1], row[0]))


def candidates(generation: Generation, word: Word, field: str) -> dict[str, int]:
    """Return the forms of a field that stand for a word, with their postings; deleted articles are among those."""
    found = Counter[str]()
    for content in generation.contents:
        every = [beginning(content, field, word.form)] if word.prefix else []
        every += [content.attested.of((field, stem), partial(attested, content)) for stem in word.stems]
        for number in union(every).tolist():
            found[content.term(number).decode()] += content.posted[number + 1] - content.posted[number]
    if not word.prefix and (count := len(generation.postings(field, "forms", word.form))):
        found.setdefault(word.form, count)
    return found


def beginning(content: Content, field: str, head: str, before: int = 0) -> Terms:
    """Return the most frequent forms of a segment that begin with a head, or with all but some last letters of it."""
    for cut in range(min(before, len(head) - 1), -1, -1):
        first, stop = content.beginning(key(f"{field}_forms", head[: len(head) - cut].encode()))
        if stop - first <= LOOKED:
            return np.arange(first, stop)
    counts = np.diff(content["posting_starts"][first : stop + 1].astype(np.int64))
    return np.argpartition(-counts, LOOKED)[:LOOKED] + first


def attested(content: Content, field: str, stem: str) -> Terms:
    """Return those forms of a segment that stand where a stem does, as far as their first articles tell."""
    number = content.find(key(f"{field}_stems", stem.encode()))
    terms = beginning(content, field, stem, BEFORE)
    if number < 0 or not len(terms):
        return np.empty(0, np.int64)
    begins = content["posting_starts"][terms].astype(np.int64)
    sizes = np.minimum(content["posting_starts"][terms + 1] - begins, TRIED)
    at = arrays.runs(begins, sizes)
    frequencies = content["frequencies"][at].astype(np.int64)
    before = np.cumsum(frequencies) - frequencies
    before -= np.repeat(before[np.cumsum(sizes) - sizes], sizes)
    places = content["places"][np.repeat(content["place_starts"][terms].astype(np.int64), sizes) + before]
    documents = content["documents"][at].astype(np.intp)
    wanted = (documents << PLACE) + places
    keys = occurrences(content, number).keys_in(arrays.distinct(documents))
    there = within(keys, wanted, keys.searchsorted(wanted))
    found: Terms = terms[np.logical_or.reduceat(there, np.cumsum(sizes) - sizes)]
    return found


def occurrences(content: Content, number: int) -> Postings:
    """Return the postings of a term within its segment, those of deleted articles too."""
    at = content.postings(number)
    documents = content["documents"][at].astype(np.intp)
    return Postings(documents, content["frequencies"][at], None, [content.places(number)], NONE)


def articles(generation: Generation, word: Word, form: str, fields: Sequence[str]) -> Numbers:
    """Return the articles that have a word in this form: as the word, where the form may be of another one too."""
    sure = word.prefix or form == word.form or set(language.readings(form).stems).issubset(word.stems)
    found = []
    for field in fields:
        posted = generation.postings(field, "forms", form)
        if not len(posted):
            continue
        if sure:
            found.append(posted.documents)
        else:
            stems = [generation.postings(field, "stems", stem).keys_in(posted.documents) for stem in word.stems]
            found.append(posted.keys[anywhere(stems, posted.keys)] >> PLACE)
    return found[0] if sure and len(found) == 1 else union(found).astype(np.intp)
