"""An author is a filter with counts, wherever articles are asked for."""

import html
import json
import re
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from click.testing import CliRunner

import indexer
from indexer import Article
from indexer.__main__ import main
from indexer.engines.whoosh.column import column
from webapp import create_app

ROWS = [  # id, date, source, author, text
    ("1", "2023-01-05", "Дала", "Айгүл Серік", "Ауылда жаңа көпір салынды."),
    ("2", "2024-03-01", "Қала", "АЙГҮЛ СЕРІК", "Көпір жөндеуден өтті."),
    ("3", "2024-05-20", "Қала", "Айгүл Серік", "Өзенде көпір мен жол бар."),
    ("4", "2024-09-12", "Дала", "Марат Оспан", "Көктемде көпір жабылды."),
    ("5", "2025-02-03", "Дала", "Ирина Лосева", "На реке построили мост."),
    ("6", "2025-07-10", "Қала", "", "Қалада көпір ашылды."),
]
MANY = 23  # authors of an archive of a newsroom


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Six articles on bridges by three authors, one of whom is written in two ways."""
    with indexer.open(tmp_path_factory.mktemp("author") / "index") as index:
        filled(index, ROWS)
        yield index


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """Articles of many authors: the first of them wrote the most."""
    rows = [
        (f"{n}-{k}", "2024-01-01", "Дала", f"Автор {n:02}", "Жаңа көпір.") for n in range(MANY) for k in range(MANY - n)
    ]
    with indexer.open(tmp_path_factory.mktemp("newsroom") / "index") as index:
        filled(index, rows)
        yield index


def filled(index, rows):
    """Add articles."""
    with index.batch():
        for id, date, source, author, text in rows:
            index.add(Article(text, id=id, title=f"Т {id}", date=date, source=source, author=author))


def ids(found):
    """Return the ids of hits."""
    return " ".join(hit.id for hit in found)


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("", {"author": "Айгүл Серік"}, "3 2 1"),
        ("", {"author": "айгүл серік", "source": "қала"}, "3 2"),
        ("", {"author": ["Марат Оспан", "ИРИНА ЛОСЕВА"]}, "5 4"),
        ("", {"author": ""}, "6"),
        ("", {"author": "Айгүл"}, ""),  # a name is a name, no word
        ('author:"Айгүл Серік"', {}, "3 2 1"),
        ("author:«марат оспан» author:«Ирина Лосева»", {}, "5 4"),
        ('-author:"Айгүл Серік" since:2025', {}, "6 5"),
        ('author:"Айгүл Серік"', {"author": "АЙГҮЛ СЕРІК"}, "3 2 1"),
        ('author:"Айгүл Серік"', {"author": "Марат Оспан"}, ""),
        ('author:"Айгүл Серік" -author:"Айгүл Серік"', {}, ""),
    ],
)
def test_articles_are_found_by_their_author(archive, text, options, found):
    assert ids(archive.search(text, sort="newest", **options)) == found
    assert archive.count(text, **options) == len(found.split())


def test_authors_are_counted_under_the_name_written_most(archive):
    authors = [("Айгүл Серік", 3), ("", 1), ("Ирина Лосева", 1), ("Марат Оспан", 1)]
    assert archive.search("").facets["author"] == authors
    assert archive.search("", size=1, page=3).facets["author"] == authors
    assert archive.search("", source="Қала").facets["author"] == [("АЙГҮЛ СЕРІК", 2), ("", 1)]
    assert archive.search("жөндеуден").facets["author"] == [("АЙГҮЛ СЕРІК", 1)]
    assert archive.search("ғарышкер").facets["author"] == []


def test_whatever_is_asked_of_an_archive_can_be_asked_of_an_author(archive):
    (tally,) = archive.tally(["көпір"], author="Айгүл Серік")
    assert (tally.total, str(tally.first), str(tally.last)) == (3, "2023-01-05", "2024-05-20")
    lines = archive.concordance("көпір", author="Айгүл Серік", sort="oldest")
    assert [line.id for line in lines.lines] == ["1", "2", "3"]
    rows = map(json.loads, "".join(archive.export("көпір", "jsonl", author="Марат Оспан")).splitlines())
    assert [(row["id"], row["author"]) for row in rows] == [("4", "Марат Оспан")]
    before, hit, after = archive.beside(2, "", sort="newest", author="Айгүл Серік")
    assert (before.id, hit.id, after.id) == ("3", "2", "1")
    steps = {step.kind: (step.total, step.options) for step in archive.ladder("мост", author="Марат Оспан")}
    assert steps["unfiltered"] == (archive.count("мост"), {})
    steps = {step.kind: step.text for step in archive.ladder("мост author:Жоқ")}
    assert steps["unfiltered"] == "мост"


def test_an_author_that_is_no_name_is_an_error_that_says_what_to_use(archive):
    with pytest.raises(indexer.BadSearch, match="a source, language or author is a string"):
        archive.search("", author=5)


def test_an_author_who_has_no_article_left_is_counted_no_more(tmp_path):
    with indexer.open(tmp_path / "index") as index:
        filled(index, ROWS)
        index.delete("4")
        index.add(Article("Көпір.", id="1", title="Т", author="Марат Оспан"))
        left = [("АЙГҮЛ СЕРІК", 2), ("", 1), ("Ирина Лосева", 1)]
        assert index.search("").facets["author"] == [*left, ("Марат Оспан", 1)]
        index.delete("1")
        assert index.search("").facets["author"] == left
        index.compact()
        assert index.search("").facets["author"] == left


class Names(list):
    """Names, of which it is noted how many are looked at one by one."""

    looked_at = 0

    def __getitem__(self, place):
        self.looked_at += 1
        return super().__getitem__(place)


def test_of_a_hundred_thousand_authors_only_those_that_are_shown_are_looked_at():
    names = [f"Автор {n:06}" for n in range(100_000)]
    codes = np.concatenate([np.arange(100_000), np.repeat(np.arange(500, 530), np.arange(30, 0, -1))])
    made = column([names], [codes])
    looked = type(made)(made.codes, Names(made.names), made.folded, made.starts)
    best = [(f"Автор {500 + n:06}", 31 - n) for n in range(30)]
    assert looked.counted(np.bincount(looked.codes), 50) == [*best, *((f"Автор {n:06}", 1) for n in range(20))]
    assert looked.names.looked_at == 50


# The command line, the page, the API


def test_the_command_line_takes_authors(tmp_path):
    with indexer.open(tmp_path / "index") as index:
        filled(index, ROWS)
    asked = ["search", "көпір", "--index", str(tmp_path / "index"), "--author", "марат оспан", "--json"]
    found = json.loads(CliRunner().invoke(main, asked).stdout)
    assert ([hit["id"] for hit in found["hits"]], found["facets"]["author"]) == (["4"], [["Марат Оспан", 1]])
    both = CliRunner().invoke(main, [*asked, "--author", "айгүл серік"])
    assert json.loads(both.stdout)["total"] == 4


def listed(page):
    """Return the filter by author of a page, as (name, count), and all its links."""
    (nav,) = re.findall(r'<nav aria-labelledby="by-author">.*?</nav>', page, re.DOTALL)
    names = re.findall(r"<li><(?:a|span) [^>]*>([^<]+)</(?:a|span)> (\d+)</li>", nav)
    links = re.findall(r'<a href="([^"]*)"', nav)
    return [(name, int(count)) for name, count in names], [html.unescape(link) for link in links]


def test_the_page_counts_authors_and_leads_to_their_articles(archive):
    client = create_app(archive).test_client()
    shown = client.get("/ru/?q=көпір").text
    names, links = listed(shown)
    assert names == [("Айгүл Серік", 3), ("неизвестно", 1), ("Ирина Лосева", 1), ("Марат Оспан", 1)]
    asked = [dict(parse_qsl(urlsplit(link).query, keep_blank_values=True)) for link in links]
    assert asked == [{"q": "көпір", "author": name} for name in ("Айгүл Серік", "", "Ирина Лосева", "Марат Оспан")]
    for link, (_, count) in zip(links, names, strict=True):
        assert f"<h1>{'Найдены 3 статьи' if count == 3 else 'Найдена 1 статья'}</h1>" in client.get(link).text
    assert 'aria-label="Убрать: Автор: Айгүл Серік"' in client.get(links[0]).text


def test_what_is_asked_next_stays_with_the_author(archive):
    page = create_app(archive).test_client().get("/?q=көпір&author=Айгүл Серік").text
    assert page.count('<input type="hidden" name="author" value="Айгүл Серік">') == 3  # box, forms searched, period


def test_of_many_authors_ten_are_shown_and_a_link_leads_to_all(newsroom):
    client = create_app(newsroom).test_client()
    names, links = listed(client.get("/?q=көпір&group=none").text)
    assert names == [(f"Автор {n:02}", MANY - n) for n in range(10)]
    assert (len(links), links[-1]) == (11, "/?q=көпір&group=none&names=author#by-author")
    whole = client.get(links[-1]).text
    assert ">Тағы 13</a>" not in whole
    assert '<details class="filters" open>' in whole  # on a phone too
    names, links = listed(whole)
    assert names == [(f"Автор {n:02}", MANY - n) for n in range(MANY)]
    assert links[22] == "/?q=көпір&author=Автор+22&group=none"  # no other link leads to the whole list again
    assert whole.count("names=") == 0


@pytest.mark.parametrize("asked", ["/?author=", "/?q=ғарышкер", "/?q=қалада&source=қала&since=2025"])
def test_where_no_author_is_known_there_is_no_such_filter(archive, asked):
    assert "by-author" not in create_app(archive).test_client().get(asked).text


def test_the_api_takes_an_author_and_counts_them(archive):
    client = create_app(archive).test_client()
    found = client.get("/api/v1/search?q=көпір&author=АЙГҮЛ СЕРІК").json
    assert ({hit["id"] for hit in found["hits"]}, found["total"]) == ({"1", "2", "3"}, 3)
    assert client.get("/api/v1/facets?author=Айгүл Серік&source=Дала").json["facets"]["author"] == [["Айгүл Серік", 1]]
    twice = client.get("/api/v1/search?author=a&author=b")
    assert (twice.status_code, twice.json["parameter"]) == (400, "author")
