"""Files in, articles found: what an index promises."""

import contextlib
import datetime as dt
import gc
import os
import random
import shutil
import sqlite3
import tempfile
import threading
from pathlib import Path

import pytest
from shown import counts, ids

import indexer
from indexer import Article
from indexer.sources import kinds

TWO = {"a.txt": " date 2024-05-01 Ауылда мектеп ашылды. Жұрт қуанды.", "b.txt": "Қалада көпір жөнделді."}


def test_a_second_update_does_nothing(index, corpus):
    folder = corpus(TWO)
    assert counts(index.update(folder)) == (2, 0, 0, 0, 0)
    assert counts(index.update(folder)) == (0, 0, 0, 2, 0)
    for file in folder.iterdir():
        os.utime(file, (1, 1))
    assert counts(index.update(folder)) == (0, 0, 0, 2, 0)


def test_an_edited_file_is_one_update(index, corpus):
    index.update(corpus(TWO))
    assert counts(index.update(corpus({"b.txt": "Қалада саябақ ашылды."}))) == (0, 1, 0, 1, 0)
    assert (index.search("көпір").total, index.search("саябақ").total) == (0, 1)


def test_an_edit_of_equal_length_and_time_is_noticed(index, corpus):
    folder = corpus({"a.txt": "Бірінші сөз."})
    os.utime(folder / "a.txt", (1_000_000, 1_000_000))
    index.update(folder)
    corpus({"a.txt": "Екінші! сөз."})
    os.utime(folder / "a.txt", (1_000_000, 1_000_000))
    assert counts(index.update(folder)) == (0, 1, 0, 0, 0)


def test_a_removed_file_is_removed_with_its_articles(index, corpus):
    folder = corpus(TWO)
    index.update(folder)
    (folder / "a.txt").unlink()
    assert counts(index.update(folder)) == (0, 0, 1, 1, 0)
    assert ids(index.search("мектеп")) == []


def test_a_removed_row_is_removed(index, corpus):
    index.update(corpus({"a.jsonl": [{"id": "1", "text": "Бір."}, {"id": "2", "text": "Екі."}]}))
    assert counts(index.update(corpus({"a.jsonl": [{"id": "2", "text": "Екі."}]}))) == (0, 0, 1, 1, 0)


def test_an_update_leaves_alone_what_came_from_elsewhere(index, corpus):
    folder = corpus({"x/a.txt": "Бірінші мақала.", "xy/b.txt": "Екінші мақала."})
    index.add(Article("Үшінші мақала.", id="own"))
    index.update(folder / "x")
    index.update(folder / "xy")
    (folder / "x/a.txt").rename(folder / "a.txt")
    assert counts(index.update(folder / "x")) == (0, 0, 1, 0, 0)
    assert len(index) == 2
    assert counts(index.update(folder / "a.txt")) == (1, 0, 0, 0, 0)
    (folder / "a.txt").unlink()
    assert counts(index.update(folder / "a.txt")) == (0, 0, 1, 0, 0)


def test_a_folder_that_lost_all_of_many_files_is_taken_for_a_missing_disk(index, corpus):
    folder = corpus({f"{n}.txt": f"Мақала {n}." for n in range(11)})
    index.update(folder)
    for file in folder.iterdir():
        file.unlink()
    report = index.update(folder)
    assert counts(report) == (0, 0, 0, 0, 1)
    assert (
        report.failed[0][1] == "all 11 files it had are gone: nothing was removed; if that is meant, use --allow-empty"
    )
    assert len(index) == 11
    assert counts(index.update(folder, allow_empty=True)) == (0, 0, 11, 0, 0)


def test_a_folder_that_lost_all_of_ten_files_loses_their_articles(index, corpus):
    folder = corpus({f"{n}.txt": f"Мақала {n}." for n in range(10)})
    index.update(folder)
    for file in folder.iterdir():
        file.unlink()
    assert counts(index.update(folder)) == (0, 0, 10, 0, 0)


def test_no_such_folder_is_an_error_that_changes_nothing(index, tmp_path):
    with pytest.raises(indexer.SourceMissing, match="no file or folder .*nowhere: nothing was changed"):
        index.update(tmp_path / "nowhere")


def test_an_empty_folder_is_no_error(index, corpus):
    assert counts(index.update(corpus({}))) == (0, 0, 0, 0, 0)


def test_one_bad_row_never_stops_the_rest(index, corpus):
    folder = corpus(
        {
            "a.jsonl": '{"id": "1", "text": "Бір."}\nrubbish\n{"id": "2"}\n{"id": "1", "text": "Қайта."}\n{"id": "3", "text": "Үш."}\n',
            "b.txt": b"\xff\xfe\xfd",
            "c.jpg": b"",
            "d.txt": "",
            "e.jsonl": [{"id": "3", "text": "Басқа."}],
            "f.txt": "Соңғы мақала.",
        }
    )
    report = index.update(folder)
    assert counts(report) == (3, 0, 0, 0, 7)
    assert sorted((os.path.relpath(path, folder), reason) for path, reason in report.failed) == [
        ("a.jsonl", "line 2: not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("a.jsonl", "line 3: a row without text"),
        ("a.jsonl", "line 4: id '1' stands twice in this file, the first stays: give each row its own"),
        ("b.txt", "not utf-16 text (byte 2): save it as UTF-8"),
        (
            "c.jpg",
            f"no reader for this kind of file: {', '.join(kinds.ENDINGS)} are read",
        ),
        ("d.txt", "the file is empty"),
        ("e.jsonl", f"line 1: id '3' stands in {folder}/a.jsonl too, which stays: give the row another id"),
    ]
    again = index.update(folder)
    assert (again.failed, again.unchanged) == (report.failed, 3)


def test_what_a_file_held_stays_when_it_cannot_be_read_any_more(index, corpus):
    folder = corpus({"a.jsonl": [{"id": "1", "text": "Бір."}, {"id": "2", "text": "Екі."}], "b.txt": "Көпір салынды."})
    index.update(folder)
    corpus({"a.jsonl": '{"id": "1", "text": "Бір."}\n{"id": "2", "te', "b.txt": b"\xff\x00"})
    report = index.update(folder)
    assert counts(report) == (0, 0, 0, 1, 2)
    assert [reason for _, reason in report.warnings] == [
        "1 articles it held before stay in the index, for they may be among the rows not read"
    ]
    assert (len(index), index.search("көпір").total) == (3, 1)
    corpus({"a.jsonl": [{"id": "1", "text": "Бір."}], "b.txt": "Көпір салынды."})
    assert counts(index.update(folder)) == (0, 0, 1, 2, 0)


def test_a_row_whose_text_is_gone_keeps_its_article_and_no_other(index, corpus):
    index.update(corpus({"a.jsonl": [{"id": "1", "text": "Бір."}, {"id": "2", "text": "Екі."}]}))
    report = index.update(corpus({"a.jsonl": [{"id": "1"}]}))
    assert (counts(report), report.warnings) == ((0, 0, 1, 0, 1), [])
    assert (index.article("1").text, index.article("2")) == ("Бір.", None)


@pytest.fixture
def ordinary():
    """A folder of an ordinary user, as whom the test runs: root may read everything."""
    nobody = 65534
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:
        if root:
            os.chown(folder, nobody, nobody)
            os.seteuid(nobody)
        try:
            yield Path(folder)
        finally:
            if root:
                os.seteuid(0)


def test_a_file_or_folder_nobody_may_read_is_reported_and_keeps_its_articles(ordinary):
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        (ordinary / "corpus" / name).parent.mkdir(parents=True, exist_ok=True)
        (ordinary / "corpus" / name).write_text(f"Мақала {name} туралы.")
    with indexer.open(ordinary / "index") as index:
        index.update(ordinary / "corpus")
        (ordinary / "corpus/a.txt").write_text("Басқа мақала.")
        (ordinary / "corpus/a.txt").chmod(0)
        (ordinary / "corpus/sub").chmod(0)
        report = index.update(ordinary / "corpus")
        (ordinary / "corpus/sub").chmod(0o700)
        assert (counts(report), len(index)) == ((0, 0, 0, 1, 2), 3)
        assert sorted((os.path.relpath(path, ordinary), reason) for path, reason in report.failed) == [
            ("corpus/a.txt", "cannot be read: Permission denied: what it held stays in the index"),
            ("corpus/sub", "cannot be listed: Permission denied"),
        ]


def test_a_file_that_fails_while_it_is_read_is_reported(index, corpus, monkeypatch):
    def broken(file):
        raise OSError(5, "Input/output error")
        yield

    folder = corpus(TWO)
    index.update(folder)
    corpus({"a.txt": "Басқа мәтін."})
    monkeypatch.setattr("indexer.sources.plain.read", broken)
    report = index.update(folder)
    reason = "cannot be read: Input/output error: what it held stays in the index"
    assert (report.failed, len(index)) == ([(str(folder / "a.txt"), reason)], 2)


def test_pipes_and_links_are_refused(index, corpus, tmp_path):
    folder = corpus({"inside.txt": "Ішкі мақала."})
    os.mkfifo(folder / "pipe.txt")
    (tmp_path / "secret.txt").write_text("Құпия.")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "dangling.txt").symlink_to(folder / "dangling.txt")
    (folder / "folder").symlink_to(tmp_path)
    report = index.update(folder)
    assert [(Path(path).name, reason) for path, reason in sorted(report.failed)] == [
        ("dangling.txt", "a link: put what it leads to there itself"),
        ("folder", "a link: put what it leads to there itself"),
        ("link.txt", "a link: put what it leads to there itself"),
        ("pipe.txt", "not a regular file"),
    ]
    assert report.added == 1


def test_an_id_moves_with_its_row_to_another_file(index, corpus):
    folder = corpus({"b.jsonl": [{"id": "1", "text": "Бір."}]})
    index.update(folder)
    (folder / "b.jsonl").rename(folder / "a.jsonl")
    assert counts(index.update(folder)) == (0, 1, 0, 0, 0)
    assert len(index) == 1


@pytest.mark.parametrize(("before", "after"), [("a", "b"), ("b", "a")])
def test_a_row_moves_between_two_files_of_one_update(index, corpus, before, after):
    rows = [{"id": "1", "text": "Бір."}, {"id": "2", "text": "Екі."}]
    index.update(corpus({f"{before}.jsonl": rows, f"{after}.jsonl": [{"id": "3", "text": "Үш."}]}))
    folder = corpus({f"{before}.jsonl": rows[:1], f"{after}.jsonl": [{"id": "3", "text": "Үш."}, rows[1]]})
    report = index.update(folder)
    assert (report.failed, len(index), index.article("2").text) == ([], 3, "Екі.")
    assert index.update(folder).failed == []
    assert counts(index.update(folder)) == (0, 0, 0, 3, 0)


def test_a_file_with_countless_bad_rows_is_summed_up(index, corpus):
    report = index.update(corpus({"a.jsonl": [{"id": "1", "text": "Бір."}, *({"text": ""} for _ in range(3_000))]}))
    assert (report.added, len(report.failed)) == (1, 1_000)
    assert report.failed[-1][1] == "and further rows: mend those above, then update again"


def test_an_article_of_python_is_not_replaced_by_a_file(index, corpus):
    index.add(Article("Менікі.", id="1"))
    report = index.update(corpus({"a.jsonl": [{"id": "1", "text": "Файлдағы."}]}))
    assert [reason for _, reason in report.failed] == [
        "line 1: id '1' belongs to an article added through Python, which stays: give the row another id"
    ]
    assert index.article("1").text == "Менікі."


def test_a_folder_above_the_index_holds_only_what_is_in_it(tmp_path):
    home = tmp_path / "home/project"
    (home / "sub").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    for file in (tmp_path / "other/a.txt", home / "b.txt", home / "sub/c.txt"):
        file.write_text(f"Мақала {file.name}.")
    with indexer.open(home / "index") as index:
        index.update(tmp_path / "other")
        assert counts(index.update(home)) == (2, 0, 0, 0, 0)
        assert counts(index.update(tmp_path)) == (0, 0, 0, 3, 0)
        (home / "b.txt").unlink()
        assert counts(index.update(tmp_path)) == (0, 0, 1, 2, 0)


def test_a_folder_that_is_gone_keeps_its_articles_until_that_is_meant(index, corpus, tmp_path):
    folder = corpus(TWO)
    index.update(folder)
    folder.rename(tmp_path / "renamed")
    with pytest.raises(
        indexer.SourceMissing, match="any more: the articles of its 2 files stay; --allow-empty removes them"
    ):
        index.update(folder)
    assert counts(index.update(folder, allow_empty=True)) == (0, 0, 2, 0, 0)


def test_a_file_updated_alone_keeps_the_source_its_folder_gave(index, corpus):
    folder = corpus({"Дала/2024/a.txt": "Бірінші мақала."})
    index.update(folder)
    corpus({"Дала/2024/a.txt": "Екінші мақала."})
    index.update(folder / "Дала/2024/a.txt")
    assert [(hit.source, hit.title) for hit in index.search("мақала")] == [("Дала", "Екінші мақала.")]


def test_an_interrupted_update_does_not_take_a_restored_file_for_read(index, corpus, monkeypatch):
    monkeypatch.setattr(indexer.update, "BATCH", 5)
    rows = [{"id": str(n), "text": f"Ескі {n}."} for n in range(12)]
    folder = corpus({"a.jsonl": rows})
    index.update(folder)
    corpus({"a.jsonl": [{**row, "text": row["text"].replace("Ескі", "Жаңа")} for row in rows]})
    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        write = index.engine.write

        def once(changes, more):
            write(changes, more)
            raise KeyboardInterrupt

        broken.setattr(index.engine, "write", once)
        index.update(folder)
    assert index.search("жаңа").total == 5
    corpus({"a.jsonl": rows})
    assert counts(index.update(folder)) == (0, 5, 0, 7, 0)


def test_a_file_whose_name_is_no_text_is_refused(index, corpus):
    folder = corpus({"a.txt": "Мақала."})
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text("Басқа.")
    report = index.update(folder)
    assert (report.added, [reason for _, reason in report.failed]) == (1, ["a name that is not UTF-8: rename it"])


def test_index_and_corpus_may_move_together(tmp_path):
    home = tmp_path / "here"
    (home / "corpus").mkdir(parents=True)
    (home / "corpus/a.txt").write_text("Мақала.")
    with indexer.open(home / "index") as index:
        index.update(home / "corpus")
    home.rename(tmp_path / "there")
    with indexer.open(tmp_path / "there/index") as index:
        assert counts(index.update(tmp_path / "there/corpus")) == (0, 0, 0, 1, 0)


# Python


def test_add_and_delete_are_seen_at_once_and_by_others(index, tmp_path):
    with indexer.open(tmp_path / "index") as other:
        assert index.add(Article("Мектеп ашылды.", id="1", date="2024-05-01", source="S")) == "1"
        (hit,) = other.search("мектептер")
        assert (hit.id, hit.title, hit.date, hit.source, hit.language) == (
            "1",
            "Мектеп ашылды.",
            dt.date(2024, 5, 1),
            "S",
            "kk",
        )
        assert str(hit.snippet) == "<mark>Мектеп</mark> ашылды."
        index.add(Article("Көпір ашылды.", id="1"))
        assert (other.search("мектеп").total, other.search("көпір").total) == (0, 1)
        assert (index.delete("1"), index.delete("1")) == (True, False)
        assert (other.search("көпір").total, other.article("1"), len(other)) == (0, None, 0)


def test_a_batch_is_all_or_nothing(index):
    with index.batch():
        index.add(Article("Бір.", id="1"))
        index.add(Article("Екі.", id="2"))
        index.delete("1")
        assert len(index) == 0
    assert ids(index.search("")) == ["2"]
    with pytest.raises(RuntimeError), index.batch():
        index.add(Article("Үш.", id="3"))
        raise RuntimeError
    assert ids(index.search("")) == ["2"]


def test_a_failed_batch_within_a_batch_takes_back_its_own_part(index):
    with index.batch():
        index.add(Article("Бір.", id="1"))
        with contextlib.suppress(RuntimeError), index.batch():
            index.add(Article("Екі.", id="2"))
            raise RuntimeError
        index.add(Article("Үш.", id="3"))
    assert sorted(ids(index.search(""))) == ["1", "3"]


def test_an_update_cannot_be_a_part_of_a_batch(index, corpus):
    with pytest.raises(indexer.IndexerError, match="an update cannot be a part of a batch"), index.batch():
        index.update(corpus(TWO))


def test_threads_that_add_lose_nothing(index):
    def add(part):
        for number in range(15):
            index.add(Article(f"Мақала {part} {number}.", id=f"{part}-{number}"))

    threads = [threading.Thread(target=add, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(index), index.search("мақала").total) == (60, 60)


def test_results_outlive_the_index(tmp_path):
    with indexer.open(tmp_path / "index") as index:
        index.add(Article("Мектеп ашылды.", id="1"))
        results = index.search("мектеп")
    assert [hit.snippet.text for hit in results] == ["Мектеп ашылды."]


def test_what_is_no_index_is_said(tmp_path):
    with pytest.raises(indexer.IndexMissing, match="no index in .*: run `izde update` first"):
        indexer.open(tmp_path / "none", create=False)
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(indexer.NotAnIndex, match="holds other files than an index: name another folder"):
        indexer.open(tmp_path)
    (tmp_path / "ix").mkdir()
    (tmp_path / "ix/ledger.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(
        indexer.IndexDamaged, match=r"ledger\.db is damaged .*: restore it, or move the folder away and update again"
    ):
        indexer.open(tmp_path / "ix")


def spoil(file, how):
    """Damage a file."""
    if how == "gone":
        file.unlink()
    elif how == "empty":
        file.write_bytes(b"")
    elif how == "half":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        file.write_bytes(b"rubbish")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves the damaged file open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("how", ["gone", "empty", "half", "rubbish"])
@pytest.mark.parametrize("which", ["*.toc", "*.seg", "*"])
def test_terms_that_are_lost_or_damaged_are_made_again(tmp_path, corpus, which, how):
    folder = tmp_path / "index"
    with indexer.open(folder) as index:
        index.update(corpus(TWO))
    for file in (folder / "whoosh").glob(which):
        spoil(file, how)
    with indexer.open(folder) as index:
        assert index.search("мектептер").total == 1
        index.add(Article("Саябақ."))
        assert index.search("саябақтар").total == 1
    gc.collect()


def test_terms_that_vanish_under_an_open_index_are_a_named_error(index, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.engines.whoosh.lock.PATIENCE", 0.1)
    index.add(Article("Су."))
    shutil.rmtree(tmp_path / "index/whoosh")
    with pytest.raises(indexer.IndexerError, match=r"try again|open the index again"):
        index.search("су")
    with indexer.open(tmp_path / "index") as again:
        assert again.search("су").total == 1


def test_a_restored_ledger_is_what_the_index_holds(tmp_path):
    folder = tmp_path / "index"
    with indexer.open(folder) as index:
        index.add(Article("Бірінші мақала.", id="1"))
        index.add(Article("Екінші мақала.", id="2"))
    shutil.copy(folder / "ledger.db", tmp_path / "backup.db")
    with indexer.open(folder) as index:
        index.delete("1")
        index.add(Article("Үшінші мақала.", id="3"))
    shutil.copy(tmp_path / "backup.db", folder / "ledger.db")
    with indexer.open(folder) as index:
        assert sorted(ids(index.search("мақала"))) == ["1", "2"]
        index.add(Article("Төртінші мақала.", id="4"))
        assert [hit.title for hit in index.search("төртінші")] == ["Төртінші мақала."]


def test_terms_of_another_ledger_are_made_again(tmp_path):
    for name, text in (("a", "Су."), ("b", "Көпір.")):
        with indexer.open(tmp_path / name) as index:
            index.add(Article(text, id="1"))
    shutil.copy(tmp_path / "a/ledger.db", tmp_path / "b/ledger.db")
    with indexer.open(tmp_path / "b") as index:
        assert [index.search(word).total for word in ("су", "көпір")] == [1, 0]


def test_a_ledger_of_another_format_is_a_named_error(tmp_path):
    indexer.open(tmp_path / "index").close()
    with sqlite3.connect(tmp_path / "index/ledger.db") as db:
        db.execute("update meta set value = 'old' where name = 'format'")
    db.close()
    with pytest.raises(indexer.IndexDamaged, match="has format old, not .*: move the folder away and update again"):
        indexer.open(tmp_path / "index")


def test_a_new_ledger_takes_nothing_from_the_log_of_an_old_one(tmp_path):
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "ledger.db-wal").write_bytes(b"left over" * 1_000)
    (folder / "ledger.db-shm").write_bytes(b"left over" * 1_000)
    with indexer.open(folder) as index:
        index.add(Article("Су."))
        assert index.search("су").total == 1


def test_a_reader_sees_terms_that_another_process_made_again(tmp_path, monkeypatch):
    with indexer.open(tmp_path / "index") as reader:
        reader.add(Article("Су.", id="1"))
        assert reader.search("су").total == 1
        shutil.rmtree(tmp_path / "index/whoosh")
        with indexer.open(tmp_path / "index") as other:
            other.add(Article("Су.", id="2"))
        assert reader.search("су").total == 2


def test_another_analysis_makes_the_terms_again(tmp_path, monkeypatch):
    with indexer.open(tmp_path / "index") as index:
        index.add(Article("Мектептер.", id="1"))
        assert index.search("мектеп ашылды").partial == 1  # tables are read by these stems, for all tests
    monkeypatch.setattr(indexer.language, "fingerprint", lambda: "another")
    for language in ("kk", "ru"):
        monkeypatch.setitem(indexer.language.STEM, language, lambda form: "өзге")
    monkeypatch.setattr(indexer.language.lexicon, "STEMS", [lambda form: "өзге"] * 3)
    monkeypatch.setattr(indexer.language.lexicon.HERE, "lexicon", indexer.language.lexicon.Lexicon())
    with indexer.open(tmp_path / "index") as index:
        indexer.language.readings.cache_clear()
        try:
            assert index.search("өзге сөз").total == 1
        finally:
            indexer.language.readings.cache_clear()


# Searching


@pytest.fixture
def six(index):
    """Six articles on schools and bridges."""
    rows = [
        ("1", "2023-01-05", "BAQ.KZ", "Мектеп ашылды. Жаңа мектеп."),
        ("2", "2024-03-01", "baq.kz", "Ауылда мектеп пен көпір бар."),
        ("3", "2024-03-01", "Inform", "Көпір жөнделді."),
        ("4", "2025-07-09", "Inform", "Построили мост у школы."),
        ("5", None, "", "Мектептің көпірі туралы."),
        ("6", "2025-07-10", "BAQ.KZ", "Су тасқыны кезінде мектеп жабылды."),
    ]
    with index.batch():
        for id, date, source, text in rows:
            index.add(Article(text, id=id, date=date, source=source))
    return index


def test_articles_with_all_the_words_come_before_those_with_some(six):
    results = six.search("мектеп көпір")
    assert (results.total, results.partial) == (3, 3)
    assert sorted(ids(results)[:2]) == ["2", "5"]
    assert ids(results)[2] == "4"  # in Russian
    assert {hit.id: hit.missing for hit in results} == {
        "2": (),
        "5": (),
        "4": (),
        "1": ("көпір",),
        "3": ("мектеп",),
        "6": ("көпір",),
    }


def test_facets_count_all_that_match_and_names_regardless_of_case(six):
    assert six.search("мектеп", size=1).facets == {
        "source": [("BAQ.KZ", 3), ("", 1), ("Inform", 1)],
        "language": [("kk", 4), ("ru", 1)],
        "author": [("", 5)],
        "year": [(2023, 1), (2024, 1), (2025, 2), (None, 1)],
        "month": [("2023-01", 1), ("2024-03", 1), ("2025-07", 2), (None, 1)],
    }


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("мектеп", {"sort": "newest"}, "6 2 1 5 4"),
        ("мектеп", {"sort": "oldest"}, "1 2 6 5 4"),
        ("мектеп", {"sort": "newest", "size": 2, "page": 2}, "1 5"),
        ("мектеп", {"page": 9}, ""),
        ("", {}, "6 4 2 3 1 5"),
        ("", {"since": "2024", "until": "2025-07-09"}, "4 2 3"),
        ("", {"since": dt.date(2025, 7, 10)}, "6"),
        ("since:2024", {"since": dt.datetime(2025, 7, 10, 12, tzinfo=dt.timezone.utc)}, "6"),
        ("", {"since": "", "until": " "}, "6 4 2 3 1 5"),
        ("until:2024", {"since": "2024"}, "2 3"),
        ("", {"source": "inform"}, "4 3"),
        ("", {"source": ["INFORM", "baq.kz"], "language": "kk"}, "6 2 3 1"),
        ("source:inform", {"source": "baq.kz"}, ""),
        ("-source:baq.kz lang:kk", {}, "3 5"),
        ('"мектеп пен көпір"', {}, "2"),
        ('"көпір мектеп"', {}, ""),
        ("көпір -мектеп", {}, "3 4"),
        ("школа OR көпір", {"sort": "newest"}, "4 2 3 5"),
        ("школа", {}, "4 1 5 6 2"),
        ("мектептің", {"match": "exact"}, "5"),
        ("?!", {}, ""),
        ("title:көпірдің", {}, "3 5 2"),  # titles made of first sentences: the shortest says the most
    ],
)
def test_what_is_found_in_which_order(six, text, options, found):
    assert " ".join(ids(six.search(text, **options))) == found


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sort": "best"}, "sort 'best': use one of relevance, newest, oldest"),
        ({"match": "loose"}, "match 'loose': use one of smart, forms, exact"),
        ({"page": 0}, "page 0 of size 20: pages count from 1 and have 1 to 1000 hits"),
        ({"since": "кеше"}, "date 'кеше': write it as YYYY-MM-DD, YYYY-MM or YYYY"),
        ({"until": 2024}, "date 2024: give a datetime.date, or a string like 2025, 2025-09 or 2025-09-29"),
        ({"page": "2"}, "page 2 of size 20: pages count from 1 and have 1 to 1000 hits"),
        ({"source": 5}, "(5,): a source, language or author is a string, several are a list of strings"),
    ],
)
def test_an_option_that_means_nothing_is_an_error_that_says_what_to_use(six, options, message):
    with pytest.raises(indexer.BadSearch) as raised:
        six.search("мектеп", **options)
    assert str(raised.value) == message


def test_kazakh_in_latin_letters_finds_its_cyrillic_twin(index):
    index.add(Article("Қазақстанның мектептері. Telegram арнасы.", id="1"))
    assert [index.search(text).total for text in ("Qazaqstanda", "telegram", "question")] == [1, 1, 0]
    index.add(Article("Qazaqstan jañalyqtary", id="2"))
    assert sorted(ids(index.search("Қазақстан"))) == ["1", "2"]


def test_a_given_title_counts_and_is_marked(index):
    index.add(Article("Жұрт қуанды.", id="1", title="Мектептер ашылды"))
    (hit,) = index.search("title:мектеп")
    assert (str(hit.heading), str(hit.snippet)) == ("<mark>Мектептер</mark> ашылды", "Жұрт қуанды.")


def test_a_word_in_the_form_typed_ranks_above_its_other_forms(index):
    with index.batch():
        for id, text in (("a", "Мектептер ашылды."), ("b", "Мектепте ашылды."), ("c", "Мектепке барды.")):
            index.add(Article(text, id=id))
    assert ids(index.search("мектепке"))[0] == "c"
    assert index.search("мектепке").total == 3


@pytest.mark.slow
def test_readers_see_every_commit_and_no_deleted_article(index):
    faults, done = [], threading.Event()

    def read():
        while not done.is_set():
            texts = {hit.snippet.text for hit in index.search("саны", size=100)}
            if len(texts) not in (0, 1):
                faults.append(texts)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(60):
        index.add(Article(f"Саны {number}.", id="one"))
        assert [hit.snippet.text for hit in index.search("саны")] == [f"Саны {number}."]
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []


def test_a_caller_who_seeds_random_does_no_harm(index):
    for text in ("Су.", "Көпір.", "Мектеп."):
        random.seed(1)
        index.add(Article(text, id=text))
    assert index.search("су OR көпір OR мектеп").total == 3


def test_opening_and_searching_do_not_wait_for_a_writer(index, tmp_path):
    index.add(Article("Су.", id="1"))
    with index.engine.writing(), indexer.open(tmp_path / "index") as other:
        assert other.search("су").total == 1


@pytest.mark.slow
def test_files_of_50_mb_cost_themselves_only(index, corpus):
    mb = 1_000_000
    folder = corpus(
        {
            "line.jsonl": b'{"id": "big", "text": "'
            + b"a" * 50 * mb
            + b'"}\n{"id": "1", "text": "\xd0\x91\xd1\x96\xd1\x80."}\n',
            "random.jsonl": random.Random(1).randbytes(50 * mb),
            "random.txt": random.Random(2).randbytes(50 * mb),
            "rows.jsonl": b'{"text": ""}\n' * (50 * mb // 13),
            "text.txt": b"Soz. " * (10 * mb),
            "small.txt": "Мақала.",
        }
    )
    report = index.update(folder)
    reasons = [(Path(path).name, reason) for path, reason in report.failed]
    assert (report.added, len(index)) == (2, 2)
    assert dict(reasons).keys() == {"line.jsonl", "random.jsonl", "random.txt", "rows.jsonl", "text.txt"}
    assert len(reasons) < 100
    assert ("line.jsonl", "line 1: longer than 30,000,000 bytes: split the article") in reasons
    assert ("text.txt", "more than 20 MB are too long for one article (5 million letters): split it") in reasons
