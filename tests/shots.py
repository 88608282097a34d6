"""Draws the pages of the sample archive: `python tests/shots.py` those of docs/, `python tests/shots.py FOLDER` all there are."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from browser import Browser, browser, served
from pages import changed, opened, with_errors

import indexer
from webapp import create_app

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DESKTOP, PHONE = (1280, 900), (390, 844)
LANGUAGES = ("kk", "ru", "en")
SCHEMES = ("light", "dark")


class Shot(NamedTuple):
    """A picture that README shows: what of which page, in which window, light or dark, at so many points a pixel."""

    address: str
    window: tuple[int, int]
    scheme: str = "light"
    do: str = ""
    scale: float = 1


SHOTS = {
    "results": Shot("/kk/?q=мектептердегі", (1280, 1000)),
    "searched": Shot("/kk/?q=мектептердегі оқушылар", DESKTOP, do="document.querySelector('.searched').open = true"),
    "article": Shot("/kk/article/dt-2022-015?q=мектептердегі&at=2", DESKTOP, "dark"),
    "context": Shot("/kk/kwic?q=көпір&lang=kk", (1280, 760)),
    "start-phone": Shot("/kk/", PHONE, scale=1.5),
    "results-phone": Shot(
        "/ru/?q=школа мост", PHONE, do="document.querySelector('.tools').scrollIntoView()", scale=1.5
    ),
    "article-phone": Shot("/ru/article/sp-2022-004?q=школа мост&at=2", PHONE, "dark", scale=1.5),
}


@contextmanager
def shown(*, more: bool) -> Iterator[tuple[Browser, str]]:
    """Serve the sample archive, with more than is in it for pages that need it, and lend a browser with the address."""
    with tempfile.TemporaryDirectory() as folder, indexer.open(Path(folder, "index")) as index:
        index.update(ROOT / "corpus")
        if more:
            changed(index)
        with served(with_errors(create_app(index))) as site, browser(Path(folder, "profile")) as tab:
            yield tab, site


def kept() -> None:
    """Draw what README shows."""
    with shown(more=False) as (tab, site):
        for name, (address, window, scheme, do, scale) in SHOTS.items():
            tab.scheme(scheme)
            tab.size(*window, scale)
            tab.open(site + address)
            tab.ask(f"{do}; document.fonts.ready.then(() => true)")
            tab.picture(DOCS / f"{name}.webp", whole=False)


def everything(folder: Path) -> None:
    """Draw every page in each language, light and dark, on a desk and on a phone, with their whole length."""
    folder.mkdir(parents=True, exist_ok=True)
    with shown(more=True) as (tab, site):
        for language in LANGUAGES:
            for scheme in SCHEMES:
                for device, window in (("desktop", DESKTOP), ("phone", PHONE)):
                    tab.scheme(scheme)
                    tab.size(*window)
                    for name in opened(tab, f"{site}/{language}"):
                        tab.picture(folder / f"{name.replace(' ', '-')}-{language}-{scheme}-{device}.png")


if __name__ == "__main__":
    everything(Path(sys.argv[1])) if sys.argv[1:] else kept()
