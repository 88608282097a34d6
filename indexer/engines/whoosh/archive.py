"""What an engine answers from its ledger alone: articles, files, versions, retractions."""

import datetime as dt
from collections.abc import Iterable, Iterator

from ...article import Article
from ...retraction import Retraction
from .. import Entry, Stamp, Version
from .ledger import Ledger
from .versions import MOST


class Archive:
    """What is kept beside the terms."""

    ledger: Ledger

    def article(self, id: str) -> Article | None:
        """Return the article, or None."""
        return self.ledger.article(id)

    def articles(self) -> Iterator[Article]:
        """Yield every article."""
        return (line.article for line in self.ledger.lines())

    def entries(self) -> Iterator[Entry]:
        """Yield all articles with their files."""
        return (Entry(line.article, line.file) for line in self.ledger.lines())

    def owner(self, id: str) -> str | None:
        """Return the file an article came from ("" for none), or None if there is no such article."""
        return (line := self.ledger.line(id)) and line.file

    def owners(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the file that each of some articles came from; those that there are not are left out."""
        return self.ledger.owners(ids)

    def digests(self, file: str) -> dict[str, str]:
        """Return id -> digest of the articles that came from a file."""
        return self.ledger.digests(file)

    def stamps(self) -> dict[str, Stamp]:
        """Return name -> stamp of each file that need not be read again as long as it stays what it was."""
        return self.ledger.stamps()

    def files(self) -> set[str]:
        """Return the names of the files that articles came from."""
        return self.ledger.files()

    def is_known(self, name: str) -> bool:
        """Whether articles came from a file of this name, or from one in a folder of it."""
        return self.ledger.is_known(name)

    def count(self) -> int:
        """Return the number of articles."""
        return self.ledger.count()

    def versions(self, id: str, first: int = 1, most: int = MOST) -> list[Version]:
        """Return at most so many of what an article was before it was replaced, oldest first, from a number on."""
        return self.ledger.versions(id, first, most)

    def all_versions(self) -> Iterator[Version]:
        """Yield what articles were before they were replaced, those of each oldest first."""
        return self.ledger.all_versions()

    def changed(self) -> float:
        """Return the time since which no article has changed, in seconds."""
        return max(self.ledger.times(), default=0.0)

    def replaced(self, id: str) -> dict[int, dt.datetime]:
        """Return the number of each version that was replaced, and when, oldest first."""
        return self.ledger.replaced(id)

    def copies(self, articles: Iterable[Article]) -> list[Article]:
        """Return the articles that are copies of one of these, themselves too if they are there."""
        return self.ledger.copies(articles)

    def retracted(self, id: str, prints: Iterable[str] = ()) -> Retraction | None:
        """Return what keeps out an id, or something with one of these prints; None if nothing does."""
        return self.ledger.retracted(id, prints)

    def retractions(self) -> list[Retraction]:
        """Return all retractions, oldest first, those that were lifted too."""
        return self.ledger.retractions()
