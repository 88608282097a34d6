"""What a reader does in a browser: with the keyboard, in three languages, and without JavaScript."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from browser import CHROMIUM, Browser, browser, served
from conftest import ROOT

import indexer
from webapp import create_app

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")

HEADING = "document.querySelector('h1').textContent"
SUGGESTED = "[...document.querySelectorAll('#suggestions li')].map(one => one.dataset.text)"
BOX = "document.querySelector('#q')"
FOCUS = "document.activeElement.textContent"
ACTIVE = f"document.getElementById({BOX}.getAttribute('aria-activedescendant'))?.dataset.text ?? ''"
OPEN = f"{BOX}.getAttribute('aria-expanded') + ' ' + document.querySelector('#suggestions').hidden"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample corpus."""
    with indexer.open(tmp_path_factory.mktemp("browser") / "index") as index:
        index.update(ROOT / "corpus")
        with served(create_app(index)) as address:
            yield address


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start a browser."""
    with browser(tmp_path_factory.mktemp("profile")) as tab:
        yield tab


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Browser]:
    """Lend the browser as a new reader has it; nothing may have gone wrong in it."""
    chromium.call("Network.clearBrowserCookies")
    chromium.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": "kk"})
    chromium.scripts(on=True)
    chromium.size(1200)
    yield chromium
    assert chromium.complaints() == []


def typed(tab: Browser, text: str) -> None:
    """Type a text in the box and wait for what is suggested."""
    tab.ask(f"{BOX}.focus()")
    tab.type(text)
    tab.until(OPEN, "true false")


def bar(name: str) -> str:
    """Return what clicks on a bar of the timeline."""
    bars = "[...document.querySelectorAll('.timeline a')]"
    found = f"{bars}.find(bar => bar.querySelector('title').textContent === {name!r})"
    return f"{found}.dispatchEvent(new MouseEvent('click', {{bubbles: true, cancelable: true}}))"


def click(tab: Browser, selector: str) -> None:
    """Follow a link or press a button that leads to another page."""
    tab.leave(
        f"document.querySelector({selector!r}).dispatchEvent(new MouseEvent('click', {{bubbles: true, cancelable: true}}))"
    )


def test_a_search_is_typed_and_sent_with_the_enter_key(tab: Browser, site: str) -> None:
    """Suggestions or not, Enter searches for what was typed."""
    tab.open(f"{site}/")
    tab.ask(f"{BOX}.focus()")
    tab.type("мектептердегі")
    tab.ask("window.old = true")
    tab.press("Enter")
    tab.arrive()
    assert tab.ask(HEADING) == "36 мақала табылды"
    assert tab.ask("location.search") == f"?q={quote('мектептердегі')}"


def test_what_is_suggested_is_chosen_with_the_arrow_keys(tab: Browser, site: str) -> None:
    """Down goes through the list and back to the box, Escape closes it, Enter searches for the chosen one."""
    tab.open(f"{site}/")
    typed(tab, "мек")
    found = tab.ask(SUGGESTED)
    assert 1 < len(found) <= 7
    assert tab.ask("document.querySelector('[role=status]').textContent") == f"Ұсыныс саны: {len(found)}"
    seen = []
    for _ in range(len(found) + 1):
        tab.press("ArrowDown")
        seen.append(tab.ask(ACTIVE))
    assert seen == [*found, ""]
    tab.press("ArrowUp")
    assert tab.ask(ACTIVE) == found[-1]
    assert tab.ask("document.querySelectorAll('#suggestions [aria-selected=true]').length") == 1
    tab.press("Escape")
    assert tab.ask(OPEN) == "false true"
    assert tab.ask(f"{BOX}.value") == "мек"
    tab.type("т")
    tab.until(OPEN, "true false")
    first = tab.ask(SUGGESTED)[0]
    tab.press("ArrowDown")
    tab.ask("window.old = true")
    tab.press("Enter")
    tab.arrive()
    assert tab.ask(f"{BOX}.value") == first


def test_a_screen_reader_is_told_what_the_box_is(tab: Browser, site: str) -> None:
    """The box is a combobox with a name, over a list of options that has one."""
    tab.open(f"{site}/en/")
    typed(tab, "мек")
    tab.press("ArrowDown")
    tree = tab.call("Accessibility.getFullAXTree")["nodes"]
    found = {(node["role"]["value"], node.get("name", {}).get("value")) for node in tree if "role" in node}
    assert {("combobox", "Search the articles"), ("listbox", "Suggestions"), ("group", "Kazakh letters")} <= found
    assert len([node for node in tree if node.get("role", {}).get("value") == "option"]) == len(tab.ask(SUGGESTED))


def test_a_kazakh_letter_goes_in_where_the_cursor_stands(tab: Browser, site: str) -> None:
    """The row has the nine letters; what is marked is written over."""
    tab.open(f"{site}/ru/")
    assert (
        tab.ask("[...document.querySelectorAll('.letters button')].map(b => b.textContent.trim()).join('')")
        == "әғқңөұүһі"
    )
    tab.ask(f"{BOX}.value = 'крі'; {BOX}.setSelectionRange(0, 1)")
    tab.ask("document.querySelectorAll('.letters button')[2].click()")
    assert tab.ask(f"{BOX}.value + {BOX}.selectionStart + document.activeElement.id") == "қрі1q"


def test_keys_move_through_the_hits(tab: Browser, site: str) -> None:
    """J and k move, / leads to the box, and in the box they are letters; also where the keyboard writes Cyrillic."""
    tab.open(f"{site}/?q=мектептердегі")
    titles = tab.ask("[...document.querySelectorAll('.hits h3 a')].slice(0, 2).map(a => a.textContent)")
    went = []
    for key, code in (("j", "KeyJ"), ("о", "KeyJ"), ("k", "KeyK"), ("л", "KeyK")):
        tab.press(key, code)
        went.append(tab.ask(FOCUS))
    assert went == [titles[0], titles[1], titles[0], titles[0]]
    tab.press("/", "Slash")
    assert tab.ask("document.activeElement.id") == "q"
    tab.press("j", "KeyJ")
    assert tab.ask(f"{BOX}.value") == "j"


def test_the_enter_key_opens_the_hit(tab: Browser, site: str) -> None:
    """What j has chosen is a link like any other."""
    tab.open(f"{site}/?q=мектептердегі")
    tab.press("j", "KeyJ")
    title = tab.ask(FOCUS)
    tab.ask("window.old = true")
    tab.press("Enter")
    tab.arrive()
    assert tab.ask(HEADING) == title


def test_the_keys_are_explained_and_can_be_switched_off(tab: Browser, site: str) -> None:
    """? shows the list; its box switches all of them off, on the next page too, and the button still opens it."""
    shown, focus = "document.querySelector('#keys').open", "document.activeElement.tagName"
    tab.open(f"{site}/en/?q=мектептердегі")
    tab.press("?", "Slash")
    assert tab.ask(shown) is True
    tab.ask("document.querySelector('#keys input').click()")
    tab.press("Escape")
    tab.until(f"{shown}", expected=False)
    tab.open(f"{site}/en/?q=мектептердегі")
    for key, code in (("?", "Slash"), ("j", "KeyJ"), ("/", "Slash")):
        tab.press(key, code)
    assert (tab.ask(shown), tab.ask(focus)) == (False, "BODY")
    tab.ask("document.querySelector('button.keys').click()")
    assert tab.ask(shown) is True
    tab.ask("document.querySelector('#keys input').click()")


def test_a_bar_of_the_timeline_leads_to_its_year_and_month(tab: Browser, site: str) -> None:
    """Years first, then the months of one, then the articles of that month."""
    tab.open(f"{site}/en/?q=мектептердегі")
    tab.leave(bar("2024: 5 articles"))
    assert tab.ask(HEADING) == "5 articles found"
    assert tab.ask("document.querySelector('.timeline h2').textContent") == "2024 by month"
    tab.leave(bar("February 2024: 1 article"))
    assert tab.ask("[...document.querySelectorAll('.hits time')].every(t => t.dateTime.startsWith('2024-02'))") is True


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_search_a_filter_an_article_and_another_language(tab: Browser, site: str, scripts: bool) -> None:
    """The same journey with JavaScript and without it."""
    tab.open(f"{site}/")
    tab.scripts(on=scripts)
    tab.open(f"{site}/")
    assert tab.ask(f"{BOX}.getAttribute('role')") == ("combobox" if scripts else None)
    assert tab.ask("document.querySelector('.letters').checkVisibility()") is scripts
    assert tab.ask("document.querySelector('button.keys').checkVisibility()") is scripts
    assert tab.ask("document.querySelector('#suggestions').checkVisibility()") is False
    tab.ask(f"{BOX}.value = 'мектептердегі'")
    tab.leave("document.querySelector('form.box').requestSubmit()")
    assert tab.ask(HEADING) == "36 мақала табылды"
    click(tab, ".by-year a")
    assert tab.ask(HEADING) == "4 мақала табылды"
    click(tab, ".languages a[lang=ru]")
    assert tab.ask(HEADING) == "Найдены 4 статьи"
    assert tab.ask("document.documentElement.lang + location.pathname") == "ru/ru/"
    click(tab, ".hits h3 a")
    click(tab, ".back a")
    assert tab.ask(HEADING) == "Найдены 4 статьи"
    click(tab, ".chips a")
    assert tab.ask(HEADING) == "Найдено 36 статей"
    tab.open(f"{site}/")
    assert tab.ask("document.documentElement.lang") == "ru"
    tab.scripts(on=True)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 25_000),
        ("/article/zh-2019-007?q=мектептердегі", 25_000),
        ("/?q=школа мост", 60_000),
        ("/?q=мектептердегі", 64_000),
    ],
)
def test_a_page_is_light_and_asks_nobody_else(tab: Browser, site: str, address: str, most: int) -> None:
    """At a first visit at most four requests, all from here; twenty hits with their reasons weigh most."""
    tab.call("Network.clearBrowserCache")
    tab.open(site + address)
    loaded = tab.loaded()
    assert [where for where, _ in loaded if not where.startswith(site)] == []
    assert len(loaded) <= 4
    assert sum(size for _, size in loaded) <= most


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [320, 400, 1200])
def test_nothing_sticks_out(tab: Browser, site: str, width: int, language: str) -> None:
    """No page is wider than the window, in no language."""
    tab.size(width)
    for address in (
        "/",
        "/?q=мектептердегі&year=2024&lang=kk&without=мектеп",
        "/?q=ғарышкер&exact=1",
        "/article/zh-2019-007",
    ):
        tab.open(f"{site}/{language}{address}")
        assert tab.ask("document.documentElement.scrollWidth") <= width, address
