"""A folder that is watched: what is dropped is found soon, whole and once, whatever happens meanwhile."""

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import ROOT

import indexer
from indexer import watch as watching
from indexer.watch import concerns, watch

sys.path.insert(0, str(ROOT / "tests/bench"))
from watching import measured

PROMISED = 2.0  # seconds from the last byte of a file until it is found, for 95 of 100
LONG = 60.0  # seconds until a test gives up: a machine may have much else to do


@contextlib.contextmanager
def watched(index, folder, **options):
    """Watch a folder beside the test; lends the list to which reports are added."""
    stop, reports, errors = threading.Event(), [], []

    def run():
        try:
            for report in watch(index, folder, stop, **options):
                reports.append(report)  # noqa: PERF402  # one by one, for the test looks meanwhile
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test shows it
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        until(lambda: reports or errors)
        yield reports
    finally:
        stop.set()
        thread.join()
    assert errors == []


def until(true):
    """Wait until something holds."""
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def texts(index):
    """Return the texts of all articles; fails if one is there twice."""
    found = [article.text for hit in index.search("", size=100) if (article := index.article(hit.id))]
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.slow
def test_files_dropped_in_many_ways_are_found_soon_and_once(tmp_path):
    """1,000 files into 20,000: tests/bench/watching.py."""
    seconds = measured(60, 300, 0.05, tmp_path)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(f"watching: p50 {statistics.median(seconds):.2f} s, p95 {p95:.2f} s")
    assert len(seconds) == 60
    assert p95 <= 2 * PROMISED, "twice the promise, for the machine may have much else to do"


@pytest.mark.slow
def test_moves_renames_and_removals_are_followed(index, corpus):
    folder = corpus({"a.txt": "Бірінші мақала.", "ескі/b.txt": "Екінші мақала.", "ескі/c.txt": "Үшінші мақала."})
    beside = folder.parent / "beside"
    with watched(index, folder) as reports:
        assert (reports[0].added, texts(index)) == (3, {"Бірінші мақала.", "Екінші мақала.", "Үшінші мақала."})
        (folder / "ескі").rename(beside)
        until(lambda: texts(index) == {"Бірінші мақала."})
        beside.rename(folder / "жаңа")
        until(lambda: len(index) == 3)
        (folder / "жаңа/b.txt").rename(folder / "b2.txt")
        until(lambda: index.search("екінші").total == 1 and (folder / "b2.txt").exists())
        (folder / "d.txt.tmp").write_text("Жартыла")
        (folder / ".жасырын.txt").write_text("Жасырын мақала.")
        (folder / "a.txt").unlink()
        until(lambda: texts(index) == {"Екінші мақала.", "Үшінші мақала."})
        (folder / "d.txt.tmp").write_text("Төртінші мақала.")
        (folder / "d.txt.tmp").rename(folder / "d.txt")
        until(lambda: texts(index) == {"Екінші мақала.", "Төртінші мақала.", "Үшінші мақала."})
        shutil.rmtree(folder / "жаңа")
        until(lambda: len(index) == 2)
    assert index.update(folder).unchanged == 2


@pytest.mark.slow
def test_what_changed_while_nobody_watched_is_found_at_the_start(index, corpus):
    folder = corpus({"a.txt": "Бірінші мақала.", "b.txt": "Екінші мақала."})
    with watched(index, folder):
        pass
    corpus({"a.txt": "Өзгерген мақала.", "c.txt": "Үшінші мақала."})
    (folder / "b.txt").unlink()
    with watched(index, folder) as reports:
        assert (reports[0].added, reports[0].updated, reports[0].removed) == (1, 1, 1)
        assert texts(index) == {"Өзгерген мақала.", "Үшінші мақала."}


@pytest.mark.slow
def test_a_bad_file_is_said_once_and_stops_nothing(index, corpus):
    folder = corpus({"bad.jsonl": "{", "a.txt": "Бірінші мақала."})
    with watched(index, folder) as reports:
        assert [path for path, _ in reports[0].failed] == [str(folder / "bad.jsonl")]
        corpus({"b.txt": "Екінші мақала."})
        until(lambda: len(index) == 2)
        time.sleep(0.5)
        assert [report.failed for report in reports[1:]] == [[]]


@pytest.mark.slow
def test_a_name_that_is_not_utf_8_stops_nothing(index, corpus):
    folder = corpus({"a.txt": "Бірінші мақала."})
    bad = os.fsencode(folder) + b"/\xff\xfe.txt"
    with watched(index, folder) as reports:
        with open(bad, "w", encoding="utf-8") as file:  # noqa: PTH123  # a Path is no bytes
            file.write("Атауы бүлінген.")
        until(lambda: len(reports) == 2)
        assert [reason for _, reason in reports[1].failed] == ["a name that is not UTF-8: rename it"]
        corpus({"b.txt": "Екінші мақала."})
        until(lambda: len(index) == 2)
        os.unlink(bad)  # noqa: PTH108
        time.sleep(0.5)
        corpus({"c.txt": "Үшінші мақала."})
        until(lambda: len(index) == 3)


@pytest.mark.slow
def test_a_folder_that_goes_and_comes_back_is_watched_again(index, corpus, monkeypatch):
    monkeypatch.setattr(watching, "AGAIN", 0.2)
    folder = corpus({"a.txt": "Бірінші мақала."})
    away = folder.with_name("away")
    with watched(index, folder) as reports:
        folder.rename(away)
        until(lambda: len(reports) == 2)
        time.sleep(1.5)
        ((path, reason),) = reports[1].failed
        assert (path, len(reports), len(index)) == (str(folder), 2, 1), "said once, and nothing is removed"
        assert reason == f"no folder {folder} any more: the articles of its 1 files stay; --allow-empty removes them"
        away.rename(folder)
        corpus({"b.txt": "Екінші мақала."})
        until(lambda: len(index) == 2)
        time.sleep(0.5)
        corpus({"c.txt": "Үшінші мақала."})
        until(lambda: len(index) == 3)


@pytest.mark.slow
def test_a_full_disk_is_said_and_what_waited_is_found_when_there_is_room(small_disk, corpus, monkeypatch):
    monkeypatch.setattr(watching, "AGAIN", 0.2)
    folder = corpus({"a.txt": "Бірінші мақала."})
    ballast = small_disk / "ballast"
    with indexer.open(small_disk / "index") as index, watched(index, folder) as reports:
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(4_096))
        corpus({f"{number}.txt": f"Мақала {number}. " + "Көпір салынды. " * 900 for number in range(9)})
        until(lambda: len(reports) >= 2)
        ((path, reason),) = reports[1].failed
        assert path == str(folder)
        assert re.search("full|No space left", reason)
        assert reason.endswith("make room or access, and try again")
        ballast.unlink()
        until(lambda: len(index) == 10)
        until(lambda: index.search("көпірлер").total == 9)
    with indexer.open(small_disk / "index") as index:
        assert (index.verify(), index.update(folder).unchanged) == ([], 10)


@pytest.mark.slow
def test_a_share_is_looked_at_again_and_again(index, corpus, monkeypatch):
    monkeypatch.setattr(watching, "POLL", 0.1)
    monkeypatch.setattr(watching, "noticed", None)
    folder = corpus({"a.txt": "Бірінші мақала."})
    with watched(index, folder, poll=True) as reports:
        corpus({"b/c.txt": "Екінші мақала."})
        until(lambda: len(index) == 2)
        (folder / "a.txt").unlink()
        until(lambda: len(index) == 1)
        time.sleep(0.5)
        assert [(report.added, report.removed) for report in reports] == [(1, 0), (1, 0), (0, 1)]


@pytest.mark.slow
def test_an_index_within_the_folder_and_a_single_file_are_watched_in_peace(tmp_path):
    (tmp_path / "a.txt").write_text("Бірінші мақала.")
    with indexer.open(tmp_path / "index") as index, watched(index, tmp_path) as reports:
        time.sleep(1)
        assert [report.added for report in reports] == [1], "its own files are no change"
    with indexer.open(tmp_path / "other") as index, watched(index, tmp_path / "a.txt") as reports:
        (tmp_path / "b.txt").write_text("Басқа мақала.")
        (tmp_path / "new.txt").write_text("Жаңа мақала.")
        (tmp_path / "new.txt").replace(tmp_path / "a.txt")
        until(lambda: texts(index) == {"Жаңа мақала."})


def test_a_folder_that_never_was_cannot_be_watched(index, tmp_path):
    with pytest.raises(indexer.SourceMissing, match="nothing to watch"):
        next(watch(index, tmp_path / "no"))


@pytest.mark.parametrize(
    ("path", "looked_at"),
    [
        ("corpus", True),
        ("corpus/a.txt", True),
        ("corpus/b/c.pdf", True),
        ("corpus/.git/a.txt", False),
        ("corpus/b/.a.txt.swp", False),
        ("corpus/a.txt.part", False),
        ("corpus/A.TMP", False),
        ("corpus/index", False),
        ("corpus/index/ledger.db-wal", False),
        ("corpus/link/a.txt", False),
        ("elsewhere/a.txt", False),
        ("corpus2/a.txt", False),
    ],
)
def test_only_what_an_update_reads_is_a_change(tmp_path, path, looked_at):
    root = Path(tmp_path.resolve())
    for name in ("corpus/index", "corpus/b", "elsewhere"):
        (root / name).mkdir(parents=True)
    (root / "corpus/link").symlink_to(root / "elsewhere")
    assert concerns(root / path, root / "corpus", root / "corpus/index") is looked_at


def test_an_unfinished_file_is_not_read(index, corpus):
    folder = corpus({"a.html.tmp": "<html><body><p>Жартыла", "b.txt": "Бірінші мақала."})
    report = index.update(folder)
    assert (report.added, [reason for _, reason in report.failed]) == (
        1,
        ["a name of unfinished files: it is read when it has its own"],
    )


def test_an_update_of_some_files_leaves_the_others_alone(index, corpus):
    folder = corpus({"a/x.txt": "Бірінші мақала.", "b.txt": "Екінші мақала."}).resolve()
    assert index.update(folder).added == 2
    corpus({"a/x.txt": "Өзгерді.", "b.txt": "Бұл да өзгерді.", "a/new.txt": "Жаңа."})
    report = index.update(folder, only={folder / "a/x.txt", folder / "a/new.txt", folder / "gone.tmp"})
    assert (report.added, report.updated, texts(index)) == (1, 1, {"Екінші мақала.", "Жаңа.", "Өзгерді."})
    assert {hit.source for hit in index.search("жаңа")} == {"a"}, "the folder is the source, as ever"
    (folder / "a/x.txt").unlink()
    report = index.update(folder, only={folder / "a/x.txt"})
    assert (report.removed, report.updated) == (1, 1), "where one is gone, all are looked at"
    assert index.update(folder).unchanged == 2


def test_the_service_of_the_readme_is_one_that_systemd_takes(tmp_path):
    unit = re.search(r"```ini\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]
    assert "izde watch corpus --index index" in unit
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here to check the unit")
    file = tmp_path / "izde-watch.service"
    file.write_text(unit.replace("/srv/izde/.venv/bin/izde", shutil.which("true")))
    done = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "izde-watch" in line] == []
