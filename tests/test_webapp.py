"""What a reader sees in the browser."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

import indexer
from indexer import Article, Snippet
from webapp import choices, create_app, views, words
from webapp.asked import Asked, read
from webapp.text import paragraphs
from webapp.words import Words

ROOT = Path(__file__).parent.parent
ODD = "a/b ?#%//é.."
IDS = (
    ODD,
    "..",
    "./x",
    "~..",
    "a/../b",
    "/start",
    "end/",
    " ",
    "100%",
    "a\\b",
    "қар&су=1",
    "<b>",
    "two\nlines",
    "2025/versions",
    "2025/~versions/1",
    "versions",
    "%2e%2e",
)
XSS = "\"><script>alert(1)</script>'<img src=x onerror=alert(1)>"
HEADERS = {"X-Content-Type-Options": "nosniff"}  # all of them: test_guard.py


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Open the application over the sample corpus."""
    with indexer.open(tmp_path_factory.mktemp("web") / "index") as index:
        index.update(ROOT / "corpus")
        app = create_app(index)
        app.testing = True
        yield app


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Open an archive with odd ids, no sources, no dates, and texts of one word."""
    with indexer.open(tmp_path_factory.mktemp("odd") / "index") as index, index.batch():
        for id in IDS:
            index.add(Article("Қоңырау соғылды.", id=id, title=f"Қоңырау {id}".replace("\n", " ")))
    with indexer.open(index.home) as index:
        app = create_app(index)
        app.testing = True
        yield app.test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Visit the sample corpus."""
    return app.test_client()


def page(client: FlaskClient, address: str) -> str:
    """Return the page at an address, which must be there."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.text


def plain(markup: str) -> str:
    """Return what a reader reads of a piece of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def links(markup: str) -> dict[str, str]:
    """Return label -> address of the links in a piece of a page."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', markup, re.DOTALL)
    return {plain(label): html.unescape(address) for address, label in found}


def part(markup: str, pattern: str) -> str:
    """Return the one piece of a page that fits a pattern."""
    (found,) = re.findall(pattern, markup, re.DOTALL)
    return str(found)


def titles(markup: str) -> list[str]:
    """Return the titles of the hits of a page."""
    return [plain(title) for title in re.findall(r"<h3>(.*?)</h3>", markup, re.DOTALL)]


def heading(markup: str) -> str:
    """Return what stands in the heading of a page."""
    return plain(part(markup, r"<h1.*?</h1>"))


def filters(markup: str, name: str) -> dict[str, int]:
    """Return value -> number of articles, as one of the filters shows them."""
    items = re.findall(r"<li[^>]*>(.*?)</li>", part(markup, rf'<ul class="by-{name}".*?</ul>'), re.DOTALL)
    return {value: int(count) for value, count in (plain(item).rsplit(" ", 1) for item in items)}


def parameters(address: str) -> dict[str, str]:
    """Return the parameters in an address."""
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


# Marks


def test_the_word_is_marked_in_title_and_text_as_it_is_written_there(client: FlaskClient) -> None:
    """A reader who types мектептердегі sees Мектептерде marked in a title, and мектепте in its text."""
    shown = page(client, "/?q=мектептердегі")
    assert '<a href="/article/zh-2019-007?q=' in shown
    assert "<mark>Мектептерде</mark> сейсмикалық жаттығу өтті" in shown
    assert '<p lang="kk">Аудандағы отыз екі <mark>мектепте</mark> сейсмикалық жаттығу өтті.' in shown


def test_an_article_opened_from_a_search_has_the_word_marked(client: FlaskClient) -> None:
    """The article page marks the same words as the hit."""
    shown = page(client, "/article/zh-2019-007?q=мектептердегі")
    assert '<h1 lang="kk"><mark id="hit-1">Мектептерде</mark> сейсмикалық жаттығу өтті</h1>' in shown


def test_an_exact_search_stays_exact_in_the_article(client: FlaskClient) -> None:
    """Only the very form is marked when only the very form was searched."""
    shown = page(client, "/article/zh-2019-007?q=мектепте&exact=1")
    assert set(re.findall("<mark[^>]*>(.*?)</mark>", shown)) == {"мектепте"}


@pytest.mark.parametrize("address", ["/?q=сөмкелер", "/article/ao-2022-015", "/article/ao-2022-015?q=b"])
def test_markup_in_an_article_is_shown_and_not_obeyed(client: FlaskClient, address: str) -> None:
    """A title with <b> in it is read as it is written."""
    shown = page(client, address)
    assert "<b>" not in shown
    assert "«Кітап & қалам» акциясы: <b>1200</b> оқушыға сөмке жиналды" in [heading(shown), *titles(shown)]


@pytest.mark.parametrize(
    "where", ["/?q={}", "/?source={}", "/?lang={}&q=су", "/?year={}", "/?since={}&q=су", "/?sort={}"]
)
def test_a_query_that_is_markup_is_only_text(client: FlaskClient, where: str) -> None:
    """Nothing a reader types becomes markup."""
    shown = page(client, where.format(quote(XSS)))
    assert shown.count("<script") == shown.count('<script type="module" src="/static/page.js"></script>') == 1
    assert "<img" not in shown


def test_the_query_stays_in_the_box(client: FlaskClient) -> None:
    """What was typed can be changed and searched again."""
    shown = page(client, "/?q=" + quote('"су" & <қар>'))
    assert 'type="search" value="&#34;су&#34; &amp; &lt;қар&gt;"' in shown


# The start


def test_the_start_page_says_how_much_there_is_and_what_is_new(client: FlaskClient) -> None:
    """Without a query the reader sees the size of the archive and its newest articles."""
    shown = page(client, "/")
    assert "<b>Мұрағатта 72 мақала бар.</b> Жылдары: 2016–2026. Соңғы жаңарту: " in shown
    assert titles(shown) == [
        "Студенттер ескі газеттерден сөздік құрастырды",
        "Лаборатория университета проверит воду из сельских колодцев",
        "Марафон у подножия гор собрал четыре тысячи бегунов",
        "Студенттер арзан сейсмодатчик жасады",
        "Поезд до Жагакента станет быстрее на два часа",
        "Мектеп кеңесін оқушылар сайлады",
    ]


def test_each_example_finds_an_article_with_all_its_words(client: FlaskClient) -> None:
    """The examples on the start page work."""
    examples = links(part(page(client, "/"), r'<p class="examples">.*?</p>'))
    assert list(examples) == ["мектептердегі", "көпір жөндеу", "«ескі газеттер»"]
    for example, address in examples.items():
        assert parameters(address) == {"q": example}
        assert re.fullmatch(r"[1-9]\d* мақала табылды", heading(page(client, address)))


def test_an_example_that_finds_nothing_is_not_offered(odd: FlaskClient) -> None:
    """An archive without a school, a bridge or a newspaper has no examples."""
    assert 'class="examples"' not in page(odd, "/")


def test_the_start_page_leads_to_sources_and_years(client: FlaskClient) -> None:
    """What there is can be read without a word to search for."""
    shown = page(client, "/")
    assert filters(shown, "source")["Дала таңы"] == 18
    address = links(part(shown, r'<ul class="by-source".*?</ul>'))["Дала таңы"]
    assert heading(page(client, address)) == "18 мақала табылды"
    assert '<section class="timeline"' in shown


@pytest.mark.parametrize(
    ("query", "gist"),
    [
        ("мектептердегі", "мектеп, мектептің, мектепке, мектептегі, мектепте, мектебі, школа"),
        ("көп3р", "көпір"),
        ("көпір -сайлау", "көпір, көпірдің, көпірге, көпірдегі, көпірден, көпірлердің, мост"),
        ("көпір&without=көпірдің&without=мост", "көпір, көпірге, көпірдегі, көпірден, көпірлердің"),
        ("zzzzqqq", ""),
    ],
)
def test_the_panel_says_its_gist_before_it_is_opened(client: FlaskClient, query: str, gist: str) -> None:
    """The most frequent forms, another spelling, and the name in the other language; nothing that is left out."""
    summary = part(page(client, f"/?q={query}"), r'<details class="searched".*?<summary>(.*?)</summary>')
    assert plain(summary) == f"Не ізделді? {gist}".strip()


@pytest.mark.parametrize("address", ["/?q=", "/?q=+++", "/?q=&exact=1", "/?page=7", "/?sort=oldest", "/?since=&until="])
def test_a_search_for_nothing_is_the_start_page(client: FlaskClient, address: str) -> None:
    """An empty box leads to the beginning, whatever else is in the address."""
    assert titles(page(client, address)) == titles(page(client, "/"))


def test_an_archive_without_articles_says_so(tmp_path: Path) -> None:
    """Nobody searches an empty archive in vain."""
    with indexer.open(tmp_path / "index") as index:
        assert "<p>Мұрағатта әзірге мақала жоқ.</p>" in page(create_app(index).test_client(), "/")


# Results


def test_articles_with_all_the_words_stand_apart_from_those_with_some(client: FlaskClient) -> None:
    """A heading parts the two groups, and the second tells which word is not there; Kazakh articles follow Russian ones."""
    shown = page(client, "/?q=школа мост")
    assert heading(shown) == "3 мақала табылды"
    assert "<p>Тағы 38 мақалада сөздердің бір бөлігі ғана бар.</p>" in shown
    full, some = part(shown, r"<h2>Барлық сөзі бар мақалалар</h2>.*?</main>").split(
        "<h2>Сөздердің бір бөлігі ғана бар мақалалар</h2>"
    )
    assert titles(full) == [
        "Ремонт моста в Акоткеле остановился из-за спора с подрядчиком",
        "Двенадцатый автобус поедет чаще",
        "Шилісай көпірінің бір жағы ашылды",
    ]
    assert "жоқ:" not in full
    assert full.count('<p class="missing">басқа сөзбен: школа, мост</p>') == full.count("басқа сөзбен") == 1
    assert len(titles(some)) == 7
    assert len(re.findall(r'<p class="missing">жоқ: (?:школа|мост)</p>', some)) == 7


def test_a_search_that_finds_only_some_of_the_words_says_so(client: FlaskClient) -> None:
    """No number of found articles is claimed when none has all the words."""
    shown = page(client, "/?q=школа қыркүйекғой")
    assert heading(shown) == "Барлық сөзі бар мақала табылмады"
    assert "Барлық сөзі бар мақалалар" not in shown


def test_a_hit_says_where_when_and_in_which_language(client: FlaskClient) -> None:
    """Source, date and language stand below the title, the date as newspapers write it."""
    shown = page(client, "/?q=мектептердегі&source=Дала таңы&year=2024")
    assert 'href="/article/dt-2024-003?' in shown
    assert "Дала таңы · 2024 жылғы 13 ақпан · қазақша" in plain(shown)
    assert '<time datetime="2024-02-13">' in shown


def test_each_hit_is_in_its_own_language_for_those_who_listen(client: FlaskClient) -> None:
    """A screen reader is told to read Russian hits in Russian, on a page in Kazakh."""
    shown = page(client, "/?q=школа&lang=ru")
    assert '<html lang="kk">' in shown
    assert set(re.findall(r'<h3><a [^>]*lang="(\w+)"', shown)) == {"ru"}
    assert set(re.findall(r'<p lang="(\w+)"', shown)) == {"ru"}


def test_an_article_without_a_date_says_so(client: FlaskClient) -> None:
    """A missing date is named, not left out."""
    shown = page(client, "/article/kv-nd-001")
    assert "Каспий вестник · күні белгісіз ·" in plain(shown)


def test_nothing_found_is_said_plainly_with_ways_on(client: FlaskClient) -> None:
    """Each filter can be dropped, and so can the exact form."""
    shown = page(client, "/?q=ғарышкер&exact=1&lang=ru")
    assert heading(shown) == "Ештеңе табылмады"
    assert "<p>«ғарышкер» сұрауына сай мақала жоқ.</p>" in shown
    ways = links(part(shown, r"<ul>.*?</ul>"))
    assert {label: parameters(address) for label, address in ways.items()} == {
        "«Тіл: орысша» сүзгісін алып тастау": {"q": "ғарышкер", "exact": "1"},
        "«Сөзді өзгертпей іздеу» сүзгісін алып тастау": {"q": "ғарышкер", "lang": "ru"},
        "соңғы мақалаларды қарау": {},
    }


# Filters


def test_filters_show_how_many_articles_each_leaves(client: FlaskClient) -> None:
    """Source, language and year come with counts; the newest year first, what has no date last."""
    shown = page(client, "/?lang=kk")
    assert filters(shown, "source") == {
        "Дала таңы": 18,
        "Жетісу хабары": 13,
        "Сарыарқа пресс": 7,
        "Alatau Online": 5,
    }
    assert filters(shown, "lang") == {"қазақша": 43}
    assert list(filters(shown, "year").items()) == [
        ("2026", 3),
        ("2025", 5),
        ("2024", 5),
        ("2023", 7),
        ("2022", 4),
        ("2021", 4),
        ("2020", 5),
        ("2019", 2),
        ("2018", 3),
        ("2017", 1),
        ("2016", 2),
        ("күні белгісіз", 2),
    ]


@pytest.mark.parametrize("name", ["source", "lang", "author", "year"])
def test_each_filter_leaves_as_many_articles_as_it_says(client: FlaskClient, name: str) -> None:
    """Following a filter's link shows its number of articles, and the chip leads back."""
    before = page(client, "/?q=мектептердегі&sort=newest")
    counts = filters(before, name)
    followed = links(part(before, rf'<ul class="by-{name}".*?</ul>'))
    assert list(followed) == list(counts)
    for value, address in followed.items():
        after = page(client, address)
        assert heading(after) == f"{counts[value]} мақала табылды"
        assert parameters(address).keys() == {"q", "sort", name}
        (removal,) = links(part(after, r'<ul class="chips".*?</ul>')).values()
        assert page(client, removal) == before


def test_filters_narrow_together_and_go_one_by_one_or_all_at_once(client: FlaskClient) -> None:
    """Each chip takes away its own filter; the query is never lost."""
    shown = page(client, "/?q=мектептердегі&source=Дала таңы&lang=kk&since=2019-05&until=2024&exact=1")
    chips = links(part(shown, r'<ul class="chips".*?</ul>'))
    everything = {
        "q": "мектептердегі",
        "source": "Дала таңы",
        "lang": "kk",
        "since": "2019-05-01",
        "until": "2024-12-31",
        "exact": "1",
    }
    gone = {
        "Дереккөз: Дала таңы ×": "source",
        "Тіл: қазақша ×": "lang",
        "Кезең басы: 2019 жылғы 1 мамыр ×": "since",
        "Кезең соңы: 2024 жылғы 31 желтоқсан ×": "until",
        "Сөзді өзгертпей іздеу ×": "exact",
    }
    assert {label: parameters(address) for label, address in chips.items()} == {
        **{label: {k: v for k, v in everything.items() if k != name} for label, name in gone.items()},
        "Бәрін алып тастау": {"q": "мектептердегі"},
    }


def test_the_box_searches_on_within_the_filters(client: FlaskClient) -> None:
    """A new query keeps the filters and the order, and begins at the first page."""
    shown = page(client, "/?q=мектеп&source=Дала таңы&year=2024&sort=oldest&page=2")
    form = part(shown, r'<form class="box".*?</form>')
    assert dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) == {
        "source": "Дала таңы",
        "year": "2024",
        "sort": "oldest",
    }


def test_filters_need_no_query(client: FlaskClient) -> None:
    """All articles of a source can be read through, the newest first."""
    shown = page(client, "/?source=alatau online")
    assert heading(shown) == "14 мақала табылды"
    assert titles(shown)[0] == "Студенттер ескі газеттерден сөздік құрастырды"
    assert list(links(part(shown, r'<nav class="sorts".*?</nav>'))) == ["алдымен ескісі"]


def test_a_year_and_a_period_must_both_hold(client: FlaskClient) -> None:
    """A year chosen within a period does not widen it."""
    assert heading(page(client, "/?year=2024&since=2024-06&until=2030")) == "6 мақала табылды"
    assert heading(page(client, "/?year=2024&since=2025")) == "Ештеңе табылмады"


def test_articles_whose_source_is_unknown_are_a_choice_too(odd: FlaskClient) -> None:
    """An empty source is called unknown, and can be asked for."""
    shown = page(odd, "/?q=қоңырау")
    assert filters(shown, "source") == {"белгісіз": len(IDS)}
    (address,) = links(part(shown, r'<ul class="by-source".*?</ul>')).values()
    assert parameters(address) == {"q": "қоңырау", "source": ""}
    assert heading(page(odd, address)) == f"{len(IDS)} мақала табылды"
    assert "дереккөзі белгісіз · күні белгісіз · қазақша" in plain(shown)


# Order and pages


def test_hits_can_stand_in_the_order_of_their_dates(client: FlaskClient) -> None:
    """The links above the hits change the order and nothing else."""
    sorts = links(part(page(client, "/?q=мектептердегі&lang=kk"), r'<nav class="sorts".*?</nav>'))
    assert list(sorts) == ["алдымен жаңасы", "алдымен ескісі"]
    days = re.findall(r'datetime="([\d-]*)"', page(client, sorts["алдымен жаңасы"]))
    assert days == sorted(days, reverse=True)
    days = re.findall(r'datetime="([\d-]*)"', page(client, sorts["алдымен ескісі"]))
    assert days == sorted(days)
    back = links(part(page(client, sorts["алдымен ескісі"]), r'<nav class="sorts".*?</nav>'))
    assert parameters(back["сәйкестігіне қарай"]) == {"q": "мектептердегі", "lang": "kk"}


def test_turning_pages_keeps_the_search(client: FlaskClient) -> None:
    """Every hit stands on one page, and the filters stay; two of the 43 articles are reprints of others."""
    first = page(client, "/?lang=kk&sort=oldest")
    pages = links(part(first, r'<nav class="pages".*?</nav>'))
    assert {label: parameters(address) for label, address in pages.items()} == {
        "1": {"lang": "kk", "sort": "oldest"},
        "2": {"lang": "kk", "sort": "oldest", "page": "2"},
        "3": {"lang": "kk", "sort": "oldest", "page": "3"},
        "4": {"lang": "kk", "sort": "oldest", "page": "4"},
        "5": {"lang": "kk", "sort": "oldest", "page": "5"},
        "Келесі": {"lang": "kk", "sort": "oldest", "page": "2"},
    }
    found = [re.findall(r'<h3><a href="/article/([^"?]*)', page(client, pages[number])) for number in "12345"]
    assert [len(ids) for ids in found] == [10, 10, 10, 10, 1]
    assert len({id for ids in found for id in ids}) == 41


def test_a_page_that_is_not_there_leads_to_those_that_are(client: FlaskClient) -> None:
    """A page beyond the last says how many there are."""
    shown = page(client, "/?q=мектептердегі&page=90")
    assert "<p>Мұндай бет жоқ: нәтиже 4 бетке сыйды.</p>" in shown
    assert list(links(part(shown, r'<nav class="pages".*?</nav>'))) == ["1", "4"]


@pytest.mark.parametrize(
    ("current", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (1, 9, [1, 2, 3, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, 6, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, 20, [1, None, 4, 5, 6, 7, 8, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
        (99, 20, [1, None, 20]),
    ],
)
def test_a_long_row_of_pages_is_shortened(current: int, pages: int, shown: list[int | None]) -> None:
    """The first, the last and the pages around are offered, at most nine; a gap is never a single page."""
    assert choices.numbers(current, pages) == shown


# What was read otherwise


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("/?q=-мектеп", "Тек алып тасталатын сөз жазылған, сондықтан «мектеп» кәдімгі сөз ретінде ізделді."),
        ("/?q=су since:ертең", "«since:ертең» дегеннен күн танылмады, ол кәдімгі сөз ретінде ізделді."),
        ("/?q=су&since=ертең", "«ертең» дегеннен күн танылмады, ол ескерілмеді."),
        ("/?q=су&year=2024-05", "«2024-05» дегеннен күн танылмады, ол ескерілмеді."),
        ("/?until=2024-13-40", "«2024-13-40» дегеннен күн танылмады, ол ескерілмеді."),
        ("/?q=" + "с" * 1000 + "қар мұз", "Сұрау тым ұзын: «қар мұз» деген жерден әрі қарай оқылмады."),
        (
            "/?q=" + "+".join(f"с{n}" for n in range(70)),
            "Сұрау тым ұзын: «с64» деген жерден әрі қарай оқылмады.",
        ),
    ],
)
def test_what_was_read_otherwise_is_said_once(client: FlaskClient, address: str, note: str) -> None:
    """A reader is told what of the query was left out, or taken for something else."""
    shown = page(client, address)
    assert plain(part(shown, r'<div class="notes" role="note">(.*?)</div>')) == plain(note)


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=1.5",
        "page=٢",
        "page=" + "9" * 5000,
        "sort=best",
        "exact=yes",
        "since=-1&until=0000",
        "year=99999",
        "year=٢٠٢٤",
        "since=2024-02-30",
        "utm=1&id=2&_anchor=3",
    ],
)
def test_a_parameter_that_means_nothing_changes_nothing(client: FlaskClient, query: str) -> None:
    """Garbage in the address falls back to the default; what is a date is said so elsewhere."""
    expected = page(client, "/?q=мектептердегі")
    assert titles(page(client, f"/?q=мектептердегі&{query}")) == titles(expected)


@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q=%00", "q=%ED%A0%80", "source=%00", "lang=%22", "q=a&q=b&page=&sort=", "%FF=%FF"]
)
def test_no_address_breaks_the_page(client: FlaskClient, query: str) -> None:
    """Bytes that are no text are a search that finds nothing, not an error."""
    page(client, f"/?{query}")


def test_a_very_long_query_is_searched_and_its_page_stays_small(client: FlaskClient) -> None:
    """Five thousand letters are read to the thousandth, and are not repeated in full in every link."""
    shown = page(client, "/?q=" + quote("мектептердегі " * 357))
    assert "деген жерден әрі қарай оқылмады." in shown
    assert titles(shown) == titles(page(client, "/?q=мектептердегі"))
    assert len(shown) < 600_000


def test_the_same_search_has_one_address() -> None:
    """Parameters stand in one order, defaults are left out."""
    asked = read({"page": "1", "sort": "newest", "exact": "1", "lang": "kk", "q": " су ", "until": "2024"})
    assert list(asked.args().items()) == [
        ("q", "су"),
        ("lang", "kk"),
        ("until", "2024-12-31"),
        ("sort", "newest"),
        ("exact", 1),
    ]
    assert read({name: str(value) for name, value in asked.args().items()}) == asked
    assert read({}) == Asked()


# Reprints


def test_reprints_stand_behind_their_first_publication(client: FlaskClient) -> None:
    """It is named, each of the others is a link, and one more shows each on its own."""
    shown = page(client, "/?q=мұрағат+газеттер&lang=kk&sort=oldest")
    told = part(shown, r'<details class="reprints">.*?</details>')
    summary = plain(part(told, r"<summary>.*?</summary>"))
    assert summary == "Алғашқы: Дала таңы, 2023 жылғы 6 маусым; тағы 2 жарияланым"
    assert [plain(item) for item in re.findall(r"<li>(.*?)</li>", told, re.DOTALL)] == [
        "Облыстық мұрағат ескі газеттерді цифрлап жатыр Жетісу хабары · 2023 жылғы 7 маусым · 67 % бірдей",
        "Облыстық мұрағатта ескі газеттер цифрланып жатыр Сарыарқа пресс · 2023 жылғы 7 маусым · 89 % бірдей",
    ]
    address = links(told)["Әр жарияланымды жеке көрсету"]
    assert parameters(address) == {"q": "мұрағат газеттер", "lang": "kk", "sort": "oldest", "group": "none"}
    each = page(client, address)
    assert len(titles(each)) == len(titles(shown)) + 2
    assert heading(each) == heading(shown)  # all articles are counted in both
    assert "Әр жарияланымды жеке көрсету" not in each
    assert parameters(links(each)["әр жарияланым жеке ×"]) == {"q": "мұрағат газеттер", "lang": "kk", "sort": "oldest"}


# The article


def test_an_article_has_its_origin_its_paragraphs_and_a_way_back(client: FlaskClient) -> None:
    """Source, date, author and the original come first; the way back is the same search."""
    shown = page(client, "/article/ao-2022-015?q=сөмке&lang=kk&page=2")
    assert "Alatau Online · 2022 жылғы 23 тамыз · Авторы: Лаура Қожабек · Түпнұсқасы (басқа сайтта)" in plain(shown)
    assert '<a href="https://alatau-online.example/2022/015" rel="noreferrer noopener">' in shown
    assert len(re.findall(r"<p>", part(shown, r'<div class="text".*?</div>'))) == 4
    assert parameters(links(shown)["Нәтижелерге қайту"]) == {"q": "сөмке", "lang": "kk", "page": "2"}


def test_an_article_says_whom_its_source_had_it_from(client: FlaskClient) -> None:
    """What the text says of it stands beside the source and the date."""
    assert "2024 жылғы 12 маусым · Алғашқы дереккөз: Каспий вестник" in plain(page(client, "/article/ao-2024-012"))


@pytest.mark.parametrize(("date", "said"), [("2025-09", "2025 жылғы қыркүйек"), ("2025", "2025 жыл")])
def test_only_as_much_of_a_date_is_shown_as_is_known(tmp_path: Path, date: str, said: str) -> None:
    """A month is no first day of it."""
    with indexer.open(tmp_path / "index") as index:
        index.add(Article("Су келді.", id="x", date=date, source="Дала"))
        client = create_app(index).test_client()
        for address in ("/article/x", "/?q=су"):
            shown = page(client, address)
            assert f"Дала · {said}" in plain(shown)
            assert f'<time datetime="{date}">' in shown


def test_an_article_opened_without_a_search_leads_to_the_start(client: FlaskClient) -> None:
    """A link from elsewhere has no results to go back to."""
    shown = links(page(client, "/article/ao-2022-015"))
    assert shown["Басты бетке өту"] == "/"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " https://x.example", "ftp://x"]
)
def test_only_an_address_of_the_web_is_a_link_to_the_original(tmp_path: Path, url: str) -> None:
    """An article's url is followed only if it is http or https."""
    with indexer.open(tmp_path / "index") as index:
        index.add(Article("Су келді.", id="x", url=url))
        assert "Түпнұсқасы" not in page(create_app(index).test_client(), "/article/x")


@pytest.mark.parametrize("id", IDS)
def test_any_id_has_an_address(odd: FlaskClient, id: str) -> None:
    """The link of a hit leads to its article, whatever characters its id has."""
    title = f"Қоңырау {id}".replace("\n", " ")
    hits = links(page(odd, "/?q=қоңырау")) | links(page(odd, "/?q=қоңырау&page=2"))
    address = hits[" ".join(title.split())]
    path = urlsplit(address).path
    assert not {".", ".."} & set(path.split("/")), "a browser would resolve it"
    assert heading(page(odd, address)) == " ".join(title.split())


def test_an_odd_id_is_written_in_the_address_as_it_must_be(odd: FlaskClient) -> None:
    """Slashes stay, everything else that means something in an address is escaped."""
    assert 'href="/article/a/b%20%3F%23%25//%C3%A9..?q=' in page(odd, "/?q=қоңырау&page=2")


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        (Snippet(""), []),
        (Snippet(" \n\r\n\t"), []),
        (Snippet("а"), [Snippet("а")]),
        (Snippet("  а б \r\n\n в", ((2, 3), (10, 11))), [Snippet("а б", ((0, 1),)), Snippet("в", ((0, 1),))]),
        (Snippet("аб\nвг", ((1, 4),)), [Snippet("аб", ((1, 2),)), Snippet("вг", ((0, 1),))]),
        (Snippet("а\nб", ((0, 1), (2, 3))), [Snippet("а", ((0, 1),)), Snippet("б", ((0, 1),))]),
    ],
)
def test_a_text_falls_into_paragraphs_with_their_marks(snippet: Snippet, expected: list[Snippet]) -> None:
    """Blank lines fall away, each mark goes with its line, one over two lines is on both."""
    assert paragraphs(snippet) == expected


def test_paragraphs_lose_no_letter_and_no_mark(app: Flask) -> None:
    """Over the whole corpus: the same letters stand in the paragraphs, and the same are marked."""
    index: indexer.Index = app.extensions["index"]
    for hit in index.search("", size=100):
        found = index.read(hit.id, "мектеп су школа мост бала")
        assert found is not None
        whole, parts = found[2], paragraphs(found[2])
        assert "".join("".join(part.text.split()) for part in parts) == "".join(whole.text.split())
        marks = [piece for part in parts for piece, wanted in part.pieces() if wanted]
        assert marks == [piece for piece, wanted in whole.pieces() if wanted]


# Errors


@pytest.mark.parametrize(
    "address", ["/article/жоқ", "/article/", "/nothing", "/article/.", "/article/%00", "/static/no.css"]
)
def test_what_is_not_there_is_said_in_words(client: FlaskClient, address: str) -> None:
    """A wrong address answers 404, with the box to search."""
    response = client.get(address)
    assert response.status_code == 404
    assert heading(response.text) == "Мұндай бет жоқ"
    assert '<form class="box" role="search"' in response.text


@pytest.mark.parametrize("address", ["/?q=су", "/", "/article/ao-2022-015"])
def test_an_index_that_cannot_be_read_is_not_the_readers_fault(
    client: FlaskClient, app: Flask, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says that the archive cannot be read now, and tells nothing of files."""

    def damaged(*_: object, **__: object) -> None:
        raise indexer.IndexDamaged("/secret/index is damaged")

    monkeypatch.setattr(app.extensions["index"], "search", damaged)
    monkeypatch.setattr(app.extensions["index"], "read", damaged)
    response = client.get(address)
    assert response.status_code == 503
    assert heading(response.text) == "Мұрағатты қазір оқу мүмкін емес"
    assert "secret" not in response.text
    assert "Әкімшіге: izde verify" in plain(response.text)
    assert HEADERS.items() <= dict(response.headers).items()


@pytest.mark.parametrize(
    ("problem", "command"),
    [
        (indexer.IndexMissing("no index in /secret: run `izde update` first"), "izde update"),
        (indexer.IndexDamaged("the terms of `/secret; rm` are of another version: run `izde rebuild`"), "izde rebuild"),
        (indexer.NotAnIndex("/secret is a file: name a folder"), "izde verify"),
        (indexer.IndexBusy("/secret changes faster than it can be searched: try again"), ""),
    ],
)
def test_an_archive_that_is_not_there_names_the_command(problem: indexer.IndexerError, command: str) -> None:
    """The one that the error names, and nothing else of it."""
    assert views.remedy(problem) == command


def test_a_fault_of_ours_is_a_page_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unforeseen error answers 500, in the same layout and with the same headers."""
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.delitem(app.extensions, "index")
    response = app.test_client().get("/?q=су")
    assert response.status_code == 500
    assert heading(response.text) == "Қате кетті"
    assert HEADERS.items() <= dict(response.headers).items()


def test_a_page_that_is_posted_to_says_what_is_allowed(client: FlaskClient) -> None:
    """Posting to a page is refused, in words, and the answer says what is allowed."""
    response = client.post("/")
    assert response.status_code == 405
    assert heading(response.text) == "Сұрау түсініксіз болды"
    assert response.allow is not None
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS"}


# Every page

PAGES = ("/", "/?q=мектептердегі", "/?q=школа мост", "/?q=ғарышкер&lang=ru", "/article/ao-2022-015?q=сөмке", "/nothing")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_nothing_foreign_and_runs_nothing(client: FlaskClient, address: str) -> None:
    """No script, no style inside, no address of another site but the link to an original."""
    shown = client.get(address).text
    assert re.findall(r"<script.*?</script>", shown, re.DOTALL) == [
        '<script type="module" src="/static/page.js"></script>'
    ]
    assert not re.search(r"<style|\sstyle=|\son\w+=", shown)
    foreign = re.findall(r'<[^>]*"(?:https?:)?//[^>]*>', shown)
    assert all(re.fullmatch(r'<a href="https://[^"]*" rel="noreferrer noopener">', tag) for tag in foreign)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_used_without_seeing_it(client: FlaskClient, address: str) -> None:
    """One heading of the first level, none skipped; landmarks, a skip link, a label for each field, no id twice."""
    shown = client.get(address).text
    levels = [int(level) for level in re.findall(r"<h(\d)", shown)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert shown.index('<a class="skip" href="#main">') < shown.index("<header>") < shown.index("<search>")
    assert shown.count('<main id="main"') == 1
    ids = re.findall(r'\sid="([^"]*)"', shown)
    assert len(ids) == len(set(ids))
    fields = re.findall(r'<input id="([^"]*)"', shown)
    assert {f'<label for="{field}">' for field in fields} <= set(re.findall(r"<label for=[^>]*>", shown))


def test_every_word_of_the_interface_stands_in_the_table() -> None:
    """A translator finds everything in one place, and nothing that no page says."""
    folder = ROOT / "webapp"
    code = "".join(file.read_text("utf-8") for file in folder.glob("*.py") if file.name != "words.py")
    pages = code + "".join(file.read_text("utf-8") for file in (folder / "templates").iterdir())
    assert not re.search("[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі]", re.sub('""".*?"""', "", pages, flags=re.DOTALL))
    assert set(re.findall(r"""say\(["']([\w-]+)["']""", pages)) <= words.WORDS.keys()
    by_name = {
        name
        for name in words.WORDS
        if name.startswith(("note-", "error-", "help-", "role-", "kind-", "language-", "date", "months", "undated"))
    }
    assert words.WORDS.keys() - by_name <= set(re.findall(r"""["']([\w-]+)["']""", pages))


def test_a_note_of_a_new_kind_is_told_all_the_same() -> None:
    """A page does not break when the index learns to say something more."""
    assert Words("kk").note("new-kind", "су") == "«су» жазылғаннан басқаша оқылды."


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2025, 9, 29), "2025 жылғы 29 қыркүйек"),
        (dt.date(2024, 1, 1), "2024 жылғы 1 қаңтар"),
        (dt.date(2016, 12, 31), "2016 жылғы 31 желтоқсан"),
        (None, "күні белгісіз"),
    ],
)
def test_a_date_is_written_as_in_a_newspaper(day: dt.date | None, written: str) -> None:
    """Year, day, month, in this order."""
    assert Words("kk").date(day) == written


def test_thousands_stand_apart() -> None:
    """A large number can be read."""
    assert [Words("kk").number(n) for n in (7, 1234, 1234567)] == ["7", "1\xa0234", "1\xa0234\xa0567"]


def luminance(colour: str) -> float:
    """Return how light a colour is, as WCAG counts it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_everything_can_be_read_in_light_and_dark(scheme: int) -> None:
    """Text has a contrast of 4.5 to 1, marks too; borders of fields and the focus have 3 to 1."""
    css = (ROOT / "webapp" / "static" / "style.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", re.findall(r":root \{(.*?)\}", css, re.DOTALL)[scheme]))
    text = ("ink", "quiet", "link", "visited")
    pairs = [(name, "paper", 4.5) for name in text] + [(name, "shade", 4.5) for name in ("ink", "quiet", "link")]
    pairs += [("mark-ink", "mark", 7.0), ("fill-ink", "fill", 4.5), ("ink", "field", 4.5), ("quiet", "field", 4.5)]
    pairs += [("ink", "removed", 7.0), ("ink", "added", 7.0)]
    pairs += [("ink", "band", 4.5), ("link", "band", 4.5), ("focus", "band", 3.0)]
    pairs += [("edge", "paper", 3.0), ("edge", "field", 3.0), ("focus", "paper", 3.0), ("fill", "paper", 3.0)]
    for above, below, enough in pairs:
        darker, lighter = sorted((luminance(colours[above]), luminance(colours[below])))
        assert (lighter + 0.05) / (darker + 0.05) >= enough, (above, below)


def test_style_and_scripts_are_sent_without_what_a_browser_does_without(client: FlaskClient) -> None:
    """No comment, no indentation; every declaration and every statement is there."""
    for name, most in (("style.css", 14_000), ("page.js", 8_000), ("saved.js", 1_800)):
        written = (ROOT / "webapp" / "static" / name).read_text("utf-8")
        with client.get(f"/static/{name}") as answer:
            sent = answer.text
        assert len(sent.encode()) < most
        assert not re.search(r"^[ \t]|/\*| // ", sent, re.MULTILINE)
        for sign in "{;=":
            bare = re.sub(r"/\*.*?\*/|// .*", "", written, flags=re.DOTALL if name.endswith("css") else 0)
            assert sent.count(sign) == bare.count(sign)


def test_a_page_says_what_was_searched(client: FlaskClient) -> None:
    """Each word has its forms with their numbers of articles, what has a box can be left out."""
    shown = part(page(client, "/?q=көпірлер қайда мектепте -сайлау"), r'<details class="searched".*?</form>')
    assert [plain(heading) for heading in re.findall(r"<h2>(.*?)</h2>", shown)] == [
        "көпірлер",
        "мектепте",
        "қайда сұраулы не көмекші сөз, мақалада болмауы мүмкін",
        "сайлау бұл сөз бар мақалалар алынып тасталды",
    ]
    rows = [plain(row) for row in re.findall("<dt>.*?</dd>", shown, re.DOTALL)]
    assert rows[0] == "Мұрағаттағы сөз тұлғалары көпір 3 көпірдің 3 көпірге 1 көпіріне 1 көпірінің 1 тағы 5"
    boxes = re.findall(r'<input type=checkbox name=without value="([^"]*)">', shown)
    assert {"көпір", "көпірдің", "мост", "көпірлер*", "мектепте"} <= {*boxes}
    assert "сайлау" not in boxes


def test_what_is_ticked_is_left_out_and_stays_so(client: FlaskClient) -> None:
    """The choice is in the address, on its chips, in the panel and in every link of the page."""
    every = page(client, "/?q=көпір")
    shown = page(client, "/?q=көпір&without=мост&without=көпірдің&without=жоқсөз")
    assert (heading(every), heading(shown)) == ("8 мақала табылды", "3 мақала табылды")
    panel = part(shown, r'<details class="searched" open>.*?</form>')
    assert re.findall(r'value="([^"]*)" checked>', panel) == ["көпірдің", "мост"]
    assert 'type="hidden" name="without" value="жоқсөз"' in panel
    chips = links(part(shown, r'<ul class="chips".*?</ul>'))
    assert [label for label in chips if label.startswith("ізделмейді")] == [
        "ізделмейді: мост ×",
        "ізделмейді: көпірдің ×",
        "ізделмейді: жоқсөз ×",
    ]
    address = urlsplit(chips["ізделмейді: көпірдің ×"]).query
    assert parse_qsl(address) == [("q", "көпір"), ("without", "мост"), ("without", "жоқсөз")]
    assert parameters(chips["Бәрін алып тастау"]) == {"q": "көпір"}
    for address in links(part(shown, r'<nav class="sorts".*?</nav>')).values():
        assert parse_qsl(urlsplit(address).query).count(("without", "мост")) == 1
    assert part(shown, r'<form class="period".*?</form>').count('name="without"') == 3
    articles = re.findall(r'href="(/article/[^"]*)"', shown)
    assert [address.count("without=") for address in articles] == [3] * 3


def test_a_hit_says_why_it_was_found(client: FlaskClient) -> None:
    """A reader need not guess which word stands there for which."""
    shown = page(client, "/?q=title:көпірлерден")
    first = re.findall(r'<details class="why">.*?</details>', shown, re.DOTALL)[0]
    assert plain(re.findall(r"<summary>(.*?)</summary>", first)[0]) == "Неге табылды?"
    assert re.findall(r"<li>(.*?)</li>", first) == ["көпірін ← көпірлерден (сөз тұлғасы), тақырыпта"]
    assert '<details class="why">' not in page(client, "/?lang=kk")


def test_an_article_is_marked_without_what_is_left_out(client: FlaskClient) -> None:
    """What is not meant is not marked."""
    address = next(a for label, a in links(page(client, "/?q=көпір")).items() if a.startswith("/article"))
    path = urlsplit(address).path
    with_all = page(client, f"{path}?q=көпір")
    forms = {mark.lower() for mark in re.findall(r"<mark[^>]*>(.*?)</mark>", with_all)}
    some = min(forms)
    left = page(client, f"{path}?q=көпір&without={some}")
    assert {mark.lower() for mark in re.findall(r"<mark[^>]*>(.*?)</mark>", left)} == forms - {some}
