"""What takes care of an index: verify, rebuild, compact; and analysis on all cores, which must change nothing."""

import json
import random
import signal
import sqlite3
import time
from contextlib import closing

import numpy as np
import pytest
from click.testing import CliRunner
from made_up import analysis, article

import indexer
from indexer import Article
from indexer.__main__ import main
from indexer.engines import Changes, Entry
from indexer.engines.whoosh import WhooshEngine, crew, database, merge
from indexer.engines.whoosh.batch import gathered
from indexer.engines.whoosh.line import LETTERS, sum_of
from indexer.engines.whoosh.terms import TermIndex


@pytest.fixture
def engine(tmp_path):
    """An engine with some hundred articles, some of them replaced or deleted."""
    made = WhooshEngine(tmp_path / "index", analysis)
    rng = random.Random(1)
    for _ in range(6):
        batch = {a.id: Entry(a, "") for a in (article(rng, str(rng.randrange(200))) for _ in range(60))}
        made.write(Changes(put=batch, delete={str(n) for n in range(5)} - batch.keys()))
    yield made
    made.close()


def found(index, *words):
    """Return what a search for each word finds."""
    return [[(hit.id, hit.score, str(hit.snippet)) for hit in index.search(word)] for word in words]


def test_a_whole_index_has_no_faults(engine):
    assert list(engine.faults()) == []


@pytest.mark.parametrize("kind", ["arrays", "sums"])
def test_a_changed_file_is_a_fault_with_its_next_step(engine, kind):
    file = next((engine.folder / "whoosh").glob(f"*.{kind}"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    if kind == "sums":
        file.write_bytes(data)
        with pytest.raises(indexer.IndexDamaged, match="open the index again"):
            list(engine.faults())
        return
    file.write_bytes(data)
    assert list(engine.faults()) == [f"{file} is not what was written: run `izde rebuild`"]
    engine.rebuild()
    assert list(engine.faults()) == []


def test_an_article_that_was_changed_in_the_ledger_is_a_fault(engine):
    id = next(iter(engine.ledger.digests("")))
    with engine.ledger.transaction() as db:
        changed = "another", sum_of(id, "", "another"), id
        db.execute("update articles set digest = ?, sum = ? where id = ?", changed)
    assert f"article {id!r} is not what was acknowledged: update its file again" in list(engine.faults())


def test_an_article_that_is_gone_from_the_ledger_alone_is_a_fault(engine):
    with engine.ledger.transaction() as db:
        db.execute("delete from articles where id = ?", (next(iter(engine.ledger.digests(""))),))
    assert list(engine.faults()) == [
        f"the terms in {engine.folder} are not those of the articles in its ledger: run `izde rebuild`"
    ]


def test_files_of_no_generation_are_a_fault_until_compacted(engine):
    stray = engine.folder / "whoosh/MAIN_0000000000000000.arrays"
    stray.write_bytes(b"left")
    assert list(engine.faults()) == [f"{stray} belongs to no generation: run `izde compact`"]
    engine.compact()
    assert list(engine.faults()) == []


def encodings(folder, word):
    """Return how the files below a folder have a word: in the ledger's encoding, or in that of the terms."""
    whole = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return {name for name in (LETTERS, "utf-8") for text in (word, word.lower()) if text.encode(name) in whole}


def test_compact_removes_deleted_text_and_changes_no_search(tmp_path):
    with indexer.open(tmp_path / "index") as index:
        for n in range(30):
            index.add(indexer.Article(text=f"Құпиясөз{n} туралы мақала, көпір мен жол. " * 9, id=str(n)))
        index.delete("7")
        before = found(index, "көпір", "мақала", "құпиясөз8")
        index.compact()
        assert found(index, "көпір", "мақала", "құпиясөз8") == before
        assert index.verify() == []
        assert index.search("құпиясөз7").total == 0
    assert encodings(tmp_path / "index", "Құпиясөз7") == set()
    assert encodings(tmp_path / "index", "Құпиясөз8") == {LETTERS, "utf-8"}
    assert len(list((tmp_path / "index/whoosh").glob("*.arrays"))) == 1


def test_no_writer_waits_for_who_reads_the_ledger_and_its_log_is_short_again_afterwards(index, monkeypatch):
    monkeypatch.setattr(database, "LOG", 100_000)
    ledger, log = (index.engine.folder / name for name in ("ledger.db", "ledger.db-wal"))
    with closing(sqlite3.connect(ledger)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from articles").fetchone()
        begun = time.monotonic()
        for number in range(3):
            index.add(Article(" ".join(f"су{number}{n}" for n in range(30_000)), id=str(number)))
        assert time.monotonic() - begun < database.WAIT  # of which it would wait one each time
        assert log.stat().st_size > database.LOG
    index.add(Article("Көпір ашылды."))
    assert log.stat().st_size <= database.LOG


def test_the_commands(tmp_path):
    folder = str(tmp_path / "index")
    with indexer.open(folder) as index:
        index.add(indexer.Article(text="Көпір ашылды.", id="1"))
    for command, line in (("verify", "1 articles, no faults"), ("rebuild", "1 articles"), ("compact", "1 articles")):
        done = CliRunner().invoke(main, [command, "--index", folder])
        assert (done.exit_code, done.stdout.strip()) == (0, line)
    file = next((tmp_path / "index/whoosh").glob("*.arrays"))
    with indexer.open(folder):
        file.write_bytes(file.read_bytes() + b"x")
        done = CliRunner().invoke(main, ["verify", "--index", folder, "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"articles": 1, "faults": []})  # opening has mended it
    assert CliRunner().invoke(main, ["verify", "--index", folder]).exit_code == 0


def test_faults_are_printed_and_the_exit_status_is_three(tmp_path):
    with indexer.open(tmp_path / "index") as index:
        index.add(Article("Көпір ашылды.", id="1"))
        with index.engine.ledger.transaction() as db:
            db.execute("update articles set digest = 'x', sum = ?", (sum_of("1", "", "x"),))
    fault = "article '1' is not what was acknowledged: update its file again"
    command = ["verify", "--index", str(tmp_path / "index")]
    done, told = (CliRunner().invoke(main, [*command, *more]) for more in ([], ["--json"]))
    assert (done.exit_code, done.stdout) == (3, f"{fault}\n")
    assert (told.exit_code, json.loads(told.stdout)) == (3, {"articles": 1, "faults": [fault]})


# All cores


@pytest.fixture
def large(tmp_path, monkeypatch):
    """An engine that gives articles to processes, and a number of lines of its ledger."""
    monkeypatch.setattr(crew, "MANY", 10)
    monkeypatch.setattr(crew, "ORDER", 7)
    with indexer.open(tmp_path / "index") as index:
        with index.batch():
            for n in range(40):
                index.add(indexer.Article(text=f"Мақала {n}: көпір, жол, АҚШ-тың мектептері. Школа {n}.", id=str(n)))
        yield index


def same(one, other):
    """Whether two contents make the same segment; what a process has met before decides in which order it has terms."""
    (one, its), (other, others) = (merge.merged([(content, None)]) for content in (one, other))
    pairs = ((np.concatenate(one[name]), np.concatenate(other[name])) for name in one)
    return its == others and one.keys() == other.keys() and all((left == right).all() for left, right in pairs)


def test_a_commit_that_fails_keeps_those_behind_it_from_standing_without_it(large, monkeypatch):
    engine, commit, failing = large.engine, TermIndex.commit, iter([OSError("no room")])

    def fails(self, *given, **more):
        for error in failing:
            raise error
        commit(self, *given, **more)

    with pytest.raises(indexer.IndexerError, match="no room"), engine.writing():
        engine.write(batch(range(100, 120)), more=True)
        assert engine.waiting
        monkeypatch.setattr(TermIndex, "commit", fails)
        engine.write(batch(range(120, 140)), more=True)
    assert large.search("көпір").total == len(large) == 80
    assert [*engine.faults()] == []


def batch(numbers):
    """Return changes that bring some articles."""
    articles = (indexer.Article(text=f"Мақала {n}: көпір.", id=str(n), title="-", language="kk") for n in numbers)
    return Changes(put={a.id: Entry(a, "") for a in articles})


def test_processes_make_what_this_one_makes(large):
    lines = large.engine.ledger.above(0, 40)
    several = crew.Crew(indexer.index.analysis)
    made = list(several.gather(lines))
    assert several.processes
    assert len(made) == 6
    several.close()
    orders = [lines[start : start + 7] for start in range(0, 40, 7)]
    assert all(same(one, gathered(order, indexer.index.analysis)) for one, order in zip(made, orders, strict=True))
    assert large.search("мектеп").total == 40
    assert large.verify() == []


def test_what_a_killed_process_was_to_make_is_made_here(large):
    lines = large.engine.ledger.above(0, 40)
    several = crew.Crew(indexer.index.analysis)
    several.start()
    for process in several.processes:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert sum(map(len, several.gather(lines))) == 40
    several.close()


def test_a_damaged_article_is_named_by_the_process_that_reads_it(large):
    lines = [line._replace(data=b"x") if line.id == "20" else line for line in large.engine.ledger.above(0, 40)]
    several = crew.Crew(indexer.index.analysis)
    with pytest.raises(indexer.IndexDamaged, match="article '20' in the ledger is damaged"):
        list(several.gather(lines))
    several.close()


def test_the_processes_end_with_the_update(large):
    assert large.engine.crew.processes == []
