"""The page in Kazakh, Russian and English."""

import datetime as dt
import html
import re
import string
from collections.abc import Iterator

import pytest
from conftest import ROOT
from flask import Flask
from flask.testing import FlaskClient

import indexer
from webapp import create_app
from webapp.words import LANGUAGES, WORDS, Words

KAZAKH = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
CYRILLIC = re.compile("[А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")
FORMS = {"kk": 1, "ru": 3, "en": 2}  # of a phrase that has a number


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Open the application over the sample corpus."""
    with indexer.open(tmp_path_factory.mktemp("languages") / "index") as index:
        index.update(ROOT / "corpus")
        yield create_app(index)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Visit the sample corpus."""
    return app.test_client()


def heading(page: str) -> str:
    """Return what stands in the heading of a page."""
    return html.unescape(re.sub("<[^>]*>", "", re.findall(r"<h1.*?</h1>", page, re.DOTALL)[0]))


def chooser(page: str) -> dict[str, str]:
    """Return language -> address, as a page offers them."""
    (nav,) = re.findall(r'<nav class="languages".*?</nav>', page, re.DOTALL)
    return {code: html.unescape(to) for to, code in re.findall(r'<a href="([^"]*)" lang="(\w+)"', nav)}


def fields(form: str) -> set[str | None]:
    """Return what is filled in in a phrase."""
    return {field for _, field, _, _ in string.Formatter().parse(form)} - {None}


# The table


@pytest.mark.parametrize("name", WORDS)
def test_each_phrase_is_there_in_each_language_in_all_its_forms(name: str) -> None:
    """Nothing is missing, nothing is filled in in one language only, and a number has all its forms."""
    phrases = WORDS[name]
    assert list(phrases) == ["kk", "ru", "en"]
    assert len({frozenset(fields(form)) - {"month", "alone"} for forms in phrases.values() for form in forms}) == 1
    counted = any(len(forms) > 1 for forms in phrases.values())
    assert {code: len(forms) for code, forms in phrases.items()} == (FORMS if counted else dict.fromkeys(FORMS, 1))


def test_no_phrase_is_in_another_language_than_its_own() -> None:
    """No Kazakh letter stands in Russian, no Cyrillic one in English; the examples are searches, not phrases."""
    own = {name: phrases for name, phrases in WORDS.items() if not name.startswith("example-")}
    assert [name for name, phrases in own.items() if KAZAKH.search("".join(phrases["ru"]))] == []
    assert [name for name, phrases in own.items() if CYRILLIC.search("".join(phrases["en"]))] == []
    assert [
        name for name, phrases in own.items() if phrases["kk"] == phrases["ru"] and CYRILLIC.search(phrases["kk"][0])
    ] == ["author"]  # «автор» is a word of both


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("kk", 1, "1 мақала табылды"),
        ("kk", 5, "5 мақала табылды"),
        ("ru", 1, "Найдена 1 статья"),
        ("ru", 2, "Найдены 2 статьи"),
        ("ru", 5, "Найдено 5 статей"),
        ("ru", 11, "Найдено 11 статей"),
        ("ru", 21, "Найдена 21 статья"),
        ("ru", 112, "Найдено 112 статей"),
        ("ru", 1004, "Найдены 1\xa0004 статьи"),
        ("en", 1, "1 article found"),
        ("en", 2, "2 articles found"),
        ("en", 1234567, "1,234,567 articles found"),
    ],
)
def test_a_number_has_the_word_in_its_form(language: str, count: int, said: str) -> None:
    """1 мақала, 2 статьи, 5 статей, 1 article: as each language counts, its thousands apart."""
    assert Words(language).say("found", count=count) == said


@pytest.mark.parametrize(
    ("language", "precision", "written"),
    [
        ("kk", "day", "2025 жылғы 9 қыркүйек"),
        ("ru", "day", "9 сентября 2025 года"),
        ("en", "day", "9 September 2025"),
        ("kk", "month", "2025 жылғы қыркүйек"),
        ("ru", "month", "сентябрь 2025 года"),
        ("en", "month", "September 2025"),
        ("kk", "year", "2025 жыл"),
        ("ru", "year", "2025 год"),
        ("en", "year", "2025"),
    ],
)
def test_a_date_is_written_as_each_language_writes_it(language: str, precision: str, written: str) -> None:
    """Order, case and preposition are the language's own."""
    assert Words(language).date(dt.date(2025, 9, 9), precision) == written


def test_each_language_has_twelve_months() -> None:
    """In a date, alone and short."""
    for language in LANGUAGES:
        assert [len(Words(language).months(name)) for name in ("months", "months-alone", "months-short")] == [12] * 3


# Which language


@pytest.mark.parametrize(
    ("address", "cookie", "accepted", "language"),
    [
        ("/", "", "", "kk"),
        ("/", "", "de-DE,de;q=0.9", "kk"),
        ("/", "", "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("/", "", "en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("/", "", "en;q=0.5,kk-KZ", "kk"),
        ("/", "", "RU-kz,en;q=0.9", "ru"),
        ("/", "", "ru;q=0,en;q=0.1", "en"),
        ("/", "", "ru;q=0", "kk"),
        ("/", "en", "ru", "en"),
        ("/", "xx", "ru", "ru"),
        ("/", "", "q=;;,*,\x00", "kk"),
        ("/kk/", "en", "ru", "kk"),
        ("/ru/?q=су", "en", "kk", "ru"),
        ("/en/article/zh-2019-007", "ru", "kk", "en"),
        ("/en/nothing", "", "kk", "en"),
        ("/nothing", "", "ru", "ru"),
    ],
)
def test_the_address_decides_then_the_reader_then_the_browser(
    client: FlaskClient, address: str, cookie: str, accepted: str, language: str
) -> None:
    """/ru/ is Russian for everybody; elsewhere what was chosen, what the browser asks for, and Kazakh, in this order."""
    if cookie:
        client.set_cookie("ui", cookie)
    response = client.get(address, headers={"Accept-Language": accepted.replace("\x00", "")})
    assert f'<html lang="{language}">' in response.text
    assert response.headers["Content-Language"] == language
    assert response.headers.get("Vary") == (None if address[1:3] in LANGUAGES else "Accept-Language, Cookie")
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "address",
    ["/ru/", "/ru/?q=мектептердегі&lang=kk&sort=newest", "/ru/?q=школа мост", "/ru/article/ao-2022-015?q=сөмке"],
)
def test_every_link_and_form_stays_in_the_language_of_the_address(client: FlaskClient, address: str) -> None:
    """A reader of /ru/ who clicks on is a reader of /ru/."""
    shown = client.get(address).text
    addresses = re.findall(r'(?:href|action)="(/[^"]*)"', shown)
    assert len(addresses) > 5
    files = ("/static/", "/export.", "/cite/")  # of no language
    left = [to for to in addresses if not to.startswith(("/ru/", *files)) and "choose=1" not in to]
    assert left == []


def test_a_chosen_language_keeps_the_search_and_is_remembered(client: FlaskClient) -> None:
    """The chooser leads to the same page in another language, and the start page speaks it from then on."""
    shown = client.get("/?q=мектептердегі&lang=kk&without=мектепке&page=2").text
    response = client.get(chooser(shown)["ru"])
    assert response.status_code == 303
    assert response.headers["Location"] == client.application.url_map.bind("").build(
        "search", {"ui": "ru", "q": "мектептердегі", "lang": "kk", "without": "мектепке", "page": 2}
    )
    assert "ui=ru; Expires=" in response.headers["Set-Cookie"]
    assert "HttpOnly; Path=/; SameSite=Lax" in response.headers["Set-Cookie"]
    there = client.get("/ru/?choose=1", base_url="https://localhost")
    assert ["Secure" in answer.headers["Set-Cookie"] for answer in (response, there)] == [False, True]
    assert '<html lang="ru">' in client.get("/").text
    assert chooser(client.get("/nothing").text)["en"] == "/en/?choose=1"


@pytest.mark.parametrize(
    "query",
    ["_external=1&_scheme=javascript", "endpoint=suggest", "_anchor=x", "id=x", "ui=xx", "q=//evil.example", "q=%00"],
)
def test_choosing_a_language_leads_nowhere_else(client: FlaskClient, query: str) -> None:
    """Whatever else is in the address, the way on is a page of this site."""
    for page in ("/ru/", "/ru/article/ao-2022-015"):
        response = client.get(f"{page}?choose=1&{query}")
        assert response.status_code == 303
        assert response.headers["Location"].split("?")[0] == page
    assert client.get(f"/?choose=1&{query}").status_code == 200


# What is said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/ru/", "Поиск по казахской и русской прессе"),
        ("/en/", "Search the press in Kazakh and Russian"),
        ("/ru/?q=мектептердегі&lang=kk&year=2019", "Найдены 2 статьи"),
        ("/en/?q=мектептердегі&lang=kk&year=2019", "2 articles found"),
        ("/ru/?q=ғарышкер&exact=1", "Ничего не найдено"),
        ("/en/?q=ғарышкер&exact=1", "Nothing found"),
        ("/ru/nothing", "Такой страницы нет"),
        ("/en/nothing", "There is no such page"),
    ],
)
def test_a_page_speaks_the_language_of_its_address(client: FlaskClient, address: str, said: str) -> None:
    """Headings, of results and of errors."""
    assert heading(client.get(address).text) == said


def test_a_hit_is_told_in_the_language_of_the_page_and_read_in_its_own(client: FlaskClient) -> None:
    """Date, language and reason are English; title and text are marked as the Kazakh they are."""
    shown = client.get("/en/?q=title:көпірлерден&lang=kk").text
    assert 'lang="kk"><mark>' in shown or re.search(r'lang="kk">[^<]*<mark>', shown)
    assert "көпірін ← көпірлерден (form), in the title" in shown
    assert re.search(r"</time> · Kazakh</p>", shown)
    assert "Language: Kazakh" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_example_of_each_language_finds_an_article_with_all_its_words(client: FlaskClient, language: str) -> None:
    """The examples on the start page work, and say which language they are in."""
    shown = client.get(f"/{language}/").text
    (row,) = re.findall(r'<p class="examples">.*?</p>', shown, re.DOTALL)
    addresses = re.findall(r'<a href="([^"]*)" lang="(?:kk|ru)"', row)
    assert len(addresses) == 3
    nothing = {"Барлық сөзі бар мақала табылмады", "Статей со всеми словами не найдено", "No article has all the words"}
    for address in addresses:
        assert heading(client.get(html.unescape(address)).text) not in nothing | {Words(language).say("nothing")}
