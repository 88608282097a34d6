"""Whatever a newsroom has is read: each format from a file that its usual tool has made."""

import csv
import datetime as dt
import io
import shutil
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import docx
import fpdf
import pytest
from conftest import ROOT
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from indexer import sources
from indexer.sources import kinds, parsing

TITLE = "Шилісайда жаңа көпір ашылды"
TEXT = (
    "Шилісай өзенінің үстінен салынған көпір сейсенбі күні пайдалануға берілді.",
    "Құрылыс екі жылға созылды, оған облыстық бюджеттен үш миллиард теңге бөлінді.",
    "Енді көрші ауылдардың тұрғындары қалаға жиырма минутта жетеді, бұрын бұл жол екі сағат алатын.",
)
BODY = "\n".join(TEXT)
DAY = dt.date(2024, 5, 14)
NOON = dt.datetime(2024, 5, 14, 12, tzinfo=dt.timezone.utc)
URL = "https://dala.example/2024/05/14/kopir"
PAGE = f"""<!DOCTYPE html>
<html lang="kk"><head><meta charset="utf-8"><title>{TITLE} | Дала таңы</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="Дала таңы"><meta name="author" content="Бекзат Қуанышұлы">
<meta property="article:published_time" content="2024-05-14T10:00:00+05:00"><link rel="canonical" href="{URL}"></head>
<body><nav><ul><li><a href="/">Басты бет</a></li><li><a href="/sport">Спорт жаңалықтары</a></li></ul></nav>
<article><h1>{TITLE}</h1>{"".join(f"<p>{line}</p>" for line in TEXT)}</article>
<footer><p>Барлық құқық қорғалған. Жазылыңыз!</p></footer></body></html>"""
FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Дала таңы</title>
<item><title>{TITLE}</title><link>{URL}</link><guid>dala-1</guid><pubDate>Tue, 14 May 2024 10:00:00 +0500</pubDate>
<description><![CDATA[{"".join(f"<p>{line}</p>" for line in TEXT)}]]></description></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Дала таңы</title>
<entry><id>dala-1</id><title>{TITLE}</title><link href="{URL}"/><published>2024-05-14T10:00:00+05:00</published>
<content type="html">{"".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in TEXT)}</content></entry></feed>"""


CHILD = sources.Child()


@pytest.fixture(scope="module", autouse=True)
def one_child():
    """One process reads for all tests here."""
    with closing(CHILD):
        yield


def rows(folder):
    """Return (rows, refused) of the files below a folder."""
    listed, found = sources.listing(folder, folder / "index"), []
    for file in listed.files:
        found += sources.read(file, folder, file.name, CHILD)
    return found, listed.refused


def articles(folder):
    """Return the articles of the files below a folder, all of which can be read."""
    found, refused = rows(folder)
    assert refused == []
    assert [row for row in found if not row.article and row.loss] == []
    return [row.article for row in found if row.article]


def known(article):
    """Return what is known of an article."""
    return article.title, article.date, article.source, article.author, article.url, article.text


def font():
    """Return a font that has Kazakh letters."""
    found = next((file for file in Path("/usr/share/fonts").rglob("*Sans.ttf") if file.name.startswith("DejaVu")), None)
    found = found or next(Path("/usr/share/fonts").rglob("LiberationSans-Regular.ttf"), None)
    if not found:
        pytest.skip("no DejaVu or Liberation font here: nothing can write Kazakh into a PDF")
    return found


def word_file(title_style=True):
    """Return a Word file."""
    document, file = docx.Document(), io.BytesIO()
    document.add_heading(TITLE, 0) if title_style else document.add_paragraph(TITLE)
    for line in TEXT:
        document.add_paragraph(line)
    document.core_properties.created, document.core_properties.author = NOON, "Бекзат Қуанышұлы"
    document.save(file)
    return file.getvalue()


def pdf_file():
    """Return a PDF file, lines broken as they come."""
    document = fpdf.FPDF()
    document.add_page()
    document.add_font("sans", fname=font())
    document.set_font("sans", size=12)
    document.set_title(TITLE)
    document.set_author("Бекзат Қуанышұлы")
    document.set_creation_date(NOON)
    document.multi_cell(0, text="\n".join((TITLE, *TEXT)), align="L")
    return bytes(document.output())


def web_archive(pages, status="200 OK"):
    """Return a packed web archive of pages."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    for url, page in pages.items():
        headers = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        payload, length = io.BytesIO(page.encode()), len(page.encode())
        stamp = {"WARC-Date": "2026-01-02T03:04:05Z"}
        writer.write_record(
            writer.create_warc_record(url, "response", payload, length, http_headers=headers, warc_headers_dict=stamp)
        )
    return file.getvalue()


def book():
    """Return an electronic book."""
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="O/c.opf"/></rootfiles></container>'
    package = f"""<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title>
    <dc:creator>Бекзат Қуанышұлы</dc:creator><dc:date>2024-05-14</dc:date></metadata><manifest><item id="2" href="b.xhtml"/><item id="1" href="a%20a.xhtml"/></manifest>
    <spine><itemref idref="1"/><itemref idref="2"/></spine></package>"""
    chapter = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>-</title></head><body>{}</body></html>'
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "O/c.opf": package,
            "O/a a.xhtml": chapter.format(f"<p>{TEXT[0]}</p><p>{TEXT[1]}</p>"),
            "O/b.xhtml": chapter.format(f"<p>{TEXT[2]}</p>"),
        }
    )


def table(names, delimiter, encoding):
    """Return a table as Excel and others save it."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([names, [TITLE, "2024-05-14", BODY, "Дала таңы", "Бекзат Қуанышұлы", URL, "қоғам"]])
    return file.getvalue().encode(encoding)


def zipped(files):
    """Return a ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()


ALL = (TITLE, DAY, "Дала таңы", "Бекзат Қуанышұлы", URL, BODY)
BARE = (TITLE, DAY, "", "Бекзат Қуанышұлы", "", BODY)
KK = ["Тақырып", "Күні", "Мәтін", "Дереккөз", "Автор", "Сілтеме", "Бөлім"]
RU = ["Заголовок", "Дата публикации", "Текст", "Источник", "Автор", "Ссылка", "Раздел"]
EN = ["title", "date", "text", "source", "author", "url", "section"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.html", PAGE.encode(), ALL),
        ("a.html", PAGE.replace("utf-8", "windows-1251").encode("kz1048"), ALL),  # as many Kazakh pages of 2005 have it
        ("a.html", PAGE.encode("utf-16"), ALL),
        ("a.docx", word_file(), BARE),
        ("a.docx", word_file(title_style=False), BARE),
        ("a.epub", book(), BARE),
        ("a.csv", table(KK, ";", "kz1048"), ALL),
        ("a.csv", table(RU, ",", "utf-8-sig"), ALL),
        ("a.tsv", table(EN, "\t", "utf-16"), ALL),
        ("a.csv", b"sep=|\r\n" + table(EN, "|", "utf-8"), ALL),
        ("a.rss", FEED.encode(), (TITLE, DAY, "Дала таңы", "", URL, BODY)),
        ("a.xml", FEED.replace("utf-8", "windows-1251").encode("kz1048"), (TITLE, DAY, "Дала таңы", "", URL, BODY)),
        ("a.atom", ATOM.encode(), (TITLE, DAY, "Дала таңы", "", URL, BODY)),
        ("a.warc.gz", web_archive({"https://dala.example/1": PAGE}), ALL),
        ("a.zip", zipped({"2024/мамыр/a.html": PAGE}), ALL),
        ("a.zip", zipped({"a.docx": word_file()}), BARE),
    ],
)
def test_an_article_is_read_with_its_title_and_date(corpus, name, content, expected):
    (article,) = articles(corpus({name: content}))
    assert known(article) == expected


FILES = ROOT / "tests/files"  # README there says which program has made which
UNDATED_BOOK = (
    TITLE,
    None,
    "",
    "Бекзат Қуанышұлы",
    "",
    BODY,
)  # LibreOffice says when it was saved, which is no date of a book
GONE = str.maketrans({**dict.fromkeys("әғқңөұүһ", "?"), **dict.fromkeys("ӘҒҚҢӨҰҮҺ", "?")})  # CP1251 has no such letters


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("calc.csv", [ALL]),
        ("calc.tsv", [ALL]),
        ("calc-cp1251.csv", [tuple(one.translate(GONE) if isinstance(one, str) else one for one in ALL)]),
        ("chromium.html", [ALL]),
        ("feedgen.atom", [ALL]),
        ("feedgen.rss", [ALL]),
        ("gzip.jsonl.gz", [ALL]),
        ("infozip.zip", [BARE, ALL]),
        ("jq.jsonl", [ALL]),
        ("libreoffice.docx", [BARE]),
        ("libreoffice.epub", [UNDATED_BOOK]),
        ("libreoffice.html", [BARE]),
        ("pandoc.epub", [(TITLE, DAY, "Дала таңы", "Бекзат Қуанышұлы", "", BODY)]),
        ("wget.warc.gz", [ALL]),
    ],
)
def test_a_file_that_its_usual_program_has_saved_is_read(corpus, name, expected):
    found = articles(corpus({name: (FILES / name).read_bytes()}))
    assert [known(article) for article in found] == expected
    assert {article.language for article in found} == {"kk"}


def test_a_pdf_that_a_word_processor_has_saved_is_read(corpus):
    (article,) = articles(corpus({"a.pdf": (FILES / "libreoffice.pdf").read_bytes()}))
    assert (article.title, article.date, article.author) == (TITLE, DAY, "Бекзат Қуанышұлы")
    assert article.text.split() == BODY.split()


def test_each_kind_of_file_is_among_those_that_usual_programs_have_saved():
    names = [file.name for file in FILES.iterdir() if file.name != "README.md"]
    found = {kinds.kind((FILES / name).read_bytes()[: kinds.HEAD], name) for name in names}
    packed = {kind for kind in kinds.KINDS if {f"libreoffice.{kind}", f"pandoc.{kind}"} & {*names}}
    assert found | packed == {*kinds.KINDS} - {"text"}  # which a text editor saves: test_encodings


def test_a_pdf_is_read_with_its_title_and_date(corpus):
    (article,) = articles(corpus({"a.pdf": pdf_file()}))
    assert (article.title, article.date, article.author) == (TITLE, DAY, "Бекзат Қуанышұлы")
    assert article.text.split() == BODY.split()


@pytest.mark.slow
def test_a_page_that_the_browser_printed_is_read(corpus, tmp_path):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no Chromium here: nothing prints a page")
    (tmp_path / "a.html").write_text(PAGE)
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--no-pdf-header-footer",
    ]
    command = [browser, *flags, f"--print-to-pdf={tmp_path / 'a.pdf'}", str(tmp_path / "a.html")]
    subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (article,) = articles(corpus({"a.pdf": (tmp_path / "a.pdf").read_bytes()}))
    words = article.text.split()
    assert words[words.index("Шилісай") : words.index("алатын.") + 1] == BODY.split()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", PAGE.encode(), "html"),
        ("a.pdf", PAGE.encode(), "html"),
        ("a.html", b"%PDF-1.7", "pdf"),
        ("a.docx", b"%PDF-1.7", "pdf"),
        ("a.txt", b'{"id": "1", "text": "a"}\n', "jsonl"),
        ("a.txt", b"{not JSON}", "text"),
        ("a.json.gz", b"\x1f\x8b", ""),
        ("saved", b"<!-- saved -->\n<html>", "html"),
        ("photo.jpg", b"\xff\xd8\xff", ""),
        ("notes", b"text", ""),
        ("a.html", b"plain words", "html"),
        ("a.pdf", b"plain words", "text"),
        ("a.dat", FEED.encode("utf-16"), "feed"),
        ("a.xlsx", b"PK\x03\x04", "zip"),
        ("A.JSONL.GZ", b"\x1f\x8b\x08broken", "jsonl"),
    ],
)
def test_a_file_is_what_its_content_says_then_its_name(name, content, kind):
    assert kinds.kind(content, name) == kind


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, or one locked by a password: save it as .docx"),
        ("a.docx", b"{\\rtf1 text}", "an RTF file: save it as .docx"),
        ("a.rar", b"Rar!\x1a\x07", "a RAR archive: unpack it"),
        ("a.xlsx", zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a file of another program, packed: save it as .docx or .csv"),
        ("a.csv", b"a;b\n1;2\n", "no column for the text: name one `text`, «мәтін» or «текст» in the first line"),
        ("a.zip", b"PK\x03\x04 and no more", "a damaged ZIP file (File is not a zip file): copy it again"),
        ("a.html", b"<html><head><script>1</script></head></html>", "a page without text"),
        ("a.xml", b"<articles><a>1</a></articles>", "not a feed that can be read: save it again"),
        ("a.zip", zipped({}), "an archive without files"),
        ("a.csv", b"text;date\n;\n", "a table without rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(index, corpus, name, content, reason):
    folder = corpus({name: content})
    assert index.update(folder).failed == [(str(folder / name), reason)]


def test_a_library_that_is_missing_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.delitem(sys.modules, "indexer.sources.pdf", raising=False)
    with pytest.raises(sources.Unreadable, match=r"^pypdfium2 is needed to read it: pip install 'izde\[pdf\]'$"):
        list(parsing.rows("pdf", "/dev/null", 0))


def test_the_libraries_are_imported_only_when_a_file_asks_for_them():
    program = "import sys, indexer; print([name for name in ('trafilatura', 'lxml', 'docx', 'pypdfium2', 'feedparser', 'warcio') if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


def test_a_short_page_gives_all_its_text_and_says_so(corpus):
    (row,), _ = rows(corpus({"a.html": "<html><title>Хабар</title><nav>Көпір ашылды.<br>Жұрт қуанды.</nav></html>"}))
    assert (row.article.title, row.article.text) == ("Хабар", "Көпір ашылды.\nЖұрт қуанды.")
    assert row.reason == "no article stands out on the page: all of its text is taken"


def test_a_page_nested_too_deeply_says_what_it_lost(corpus):
    folder = corpus(
        {"a.html": "<p>Бірінші.</p>" + "<b>" * 300 + "Екінші.", "b.html": "<p>Бірінші.</p>" + "<b>" * 3_000 + "Екінші."}
    )
    whole, cut = rows(folder)[0]
    assert (whole.article.text, whole.reason) == ("Бірінші.\nЕкінші.", "")
    assert (cut.article.text, cut.reason) == ("Бірінші.", "nested too deeply: what stands behind that is lost")


def test_a_date_in_the_text_is_none_of_the_metadata(corpus):
    bare = PAGE.replace('<meta property="article:published_time" content="2024-05-14T10:00:00+05:00">', "")
    bare = bare.replace("/2024/05/14", "").replace("сейсенбі күні", "2023-01-02")
    dated, undated = articles(corpus({"a.html": PAGE, "b.html": bare}))
    assert dated.known["date"] == "metadata"
    assert undated.known.get("date") != "metadata"


def test_the_empty_document_of_a_program_dates_nothing(corpus, tmp_path):
    document = docx.Document()
    document.add_paragraph(TEXT[0])
    document.save(tmp_path / "a.docx")
    (article,) = articles(corpus({"a.docx": (tmp_path / "a.docx").read_bytes()}))
    assert (article.date, article.text) == (None, TEXT[0])


def test_rows_of_a_table_keep_their_lines_and_further_columns(corpus):
    content = 'текст,id,Рубрика\n"Бірінші\nмәтін",x-1,қоғам\n\n,x-2,\nЕкінші мәтін,,спорт,артық\n'
    first, second, third = rows(corpus({"a.csv": content}))[0]
    assert (first.place, first.article.id, first.article.extra) == ("line 2", "x-1", {"Рубрика": "қоғам"})
    assert (second.place, second.reason, second.id) == ("line 5", "a row without text", "x-2")
    assert (third.place, third.article.id) == ("line 6", f"a-{sources.sha('a.csv')}-6")
    assert third.article.extra == {"Рубрика": "спорт", "column 4": "артық"}


def test_a_second_column_for_the_same_is_kept_under_its_own_name(corpus):
    (article,) = articles(corpus({"a.csv": "id,text,title,headline\n1,Мәтін.,Бір,Екі\n"}))
    assert (article.title, article.extra) == ("Бір", {"headline": "Екі"})


def test_an_archive_is_read_file_by_file(corpus):
    inner = zipped({"c.txt": "a"})
    content = zipped(
        {"a.html": PAGE, "b.jsonl": '{"text": "Бір."}\n{"text": "Екі."}\n', "c.zip": inner, "d.jpg": b"\xff", ".hidden": "", "e.pdf": b"%PDF-1.7 broken", "сурет/f.png": b""}
    )  # fmt: skip
    found, _ = rows(corpus({"z.zip": content}))
    assert [(row.place, bool(row.article), row.reason) for row in found] == [
        ("a.html", True, ""),
        ("b.jsonl: line 1", True, ""),
        ("b.jsonl: line 2", True, ""),
        ("c.zip", False, "an archive in an archive: unpack the outer one"),
        (
            "e.pdf",
            False,
            "not a PDF that can be read (Failed to load document (PDFium: Data format error).): save it again",
        ),
        ("", False, "2 files in it have no reader: 1 .jpg, 1 .png"),
    ]
    assert len({row.article.id for row in found if row.article}) == 3


def test_a_crawl_keeps_the_address_and_the_day_it_was_made(corpus):
    page = PAGE.replace(f'<link rel="canonical" href="{URL}">', "").replace('content="2024-05-14T10:00:00+05:00"', "")
    (article,) = articles(corpus({"a.warc.gz": web_archive({"https://dala.example/1": page})}))
    assert (article.url, article.date) == ("https://dala.example/1", None)
    assert article.extra == {"fetched": "2026-01-02T03:04:05Z"}


def test_a_page_that_was_not_there_is_no_article_of_a_crawl(corpus):
    with pytest.raises(sources.Unreadable, match="^a web archive without pages$"):
        rows(corpus({"a.warc.gz": web_archive({"https://dala.example/1": PAGE}, "404 Not Found")}))


def test_an_entry_of_a_feed_keeps_its_id_when_newer_ones_come(corpus):
    newer = FEED.replace(
        "<item>", "<item><title>Жаңа</title><guid>dala-2</guid><description>Жаңа хабар.</description></item><item>", 1
    )
    (before,) = articles(corpus({"a.rss": FEED}))
    after = articles(corpus({"a.rss": newer}))
    assert [article.title for article in after] == ["Жаңа", TITLE]
    assert after[1].id == before.id


def test_an_update_finds_them_all_and_reads_nothing_twice(index, corpus):
    folder = corpus(
        {"a.html": PAGE, "b.docx": word_file(), "c.zip": zipped({"d.csv": table(EN, ",", "utf-8"), "x.jpg": b""})}
    )
    report = index.update(folder)
    assert (report.added, report.failed) == (3, [])
    assert report.warnings == [(str(folder / "c.zip"), "1 files in it have no reader: 1 .jpg")]
    assert index.search("көпір").total == 3
    assert index.update(folder).unchanged == 3
