"""The loops that are compiled give what those of NumPy give, to the bit, and read nothing that is not theirs."""

import contextlib
import subprocess
import sys
import zlib
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import indexer
from indexer import Article
from indexer.engines.whoosh import bm25, inversion, kernel, loops
from indexer.engines.whoosh.arrays import PLACE, narrow, packed, starts
from indexer.engines.whoosh.segment import hashed

compiled = pytest.mark.skipif(kernel.gain is loops.gain, reason="there was no C compiler")
SIZE = 300  # documents
WIDTHS = [np.uint8, np.uint16, np.uint32, np.int64]
ASKED = """
import sys
sys.modules["indexer.engines.whoosh._kernel"] = sys.modules["indexer.engines.whoosh._inversion"] = None  # not there
import indexer
from indexer.engines.whoosh import kernel
print(kernel.keys.__module__)
with indexer.open(sys.argv[1]) as index:
    for query in sys.argv[2:]:
        print([(hit.id, hit.score, str(hit.snippet)) for hit in index.search(query)])
"""


def some(rng, most=SIZE):
    """Return documents, in order."""
    return np.flatnonzero(rng.random(SIZE) < rng.random() * most / SIZE).astype(np.intp)


def postings(rng):
    """Return what `keys` takes beside the wanted: the postings of a term, in pieces, some of them perhaps of deleted articles."""
    documents = some(rng)
    frequencies = rng.integers(1, rng.choice([2, 9]), len(documents)).astype(rng.choice(WIDTHS))
    cuts = sorted(rng.integers(0, len(documents) + 1, rng.integers(0, 3)).tolist())
    most = rng.choice([9, 60_000])  # two endings of one word may share its place
    places = [
        np.concatenate([np.empty(0, np.int64), *(np.sort(rng.integers(0, most, count)) for count in part)])
        for part in np.split(frequencies, cuts)
    ]
    pieces = [piece.astype(rng.choice([np.uint16, np.uint32])) for piece in places]
    live = None if rng.random() < 0.5 else rng.random(len(documents)) < 0.7
    return documents if live is None else documents[live], frequencies, live, pieces


def starting(words, shifts, wanted):
    """Return the keys at which a phrase begins, the long way."""
    every = [
        {key - shift for term in terms for key in np.frombuffer(kernel.keys(wanted, *term), np.int64).tolist()}
        for terms, shift in zip(words, shifts, strict=True)
    ]
    return sorted(set.intersection(*every))


@compiled
@pytest.mark.parametrize("seed", range(200))
def test_the_compiled_loops_give_what_numpy_gives(seed):
    rng = np.random.default_rng(seed)
    wanted, term = some(rng), postings(rng)
    documents, frequencies, live, _ = term
    norms = bm25.norms(rng.integers(0, 9, SIZE).astype(rng.choice(WIDTHS)), float(rng.random() + 1))
    weight = float(rng.random() * 9)
    often = frequencies if live is None else frequencies[live]
    for best in (True, False):
        ours = rng.random(len(wanted))
        theirs = ours.copy()
        kernel.gain(ours, wanted, documents, often, *norms, weight, best)
        loops.gain(theirs, wanted, documents, often, *norms, weight, best)
        assert ours.tobytes() == theirs.tobytes()
    found = np.frombuffer(kernel.keys(wanted, *term), np.int64)
    assert found.tolist() == loops.keys(wanted, *term).tolist()
    for asked in (documents, some(rng, 10)):
        for terms in ([], [term], [term, postings(rng), term]):
            assert kernel.places(terms, asked) == loops.places(terms, asked)
    rows = zip(wanted.tolist(), kernel.places([term], wanted), strict=True)
    assert [document << PLACE | place for document, places in rows for place in places] == sorted({*found.tolist()})
    others = [[postings(rng) for _ in range(rng.integers(0, 4))] for _ in range(rng.integers(0, 3))]
    shifts = rng.integers(0, 3, 1 + len(others)).tolist()
    for first in ([term], [term, postings(rng)]):
        begins = np.frombuffer(kernel.begun([first, *others], shifts, wanted), np.int64)
        assert begins.tolist() == np.frombuffer(loops.begun([first, *others], shifts, wanted), np.int64).tolist()
        assert begins.tolist() == starting([first, *others], shifts, wanted)
    for space, size in ((None, SIZE), (wanted, len(wanted))):
        ours, theirs = np.zeros((2, size), bool)
        kernel.hold(ours, space, documents)
        loops.hold(theirs, space, documents)
        assert (
            ours.tolist() == theirs.tolist() == np.isin(np.arange(SIZE) if space is None else space, documents).tolist()
        )


@compiled
@pytest.mark.parametrize("width", [1, 2, 4, 8])
def test_spans_are_read_of_lines_of_each_width(width):
    steps = np.random.default_rng(width).integers(0, 200, 60).astype(f"<u{width}")
    data = memoryview(b"before" + bytes([width]) + steps.tobytes() + b"behind")
    edges = steps.astype(np.int64).cumsum().tolist()
    for at in ([0], [29], [7, 3, 3, 20], range(30)):
        found = kernel.spans(data, 6, at)
        assert found == loops.spans(data, 6, at)
        assert list(found) == [(edges[2 * place], edges[2 * place + 1]) for place in at]


@compiled
@pytest.mark.parametrize("count", [1, 2, 50, 2_000])
def test_terms_are_found_and_others_are_not(count):
    terms = [bytes([number % 3]) + str(number * 7).encode() for number in range(count)]
    data, bounds = packed(terms)
    slots, size = hashed(data, bounds)
    assert slots.data == loops.hashed(data, bounds, size)
    for wanted in (*terms, b"", b"\0", b"\1none", b"\0" + terms[-1]):
        where = slots.data, zlib.crc32(wanted) % size, bounds.data, data.data, wanted
        number = kernel.find(*where)
        assert number == loops.find(*where) == (terms.index(wanted) if wanted in terms else -1)


def table(rng):
    """Return the terms of a table, perhaps none, and where they begin: some are long, some begin alike."""
    letters = [b"", b"\0", b"\1", b"\xd0\xb0", b"a" * 70]
    terms = [b"".join(rng.choice(letters, rng.integers(1, 4)).tolist()) for _ in range(rng.integers(0, 30))]
    return packed([b"before", *(term + b"." for term in terms), b"behind"])


@compiled
@pytest.mark.parametrize("seed", range(100))
def test_terms_are_ranked_and_occurrences_grouped_as_numpy_does(seed):
    rng = np.random.default_rng(seed)
    tables = [(text, bounds[1:-1]) for text, bounds in (table(rng) for _ in range(rng.integers(1, 4)))]
    text, begins, ranks = inversion.ranked(*zip(*tables, strict=True))
    assert [*map(bytes, (text, begins, ranks))] == [*map(bytes, loops.ranked(*zip(*tables, strict=True)))]
    found = [text[a:b] for a, b in pairwise(np.frombuffer(begins, np.int64).tolist())]
    terms = [text.tobytes()[a:b] for text, bounds in tables for a, b in pairwise(bounds.tolist())]
    assert [found[rank] for rank in np.frombuffer(ranks, np.int64)] == terms
    assert found == sorted({*terms})
    size, known = int(rng.integers(0, 200)), int(rng.integers(1, 9))
    documents, places = np.sort(rng.integers(0, 5, size)).astype(np.uint32), rng.integers(0, 9, size).astype(np.uint32)
    occurrences = rng.integers(0, known, size).astype(np.uint32), documents, places, known
    assert [*map(bytes, inversion.grouped(*occurrences))] == [*map(bytes, loops.grouped(*occurrences))]


@compiled
@pytest.mark.parametrize("seed", range(100))
def test_runs_are_moved_as_numpy_does(seed):
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 5, rng.integers(0, 9))
    begins = starts(counts + 1)[:-1]
    order = rng.permutation(len(counts))
    wide, other = (rng.choice([np.uint8, np.uint16, np.uint32, np.int64]) for _ in range(2))
    values = rng.integers(0, 200, counts.sum()).astype(wide)
    made, theirs = (np.zeros(60, other) for _ in range(2))
    for module, column in ((inversion, made), (loops, theirs)):
        module.moved(column, begins[order], counts[order], values)
    assert made.tolist() == theirs.tolist()


def tables(rng, terms):
    """Return some segments that have terms, each with a few postings."""
    made, base = [], 0
    for _ in range(rng.integers(0, 4)):
        here = [term for term in terms if rng.random() < 0.6]
        text, bounds = packed(here)
        slots, size = hashed(text, bounds)
        counts = rng.integers(0, 4, len(here))
        kinds = rng.choice([np.uint8, np.uint16, np.uint32]), rng.choice([np.uint8, np.uint16])
        documents, frequencies = (rng.integers(0, 99, counts.sum()).astype(kind) for kind in kinds)
        edges = narrow(starts(counts))
        made.append(
            loops.Table(base, size, slots.data, bounds.data, text.data, edges.data, edges.data, documents, frequencies)
        )
        base += 100
    return made


@compiled
@pytest.mark.parametrize("seed", range(100))
def test_postings_are_read_as_numpy_does(seed):
    rng = np.random.default_rng(seed)
    terms = [b"\0" + str(number).encode() for number in range(rng.integers(1, 60))]
    there = tables(rng, terms)
    for wanted in (*terms, b"none", b""):
        assert kernel.postings(there, zlib.crc32(wanted), wanted) == loops.postings(there, zlib.crc32(wanted), wanted)


@compiled
def test_what_points_beyond_the_end_is_an_error_and_nothing_is_read():
    one, byte, line = np.array([5]), np.array([1], np.uint8), (0.3, 0.1, 1.0, False)
    edges, free, four = memoryview(b"\1\0\0"), np.array([-1], np.int32), np.array([4], np.uint32)
    edge = np.array([0, 1])
    for function, *arguments in (
        (kernel.gain, np.zeros(1), one, one, byte, np.ones(3), *line),  # no length of document 5
        (kernel.gain, np.zeros(1), -one, -one, byte, np.ones(3), *line),
        (kernel.gain, np.zeros(0), one, one, byte, np.ones(9), *line),
        (kernel.gain, np.zeros(1), one, one, byte[:0], np.ones(9), *line),
        (kernel.find, free[:0], 0, byte, byte, b"a"),
        (kernel.find, free, 1, byte, byte, b"a"),
        (kernel.find, free, -1, byte, byte, b"a"),
        (kernel.find, free + 1, 0, byte, byte, b"a"),  # term 0 has no end
        (kernel.find, free + 9, 0, byte, byte, b"a"),
        (kernel.find, free - 9, 0, byte, byte, b"a"),
        (kernel.find, free + 1, 0, np.array([0, 2]), byte, b"a"),
        (kernel.find, free + 1, 0, np.array([1, 0]), byte, b"a"),
        (kernel.keys, one, one, byte, None, []),
        (kernel.keys, one, one, byte, None, [byte[:0]]),
        (kernel.keys, one, one, byte + 1, None, [byte]),
        (kernel.keys, one, one, byte[:0], None, [byte]),
        (kernel.keys, one, one, byte, byte == 0, [byte]),
        (kernel.places, [(one, byte, None, [])], one),
        (kernel.begun, [[(one, byte, None, [])]], [0], one),
        (kernel.begun, [[], []], [0], one),
        (kernel.begun, [[(one, byte, None, [byte])]], [-1], one),
        (kernel.begun, [[(one, byte, None, [byte])]], [1 << 40], one),
        (kernel.hold, np.zeros(3, bool), None, one),
        (kernel.hold, np.zeros(3, bool), None, -one),
        (kernel.hold, np.zeros(0, bool), one, one),
        (kernel.postings, [(0, 1, free + 1, byte, byte, edge, edge, byte, byte)], 0, b""),  # term 0 has no end
        (kernel.postings, [(0, 1, free + 1, edge, byte, edge[:1], edge, byte, byte)], 0, b"\1"),
        (kernel.postings, [(0, 1, free + 1, edge, byte, edge, edge[:1], byte, byte)], 0, b"\1"),
        (kernel.postings, [(0, 1, free + 1, edge, byte, edge, edge, byte[:0], byte)], 0, b"\1"),
        (kernel.postings, [(0, 1, free + 1, edge, byte, edge, edge, byte, byte[:0])], 0, b"\1"),
        (kernel.postings, [(0, 1, free + 1, edge, byte, edge[::-1].copy(), edge, byte, byte)], 0, b"\1"),
        (kernel.postings, [(0, 9, free + 1, edge, byte, edge, edge, byte, byte)], 4, b"\1"),
        (inversion.ranked, [byte, byte], [byte]),
        (inversion.ranked, [byte], [np.array([0, 2])]),
        (inversion.ranked, [byte], [np.array([1, 0])]),
        (inversion.hashed, byte, np.array([0, 2]), 3),
        (inversion.hashed, byte, np.array([1, 0]), 3),
        (inversion.hashed, byte, edge, 0),
        (inversion.hashed, byte, edge, 1 << 40),
        (inversion.hashed, byte, edge[:1], 3),
        (inversion.moved, np.zeros(5), one, one // 5, byte),  # which has no place 5
        (inversion.moved, np.zeros(9), one, one, byte),
        (inversion.moved, np.zeros(9), one, one[:0], byte),
        (inversion.moved, np.zeros(9), one, -one, byte),
        (inversion.moved, np.zeros(9), -one, one // 5, byte),
        (inversion.grouped, four, four, four, 4),
        (inversion.grouped, four, four, four, -1),
        (inversion.grouped, four, four[:0], four, 9),
        (inversion.grouped, four, four, four[:0], 9),
        (inversion.grouped, four, ~(four * 0), four, 9),
        (kernel.spans, memoryview(b""), 0, [0]),
        (kernel.spans, edges, 0, [1]),
        (kernel.spans, edges, 0, [-1]),
        (kernel.spans, edges, -1, [0]),
        (kernel.spans, edges, 9, [0]),
        (kernel.spans, edges, 0, [sys.maxsize]),
        (kernel.spans, memoryview(b"\0\0\0"), 0, [0]),
        (kernel.spans, memoryview(b"\xff\0\0"), 0, [0]),
    ):
        with pytest.raises(IndexError, match="beyond"):
            function(*arguments)
    for function, *arguments in (
        (kernel.gain, one, one),
        (kernel.gain, np.zeros(1), one.astype(np.uint8), one, byte, np.ones(9), *line),
        (kernel.gain, np.zeros(1), one, one, byte, np.ones(9), "base", *line[1:]),
        (kernel.find, byte, 0, byte, byte, b"a"),
        (kernel.find, free, 0, byte, byte, "a"),
        (kernel.keys, one, one, np.zeros(1, "V3"), None, [byte]),
        (kernel.keys, one, one, byte, None, ["places"]),
        (kernel.places, one),
        (kernel.places, [one], one),
        (kernel.places, [(one, one, byte)], one),
        (kernel.begun, [one], [0], one),
        (kernel.begun, [[one]], [0], one),
        (kernel.begun, [[]], ["shift"], one),
        (kernel.begun, [[]], [0], byte),
        (kernel.hold, np.zeros(3, bool), None, byte),
        (kernel.hold, np.zeros(3), None, one),
        (kernel.postings, [(0, 1, free)], 0, b""),
        (kernel.postings, [free], 0, b""),
        (kernel.postings, [(0, 1, byte, edge, byte, edge, edge, byte, byte)], 0, b""),
        (kernel.postings, [], "sum", b""),
        (inversion.ranked, [byte], ["bounds"]),
        (inversion.ranked, 1, [byte]),
        (inversion.hashed, byte, edge, "size"),
        (inversion.hashed, one, edge, 3),
        (inversion.moved, np.zeros(9), one, byte, byte),
        (inversion.grouped, one, four, four, 9),
        (kernel.spans, edges, 0, ["place"]),
        (kernel.spans, "a line", 0, [0]),
    ):
        with pytest.raises(TypeError):
            function(*arguments)


@compiled
@pytest.mark.parametrize("seed", range(300))
def test_garbage_ends_in_an_error_or_an_answer(seed):
    rng = np.random.default_rng(seed)

    def garbage():
        kind = np.dtype(rng.choice([np.uint8, np.uint16, np.uint32, np.int64, np.float64, np.bool_]))
        return np.frombuffer(rng.bytes(int(rng.integers(0, 40)) * kind.itemsize), kind)

    def numbers():
        return np.sort(rng.integers(-3, 50, int(rng.integers(0, 40))))

    for function, *arguments in (
        (
            kernel.gain,
            np.zeros(20),
            numbers(),
            numbers(),
            garbage(),
            garbage(),
            0.3,
            0.1,
            1.0,
            bool(rng.random() < 0.5),
        ),
        (kernel.find, numbers().astype(np.int32), int(rng.integers(-1, 9)), garbage(), rng.bytes(30), rng.bytes(1)),
        (kernel.keys, numbers(), numbers(), garbage(), None, [garbage(), garbage()]),
        (kernel.keys, numbers(), numbers(), garbage(), rng.random(20) < 0.5, [garbage()]),
        (kernel.places, [(numbers(), garbage(), None, [garbage(), garbage()])] * 2, numbers()),
        (kernel.begun, [[(numbers(), garbage(), None, [garbage()])] * 2] * 2, [0, int(rng.integers(0, 9))], numbers()),
        (kernel.hold, np.zeros(20, bool), numbers() if rng.random() < 0.5 else None, numbers()),
        (kernel.postings, [(0, 3, numbers().astype(np.int32), *(garbage() for _ in range(6)))] * 2, 1, rng.bytes(1)),
        (inversion.ranked, [garbage(), garbage()], [garbage(), garbage()]),
        (inversion.hashed, garbage(), garbage(), int(rng.integers(0, 99))),
        (inversion.moved, np.zeros(20, rng.choice([np.uint8, np.uint16])), numbers(), numbers(), garbage()),
        (inversion.grouped, *(numbers().astype(np.uint32) for _ in range(3)), int(rng.integers(-1, 50))),
        (kernel.spans, memoryview(rng.bytes(int(rng.integers(0, 50)))), int(rng.integers(-2, 40)), numbers().tolist()),
    ):
        with contextlib.suppress(IndexError, TypeError, MemoryError):
            function(*arguments)


@compiled
@pytest.mark.parametrize("module", [kernel, inversion])
def test_what_was_compiled_is_of_this_source(module):
    source = Path(module.__file__).with_suffix(".c")
    made = import_module(module.__name__.replace(".whoosh.", ".whoosh._"))
    assert Path(made.__file__).stat().st_mtime >= source.stat().st_mtime, "compile it: pip install -e . (make does)"


def test_without_a_compiler_the_same_is_found(tmp_path):
    with indexer.open(tmp_path) as index:
        texts = ["Мектепте мұғалім сабақ берді.", "Мектептің мұғалімі келді, мектеп ашылды.", "Су тасқыны болды."]
        for number, text in enumerate(texts):
            index.add(Article(id=str(number), text=text))
        queries = ["мектеп мұғалімі", '"мектеп мұғалімі"']
        found = [[(hit.id, hit.score, str(hit.snippet)) for hit in index.search(query)] for query in queries]
    done = subprocess.run([sys.executable, "-c", ASKED, tmp_path, *queries], capture_output=True, text=True, check=True)
    assert "мұғалімі</mark>" in done.stdout
    assert done.stdout.splitlines() == ["indexer.engines.whoosh.loops", *map(str, found)]
