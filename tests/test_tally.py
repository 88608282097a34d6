"""Many queries at once: what each finds, from when to when, as a table that a spreadsheet opens."""

import csv
import datetime as dt
import io
import subprocess
import sys

import pytest
from papers import ROWS, filled

from indexer import Article, BadSearch, Tally, cells, names, tally

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u2003@x", "＝1", "＋1", "－1", "＠x",
    "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", '=HYPERLINK("x")', "\tтекст",
]  # fmt: skip
PLAIN = ["Ел-жұрт", "a=b", "5", "", "'=1", "e@mail", "«=1»", "😀", "1-2", "қ"]
LISTS = [
    ("names.txt", "Тоқаев\n\n  Ұлттық   банк \nТоқаев\n", ["Тоқаев", "Ұлттық банк", "Тоқаев"]),
    ("names.txt", "Қарин, Ерлан\r\nБалаева; Аида", ["Қарин, Ерлан", "Балаева; Аида"]),
    ("", "Тоқаев\tпрезидент\nБанк\t", ["Тоқаев", "Банк"]),
    ("a.CSV", 'Аты-жөні;Қызметі\n"Қарин; Ерлан";кеңесші\n;\nТоқаев;"екі\nжол"\n', ["Қарин; Ерлан", "Тоқаев"]),
    ("a.csv", "Тоқаев,1\nБанк,2", ["Тоқаев", "Банк"]),
    ("a.csv", "sep=|\nname|x\nТоқаев|1", ["Тоқаев"]),
    ("a.tsv", "Тоқаев, Қ.\t1", ["Тоқаев, Қ."]),
    ("a.csv", "sep=\nТоқаев", ["sep=", "Тоқаев"]),
    ("a.csv", '"жабылмаған\nтырнақша', ["жабылмаған тырнақша"]),
    ("a.csv", "", []),
    ("a.txt", " \n\t\n", []),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The small archive, and an article of which the month is known."""
    import indexer

    with indexer.open(tmp_path_factory.mktemp("tally") / "index") as index:
        filled(index)
        index.add(Article("Су тасқыны қайта келді.", id="m", title="Көктем", date="2026-05", source="Дала"))
        index.add(Article("Көпір туралы ән.", id="u", title="Ән", source="Дала"))
        yield index


def test_each_query_has_its_number_of_articles_and_its_first_and_last_date(archive):
    assert archive.tally(["Ұлттық банк", "көпір", '"су тасқыны"', "ғарышкер", "?"]) == [
        Tally("Ұлттық банк", 2, dt.date(2024, 5, 3), dt.date(2025, 1, 4)),
        Tally("көпір", 3, dt.date(2024, 4, 11), dt.date(2025, 6, 12)),  # мост and the undated one too
        Tally('"су тасқыны"', 4, dt.date(2023, 4, 9), dt.date(2026, 5, 1), "day", "month"),  # паводок too
        Tally("ғарышкер", 0),
        Tally("?", 0),
    ]


def test_what_is_counted_is_what_a_search_finds(archive):
    """Whatever the words, the way to match and the filters are."""
    queries = {word for *_, title, text in ROWS for word in f"{title} {text}".split()} | {"школа -мост", "", "көпірр"}
    for limits in ({}, {"match": "exact"}, {"source": "дала", "since": "2024"}, {"language": "ru"}, {"dated": False}):
        for one in archive.tally(queries, **limits):
            found = archive.search(one.query, sort="oldest", size=100, **limits)
            days = [hit.date for hit in found.hits[: found.total] if hit.date] or [None]
            assert (one.total, one.first, one.last) == (found.total, min(days, key=str), max(days, key=str)), one.query


def test_what_there_was_no_time_for_is_said(archive):
    assert archive.tally(["көпір", "банк"], seconds=0) == [Tally("көпір"), Tally("банк")]
    assert tally.table([Tally("көпір")]) == '"query","articles","first","last"\r\n"көпір","","",""\r\n'


def test_an_option_that_means_nothing_is_an_error(archive):
    with pytest.raises(BadSearch, match="match 'fuzzy'"):
        archive.tally(["көпір"], match="fuzzy")
    with pytest.raises(BadSearch, match="date 'кеше'"):
        archive.tally(["көпір"], since="кеше")


def test_a_table_has_a_line_for_each_query(archive):
    assert tally.table(archive.tally(['"су тасқыны"', "=мектепті", "; банк"]), ";") == (
        '"query";"articles";"first";"last"\r\n'
        '"""су тасқыны""";4;"2023-04-09";"2026-05"\r\n'
        '"\'=мектепті";1;"2024-04-02";"2024-04-02"\r\n'
        '"; банк";2;"2024-05-03";"2025-01-04"\r\n'
    )


@pytest.mark.parametrize("cell", FORMULAS)
def test_nothing_in_a_table_is_run_by_a_spreadsheet(cell):
    """The cell begins with an apostrophe, also where it is parted at the other of the usual delimiters."""
    assert cells.harmless(cell) == f"'{cell}"
    assert cells.original(f"'{cell}") == cell
    for delimiter in ",;":
        line = cells.table([[cell, f"x{delimiter}{cell.lstrip()}"]])
        (read,) = csv.reader(io.StringIO(line, newline=""))
        assert read == [f"'{cell}", cells.harmless(f"x{delimiter}{cell.lstrip()}")]
        assert not dangerous(read[1].partition(delimiter)[2])


def dangerous(cell):
    """Whether a spreadsheet may run a cell."""
    return cell.startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("cell", PLAIN)
def test_a_cell_that_is_no_formula_stays_as_it_is(cell):
    assert cells.harmless(cell) == cell


@pytest.mark.parametrize(("file", "text", "expected"), LISTS)
def test_a_list_is_its_lines_or_the_first_column_of_a_table(file, text, expected):
    assert names.read(text.encode(), file) == names.Names(tuple(expected))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "kz1048", "utf-16-le"])
def test_a_list_is_read_in_the_encodings_that_excel_writes(codec):
    text = "Аты;Саны\nҚасым-Жомарт Тоқаев;1\nҰлттық банк;2\nмемлекеттік кеңесші Ерлан Қарин;3\n"
    expected = ("Қасым-Жомарт Тоқаев", "Ұлттық банк", "мемлекеттік кеңесші Ерлан Қарин")
    assert names.read(text.encode(codec), "тізім.csv").queries == expected


def test_a_table_given_back_can_be_given_again(archive):
    queries = ("көпір", '"су тасқыны"', "=көпір", "-банк")
    given = f"\ufeff{tally.table(archive.tally(queries))}".encode()
    assert names.read(given, "izde.csv").queries == queries


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x00\x01\x02", "'x.csv' cannot be read: not a text: it has control characters"),
        (b"\xff\xfe\xff\xff\x00\xd8", "'x.csv' cannot be read"),
        (b"a" * 1_000_001, "'x.csv' has more than 1 MB: split it"),
        (b'"' + b"a" * 100_000, None),
    ],
)
def test_a_list_that_cannot_be_read_says_why(data, message):
    if message is None:
        assert names.read(data, "x.csv").queries == ("a" * 1_000,)
        return
    with pytest.raises(BadSearch, match=message):
        names.read(data, "/tmp/x.csv")


def test_a_long_list_is_read_to_its_thousandth_line():
    assert names.read(b"a\n" * 1_000).more is False
    found = names.read(b"a\n\n" * 1_001)
    assert (len(found.queries), found.more) == (1_000, True)


@pytest.mark.slow
def test_the_command_prints_the_table_and_writes_it_for_excel(tmp_path):
    """The exit status says whether anything was found."""
    import indexer

    with indexer.open(tmp_path / "index") as index:
        filled(index)
    (tmp_path / "names.txt").write_text("Ұлттық банк\nсу тасқыны банк\n")

    def run(*given):
        command = [sys.executable, "-m", "indexer", "tally", *given]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    table = '"query","articles","first","last"\n"Ұлттық банк",2,"2024-05-03","2025-01-04"\n"су тасқыны банк",0,"",""\n'
    assert (run("names.txt").stdout, run("names.txt").returncode) == (table, 0)
    assert run("names.txt", "--phrase", "--since", "2025").stdout.splitlines()[1:] == [
        '"""Ұлттық банк""",1,"2025-01-04","2025-01-04"',
        '"""су тасқыны банк""",0,"",""',
    ]
    assert run("names.txt", "--output", "out.csv").stdout == ""
    assert (tmp_path / "out.csv").read_bytes().decode() == f"\ufeff{table}".replace("\n", "\r\n")
    assert run("names.txt", "--until", "2000").returncode == 1
    assert run("none.txt").returncode == 2
    (tmp_path / "bad.txt").write_bytes(b"\0\1")
    assert run("bad.txt").stderr.startswith("izde: the list 'bad.txt' cannot be read: not a text")
    assert run("bad.txt").returncode == 2
    assert '"first_precision": "day"' in run("names.txt", "--json").stdout
