"""The segments of the embedded engine: Whoosh reads them as it reads its own, merges lose nothing, damage is noticed."""

import multiprocessing
import os
import pickle
import random
from itertools import chain

import numpy as np
import pytest
from made_up import analysis, article, commits, fields, filled, put
from whoosh.query import And, Not, Or, Term
from whoosh.reading import TermNotFound
from whoosh.searching import Searcher

from indexer.engines.whoosh import WhooshEngine, arrays, merge, schema
from indexer.engines.whoosh.schema import TERMS
from indexer.engines.whoosh.segment import Content, Segment
from indexer.query import Query

READINGS = int(os.environ.get("IZDE_READINGS", "1000"))


def occurrences(articles):
    """Return (field, term) -> {id: places} of articles."""
    found = {}
    for a in articles:
        for field, terms in fields(a).items():
            begins = [(str(number // schema.BLOCK), place) for number, place in enumerate(terms.sentences)]
            for kind, occurring in (("forms", terms.forms), ("stems", terms.stems), ("sentences", begins)):
                for term, place in occurring:
                    found.setdefault((f"{field}_{kind}", term.encode()), {}).setdefault(a.id, []).append(place)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_whooshs_own_matchers_find_every_term_where_it_stands(engine, seed, monkeypatch):
    monkeypatch.setattr(merge, "doomed", lambda sizes, dead, new, **_: random.Random(seed + new).randint(0, len(sizes)))
    monkeypatch.setattr(schema, "BLOCK", (128, 2)[seed % 2])
    rng = random.Random(seed)
    articles = filled(engine, rng, 1 + seed % 6)
    ids = {int(row): engine.ledger.articles([row])[row].id for row in engine.ledger.rows()[0].tolist()}
    wanted = occurrences(articles.values())
    with engine.terms.index.reader() as reader:
        numbers = {}  # document number -> id
        for leaf, base in reader.leaf_readers():
            for number in leaf.all_doc_ids():
                numbers[base + number] = ids[leaf.stored_fields(number)["values"]]
        assert sorted(numbers.values()) == sorted(articles)
        assert {term for term in wanted if term not in reader} == set()
        for term, places in wanted.items():
            matcher, found = reader.postings(*term), {}
            while matcher.is_active():
                found[numbers[matcher.id()]] = (matcher.weight(), matcher.value_as("positions"))
                matcher.next()
            assert found == {id: (len(p), p) for id, p in places.items()}, (seed, term)
        with pytest.raises(TermNotFound):
            reader.postings("text_forms", b"nowhere")
        searcher = Searcher(reader, fromindex=engine.terms.index)
        for _ in range(60):
            a, b, c = rng.choices(sorted(wanted), k=3)
            query = And([Or([Term(*a), Term(*b)]), Not(Term(*c))])
            expected = (wanted[a].keys() | wanted[b].keys()) - wanted[c].keys()
            assert {numbers[n] for n in searcher.docs_for_query(query)} == expected, (seed, a, b, c)


def test_terms_are_listed_in_order_with_what_is_known_of_them(engine):
    articles = filled(engine, random.Random(1), 1)
    wanted = occurrences(articles.values())
    with engine.terms.index.reader() as reader:
        assert list(reader.all_terms()) == sorted(wanted, key=lambda term: (TERMS.index(term[0]), term[1]))
        for (field, term), info in reader:
            places = wanted[field, term].values()
            assert (info.doc_frequency(), info.weight()) == (len(places), sum(map(len, places)))


def test_a_merge_of_everything_is_what_one_commit_writes(tmp_path):
    rng = random.Random(3)
    articles = [article(rng, f"{n:03}") for n in range(150)]
    files = []
    for name, size in (("one", 150), ("many", 7)):
        engine = WhooshEngine(tmp_path / name, analysis)
        for n in range(0, 150, size):
            put(engine, *articles[n : n + size])
        contents = engine.terms.current().contents
        pairs = [(content, dead) for content, dead in zip(contents, engine.terms.current().dead, strict=True)]
        arrays, notes = merge.merged(pairs)
        files.append(({name: np.concatenate(pieces).tolist() for name, pieces in arrays.items()}, notes))
        engine.close()
    assert files[0] == files[1]


def test_segments_stay_few_and_a_document_is_written_a_few_times():
    for commit in (1, 7, 100, 2_000):
        sizes, written = [], 0
        for _ in range(3_000 if commit < 100 else 500):
            first = merge.doomed(sizes, [0] * len(sizes), commit)
            sizes = [*sizes[:first], sum(sizes[first:]) + commit]
            written += sizes[-1]
            assert len(sizes) <= 8 + sum(sizes) // (merge.LARGEST // 2)
        assert written / sum(sizes) < (16 if commit < 2_000 else 6)


@pytest.mark.parametrize("kind", ["quicksort", "stable"])
def test_different_numbers_are_what_numpy_says(kind):
    rng = np.random.default_rng(3)
    for size, highest, dtype in ((0, 9, np.int64), (1, 9, np.uint32), (500, 90, np.int64), (500, 1 << 32, np.uint32)):
        values = rng.integers(0, highest, size).astype(dtype)
        found = arrays.distinct(values, kind)
        assert found.dtype == dtype
        assert found.tolist() == np.unique(values).tolist()


def test_a_bulk_update_writes_a_document_twice_and_leaves_few_segments():
    sizes, written, commit = [], 0, 7_000
    for more in [True] * 100 + [False]:
        first = merge.doomed(sizes, [0] * len(sizes), commit, more=more)
        sizes = [*sizes[:first], sum(sizes[first:]) + commit]
        written += sizes[-1]
    assert written / sum(sizes) < 2.1
    assert len(sizes) <= 2 + sum(sizes) // merge.ENOUGH


def test_a_segment_with_many_deleted_documents_is_written_anew(engine):
    articles = [article(random.Random(n), str(n)) for n in range(100)]
    put(engine, *articles)
    put(engine, delete={str(n) for n in range(30)})
    assert [len(content) for content in engine.terms.current().contents] == [100]
    put(engine, delete={str(n) for n in range(30, 40)})
    assert [len(content) for content in engine.terms.current().contents] == [60]
    put(engine, delete={str(n) for n in range(100)})
    assert engine.terms.current().contents == []
    assert engine.search(Query(), "newest", 0, 9).total == 0


@pytest.mark.slow
def test_a_reader_sees_the_newest_state_after_each_of_1000_commits(engine):
    other = WhooshEngine(engine.folder, analysis)
    rng, there = random.Random(5), {}
    for number in range(READINGS):
        batch = [article(rng, str(rng.randrange(60))) for _ in range(rng.randint(0, 3))]
        batch = list({a.id: a for a in batch}.values())
        gone = set(rng.sample(sorted(there), min(len(there), rng.randint(0, 2)))) - {a.id for a in batch}
        put(engine, *batch, delete=gone)
        there = {id: a for id, a in {**there, **{a.id: a for a in batch}}.items() if id not in gone}
        found = other.search(Query(), "newest", 0, 100)
        assert {row.article.id: row.article for row in found.rows} == there, number
        assert len(other.terms.current().contents) <= 10
        assert len(list((engine.folder / "whoosh").iterdir())) <= 14
    other.close()
    print(f"a reader through {READINGS} commits: 0 stale, 0 deleted rows")


def test_a_segment_takes_back_only_what_it_gave():
    segment = Segment("MAIN")
    segment.set_doc_count(20)
    segment.delete_document(7)
    again = pickle.loads(pickle.dumps(segment))
    assert (again.file, again.doc_count(), list(again.deleted_docs())) == (segment.file, 19, [7])
    with pytest.raises(ValueError, match="no segment"):
        Segment.__new__(Segment).__setstate__(segment.__getstate__() | {"segid": "../../other"})


@pytest.mark.slow
def test_opening_sees_one_whole_generation_while_two_processes_write(tmp_path):
    folder = tmp_path / "engine"
    WhooshEngine(folder, analysis).close()
    writers = [multiprocessing.get_context("spawn").Process(target=commits, args=(folder, name)) for name in "ab"]
    for writer in writers:
        writer.start()
    opened = 0
    while any(writer.is_alive() for writer in writers):
        engine = WhooshEngine(folder, analysis)
        found = engine.search(Query(), "newest", 0, 100)
        ids = [row.article.id for row in found.rows]
        assert len(set(ids)) == len(ids) == found.total
        engine.close()
        opened += 1
    engine = WhooshEngine(folder, analysis)
    wanted = sorted([f"{name} {number}" for name in "ab" for number in range(20)] + ["of both"])
    assert sorted(row.article.id for row in engine.search(Query(), "newest", 0, 100).rows) == wanted
    assert [writer.exitcode for writer in writers] == [0, 0]
    engine.close()
    print(f"two writers: 120 commits, opened {opened} times meanwhile, 0 wrong")


@pytest.mark.parametrize("seed", range(20))
def test_terms_of_segments_are_united_in_order_however_long_they_are(seed):
    rng = random.Random(seed)

    def term():
        head = rng.choice(("су", "сулы", "а" * 31, "а" * 32, "а" * 40))
        return bytes([rng.randrange(3)]) + (head + rng.choice("аәб") * rng.choice((0, 0, 1, 3))).encode()

    def field(term):
        return term[0]

    tables = [sorted({term() for _ in range(rng.choice((0, 1, 30)))}, key=field) for _ in range(rng.randint(1, 4))]
    contents = [Content(dict(zip(("terms", "term_starts"), arrays.packed(table), strict=True))) for table in tables]
    *found, numbers = merge.terms([merge.Part(content, None, 0) for content in contents])
    united = arrays.unpacked(*found)
    assert united == sorted({*chain.from_iterable(tables)})
    assert [[united[n] for n in own.tolist()] for own in numbers] == tables
