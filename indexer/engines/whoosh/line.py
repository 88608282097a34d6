"""A line of the ledger: an article as it is kept, and what tells that it is what was written."""

import codecs
import json
import sqlite3
import zlib
from collections.abc import Iterable
from encodings.kz1048 import decoding_table
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...article import Article, loads
from ...errors import IndexDamaged

LETTERS = "kz1048"  # a byte a letter, Kazakh and Russian: read five times as fast as UTF-8 that is compressed

HEAD = "select row, id, file, digest, live, sum from articles"
WHOLE = HEAD.replace("sum", "sum, article")


class Line(NamedTuple):
    """An article as the ledger keeps it."""

    row: int
    id: str
    file: str
    digest: str
    live: int
    sum: int
    data: bytes = b""

    def sound(self) -> "Line":
        """Return this line; raises DatabaseError unless it is what was written."""
        wanted = sum_of(self.id, self.file, self.digest)
        if self.sum != (wanted if self.live == 1 else ~wanted):
            raise sqlite3.DatabaseError(f"row {self.row} is not what was written")
        return self

    @property
    def article(self) -> Article:
        """The article; raises IndexDamaged if this is not what was kept under the id."""
        try:
            article = loads(unpacked(self.data))
            if article.id == self.sound().id:
                return article
        except (sqlite3.DatabaseError, ValueError, KeyError, TypeError):
            pass
        raise IndexDamaged(
            f"article {self.id!r} in the ledger is damaged: restore the file, or move the folder away and update again"
        )


def sum_of(id: str, file: str, digest: str) -> int:
    """Return the sum that a row has of its texts while it is live."""
    return zlib.crc32(f"{id}\0{file}\0{digest}".encode())


def packed(line: str) -> bytes:
    """Return a line of JSON as it is kept: its sum, then a byte a letter; letters of other alphabets as JSON escapes them."""
    data = line.encode(LETTERS, "json")
    return zlib.crc32(data).to_bytes(4, "big") + data


def unpacked(data: bytes) -> str:
    """Return the line of JSON that `packed` wrote; raises ValueError for anything else."""
    line = data[4:]
    if zlib.crc32(line).to_bytes(4, "big") != data[:4]:
        raise ValueError("the sum differs")
    return codecs.charmap_decode(line, "strict", decoding_table)[0]  # by its name it takes a seventh longer


def escaped(error: UnicodeError) -> tuple[str, int]:
    """Return what JSON writes for letters that cannot be encoded, and where to go on."""
    assert isinstance(error, UnicodeEncodeError)  # nothing is decoded with this handler
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


def numbers(rows: Iterable[tuple[int]]) -> NDArray[np.int64]:
    """Return the numbers that rows of one column hold."""
    try:
        return np.fromiter((number for (number,) in rows), np.int64)
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(str(error)) from error


codecs.register_error("json", escaped)
