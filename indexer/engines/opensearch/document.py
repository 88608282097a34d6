"""An article as the cluster keeps it: what is looked for, and its JSON."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np

from ...retraction import prints
from .. import Entry, Occurrences, Terms
from .schema import FIELDS, STEMS, WORDS

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


def term(word: str) -> str:
    """Return what stands in the index for a form, or with STEM before it for a stem.

    >>> term("мектепте"), len(term("а" * 5_000))
    ('мектепте', 200)
    """
    if len(word) <= LONGEST:
        return word
    return word[:HEAD] + hashlib.sha256(word.encode()).hexdigest()[: LONGEST - HEAD]


def document(entry: Entry, fields: dict[str, Stream]) -> dict[str, Any]:
    """Return what is kept of an article, given the terms of its fields."""
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
        "length": sum(fields[field].size for field in FIELDS),
        STEMS: fields["text"].stems,
        **{field: fields[field].places for field in FIELDS},
        **{WORDS[field]: fields[field].forms for field in FIELDS},
    }


def documents(entries: Sequence[Entry], analysed: dict[str, Terms]) -> Iterator[dict[str, Any]]:
    """Yield what is kept of articles."""
    streams = {field: list(streamed(analysed[field])) for field in FIELDS}
    for number, entry in enumerate(entries):
        yield document(entry, {field: streams[field][number] for field in FIELDS})


def streamed(terms: Terms) -> Iterator[Stream]:
    """Yield a field of each article."""
    sizes = terms.sizes.tolist()
    starts = list(accumulate(sizes, initial=0))
    places: list[list[str]] = [[] for _ in range(starts[-1])]
    for at, word in (*standing(terms.forms, starts, ""), *standing(terms.stems, starts, STEM)):
        places[at].append(word)
    words = [{word for place in places[a:b] for word in place} for a, b in pairwise(starts)]
    begins = [starts[number] + place for number, place in zip(*map(np.ndarray.tolist, terms.sentences), strict=True)]
    for first, stop in pairwise(sorted({*begins, *starts})):
        if stop - first > 1:  # one word alone is near no other
            places[first].append(BEGIN)
            places[stop - 1].append(END)
    for (start, stop), each in zip(pairwise(starts), words, strict=True):
        stream = " ".join("|".join(place) or NOWHERE for place in places[start:stop])
        forms = sorted(word for word in each if not word.startswith(STEM))
        yield Stream(stream, stop - start, forms, sorted(word[len(STEM) :] for word in each - {*forms}))


def standing(found: Occurrences, starts: Sequence[int], sign: str) -> Iterator[tuple[int, str]]:
    """Yield the places of terms, counted through all articles, and the terms."""
    names: dict[int, str] = {}
    for number, article, place in zip(
        found.terms.tolist(), found.articles.tolist(), found.places.tolist(), strict=True
    ):
        if number not in names:
            names[number] = term(sign + found.words[number])
        yield starts[article] + place, names[number]
