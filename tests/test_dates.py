"""Dates as news write them."""

import datetime as dt
import gzip
import json

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article, complete
from indexer.dates import grammar, shown, written
from indexer.dates.published import of_address, of_text, published
from indexer.dates.spoken import spoken

DAY = dt.date(2025, 10, 15)  # of the examples in the table of phrases, a Wednesday
EXAMPLES = [row for name in ("жыл", "год", "ай", "апта", "date") for row in grammar.sections()[name]]


def stretch(date):
    """Return a date as the tables write it."""
    since, until = shown(date.since, date.precision), shown(date.until, date.precision)
    return since if since == until else f"{since}..{until}"


def dates(text, day=DAY):
    """Return the dates that a text speaks of, as the tables write them."""
    return " ".join(stretch(date) for date in spoken(text, day))


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_each_phrase_of_the_table_means_what_its_example_says(row):
    text, _, meaning = row[2].partition(" =")
    assert dates(text) == meaning.strip()


def judged():
    """Yield (article's day, text, dates) of the table of news phrases."""
    day = None
    for line in (ROOT / "tests/dates.txt").read_text().splitlines():
        if line.startswith("["):
            day = None if line == "[none]" else dt.date.fromisoformat(line.strip("[]"))
        elif line and not line.startswith("#"):
            text, _, meaning = line.partition(" =")
            yield day, text, " ".join(meaning.split())


def test_phrases_of_news_mean_the_days_a_reader_takes_them_for():
    rows = list(judged())
    wrong = [
        f"{text} [{day}]: {got}, not {wanted}" for day, text, wanted in rows if (got := dates(text, day)) != wanted
    ]
    assert len(rows) > 200
    print(f"{len(rows)} phrases, {len(wrong)} wrong: {wrong}")
    assert len(wrong) <= 0.02 * len(rows), "\n".join(wrong)


@pytest.mark.parametrize(
    ("field", "date"),
    [
        ("2025-09-29", "2025-09-29"),
        ("2025-09-29T10:02:00+05:00", "2025-09-29"),
        ("2025-09", "2025-09"),
        ("2025", "2025"),
        ("20250929", "2025-09-29"),
        ("29.09.2025 10:15", "2025-09-29"),
        ("29/09/2025", "2025-09-29"),
        ("10:15, 29 қыркүйек 2025", "2025-09-29"),
        ("2025 жылғы 29 қыркүйек, сағат 10:15", "2025-09-29"),
        ("29 сентября 2025 г. в 10:15", "2025-09-29"),
        ("Жарияланды: 29 қыркүйек 2025 жыл", "2025-09-29"),
        ("Дата публикации: 29.09.2025", "2025-09-29"),
        ("2025 жылғы қыркүйек", "2025-09"),
        ("Mon, 29 Sep 2025 10:00:00 +0500", "2025-09-29"),
        ("2025-13-29", None),
        ("31.09.2025", None),
        ("29 қыркүйек", None),
        ("кеше", None),
        ("2020–2024 жылдары", None),
        ("5–7 мамыр 2025", None),
        ("№ 29.09.2025", None),
        ("", None),
        ("²" * 8, None),
        ("9" * 5_000, None),
    ],
)
def test_a_field_for_a_date_may_be_written_in_many_ways(field, date):
    found = written(field)
    assert (str(found) if found else None) == date


@pytest.mark.parametrize(
    ("address", "date"),
    [
        ("https://a.kz/2025/09/29/zhol-ashyldy", "2025-09-29"),
        ("https://a.kz/kk/news/2025/9/5/zhol/", "2025-09-05"),
        ("https://a.kz/2025/09/zhol-ashyldy.html", "2025-09"),
        ("https://a.kz/news/2025-09-29-zhol", "2025-09-29"),
        ("https://a.kz/news/2025-09-29.html", "2025-09-29"),
        ("https://a.kz/29-09-2025/zhol", "2025-09-29"),
        ("https://a.kz/20250929/zhol", "2025-09-29"),
        ("https://a.kz/20250929-zhol", "2025-09-29"),
        ("https://a.kz/2025/09/29", "2025-09"),  # the 29th day, or the 29th article
        ("https://a.kz/news/20250929", None),  # an article's number
        ("https://a.kz/aua-raiy-2025-09-29", None),  # a day that the article is about
        ("https://a.kz/bagdarlama-2025-2026-zhyl-369528/", None),
        ("https://a.kz/2025/13/29/zhol", None),
        ("https://a.kz/2025/09/29/zhol/2024/01/01/", None),  # which of them?
        ("https://a.kz/?next=/2025/09/29/zhol", None),
        ("https://a.kz/1899/09/29/zhol", None),
        ("", None),
        ("/2025/09" * 10_000, "2025-09"),
    ],
)
def test_an_address_tells_the_day_where_that_is_all_it_can_mean(address, date):
    found = of_address(address)
    assert (str(found) if found else None) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("29.09.2025\nЖол ашылды.", "2025-09-29"),
        ("Жол ашылды\n29 қыркүйек 2025, 10:15\nАуылға жол тартылды.", "2025-09-29"),
        ("Жарияланды: 29.09.2025 10:15\nЖол ашылды.", "2025-09-29"),
        ("Опубликовано 29 сентября 2025 года\nДорогу открыли.", "2025-09-29"),
        ("АҚӨТКЕЛ. 29 қыркүйек 2025 жыл. ДалаАқпарат – Жол ашылды.", "2025-09-29"),
        ("Ақөткел, 2025 жылғы 29 қыркүйек – Жол ашылды.", "2025-09-29"),
        ("АКОТКЕЛ, 29 сентября 2025 года — Дорогу открыли.", "2025-09-29"),
        ("АКОТКЕЛ, 29 марта 2025 года /Дала/ - Дорогу открыли.", "2025-03-29"),
        ("АҚӨТКЕЛ. 29 қыркүйек. ДалаАқпарат – Жол ашылды.", None),  # of which year?
        ("2025 жылғы 29 қыркүйекте Ақөткелде жол ашылды.", None),  # the story's day
        ("2025 жылғы 29 қыркүйек – ауыл тарихындағы елеулі күн.", None),
        ("Ақөткелде 2025 жылғы 29 қыркүйекте – жол ашылды.", None),
        ("29 сентября 2025 года открыли дорогу.", None),
        ("Итоги\n2024 год\nДорог стало больше.", None),
        ("Жол ашылды.\nЖұрт қуанды.\n29.09.2025", None),  # a decree's or a letter's as likely
        ("Кеше жол ашылды.", None),
        ("2025 " * 10_000, None),
    ],
)
def test_a_text_tells_its_day_in_a_line_of_its_own_or_where_the_story_begins(text, date):
    found = of_text(text)
    assert (str(found) if found else None) == date


def test_hidden_dates_of_real_articles_are_not_guessed_wrong(shared):
    """Each article of real news is dated anew from its address and text alone: none may be dated wrong in a hundred."""
    files = [shared / f"data/news_{name}.jsonl.gz" for name in ("kk", "ru")]
    rows = [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]
    right = wrong = 0
    for row in rows:
        day = row["date"] or row.get("date_est")
        if day and (found := published(row["url"], f"{row['title']}\n{row['text']}", {})):
            right, wrong = right + (found[0].day.isoformat() == day), wrong + (found[0].day.isoformat() != day)
    print(f"{len(rows)} articles: {right} dates right, {wrong} wrong, {len(rows) - right - wrong} none")
    assert wrong <= 0.01 * len(rows)


@pytest.mark.parametrize(
    ("article", "date", "how"),
    [
        (Article("Мәтін.", date="2025-09-29", url="https://a.kz/2024/01/01/x"), "2025-09-29", "given"),
        (Article("Мәтін.", extra={"datePublished": "2025-09-29T10:00"}), "2025-09-29", "metadata"),
        (Article("Мәтін.", extra={"updated": "2025-09-29", "published": 5}), None, None),
        (Article("01.02.2023\nМәтін.", url="https://a.kz/2025/09/29/x"), "2025-09-29", "url"),
        (Article("01.02.2023\nМәтін.", url="https://a.kz/x"), "2023-02-01", "text"),
        (Article("Мәтін.", date="2025", url="https://a.kz/x"), "2025", "given"),
        (Article("Мәтін.", date=dt.date(2025, 1, 1), known={"date": "metadata"}), "2025-01-01", "metadata"),
        (Article("Кеше жол ашылды."), None, None),
    ],
)
def test_an_article_knows_its_date_how_much_of_it_and_from_where(article, date, how):
    found = complete(article)
    assert (found.date and shown(found.date, found.precision), found.known.get("date")) == (date, how)
    assert complete(found) == found


def test_a_date_found_otherwise_is_searched_and_shown_as_far_as_it_is_known(index):
    index.add(Article("Көпір ашылды.", id="1", url="https://a.kz/2025/09/kopir.html"))
    index.add(Article("Көпір жабылды.", id="2"))
    (hit,) = index.search("көпір date:2025-09")
    assert (hit.id, hit.date, hit.precision) == ("1", dt.date(2025, 9, 1), "month")


def test_articles_without_a_date_can_be_asked_for(index):
    index.add(Article("Көпір ашылды.", id="1", date="2025-09-29"))
    index.add(Article("Көпір жабылды.", id="2"))
    assert index.search("көпір").facets["year"] == [(2025, 1), (None, 1)]
    for asked, ids in (({"dated": False}, ["2"]), ({"dated": True}, ["1"]), ({}, ["1", "2"])):
        assert sorted(hit.id for hit in index.search("көпір", **asked)) == ids
    assert [hit.id for hit in index.search("көпір date:жоқ")] == ["2"]
    assert [hit.id for hit in index.search("көпір -date:none")] == ["1"]
    assert index.search("date:none", dated=True).total == 0
    assert index.search("date:none", since="2020").total == 0


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*" ,.–-/\n№", *"с по жыл жылы мамыр мамырда мая бұрын 5 31 29.02 2024 осы кеше".split()]))
    .map(" ".join)
    .flatmap(lambda text: st.sampled_from([text, text.replace(" ", "")]))
    | st.text(max_size=100),
    st.dates() | st.none(),
)
def test_dates_of_any_text_stand_in_it_one_after_the_other(text, day):
    at = 0
    for date in spoken(text, day):
        assert at <= date.start < date.stop <= len(text)
        assert date.since <= date.until
        at = date.stop
    written(text)
    complete(Article(f"{text}.", url=text[:99]))  # total: no text is an error
