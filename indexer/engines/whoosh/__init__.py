"""The embedded engine: a ledger of articles and, made from it, a Whoosh index of their terms.

To be read in this order: lock, ledger, schema; batch, segment, arrays, merge (what a commit writes); storage, codec (how Whoosh
writes and reads it); generation, evaluation, found, marks (what a search does).
"""

import contextlib
import logging
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np

from ... import language
from ...article import Article
from ...errors import IndexBusy, IndexDamaged, IndexerError, NotAnIndex
from ...query import Query, phrases
from .. import Analysis, Changes, Found, Row, Stamp
from . import marks
from .codec import Writer
from .evaluation import Match, match
from .found import facets, first
from .generation import Generation
from .ledger import Ledger, create
from .lock import WAIT, Lock, attempts
from .schema import FIELDS, SCHEMA, Values
from .storage import DurableStorage, Gone, make, sync

log = logging.getLogger("indexer")

LEDGER, TERMS, LOCK = "ledger.db", "whoosh", "writer.lock"
UNCHANGED = 3  # attempts to open the same generation
BATCH = 4_000  # articles of one Whoosh commit: bounds the memory of a rebuild


class WhooshEngine:
    """An index in a folder. Any number of readers, one writer at a time."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        """Open the index in a folder, and make it first where there is none; what a crash left open is finished."""
        if folder.exists() and not folder.is_dir():
            raise NotAnIndex(f"{folder} is a file: name a folder")
        if folder.exists() and not is_index(folder) and any(map(foreign, folder.iterdir())):
            raise NotAnIndex(f"{folder} holds other files than an index: name another folder")
        self.folder = folder
        self.analysis = analysis
        self.generation: Generation | None = None
        self.reads = threading.RLock()  # one thread opens a generation, the others wait for it
        self.lock = Lock(folder / LOCK)
        with self.trouble():
            self.make()
            self.ledger = Ledger(folder / LEDGER)
            try:
                self.mend()
            except BaseException:
                self.close()
                raise

    def make(self) -> None:
        """Make the ledger where there is none."""
        make(self.folder)
        if not is_index(self.folder):
            with self.writing():
                if not is_index(self.folder):  # still: another process may have been first
                    if any(self.folder.glob(f"{TERMS}/*.toc")):
                        raise IndexDamaged(
                            f"{self.folder / LEDGER} is gone: restore it, or move the folder away and update again"
                        )
                    create(self.folder / LEDGER)

    def mend(self) -> None:
        """Open the terms; make them again if they cannot be used, and finish what a crash has left."""
        self.storage = DurableStorage(str(self.folder / TERMS), self.ledger.meta("id"))
        self.index = self.opened()
        if not self.whole():
            with self.writing():  # another process may have mended it meanwhile
                self.index = self.opened()
                if not self.whole():
                    self.index = self.emptied()
        if self.behind() or self.littered():
            with self.writing(wait=0) as free:
                if free:
                    self.finish()

    def opened(self) -> Any:
        """Return Whoosh's index as it stands, or None if it cannot be used."""
        if self.ledger.meta("analysis") != language.fingerprint():
            return None
        with contextlib.suppress(Exception):  # whatever a damaged file makes Whoosh stumble over
            return self.storage.open_index(schema=SCHEMA)
        return None

    def whole(self) -> bool:
        """Whether the terms can be read and hold each article of the ledger, but for those that are still to follow."""
        if self.index is None:
            return False
        try:
            for _ in attempts():
                generation = self.current()
                if self.agrees(generation):
                    return True
                if generation.name == self.newest():
                    return False
        except Exception as error:
            if isinstance(error, IndexerError) and not isinstance(error, IndexBusy):
                raise  # the ledger's: it tells nothing of the terms
            log.warning("the terms in %s cannot be read (%s)", self.folder, repr(error))
        return False

    def agrees(self, generation: Generation) -> bool:
        """Whether a generation has the live rows of the ledger up to its highest; a writer may be between the two."""
        rows = generation.rows if generation.live is None else generation.rows[generation.live]
        live, dead = self.ledger.rows()
        expected = live[: np.searchsorted(live, generation.rows.max(initial=0), "right")]
        return np.array_equal(np.setdiff1d(rows, dead, assume_unique=True), expected)

    def littered(self) -> bool:
        """Whether there are files of a writer that was killed, or of one at work."""
        with contextlib.suppress(FileNotFoundError):  # a writer has just replaced the generation
            return bool(self.storage.left_over())
        return False

    def finish(self) -> None:
        """Finish what a crash has left; where that cannot be, searches go on with what there is."""
        try:
            self.follow()
            self.storage.sweep()
        except IndexDamaged:
            raise
        except (OSError, IndexerError) as error:
            log.warning("%s cannot be written (%s): its newest articles are not found yet", self.folder, error)

    def emptied(self) -> Any:
        """Return a new Whoosh index in place of the one that cannot be used."""
        self.ledger.check()
        if self.ledger.count():
            log.warning("the terms of %d articles in %s are made again", self.ledger.count(), self.folder)
        self.generation, self.storage.opened = None, {}
        shutil.rmtree(self.storage.folder, ignore_errors=True)
        index = self.storage.create().create_index(SCHEMA)
        sync(self.folder)  # else terms of another analysis might come back after a power cut
        self.ledger.note(analysis=language.fingerprint())
        return index

    def close(self) -> None:
        """Let go of files and memory."""
        with self.reads:
            self.generation = None
            self.storage.opened = {}
        self.ledger.close()

    # Writing

    def writing(self, wait: float = WAIT) -> contextlib.AbstractContextManager[bool]:
        """Keep other writers out. With wait=0 lends False where there is one; else raises IndexBusy in the end."""
        return self.lock.held(wait)

    def write(self, changes: Changes) -> None:
        """Commit the changes: to the ledger, then to the terms."""
        with self.writing(), self.trouble():
            self.ledger.write(changes)
            self.follow()

    @contextlib.contextmanager
    def trouble(self) -> Iterator[None]:
        """Turn what Whoosh and the disk raise into errors of ours."""
        try:
            yield
        except IndexerError:
            raise
        except OSError as error:
            raise IndexerError(f"{self.folder} cannot be used ({error}): make room or access, and try again") from error
        except Exception as error:
            raise IndexDamaged(
                f"the terms in {self.folder} cannot be read ({error!r}): open the index again, and they are made again"
            ) from error

    def behind(self) -> bool:
        """Whether the terms lack something of the ledger, as after a crash between the two."""
        return bool(self.ledger.dead() or self.ledger.above(self.highest(), most=1))

    def highest(self) -> int:
        """Return the highest row in the terms: rows only rise, so all live ones above it are missing there."""
        return int(self.current().rows.max(initial=0))

    def follow(self) -> None:
        """Bring the terms to the state of the ledger, in commits of bounded size."""
        dead = self.ledger.dead()
        row = self.highest()
        while True:
            batch = self.ledger.above(row, BATCH)
            if batch or dead:
                self.commit(batch, dead)
            if len(batch) < BATCH:
                return
            row, dead = batch[-1][0], []

    def commit(self, batch: Iterable[tuple[int, Article]], dead: list[int]) -> None:
        """Add articles to the terms and take rows out, in one commit."""
        writer = Writer(self.index, WAIT)
        try:
            for number in np.flatnonzero(np.isin(self.current().rows, dead)).tolist():
                writer.delete_document(number)
            for row, article in batch:
                writer.add_document(**self.fields(row, article))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        if dead:
            self.ledger.drop(dead)

    def fields(self, row: int, article: Article) -> dict[str, object]:
        """Return Whoosh's fields for an article."""
        fields: dict[str, object] = {}
        analysis = self.analysis(article)
        for name, terms in analysis.items():
            fields |= {f"{name}_forms": terms.forms, f"{name}_stems": terms.stems}
        fields["values"] = Values(
            row=row,
            id=article.id,
            day=article.date.toordinal() if article.date else 0,
            year=article.date.year if article.date else 0,
            source=article.source,
            language=article.language,
            lengths={name: len(terms.spans) if terms.weighed else 0 for name, terms in analysis.items()},
            spans={name: terms.spans for name, terms in analysis.items()},
        )
        return fields

    # Reading

    def article(self, id: str) -> Article | None:
        """Return the article, or None."""
        return self.ledger.article(id)

    def owner(self, id: str) -> str | None:
        """Return the file an article came from ("" for none), or None if there is no such article."""
        return self.ledger.owner(id)

    def digests(self, file: str) -> dict[str, str]:
        """Return id -> digest of the articles that came from a file."""
        return self.ledger.digests(file)

    def stamps(self) -> dict[str, Stamp]:
        """Return name -> stamp of each file that was read without a fault."""
        return self.ledger.stamps()

    def files(self) -> set[str]:
        """Return the names of the files that articles came from."""
        return self.ledger.files()

    def count(self) -> int:
        """Return the number of articles."""
        return self.ledger.count()

    def current(self) -> Generation:
        """Return the newest generation; opening is tried again while a writer replaces the one just seen.

        Whoosh's own `refresh()` is never called: it brings deleted documents back (findings/whoosh.md, section 2).
        """
        with self.reads:
            seen: list[tuple[int, int, int]] = []
            for _ in attempts():
                with contextlib.suppress(FileNotFoundError, Gone):
                    seen.append(self.newest())
                    return self.renewed()
                if len(set(seen[-UNCHANGED:])) == 1 and len(seen) >= UNCHANGED:
                    break  # no writer has replaced it: something is gone
            raise IndexBusy(f"{self.folder} changes faster than it can be opened: try again")

    def renewed(self) -> Generation:
        """Return the newest generation, opened if it is not the one open."""
        name = self.newest()
        if not self.generation or self.generation.name != name:
            self.renew(name)
        return cast("Generation", self.generation)

    def newest(self) -> tuple[int, int, int]:
        """Return what tells the newest generation from any other, one of the same number in a new index too."""
        number = self.index.latest_generation()
        state = Path(self.storage.folder, f"_{self.index.indexname}_{number}.toc").stat()
        return number, state.st_ino, state.st_mtime_ns

    def renew(self, name: tuple[int, int, int]) -> None:
        """Open a generation in place of the one before it, whose memory goes when nobody searches it any more."""
        self.generation = Generation(name, self.index.reader())

    def search(self, query: Query, sort: str, start: int, size: int) -> Found:
        """Return what matches, rows `start` to `start + size` of it."""
        for _ in attempts():  # a writer may replace the generation after it was searched
            with self.trouble():
                generation = self.current()
                matched = match(generation, query)
                page = shown(generation, matched, sort, start, size)
                articles = self.ledger.articles(generation.rows[page].tolist())
                if len(articles) == len(page):
                    return answer(generation, matched, query, page, articles)
                if self.current() is generation:
                    self.ledger.lacks(set(generation.rows[page].tolist()) - articles.keys())
        raise IndexBusy(f"{self.folder} changes faster than it can be searched: try again")


def shown(generation: Generation, matched: Match, sort: str, start: int, size: int) -> list[int]:
    """Return the documents of a page: those with every wanted clause come before those with some."""
    stop, page = start + size, []
    for documents in (matched.complete, matched.partial):
        if start < len(documents) and stop > 0:
            scores = matched.score(documents) if matched.hits else None
            page += first(generation, documents, scores, sort, stop)[max(start, 0) :]
        start, stop = start - len(documents), stop - len(documents)
    return page


def answer(
    generation: Generation, matched: Match, query: Query, page: list[int], articles: dict[int, Article]
) -> Found:
    """Return what a search found."""
    wanted = phrases(query.wanted)
    marked = zip(*(marks.spans(generation, page, wanted, field) for field in FIELDS), strict=True)
    scores = matched.score(np.array(page, np.intp)).tolist()
    rows = [
        Row(articles[row], score, matched.missing(document), dict(zip(FIELDS, spans, strict=True)))
        for row, score, document, spans in zip(generation.rows[page].tolist(), scores, page, marked, strict=True)
    ]
    counted = matched.complete if len(matched.complete) else matched.partial
    return Found(len(matched.complete), len(matched.partial), rows, facets(generation, counted))


def is_index(folder: Path) -> bool:
    """Whether there is an index in the folder."""
    return (folder / LEDGER).is_file()


def foreign(file: Path) -> bool:
    """Whether a file is none that an index begins with, hidden files apart."""
    return not file.name.startswith((".", "ledger.")) and file.name not in (TERMS, LOCK)
