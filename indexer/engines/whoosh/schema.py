"""What Whoosh indexes: terms that were analysed before they got here."""

import zlib
from array import array

from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Format

from ... import language


class Places(Format):  # type: ignore[misc]  # Whoosh's classes are untyped
    """The places of a term in a field, as 32-bit numbers."""

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the places."""
        return array("I", value).tolist()


class TermsField(FieldType):  # type: ignore[misc]
    """A field whose terms come analysed."""

    def __init__(self) -> None:
        super().__init__(Places(), analyzer=None)


# What is written beside the analysis; 2: where sentences begin; 3: sketches and links; 4: 1.5 slots a term; 5: odd bins of sketches;
# 6: authors.
FORMAT = 6
FIELDS = ("title", "text")
KINDS = ("forms", "stems", "sentences")
BLOCK = (
    128  # sentences of an article that have one term, their block's number: more would widen all frequencies to 2 bytes
)
TERMS = tuple(f"{field}_{kind}" for field in FIELDS for kind in KINDS)
SCHEMA = Schema(values=STORED(), **{name: TermsField() for name in TERMS})


def named(name: str) -> int:
    """Return a number for the name of a source or an origin, the same for «BAQ.KZ» and «baq kz»; 0 for none."""
    letters = "".join(filter(str.isalnum, name.casefold()))
    return zlib.crc32(letters.encode()) | bool(letters)


def made_by() -> str:
    """Return what tells how terms are made: those of another analysis or format are made again."""
    return f"{language.fingerprint()} {FORMAT}"
