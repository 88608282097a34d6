"""What Whoosh indexes: terms that were analysed before they got here, and what an article is counted and sorted by."""

from array import array
from typing import NamedTuple

from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Format

from .. import Span


class Values(NamedTuple):
    """What of an article a segment keeps beside its terms."""

    row: int  # the article's in the ledger
    id: str
    day: int  # days since 1 January of the year 1; 0 for an article without a date
    year: int  # 0 likewise
    source: str
    language: str
    lengths: dict[str, int]  # field -> places; 0 if it is not weighed
    spans: dict[str, list[Span]]  # field -> where in the text each place is


class Places(Format):  # type: ignore[misc]  # Whoosh's classes are untyped
    """The places of a term in a field, as 32-bit numbers."""

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the places."""
        return array("I", value).tolist()


class TermsField(FieldType):  # type: ignore[misc]
    """A field whose terms come analysed."""

    def __init__(self) -> None:
        super().__init__(Places(), analyzer=None)


FIELDS = ("title", "text")
KINDS = ("forms", "stems", "sentences")  # the last has one term, whose places are those at which sentences begin
SENTENCE = ""
TERMS = tuple(f"{field}_{kind}" for field in FIELDS for kind in KINDS)
SCHEMA = Schema(values=STORED(), **{name: TermsField() for name in TERMS})
