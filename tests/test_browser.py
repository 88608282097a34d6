"""What a reader does in a browser: with the keyboard, in three languages, and without JavaScript."""

import csv
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import CHROMIUM, PATIENCE, Browser, browser, served
from conftest import ROOT

import indexer
from indexer import language
from webapp import create_app

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")]

HEADING = "document.querySelector('h1').textContent"
SUGGESTED = "[...document.querySelectorAll('#suggestions li')].map(one => one.dataset.text)"
BOX = "document.querySelector('#q')"
FOCUS = "document.activeElement.textContent"
ACTIVE = f"document.getElementById({BOX}.getAttribute('aria-activedescendant'))?.dataset.text ?? ''"
OPEN = f"{BOX}.getAttribute('aria-expanded') + ' ' + document.querySelector('#suggestions').hidden"
# Selects what stands in an article from one piece of text to the end of another.
SELECT = """(first, last) => {
  const root = document.querySelector(".text"), walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const begin = root.textContent.indexOf(first), end = root.textContent.indexOf(last, begin) + last.length;
  const range = document.createRange();
  for (let place = 0; walker.nextNode(); place += walker.currentNode.length) {
    const here = (at) => at >= place && at <= place + walker.currentNode.length;
    if (here(begin)) range.setStart(walker.currentNode, begin - place);
    if (here(end) && end > place) range.setEnd(walker.currentNode, end - place);
  }
  getSelection().addRange(range);
}"""


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


def follow(tab: Browser, selector: str, *, leaves: bool) -> None:
    """Follow a link that leads to another page, or with JavaScript only to another place of this one."""
    if leaves:
        click(tab, selector)
    else:
        tab.ask(f"document.querySelector({selector!r}).click()")


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


def test_n_leads_from_mark_to_mark(tab: Browser, site: str) -> None:
    """Forth and back, on a Russian keyboard too; nothing is behind the last, and no page is loaded for it."""
    tab.open(f"{site}/en/article/zh-2019-007?q=мектептердегі")
    tab.ask("window.here = true")
    seen = []
    for key, code in (*(("n", "KeyN"),) * 2, ("т", "KeyN"), ("N", "KeyN"), *(("n", "KeyN"),) * 4):
        tab.press(key, code)
        seen.append(
            tab.ask(
                "document.querySelector('mark:target').id + ' ' + document.querySelector('.marks span').textContent"
            )
        )
    assert seen == [f"hit-{n} {n} of 5" for n in (1, 2, 3, 2, 3, 4, 5, 5)]
    assert tab.ask("[...document.querySelectorAll('.marks a:not([hidden])')].map(a => a.textContent)") == [
        "Previous match"
    ]
    assert tab.ask("window.here") is True
    top = "document.querySelector('mark:target').getBoundingClientRect().top"
    tab.size(320, 256)
    tab.press("N", "KeyN")
    assert tab.ask(f"{top} >= document.querySelector('.marks').getBoundingClientRect().bottom") is True


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("тыз", "мектеп", ["отыз екі мектепте"]),  # whole words
        ("Аудандағы", "№4 мек", ["Аудандағы отыз екі мектепте сейсмикалық", "№4 мектептегі"]),
        (
            "Асқар Бейімбетов мұны",
            "балаларға",
            ["Асқар Бейімбетов мұны жақсы нәтиже", "болмайды», – деді ол балаларға"],
        ),
    ],
)
def test_a_passage_has_a_link(tab: Browser, site: str, first: str, last: str, expected: list[str]) -> None:
    """What is selected can be linked to: the browser that follows finds it by its first words and its last."""
    tab.open(f"{site}/en/article/zh-2019-007?q=мектептердегі&at=3")
    shown = "document.querySelector('.passage').checkVisibility()"
    assert tab.ask(shown) is False
    tab.ask(f"({SELECT})({first!r}, {last!r})")
    tab.until(shown)
    wanted = ",".join(quote(part, safe="!'()*~") for part in expected)
    assert tab.ask("document.querySelector('.passage a').href") == f"{site}/en/article/zh-2019-007#:~:text={wanted}"
    tab.ask("getSelection().removeAllRanges()")
    tab.until(shown, expected=False)
    tab.size(320, 256)
    tab.open("about:blank")
    tab.open(f"{site}/en/article/zh-2019-007#:~:text={wanted}")
    tab.until("scrollY > 100")


def test_the_link_of_a_passage_is_copied(tab: Browser, site: str) -> None:
    """The page says so, and what is copied is the link."""
    tab.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"], origin=site)
    tab.open(f"{site}/article/zh-2019-007")
    tab.ask(f"({SELECT})('отыз екі', 'мектепте')")
    tab.until("document.querySelector('.passage').checkVisibility()")
    tab.call("Page.bringToFront")
    tab.ask("document.querySelector('.passage a').click()")
    tab.until("document.querySelector('.passage a').textContent", "Сілтеме көшірілді")
    assert tab.ask("navigator.clipboard.readText()") == tab.ask("document.querySelector('.passage a').href")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_reference_is_taken_along(tab: Browser, site: str, tmp_path: Path, scripts: bool) -> None:
    """For a programme of references, under the name of its kind."""
    tab.scripts(on=scripts)
    tab.open(f"{site}/ru/article/zh-2019-007")
    tab.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    for ending, begins in (("bib", "@"), ("ris", "TY  - ")):
        tab.ask(f"document.querySelector(`.cite a[href^='/cite/{ending}']`).click()")
        wait(tmp_path / f"article.{ending}")
        assert (tmp_path / f"article.{ending}").read_text("utf-8").startswith(begins)
    tab.scripts(on=True)


def test_an_article_is_printed_without_what_is_only_for_the_screen(tab: Browser, site: str) -> None:
    """Its text, and where it is from; no box, no links to other pages."""
    tab.open(f"{site}/en/article/zh-2019-007?q=мектептердегі&at=1")
    tab.call("Emulation.setEmulatedMedia", media="print")
    shown = "[...document.querySelectorAll('header, nav, .text, .cite p, .beside, footer')].filter(one => one.checkVisibility({contentVisibilityAuto: true}))"
    assert tab.ask(f"{shown}.map(one => one.className || one.tagName)") == ["text", "P"]
    tab.call("Emulation.setEmulatedMedia", media="")


def test_a_list_of_results_is_printed_as_a_list(tab: Browser, site: str) -> None:
    """What was found of what, the titles and the fragments; nothing that can only be clicked."""
    tab.open(f"{site}/en/?q=мектептердегі")
    tab.call("Emulation.setEmulatedMedia", media="print")
    shown = "[...document.querySelectorAll('header, nav, details, form, h1, .asked p, .hits h3, footer')].filter(one => one.checkVisibility())"
    assert tab.ask(f"{shown}.map(one => one.tagName).join(' ')") == "H1 P" + 10 * " H3"
    tab.call("Emulation.setEmulatedMedia", media="")


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
    click(tab, ".months a")
    assert tab.ask("document.querySelector('.timeline h2').textContent") == "январь 2026 года, по дням"
    click(tab, ".days a")
    assert tab.ask(HEADING) == "Найдена 1 статья"
    click(tab, ".chips .all")
    click(tab, ".by-year a")
    title = tab.ask("document.querySelectorAll('.hits h3 a')[1].textContent")
    click(tab, ".hits h3 a")
    follow(tab, ".marks a:not([hidden])", leaves=not scripts)
    follow(tab, ".marks a:last-child", leaves=not scripts)
    assert tab.ask("document.querySelector('.marks span').textContent") == "2 из 4"
    assert tab.ask("document.querySelector('mark:target').id") == "hit-2"
    click(tab, ".around a[rel=next]")
    assert tab.ask(HEADING) == title
    click(tab, ".around .back")
    assert tab.ask(HEADING) == "Найдены 4 статьи"
    click(tab, ".chips a")
    assert tab.ask(HEADING) == "Найдено 36 статей"
    tab.open(f"{site}/")
    assert tab.ask("document.documentElement.lang") == "ru"
    tab.scripts(on=True)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 40_000),
        ("/article/zh-2019-007?q=мектептердегі", 30_000),
        ("/kwic?q=мектеп", 50_000),
        ("/batch", 30_000),
        ("/?q=школа мост", 60_000),
        ("/?q=мектептердегі", 60_000),
    ],
)
def test_a_page_is_light_and_asks_nobody_else(tab: Browser, site: str, address: str, most: int) -> None:
    """At a first visit at most four requests, all from here; hits with their reasons weigh most."""
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
        "/kwic?q=мектеп",
        "/batch",
        "/private",
    ):
        tab.open(f"{site}/{language}{address}")
        assert tab.ask("document.documentElement.scrollWidth") <= width, address


def test_the_words_in_context_are_sorted_by_either_side(tab: Browser, site: str) -> None:
    """From a list of results and back; the words stand one below the other."""
    middles = "[...document.querySelectorAll('.kwic a')].map(word => Math.round(word.getBoundingClientRect().left + word.offsetWidth / 2))"
    side = "[...document.querySelectorAll('.kwic li > :{side}-child')].map(one => one.textContent.trim())"
    tab.open(f"{site}/en/?q=көпір&lang=kk")
    tab.leave("[...document.querySelectorAll('a')].find(a => a.textContent === 'The words in context').click()")
    tab.size(1200)
    assert len(set(tab.ask(middles))) == 1
    right = tab.ask("[...document.querySelectorAll('.kwic a + span')].map(one => one.textContent.trim())")
    tab.leave(
        "[...document.querySelectorAll('.sorts a')].find(a => a.textContent === 'by the word to the left').click()"
    )
    left = tab.ask(side.format(side="first"))
    assert right == sorted(right, key=outward(1))
    assert left == sorted(left, key=outward(-1))
    assert len(left) == len(right) == 17
    tab.leave("[...document.querySelectorAll('a')].find(a => a.textContent === 'Back to the results').click()")
    assert tab.ask("location.search") == f"?q={quote('көпір')}&lang=kk"


def outward(step: int) -> Callable[[str], tuple[bool, list[str]]]:
    """Return what the words beside a word are sorted by."""

    def key(text: str) -> tuple[bool, list[str]]:
        words = [language.collated(token.text) for token in language.tokenize(text)]
        return not words, words[::step]

    return key


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_list_of_names_is_sent_as_a_file_and_comes_back_as_a_table(
    tab: Browser, site: str, tmp_path: Path, scripts: bool
) -> None:
    """Counted on the page, and as CSV in the folder of downloads; a list that is too large is refused with a page."""
    lists = tmp_path / "тізім.csv", tmp_path / "large.csv"
    lists[0].write_bytes("Аты-жөні;Қызметі\r\nмектеп;1\r\nғарышкерлік;2\r\n=көпір;3\r\n".encode("utf-16"))
    lists[1].write_text("мектеп\n" * 200_000)
    tab.scripts(on=scripts)
    tab.open(f"{site}/ru/")
    click(tab, "footer a[href='/ru/batch']")
    chosen(tab, lists[0])
    click(tab, "form.batch button")
    table = "[...document.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    counted = tab.ask(table)
    assert [row[0] for row in counted] == ["мектеп", "ғарышкерлік", "=көпір"]
    assert counted[0][1:] == ["36", "2016-09-06", "2026-08-18"]
    tab.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    tab.ask("document.querySelector('form.batch button.quiet').click()")
    wait(tmp_path / "izde.csv")
    read = [*csv.reader((tmp_path / "izde.csv").read_text("utf-8-sig").splitlines(), delimiter=";")]
    assert read == [
        ["query", "articles", "first", "last"],
        *([f"'{cells[0]}" if cells[0].startswith("=") else cells[0], *cells[1:]] for cells in counted),
    ]
    tab.open(f"{site}/ru/batch")
    chosen(tab, lists[1])
    click(tab, "form.batch button")
    assert tab.ask(HEADING) == "Файл слишком большой"
    tab.events.clear()  # Chromium says 413 in its console
    tab.scripts(on=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_what_is_found_is_taken_along_as_a_table(tab: Browser, site: str, tmp_path: Path, scripts: bool) -> None:
    """The link under the results brings all of them, and not the first page alone."""
    tab.scripts(on=scripts)
    tab.open(f"{site}/kk/?q={quote('мектептердегі')}&source={quote('Дала таңы')}")
    tab.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    tab.ask("document.querySelector(`a[href^='/export.csv']`).click()")
    wait(tmp_path / "izde.csv")
    rows = [*csv.DictReader((tmp_path / "izde.csv").read_text("utf-8-sig").splitlines())]
    assert (len(rows), {row["source"] for row in rows}) == (12, {"Дала таңы"})
    tab.scripts(on=True)


def chosen(tab: Browser, file: Path) -> None:
    """Choose a file in the form."""
    root = tab.call("DOM.getDocument")["root"]["nodeId"]
    field = tab.call("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
    tab.call("DOM.setFileInputFiles", nodeId=field, files=[str(file)])


def wait(file: Path) -> None:
    """Wait for a file to be there."""
    end = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < end, file
        time.sleep(0.03)


def test_a_search_is_kept_in_the_browser_under_a_name(tab: Browser, site: str) -> None:
    """It stands on the start page in each language with its filters, and can be deleted; nothing is kept elsewhere."""
    links = "[...document.querySelectorAll('.saved a')].map(a => [a.textContent, a.getAttribute('href')])"
    tab.open(f"{site}/en/")
    tab.ask("localStorage.clear()")
    assert tab.ask("document.querySelector('.saved').checkVisibility()") is False
    for query, name in (
        ("q=мектеп&lang=kk&page=2", "<b>Schools</b>"),
        ("q=көпір", ""),
        ("q=мектеп&lang=kk", "Мектеп $&"),
    ):
        tab.open(f"{site}/en/?{query}")
        tab.ask("document.querySelector('.save summary').click()")
        tab.until("document.querySelector('.save button').disabled", expected=False)
        if name:
            tab.ask(f"document.querySelector('#save-name').value = {name!r}")
        tab.ask("document.querySelector('.save button').click()")
        assert tab.ask("document.querySelector('.save [role=status]').textContent") == "Saved: it is on the start page."
    tab.open(f"{site}/ru/")
    school, bridge = f"/ru/?q={quote('мектеп')}&lang=kk", f"/ru/?q={quote('көпір')}"
    tab.until(links, [["Мектеп $&", school], ["көпір", bridge]])
    assert tab.ask("document.querySelector('.saved button').ariaLabel") == "Удалить: Мектеп $&"
    click(tab, ".saved a")
    assert tab.ask("location.pathname + location.search") == school
    tab.open(f"{site}/ru/")
    tab.until(f"{links}.length", 2)
    tab.ask("document.querySelector('.saved button').click()")
    assert tab.ask(links) == [["көпір", bridge]]
    assert tab.ask("document.activeElement.ariaLabel") == "Удалить: көпір"
    tab.ask("document.querySelector('.saved button').click()")
    assert tab.ask("document.querySelector('.saved').checkVisibility()") is False
    assert tab.ask("document.activeElement.id") == "q"
    tab.scripts(on=False)
    tab.open(f"{site}/ru/?q=көпір")
    assert tab.ask("document.querySelector('.save').checkVisibility()") is False
    tab.scripts(on=True)


@pytest.mark.parametrize(
    "kept",
    ["", "{", "7", "null", '[{"name": 1, "query": "?q=a"}, null]', '[{"name": "x", "query": "javascript:alert(1)"}]',
     '[{"name": "x", "query": "//evil.example/?"}]'],
)  # fmt: skip
def test_what_a_browser_keeps_is_not_trusted(tab: Browser, site: str, kept: str) -> None:
    """Only a name with parameters of our own page is a saved search."""
    tab.open(f"{site}/")
    tab.ask(f"localStorage.setItem('saved', {kept!r})")
    tab.open(f"{site}/")
    assert tab.ask("import('/static/saved.js').then(() => document.querySelectorAll('.saved li').length)") == 0
    tab.ask("localStorage.clear()")


def test_nothing_leaves_the_machine(tab: Browser, tmp_path: Path) -> None:
    """The server sees no cookie but that of a chosen language, and the browser asks nobody else."""
    seen: list[tuple[str, str]] = []
    with indexer.open(tmp_path / "index") as index:
        index.update(ROOT / "corpus")
        app = create_app(index)
        inner = app.wsgi_app
        app.wsgi_app = lambda given, start: (
            seen.append((given["PATH_INFO"], given.get("HTTP_COOKIE", ""))), inner(given, start)
        )[1]  # fmt: skip
        with served(app) as site:
            asked = []
            for address in PAGES:
                tab.open(site + address)
                asked += tab.loaded()
            typed(tab, "мек")
            tab.open(f"{site}/")
            assert [where for where, _ in asked if not where.startswith(site)] == []
            assert {cookie for _, cookie in seen} == {""}
            assert {where for where, _ in seen} > {"/kwic", "/batch", "/private", "/suggest", "/static/page.js"}
            click(tab, ".languages a[lang=ru]")
            assert tab.call("Network.getCookies")["cookies"][0]["value"] == "ru"
            tab.open(f"{site}/batch")
            assert {cookie for _, cookie in seen} == {"", "ui=ru"}


PAGES = ("/private", "/article/zh-2019-007?q=мектеп", "/?q=мектеп", "/kwic?q=мектеп", "/batch", "/nowhere", "/")
