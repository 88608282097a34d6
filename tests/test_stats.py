"""What an archive has, in figures."""

import datetime as dt
import json

from click.testing import CliRunner

from indexer import Article
from indexer.__main__ import main

TEXT = "Шілдеде ауылда жаңа мектеп ашылды, оған екі жүз оқушы барады, ал ұстаздар көрші қаладан келеді дейді әкім. "
ROWS = [
    {"id": "a", "title": "Мектеп", "text": 3 * TEXT, "date": "2024-05-01", "source": "Дала", "lang": "kk"},
    {"id": "b", "title": "Мектеп", "text": 3 * TEXT + "Бітті.", "date": "2025-05-02", "source": "Каспий", "lang": "kk"},
    {"id": "c", "title": "Мост", "text": "Построили мост.", "source": "Дала", "lang": "ru"},
]


def known(stats):
    """Return the figures but for sizes and times."""
    return {name: value for name, value in vars(stats).items() if name not in {"ledger", "terms", "changed"}}


def test_an_archive_has_figures(index, corpus):
    index.update(corpus({"a.jsonl": ROWS, "b.txt": ""}))
    stats = index.stats()
    assert known(stats) == {
        "words": 108,
        "forms": 20,
        "families": 1,
        "reprints": 1,
        "generation": 1,
        "articles": 3,
        "undated": 1,
        "languages": [("kk", 2), ("ru", 1)],
        "sources": [("Дала", 2), ("Каспий", 1)],
        "years": [(2024, 1), (2025, 1)],
        "retracted": 0,
        "files": 2,
        "failed": 1,
    }
    sizes = {file: file.stat().st_size for file in index.home.rglob("*") if file.is_file()}
    assert stats.terms == sum(size for file, size in sizes.items() if file.parent.name == "whoosh") > 0
    assert stats.ledger + stats.terms == sum(sizes.values())
    assert dt.timedelta(0) <= dt.datetime.now(dt.timezone.utc) - stats.changed < dt.timedelta(minutes=1)


def test_what_is_gone_is_in_no_figure(index, corpus):
    index.update(corpus({"a.jsonl": ROWS}))
    index.retract("b", "сот шешімі")
    stats = index.stats()
    assert (stats.articles, stats.words, stats.forms, stats.families) == (2, 55, 19, 0)
    assert (stats.sources, stats.years, stats.retracted) == ([("Дала", 2)], [(2024, 1)], 1)
    index.lift("b")
    assert index.stats().retracted == 0


def test_an_empty_index_has_figures(index):
    stats = index.stats()
    assert (stats.articles, stats.words, stats.forms, stats.sources, stats.years) == (0, 0, 0, [], [])


def test_sources_that_differ_in_case_are_one_and_none_is_one(index):
    for number, source in enumerate(("BAQ.KZ", "baq.kz", "BAQ.KZ", "")):
        index.add(Article(f"Сөз {number}.", id=str(number), source=source))
    assert index.stats().sources == [("BAQ.KZ", 3), ("", 1)]


def test_figures_on_the_command_line(tmp_path, corpus):
    runner, where = CliRunner(), ["--index", str(tmp_path / "index")]
    runner.invoke(main, ["update", str(corpus({"a.jsonl": ROWS})), *where])
    lines = runner.invoke(main, ["stats", *where]).stdout.splitlines()
    assert lines[:7] == [
        "articles  3; 1 undated, 0 retracted",
        "files     1; 0 failed",
        "languages kk 2, ru 1",
        "sources   Дала 2, Каспий 1",
        "years     2024 1, 2025 1",
        "words     108; 20 different ones",
        "reprints  1 of 1 first publications",
    ]
    assert [line.split()[0] for line in lines[7:]] == ["on", "changed"]
    told = json.loads(runner.invoke(main, ["stats", "--json", *where]).stdout)
    assert (told["articles"], told["sources"], told["words"]) == (3, [["Дала", 2], ["Каспий", 1]], 108)
    assert runner.invoke(main, ["stats", "--index", str(tmp_path / "none")]).exit_code == 3
