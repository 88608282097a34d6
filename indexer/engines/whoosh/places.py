"""Where words stand: the postings of a typed word, the places of phrases and of words near each other."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from ...query import Phrase, Word
from .generation import NOWHERE, Generation, Keys, Mask, Numbers, Postings, within


def typed(generation: Generation, field: str, word: Word) -> Postings:
    """Return the postings of a word's very form, or of what begins with it."""
    return generation.beginning(field, word.form) if word.prefix else generation.postings(field, "forms", word.form)


def terms(generation: Generation, field: str, word: Word) -> list[Postings]:
    """Return the postings of a word: those of its form and its stems that there are."""
    found = [generation.postings(field, "stems", stem) for stem in word.stems]
    return [postings for postings in (typed(generation, field, word), *found) if len(postings)]


def phrase_starts(generation: Generation, field: str, words: Sequence[Word]) -> Keys:
    """Return document and place of each beginning of a phrase; the rarest word is looked up first."""
    ways = [(terms(generation, field, word), shift) for word, shift in zip(words, offsets(words), strict=True)]
    if not all(postings for postings, _ in ways):
        return NOWHERE
    ways.sort(key=lambda way: sum(map(len, way[0])))
    documents = common([[found.documents for found in postings] for postings, _ in ways], generation.size)
    (rarest, shift), *others = ways
    starts = union([found.keys_in(documents) for found in rarest]) - shift
    for postings, shift in others:
        starts = starts[anywhere([found.keys_in(documents) for found in postings], starts + shift)]
    return starts


def common(groups: Sequence[Sequence[Numbers]], size: int) -> Numbers:
    """Return the documents that stand in one list at least of each group."""
    everywhere = np.ones(size, bool)
    for lists in groups:
        here = np.zeros(size, bool)
        for documents in lists:
            here[documents] = True
        everywhere &= here
    return np.flatnonzero(everywhere)


def near_places(generation: Generation, field: str, phrase: Phrase) -> list[Keys]:
    """Return of each word of a phrase the keys near enough to one of the word before and to one of the word after."""
    keys = [union([found.keys for found in terms(generation, field, word)]) for word in phrase.words]
    steps = list(pairwise(range(len(keys))))
    for beside, here in (*steps, *((after, before) for before, after in reversed(steps))):
        keys[here] = keys[here][close(keys[beside], keys[here], phrase.near)]
    return keys


def close(values: Keys, wanted: Keys, most: int) -> Mask:
    """Return which of the wanted have another key, one of the sorted values, at most so many places away."""
    found = np.zeros(len(wanted), bool)
    first = values.searchsorted(wanted - most)
    for at in (first, first + 1):  # one of the two may be the wanted key itself
        there = np.flatnonzero(at < len(values))
        value = values[at[there]]
        found[there] |= (value <= wanted[there] + most) & (value != wanted[there])
    return found


def offsets(words: Sequence[Word]) -> list[int]:
    """Return how many places each word of a phrase stands behind the first."""
    return list(accumulate((word.after for word in words[1:]), initial=0))


def union(groups: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return what stands in any of the groups, sorted, each once: two endings of one word may share its place."""
    found = np.sort(np.concatenate([NOWHERE, *groups]), kind="stable")
    fresh = np.ones(len(found), bool)
    np.not_equal(found[1:], found[:-1], out=fresh[1:])
    return found[fresh]


def anywhere(groups: Sequence[NDArray[np.integer]], wanted: NDArray[np.integer]) -> Mask:
    """Return which of the wanted stand in any of the sorted groups."""
    found = np.zeros(len(wanted), bool)
    for values in groups:
        found |= within(values, wanted, values.searchsorted(wanted))
    return found
