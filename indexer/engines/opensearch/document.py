"""An article as the cluster keeps it: what is looked for, and its JSON."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from ...retraction import prints
from .. import Entry, Numbers, Occurrences, Span, Terms
from ..whoosh.arrays import starts
from ..whoosh.segment import encoded
from .schema import FIELDS, SIZES, SPANS, STEMS, WORDS

LONGEST = 200  # letters of a term; a longer one is its beginning and a digest
HEAD = 160  # letters of that beginning
STEM = "="  # before a stem, to tell it from a form: no word has one
BEGIN, END = "<", ">"  # with the first and the last word of a sentence of two or more
NOWHERE = "_"  # a place without a term


class Stream(NamedTuple):
    """A field of an article: its places with the terms of each, how many there are, and its forms and stems once."""

    places: str
    size: int
    forms: list[str]
    stems: list[str]
    spans: bytes  # where in the field its places are


def term(word: str) -> str:
    """Return what stands in the index for a form, or with STEM before it for a stem.

    >>> term("мектепте"), len(term("а" * 5_000))
    ('мектепте', 200)
    """
    if len(word) <= LONGEST:
        return word
    return word[:HEAD] + hashlib.sha256(word.encode()).hexdigest()[: LONGEST - HEAD]


def document(entry: Entry, fields: dict[str, Stream], frame: Sequence[Span]) -> dict[str, Any]:
    """Return what is kept of an article, given the terms of its fields, and where the lines are that were left out."""
    a = entry.article
    return {
        "id": a.id,
        "file": entry.file,
        "digest": entry.digest,
        "prints": prints(a),
        "source": a.source.casefold(),
        "publisher": a.source,
        "language": a.language,
        "author": a.author.casefold(),
        "byline": a.author,
        "month": a.date.isoformat()[:7] if a.date else "",
        "article": entry.line,
        **({"day": a.date.isoformat()} if a.date else {}),
        **({"frame": [edge for span in frame for edge in span]} if frame else {}),
        STEMS: fields["text"].stems,
        **{field: fields[field].places for field in FIELDS},
        **{SIZES[field]: fields[field].size for field in FIELDS},
        **{SPANS[field]: base64.b64encode(fields[field].spans).decode() for field in FIELDS},
        **{WORDS[field]: fields[field].forms for field in FIELDS},
    }


def documents(
    entries: Sequence[Entry], analysed: dict[str, Terms], frames: Sequence[Sequence[Span]]
) -> Iterator[dict[str, Any]]:
    """Yield what is kept of articles."""
    streams = {field: list(streamed(analysed[field])) for field in FIELDS}
    for number, (entry, frame) in enumerate(zip(entries, frames, strict=True)):
        yield document(entry, {field: streams[field][number] for field in FIELDS}, frame)


class Placed(NamedTuple):
    """Names, and where they stand: columns in the order of places, counted through all articles."""

    names: list[str]
    numbers: Numbers
    at: Numbers


def streamed(terms: Terms) -> Iterator[Stream]:
    """Yield a field of each article."""
    cuts = starts(terms.sizes)
    forms, stems = standing(terms.forms, cuts, ""), standing(terms.stems, cuts, STEM)
    some = [forms, stems, *sentences(terms, cuts)]
    some.append(nowhere(cuts[-1], some))
    pieces, where = joined(some)
    once = zip(*(each(found, cuts) for found in (forms, stems)), strict=True)
    spans = encoded(terms.begins, terms.ends, terms.sizes)
    edges = pairwise(where.searchsorted(cuts).tolist())
    for (start, stop), size, (words, own), span in zip(edges, terms.sizes.tolist(), once, spans, strict=True):
        yield Stream("".join(pieces[start:stop])[1:], size, words, [stem[len(STEM) :] for stem in own], span)


def standing(found: Occurrences, cuts: Numbers, sign: str) -> Placed:
    """Return the terms that there are, and where they stand."""
    numbers = np.zeros(len(found.words), np.int64)
    numbers[found.terms] = 1
    there = np.flatnonzero(numbers)
    numbers[there] = np.arange(len(there))
    names = [term(sign + found.words[number]) for number in there.tolist()]
    return Placed(names, numbers[found.terms], cuts[found.articles] + found.places)


def sentences(terms: Terms, cuts: Numbers) -> Iterator[Placed]:
    """Yield where sentences begin, and where they end; one word alone is near no other."""
    articles, places = terms.sentences
    edges = np.unique(np.concatenate((cuts[articles] + places, cuts)))
    first, stop = edges[:-1], edges[1:]
    long = stop - first > 1
    for name, at in ((BEGIN, first[long]), (END, stop[long] - 1)):
        yield Placed([name], np.zeros(len(at), np.int64), at)


def nowhere(size: int, some: Sequence[Placed]) -> Placed:
    """Return the places that have no name."""
    free = np.setdiff1d(np.arange(size), np.concatenate([one.at for one in some]))
    return Placed([NOWHERE], np.zeros(len(free), np.int64), free)


def joined(some: Sequence[Placed]) -> tuple[list[str], Numbers]:
    """Return names in the order of their places, each behind what parts it from the one before, and the places."""
    names = [name for one in some for name in one.names]
    bases = starts(np.array([len(one.names) for one in some]))
    numbers = np.concatenate([one.numbers + base for one, base in zip(some, bases, strict=False)])
    at = np.concatenate([one.at for one in some])
    order = np.argsort(at, kind="stable")
    at = at[order]
    same = np.diff(at, prepend=-1) == 0
    table = [sign + name for sign in (" ", "|") for name in names]
    return [*map(table.__getitem__, (numbers[order] + same * len(names)).tolist())], at


def each(found: Placed, cuts: Numbers) -> Iterator[list[str]]:
    """Yield the names that stand in each article, once each."""
    count = len(found.names)
    articles = cuts.searchsorted(found.at, "right") - 1
    pairs = np.unique(articles * count + found.numbers)
    names = [*map(found.names.__getitem__, (pairs % max(count, 1)).tolist())]
    edges = pairs.searchsorted(np.arange(len(cuts)) * count).tolist()
    return (names[begin:end] for begin, end in pairwise(edges))
