"""Every page there is, by name: what barriers are looked for in, and what is drawn."""

from collections.abc import Iterator

from browser import Browser
from flask import Flask, abort

import indexer

PAGES = {
    "start": "/",
    "results": "/?q=школа мост",
    "filtered": "/?q=мектептердегі&lang=kk&since=2019-01-01&without=мектеп",
    "of an author": "/?lang=ru&author=Павел Гуров",
    "all authors": "/?lang=kk&names=author",
    "reprints": "/?q=мұрағат газеттер&lang=kk",
    "months": "/?q=мектептердегі&year=2024",
    "days": "/?q=мектептердегі&since=2024-02-01&until=2024-02-29",
    "second page": "/?q=мектептердегі&page=2",
    "noted": "/?q=vtrntg&since=жоқ",
    "ladder": "/?q=көпір шіркеу",
    "nothing": "/?q=ғарышкер&exact=1",
    "nothing at all": "/?q=zzzzqqq",
    "beyond the last": "/?q=мектептердегі&page=90",
    "article": "/article/zh-2019-007?q=мектептердегі&at=3&mark=2",
    "article of a family": "/article/dt-2023-013",
    "versions": "/article/changed/versions",
    "in context": "/kwic?q=мектеп",
    "nothing in context": "/kwic",
    "list of names": "/batch",
    "private": "/private",
    "removed": "/article/removed",
    "not there": "/article/nothing",
    **{f"error {code}": f"/wrong/{code}" for code in ("400", "401", "413", "414", "429", "500", "503", "late")},
}
# What stands on a page only once something is done there: the page, what to do, and what is true then.
STATES = {
    "suggestions": (
        "/",
        "const box = document.querySelector('#q'); box.focus(); box.value = 'мек'; box.dispatchEvent(new Event('input'))",
        "!document.querySelector('#suggestions').hidden",
    ),
    "keys": ("/", "document.querySelector('button.keys').click()", "document.querySelector('#keys').open"),
    "counted list": (
        "/batch",
        "const list = document.querySelector('#names'); list.value = 'мектеп\\nкөпір жөндеу\\nғарышкер'; list.form.requestSubmit()",
        "!!document.querySelector('#counted')",
    ),
    "saved searches": (
        "/?q=мектеп",
        "localStorage.saved = JSON.stringify([{name: 'Мектеп', query: '?q=мектеп'}]); location.assign(location.pathname)",
        "!!document.querySelector('.saved')?.checkVisibility()",
    ),
}
BROKEN = indexer.IndexMissing("no index: run `izde update` first")


def changed(index: indexer.Index) -> None:
    """Put what some pages show beside the sample corpus: an article with versions, and one that was taken out."""
    for text in ("Көпір биыл ашылады.", "Көпір келер жылы ашылады."):
        index.add(indexer.Article(text, id="changed", date="2024-01-01", source="Дала таңы"))
    index.add(indexer.Article("Бұл мақала кейін алынады.", id="removed", date="2024-01-01"))
    index.retract("removed", "сот шешімі 2-145/26")


def with_errors(app: Flask) -> Flask:
    """Return an application that goes wrong where it is asked to."""

    def wrong(id: str) -> str:
        if id in ("503", "late"):
            raise BROKEN if id == "503" else indexer.OutOfTime
        abort(int(id))

    app.add_url_rule("/<any(kk, ru, en):ui>/wrong/<id>", "wrong", wrong)
    return app


def opened(tab: Browser, site: str) -> Iterator[str]:
    """Open one page after the other, and yield its name once it is there."""
    for name, address in PAGES.items():
        tab.open(site + address)
        yield name
    for name, (address, do, there) in STATES.items():
        tab.open(site + address)
        tab.ask(f"{{ {do} }}; undefined")
        tab.until(f"document.readyState === 'complete' && {there}")
        yield name
    tab.ask("localStorage.clear()")
