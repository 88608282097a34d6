"""Where words stand: the postings of a typed word, the places of phrases and of words near each other."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, count, pairwise, takewhile

import numpy as np
from numpy.typing import NDArray

from ... import query
from ...budget import check
from ...query import Phrase, Word
from . import kernel
from .arrays import PLACE, Keys, Numbers, union, within
from .generation import NOWHERE, Generation, Mask, Postings, of_keys

END = np.iinfo(np.int64).max  # behind all keys


def typed(generation: Generation, field: str, word: Word) -> Postings:
    """Return the postings of a word's very form, or of what begins with it."""
    whole = generation.beginning(field, word.form) if word.prefix else generation.postings(field, "forms", word.form)
    return less(generation, field, whole, word.without)


def stems(generation: Generation, field: str, word: Word) -> list[Postings]:
    """Return the postings of each stem of a word."""
    return [less(generation, field, generation.postings(field, "stems", stem), word.without) for stem in word.stems]


def less(generation: Generation, field: str, found: Postings, forms: Sequence[str]) -> Postings:
    """Return postings without the places where any of some forms stands."""
    if not forms or not len(found):
        return found
    groups = [generation.postings(field, "forms", form).keys for form in forms]
    return of_keys(found.keys[~anywhere(groups, found.keys)], found.norms)


def terms(generation: Generation, field: str, word: Word) -> list[Postings]:
    """Return the postings of a word: those of its form and its stems that there are."""
    every = (typed(generation, field, word), *stems(generation, field, word))
    return [postings for postings in every if len(postings)]


def phrase_starts(generation: Generation, field: str, words: Sequence[Word]) -> Keys:
    """Return document and place of each beginning of a phrase; the rarest word is looked up first."""
    ways = [(terms(generation, field, word), shift) for word, shift in zip(words, offsets(words), strict=True)]
    if not all(postings for postings, _ in ways):
        return NOWHERE
    ways.sort(key=lambda way: sum(map(len, way[0])))
    documents = common([[found.documents for found in postings] for postings, _ in ways])
    found = [[found.term for found in postings] for postings, _ in ways]
    return np.frombuffer(kernel.begun(found, [shift for _, shift in ways], documents), np.int64)


def common(groups: Sequence[Sequence[Numbers]]) -> Numbers:
    """Return the documents that stand in one list at least of each group: those of the rarest are looked for in the others."""
    first, *others = sorted(groups, key=lambda lists: sum(map(len, lists)))
    found: Numbers = first[0] if len(first) == 1 else union(first)
    for lists in others:
        check()
        here = np.zeros(len(found), bool)
        for documents in lists:
            kernel.hold(here, found, documents)
        found = found[here]
    return found


def near_places(generation: Generation, field: str, phrase: Phrase) -> list[Keys]:
    """Return of each word of a phrase the keys near enough to one of the word before and to one of the word after."""
    groups = [terms(generation, field, word) for word in phrase.words]
    documents = common([[found.documents for found in group] for group in groups])
    keys = [union([found.keys_in(documents) for found in group]) for group in groups]
    edges = NOWHERE
    if phrase.near == query.SENTENCE:
        keys = [here[anywhere([documents], here >> PLACE)] for here in keys]
        edges = borders(generation, field, documents)
    steps = list(pairwise(range(len(keys))))
    for beside, here in (*steps, *((after, before) for before, after in reversed(steps))):
        check()
        keys[here] = keys[here][close(keys[beside], keys[here], *around(keys[here], phrase.near, edges))]
    return keys


def around(keys: Keys, near: int, edges: Keys) -> tuple[Keys, Keys]:
    """Return where what is near to each of some keys begins, and where it ends: so many places off, or its sentence."""
    if near != query.SENTENCE:
        return keys - near, keys + near + 1
    at = edges.searchsorted(keys, "right")
    return edges[at - 1], edges[at]


def borders(generation: Generation, field: str, documents: Numbers) -> Keys:
    """Return the keys at which sentences of some documents begin, and what is behind them all.

    With its first word each document begins a sentence, so that none reaches into the next.
    """
    begins = [found.keys_in(documents) for found in sentences(generation, field)]
    return np.append(begins[0] if len(begins) == 1 else union(begins), END)


def sentences(generation: Generation, field: str) -> Iterator[Postings]:
    """Yield the postings of where sentences begin, block by block: who has one has those before it."""
    blocks = (generation.postings(field, "sentences", str(number)) for number in count())
    return takewhile(len, blocks)


def close(values: Keys, wanted: Keys, begins: Keys, ends: Keys) -> Mask:
    """Return which of the wanted have another key, one of the sorted values, between two keys."""
    count = values.searchsorted(ends) - values.searchsorted(begins)
    return np.asarray(count > within(values, wanted, values.searchsorted(wanted)))


def offsets(words: Sequence[Word]) -> list[int]:
    """Return how many places each word of a phrase stands behind the first."""
    return list(accumulate((word.after for word in words[1:]), initial=0))


def anywhere(groups: Sequence[NDArray[np.integer]], wanted: NDArray[np.integer]) -> Mask:
    """Return which of the wanted stand in any of the sorted groups."""
    found = np.zeros(len(wanted), bool)
    for values in groups:
        found |= within(values, wanted, values.searchsorted(wanted))
    return found
