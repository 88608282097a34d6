"""Sketches of texts: a few numbers of each that tell how much of their wording two texts share.

A text is the set of its runs of RUN words (Broder, On the resemblance and containment of documents, 1997). One hash throws
these into BINS bins, of each the least is kept (Li, Owen and Zhang, One permutation hashing, 2012), and an empty bin takes what the
next full one has (Shrivastava and Li, Densifying one permutation hashing, 2014), odd where it is borrowed: that leads to
texts that are alike, but does not count. The share of bins in which two sketches agree is about the share of runs that two texts
have in common; with their lengths it tells how much of the shorter stands in the longer one. Behind the bins stand the figures of
a text, as bits: the weather of two days, or two rates of the dollar, are told in the same words.
"""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .arrays import Array

RUN = 5  # words
BINS = 64
SHORT = 50  # words, below which a text has no sketch: of captions, telegrams and vacancies one word tells one from the other
FIGURES = 64  # bits
FIGURE = re.compile(r"\d")
SKETCH = np.dtype(
    f"V{2 * BINS + FIGURES // 8}"
)  # a 16-bit number for each bin, and figures; all 0 for a text without one
FACTOR, MIXED = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)  # odd; the second is SplitMix64's
SPREAD = np.uint16(0x7C15)
EMPTY = 0xFFFF  # more than any number in a bin
# Of runs in common, of those of the shorter text, of figures. Of 400 made-up families .65 of the shorter joins .5 % more of the
# pairs, .75 .7 % fewer; of 4,345 real news and pages the pairs that .7 lets go tell a story's next turn, or of another event in
# the same frame. Figures leave out the rates and the weather of another day: a figure in
# five may be of a line that was added.
ALIKE, WITHIN, SAME = 0.3, 0.7, 0.8

Hashes = NDArray[np.uint64]
Stand = tuple[Array, Array, Array]  # terms, texts and places, text by text: which term stands where


def sketched(words: Sequence[str], known: Hashes, stand: Stand, count: int) -> Array:
    """Return a sketch for each of `count` texts, given the words, a hash of each, and where they stand."""
    terms, texts, places = stand
    first = np.ones(len(terms), bool)  # at its place: pieces of a word, and endings written apart, follow it there
    first[1:] = (texts[1:] != texts[:-1]) | (places[1:] != places[:-1])
    terms, texts = terms[first], texts[first]
    runs = hashed(known[terms])
    whole = texts[: len(runs)] == texts[len(texts) - len(runs) :]  # the first and the last word are of one text
    bins = densified(least(runs[whole], texts[: len(runs)][whole], count))
    with_figures = np.hstack((bins, figures(words, known, terms, texts, count)))
    with_figures[np.bincount(texts, minlength=count) < SHORT] = 0
    return with_figures.view(SKETCH).ravel()


def hashes(words: Sequence[bytes]) -> Hashes:
    """Return a hash of each word, the same everywhere."""
    return np.fromiter(map(zlib.crc32, words), np.uint64, len(words))


def hashed(words: Hashes) -> Hashes:
    """Return a number for each run of words, the same for the same words everywhere."""
    count = max(len(words) - RUN + 1, 0)
    found = np.zeros(count, np.uint64)
    for shift in range(RUN):
        found *= FACTOR
        found += words[shift : shift + count]
    found ^= found >> np.uint64(31)
    found *= MIXED
    found ^= found >> np.uint64(29)
    return found


def least(runs: Hashes, texts: Array, count: int) -> NDArray[np.uint16]:
    """Return [text, bin]: the least number in each bin, EMPTY where there is none."""
    bins = texts.astype(np.int64) * BINS + (runs >> np.uint64(58)).astype(np.int64)
    found = np.full(count * BINS, EMPTY, np.uint16)
    np.minimum.at(found, bins, (runs & np.uint64(0xFFFE)).astype(np.uint16))
    return found.reshape(count, BINS)


def densified(bins: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return the bins of each text, an empty one filled from the next full one, and odd; none can be, where all are empty."""
    full = np.hstack((bins, bins)) != EMPTY
    following = np.where(full, np.arange(2 * BINS), 2 * BINS)
    following = np.minimum.accumulate(following[:, ::-1], axis=1)[:, ::-1][:, :BINS]
    distance = (following - np.arange(BINS)).astype(np.uint16)  # else what filled two bins would count twice
    found: NDArray[np.uint16] = np.take_along_axis(bins, following % BINS, axis=1) + distance * SPREAD
    return found | (distance > 0)


def figures(words: Sequence[str], known: Hashes, terms: Array, texts: Array, count: int) -> NDArray[np.uint16]:
    """Return [text, part]: the figures of each text as bits."""
    bits = np.left_shift(np.uint64(1), (known * FACTOR) >> np.uint64(58))
    plain = np.fromiter(map(str.isalpha, words), bool, len(words))
    plain[~plain] = [FIGURE.search(words[word]) is None for word in np.flatnonzero(~plain).tolist()]
    bits[plain] = 0
    told = np.flatnonzero(bits[terms])
    found = np.zeros(count, np.uint64)
    np.bitwise_or.at(found, texts[told], bits[terms[told]])
    return found.astype("<u8").view("<u2").reshape(count, FIGURES // 16)


# Two texts


def alike(some: Array, others: Array, words: Array) -> NDArray[np.bool_]:
    """Return which pairs of texts are reprints of each other, given their sketches and [pair, side]: how many words they have."""
    common = resemblance(some, others)
    within = common >= ALIKE
    within &= contained(common, words) >= WITHIN
    return within & (same_figures(some, others) >= SAME)


def resemblance(some: Array, others: Array) -> NDArray[np.float64]:
    """Return about which share of their runs each pair of texts has in common, given their sketches."""
    one, other = (numbers(side)[:, :BINS] for side in (some, others))
    own = (one & other & 1) == 0  # of one at least
    found: NDArray[np.float64] = ((one == other) & own).sum(axis=1) / np.maximum(own.sum(axis=1), 1)
    return found


def contained(common: NDArray[np.float64], words: Array) -> NDArray[np.float64]:
    """Return about which share of the runs of the shorter text of each pair stands in the longer one, given what they have in common."""
    runs = np.maximum(words.astype(np.float64) - (RUN - 1), 1)
    found: NDArray[np.float64] = common / (1 + common) * runs.sum(axis=1) / runs.min(axis=1)
    return found


def same_figures(some: Array, others: Array) -> NDArray[np.float64]:
    """Return which share of the figures of the one with fewer each pair of texts has in common; 1 where it has none."""
    one, other = (np.ascontiguousarray(numbers(side)[:, BINS:]).view("<u8").ravel() for side in (some, others))
    fewer = np.minimum(np.bitwise_count(one), np.bitwise_count(other))
    return np.where(fewer > 0, np.bitwise_count(one & other) / np.maximum(fewer, 1), 1.0)


def numbers(sketches: Array) -> Array:
    """Return [text, number]: the numbers of sketches."""
    return np.ascontiguousarray(sketches).view("<u2").reshape(len(sketches), SKETCH.itemsize // 2)


def keys(sketches: Array) -> NDArray[np.uint32]:
    """Return [text, key]: what two texts that are alike have some of in common: each key is two bins."""
    return np.ascontiguousarray(numbers(sketches)[:, :BINS]).view("<u4")
