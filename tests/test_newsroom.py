"""The newsroom's pages: a list of names counted, words in context, and what is kept of a reader."""

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from papers import filled

import indexer
from indexer import names
from webapp import batch, create_app
from webapp.words import Words

BIG = 2_000_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Open the application over the small archive."""
    with indexer.open(tmp_path_factory.mktemp("batch") / "index") as index:
        app = create_app(filled(index))
        app.testing = True
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Visit the small archive."""
    return app.test_client()


def rows(page: str) -> list[list[str]]:
    """Return the cells of the table of a page."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [[html.unescape(re.sub("<[^>]*>", "", cell)).strip() for cell in row] for row in cells]


def notes(page: str) -> list[str]:
    """Return what a page notes."""
    found = re.findall(r'<div class="notes" role="note">(.*?)</div>', page, re.DOTALL)
    return [html.unescape(note) for part in found for note in re.findall(r"<p>(.*?)</p>", part)]


def sent(client: FlaskClient, text: str = "", file: tuple[bytes, str] | None = None, **more: str) -> str:
    """Return the page that a list is answered with."""
    data = {"names": text, **({"file": (io.BytesIO(file[0]), file[1])} if file else {}), **more}
    response = client.post("/en/batch", data=data, content_type="multipart/form-data")
    assert response.status_code == 200
    return response.text


def test_each_line_has_its_articles_and_dates_and_leads_to_its_search(client: FlaskClient) -> None:
    """In the order of the list."""
    page = sent(client, "Ұлттық банк\r\n\r\nғарышкер\r\n=мектепті")
    assert rows(page) == [
        ["Query", "Articles", "First date", "Last date"],
        ["Ұлттық банк", "2", "2024-05-03", "2025-01-04"],
        ["ғарышкер", "0", "", ""],
        ["=мектепті", "1", "2024-04-02", "2024-04-02"],
    ]
    assert '<h2 id="counted">3 lines counted</h2>' in page
    assert 'href="/en/?q=Ұлттық+банк"' in page
    assert "Ұлттық банк\nғарышкер\n=мектепті</textarea>" in page


def test_the_words_of_a_line_may_have_to_stand_side_by_side(client: FlaskClient) -> None:
    """As a phrase, and the search that the line leads to is for that."""
    page = sent(client, 'шешімді банк\n"Ұлттық банк"', phrase="1")
    assert [row[:2] for row in rows(page)[1:]] == [['"шешімді банк"', "0"], ['"Ұлттық банк"', "2"]]
    assert 'name="phrase" value="1" checked' in page


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Аты-жөні;Қызметі\nҰлттық банк;мекеме\n".encode("kz1048"), "тізім.CSV"),
        ("Ұлттық банк\t1\r\n".encode("utf-16"), "a.txt"),
        (b"\xef\xbb\xbf" + "Ұлттық банк".encode(), "names"),
    ],
)
def test_a_file_is_read_as_excel_saves_it(client: FlaskClient, data: bytes, name: str) -> None:
    """Its first column, whatever the encoding; what is typed beside it is not looked at."""
    assert [row[:2] for row in rows(sent(client, "көпір", (data, name)))[1:]] == [["Ұлттық банк", "2"]]


@pytest.mark.parametrize(("ui", "delimiter"), [("kk", ";"), ("ru", ";"), ("en", ",")])
def test_the_table_can_be_taken_away(client: FlaskClient, ui: str, delimiter: str) -> None:
    """As Excel opens it where the page's language is spoken, with no live formula."""
    response = client.post(f"/{ui}/batch", data={"names": "Ұлттық банк\n=мектепті\n+7 701; 2, 3", "as": "csv"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="izde.csv"'
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert [*csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=delimiter)] == [
        ["query", "articles", "first", "last"],
        ["Ұлттық банк", "2", "2024-05-03", "2025-01-04"],
        ["'=мектепті", "1", "2024-04-02", "2024-04-02"],
        ["'+7 701; 2, 3", "0", "", ""],
    ]


def test_what_is_not_counted_is_said(client: FlaskClient) -> None:
    """An empty list, and one that is too long."""
    assert notes(client.get("/en/batch").text) == []
    assert notes(sent(client)) == ["The list is empty."]
    assert notes(sent(client, " \n", **{"as": "csv"})) == ["The list is empty."]
    long = sent(client, "ғ\n" * (names.MOST + 1))
    assert notes(long) == ["The list is too long: after its first 1,000 lines nothing was read."]
    assert len(rows(long)) == 1_001


def test_a_list_that_takes_too_long_is_not_counted_to_its_end(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not reached is no nought."""
    monkeypatch.setattr(batch, "SECONDS", 0)
    page = sent(client, "көпір\nбанк")
    assert notes(page) == ["Time ran out: from the line “көпір” on nothing was counted. Send the rest on its own."]
    assert rows(page)[1:] == [["көпір", "not counted"], ["банк", "not counted"]]
    assert "0 lines counted" in page


def test_a_file_that_is_no_list_is_refused_in_the_language_of_the_page(client: FlaskClient) -> None:
    """The form is there again."""
    for ui, said in (("kk", "Файл оқылмады."), ("ru", "Файл не прочитан."), ("en", "The file cannot be read.")):
        response = client.post(f"/{ui}/batch", data={"file": (io.BytesIO(b"\0\1\2" * 9), "a.csv")})
        assert (response.status_code, notes(response.text)[0][: len(said)]) == (400, said)
        assert "<textarea" in response.text


@pytest.mark.parametrize("ui", ["kk", "ru", "en"])
def test_a_list_that_is_too_large_is_refused_before_it_is_read(client: FlaskClient, ui: str) -> None:
    """Typed or as a file; a page says how large it may be."""
    file = 'name="file"; filename="a.txt"'
    for field, size in ((file, 1_050_000), (file, BIG), ('name="names"', BIG)):
        body = f"--x\r\nContent-Disposition: form-data; {field}\r\n\r\n{'a' * size}\r\n--x--\r\n"
        response = client.post(f"/{ui}/batch", data=body, content_type="multipart/form-data; boundary=x")
        assert response.status_code == 413
        assert Words(ui).say("error-413") in response.text
        assert Words(ui).say("help-413") in response.text
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_list_may_be_as_large_as_is_said(client: FlaskClient) -> None:
    """A million bytes, which the server puts into a file and closes."""
    body = (
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n{"банк " * 111_111}\r\n--x--\r\n'
    )
    response = client.post("/en/batch", data=body.encode(), content_type="multipart/form-data; boundary=x")
    assert (response.status_code, len(rows(response.text))) == (200, 2)


HOSTILE = [
    {"names": "\ud800\0<script>alert(1)</script>\u202e"},
    {"names": '"' * 5_000},
    {"names": "мектеп " * 20_000},
    {"names": "(" * 9_999, "phrase": "1"},
    {"as": "csv"},
    {"as": "exe", "names": "source:\nsince:2024\n-\n*"},
    {"file": "a field, and no file", "names": "көпір"},
    {"phrase": "2", "else": "x"},
]


@pytest.mark.parametrize("data", HOSTILE)
def test_whatever_is_sent_is_answered(client: FlaskClient, data: dict[str, str]) -> None:
    """With a page, and no markup of the sender's."""
    encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in data.items()}
    response = client.post("/batch", data=encoded)
    assert response.status_code in (200, 400)
    assert "<script>alert" not in response.text


def test_other_bodies_are_no_list(client: FlaskClient) -> None:
    """JSON, a broken multipart, and bytes."""
    for kind, body in (
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"\0"),
        ("application/x-www-form-urlencoded", b"names=%FF%00&&&=;"),
    ):
        assert client.post("/batch", data=body, content_type=kind).status_code in (200, 400), kind


def test_only_the_list_can_be_posted(client: FlaskClient) -> None:
    """There is nothing else that a foreign page could send."""
    for address in ("/", "/kwic", "/private", "/article/1", "/suggest"):
        assert client.post(address).status_code == 405


# The words in context


def lines(page: str) -> list[str]:
    """Return the lines of a concordance, as far as the date."""
    found = re.findall(r'<li lang="\w\w">(.*?)<span class="origin"', page, re.DOTALL)
    return [html.unescape(re.sub("<[^>]*>", "", line)).strip() for line in found]


def test_a_result_list_leads_to_its_words_in_context(client: FlaskClient) -> None:
    """With its filters; and back again."""
    (address,) = re.findall(r'href="(/en/kwic[^"]*)"', client.get("/en/?q=банк&since=2024-06&sort=newest&page=1").text)
    page = client.get(html.unescape(address)).text
    assert "<h1>2 lines found</h1>" in page
    assert lines(page) == [
        "Кеше Ұлттық  банк  жаңа теңге шығарды",
        "Жаңа теңге наурызда айналымға түседі.  Банк  тұрғындарға хабарлады.",
    ]
    assert '<a href="/en/article/3?q=банк&amp;since=2024-06-01"><mark>банк</mark></a>' in page
    assert 'href="/en/?q=банк&amp;since=2024-06-01">' in page
    assert "2025-01-04, Сары" in page


def test_what_narrows_the_lines_is_said_and_can_be_taken_away(client: FlaskClient) -> None:
    """As above a list of results."""
    page = client.get("/en/kwic?q=банк&source=Сары&without=банкке").text
    shown = re.findall(r'<a href="([^"]*)" aria-label="Remove: ([^"]*)"', page)
    assert [(html.unescape(address), label) for address, label in shown] == [
        ("/en/kwic?q=банк&without=банкке", "Source: Сары"),
        ("/en/kwic?q=банк&source=Сары", "left out: банкке"),
    ]


def test_its_lines_are_sorted_by_either_side(client: FlaskClient) -> None:
    """What a line is sorted by is said, and the language of the page can change without it."""
    page = client.get("/en/kwic?q=банк&order=left").text
    assert [line.split("банк")[0].split("Банк")[0].strip() for line in lines(page)] == [
        "Жаңа теңге наурызда айналымға түседі.", "Ұлттық", "Кеше Ұлттық", "",
    ]  # fmt: skip
    assert '<span class="chosen" aria-current="true">by the word to the left</span>' in page
    assert 'href="/ru/kwic?q=банк&amp;order=left&amp;choose=1"' in page


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "The words in context"),
        ("since=2024", "The words in context"),
        ("q=ғарышкерлердің", "Nothing found"),
        ("q=банк&order=middle&page=0", "4 lines found"),
        ("q=банк&page=99999", "4 lines found"),
        ("q=%00%FF&order=left&without=x", "Nothing found"),
    ],
)
def test_any_question_is_answered(client: FlaskClient, query: str, heading: str) -> None:
    """What means nothing is as if it were not there."""
    response = client.get(f"/en/kwic?{query}")
    assert (response.status_code, f"<h1>{heading}</h1>" in response.text) == (200, True)


def test_many_lines_stand_on_pages_and_where_they_end_is_said(tmp_path: Path) -> None:
    """Fifty on each."""
    with indexer.open(tmp_path / "index") as index:
        index.add(indexer.Article("Көпір ашылды. " * 1_001, id="1", title="Хабар"))
        client = create_app(index).test_client()
        page = client.get("/en/kwic?q=көпір&page=20").text
        assert len(lines(page)) == 50
        assert notes(page) == [
            "There are too many lines: only the first are shown. Narrow the search, or choose a period."
        ]
        assert 'aria-label="page 19" href="/en/kwic?q=көпір&amp;page=19"' in page
        assert "There is no such page" in client.get("/en/kwic?q=көпір&page=21").text


# What is kept of a reader


def test_every_page_says_that_nothing_leaves_the_machine(client: FlaskClient) -> None:
    """The line at the foot leads to the page that says what that means."""
    for address in ("/", "/?q=банк", "/kwic?q=банк", "/batch", "/private", "/nowhere"):
        assert (
            '<a href="/en/private">No account, and no third party learns what you search</a>'
            in client.get(f"/en{address}").text
        )
    assert client.get("/en/private").text.count("<li>The") == 3


def test_no_cookie_is_set_but_the_language_that_is_chosen(client: FlaskClient) -> None:
    """And no page sets any otherwise."""
    for address in ("/", "/?q=банк", "/kwic?q=банк", "/batch", "/private", "/article/1", "/suggest?q=б", "/nowhere"):
        assert "Set-Cookie" not in client.get(address).headers, address
    assert "Set-Cookie" not in client.post("/batch", data={"names": "банк"}).headers
    assert client.get("/ru/batch?choose=1").headers["Set-Cookie"].startswith("ui=ru;")
