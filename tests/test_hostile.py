"""A file that is broken or means harm costs itself only: it is indexed or refused with its reason, in bounded time and memory."""

import json
import os
import random
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import hostile
import pytest
from conftest import ROOT

from indexer import sources
from indexer.sources import child as child_module

pytestmark = pytest.mark.slow  # it starts processes that read

FILES = int(os.environ.get("IZDE_HOSTILE", "2000"))
SEED = int(os.environ.get("IZDE_SEED", random.randrange(10**6)))
SECONDS, MEGABYTES = 10, 512  # for a file; a large one may take longer


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here: what a process takes is not told")
def test_two_thousand_bad_files_are_indexed_or_refused_and_cost_nothing_else(tmp_path):
    command = [sys.executable, ROOT / "tests/hostile.py", tmp_path, str(FILES), str(SEED)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    print(f"IZDE_SEED={SEED}")
    assert (ran.returncode, ran.stderr) == (0, "")
    answer = json.loads(ran.stdout)
    print({name: answer[name] for name in ("files", "held", "failed", "dearest", "memory")})
    assert answer["files"] == FILES + 8
    assert answer["lost"] == []
    for seconds, _, name in answer["dearest"]:
        assert seconds <= max(SECONDS, child_module.RATE * (tmp_path / "corpus" / name).stat().st_size), name
    assert answer["memory"] <= MEGABYTES
    assert answer["found"] == [1, 0, 0]  # the good file beside them; nothing of what links lead to
    assert {name: answer["reasons"].get(name, "") for name in REASONS} == REASONS


REASONS = {
    "pipe.txt": "not a regular file",
    "pipe": "not a regular file",
    "out.txt": "a link: put what it leads to there itself",
    "out": "a link: put what it leads to there itself",
    "50 MB.html": "more than 20 MB are too long for one article (5 million letters): split it",
    "19 MB.html": "takes more than 512 MB of memory to read",
    "bomb.zip": "a.txt: unpacks to 1,000,000,000 bytes: no text does",
    "bomb.docx": "word/document.xml in it unpacks to 500,000,000 bytes: no article is that long",
    "bomb.epub": "more than 20 MB are too long for one article (5 million letters): split it",
    "bomb in a bomb.zip": "inner.zip: an archive in an archive: unpack the outer one",
    "overlapping.zip": "a damaged ZIP file (files in it overlap): pack it again",
    "bomb.jsonl.gz": "after line 0: the archive is damaged (it unpacks to more than 50 times its size): copy it again",
    "lines.jsonl.gz": "1,000,000 blank lines one after the other: no archive of articles",
    "values.jsonl": "line 1: has more than 1,000,000 values in values: no article has",
    "deep.jsonl": "line 1: has more than 1,000,000 values in values: no article has",
    "quote.csv": "after that: not a table any more (field larger than field limit (5000000)): save it as CSV again",
    "cells.csv": "after that: not a table any more (a row has more than 6,000,000 letters): save it as CSV again",
    "laughs.rss": "a feed without entries",
    "up.zip": "",
    "good.txt": "",
    "good.html": "",
}  # fmt: skip


@pytest.fixture
def child():
    """A process that reads."""
    with closing(sources.Child()) as opened:
        yield opened


def told(child, folder, name):
    """Return (place, title, reason) of each row of a file."""
    found = sources.read(folder / name, folder, name, child)
    return [(row.place, row.article.title if row.article else "", row.reason) for row in found]


def page(title):
    """Return a page with a title."""
    return f"<html><title>{title}</title><body><p>Ауылда мектеп ашылды.</p></body></html>"


def test_a_page_that_takes_too_long_costs_itself_and_not_its_archive(child, corpus):
    endless = "<table>" * 10_000 + "Сөз."
    archive = hostile.good.zipped({"a.html": page("Бірінші"), "b.html": endless, "c.html": page("Үшінші")})
    folder = corpus({"a.zip": archive, "b.html": page("Көпір")})
    assert told(child, folder, "a.zip") == [
        ("a.html", "Бірінші", ""),
        ("b.html", "", "takes more than 5 s of processor time"),
        ("c.html", "Үшінші", ""),
    ]
    assert told(child, folder, "b.html") == [("", "Көпір", "")]


def test_an_archive_that_takes_too_long_is_not_read_to_its_end(child, corpus, monkeypatch):
    monkeypatch.setattr(child_module, "FILE", 0.0)
    monkeypatch.setattr(child_module, "RATE", 0.0)
    folder = corpus({"a.zip": hostile.good.zipped({f"{number}.html": page("Көпір") for number in range(9)})})
    with pytest.raises(sources.Unreadable, match="^the rest is not read, for it takes too long: split it$"):
        told(child, folder, "a.zip")


def test_a_page_that_takes_too_much_memory_is_refused(child, corpus):
    folder = corpus({"a.html": "<html><body>" + "<p>Ауылда мектеп ашылды.</p>" * 400_000, "b.html": page("Көпір")})
    with pytest.raises(sources.Unreadable, match="^takes more than 512 MB of memory to read$"):
        told(child, folder, "a.html")
    assert told(child, folder, "b.html") == [("", "Көпір", "")]


def test_a_reader_that_does_not_answer_is_ended_by_the_clock(child, corpus, monkeypatch):
    folder = corpus({"a.html": page("Көпір")})
    assert told(child, folder, "a.html") == [("", "Көпір", "")]
    monkeypatch.setattr(child_module, "WALL", 2.0)
    os.kill(child.process.pid, signal.SIGSTOP)
    with pytest.raises(sources.Unreadable, match="^takes more than 2 s to read$"):
        told(child, folder, "a.html")
    monkeypatch.undo()
    assert told(child, folder, "a.html") == [("", "Көпір", "")]


def test_a_reader_that_was_killed_is_started_again(child, corpus):
    folder = corpus({"a.html": page("Көпір")})
    assert told(child, folder, "a.html") == [("", "Көпір", "")]
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    assert told(child, folder, "a.html") == [("", "Көпір", "")]


def test_one_process_reads_many_files_and_then_another_one(child, corpus, monkeypatch):
    monkeypatch.setattr(child_module, "FILES", 3)
    folder = corpus({f"{number}.html": page("Көпір") for number in range(4)})
    processes = []
    for number in range(4):
        found = sources.read(folder / f"{number}.html", folder, "a", child)
        assert next(found).article.title == "Көпір"
        processes.append(child.process.pid)
        assert list(found) == []
    assert processes[0] == processes[1] == processes[2] != processes[3]


def test_who_stops_in_the_middle_of_an_archive_reads_the_next_file_from_its_beginning(child, corpus):
    archive = hostile.good.zipped({"a.html": page("Бірінші"), "b.html": page("Екінші")})
    folder = corpus({"a.zip": archive, "b.html": page("Көпір")})
    found = sources.read(folder / "a.zip", folder, "a", child)
    assert next(found).article.title == "Бірінші"
    found.close()
    assert told(child, folder, "b.html") == [("", "Көпір", "")]


def test_names_that_would_write_on_a_terminal_are_shown_harmless(child, corpus):
    folder = corpus({"a.zip": hostile.good.zipped({"a\n\x1b[31m.html": page("Көпір")})})
    assert told(child, folder, "a.zip") == [("a??[31m.html", "Көпір", "")]
