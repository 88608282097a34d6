"""An article as it is read: from mark to mark, from result to result, with its reprints and what is like it."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from conftest import CORPUS
from flask.testing import FlaskClient

import indexer
from indexer import Article, Snippet
from webapp import create_app
from webapp.asked import SIZE, Asked
from webapp.text import numbered

FLOOD = (
    "Өскемен маңында өзен арнасынан асып, екі ауылды су басты. Құтқарушылар жүзден астам тұрғынды қайықпен қауіпсіз жерге "
    "көшірді. Зардап шеккендерге уақытша баспана мектеп ғимаратынан берілді, дейді облыс әкімдігі. Түнгі жаңбырдан кейін "
    "деңгей тағы жарты метрге көтерілді, сондықтан кезекшілер бөгет басынан кетпейді. Мал мен жем-шөп биік жотаға айдалды, "
    "екі көше қоршалды. Ертең жағдай саябырлайды деген болжам бар."
)
OTHERS = (
    "Өскемен құтқарушылары су тасқынына дайындалып, қайық пен сорғы қабылдады. Өзен арнасы тазартылып жатыр.",
    "Театр жаңа маусымды тарихи драмамен ашты. Қойылымға жас әртістер қатысты.",
    "Қыс ұзаққа созылып, дала жолдары жабылды. Жүргізушілер көмек күтіп отыр.",
    "Ауылда жаңа кітапхана ашылды. Балалар кітап оқуға келеді.",
    "Дүкенде нан бағасы өсті. Диқандар астық аз шыққанын айтады.",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Visit the sample corpus."""
    with indexer.open(tmp_path_factory.mktemp("article") / "index") as index:
        index.update(CORPUS)
        yield create_app(index).test_client()


def links(page: str, pattern: str) -> dict[str, str]:
    """Return label -> address of the links in the one piece of a page that fits a pattern, hidden ones left out."""
    (piece,) = re.findall(pattern, page, re.DOTALL)
    found = re.findall(r'<a (?![^>]* hidden)[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', piece, re.DOTALL)
    return {re.sub("<[^>]*>", "", label): html.unescape(address) for address, label in found}


AROUND, MARKS = '<nav class="around".*?</nav>', '<nav class="marks".*?</nav>'


def said(page: str) -> str:
    """Return what is said of the marks."""
    (status,) = re.findall(r'<span role="status">(.*?)</span>', page)
    return str(status)


# Marks


@pytest.mark.parametrize(
    ("snippets", "expected"),
    [
        ([], ([], 0)),
        ([Snippet("Су <b> & «су»")], (["Су &lt;b&gt; &amp; «су»"], 0)),
        ([Snippet("Су", ((0, 2),))], (['<mark id="hit-1">Су</mark>'], 1)),
        ([Snippet("Су тасқыны", ((0, 2), (3, 10)))], (['<mark id="hit-1">Су</mark> <mark>тасқыны</mark>'], 1)),
        ([Snippet("Су, су", ((0, 2), (4, 6)))], (['<mark id="hit-1">Су</mark>, <mark id="hit-2">су</mark>'], 2)),
        (
            [Snippet("Су", ((0, 2),)), Snippet("бұ су", ((3, 5),))],
            (['<mark id="hit-1">Су</mark>', 'бұ <mark id="hit-2">су</mark>'], 2),
        ),
        ([Snippet('<i "', ((0, 4),))], (['<mark id="hit-1">&lt;i &quot;</mark>'], 1)),
    ],
)
def test_marks_are_counted_and_words_side_by_side_are_one(snippets: list[Snippet], expected: object) -> None:
    """Paragraphs go on counting where the one before has ended."""
    assert numbered(snippets) == expected


def test_a_reader_goes_from_mark_to_mark_without_scripts(client: FlaskClient) -> None:
    """The address says at which mark the reader is; the marks are numbered, and the last leads no further."""
    page = client.get("/en/article/zh-2019-007?q=мектептердегі").text
    count = len(re.findall('<mark id="hit-', page))
    assert count == 5
    assert re.findall(r'id="hit-(\d+)"', page) == ["1", "2", "3", "4", "5"]
    seen = [said(page)]
    while "Next match" in (on := links(page, MARKS)):
        assert on["Next match"].endswith(f"#hit-{len(seen)}")
        page = client.get(on["Next match"]).text
        seen.append(said(page))
    assert seen == ["5 matches", "1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"]
    assert list(links(page, MARKS)) == ["Previous match"]
    back = links(page, MARKS)["Previous match"]
    assert (said(client.get(back).text), back[-6:]) == ("4 of 5", "#hit-4")


@pytest.mark.parametrize(
    ("mark", "told"), [("99", "5 of 5"), ("-1", "5 matches"), ("x", "5 matches"), ("٣", "5 matches")]
)
def test_a_mark_that_is_not_there_breaks_nothing(client: FlaskClient, mark: str, told: str) -> None:
    """Behind the last is the last."""
    assert said(client.get(f"/en/article/zh-2019-007?q=мектептердегі&mark={mark}").text) == told


def test_a_word_far_into_an_article_is_marked(index: indexer.Index) -> None:
    """It is shown whole, and a long one is marked to its end."""
    index.add(Article("сөз " * 2_000 + "көпір", id="long", title="Т"))
    read = index.read("long", "көпір")
    assert read is not None
    assert read[2].spans == ((8_000, 8_005),)


def test_without_a_search_there_are_no_marks(client: FlaskClient) -> None:
    """Nothing is counted where nothing is marked."""
    assert 'class="marks"' not in client.get("/article/zh-2019-007").text


# Results


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_a_reader_goes_from_result_to_result(client: FlaskClient, order: str) -> None:
    """Next leads through the whole list in its order, over the end of a page, and previous back; the way back is to its page."""
    search = f"/en/?q=мектептердегі&sort={order}"
    pages = [client.get(f"{search}&page={page}").text for page in (1, 2, 3, 4)]
    listed = [address for page in pages for address in re.findall(r'<h3><a href="([^"?]*)', page)]
    assert len(listed) == 36
    address = html.unescape(re.findall(r'<h3><a href="([^"]*)"', pages[0])[0])
    went = [urlsplit(address).path]
    while on := links(client.get(address).text, AROUND).get("Next result"):
        before, address = address, on
        went.append(urlsplit(address).path)
        around = links(client.get(address).text, AROUND)
        assert urlsplit(around["Previous result"]).path == went[-2]
        back = dict(parse_qsl(urlsplit(around["Back to the results"]).query))
        assert back.get("page", "1") == str(1 + (len(went) - 1) // SIZE)
        assert "at" not in back
        assert parse_qsl(urlsplit(around["Previous result"]).query) == parse_qsl(urlsplit(before).query)
    assert went == listed


@pytest.mark.parametrize(
    "address",
    [
        "/en/article/zh-2019-007",
        "/en/article/zh-2019-007?q=мектептердегі",
        "/en/article/zh-2019-007?q=мектептердегі&at=400",
        "/en/article/zh-2019-007?q=мектептердегі&at=999999999",
        "/en/article/zh-2019-007?q=көпір&at=1",
        "/en/article/zh-2019-007?at=1",
    ],
)
def test_an_article_that_is_not_there_in_the_results_has_no_neighbours(client: FlaskClient, address: str) -> None:
    """A list that has changed, or that never was, leads nowhere."""
    assert links(client.get(address).text, AROUND).keys() <= {"Back to the results", "Go to the start page"}


def test_a_place_belongs_to_the_search_it_was_found_by() -> None:
    """The parameters of an article lead back to its page of results, and to no other article."""
    asked = Asked(q="су", page=3, at=2 * SIZE + 1, mark=4)
    assert asked.listing == Asked(q="су", page=3)
    assert asked.opened(SIZE) == {"q": "су", "at": SIZE}
    assert Asked().opened(5) == {}


# Reprints, similar articles, a reference


def test_an_article_shows_its_reprints_and_what_is_like_it(tmp_path: Path) -> None:
    """Who was first is said; what is on the same stands below, neither itself nor its reprints among it."""
    with indexer.open(tmp_path / "index") as index:
        for id, source, day in (("b", "Дала", "2025-04-02"), ("a", "Қала", "2025-04-01"), ("c", "Тау", "2025-04-03")):
            index.add(Article(FLOOD, id=id, title=f"Су басты {id}", source=source, date=day))
        for number, text in enumerate(OTHERS):
            index.add(Article(text, id=f"o{number}", title=text.split(".")[0], date="2025-01-01"))
        assert [one.id for one in index.reprints("b").others] == ["a", "c"]
        assert (index.reprints("b").late, index.reprints("a").late, index.reprints("a").size) == (True, False, 3)
        assert index.reprints("o1").others == index.reprints("nobody").others == index.reprints("\ud800").others == ()
        assert [hit.id for hit in index.similar("b")] == ["o0"]
        assert index.similar("nobody") == []
        page = create_app(index).test_client().get("/en/article/b").text
    assert "First: Қала, 1 April 2025; then 2 reprints" in page
    section = '<section class="beside" aria-labelledby="{}".*?</section>'
    assert links(page, section.format("reprints")) == {"Су басты a": "/en/article/a", "Су басты c": "/en/article/c"}
    assert list(links(page, section.format("similar")).values()) == ["/en/article/o0"]


def test_similar_articles_are_on_the_same(sample: indexer.Index) -> None:
    """A drill in schools is nearest to another, a suit over a refrigerator to one over a bridge."""
    found = {id: [hit.title for hit in sample.similar(id, size=1)] for id in ("zh-2019-007", "kv-nd-001")}
    assert found == {
        "zh-2019-007": ["Жаттығудан кейін мектептердің есігі тексеріледі"],
        "kv-nd-001": ["Ремонт моста в Акоткеле остановился из-за спора с подрядчиком"],
    }


@pytest.mark.parametrize(
    ("text", "wanted"), [("…", []), ("1 2 3", []), ("Су", []), ("а " * 5_000, []), ("су " * 100_000, [])]
)
def test_a_text_that_tells_nothing_is_like_nothing(index: indexer.Index, text: str, wanted: list[str]) -> None:
    """Nor is it an error, however long it is."""
    index.add(Article(text, id="a", title="…"))
    index.add(Article(FLOOD, id="b"))
    assert [hit.id for hit in index.similar("a")] == wanted


def test_an_article_is_cited_as_it_can_be_taken_along(client: FlaskClient) -> None:
    """The reference stands on the page; for a program that keeps references there are two files."""
    page = client.get("/en/article/zh-2019-007").text
    (cited,) = re.findall(r'<details class="cite">.*?<p>(.*?)</p>', page, re.DOTALL)
    assert html.unescape(cited.strip()) == client.get("/cite/txt/zh-2019-007").text.strip()
    files = links(page, '<p class="formats">.*?</p>')
    assert files == {"BibTeX": "/cite/bib/zh-2019-007", "RIS": "/cite/ris/zh-2019-007"}
    assert [client.get(address).text[:7] for address in files.values()] == ["@articl", "TY  - N"]
