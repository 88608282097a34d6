"""The compiled loops over letters give what those of NumPy give, to the bit, and read nothing that is not theirs."""

import contextlib
import subprocess
import sys

import numpy as np
import pytest

from indexer.language import scan, stretches
from indexer.language.lexicon import Lexicon
from indexer.language.stretches import LETTER, MARK, NEW, OTHER, UNKNOWN

compiled = pytest.mark.skipif(scan.sums is stretches.sums, reason="scan.c was not compiled: there was no C compiler")
ASKED = """
import sys
sys.modules["indexer.language._scan"] = None  # not there
from indexer.language import scan
from indexer.language.lexicon import Lexicon
print(scan.edges.__module__)
lexicon = Lexicon()
found = lexicon.columns(sys.argv[1:], ["kk"] * len(sys.argv[1:]))
print([lexicon.terms[number] for number in found.forms.tolist()])
"""


def cut(rng):
    """Return the kinds of ten characters, and letters among them."""
    kinds = rng.choice([OTHER, MARK, LETTER], 10).astype(np.uint8)
    return kinds, rng.integers(0, 10, rng.integers(0, 300)).astype(np.uint32)


@compiled
@pytest.mark.parametrize("seed", range(100))
def test_the_compiled_loops_give_what_numpy_gives(seed):
    rng = np.random.default_rng(seed)
    kinds, letters = cut(rng)
    edges = np.frombuffer(scan.edges(kinds, letters), np.int64)
    assert edges.tolist() == [*stretches.edges(kinds, letters)]
    begins, ends = edges[::2].copy(), edges[1::2].copy()
    place = int(rng.integers(1, 1 << 62)) | 1
    sums = np.frombuffer(scan.sums(letters, begins, ends, place), np.uint64)
    assert sums.tolist() == [*stretches.sums(letters, begins, ends, place)]
    tables = [(np.zeros(64, np.uint64), np.full(64, NEW, np.int64)) for _ in range(2)]
    some = np.unique(sums)[:50]
    for module, table in zip((scan, stretches), tables, strict=True):
        module.add(*table, some, np.arange(len(some)))
    assert [column.tolist() for column in tables[0]] == [column.tolist() for column in tables[1]]
    wanted = np.append(sums, rng.integers(1, 1 << 62, 20).astype(np.uint64))
    assert [*stretches.find(*tables[0], wanted)] == np.frombuffer(scan.find(*tables[0], wanted), np.int64).tolist()


@compiled
def test_a_character_that_was_not_met_is_told():
    kinds = np.array([LETTER, UNKNOWN], np.uint8)
    for letters, told in (([0, 0], False), ([0, 1], True)):
        for module in (scan, stretches):
            assert (module.edges(kinds, np.array(letters, np.uint32)) is None) is told


@compiled
def test_what_points_beyond_the_end_is_an_error():
    letters, one, table = np.zeros(3, np.uint32), np.array([1]), (np.ones(4, np.uint64), np.zeros(4, np.int64))
    sums, room = np.array([7], np.uint64), (np.zeros(4, np.uint64), np.zeros(4, np.int64))
    for function, *arguments in (
        (scan.edges, np.zeros(0, np.uint8), letters),
        (scan.sums, letters, one, one + 3, 3),
        (scan.sums, letters, one, one - 1, 3),
        (scan.sums, letters, -one, one, 3),
        (scan.sums, letters, one, one[:0], 3),
        (scan.find, table[0][:3], table[1][:3], sums),
        (scan.find, table[0], table[1][:2], sums),
        (scan.find, table[0][:0], table[1][:0], sums),
        (scan.add, *table, sums, one),  # which has no room
        (scan.add, *room, sums, one[:0]),
    ):
        with pytest.raises(IndexError, match="beyond"):
            function(*arguments)
    for function, *arguments in (
        (scan.edges, letters, letters),
        (scan.sums, one, one, one, 3),
        (scan.sums, letters, one, one, "place"),
        (scan.find, *table, one.astype(np.uint8)),
        (scan.add, *table, sums),
        (scan.add, *table, sums, "numbers"),
    ):
        with pytest.raises(TypeError):
            function(*arguments)
    with pytest.raises(OverflowError):
        scan.sums(letters, one, one, -1)
    full = np.frombuffer(scan.find(*table, sums), np.int64)
    assert full.tolist() == [NEW]  # and no search without an end


@compiled
@pytest.mark.parametrize("seed", range(100))
def test_garbage_ends_in_an_error_or_an_answer(seed):
    rng = np.random.default_rng(seed)

    def garbage(kind):
        return np.frombuffer(rng.bytes(int(rng.integers(0, 40)) * np.dtype(kind).itemsize), kind)

    def numbers():
        return rng.integers(-3, 50, 9)

    for function, *arguments in (
        (scan.edges, garbage(np.uint8), garbage(np.uint32) % 9),
        (scan.sums, garbage(np.uint32), numbers(), numbers(), 5),
        (scan.find, garbage(np.uint64), garbage(np.int64), garbage(np.uint64)),
        (scan.find, np.zeros(8, np.uint64), numbers()[:8], garbage(np.uint64)),
        (scan.add, np.zeros(8, np.uint64), np.zeros(8, np.int64), garbage(np.uint64), garbage(np.int64)),
    ):
        with contextlib.suppress(IndexError, TypeError):
            function(*arguments)


def test_words_without_a_compiler_are_the_same():
    texts = ["Мектептерде жөндеу аяқталды.", "АҚШ-тың 20%-ы — Ёлка, Алма́ты"]
    found = subprocess.run([sys.executable, "-c", ASKED, *texts], capture_output=True, text=True, check=True)
    module, forms = found.stdout.splitlines()
    assert module == "indexer.language.stretches"
    lexicon = Lexicon()
    assert forms == str([lexicon.terms[n] for n in lexicon.columns(texts, ["kk"] * 2).forms.tolist()])
