"""No text of an article, of a file's name or of a reader ever runs as a script, on any page."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from browser import CHROMIUM, Browser, browser, served
from payloads import PAYLOADS

import indexer
from indexer import Article
from indexer.export import CITED, FORMATS
from webapp import create_app
from webapp.asked import SIZE

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")]

# What a page has that only an article can have brought.
FOREIGN = """(() => {
  const all = [...document.querySelectorAll('*')];
  const scripts = all.filter(one => one.localName === 'script' && !/^\\/static\\/\\w+\\.js$/.test(one.getAttribute('src') ?? ''));
  const acting = all.filter(one => [...one.attributes].some(a => /^on/i.test(a.name)));
  const strange = all.filter(one => /^(iframe|object|embed|base|style|math|video|audio)$/.test(one.localName)
    || one.localName === 'template' && one.content.querySelector('script'));  // ours has none
  const led = all.filter(one => ['href', 'src', 'action', 'formaction', 'xlink:href'].some(
    name => /^\\s*(java\\s*script|data|vbscript):/i.test(one.getAttribute(name) ?? '')));
  return [window.ran ?? 0, ...[...scripts, ...acting, ...strange, ...led].map(one => one.outerHTML.slice(0, 200))];
})()"""


def hostile(number: int, payload: str) -> Article:
    """Return an article that has a payload in each of its fields."""
    return Article(
        f"құпия {payload} құпия хабар\n\n{payload} құпия",
        id=f"{number} {payload}",
        title=f"{payload} құпия",
        url=payload if number % 2 else f"https://example.kz/{payload}",
        author=payload,
        source=payload,
        date=f"20{10 + number % 15}-05-17",
        extra={"tags": [payload]},
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[indexer.Index]:
    """An archive of hostile articles, some of them in files whose names are hostile."""
    folder = tmp_path_factory.mktemp("scripts")
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, payload in enumerate(PAYLOADS[::9]):
        name = f"{number} {payload}".replace("/", "∕").replace("\0", "")[:80]
        (corpus / f"{name}.txt").write_text(f"{payload}\nқұпия хабар {payload} құпия туралы")
    with indexer.open(folder / "index") as index:
        assert index.update(corpus).failed == []
        with index.batch():
            for number, payload in enumerate(PAYLOADS):
                index.add(hostile(number, payload))
        with index.batch():
            for number, payload in enumerate(PAYLOADS[::9]):
                index.add(replace(hostile(9 * number, payload), text=f"құпия хабар {payload} өзгерді"))
        yield index


@pytest.fixture(scope="module")
def site(archive: indexer.Index) -> Iterator[str]:
    """Serve that archive."""
    with served(create_app(archive)) as address:
        yield address


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start a browser."""
    with browser(tmp_path_factory.mktemp("profile")) as tab:
        yield tab


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 200


def harmless(tab: Browser, address: str) -> None:
    """Open a page and see that nothing of it came from a text, and that nothing had to be held back."""
    tab.open(address)
    assert tab.ask(FOREIGN) == [0], address
    assert wrong(tab) == [], address


def wrong(tab: Browser) -> list[str]:
    """Return what the console says, but that there is no such page any more, or no icon of a page that is no HTML."""
    return [line for line in tab.complaints() if not re.search("status of 4(00|04|10)", line)]


def test_hostile_articles_are_shown_as_text(site: str, tab: Browser, archive: indexer.Index):
    total = archive.search("құпия").total
    assert total >= len(PAYLOADS)
    pages = -(-total // SIZE)
    seen = 0
    for language in ("", "/ru", "/en"):
        for page in range(1, pages + 1):
            harmless(tab, f"{site}{language}/?" + urlencode({"q": "құпия", "group": "none", "page": page}))
            seen += tab.ask("document.querySelectorAll('.hits > li').length")
    assert seen == 3 * total  # each of them, in each language


def test_a_hostile_article_is_read_as_text(site: str, tab: Browser, archive: indexer.Index):
    for number, payload in enumerate(PAYLOADS):
        id = f"{number} {payload}"
        assert archive.article(id) is not None
        harmless(tab, f"{site}/article/{quote(id, safe='')}?q=" + quote("құпия"))
        assert "құпия хабар" in tab.ask("document.querySelector('.text')?.textContent"), id


def test_why_an_article_was_taken_out_is_shown_as_text(tab: Browser, tmp_path: Path):
    with indexer.open(tmp_path) as index:
        for number, payload in enumerate(PAYLOADS[::4]):
            index.add(hostile(number, payload))
            index.retract(f"{number} {payload}", payload, by=payload)
        with served(create_app(index)) as address:
            for number, payload in enumerate(PAYLOADS[::4]):
                harmless(tab, f"{address}/article/{quote(f'{number} {payload}', safe='')}")
                assert " ".join(payload.split()) in " ".join(tab.ask("document.body.textContent").split())


def test_what_a_reader_types_is_shown_as_text(site: str, tab: Browser):
    for number, payload in enumerate(PAYLOADS):
        where = ("q", "source", "without", "lang", "author", "since", "year")[number % 7]
        asked = {"q": "құпия", where: payload}
        harmless(tab, f"{site}/?" + urlencode(asked))
        if number % 6 == 0:
            harmless(tab, f"{site}/article/{quote(payload, safe='')}?" + urlencode({"q": payload}))


def test_what_is_suggested_is_shown_as_text(site: str, tab: Browser):
    tab.open(site)
    for text in ("құ", "<sc", "img", "onerror", "java"):
        tab.ask("document.querySelector('#q').value = ''; document.querySelector('#q').focus()")
        tab.type(text)
        tab.until("document.querySelector('#q').value !== ''")
        tab.ask("new Promise(done => setTimeout(done, 400))")
        assert tab.ask(FOREIGN) == [0]
        assert tab.complaints() == []


def test_the_newsrooms_pages_show_hostile_texts_as_text(site: str, tab: Browser, archive: indexer.Index):
    lines = archive.concordance("құпия")
    for page in range(1, lines.pages + 1):
        harmless(tab, f"{site}/kwic?" + urlencode({"q": "құпия", "page": page}))
    for number, payload in enumerate(PAYLOADS[::9]):
        harmless(tab, f"{site}/article/{quote(f'{9 * number} {payload}', safe='')}/versions")
        assert "өзгерді" in tab.ask("[...document.querySelectorAll('ins')].map(one => one.textContent).join()")
        harmless(tab, f"{site}/kwic?" + urlencode({"q": payload}))


def test_a_list_of_hostile_names_is_shown_as_text(site: str, tab: Browser):
    for some in (PAYLOADS[:100], PAYLOADS[100:]):
        tab.open(f"{site}/batch")
        typed = json.dumps("\n".join(" ".join(payload.split()) for payload in some))
        tab.ask(f"document.querySelector('textarea').value = {typed}; undefined")
        tab.leave("document.querySelector('textarea').form.requestSubmit()")
        assert tab.ask("document.querySelectorAll('tbody tr').length") == len(some)
        assert (tab.ask(FOREIGN), tab.complaints()) == ([0], [])


def test_a_feed_and_an_answer_of_the_api_run_nothing(site: str, tab: Browser):
    for payload in ("құпия", *PAYLOADS[::7]):
        for address in ("/feed.atom", "/api/v1/search", "/api/v1/facets", "/api/v1/suggest"):
            tab.open(f"{site}{address}?" + urlencode({"q": payload}))
            assert tab.ask("[window.ran ?? 0, document.querySelectorAll('parsererror, img, iframe').length]") == [0, 0]
            assert wrong(tab) == [], (address, payload)


@pytest.mark.parametrize(
    "address", [*(f"/export.{name}?q=құпия" for name in FORMATS), *(f"/cite/{name}/" for name in CITED)]
)
def test_a_file_is_kept_and_never_shown(archive: indexer.Index, address: str):
    client = create_app(archive).test_client()
    for payload in PAYLOADS[::40] if "cite" in address else [""]:
        id = quote(f"{PAYLOADS.index(payload)} {payload}", safe="") if payload else ""
        answer = client.get(address + id)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "html" not in answer.content_type
