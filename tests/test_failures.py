"""A file that failed and stays what it is fails again, and is not read to say so."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from shown import counts

import indexer
from indexer import sources, update
from indexer.__main__ import main

REASON = "the file is empty"
FILES = {
    "жақсы.txt": " date 2025-09-29 Ауылда мектеп ашылды.",
    "бос.txt": "",
    "аралас.jsonl": [{"id": "a", "text": "Көпір салынды."}, {"id": "b"}],
}
FAILED = [("аралас.jsonl", "line 2: a row without text"), ("бос.txt", REASON)]


@pytest.fixture
def folder(corpus):
    """Files, two of which fail."""
    return corpus(FILES)


@pytest.fixture
def read(monkeypatch):
    """The names of the files that were read."""
    names, before = [], sources.read
    monkeypatch.setattr(sources, "read", lambda file, *more: names.append(file.name) or before(file, *more))
    return names


def failures(report):
    """Return what failed, by the names of the files."""
    return sorted((Path(path).name, reason) for path, reason in report.failed)


def test_a_file_that_failed_is_reported_again_and_not_read(index, folder, read):
    first = index.update(folder)
    assert (counts(first), failures(first)) == ((2, 0, 0, 0, 2), FAILED)
    assert sorted(read) == sorted(FILES)
    read.clear()
    for _ in range(2):
        again = index.update(folder)
        assert (counts(again), failures(again), read) == ((0, 0, 0, 2, 2), FAILED, [])


def test_a_file_whose_times_are_what_they_were_is_not_even_opened(index, folder, monkeypatch):
    index.update(folder)
    monkeypatch.setattr(update, "SETTLED", -(10**12))  # as if the files were old
    monkeypatch.setattr(update.sources, "sha256", None)
    assert failures(index.update(folder)) == FAILED


def test_failures_are_known_when_the_index_is_opened_again(tmp_path, folder, read):
    for _ in range(2):
        with indexer.open(tmp_path / "index") as index:
            assert failures(index.update(folder)) == FAILED
    assert sorted(read) == sorted(FILES)


def test_a_file_that_changed_is_read_again(index, folder, read):
    index.update(folder)
    read.clear()
    (folder / "бос.txt").write_text("Енді мәтіні бар.")
    mended = index.update(folder)
    assert (counts(mended), failures(mended), read) == ((1, 0, 0, 2, 1), FAILED[:1], ["бос.txt"])
    assert counts(index.update(folder)) == (0, 0, 0, 3, 1)


def test_retry_reads_what_failed_and_nothing_else(index, folder, read):
    index.update(folder)
    read.clear()
    again = index.update(folder, retry=True)
    assert (counts(again), failures(again), sorted(read)) == ((0, 0, 0, 2, 2), FAILED, ["аралас.jsonl", "бос.txt"])


@pytest.mark.parametrize(
    "reason", ["pypdf is needed to read it: pip install 'izde[pdf]'", "cannot be read: Input/output error"]
)
def test_what_another_time_may_mend_is_tried_each_time(index, folder, monkeypatch, reason):
    def failing(*_):
        raise sources.Unreadable(reason)

    with monkeypatch.context() as patched:
        patched.setattr(sources, "read", failing)
        assert {why for _, why in index.update(folder).failed} == {reason}
    assert counts(index.update(folder)) == (2, 0, 0, 0, 2)


def test_a_row_whose_id_another_file_has_is_tried_each_time(index, corpus):
    folder = corpus({"1.jsonl": [{"id": "a", "text": "Бір."}], "2.jsonl": [{"id": "a", "text": "Екі."}]})
    assert counts(index.update(folder)) == (1, 0, 0, 0, 1)
    (folder / "1.jsonl").unlink()
    assert counts(index.update(folder)) == (0, 1, 0, 0, 0)
    assert index.article("a").text == "Екі."


def test_a_file_that_is_gone_fails_no_more(index, folder):
    index.update(folder)
    (folder / "бос.txt").unlink()
    assert failures(index.update(folder)) == FAILED[:1]
    assert [name for name, stamp in index.engine.stamps().items() if stamp.failures] == ["../corpus/аралас.jsonl"]


def test_a_retraction_and_its_lifting_read_files_that_failed(index, folder):
    index.update(folder)
    index.retract("a", "сот шешімі")
    assert counts(index.update(folder)) == (0, 0, 0, 1, 2)
    index.lift("a")
    assert counts(index.update(folder)) == (1, 0, 0, 1, 2)


def test_the_command_line_retries(tmp_path, folder, read):
    runner, where = CliRunner(), ["--index", str(tmp_path / "index")]
    for extra, times in ((["--json"], 3), ([], 0), (["--retry"], 2)):
        read.clear()
        done = runner.invoke(main, ["update", str(folder), *extra, *where])
        assert (done.exit_code, len(read)) == (4, times)
    assert f"failed: {folder}/бос.txt: {REASON}\n" in done.stderr


def test_damaged_reasons_are_a_named_error(index, folder):
    index.update(folder)
    with contextlib.closing(sqlite3.connect(index.engine.ledger.file)) as db, db:
        db.execute("update failures set reasons = 'x'")
    with pytest.raises(indexer.IndexDamaged, match="the reasons of a failure"):
        index.update(folder)
