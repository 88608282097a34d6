"""The command line, as a person runs it."""

import json
import os
import pty
import random
import signal
import subprocess
import sys
import threading
import urllib.request

import pytest
from click.testing import CliRunner
from conftest import CORPUS
from shown import counts

import indexer
from indexer.__main__ import main
from indexer.watch import watch

IZDE = [sys.executable, "-m", "indexer"]


@pytest.fixture
def izde(tmp_path):
    """A function that runs a command on an index of its own and returns (exit status, stdout, stderr)."""

    def run(command, *arguments):
        options = ["--index", str(tmp_path / "index")] if command != "stem" else []
        done = CliRunner().invoke(main, [command, *map(str, arguments), *options])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


def test_the_article_this_project_began_with_is_found_by_any_form(izde, shared):
    assert izde("update", shared / "data/raw") == (0, "1 added, 0 updated, 0 removed, 0 unchanged, 0 failed\n", "")
    status, out, _ = izde("search", "медиафорумдардың")
    assert status == 0
    assert out.startswith(
        "1 found\n\nАлматыда Қазақстан-Ресей екінші <mark>медиафорумы</mark> ұйымдастырылды.\n2025-09-29 · BAQ.KZ · kk · baq-2025-09-29-"
    )


def test_a_bad_file_is_said_and_the_exit_status_is_four(izde, corpus):
    folder = corpus({"a.txt": "Мақала.", "b.txt": b"\xfe\xff\xfe"})
    status, out, err = izde("update", folder)
    assert (status, out) == (4, "1 added, 0 updated, 0 removed, 0 unchanged, 1 failed\n")
    assert err == f"failed: {folder}/b.txt: not utf-16 text (byte 2): save it as UTF-8\n"
    status, out, _ = izde("update", folder, "--json")
    reason = "not utf-16 text (byte 2): save it as UTF-8"
    assert (status, json.loads(out)) == (
        4,
        {
            "added": 0,
            "updated": 0,
            "removed": 0,
            "unchanged": 1,
            "failed": [{"path": f"{folder}/b.txt", "reason": reason}],
            "warnings": [],
        },
    )


def test_a_folder_that_is_empty_on_purpose_is_said_to_be(izde, corpus):
    folder = corpus({f"{n}.txt": f"Мақала {n}." for n in range(11)})
    izde("update", folder)
    for file in folder.iterdir():
        file.unlink()
    assert izde("update", folder)[0] == 4
    assert izde("update", folder, "--allow-empty")[:2] == (
        0,
        "0 added, 0 updated, 11 removed, 0 unchanged, 0 failed\n",
    )


def test_many_failures_are_summed_up(izde, corpus):
    _, _, err = izde("update", corpus({f"{n:02}.txt": "" for n in range(23)}))
    assert err.splitlines()[-1] == "failed: and 3 more, which --json lists"


def test_what_is_begun_and_what_is_mistyped_is_put_right(izde, corpus):
    rows = [{"id": str(n), "title": f"Кеше {n} көпір салынды", "text": "Көпір биік. Көпір берік."} for n in range(3)]
    izde("update", corpus({"a.jsonl": rows}))
    assert izde("suggest", "копи", "--size", "1") == (0, "көпір\tword\t3\n", "")
    assert json.loads(izde("suggest", "r-g3h", "--json")[1])[0] == {"text": "көпір", "kind": "word", "count": 3}
    assert izde("suggest", "жоқ") == (1, "", "")
    assert izde("suggest")[0] == 2
    assert izde("search", "көпірр") == (1, "0 found\n", "izde: did you mean: көпір\n")
    assert json.loads(izde("search", "көпірр", "--json")[1])["did_you_mean"] == "көпір"


def test_search_prints_json_with_text_and_spans(izde, corpus):
    izde(
        "update",
        corpus({"a.jsonl": [{"id": "1", "text": "Ол <мектепте> оқиды.", "date": "2024-05-01", "source": "S"}]}),
    )
    status, out, _ = izde("search", "мектеп", "-жоқ", "--json")
    found = json.loads(out)
    assert (status, found["total"], found["facets"]["year"]) == (0, 1, [[2024, 1]])
    assert found["hits"][0]["snippets"] == [
        {"text": "Ол <мектепте> оқиды.", "spans": [[4, 12]], "html": "Ол &lt;<mark>мектепте</mark>&gt; оқиды."}
    ]


def test_search_explains_itself_when_asked(izde, corpus):
    rows = [
        {"id": "1", "title": "Сапар", "text": "Тоқаев мектепте болды.", "lang": "kk"},
        {"id": "2", "text": "Мектеп."},
    ]
    izde("update", corpus({"a.jsonl": rows}))
    status, out, err = izde("search", "мектепте", "Токаев", "--explain", "--without", "школа", "--size", "1")
    assert (status, err) == (0, "izde: searched in other spellings too: Токаев → тоқаев\n")
    assert out.splitlines()[4:] == [
        "  <mark>Тоқаев</mark> <mark>мектепте</mark> болды.",
        "  мектепте (as typed), in the text",
        "  Тоқаев ← Токаев (spelling), in the text",
        "",
        "мектепте (wanted)",
        "  мектепте: мектеп 1, мектепте 1",
        "  names: школа left out",
        "  synonyms: оқу орны",
        "",
        "Токаев (wanted)",
        "  spellings: тоқаев 1",
        "  names: Тоқаев 1",
    ]
    found = json.loads(izde("search", "мектепке", "--explain", "--json")[1])
    assert [form["text"] for form in found["interpretation"][0]["words"][0]["forms"]] == ["мектеп", "мектепте"]
    assert [reason["said"] for reason in found["hits"][1]["why"]] == ["мектепте ← мектепке (form), in the text"]


def test_nothing_found_is_exit_status_one_and_no_index_three(izde, corpus):
    assert izde("search", "мектеп") == (
        3,
        "",
        f"izde: no index in {izde.__closure__[0].cell_contents}/index: run `izde update` first\n",
    )
    izde("update", corpus({"a.txt": "Мақала."}))
    assert izde("search", "мектеп") == (1, "0 found\n", "")
    assert izde("search", "мақала", "дирижабль")[0] == 0  # it has one of the two
    assert izde("search", "--since", "кеше") == (2, "", "izde: date 'кеше': write it as YYYY-MM-DD, YYYY-MM or YYYY\n")
    assert izde("update", "nowhere")[0] == 2
    assert izde("search", "--sort", "best")[0] == 2


def test_show_prints_the_article_marked(izde, corpus):
    izde("update", corpus({"a.jsonl": [{"id": "1", "text": "Ол мектепте оқиды.", "title": "Тақырып", "section": "x"}]}))
    assert izde("show", "1", "--query", "мектеп") == (
        0,
        "Тақырып\nundated · source unknown · kk · 1\n\nОл <mark>мектепте</mark> оқиды.\n",
        "",
    )
    assert json.loads(izde("show", "1", "--json")[1])["extra"] == {"section": "x"}
    assert izde("show", "2") == (1, "", "izde: no article '2': `izde search` prints the ids\n")


def test_stem_prints_each_word_in_both_languages(izde):
    assert izde("stem", "мектептердегі", "школами") == (
        0,
        "мектептердегі\tмектеп\tмектептердегі\nшколами\tшколами\tшкола\n",
        "",
    )
    assert json.loads(izde("stem", "қалада", "--json")[1]) == [{"word": "қалада", "kk": "қала", "ru": "қалада"}]


def test_stem_explains_the_way_down(izde):
    status, out, _ = izde("stem", "--explain", "мектептегі", "еді")
    lines = [line.split("\t") for line in out.splitlines()]
    assert status == 0
    assert lines[0][2:] == ["мектеп (stem)", "тегі [place ДАҒЫ: that is at]"]
    assert lines[-1] == ["еді", "1.000", "е (irregular)", ""]
    assert izde("stem", "--explain", "АҚШ-тың")[1] == "АҚШ-тың\t1.000\tақш (written apart)\tтың\n"
    assert json.loads(izde("stem", "--explain", "--json", "қалада")[1])[0]["stem"] == "қала"


@pytest.mark.slow
def test_long_work_draws_a_progress_bar_on_a_terminal(tmp_path):
    reader, terminal = pty.openpty()
    command = [*IZDE, "update", str(CORPUS), "--index", str(tmp_path / "index")]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=terminal, check=True, text=True, env={**os.environ, "TERM": "xterm"}
    )
    os.close(terminal)
    drawn = os.read(reader, 1 << 20).decode(errors="replace")
    os.close(reader)
    assert "articles" in drawn
    assert "━" in drawn
    assert done.stdout == "72 added, 0 updated, 0 removed, 0 unchanged, 0 failed\n"


@pytest.mark.slow
def test_a_dropped_file_is_found_while_the_folder_is_watched(index, corpus):
    folder, stop = corpus({"a.txt": "Бірінші мақала."}), threading.Event()
    reports = watch(index, folder, stop)
    assert next(reports).added == 1
    corpus({"new/b.txt": "Көпір салынды."})
    assert next(reports).added == 1
    assert index.search("көпірлер").total == 1
    (folder / "a.txt").unlink()
    assert next(reports).removed == 1
    stop.set()
    assert list(reports) == []


@pytest.mark.slow
def test_the_page_is_served_until_it_is_told_to_stop(tmp_path):
    with indexer.open(tmp_path / "index") as index:
        index.update(CORPUS)
    command = [*IZDE, "serve", "--port", "0", "--index", str(tmp_path / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        url = server.stdout.readline().split()[0]
        with urllib.request.urlopen(url + "?q=%D0%BC%D0%B5%D0%BA%D1%82%D0%B5%D0%BF") as answer:
            assert "<mark>" in answer.read().decode()
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0


@pytest.mark.slow
def test_two_updates_at_once_wait_for_each_other(tmp_path, corpus):
    folder = corpus({f"{part}/{n}.txt": f"Мақала {part} {n}." for part in "ab" for n in range(40)})
    command = [*IZDE, "update", "--index", str(tmp_path / "index")]
    started = [subprocess.Popen([*command, str(folder / part)], stdout=subprocess.PIPE, text=True) for part in "ab"]
    assert [process.communicate()[0] for process in started] == [
        "40 added, 0 updated, 0 removed, 0 unchanged, 0 failed\n"
    ] * 2
    with indexer.open(tmp_path / "index") as index:
        assert (len(index), index.search("мақала").total) == (80, 80)


# An update that commits often and kills itself, as kill -9 would, after so many calls of functions; the last word it
# prints is how many there were.
DYING = """
import os, signal, sys
import indexer.update
from indexer.__main__ import main
indexer.update.BATCH = 40
calls, last = 0, int(sys.argv.pop(1))
def count(frame, event, value):
    global calls
    calls += 1
    if calls == last:
        os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
try:
    main()
finally:
    sys.setprofile(None)
    print(calls)
"""


@pytest.mark.slow
def test_a_killed_update_run_again_ends_as_one_never_killed(tmp_path, corpus):
    rows = [{"id": f"{n}", "text": f"Мақала {n} мектептер туралы. " * 5} for n in range(150)]
    folder = corpus({"a.jsonl": rows, **{f"{n}.txt": f"Файл {n} көпір жайлы." for n in range(20)}})

    def update(name, calls):
        command = [sys.executable, "-c", DYING, str(calls), "update", str(folder), "--index", str(tmp_path / name)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    whole = update("whole", 0)
    calls, rng = int(whole.stdout.split()[-1]), random.Random(7)
    with indexer.open(tmp_path / "whole") as index:
        wanted = [index.search(text, size=1_000).hits for text in ("мектеп", "көпірге", "")]
    assert [len(hits) for hits in wanted] == [150, 20, 170]
    for number in range(16):
        assert update(f"{number}", rng.randrange(calls // 20, calls)).returncode == -signal.SIGKILL
        again = update(f"{number}", 0)
        assert again.returncode == 0, again.stderr
        with indexer.open(tmp_path / f"{number}") as index:
            assert [index.search(text, size=1_000).hits for text in ("мектеп", "көпірге", "")] == wanted
            assert counts(index.update(folder)) == (0, 0, 0, 170, 0)


def test_half_a_letter_is_printed_by_its_number(izde, corpus):
    izde("update", corpus({"a.txt": "Көпір салынды."}))
    half = "көпір\udcff"  # as a byte of another encoding comes from a shell
    assert izde("suggest", half, "көп")[0] in (0, 1)
    assert json.loads(izde("search", half, "--json")[1])["query"] == half
    assert izde("stem", half)[1] == "\t".join(["көпір\\udcff"] * 3) + "\n"
