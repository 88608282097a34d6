"""The loops in which a page and a commit spend most of their time, in NumPy; kernel.c and inversion.c have them in C."""

import zlib
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import Span
from . import arrays
from .arrays import PLACE, Array, Keys, Numbers, within
from .bm25 import Norms, saturated

WIDE = 64  # bytes of a term: its field and 31 Cyrillic letters; of 150,000 terms of news 24 are longer
FREE = -1  # a slot of a hash table without a term
STEPS = {size: np.dtype(f"<u{size}") for size in (1, 2, 4, 8)}


def find(slots: memoryview, slot: int, bounds: memoryview, text: memoryview, wanted: bytes) -> int:
    """Return the number of a term, looked for from a slot of a hash table on up to the first without a term, or FREE.

    Term number n is `text[bounds[n] : bounds[n + 1]]`.
    """
    while (number := slots[slot]) != FREE:
        if text[bounds[number] : bounds[number + 1]] == wanted:
            return int(number)
        slot += 1
    return FREE


class Table(NamedTuple):
    """What tells of a segment where the postings of a term are."""

    base: int  # the number of its first document among those of all segments
    size: int  # slots that the sums of terms are spread over
    slots: memoryview
    bounds: memoryview
    text: memoryview
    posted: memoryview  # where the postings of each term begin,
    placed: memoryview  # and where its places do
    documents: Array
    frequencies: Array


def postings(tables: Sequence[Table], sum: int, wanted: bytes) -> tuple[bytes, bytes, int, list[tuple[int, int, int]]]:
    """Return the postings of a term in all segments, given the sum that tells its slots.

    They are the documents, as numbers of 64 bits; the frequencies, and of how many bytes each is; and for each segment that has the
    term its place, and where in its column of places those of the term begin and end.
    """
    documents, frequencies, places = [], [], []
    for place, table in enumerate(tables):
        number = find(table.slots, sum % table.size, table.bounds, table.text, wanted) if table.size else FREE
        if number != FREE:
            at = slice(table.posted[number], table.posted[number + 1])
            documents.append(table.documents[at].astype(np.int64) + table.base)
            frequencies.append(table.frequencies[at])
            places.append((place, table.placed[number], table.placed[number + 1]))
    often = np.concatenate([np.empty(0, np.uint8), *frequencies])
    return np.concatenate([np.empty(0, np.int64), *documents]).tobytes(), often.tobytes(), often.itemsize, places


def gain(  # noqa: PLR0917  # columns: names would cost more than the work on short ones
    scores: NDArray[np.float64],
    chosen: Numbers,
    documents: Numbers,
    frequencies: Array,
    lengths: Array,
    base: float,
    slope: float,
    weight: float,
    best: bool,
) -> None:
    """Add to the score of each chosen document what a term's postings give it; with `best`, raise it to that.

    A posting gives its weight times what `saturated` makes of its frequency, with the norm that lengths, base and slope give its document.
    """
    if len(documents) < len(chosen):
        places = chosen.searchsorted(documents)
        at = np.flatnonzero(within(chosen, documents, places))
        places = places[at]
    else:
        at = documents.searchsorted(chosen)
        places = np.flatnonzero(within(documents, chosen, at))
        at = at[places]
    values = weight * saturated(frequencies[at], Norms(lengths, base, slope).of(documents[at]))
    scores[places] = np.maximum(scores[places], values) if best else scores[places] + values


Term = tuple[Numbers, Array, NDArray[np.bool_] | None, Sequence[Array]]  # see `keys`


def keys(
    wanted: Numbers, documents: Numbers, frequencies: Array, live: NDArray[np.bool_] | None, pieces: Sequence[Array]
) -> memoryview | bytes:
    """Return the keys of a term in the wanted documents: document and place of each occurrence, as numbers of 64 bits.

    Given are the documents of its postings, the frequencies of all postings, which of those are live (None: all), and the places
    of all, in pieces that part no posting.
    """
    at = documents.searchsorted(wanted)
    at = at[within(documents, wanted, at)]
    every = at if live is None else np.flatnonzero(live)[at]
    counts = frequencies[every]
    found: Keys = np.repeat(documents[at] << PLACE, counts)
    found += np.concatenate(pieces)[arrays.runs(arrays.starts(frequencies)[every], counts)]
    return found.data


def places(terms: Sequence[Term], documents: Numbers) -> list[list[int]]:
    """Return for each of some documents, in order, the places of several terms in it, in order, each once.

    A term is what `keys` takes of it.
    """
    return arrays.placed(of_terms(terms, documents), documents)


def of_terms(terms: Sequence[Term], documents: Numbers) -> Keys:
    """Return the keys of several terms in some documents, in order, each once."""
    return arrays.union([np.frombuffer(keys(documents, *term), np.int64) for term in terms])


def begun(words: Sequence[Sequence[Term]], shifts: Sequence[int], documents: Numbers) -> memoryview | bytes:
    """Return the keys in some documents at which a phrase begins, given the terms of each word and how far behind the first it stands.

    The word that is given first is to be the rarest.
    """
    found = np.empty(0, np.int64)
    for number, (terms, shift) in enumerate(zip(words, shifts, strict=False)):
        its = of_terms(terms, documents)
        if number:
            wanted = found + shift
            found = found[within(its, wanted, its.searchsorted(wanted))]
        else:
            found = its - shift
    return found.data


def hold(mask: NDArray[np.bool_], space: Numbers | None, documents: Numbers) -> None:
    """Set a mask where some documents are among those of a space, both in order; None stands for all documents."""
    if space is None:
        mask[documents] = True
    elif len(space) < len(documents):
        np.logical_or(mask, within(documents, space, documents.searchsorted(space)), out=mask)
    else:
        at = space.searchsorted(documents)
        mask[at[within(space, documents, at)]] = True


def spans(lines: memoryview, begin: int, at: Sequence[int]) -> tuple[Span, ...]:
    """Return where in the text some places are, (start, stop) of each, given the line of its edges that begins at `begin`.

    A line is a byte, how many bytes each number has, and the steps from edge to edge.
    """
    steps = np.frombuffer(lines, STEPS[lines[begin]], 2 * max(at) + 2, begin + 1)
    edges = np.add.accumulate(steps, dtype=np.int64).data
    return tuple([(edges[2 * place], edges[2 * place + 1]) for place in at])  # a list costs half of a generator


def grouped(terms: Array, documents: Array, places: Array, known: int) -> tuple[memoryview | bytes, ...]:
    """Return the postings of occurrences that stand in the order of documents and places, term by term.

    They are, as bytes of numbers: where the postings of each of so many known terms begin (and where the last ends), where its
    places do, in 64 bits; the document and the frequency of each posting, and the place of each occurrence, in 32.
    """
    order = arrays.ordered(terms)
    terms, documents = terms[order], documents[order]
    first = np.ones(len(terms), np.bool_)  # of its term in its document
    first[1:] = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
    begins = np.flatnonzero(first)
    return (
        arrays.starts(np.bincount(terms[begins], minlength=known)).data,
        arrays.starts(np.bincount(terms, minlength=known)).data,
        documents[begins].data,
        np.diff(begins, append=len(terms)).astype(np.uint32).data,
        places[order].data,
    )


def ranked(
    texts: Sequence[Array], bounds: Sequence[Array]
) -> tuple[memoryview | bytes, memoryview | bytes, memoryview | bytes]:
    """Return the different terms of tables, sorted: their text, where each begins, and the rank of each term of all tables.

    Numbers have 64 bits. Term number n of a table is `text[bounds[n] : bounds[n + 1]]`. Those of WIDE bytes at most are sorted as one
    column; the few that are longer are put between them. Asked for indexes too, NumPy sorts stably, which takes half of the time where
    most is in order.
    """
    heads = np.concatenate([arrays.heads(text, its, WIDE) for text, its in zip(texts, bounds, strict=True)])
    is_long = np.concatenate([np.diff(its.astype(np.int64)) for its in bounds]) > WIDE
    heads = heads[~is_long]  # the whole column goes: these are the largest of a merge
    known, _, ranks = np.unique(heads, return_index=True, return_inverse=True)
    table: list[bytes] = known.tolist()
    longer = [term for text, its in zip(texts, bounds, strict=True) for term in long(text, its)]
    between = {term: bisect_left(table, term) for term in sorted({*longer})}
    ranks += np.array([*between.values()], np.int64).searchsorted(ranks, "right")
    numbers = np.empty(len(is_long), np.int64)
    numbers[~is_long] = ranks
    after = {term: place + before for before, (term, place) in enumerate(between.items())}
    numbers[is_long] = [after[term] for term in longer]
    text, begins = arrays.packed(sorted([*table, *between]))
    return text.data, begins.astype(np.int64).data, numbers.data


def moved(to: Array, begins: Numbers, counts: Numbers, values: Array) -> None:
    """Put values that follow each other into a column, in runs of so many from so many places on."""
    to[arrays.runs(begins, counts)] = values


def hashed(text: Array, bounds: Array, size: int) -> memoryview | bytes:
    """Return a hash table with linear probing for terms, each in its own slot of so many or in the next free one, as numbers of 32 bits.

    No search wraps: the table has an end of its own. Free slots are FREE.
    """
    terms = arrays.unpacked(text, bounds)
    wanted = np.fromiter(map(zlib.crc32, terms), np.int64, len(terms)) % size
    order = np.argsort(wanted, kind="stable")
    counted = np.arange(len(terms))
    taken = np.maximum.accumulate(wanted[order] - counted) + counted
    slots = np.full(max(size, int(taken[-1]) + 1) + 1, FREE, np.int32)
    slots[taken] = order
    return slots.data


def long(text: Array, bounds: Array) -> list[bytes]:
    """Return the terms of more than WIDE bytes in a table."""
    at = np.flatnonzero(np.diff(bounds.astype(np.int64)) > WIDE)
    return [text[begin:end].tobytes() for begin, end in zip(bounds[at].tolist(), bounds[at + 1].tolist(), strict=True)]
