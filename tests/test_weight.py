"""What a first visit weighs: a page of results with its style, its script and its icon."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

import indexer
from webapp import create_app

pytestmark = pytest.mark.slow  # it asks for 180 pages

MOST = 60_000  # bytes, as they are before anybody packs them
SEARCHES = (
    "мектептердегі",
    "школа мост",
    "мектептердегі оқушылар",
    "көпір жөндеу",
    "Тоқаев",
    "президент Казахстана",
    "су тасқыны",
    "Қазақстан Республикасының Президенті",
    "экономика өсімі инфляция",
    "как изменились цены на бензин",
    "vtvktrtnn3r",
    "қала әкімі жаңа жол",
    "парламент депутаттары заң жобасы",
    "дети",
    "спорт чемпионат әлем жеңімпаз",
    "«ескі газеттер»",
    "министерство здравоохранения",
    "банк",
    "Астана",
    "Kazakhstan",
)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, sample: indexer.Index) -> Iterator[indexer.Index]:
    """The sample archive, each article by another of sixty authors."""
    articles = filter(None, (sample.article(hit.id) for hit in sample.search("", size=1_000)))
    with indexer.open(tmp_path_factory.mktemp("signed") / "index") as index:
        with index.batch():
            for number, article in enumerate(articles):
                index.add(replace(article, author=f"Перизат Оңғарова-{number % 60}"))
        yield index


def weight(client: FlaskClient, address: str) -> int:
    """Return the bytes of a page with all that it loads."""
    page = client.get(address).text
    loaded = re.findall(r'<(?:link rel="(?:icon|stylesheet)" href|script type="module" src)="([^"]*)"', page)
    assert len(loaded) == 3
    answers = [client.get(one) for one in (address, *loaded)]
    total = sum(len(answer.data) for answer in answers)
    for answer in answers:
        answer.close()
    return total


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("archive", ["sample", "signed", "real"])
def test_a_first_visit_weighs_little(request: pytest.FixtureRequest, archive: str, language: str) -> None:
    """Ten hits with their reasons, the panel of what was searched, filters and the timeline, in each language."""
    index: indexer.Index = request.getfixturevalue(archive)
    client = create_app(index).test_client()
    weights = {text: weight(client, f"/{language}/?q={text}") for text in SEARCHES}
    assert {text: bytes for text, bytes in weights.items() if bytes > MOST} == {}
