"""What was taken out of the archive for good, and how it is known again: by its id, and by prints of its text."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from .article import LONGEST_NAME, Article, encodes, first_sentence
from .errors import IndexerError

LONG = 100  # letters of a text that is known again under any title; «Толығырақ бейнежазбадан көріңіз.» is that of many


@dataclass(frozen=True)
class Retraction:
    """An article that was taken out: which, when, why and by whom; and when and by whom that was lifted, if it was."""

    id: str
    prints: tuple[str, ...]
    at: dt.datetime  # alike of an article and its copies, and of nothing else
    reason: str
    by: str = ""
    lifted: dt.datetime | None = None
    lifted_by: str = ""

    @property
    def day(self) -> dt.date:
        """The day on which it was taken out, as the clock on the wall has it."""
        return self.at.astimezone().date()

    def said(self) -> str:
        """Return this as a line of the log."""
        name = f" by {self.by}" if self.by else ""
        end = f"; lifted {self.lifted:%Y-%m-%d %H:%M} UTC" if self.lifted else ""
        return f"{self.id}\t{self.at:%Y-%m-%d %H:%M} UTC{name}\t{self.reason}{end}{self.lifter}"

    @property
    def lifter(self) -> str:
        """Who lifted it, as the log says it."""
        return f" by {self.lifted_by}" if self.lifted_by else ""


def prints(article: Article) -> tuple[str, str]:
    """Return the prints of an article's title with its text, and of its text: a reader may take a first line for a title."""
    return fingerprint(f"{article.title} {article.text}"), fingerprint(article.text)


def telling(article: Article) -> tuple[str, ...]:
    """Return by which of its prints an article is known to be a copy: of a short text under another title the text tells nothing."""
    alone = len(article.text) >= LONG or article.title == first_sentence(article.text)
    return prints(article)[: 2 if alone else 1]


def fingerprint(text: str) -> str:
    """Return the same for texts that differ in white space alone, and nothing of the text."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def retraction(article: Article, at: dt.datetime, reason: str, by: str) -> Retraction:
    """Return the retraction of an article."""
    return Retraction(article.id, prints(article), at, reason, by)


def check(**said: str) -> None:
    """Raise IndexerError unless what is to stand in the log can stand there."""
    for name, text in said.items():
        if not isinstance(text, str) or not encodes(text) or len(text) > LONGEST_NAME:
            raise IndexerError(f"the {name} of a retraction is no text of at most {LONGEST_NAME:,} letters: shorten it")
    if not said.get("reason", "-").strip():
        raise IndexerError("a retraction needs a reason: name the decision or the request behind it")
