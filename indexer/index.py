"""Index: what changes an archive, on top of what is asked of it; the only module that knows both ends."""

import contextlib
import datetime as dt
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from . import doctor, retraction
from .article import Article, complete, encodes
from .doctor import Finding
from .engines import Changes, Engine, Entry, Occurrences, Terms
from .engines.opensearch import OpenSearchEngine
from .engines.opensearch.address import is_address
from .engines.whoosh import WhooshEngine
from .engines.whoosh.folder import is_index
from .errors import ArticleMissing, IndexerError, IndexMissing, Retracted
from .language.lexicon import HERE, NOTHING, Lexicon
from .reader import Reader
from .report import Report
from .retraction import Retraction, telling
from .transfer import transfer
from .update import Progress, Update

NOWHERE = Path(os.sep, ".izde")  # no folder: from there a cluster names files, so that whole paths are known


class Index(Reader):
    """An index, open. Use it in a `with`, or close it; several threads may search it at once."""

    def __init__(self, engine: Engine, home: Path) -> None:
        super().__init__(engine)
        self.home = home
        self.pending: Changes | None = None

    def __enter__(self) -> "Index":  # noqa: PYI034  # Self came with Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and memory."""
        self.engine.close()

    # Writing: durable and visible when the call returns

    def update(
        self,
        path: str | os.PathLike[str],
        *,
        allow_empty: bool = False,
        retry: bool = False,
        only: Collection[Path] | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Bring the index to the state of a file or folder, and return what was done.

        Only what came from there is replaced or removed. A bad file or row is in `report.failed`, and what was known of
        it stays; what failed fails again unread, until it changes or `retry` is set. A folder that has lost all of more than ten files is taken for a disk that is not mounted and nothing is
        removed, unless `allow_empty`. `only` are paths below a folder, where it is known that no other has changed.
        `progress(bytes read, bytes in all, articles)` is called as the work goes on.
        Raises SourceMissing if there is nothing at `path`.
        """
        only = None if only is None else {Path(os.path.realpath(one.parent), one.name) for one in only}
        with self.engine.writing():
            self.alone("an update")
            return Update(self.engine, Path(path), self.home, progress).run(allow_empty, only, retry)

    def add(self, article: Article) -> str:
        """Add an article, or replace the one with its id; return the id. Raises Retracted for one that was taken out."""
        article = complete(article)
        with self.gathering() as changes:
            if out := self.engine.retracted(article.id, telling(article)):
                raise Retracted(
                    f"article {out.id!r} was retracted ({out.reason}): `izde retract --lift` lets it in again"
                )
            changes.put[article.id] = Entry(article, "")
            changes.delete.discard(article.id)
        return article.id

    def delete(self, id: str) -> bool:
        """Remove an article; whether there was one. It may come back when its file is read again."""
        if not encodes(id):
            return False
        with self.gathering() as changes:
            kept = id not in changes.delete and self.engine.owner(id) is not None
            if kept:
                changes.delete.add(id)
            return changes.put.pop(id, None) is not None or kept

    @contextlib.contextmanager
    def batch(self) -> Iterator[Changes]:
        """Gather the adds and deletes made inside; they are committed together at its end, or not at all on an error."""
        with self.gathering() as changes:
            before = replace(changes, put=dict(changes.put), delete=set(changes.delete))
            try:
                yield changes
            except BaseException:
                changes.put, changes.delete = before.put, before.delete
                raise

    @contextlib.contextmanager
    def gathering(self) -> Iterator[Changes]:
        """Lend the changes of the batch there is; where there is none, those made inside are committed at its end."""
        with self.engine.writing():  # first, so that another thread waits and does not join this batch
            if self.pending is not None:
                yield self.pending
                return
            self.pending = Changes()
            try:
                yield self.pending
                if self.pending:
                    self.engine.write(self.pending)
            finally:
                self.pending = None

    # What is taken out for good

    def retract(self, id: str, reason: str, by: str = "") -> list[Retraction]:
        """Take an article and its copies out for good, whatever brings them again, and return what the log says of that.

        A copy has the text that the article has, or had in a version that is kept, but for white space; a short one under no
        other title. All versions go with them. `compact` removes them from the disk too. Raises ArticleMissing if there is
        no such article; one that is out already is what it was.
        """
        retraction.check(id=id, reason=reason, by=by)
        with self.engine.writing():
            self.alone("a retraction")
            was = [version.article for version in self.versions(id)]
            if not was:
                if log := self.out(id):
                    return log
                raise ArticleMissing(f"no article {id!r}: `izde search` prints the ids")
            out = [was[-1], *(copy for copy in self.engine.copies(was) if copy.id != id)]
            files = {self.engine.owner(one.id) or "" for one in out}
            at = dt.datetime.now(dt.timezone.utc)
            listed = [retraction.retraction(one, at, reason, by) for one in out]
            stamps = dict.fromkeys(files - {""})  # so that the next update counts what is left of them
            former = {print: at for one in was[:-1] for print in retraction.prints(one)}
            self.engine.write(Changes({}, {one.id for one in out}, {**stamps}, listed, former))
            return listed

    def lift(self, id: str, by: str = "") -> list[Retraction]:
        """Let a retracted article and its copies in again, and return what the log says; the next update reads all files.

        Raises ArticleMissing if it is not retracted.
        """
        retraction.check(id=id, by=by)
        with self.engine.writing():
            self.alone("a retraction")
            at = dt.datetime.now(dt.timezone.utc)
            listed = [replace(one, lifted=at, lifted_by=by) for one in self.out(id)]
            if not listed:
                raise ArticleMissing(f"no article {id!r} is retracted: `izde retract --list` prints those that are")
            self.engine.write(Changes(stamps=dict.fromkeys(self.engine.stamps()), retractions=listed))
            return listed

    def out(self, id: str) -> list[Retraction]:
        """Return what took an article out, and its copies with it."""
        found = self.retracted(id)
        return [one for one in self.retractions() if found and not one.lifted and one.at == found.at]

    def alone(self, what: str) -> None:
        """Raise IndexerError within a batch, for what is there when its call returns."""
        if self.pending is not None:
            raise IndexerError(f"{what} cannot be a part of a batch: call it before or after")

    # Care

    def verify(self) -> list[str]:
        """Return what is wrong with the index, a line each with the next step; nothing for one that is whole.

        Every file is read and every article unpacked: a minute for some hundred thousand.
        """
        return list(self.engine.faults())

    def doctor(self) -> list[Finding]:
        """Return what in the archive is to be looked at, though the index is whole; every article is read, as by `verify`."""
        return doctor.findings(self.engine, self.home)

    def rebuild(self) -> None:
        """Make what is searched anew from the articles that are kept, without the lines that sources are known to repeat by now."""
        self.engine.rebuild()

    def copy_to(self, other: "Index") -> int:
        """Copy everything into another index, which is empty, of either kind; return the number of articles."""
        return transfer(self.engine, self.home, other.engine, other.home)

    def compact(self) -> None:
        """Remove deleted text from the disk for good, and give back its room."""
        self.engine.compact()


def open(where: str | os.PathLike[str], *, create: bool = True) -> Index:
    """Open the index in a folder, or the one of a cluster at an address such as http://host:9200/articles.

    What is missing is made, or raises IndexMissing with create=False. A cluster knows a file by its whole path, so that
    several machines may update it from different folders.
    """
    if is_address(where):
        return Index(OpenSearchEngine(str(where), analysis, create), NOWHERE)
    folder = Path(os.path.realpath(where))
    if not create and not is_index(folder):
        raise IndexMissing(f"no index in {where}: run `izde update` first")
    return Index(WhooshEngine(folder, analysis), folder)


def analysis(articles: Sequence[Article]) -> dict[str, Terms]:
    """Return the terms of articles' fields."""
    if HERE.lexicon.full:
        HERE.lexicon = Lexicon()
    spoken = [article.language for article in articles]
    titles, texts = [article.title for article in articles], [article.text for article in articles]
    return {"title": terms(HERE.lexicon, titles, spoken), "text": terms(HERE.lexicon, texts, spoken)}


def terms(lexicon: Lexicon, texts: Sequence[str], spoken: Sequence[str]) -> Terms:
    """Return the terms of texts; `spoken` are the languages of sentences that do not tell."""
    words = lexicon.columns(texts, spoken)
    stemmed = words.stems != NOTHING
    stems = words.stems[stemmed], words.texts[stemmed], words.places[stemmed]
    return Terms(
        Occurrences(lexicon.terms, words.forms, words.texts, words.places),
        Occurrences(lexicon.terms, *stems),
        words.sizes,
        words.begins,
        words.ends,
        words.sentences,
    )
