"""The embedded engine: a ledger of articles and, made from it, a Whoosh index of their terms.

To be read in this order: library, lock, passing, database, line, retractions, versions, stamps, frames, ledger, archive, folder, schema; batch, sketches, crew, segment, arrays, bm25, loops, kernel, inversion,
links, merge (what a commit writes); terms, storage, codec (how Whoosh writes and reads it); calendar, column, grid, generation, kept, prefixes, families, places, parts, evaluation, relatives, grams,
found, marks (what a search does); extent, figures, forms, written; care.
"""

import contextlib
import logging
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...errors import IndexBusy, IndexDamaged, IndexerError
from ...query import Phrase, Query, Word
from .. import Analysis, Changes, Extent, Figures, Found, Quote, Reprints, Vocabulary
from . import care, figures, forms, grams, library, relatives, written
from .archive import Archive
from .crew import Crew
from .evaluation import NOBODY, match
from .extent import extent
from .folder import FRESH, LEDGER, LOCK, TERMS, check, discard, littered, prepare
from .found import answer, folded, hiding, of_line, shown
from .frames import NONE, Frames, learn_all
from .generation import Generation
from .ledger import Ledger
from .lock import WAIT, Lock, attempts
from .passing import EXHAUSTED, passes
from .schema import FIELDS, made_by
from .segment import Content
from .terms import TermIndex

log = logging.getLogger("indexer")

BATCH = 8_000  # articles of one Whoosh commit; with `ledger.BYTES` it bounds the memory of a rebuild


class Commit(NamedTuple):
    """What one commit does to the terms."""

    row: int  # the highest it has
    dead: list[int]  # rows to take out
    contents: Iterator[Content]  # articles to add


class WhooshEngine(Archive):
    """An index in a folder. Any number of readers, one writer at a time."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        """Open the index in a folder, and make it first where there is none; what a crash left open is finished."""
        library.check()
        check(folder)
        self.folder = folder
        self.crew = Crew(analysis)
        self.waiting: Commit | None = None
        self.late = False  # whether the terms lack what is in the ledger, as far as this process knows
        self.frames = (-1, 0, 0), NONE  # as they were when a generation was first searched
        self.lock = Lock(folder / LOCK)
        with self.trouble():
            prepare(folder, self.lock)
            self.ledger = Ledger(folder / LEDGER)
            self.written = written.Written(self.ledger)
            try:
                self.terms = self.written_to = TermIndex(folder / TERMS, self.ledger.meta("id"))
                self.mend()
            except BaseException:
                self.ledger.close()
                raise

    def mend(self) -> None:
        """Open the terms; make them again if they cannot be used, and finish what a crash has left."""
        if not self.whole():
            with self.writing():
                if not self.whole():  # another process may have mended it meanwhile
                    self.empty()
        if self.behind() or self.terms.littered() or littered(self.folder):
            with self.writing(wait=0) as free:
                if free:
                    self.finish()

    def whole(self) -> bool:
        """Whether the terms can be read and hold each article of the ledger, but for those that are still to follow."""
        self.terms.open()
        if not self.terms.index or self.ledger.meta("analysis") != made_by():
            return False
        try:
            for _ in attempts():
                generation = self.terms.current()
                if self.agrees(generation):
                    return True
                if generation.name == self.terms.newest():
                    return False
        except Exception as error:
            if passes(error) or (isinstance(error, IndexerError) and not isinstance(error, IndexBusy)):
                raise  # it tells nothing of the terms
            log.warning("the terms in %s cannot be read (%s)", self.folder, repr(error))
        return False

    def agrees(self, generation: Generation) -> bool:
        """Whether a generation has the live rows of the ledger up to its highest; a writer may be between the two."""
        rows = generation.rows if generation.live is None else generation.rows[generation.live]
        live, dead = self.ledger.rows()
        expected = live[: np.searchsorted(live, generation.rows.max(initial=0), "right")]
        found = np.sort(np.setdiff1d(rows, dead, assume_unique=True))  # `compact` moves segments
        return np.array_equal(found, expected)

    def finish(self) -> None:
        """Finish what a crash has left; where that cannot be, searches go on with what there is."""
        self.late = True
        try:
            self.follow()
            self.late = False
            self.terms.storage.sweep()
            discard(self.folder)
        except IndexDamaged:
            raise
        except (OSError, IndexerError) as error:
            log.warning("%s cannot be written (%s): its newest articles are not found yet", self.folder, error)

    def empty(self) -> None:
        """Begin the terms anew, for they cannot be used or are not wanted."""
        self.ledger.check()
        if self.ledger.count():
            log.warning("the terms of %d articles in %s are made again", self.ledger.count(), self.folder)
        self.terms.empty()
        self.ledger.note(analysis=made_by())

    def close(self) -> None:
        """Let go of files and memory."""
        self.terms.forget()
        self.ledger.close()

    # Writing

    @contextlib.contextmanager
    def writing(self, wait: float = WAIT) -> Iterator[bool]:
        """Keep other writers out. With wait=0 lends False where there is one; else raises IndexBusy in the end."""
        with self.lock.held(wait) as held:
            try:
                yield held
            finally:
                if held and self.lock.depth == 1:
                    self.settle()

    def settle(self) -> None:
        """Finish what a fault or Ctrl-C has kept from the terms, now or when somebody writes again; let the crew go."""
        if self.late:
            with contextlib.suppress(Exception):  # it has been raised, or will be
                self.follow()
                self.late = False
        with contextlib.suppress(IndexerError):  # a longer log costs room alone
            self.ledger.shorten()
        self.waiting = None
        self.crew.close()

    def write(self, changes: Changes, more: bool = False) -> None:
        """Commit the changes: to the ledger, then to the terms."""
        with self.writing(), self.trouble():
            self.late = True  # from here on: a commit may fail after all of it is in the ledger
            self.ledger.write(changes)
            self.follow(more)
            self.late = more

    @contextlib.contextmanager
    def trouble(self) -> Iterator[None]:
        """Turn what Whoosh and the disk raise into errors of ours."""
        try:
            yield
        except IndexerError:
            raise
        except (OSError, *EXHAUSTED) as error:
            told = str(error) or type(error).__name__
            raise IndexerError(f"{self.folder} cannot be used ({told}): make room or access, and try again") from error
        except Exception as error:
            raise IndexDamaged(
                f"the terms in {self.folder} cannot be read ({error!r}): open the index again, and they are made again"
            ) from error

    def behind(self) -> bool:
        """Whether the terms lack something of the ledger, as after a crash between the two."""
        return bool(self.ledger.dead() or self.ledger.above(self.terms.highest(), most=1))

    def follow(self, more: bool = False) -> None:
        """Bring the terms to the state of the ledger, in commits of bounded size.

        With `more`, the last commit waits for the next call, while processes analyse what is in it.
        """
        if self.written_to is self.terms and littered(self.folder):
            discard(self.folder)
        frames = self.ledger.frames()
        dead = self.ledger.dead() if self.written_to is self.terms else []  # new terms never had them
        row = self.waiting.row if self.waiting else self.written_to.highest()
        while (batch := self.ledger.above(row, BATCH)) or dead:
            row = batch[-1].row if batch else row
            self.commit_waiting(Commit(row, dead, self.crew.gather(batch, frames)))
            dead = []
        if not more or not self.crew.threads:
            self.commit_waiting(None)

    def commit_waiting(self, following: Commit | None) -> None:
        """Do the commit that waits, and let another wait; where it fails none may come after it, for what lacks is above the highest row."""
        waiting, self.waiting = self.waiting, None
        if waiting:
            self.written_to.commit(waiting.dead, waiting.contents, more=bool(following))
            if waiting.dead:
                self.ledger.drop(waiting.dead)
        self.waiting = following

    # Care

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the index: a line each, with the next step."""
        with self.writing(), self.trouble():
            yield from care.faults(self)

    def rebuild(self) -> None:
        """Make the terms anew from the ledger, in a folder beside the old ones, which are searched until the new ones are whole."""
        with self.writing(), self.trouble():
            self.ledger.check()
            discard(self.folder)
            with self.ledger.transaction() as db:
                learn_all(db, self.ledger.lines())
            self.written_to = TermIndex(self.folder / FRESH, self.ledger.meta("id"))
            try:
                self.written_to.empty()
                self.follow()
                self.terms.take(self.written_to)
            finally:
                self.waiting, self.written_to = None, self.terms
                discard(self.folder)
            self.ledger.note(analysis=made_by())
            self.follow()

    def compact(self) -> None:
        """Remove for good what was deleted, and unite segments."""
        with self.writing(), self.trouble():
            self.follow()
            care.compact(self)

    # Reading

    def vocabulary(self) -> Generation:
        """Return what is known of words as the index now is."""
        with self.trouble():
            return self.terms.current()

    def forms(self, word: Word, title_only: bool, most: int) -> tuple[list[tuple[str, int]], int]:
        """Return the forms in which a word stands, each with its number of articles, and how many more there are."""
        with self.trouble():
            return forms.forms(self.terms.current(), word, FIELDS[:1] if title_only else FIELDS, most)

    def holding(self, phrase: Phrase) -> int:
        """Return how many articles have a phrase."""
        with self.trouble():
            return forms.holding(self.terms.current(), phrase)

    def search(  # noqa: PLR0917  # as it is asked everywhere
        self, query: Query, sort: str, start: int, size: int, fold: bool = False, archive: Vocabulary | None = None
    ) -> Found:
        """Return what matches, rows `start` to `start + size` of it; with `fold`, one of each family of reprints."""
        for _ in attempts():  # a writer may replace the generation after it was searched
            with self.trouble():
                generation, archive = archive if isinstance(archive, Generation) else self.terms.current(), None
                matched = match(generation, query, mixed=sort == "relevance" and query.long)
                hidden = hiding(generation.families, matched) if fold else NOBODY
                matched = relatives.weighed(generation, query, matched, start + size + len(hidden))
                if sort == "relevance":
                    matched = grams.weighed(generation, query, matched, self.ledger.articles)
                if fold and len(matched.kin):
                    hidden = hiding(generation.families, matched)
                page = shown(generation, folded(matched, hidden), sort, start, size, fold=fold)
                rows = generation.rows[page.read].tolist()
                articles = self.ledger.articles(rows)
                if len(articles) == len({*rows}):
                    frames = self.framed(generation)
                    return answer(generation, matched, query, page, articles, frames, len(hidden))
                if self.terms.current() is generation:
                    self.ledger.lacks(set(rows) - articles.keys())
        raise IndexBusy(f"{self.folder} changes faster than it can be searched: try again")

    def extent(self, query: Query) -> Extent:
        """Return how many articles match with every wanted clause, and from when to when."""
        with self.trouble():
            return extent(self.terms.current(), query, self.ledger.articles)

    def framed(self, generation: Generation) -> Frames:
        """Return the frames of sources as they were when a generation was first searched."""
        if self.frames[0] != generation.name:
            self.frames = generation.name, self.ledger.frames()
        return self.frames[1]

    def reprints(self, id: str) -> Reprints:
        """Return the others of an article's family."""
        with self.trouble():
            return of_line(self.terms.current(), self.ledger.line(id), self.ledger.articles)

    def beginning(self, field: str, heads: Collection[str], most: int) -> list[tuple[str, int]]:
        """Return at most so many forms of a field that begin in one of these ways, and about how many articles have each."""
        with self.trouble():
            return written.beginning(self.terms.current(), field, heads, most)

    def quotes(self, field: str, forms: Sequence[str], most: int) -> tuple[int, list[Quote]]:
        """Return how many articles have forms one after another in a field, and at most so many of those fields."""
        with self.trouble():
            return self.written.quotes(self.terms.current(), field, forms, most)

    def figures(self) -> Figures:
        """Return how large the archive is."""
        with self.trouble():
            return figures.figures(self)
