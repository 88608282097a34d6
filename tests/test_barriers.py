"""No page has a barrier that axe-core knows: WCAG 2.2 AA, in three languages, in light and dark."""

import json
from collections.abc import Iterator
from importlib import metadata

import pytest
from browser import CHROMIUM, Browser, browser, served
from conftest import CORPUS
from pages import PAGES, STATES, changed, opened, with_errors

import indexer
from webapp import create_app

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
    """Serve the sample corpus, of which an article has changed and one was taken out, with every error there is."""
    with indexer.open(tmp_path_factory.mktemp("barriers") / "index") as index:
        index.update(CORPUS)
        changed(index)
        with served(with_errors(create_app(index))) as address:
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
    for name in opened(tab, f"{site}/{language}"):
        tab.call("Runtime.evaluate", expression=axe)
        found[name] = tab.ask(LOOK)
    assert found.keys() == PAGES.keys() | STATES.keys()
    assert {name: barriers for name, barriers in found.items() if barriers} == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_page_is_wider_than_the_smallest_phone(tab: Browser, site: str, language: str) -> None:
    """At 320 pixels, which is 400 % of a window of 1280, nobody scrolls sideways, whatever is open."""
    tab.size(NARROW, 256)
    tab.scheme("light")
    widths = {}
    for name in opened(tab, f"{site}/{language}"):
        tab.ask("for (const one of document.querySelectorAll('details')) one.open = true")
        widths[name] = tab.ask("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys([*PAGES, *STATES], NARROW)
