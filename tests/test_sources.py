"""Files -> articles."""

import datetime as dt
import gzip
import json
from contextlib import closing

import pytest

from indexer import sources
from indexer.article import Article, complete, dumps, first_sentence, loads
from indexer.errors import BadArticle


def read(folder, name="x"):
    """Return the rows of the only file below a folder."""
    (file,) = sources.listing(folder, folder / "index").files
    with closing(sources.Child()) as child:
        return list(sources.read(file, folder, name, child))


def only(folder):
    """Return the only article of the only file."""
    (row,) = read(folder)
    return row.article


def test_the_raw_form_has_its_date_first_and_no_title(corpus):
    article = only(
        corpus({"a.txt": " date 2025-09-29 Алматыда форум өтті. Оған қонақтар келді, деп хабарлайды BAQ.KZ.\nЖалғасы."})
    )
    assert article.date == dt.date(2025, 9, 29)
    assert article.title == "Алматыда форум өтті."
    assert article.text == "Алматыда форум өтті. Оған қонақтар келді, деп хабарлайды BAQ.KZ.\nЖалғасы."
    assert (article.source, article.language) == ("BAQ.KZ", "kk")


def test_the_raw_form_may_have_a_title_line(corpus):
    article = only(corpus({"a.txt": " date 2023-11-02 Жаңа мектеп ашылды\nАуылда мектеп ашылды. Жұрт қуанды."}))
    assert (article.title, article.text) == ("Жаңа мектеп ашылды", "Ауылда мектеп ашылды. Жұрт қуанды.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_says_its_encoding(corpus, encoding):
    article = only(corpus({"a.txt": "Тақырып сөзі\nҚазақша мәтін осында.\n".encode(encoding)}))
    assert (article.title, article.text, article.date) == ("Тақырып сөзі", "Қазақша мәтін осында.", None)


def test_a_day_that_is_none_leaves_the_article_undated_and_is_said(corpus):
    (row,) = read(corpus({"a.txt": " date 2025-13-45 Мәтін осында."}))
    assert (row.article.text, row.article.date) == ("Мәтін осында.", None)
    assert row.reason == "date 2025-13-45 is not a day: the article is undated"


def test_a_row_keeps_what_it_gives_and_what_nobody_knows(corpus):
    row = {"id": "x/1", "date": "2024-02-03T10:02:00+05:00", "source": "S", "title": "T", "url": "u", "text": "Мәтін.",
           "lang": "ru", "author": "A", "section": "news", "tags": ["a"]}  # fmt: skip
    article = only(corpus({"a.jsonl": [row]}))
    assert article == Article(
        "Мәтін.", "x/1", "T", dt.date(2024, 2, 3), "S", "u", "ru", "A", {"section": "news", "tags": ["a"]},
        known=dict.fromkeys(("title", "date", "source", "language", "author"), "given"),
    )  # fmt: skip


def test_only_the_text_is_required(corpus):
    article = only(corpus({"Дала/2024/a.jsonl": [{"text": "Ауылда мектеп ашылды. Жұрт қуанды.", "title": None}]}))
    assert (article.title, article.source, article.language) == ("Ауылда мектеп ашылды.", "Дала", "kk")
    assert article.id == "a-2d711642b726-1"


def test_a_packed_file_reads_as_the_plain_one(corpus):
    rows = "".join(json.dumps({"id": str(n), "text": f"Мәтін {n}."}) + "\n" for n in range(3))
    found = read(corpus({"a.jsonl.gz": gzip.compress(rows.encode())}))
    assert [row.article.id for row in found] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "1"}', "a row without text"),
        ('{"id": "1", "text": ""}', "the text is empty: give the row a text"),
        ('{"id": "1", "text": 5}', "text is int, not a string: put it in quotes"),
        ('{"id": "1", "text": "a", "title": ["b"]}', "title is list, not a string: put it in quotes"),
        ('{"id": "1", "text": "\\ud800"}', "text has half a character in it: save it as UTF-8 again"),
        ('{"id": [1], "text": "a"}', "id '[1]' is list: put it in quotes"),
        (
            '{"id": "1", "text": "a", "tag": "\\udfff"}',
            "a further key cannot be kept (UnicodeEncodeError): give values that JSON has",
        ),
        ("[1]", 'not an object: a row is {"text": …}'),
        ("{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[" * 100_000, "not JSON: maximum recursion depth exceeded while decoding a JSON array from a unicode string"),
    ],
)
def test_a_bad_row_says_what_is_wrong(corpus, line, reason):
    good = '{"id": "good", "text": "Мәтін."}'
    bad, fine = read(corpus({"a.jsonl": f"{line}\n\n{good}\n"}))
    assert (bad.article, bad.place, bad.reason) == (None, "line 1", reason)
    assert (fine.article.id, fine.place) == ("good", "line 3")


def test_a_bad_date_of_a_row_is_kept_beside_the_article(corpus):
    first, second, third = read(
        corpus({"a.jsonl": [{"text": "Мәтін.", "date": date} for date in ("кеше", [2024], None)]})
    )
    assert (first.article.date, first.article.extra) == (None, {"date": "кеше"})
    assert first.reason == "date 'кеше' is not a day: write it as YYYY-MM-DD; the article is undated"
    assert (second.article.extra, third.article.extra, third.reason) == ({"date": [2024]}, {}, "")


def test_a_bad_date_of_a_row_is_said_also_where_its_address_dates_it(corpus):
    (row,) = read(corpus({"a.jsonl": [{"text": "Мәтін.", "date": "кеше", "url": "https://a.kz/2025/09/29/x"}]}))
    assert (row.article.date, row.article.known["date"]) == (dt.date(2025, 9, 29), "url")
    assert row.reason == "date 'кеше' is not a day: write it as YYYY-MM-DD; its url dates it"


def test_a_first_line_may_be_the_date(corpus):
    article = only(corpus({"a.txt": "29 қыркүйек 2025, 10:15\nЖаңа мектеп ашылды\nАуылда мектеп ашылды. Жұрт қуанды."}))
    assert (article.title, article.text) == ("Жаңа мектеп ашылды", "Ауылда мектеп ашылды. Жұрт қуанды.")
    assert (article.date, article.known["date"]) == (dt.date(2025, 9, 29), "text")


def test_a_source_named_by_its_folder_says_so_and_a_row_may_name_its_own(corpus):
    rows = read(corpus({"Дала/a.jsonl": [{"text": "Мәтін."}, {"text": "Мәтін.", "source": "Қала"}]}))
    assert [(row.article.source, row.article.known["source"]) for row in rows] == [
        ("Дала", "folder"),
        ("Қала", "given"),
    ]


def test_a_row_may_give_a_month_or_a_year(corpus):
    rows = read(corpus({"a.jsonl": [{"text": "Мәтін.", "date": date} for date in ("2025-09", "2025", 20250929)]}))
    assert [(str(row.article.date), row.article.precision) for row in rows] == [
        ("2025-09-01", "month"),
        ("2025-01-01", "year"),
        ("2025-09-29", "day"),
    ]


def test_a_line_over_the_limit_costs_that_line_only(corpus, monkeypatch):
    monkeypatch.setattr("indexer.sources.jsonl.LONGEST_LINE", 100)
    long, fits = (json.dumps({"text": "a" * length}) for length in (500, 20))
    exact = json.dumps({"text": "b" * 86})
    assert len(exact) + 1 == 99
    rows = read(corpus({"a.jsonl": f"{long}\n{fits}\n{exact}\n"}))
    assert [row.reason for row in rows] == ["longer than 100 bytes: split the article", "", ""]


def test_a_cut_archive_gives_what_it_has(corpus):
    rows = "".join(json.dumps({"id": str(n), "text": f"Мәтін {n} {'сөз ' * 50}"}) + "\n" for n in range(2_000))
    found = read(corpus({"a.jsonl.gz": gzip.compress(rows.encode())[:-2_000]}))
    assert found[0].article.id == "0"
    assert found[-1].reason == (
        "the archive is damaged (Compressed file ended before the end-of-stream marker was reached): copy it again"
    )
    assert found[-1].place == f"after line {len(found) - 1}"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\t", "the file is empty"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.jsonl", b"\n\n", "the file is empty"),
        ("a.txt", b"\x00\x01\x02abc", "not a text: it has control characters"),
        (
            "a.txt",
            b"caf\xe9 \xff",
            "not utf-8 text (byte 3), and like Kazakh or Russian in no other encoding: save it as UTF-8",
        ),
        (
            "a.txt",
            "б".encode() * 11_000_000,
            "more than 20 MB are too long for one article (5 million letters): split it",
        ),
        ("a.jsonl", b"\xff\xfe\n" * 50, "not JSON Lines: not UTF-8 (byte 0): save it as UTF-8"),
        ("a.jsonl.gz", b"\x1f\x8b\x08rubbish", None),
    ],
)
def test_a_file_that_is_none_says_why(corpus, name, content, reason):
    folder = corpus({name: content})
    if reason is None:
        (row,) = read(folder)
        assert row.reason.startswith("the archive is damaged")
        return
    with pytest.raises(sources.Unreadable) as raised:
        read(folder)
    assert str(raised.value) == reason


def test_a_title_made_from_a_long_sentence_ends_at_a_word():
    assert first_sentence("сөз " * 100) == ("сөз " * 40).strip() + "…"
    assert first_sentence("!!!\n– Келдік. Қайттық.") == "– Келдік."


def test_an_article_may_be_given_its_date_as_a_string():
    assert Article("a", date="2025-09-29").date == dt.date(2025, 9, 29)
    assert [Article("a", date=date).date for date in ("", "  ")] == [None, None]
    with pytest.raises(BadArticle, match="date 'кеше' is not a day: write it as YYYY-MM-DD"):
        Article("a", date="кеше")


def test_an_article_without_an_id_gets_one_of_its_own_content():
    assert complete(Article("Мәтін.")).id == complete(Article("Мәтін.")).id != complete(Article("Мәтін!")).id


def test_an_article_that_an_earlier_version_wrote_is_as_it_was():
    line = (
        '{"author": "", "date": "2025-09-29", "extra": {}, "id": "1", "language": "kk", "source": "", "text": "Су.", '
        '"title": "Су.", "url": ""}'
    )
    article = loads(line)
    assert (article.date, article.precision, article.origin, article.known) == (dt.date(2025, 9, 29), "day", "", {})
    assert dumps(article) == line
    assert loads(dumps(complete(article))) == complete(article)
