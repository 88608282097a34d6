"""No page has a barrier that axe-core knows: WCAG 2.2 AA, in three languages, in light and dark."""

import json
from collections.abc import Iterator
from importlib import metadata

import pytest
from browser import CHROMIUM, Browser, browser, served
from conftest import CORPUS

import indexer
from webapp import create_app

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "start": "/",
    "results": "/?q=школа мост",
    "filtered": "/?q=мектептердегі&lang=kk&since=2019-01-01&without=мектеп",
    "of an author": "/?lang=ru&author=Павел Гуров",
    "all authors": "/?lang=kk&names=author",
    "months": "/?q=мектептердегі&year=2024",
    "days": "/?q=мектептердегі&since=2024-02-01&until=2024-02-29",
    "second page": "/?q=мектептердегі&page=2",
    "noted": "/?q=vtrntg&since=жоқ",
    "nothing": "/?q=ғарышкер&exact=1",
    "nothing at all": "/?q=zzzzqqq",
    "beyond the last": "/?q=мектептердегі&page=90",
    "article": "/article/zh-2019-007?q=мектептердегі&at=1&mark=2",
    "article of a family": "/article/dt-2024-003",
    "versions": "/article/changed/versions",
    "in context": "/kwic?q=мектеп",
    "list of names": "/batch",
    "private": "/private",
    "removed": "/article/removed",
    "not there": "/article/nothing",
}
WIDE, NARROW = 1280, 320  # and 320 is 1280 at 400 %
# All that can be opened is open, so that nothing escapes.
LOOK = f"""(async () => {{
  for (const one of document.querySelectorAll("details")) one.open = true;
  const found = await axe.run(document, {{ runOnly: {json.dumps(STANDARD)}, resultTypes: ["violations"] }});
  return found.violations.flatMap(({{ id, nodes }}) => nodes.map(({{ html, failureSummary }}) => [id, html, failureSummary]));
}})()"""


@pytest.fixture(scope="module")
def axe() -> str:
    """Read axe-core."""
    try:
        package = metadata.distribution("axe-playwright-python")
    except metadata.PackageNotFoundError:
        pytest.skip("no axe-core here: `make test` installs it")
    return package.locate_file("axe_playwright_python/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample corpus, of which an article was taken out."""
    with indexer.open(tmp_path_factory.mktemp("barriers") / "index") as index:
        index.update(CORPUS)
        index.add(indexer.Article("Бұл мақала кейін алынады.", id="removed", date="2024-01-01"))
        for text in ("Көпір биыл ашылады.", "Көпір келер жылы ашылады."):
            index.add(indexer.Article(text, id="changed", date="2024-01-01"))
        index.retract("removed", "сот шешімі 2-145/26")
        with served(create_app(index)) as address:
            yield address


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start a browser."""
    with browser(tmp_path_factory.mktemp("profile")) as tab:
        yield tab


def test_a_barrier_is_noticed(tab: Browser, site: str, axe: str) -> None:
    """A pale heading and a box without a name are found where they are put."""
    tab.size(WIDE)
    tab.open(f"{site}/")
    tab.call("Runtime.evaluate", expression=axe)
    tab.ask("document.querySelector('h1').style.color = '#bbb'; document.querySelector('label[for=q]').remove()")
    assert sorted({rule for rule, *_ in tab.ask(LOOK)}) == ["color-contrast", "label"]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_page_has_a_barrier(tab: Browser, site: str, axe: str, language: str, scheme: str) -> None:
    """Names, roles, contrast, targets and the rest of what can be looked for by machine, with all details open."""
    tab.size(WIDE)
    tab.scheme(scheme)
    found = {}
    for name, address in PAGES.items():
        tab.open(f"{site}/{language}{address}")
        tab.call("Runtime.evaluate", expression=axe)
        found[name] = tab.ask(LOOK)
    assert {name: barriers for name, barriers in found.items() if barriers} == {}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_page_is_wider_than_the_smallest_phone(tab: Browser, site: str, language: str) -> None:
    """At 320 pixels, which is 400 % of a window of 1280, nobody scrolls sideways, whatever is open."""
    tab.size(NARROW, 256)
    tab.scheme("light")
    widths = {}
    for name, address in PAGES.items():
        tab.open(f"{site}/{language}{address}")
        tab.ask("for (const one of document.querySelectorAll('details')) one.open = true")
        widths[name] = tab.ask("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PAGES, NARROW)
