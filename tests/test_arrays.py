"""The segments of the embedded engine: Whoosh reads them as it reads its own, merges lose nothing, damage is noticed."""

import json
import multiprocessing
import os
import pickle
import random
import shutil
import zlib

import numpy as np
import pytest
from made_up import analysis, article, put
from whoosh.query import And, Not, Or, Term
from whoosh.reading import TermNotFound
from whoosh.searching import Searcher

import indexer
from indexer.engines.whoosh import WhooshEngine, merge
from indexer.engines.whoosh.schema import SCHEMA, TERMS
from indexer.engines.whoosh.segment import Segment
from indexer.errors import IndexerError
from indexer.query import Query

DAMAGES = int(os.environ.get("IZDE_DAMAGES", "120"))
PICKLES = int(os.environ.get("IZDE_PICKLES", "1000"))


@pytest.fixture
def engine(tmp_path):
    """An engine over made-up words, empty."""
    opened = WhooshEngine(tmp_path / "engine", analysis)
    yield opened
    opened.close()


def filled(engine, rng, commits, size=40):
    """Commit random articles and deletions; return id -> article of what is there."""
    there = {}
    for _ in range(commits):
        batch = {a.id: a for a in (article(rng, str(rng.randrange(3 * size))) for _ in range(rng.randint(1, size)))}
        gone = set(rng.sample(sorted(there), min(len(there), rng.randint(0, 5)))) - batch.keys()
        put(engine, *batch.values(), delete=gone)
        there = {id: a for id, a in {**there, **batch}.items() if id not in gone}
    return there


def occurrences(articles):
    """Return (field, term) -> {id: places} of articles."""
    found = {}
    for a in articles:
        for field, terms in analysis(a).items():
            for kind, occurring in (("forms", terms.forms), ("stems", terms.stems)):
                for term, place in zip(*occurring, strict=True):
                    found.setdefault((f"{field}_{kind}", term.encode()), {}).setdefault(a.id, []).append(place)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_whooshs_own_matchers_find_every_term_where_it_stands(engine, seed, monkeypatch):
    monkeypatch.setattr(merge, "doomed", lambda sizes, dead, new: random.Random(seed + new).randint(0, len(sizes)))
    rng = random.Random(seed)
    articles = filled(engine, rng, 1 + seed % 6)
    ids = {int(row): engine.ledger.articles([row])[row].id for row in engine.ledger.rows()[0].tolist()}
    wanted = occurrences(articles.values())
    with engine.index.reader() as reader:
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
        searcher = Searcher(reader, fromindex=engine.index)
        for _ in range(60):
            a, b, c = rng.choices(sorted(wanted), k=3)
            query = And([Or([Term(*a), Term(*b)]), Not(Term(*c))])
            expected = (wanted[a].keys() | wanted[b].keys()) - wanted[c].keys()
            assert {numbers[n] for n in searcher.docs_for_query(query)} == expected, (seed, a, b, c)


def test_terms_are_listed_in_order_with_what_is_known_of_them(engine):
    articles = filled(engine, random.Random(1), 1)
    wanted = occurrences(articles.values())
    with engine.index.reader() as reader:
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
        contents = engine.current().contents
        pairs = [(content, dead) for content, dead in zip(contents, engine.current().dead, strict=True)]
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


def test_a_segment_with_many_deleted_documents_is_written_anew(engine):
    articles = [article(random.Random(n), str(n)) for n in range(100)]
    put(engine, *articles)
    put(engine, delete={str(n) for n in range(30)})
    assert [len(content) for content in engine.current().contents] == [100]
    put(engine, delete={str(n) for n in range(30, 40)})
    assert [len(content) for content in engine.current().contents] == [60]
    put(engine, delete={str(n) for n in range(100)})
    assert engine.current().contents == []
    assert engine.search(Query(), "newest", 0, 9).total == 0


def test_a_reader_sees_the_newest_state_after_each_of_250_commits(engine):
    other = WhooshEngine(engine.folder, analysis)
    rng, there = random.Random(5), {}
    for number in range(250):
        batch = [article(rng, str(rng.randrange(60))) for _ in range(rng.randint(0, 3))]
        batch = list({a.id: a for a in batch}.values())
        gone = set(rng.sample(sorted(there), min(len(there), rng.randint(0, 2)))) - {a.id for a in batch}
        put(engine, *batch, delete=gone)
        there = {id: a for id, a in {**there, **{a.id: a for a in batch}}.items() if id not in gone}
        found = other.search(Query(), "newest", 0, 100)
        assert {row.article.id: row.article for row in found.rows} == there, number
        assert len(other.current().contents) <= 10
        assert len(list((engine.folder / "whoosh").iterdir())) <= 14
    other.close()


# Damage


def state(engine):
    """Return what an engine answers to some queries."""
    from made_up import queries

    found = []
    for query in queries(random.Random(1), 12):
        answer = engine.search(query, "relevance", 0, 50)
        rows = [(r.article, round(r.score, 9), r.missing, r.marks) for r in answer.rows]
        found.append((answer.total, answer.partial, rows, answer.facets))
    return found


def spoiled(rng, files):
    """Damage one of the files, or swap two; return what was done."""
    file, how = rng.choice(files), rng.choice(("flip", "zero", "cut", "swap", "gone", "longer"))
    data = bytearray(file.read_bytes())
    at = rng.randrange(len(data))
    if how == "flip":
        data[at] ^= 1 << rng.randrange(8)
    elif how == "zero":
        data[at : at + 512] = bytes(len(data[at : at + 512]))
        if bytes(data) == file.read_bytes():
            data[at] ^= 1
    elif how == "cut":
        del data[at:]
    elif how == "longer":
        data += b"\0"
    elif how == "swap":
        other = rng.choice([f for f in files if f != file])
        data = other.read_bytes()
        other.write_bytes(file.read_bytes())
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(data)
    return how, file.name


@pytest.fixture
def spare(engine, tmp_path):
    """The folder of a closed index of several segments with deletions, and what it answers."""
    filled(engine, random.Random(11), 3, size=60)
    for number in range(3):
        put(engine, *(article(random.Random(number), f"more {number} {n}") for n in range(1 + 3 * (2 - number))))
    put(engine, delete={"more 0 0"})
    answers = state(engine)
    assert len(engine.current().contents) > 1
    engine.close()
    return tmp_path / "engine", answers


def test_a_damaged_file_never_gives_a_wrong_answer(spare, tmp_path, caplog):
    folder, answers = spare
    rng, remade, named = random.Random(2026), 0, 0
    for number in range(DAMAGES):
        broken = tmp_path / f"broken {number}"
        shutil.copytree(folder, broken)
        done = spoiled(rng, [f for f in (broken / "whoosh").iterdir() if f.suffix in (".toc", ".sums", ".arrays")])
        caplog.clear()
        try:
            opened = WhooshEngine(broken, analysis)
            assert state(opened) == answers, (number, done)
            opened.close()
            assert "made again" in caplog.text, (number, done)
            remade += 1
        except IndexerError:
            named += 1
        shutil.rmtree(broken)
    print(f"damage: {DAMAGES} files flipped, zeroed, cut, swapped or gone: {remade} made again, {named} named, 0 wrong")
    assert (remade, named) == (DAMAGES, 0)


def test_a_damaged_article_is_a_named_error(spare):
    import sqlite3

    folder, _ = spare
    with sqlite3.connect(folder / "ledger.db") as db:
        row, data = db.execute("select row, article from articles where live").fetchone()
        db.execute("update articles set article = ? where row = ?", (data[:-3] + b"abc", row))
    db.close()
    engine = WhooshEngine(folder, analysis)
    with pytest.raises(indexer.IndexDamaged, match=r"article '.*' in .* is damaged: restore the file"):
        engine.search(Query(), "newest", 0, 200)
    engine.close()


class Payload:
    """What runs when it is unpickled by a reader that takes anything."""

    def __init__(self, file):
        self.file = file

    def __reduce__(self):
        return os.mkdir, (str(self.file),)


def foreign(rng, toc, trap):
    """Return the bytes of a list of segments with a foreign pickle in it, or with its own one changed."""
    data, payload = toc.read_bytes(), pickle.dumps(Payload(trap), rng.randint(0, 5))
    schema = data.index(b"\x80\x02")
    segments = data.rindex(b"\x80\x04\x95") if b"\x80\x04\x95" in data else data.rindex(b"\x80\x05\x95")
    kind = rng.randrange(4)
    if kind == 0:  # in place of the schema, with as many bytes
        room = segments - 8 - schema
        return data[:schema] + payload.ljust(room, b".")[:room] + data[schema + room :]
    if kind == 1:
        return data[:segments] + payload
    if kind == 2:  # before the real list: pickles may follow each other
        return data[:segments] + payload[:-1] + b"0" + data[segments:]
    changed = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        changed[rng.randrange(schema, len(data))] = rng.randrange(256)
    return bytes(changed)


def test_no_foreign_pickle_runs(spare, tmp_path, caplog):
    """Even under sums that are right: who can write the files can write the sums."""
    folder, answers = spare
    (toc,) = (folder / "whoosh").glob("*.toc")
    sums = toc.with_suffix(".sums")
    manifest = sums.read_bytes()
    trap, rng, refused = tmp_path / "trap", random.Random(9), 0
    storage = WhooshEngine(folder, analysis).storage
    original, files = toc.read_bytes(), storage.read_manifest(toc.name)
    for number in range(PICKLES):
        toc.write_bytes(original)
        data = foreign(rng, toc, trap)
        toc.write_bytes(data)
        line = json.dumps(files | {toc.name: (len(data), zlib.crc32(data))}).encode()
        sums.write_bytes(b"%08x " % zlib.crc32(line) + line)
        try:
            storage.open_index(schema=SCHEMA)
        except Exception:  # noqa: BLE001  # whatever a changed pickle makes of itself, but no code of its own
            refused += 1
        assert not trap.exists(), number
    print(f"pickles: {PICKLES} foreign or changed, {refused} refused, 0 run")
    assert refused > PICKLES // 3
    toc.write_bytes(original[: original.rindex(b"\x80")] + pickle.dumps(Payload(trap)))
    sums.write_bytes(manifest)
    opened = WhooshEngine(folder, analysis)
    assert state(opened) == answers
    assert not trap.exists()
    opened.close()


def test_a_segment_takes_back_only_what_it_gave():
    segment = Segment("MAIN")
    segment.set_doc_count(20)
    segment.delete_document(7)
    again = pickle.loads(pickle.dumps(segment))
    assert (again.file, again.doc_count(), list(again.deleted_docs())) == (segment.file, 19, [7])
    with pytest.raises(ValueError, match="no segment"):
        Segment.__new__(Segment).__setstate__(segment.__getstate__() | {"segid": "../../other"})


def test_files_that_a_killed_writer_left_are_gone_after_the_next_opening(spare):
    folder, answers = spare
    whoosh = folder / "whoosh"
    kept = {file.name for file in whoosh.iterdir()}
    (whoosh / "MAIN_0123456789abcdef.arrays").write_bytes(b"half")
    (whoosh / "_MAIN_99.toc.1234.5").write_bytes(b"half")
    (whoosh / "_MAIN_99.sums").write_bytes(b"half")
    (whoosh / "MAIN.tmp").mkdir()
    opened = WhooshEngine(folder, analysis)
    assert {file.name for file in whoosh.iterdir()} == kept
    assert state(opened) == answers
    opened.close()


def commits(folder, name):
    """Commit 60 times, as a process of its own."""
    engine, rng = WhooshEngine(folder, analysis), random.Random(name)
    for number in range(60):
        put(engine, article(rng, f"{name} {number % 20}"), article(rng, "of both"))
    engine.close()


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
