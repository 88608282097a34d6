"""What Whoosh indexes: terms that were analysed before they got here, and the ledger's row of each article."""

from array import array
from collections.abc import Iterator

from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Format


class Places(Format):  # type: ignore[misc]  # Whoosh's classes are untyped
    """The places of a term in a field, as 32-bit numbers."""

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the places."""
        return array("I", value).tolist()


class TermsField(FieldType):  # type: ignore[misc]
    """A field that is given its terms: {term: places}."""

    def __init__(self) -> None:
        super().__init__(Places(), analyzer=None)

    def index(self, value: dict[str, list[int]], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, places) as Whoosh's writer takes them."""
        for term, places in value.items():
            yield term.encode(), len(places), float(len(places)), array("I", places).tobytes()


FIELDS = ("title", "text")
SCHEMA = Schema(
    row=COLUMN(NumericColumn("q")),
    title_length=COLUMN(NumericColumn("I")),
    text_length=COLUMN(NumericColumn("I")),
    title_forms=TermsField(),
    title_stems=TermsField(),
    text_forms=TermsField(),
    text_stems=TermsField(),
)
