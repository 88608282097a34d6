"""How Whoosh writes and reads segments: a codec and a writer at its own extension points."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.writing import SegmentWriter

from . import merge
from .links import linked
from .schema import TERMS
from .segment import Content, Segment, key
from .storage import DurableStorage, names


class Codec(base.Codec):  # type: ignore[misc]  # Whoosh's classes are untyped
    """Segments of mapped arrays."""

    length_stats = False

    def __init__(self) -> None:
        self.fresh: list[Content] = []  # what is new
        self.absorbed: list[tuple[Content, Any]] = []  # segments that become a part of the one being written
        self.others: list[Content] = []  # segments that stay

    def new_segment(self, storage: DurableStorage, indexname: str) -> Segment:
        """Return a new segment."""
        return Segment(indexname)

    def per_document_writer(self, storage: DurableStorage, segment: Segment) -> "DocumentWriter":
        """Return what would take documents one by one."""
        return DocumentWriter()

    def field_writer(self, storage: DurableStorage, segment: Segment) -> "PostingWriter":
        """Return what writes the segment."""
        return PostingWriter(self, storage, segment)

    def terms_reader(self, storage: DurableStorage, segment: Segment) -> "Terms":
        """Return the terms of a segment."""
        return Terms(storage.content(segment))

    def per_document_reader(self, storage: DurableStorage, segment: Segment) -> "Documents":
        """Return the documents of a segment."""
        return Documents(storage.content(segment), segment)


class Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer; it takes articles gathered into arrays, many at once."""

    def __init__(self, index: Any, *, more: bool = False) -> None:
        super().__init__(index, codec=Codec())
        self.more = more  # whether another commit follows
        self.united: frozenset[str] = frozenset()  # segments to be made one, whatever their sizes

    def take(self, content: Content) -> None:
        """Add articles."""
        self.codec.fresh.append(content)
        self.docnum += len(content)
        self._added = True  # as Whoosh's own `add_reader` notes that there is something to write

    def commit(self, *_: Any, **__: Any) -> None:
        """Commit; segments are merged as `merge.doomed` says."""
        super().commit(mergetype=absorb)
        self.storage.sweep()

    def _commit_toc(self, segments: list[Segment]) -> None:
        """Name the generation, by a manifest that has all its segments."""
        self.storage.named = names(segments)
        super()._commit_toc(segments)


def absorb(writer: Writer, segments: list[Segment]) -> list[Segment]:
    """Make segments a part of the one being written; return those that stay as they are."""
    first = merge.doomed(
        [s.size for s in segments], [s.deleted_count() for s in segments], writer.docnum, more=writer.more
    )
    doomed = [s for s in segments if s.segid in writer.united] if writer.united else segments[first:]
    for segment in doomed:
        if live := segment.doc_count():
            writer.codec.absorbed.append((writer.storage.content(segment), segment.dead))
            writer.docnum += live
            writer._added = True  # noqa: SLF001
    stay = [s for s in segments if s not in doomed]
    writer.codec.others = [writer.storage.content(s) for s in stay if writer.codec.fresh]
    return stay


class DocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Takes nothing: documents come with their terms."""

    is_closed = False

    def close(self) -> None:
        """Take no more."""
        self.is_closed = True


class PostingWriter(base.FieldWriter):  # type: ignore[misc]
    """Writes the batch, and what it absorbs, as one segment."""

    is_closed = False

    def __init__(self, codec: Codec, storage: DurableStorage, segment: Segment) -> None:
        self.codec, self.storage, self.segment = codec, storage, segment

    def add_postings(self, schema: Any, lengths: Any, items: Any) -> None:
        """Write the segment's file."""
        parts = [*self.codec.absorbed, *((content, None) for content in self.codec.fresh)]
        known = [*self.codec.others, *(content for content, _ in self.codec.absorbed)]
        links = linked(self.codec.fresh, known)
        self.storage.write_arrays(self.segment.file, *merge.merged(parts, links))

    def close(self) -> None:
        """Do nothing: the file is whole."""
        self.is_closed = True


# For Whoosh's own queries and matchers: what the evaluation is held against


class Terms(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment as Whoosh asks for them."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.content.find(key(*term)) >= 0

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield (field, term) in order."""
        for number in range(len(self.content["term_starts"]) - 1):
            yield self.term(number)

    def term(self, number: int) -> tuple[str, bytes]:
        """Return the field and the term under a number."""
        found = bytes(self.content.text[self.content.bounds[number] : self.content.bounds[number + 1]])
        return TERMS[found[0]], found[1:]

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield (field, term) in order, from a term on."""
        start = TERMS.index(fieldname), prefix
        return (pair for pair in self.terms() if (TERMS.index(pair[0]), pair[1]) >= start)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield (field, term) with what is known of it."""
        return ((pair, self.term_info(*pair)) for pair in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield (field, term) with what is known of it, from a term on."""
        return ((pair, self.term_info(*pair)) for pair in self.terms_from(fieldname, prefix))

    def number(self, fieldname: str, text: bytes) -> int:
        """Return the number of a term; raises KeyError, as Whoosh expects of all but a matcher."""
        number = self.content.find(key(fieldname, text))
        if number < 0:
            raise KeyError(fieldname, text)
        return number

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return what is known of a term."""
        at = self.content.postings(self.number(fieldname, text))
        documents, frequencies = self.content["documents"][at], self.content["frequencies"][at]
        weight, first, last = float(frequencies.sum(dtype=np.int64)), int(documents[0]), int(documents[-1])
        return TermInfo(weight, len(documents), 1, 0, float(frequencies.max()), first, last)

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands in all documents."""
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have a term."""
        return int(self.term_info(fieldname, text).doc_frequency())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Return a matcher over the postings of a term; raises TermNotFound."""
        number = self.content.find(key(fieldname, text))
        if number < 0:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        at = self.content.postings(number)
        frequencies = self.content["frequencies"][at]
        cuts = np.cumsum(frequencies, dtype=np.int64)[:-1]
        values = [piece.tobytes() for piece in np.split(self.content.places(number).astype(np.uint32), cuts)]
        documents, weights = self.content["documents"][at].tolist(), frequencies.astype(float).tolist()
        info = self.term_info(fieldname, text)
        return ListMatcher(documents, weights, values, format_, scorer, term=(fieldname, text), terminfo=info)

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        """Return none: nothing of ours walks over terms by spelling."""
        return base.EmptyCursor()

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return list(TERMS)


class Documents(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment as Whoosh asks for them."""

    def __init__(self, content: Content, segment: Segment) -> None:
        self.content, self.segment = content, segment

    def doc_count(self) -> int:
        """Return the number of documents that are not deleted."""
        return int(self.segment.doc_count())

    def doc_count_all(self) -> int:
        """Return the number of documents."""
        return len(self.content)

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self.segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return self.segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """Yield the deleted documents."""
        return self.segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many places a field of a document has."""
        return int(self.content[f"{fieldname.partition('_')[0]}_lengths"][docnum])

    def field_length(self, fieldname: str) -> int:
        """Return how many places a field has in all documents."""
        return int(self.content.notes["lengths"][fieldname.partition("_")[0]][0])

    def min_field_length(self, fieldname: str) -> int:
        """Return how many places a field has at least."""
        return int(self.content[f"{fieldname.partition('_')[0]}_lengths"].min())

    def max_field_length(self, fieldname: str) -> int:
        """Return how many places a field has at most."""
        return int(self.content[f"{fieldname.partition('_')[0]}_lengths"].max())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the ledger's row of a document."""
        return {"values": int(self.content["rows"][docnum])}
