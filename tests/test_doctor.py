"""What in an archive is to be looked at, though the index is whole."""

import datetime as dt
import json
import random

import pytest
from click.testing import CliRunner

from indexer import Article, doctor, gaps, language
from indexer.__main__ import main
from indexer.gaps import Calendar

WHOLE = {
    "title": "Көпір",
    "text": "Ақөткелдегі көпір биыл күзде қайта ашылды, оған облыстық бюджеттен бір жарым миллиард теңге бөлінді, "
    "ал құрылысты жергілікті кәсіпорын екі жыл бойы жүргізді дейді әкімдік.",
    "date": "2025-09-29",
    "source": "Дала",
}
TEXT = WHOLE["text"]
CASES = {  # kind -> article, what is said of it
    "mojibake": ({"text": TEXT + " М?селе ж?не ?лем."}, "at least 3 letters are lost (? or \ufffd stands for them)"),
    "look-alike": ({"text": TEXT + " Үкiметi мен əкімдік, Үкiметi."}, "Үкiметi, əкімдік"),
    "undated": ({"date": None}, ""),
    "untitled": ({"title": ""}, ""),
    "short": ({"text": "Сурет:  Айгүл Серік."}, "Сурет: Айгүл Серік."),
}


def told(findings):
    """Return findings without what is always the same."""
    return {one.kind: (one.count, one.examples) for one in findings}


@pytest.mark.parametrize(("kind", "given", "said"), [(kind, *case) for kind, case in CASES.items()])
def test_an_article_to_look_at_is_named(index, kind, given, said):
    index.add(Article(id="whole", **WHOLE))
    index.add(Article(id="a", **(WHOLE | given)))
    assert told(index.doctor()) == {kind: (1, (f"a: {said}" if said else "a",))}


def test_a_text_of_less_than_twenty_words_is_short(index):
    for count in (19, 20):
        index.add(Article(id=str(count), **(WHOLE | {"text": " ".join(["сөз"] * count)})))
    assert told(index.doctor()) == {"short": (1, (f"19: {' '.join(['сөз'] * 19)}",))}


def test_an_archive_in_order_has_nothing_to_look_at(index):
    for number in range(3):
        index.add(Article(id=str(number), **WHOLE))
    assert index.doctor() == []


@pytest.mark.parametrize("text", ["COVIDтен", "BAQ.KZ-тің", "SMSті оқыды", "Wi-Fi-дың", "iPhone", "Қазақ elimizde"])
def test_a_foreign_word_with_an_ending_is_no_slip_of_letters(text):
    assert language.letters.mixed(text) == []


@pytest.mark.parametrize("word", ["Үкiметi", "əсем", "Yкiметi", "бiрiншi", "ХIII", "Eще"])
def test_a_letter_of_another_alphabet_is_seen(word):
    assert language.letters.mixed(f"Бұл {word}, сөз.") == [word]


def test_files_that_failed_and_files_that_are_gone_are_named(index, corpus):
    folder = corpus({"a.jsonl": [{"id": "a", **WHOLE}], "b.jsonl": [{"id": "b", **WHOLE}], "c.txt": ""})
    index.update(folder)
    (folder / "a.jsonl").unlink()
    assert told(index.doctor()) == {
        "failed": (1, (f"{folder}/c.txt: the file is empty",)),
        "orphan": (1, (f"{folder}/a.jsonl",)),
    }


def test_a_few_examples_are_kept_of_many(index):
    with index.batch():
        for number in range(9):
            index.add(Article(id=str(number), **(WHOLE | {"date": None})))
    assert told(index.doctor()) == {"undated": (9, ("0", "1", "2", "3", "4"))}


def test_a_word_without_end_is_shown_in_part(index):
    index.add(Article("ә" * 1_000_000 + "i", id="a", title="Сөз", date="2025-01-01", source="Дала"))
    findings = index.doctor()
    assert [(one.kind, max(map(len, one.examples))) for one in findings] == [("look-alike", 203), ("short", 203)]


def calendar(days, source="Дала"):
    """Return a calendar of one source."""
    found = Calendar()
    for day in days:
        found.add(source, day)
    return found


def every(step, start="2024-01-01", count=400):
    """Return days, so many apart."""
    first = dt.date.fromisoformat(start)
    return [first + dt.timedelta(number * step) for number in range(count)]


def without(days, since, until):
    """Return days but for those of a stretch of time."""
    return [day for day in days if not since <= day.isoformat() <= until]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (every(1), []),
        (without(every(1), "2024-05-01", "2024-05-10"), []),  # holidays
        (without(every(1), "2024-05-01", "2024-05-13"), ["Дала: 2024-04-30 to 2024-05-14, 14 days"]),
        (without(every(1), "2024-05-01", "2024-05-16"), ["Дала: 2024-04-30 to 2024-05-17, 17 days"]),
        (every(7), []),
        (without(every(7), "2024-06-01", "2024-06-20"), []),  # a paper's summer
        (without(every(7), "2025-02-01", "2025-05-31"), ["Дала: 2025-01-27 to 2025-06-02, 126 days"]),
        (every(60), []),  # a magazine
        ([*every(1, count=30), *every(1, "2025-01-01", count=2)], []),  # nobody knows of two days what is usual
        ([*every(40, "2020-01-01", 20), *every(1, "2024-01-01")], []),  # a source that grew
        ([*every(1, count=100), *every(1, "2024-12-01", 100)], ["Дала: 2024-04-09 to 2024-12-01, 236 days"]),
        (every(1, count=1), []),
        ([], []),
    ],
)
def test_a_stretch_without_articles_is_a_gap_where_the_source_has_many_around_it(days, expected):
    random.Random(7).shuffle(days)
    assert [gap.said() for gap in calendar(days * 2).gaps()] == expected


def test_a_source_in_other_capitals_fills_the_gap():
    found = calendar(without(every(1), "2024-05-01", "2024-05-31"), "BAQ.KZ")
    assert [gap.days for gap in found.gaps()] == [32]
    for day in every(1, "2024-05-01", 31):
        found.add("baq.kz", day)
    assert found.gaps() == []


def test_days_at_random_leave_hardly_a_gap():
    """The rule says one interval in 20,000: of 100 sources with some 300 intervals each, one or two have one."""
    rng, found = random.Random(7), Calendar()
    for source in range(100):
        for _ in range(400):
            found.add(str(source), dt.date(2022, 1, 1) + dt.timedelta(rng.randrange(1_400)))
    assert len(found.gaps()) <= 3


def test_gaps_of_an_archive_are_named(index):
    with index.batch():
        for day in without(every(1, count=60), "2024-01-20", "2024-02-09"):
            index.add(Article(id=day.isoformat(), **(WHOLE | {"date": day})))
    assert told(index.doctor()) == {"gap": (1, ("Дала: 2024-01-19 to 2024-02-10, 22 days",))}


def test_each_check_has_its_words_and_its_words_a_check():
    assert {*doctor.KINDS} == {*doctor.CHECKS, "failed", "orphan", "gap"}
    assert gaps.SHORTEST > 10


def test_the_command_line_says_what_to_do(tmp_path, corpus):
    runner, where = CliRunner(), ["--index", str(tmp_path / "index")]
    rows = [{"id": f"a{number}", **WHOLE, "date": None} for number in range(6)]
    runner.invoke(main, ["update", str(corpus({"a.jsonl": rows})), *where])
    done = runner.invoke(main, ["doctor", *where])
    assert (done.exit_code, done.stdout) == (
        0,
        """6 articles without a date
  a0
  a1
  a2
  a3
  a4
  and 1 more
  next: write it into the file; `date:none` finds them
""",
    )
    (found,) = json.loads(runner.invoke(main, ["doctor", "--json", *where]).stdout)
    assert (found["kind"], found["count"], found["examples"]) == ("undated", 6, ["a0", "a1", "a2", "a3", "a4"])
    runner.invoke(main, ["update", str(corpus({"a.jsonl": [{"id": "a0", **WHOLE}]})), *where])
    assert runner.invoke(main, ["doctor", *where]).stdout == "nothing to look at\n"
