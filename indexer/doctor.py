"""What in an archive is not as it should be, though the index is whole: articles and files to look at, and the next step."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .article import Article
from .engines import Engine
from .gaps import Calendar
from .language import letters
from .sources import encoding

EXAMPLES = 5  # of each finding
WORDS, LETTERS = 3, 200  # of an article that are shown
SHORT = 20  # words: a caption, or a page whose text was not found

# kind -> what, the next step
KINDS = {
    "failed": (
        "files that failed when they were read",
        "mend them and update; `izde update --retry` reads them as they are",
    ),
    "orphan": (
        "files that are gone, whose articles are still here",
        "`izde update` of their folder removes the articles",
    ),
    "mojibake": (
        "articles with letters that are lost or were misread",
        "take the text from its source again, as UTF-8",
    ),
    "look-alike": (
        "articles with letters of another alphabet inside words",
        "mend the text where it is written; Izde finds these words, other programs do not",
    ),
    "gap": (
        "stretches of time without an article of a source that has many before and after",
        "look for files that are missing",
    ),
    "undated": ("articles without a date", "write it into the file; `date:none` finds them"),
    "untitled": ("articles without a title, which have their first sentence for one", "write it into the file"),
    "short": (f"articles of fewer than {SHORT} words", "look whether the text is whole"),
}


@dataclass(frozen=True)
class Finding:
    """Something to look at: how many there are of it, and some of them."""

    kind: str
    what: str
    count: int
    examples: tuple[str, ...]  # ids of articles, paths of files, or a gap, and what is to be said of it
    step: str


class Cases:
    """Cases of one kind, counted; the first few are kept."""

    def __init__(self) -> None:
        self.count = 0
        self.examples: list[str] = []

    def add(self, example: str) -> None:
        """Count a case."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(example)


def undated(article: Article) -> str | None:
    """Return "" for an article without a date."""
    return None if article.date else ""


def untitled(article: Article) -> str | None:
    """Return "" for an article whose title was made from its text."""
    return "" if article.known.get("title", "text") == "text" else None


def short(article: Article) -> str | None:
    """Return a short text."""
    words = article.text.split(maxsplit=SHORT)
    return " ".join(words) if len(words) < SHORT else None


def mojibake(article: Article) -> str | None:
    """Return what was done to the letters of an article."""
    return encoding.mended(f"{article.title}\n{article.text}")[1] or None


def look_alike(article: Article) -> str | None:
    """Return words of two alphabets."""
    words = letters.mixed(f"{article.title}\n{article.text}")
    return ", ".join([*dict.fromkeys(words)][:WORDS]) or None


# What is asked of each article: what is to be said of it, None where there is nothing.
CHECKS: dict[str, Callable[[Article], str | None]] = {
    "mojibake": mojibake,
    "look-alike": look_alike,
    "undated": undated,
    "untitled": untitled,
    "short": short,
}


def findings(engine: Engine, home: Path) -> list[Finding]:
    """Return what is to be looked at in an archive whose files are named from `home`; every article is read."""
    cases = {kind: Cases() for kind in KINDS}
    calendar = Calendar()
    for article in engine.articles():
        for kind, check in CHECKS.items():
            said = check(article)
            if said is not None:
                cases[kind].add(f"{article.id}: {said[:LETTERS]}" if said else article.id)
        if article.date:
            calendar.add(article.source, article.date)
    for gap in calendar.gaps():
        cases["gap"].add(gap.said())
    for name in sorted(engine.files()):
        if not (home / name).exists():
            cases["orphan"].add(os.path.normpath(home / name))
    for name, stamp in sorted(engine.stamps().items()):
        if stamp.failures:
            cases["failed"].add(f"{os.path.normpath(home / name)}: {stamp.failures[0]}")
    return [
        Finding(kind, what, cases[kind].count, tuple(cases[kind].examples), step)
        for kind, (what, step) in KINDS.items()
        if cases[kind].count
    ]
