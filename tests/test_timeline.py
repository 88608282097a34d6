"""When the articles are of that a search finds: bars of years and months."""

import html
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import indexer
from indexer import Article
from webapp import create_app
from webapp.timeline import LABELS, MOST

BAR = re.compile(
    r'<a href="([^"]*)"><title>([^<]*)</title><rect class="place"[^>]*/>'
    r'<rect class="bar" x="([\d.]+)%" y="([\d.]+)%" width="([\d.]+)%" height="([\d.]+)%"/>'
)


GAP = re.compile(
    r'<rect class="place" fill="url\(#gap\)" x="([\d.]+)%" width="([\d.]+)%"><title>([^<]*)</title></rect>'
)
NOTHING = "the archive has nothing for these days"


def gaps(page: str) -> list[tuple[float, float, str]]:
    """Return (left, width, what is said) of each hatched place."""
    return [(float(left), float(width), said) for left, width, said in GAP.findall(page)]


def archive(folder: Path, *dates: str | None) -> FlaskClient:
    """Return a visitor of an archive with an article of each date."""
    with indexer.open(folder / "index") as index, index.batch():
        for number, date in enumerate(dates):
            index.add(Article("Су келді.", id=f"a{number}", date=date))
    return create_app(indexer.open(folder / "index")).test_client()


def bars(page: str) -> list[tuple[str, ...]]:
    """Return (address, name, left, top, width, height) of each bar."""
    return [(html.unescape(address), name, *map(float, rest)) for address, name, *rest in BAR.findall(page)]


def labels(page: str) -> list[str]:
    """Return what is written below the bars."""
    return re.findall(r'<text [^>]*aria-hidden="true">([^<]*)</text>', page)


def rows(page: str) -> list[tuple[str, str]]:
    """Return the table."""
    return re.findall(r'<tr><th scope="row">([^<]*)</th><td class="number">([^<]*)</td></tr>', page)


def test_each_year_has_a_bar_as_high_as_its_articles(tmp_path: Path) -> None:
    """Years between are hatched, what has no date has no place; the table says the same in words."""
    page = archive(
        tmp_path, "2020-03-01", "2022-05", "2022-06-07", "2023", "2023-01-01", "2023-01-02", "2023-02-01", None
    ).get("/en/?q=су&sort=oldest&page=1")
    assert bars(page.text) == [
        ("/en/?q=су&year=2020&sort=oldest", "2020: 1 article", 8.0, 58.5, 9.0, 19.5),
        ("/en/?q=су&year=2022&sort=oldest", "2022: 2 articles", 58.0, 39.0, 9.0, 39.0),
        ("/en/?q=су&year=2023&sort=oldest", "2023: 4 articles", 83.0, 0.0, 9.0, 78.0),
    ]
    assert labels(page.text) == ["2020", "2021", "2022", "2023"]
    assert rows(page.text) == [("2020", "1"), ("2021", NOTHING), ("2022", "2"), ("2023", "4")]


def test_a_year_falls_into_its_months(tmp_path: Path) -> None:
    """Twelve places; a bar asks for its month, and the month shows the same months again."""
    client = archive(tmp_path, "2024-02-01", "2024-02-29", "2024-12-31", "2023-02-01")
    page = client.get("/ru/?q=су&year=2024").text
    assert [(address, name) for address, name, *_ in bars(page)] == [
        ("/ru/?q=су&since=2024-02-01&until=2024-02-29", "февраль 2024 года: 2 статьи"),
        ("/ru/?q=су&since=2024-12-01&until=2024-12-31", "декабрь 2024 года: 1 статья"),
    ]
    assert labels(page) == "янв фев мар апр май июн июл авг сен окт ноя дек".split()
    assert "<h1>Найдены 2 статьи</h1>" in client.get(bars(page)[0][0]).text


def test_a_month_falls_into_its_days(tmp_path: Path) -> None:
    """A bar asks for its day, and that day shows the days of its month again; each fifth is named."""
    client = archive(tmp_path, "2024-02-01", "2024-02-29", "2024-02-29", "2023-02-01")
    page = client.get("/ru/?q=су&year=2024").text
    assert re.findall(r'<h2 id="timeline">(.*?)</h2>', page) == ["февраль 2024 года, по дням"]
    assert [(address, name) for address, name, *_ in bars(page)] == [
        ("/ru/?q=су&since=2024-02-01&until=2024-02-01", "1 февраля 2024 года: 1 статья"),
        ("/ru/?q=су&since=2024-02-29&until=2024-02-29", "29 февраля 2024 года: 2 статьи"),
    ]
    assert labels(page) == "1 5 10 15 20 25".split()
    day = client.get(bars(page)[1][0]).text
    assert "<h1>Найдены 2 статьи</h1>" in day
    assert [name for _, name, *_ in bars(day)] == ["29 февраля 2024 года: 2 статьи"]


def test_where_the_archive_has_nothing_is_told_from_where_the_search_finds_nothing(tmp_path: Path) -> None:
    """A time without any article is hatched, some on end as one; a time of which only this search has none is plain."""
    with indexer.open(tmp_path / "index") as index:
        for date, text in (
            ("2020", "Су келді."),
            ("2021", "Қар жауды."),
            ("2024", "Су келді."),
            ("2025", "Қар жауды."),
        ):
            index.add(Article(text, id=date, date=f"{date}-03-02"))
        index.add(Article("Су келді.", id="x", date="2024-05-09"))
        index.add(Article("Қар жауды.", id="y", date="2024-05-04"))
        index.add(Article("Су.", id="gone", date="2023-01-01"))
        index.delete("gone")
        client = create_app(index).test_client()
        years, months, days = (client.get(f"/en/?q=су{more}").text for more in ("", "&year=2024", "&since=2024-05"))
        assert gaps(years) == [(40.0, 40.0, f"2022 – 2023: {NOTHING}")]
        assert rows(years) == [("2020", "1"), ("2022 – 2023", NOTHING), ("2024", "2")]
        assert gaps(months) == [
            (0.0, 16.67, f"January 2024 – February 2024: {NOTHING}"),
            (25.0, 8.33, f"April 2024: {NOTHING}"),
            (41.67, 58.33, f"June 2024 – December 2024: {NOTHING}"),
        ]
        assert rows(days) == [
            ("1 May 2024 – 3 May 2024", NOTHING),
            ("5 May 2024 – 8 May 2024", NOTHING),
            ("9 May 2024", "1"),
            ("10 May 2024 – 31 May 2024", NOTHING),
        ]
        assert [page.count('<p class="gap">') for page in (years, months, days)] == [1, 1, 1]
        assert [*labels(years), len(labels(months))] == ["2020", "2021", "2022", "2023", "2024", 12]
        assert index.search("су").covered == ("2020", "2021", "2024", "2025")
        assert index.search("су", since="2024").covered == ("2024-03", "2024-05")
        assert index.search("су", since="2024-05").covered == ("2024-05-04", "2024-05-09")
        assert index.search("жоқ").covered == ()


def test_of_one_source_it_is_said_what_the_archive_has_of_that(tmp_path: Path) -> None:
    """Years, months and days without an article of the source are hatched, whatever others wrote then, and whatever is searched."""
    with indexer.open(tmp_path / "index") as index, index.batch():
        for number, (date, source, text) in enumerate(
            (
                ("2020-03-01", "Дала", "Су келді."),
                ("2021-03-01", "Сары", "Су келді."),
                ("2022-02-01", "Дала", "Қар жауды."),
                ("2022-03-01", "Сары", "Су келді."),
                ("2022-04-01", "Дала", "Су кетті."),
                ("2022-04-03", "Дала", "Су кетті."),
            )
        ):
            index.add(Article(text, id=f"a{number}", date=date, source=source))
    client = create_app(indexer.open(tmp_path / "index")).test_client()
    years = client.get("/en/?q=су&source=дала").text
    assert rows(years) == [("2020", "1"), ("2021", "the archive has nothing of дала for these days"), ("2022", "2")]
    assert '<p class="gap">Hatched: the archive has nothing of дала for these days.</p>' in years
    months = client.get("/en/?q=су OR қар&source=Дала&since=2022-02").text
    assert [said.split(":")[0] for *_, said in gaps(months)] == [
        "January 2022",
        "March 2022",
        "May 2022 – December 2022",
    ]
    days = client.get("/en/?q=кетті&source=Дала&year=2022").text
    assert rows(days)[0] == ("1 April 2022", "1")
    assert rows(days)[1] == ("2 April 2022", "the archive has nothing of Дала for these days")
    assert rows(client.get("/en/?q=су&since=2022-04").text)[1][1] == NOTHING
    assert rows(client.get("/en/?q=су").text) == [("2020", "1"), ("2021", "1"), ("2022", "3")]


def test_an_archive_without_gaps_is_not_hatched(tmp_path: Path) -> None:
    """Nor is anything said of it."""
    page = archive(tmp_path, "2024-01-01", "2025-01-01").get("/en/?q=су").text
    assert (gaps(page), page.count("pattern"), page.count('class="gap"')) == ([], 0, 0)


def test_the_lowest_bar_can_be_seen(tmp_path: Path) -> None:
    """One article of a hundred has a height."""
    page = archive(tmp_path, "2023-01-01", *["2024-01-01"] * 100).get("/?q=су").text
    assert [height for *_, height in bars(page)] == [3.0, 78.0]


def test_what_has_no_date_has_no_timeline(tmp_path: Path) -> None:
    """Nor has what is not found."""
    client = archive(tmp_path, None, None)
    assert [client.get(f"/?q={query}").text.count('class="timeline"') for query in ("су", "қар")] == [0, 0]


@pytest.mark.parametrize(
    ("dates", "count"),
    [
        (("0001-01-01", "9999-12-31"), 2),
        (tuple(f"{year}-01-01" for year in range(1900, 2026)), MOST),
        (tuple(f"{year}-01-01" for year in range(1970, 2026)), 56),
        (("9999-12-31",), 1),
        (("0001-01-01",), 1),
    ],
)
def test_a_strange_date_costs_nothing(tmp_path: Path, dates: tuple[str, ...], count: int) -> None:
    """A page has at most so many bars, the last ones, whatever years articles claim, and names few of them."""
    page = archive(tmp_path, *dates).get("/?q=су").text
    assert len(bars(page)) == count
    assert bars(page)[-1][1].startswith(str(int(dates[-1][:4])))
    assert len(labels(page)) <= max(LABELS, 12 if len(dates) == 1 else 0)
