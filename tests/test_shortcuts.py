"""What is done the short way gives what the long way gives."""

import random
from bisect import bisect_left, bisect_right

import numpy as np
import pytest

from indexer import snippet, stretch
from indexer.engines.whoosh.calendar import months
from indexer.engines.whoosh.column import column
from indexer.engines.whoosh.found import PRECISION, likely, nearest
from indexer.engines.whoosh.grid import MOST, WORTH, grid
from indexer.engines.whoosh.places import common


def drawn(rng, most, count):
    """Return so many numbers below another, in order, each once."""
    return np.sort(rng.choice(most, count, replace=False)).astype(np.int64)


@pytest.mark.parametrize(("sources", "size"), [(3, 40), (30, 20_000), (500, 20_000)])
def test_months_sources_and_languages_are_counted_together_as_they_are_one_by_one(sources, size):
    """Few documents of many cells are counted one by one, many together, and those of too many cells never together."""
    rng = np.random.default_rng(sources)
    columns = (
        months(rng.integers(737_000, 745_000, size) * (rng.random(size) > 0.02)),
        column([[f"s{n}" for n in range(sources)]], [rng.integers(0, sources, size)]),
        column([["", "kk", "ru"]], [rng.integers(0, 3, size)]),
    )
    made = grid(columns)
    assert (made.cells is None) == (made.size > MOST) == (sources == 500)
    for count in (0, 1, size // 2, size):
        here = drawn(rng, size, count)
        found = made.counted(here, count)
        for counts, one in zip(found, columns, strict=True):
            assert counts.tolist() == np.bincount(one.codes[here], minlength=len(one.names)).tolist()
    assert (made.size > WORTH * size) == (sources != 30)


@pytest.mark.parametrize("kinds", [3, 50, 1_000_000])
def test_the_nearest_of_many_scores_are_those_that_sorting_all_gives(kinds):
    rng, looked_at = np.random.default_rng(kinds), 0
    for _ in range(100):
        scores = rng.integers(0, kinds, rng.integers(1, 9_000)) / kinds
        most = int(rng.integers(1, 20))
        limit = np.sort(scores)[::-1][min(most, len(scores)) - 1]
        assert nearest(scores, most).tolist() == np.flatnonzero(scores >= limit - 2 / PRECISION).tolist()
        looked_at += likely(scores, most) is not None
    assert looked_at > 20


@pytest.mark.parametrize(("few", "many"), [(5, 5_000), (900, 1_000), (0, 50), (50, 0)])
def test_what_sorted_lists_share_is_what_their_sets_share(few, many):
    rng = np.random.default_rng(few)
    for _ in range(20):
        one, *others = drawn(rng, 20_000, few), drawn(rng, 20_000, many), drawn(rng, 20_000, many // 2)
        expected = sorted({*one.tolist()} & {*np.concatenate(others).tolist()})
        assert common([others, [one]]).tolist() == expected
    assert common([[], [one]]).tolist() == []


def long_way(text, marks, count):
    """Return the best stretches, with every stretch looked at."""
    rows = []
    starts, stops = [start for start, _ in marks], [stop for _, stop in marks]
    for order, mark in enumerate(marks):
        begin, end = stretch.window(text, *mark)
        inside = marks[bisect_left(starts, begin) : bisect_right(stops, end)]
        words = {text[start:stop].lower() for start, stop in inside}
        rows.append((-len(words), -len(inside), order, begin, end, inside))
    chosen = []
    for *_, begin, end, inside in sorted(rows):
        if all(end <= start or stop <= begin for start, stop, _ in chosen):
            chosen.append((begin, end, inside))
    return chosen[:count]


def test_the_stretches_that_are_shown_are_the_best_of_all():
    rng, several = random.Random(4), 0
    for _ in range(3_000):
        words = [
            rng.choice(("қалалықтардың", "Сушылардың", "өзендердегі", "су", "көктемде", "а" * rng.randint(1, 20)))
            for _ in range(80)
        ]
        text = "".join(word + rng.choice((" ", " ", " ", ". ", "\n")) for word in words)
        ends = [
            (at, at + len(word))
            for word in ("қалалықтардың", "Сушылардың")
            for at in range(len(text))
            if text.startswith(word, at)
        ]
        marks = sorted(rng.sample(ends, min(len(ends), rng.choice((2, 4, 6, 40)))))
        for count in (1, 3):
            found = snippet.best(text, marks, count)
            assert found == long_way(text, marks, count)
            several += len(found) > 1
    assert several > 1_000


compiled = pytest.mark.skipif(
    snippet.stretches is stretch.stretches, reason="stretch.c was not compiled: there was no C compiler"
)


@compiled
def test_compiled_stretches_are_those_of_python():
    rng = random.Random(5)
    for _ in range(3_000):
        letters = rng.choice(("аб. \n", "ab. ", "а 😀.", "аааааааааа", " "))
        text = "".join(rng.choices(letters, k=rng.randint(0, 900)))
        starts = sorted(rng.randint(0, len(text) + 9) for _ in range(rng.randint(0, 40)))
        marks = [
            (start, start + rng.choice((0, 1, 5, 300))) for start in starts
        ]  # some within others, some behind the text
        words = [text[start:stop] for start, stop in marks]
        for count in (0, 1, 3, 99):
            found = snippet.stretches(text, marks, words, count)
            assert found == stretch.stretches(text, marks, words, count)


@compiled
def test_compiled_stretches_refuse_what_are_no_marks():
    for marks, words in (
        ([1], ["а"]),
        ([(0,)], ["а"]),
        ([(0, "а")], ["а"]),
        ([(0, 1)], [1]),
        ([(0, 1)], []),
        (((0, 1),), ["а"]),
    ):
        with pytest.raises(TypeError):
            snippet.stretches("а", marks, words, 1)
    with pytest.raises(TypeError):
        snippet.stretches(b"a", [(0, 1)], ["a"], 1)
    with pytest.raises(TypeError):
        snippet.stretches("а", [], [])
    for mark in ((-1, 1), (1, 0), (0, 2**63 - 1)):
        with pytest.raises(IndexError, match="beyond"):
            snippet.stretches("а", [mark], ["а"], 1)
