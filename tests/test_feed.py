"""Whoever follows a search in a feed reader sees each new article, once; and what the page hands over as files."""

import datetime as dt
import os
import re
import time
import uuid

import feedparser
import pytest
from lxml import etree
from test_export import ODD, exported

import indexer
from indexer import Article
from webapp import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
ONE = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="kk">
<title>мектеп – Izde</title>
<id>urn:uuid:{feed}</id>
<updated>2025-09-29T00:00:00Z</updated>
<author><name>Izde</name></author>
<link rel="self" type="application/atom+xml" href="http://localhost/kk/feed.atom?q=%D0%BC%D0%B5%D0%BA%D1%82%D0%B5%D0%BF"/>
<link rel="alternate" type="text/html" href="http://localhost/kk/?q=%D0%BC%D0%B5%D0%BA%D1%82%D0%B5%D0%BF&amp;sort=newest"/>
<entry>
<title>Тақырып &lt;b&gt;</title>
<id>urn:uuid:{entry}</id>
<updated>2025-09-29T00:00:00Z</updated>
<published>2025-09-29T00:00:00Z</published>
<author><name>Айгүл Серік</name></author>
<link rel="alternate" type="text/html" href="http://localhost/kk/article/a/b%3F?q=%D0%BC%D0%B5%D0%BA%D1%82%D0%B5%D0%BF"/>
<link rel="via" href="https://dala.example/1"/>
<summary type="html">Ол &amp;lt;&lt;mark&gt;мектепте&lt;/mark&gt;&amp;gt; оқиды.</summary>
</entry>
</feed>"""


@pytest.fixture
def client(index):
    """A visitor of an archive to be filled."""
    return create_app(index).test_client()


def read(client, address):
    """Return a feed as a reader of feeds has it, which must be well-formed and whole."""
    response = client.get(address)
    assert (response.status_code, response.content_type) == (200, "application/atom+xml; charset=utf-8")
    check(etree.fromstring(response.data))
    found = feedparser.parse(response.data)
    assert not found.bozo
    return found


def check(feed):
    """Assert what RFC 4287 demands of a feed and of its entries."""
    names = [child.tag.removeprefix(ATOM) for child in feed]
    assert [names.count(name) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1]
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")] == ["self", "alternate"]
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    for entry in feed.findall(f"{ATOM}entry"):
        assert uuid.UUID(entry.findtext(f"{ATOM}id")).version == 5
        assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated").replace("Z", "+00:00"))
        assert entry.findtext(f"{ATOM}title")
        assert entry.find(f"{ATOM}summary").get("type") == "html"


def test_a_feed_has_the_article_with_its_marks(client, index):
    index.add(
        Article(
            "Ол <мектепте> оқиды.",
            id="a/b?",
            title="Тақырып <b>",
            date="2025-09-29",
            source="Дала таңы",
            author="Айгүл Серік",
            url="https://dala.example/1",
        )
    )
    feed, entry = re.findall(r"urn:uuid:([0-9a-f-]+)", client.get("/kk/feed.atom?q=мектеп").text)
    assert client.get("/kk/feed.atom?q=мектеп").text == ONE.format(feed=feed, entry=entry)
    assert client.get("/ru/feed.atom?q=мектеп").text.count(feed) == 1
    assert (
        client.get("/feed.atom", headers={"Accept-Language": "ru"}).text.count("<title>Все статьи – Izde</title>") == 1
    )


def test_ids_are_what_they_were_in_any_archive(client, index):
    index.add(Article("Мектеп.", id="1"))
    entry = read(client, "/kk/feed.atom?q=мектеп").entries[0]
    assert entry.id == "urn:uuid:" + str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "izde"), "article:1"))


def test_the_newest_stand_first_in_whichever_language_and_those_with_some_words_are_no_news(client, index):
    with index.batch():
        for number in range(60):
            day = dt.date(2024, 1, 1) + dt.timedelta(days=number)
            index.add(
                Article(
                    f"Ауылда {number} көпір ашылды.",
                    id=f"kk-{number:02}",
                    title=f"Көпір {number}",
                    date=day,
                    language="kk",
                )
            )
        index.add(Article("Мост закрыли.", id="ru-new", title="Мост закрыт", date="2024-03-05", language="ru"))
        index.add(Article("Көпір ескі.", id="undated", title="Көпір ескі"))
        index.add(Article("Көпір жоқ, шіркеу бар.", id="some", title="Шіркеу", date="2024-03-09"))
    entries = read(client, "/kk/feed.atom?q=көпір&group=none").entries
    assert [entry.published[:10] for entry in entries] == sorted(
        (entry.published[:10] for entry in entries), reverse=True
    )
    assert ([entry.title for entry in entries[:3]], len(entries)) == (["Шіркеу", "Мост закрыт", "Көпір 59"], 50)
    assert [entry.title for entry in read(client, "/kk/feed.atom?q=көпір+шіркеу").entries] == ["Шіркеу"]


def test_a_feed_begins_where_its_search_does(client, index):
    for month in (1, 2, 3):
        index.add(Article("Мектеп.", id=str(month), title="Т", date=f"2024-0{month}-01"))
    entries = read(client, "/kk/feed.atom?q=мектеп&since=2024-02").entries
    assert [entry.published[:7] for entry in entries] == ["2024-03", "2024-02"]


def test_a_feed_whose_address_names_no_language_is_of_who_asks(client):
    assert set(client.get("/feed.atom?q=мектеп").vary) == {"Accept-Language", "Cookie"}
    assert not client.get("/ru/feed.atom?q=мектеп").vary


def test_an_article_without_a_date_is_in_the_feed_and_stays_what_it_is(client, index):
    index.add(Article("Көпір ескі.", id="undated", title="Көпір ескі"))
    (entry,) = read(client, "/kk/feed.atom?q=көпір").entries
    assert (entry.updated, "published" in entry) == ("1970-01-01T00:00:00Z", False)
    assert read(client, "/kk/feed.atom?q=жоқ").feed.updated == "1970-01-01T00:00:00Z"


def test_a_feed_is_xml_whatever_stands_in_an_article(client, index):
    with index.batch():
        for title in ODD:
            index.add(
                Article(
                    f"Көпір {title}",
                    id=title,
                    title=title,
                    source=title,
                    author=title,
                    url=f"https://x.example/{title}",
                )
            )
    found = read(client, "/kk/feed.atom?q=көпір")
    assert len(found.entries) == len(ODD)
    assert all(
        link.href.startswith(("http://localhost/kk/article/", "https://x.example/"))
        for entry in found.entries
        for link in entry.links
    )
    read(client, "/kk/feed.atom?q=%00%1b%ef%bf%be<b>%26\"'&source=%01]]>")


def test_a_reader_that_has_a_feed_is_told_so(client, index):
    index.add(Article("Көпір.", id="1", date="2025-01-01"))
    for file in index.home.glob("ledger.db*"):
        os.utime(file, (time.time() - 60,) * 2)
    first = client.get("/kk/feed.atom?q=көпір")
    known = {"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}
    for headers in known:
        again = client.get("/kk/feed.atom?q=көпір", headers=headers)
        assert (again.status_code, again.data) == (304, b"")
    index.add(Article("Көпір.", id="2", date="2020-01-01"))
    assert [client.get("/kk/feed.atom?q=көпір", headers=headers).status_code for headers in known] == [200, 200]
    assert "Last-Modified" not in client.get("/kk/feed.atom?q=көпір").headers  # it may change once more in this second


def test_what_is_retracted_is_in_no_feed(client, index):
    index.add(Article("Көпір туралы жалған хабар.", id="1"))
    index.retract("1", "сот шешімі")
    assert read(client, "/kk/feed.atom?q=көпір").entries == []


@pytest.mark.parametrize("ui", ["kk", "ru", "en"])
def test_the_page_names_its_feed_and_its_files(sample, ui):
    client = create_app(sample).test_client()
    page = client.get(f"/{ui}/?q=көпір&lang=kk&page=1").text
    (feed,) = re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', page)
    assert feed.startswith(f"/{ui}/feed.atom?q=") and feed.endswith("&amp;lang=kk")  # noqa: PT018
    files = re.findall(r'<a href="(/export\.[^"]+)" download>([^<]+)</a>', page)
    assert [label for _, label in files] == ["Excel", "CSV", "JSONL", "BibTeX", "RIS", "Markdown"]
    for address, _ in files:
        response = client.get(address.replace("&amp;", "&"))
        name = address[len("/export.") : address.index("?")]
        ending = "csv" if name == "excel" else name
        assert response.headers["Content-Disposition"] == f"attachment; filename=izde.{ending}"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Total-Count"] == "3"
        assert response.data.decode() == exported(sample, name, "көпір", language="kk", group="reprints")


def test_the_page_says_where_a_file_is_cut(sample, monkeypatch):
    client = create_app(sample).test_client()
    assert "Файлға алғашқы" not in client.get("/kk/?q=көпір").text
    monkeypatch.setattr("webapp.views.MOST", 5)
    assert "Файлға алғашқы 5 мақала жазылады." in client.get("/kk/?q=көпір").text


def test_an_article_is_cited_at_its_own_address(client, index):
    index.add(Article("Көпір.", id="a/b ?#%//é..", title="Көпір", date="2025-09"))
    response = client.get("/cite/ris/a/b%20%3F%23%25//é..")
    assert response.data.decode() == indexer.cite(index.article("a/b ?#%//é.."), "ris")
    assert response.headers["Content-Disposition"] == "attachment; filename=article.ris"
    assert client.get("/cite/ris/nowhere").status_code == 404
    assert client.get("/cite/csv/a").status_code == 404
    assert client.get("/export.docx").status_code == 404
    index.retract("a/b ?#%//é..", "сот шешімі")
    assert client.get("/cite/ris/a/b%20%3F%23%25//é..").status_code == 410
