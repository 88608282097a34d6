"""The engine of a cluster: OpenSearch 3 keeps the articles and finds them by the terms that are analysed here.

To be read in this order: address, cluster; schema, frames, document, bulk, notes, versions (what is written); clauses, scores, calendar,
marks, words, leaders, search (what is asked); care.

What it does not do: fold reprints; of three words near each other each is near the next somewhere. A prefix in a phrase
stands for its hundred commonest forms.
It asks nothing of a cluster but what every offer of OpenSearch has: no plug-in, no script.
"""

import contextlib
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence

from ...article import Article
from ...errors import IndexDamaged, IndexerError, IndexMissing
from ...query import Phrase, Query, Word
from ...retraction import telling
from .. import Analysis, Changes, Entry, Extent, Figures, Found, Quote, Vocabulary
from . import bulk, care, frames
from .address import address
from .archive import Archive
from .cluster import Answer, Cluster, document_id
from .document import documents
from .frames import Frames
from .schema import made_by
from .search import Search
from .words import Words

BATCH = 500  # articles that are analysed in one go


class OpenSearchEngine(Archive):
    """An index in a cluster. Any number of readers and of writers."""

    def __init__(self, where: str, analysis: Analysis, create: bool = True) -> None:
        """Open the index at an address, and make it first where there is none."""
        self.where, self.address = where, address(where)
        self.analysis = analysis
        super().__init__(Cluster(self.address))
        self.lock = threading.RLock()
        self.late = False  # whether something was written that searches do not see yet
        if not care.there(self.cluster):
            if not create:
                raise IndexMissing(f"no index at {self.address}: run `izde update` first")
            care.make(self.cluster)
        self.stale = care.made_by(self.cluster) != made_by()

    def current(self) -> None:
        """Raise IndexDamaged if the terms were made by another analysis: what is asked here would not fit them."""
        if self.stale:
            self.stale = care.made_by(self.cluster) != made_by()  # another process may have made them anew
        if self.stale:
            raise IndexDamaged(f"the terms of {self.address} were made by another version: run `izde rebuild`")

    def close(self) -> None:
        """Let go of connections."""
        self.cluster.close()

    # Writing

    @contextlib.contextmanager
    def writing(self) -> Iterator[object]:
        """Keep other threads out; other processes may write at the same time."""
        with self.lock:
            try:
                yield None
            finally:
                if self.late:
                    with contextlib.suppress(IndexerError):  # what was written is safe, and soon seen anyway
                        self.visible(self.name)

    def write(self, changes: Changes, more: bool = False) -> None:
        """Commit the changes, in an order in which a crash leaves nothing that the next update does not mend.

        Files that are no longer known as they were come first, then articles, then files that are read.
        """
        self.current()
        forgotten = {name: stamp for name, stamp in changes.stamps.items() if not stamp}
        bulk.write(
            self.cluster, [*self.notes.stamped(forgotten), *self.notes.logged(changes.retractions, changes.former)]
        )
        if changes.retractions:
            self.visible(self.notes.log)
        self.write_versions(changes)
        self.late = True
        known = self.learned(entry.article for entry in changes.put.values()) if changes.put else {}
        bulk.write(self.cluster, self.actions(changes, known), alias=True)
        self.keep_out(changes.put.values())
        if not more:
            self.visible(self.name)
        if changes.put or changes.delete:
            self.notes.note(changed=time.time())
        read = {name: stamp for name, stamp in changes.stamps.items() if stamp is not None}
        bulk.write(self.cluster, self.notes.stamped(read))
        if changes.stamps:
            self.visible(self.notes.files)

    def write_versions(self, changes: Changes) -> None:
        """Keep what is about to be replaced, and delete the versions of what goes."""
        former, struck = self.former, [*changes.former, *(print for one in changes.retractions for print in one.prints)]
        rows = [
            *former.kept(changes.put),
            *former.forgotten([*changes.delete]),
            *former.restored(changes.versions),
        ]
        bulk.write(self.cluster, rows)
        if rows:
            self.visible(former.index)
        if struck and (rows := [*former.struck(struck)]):
            bulk.write(self.cluster, rows)
            self.visible(former.index)

    def learned(self, articles: Iterable[Article]) -> Frames:
        """Return the lines that sources are known to repeat, those too that show in some articles."""
        before, found = self.notes.frames(), frames.repeated(articles)
        known = frames.united(before, found)
        if new := {source: prints for source, prints in known.items() if prints != before.get(source)}:
            bulk.write(self.cluster, self.notes.framed(new))
            self.visible(self.notes.files)
        return known

    def actions(self, changes: Changes, known: Frames) -> Iterator[Answer]:
        """Yield what is to be done to articles."""
        yield from self.deletions(changes.delete - changes.put.keys())
        entries = list(changes.put.values())
        for first in range(0, len(entries), BATCH):
            yield from self.additions(entries[first : first + BATCH], self.name, known)

    def additions(self, entries: Sequence[Entry], index: str, known: Frames) -> Iterator[Answer]:
        """Yield what puts articles into an index, without the lines that their sources repeat."""
        spans = [frames.standing(known, entry.article) for entry in entries]
        analysed = self.analysis([frames.without(e.article, here) for e, here in zip(entries, spans, strict=True)])
        for entry, document in zip(entries, documents(entries, analysed, spans), strict=True):
            yield {"index": {"_index": index, "_id": document_id(entry.article.id)}}
            yield document

    def deletions(self, ids: Iterable[str]) -> Iterator[Answer]:
        """Yield what deletes articles."""
        return ({"delete": {"_index": self.name, "_id": document_id(id)}} for id in ids)

    def keep_out(self, entries: Collection[Entry]) -> None:
        """Delete what another process has retracted meanwhile.

        That one says so first and deletes then; this one writes first and looks then: one of both sees the other.
        """
        out = {key for one in self.notes.retractions() if not one.lifted for key in (one.id, *one.prints)}
        if gone := [e.article.id for e in entries if out and not out.isdisjoint((e.article.id, *telling(e.article)))]:
            bulk.write(self.cluster, self.deletions(gone), alias=True)

    def visible(self, index: str) -> None:
        """Let searches see what was written."""
        self.late = self.late and index != self.name
        self.cluster.ask("POST", f"{index}/_refresh")

    # Care

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the index: a line each, with the next step."""
        return care.faults(self)

    def rebuild(self) -> None:
        """Make the terms anew from the articles, under a new index; searches go on meanwhile, writers are kept out."""
        care.rebuild(self)
        self.stale = False

    def compact(self) -> None:
        """Remove for good what was deleted."""
        care.compact(self.cluster, f"{self.name},{self.former.index}")

    # Reading

    def vocabulary(self) -> Words:
        """Return what is known of words as the index now is."""
        self.current()
        return Words(self.cluster)

    def forms(self, word: Word, title_only: bool, most: int) -> tuple[list[tuple[str, int]], int]:
        """Return the forms in which a word stands, each with its number of articles, and how many more there are."""
        return self.vocabulary().forms(word, title_only, most)

    def holding(self, phrase: Phrase) -> int:
        """Return how many articles have a phrase."""
        return self.vocabulary().holding(phrase)

    def search(  # noqa: PLR0917  # as it is asked everywhere
        self,
        query: Query,
        sort: str,
        start: int,
        size: int,
        fold: bool = False,  # noqa: ARG002
        archive: Vocabulary | None = None,
    ) -> Found:
        """Return what matches, rows `start` to `start + size` of it; reprints are not folded here, whatever `fold` says."""
        return self.asked(query, sort, archive).found(start, size)

    def extent(self, query: Query) -> Extent:
        """Return how many articles match with every wanted clause, and from when to when."""
        return self.asked(query, "oldest").extent()

    def asked(self, query: Query, sort: str, archive: Vocabulary | None = None) -> Search:
        """Return a search for a query, with what is known of words already."""
        return Search(self.cluster, archive if isinstance(archive, Words) else self.vocabulary(), query, sort)

    def figures(self) -> Figures:
        """Return how large the archive is; reprints are not known here."""
        return care.figures(self)

    def beginning(self, field: str, heads: Collection[str], most: int) -> list[tuple[str, int]]:
        """Return at most so many forms of a field that begin in one of these ways, and about how many articles have each."""
        return self.vocabulary().beginning(field, heads, most)

    def quotes(self, field: str, forms: Sequence[str], most: int) -> tuple[int, list[Quote]]:
        """Return how many articles have forms one after another in a field, and at most so many of those fields."""
        return self.vocabulary().quotes(field, forms, most)
