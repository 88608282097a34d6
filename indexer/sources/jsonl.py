"""JSON Lines, packed by gzip or not: one article a line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import IO

from ..article import LONGEST
from .row import Row, Unreadable, row

LONGEST_LINE = 6 * LONGEST  # bytes: a letter may be written as \u0431
LARGE = 1_000_000
HOPELESS = 20  # lines; if none of the first is JSON, the rest will not be
EMPTY = 1_000_000  # blank lines in a row
BOMB = 50  # times the packed size; JSON of news packs to a fourth or a tenth
BROKEN_ARCHIVE = (EOFError, zlib.error, gzip.BadGzipFile)


def read(raw: IO[bytes]) -> Iterator[Row]:
    """Yield an article or a reason for each line that is not blank."""
    number = broken = good = 0
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    stream = gzip.GzipFile(fileobj=raw) if packed else raw
    try:
        for number, line in lines(stream, raw):
            found = parse(line)._replace(place=f"line {number}", read=raw.tell())
            good += bool(found.article or found.id)
            broken += found.article is None
            if broken == HOPELESS and not good:
                raise Unreadable(f"not JSON Lines: {found.reason}")
            yield found
    except BROKEN_ARCHIVE as error:
        yield Row(place=f"after line {number}", reason=f"the archive is damaged ({error}): copy it again")
        return
    if not number:
        raise Unreadable("the file is empty")


def lines(stream: gzip.GzipFile | IO[bytes], raw: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (number, line) of each line with something in it; of a line over the limit only its beginning."""
    number = blank = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        more = line
        while len(more) == LONGEST_LINE and not more.endswith(b"\n"):
            more = stream.readline(LONGEST_LINE)
            check(stream, raw)
        check(stream, raw)
        blank = blank + 1 if line.isspace() else 0
        if not blank:
            yield number, line
        elif blank == EMPTY:
            raise Unreadable(f"{EMPTY:,} blank lines one after the other: no archive of articles")


def check(stream: gzip.GzipFile | IO[bytes], raw: IO[bytes]) -> None:
    """Raise BadGzipFile for an archive that swells as no text does."""
    if stream is not raw and stream.tell() > BOMB * (raw.tell() + LONGEST):
        raise gzip.BadGzipFile(f"it unpacks to more than {BOMB} times its size")


def parse(line: bytes) -> Row:
    """Return the article in a line of JSON, or why there is none."""
    if len(line) == LONGEST_LINE:
        return Row(reason=f"longer than {LONGEST_LINE:,} bytes: split the article")
    if len(line) > LARGE and line.count(b"{") + line.count(b"[") > LARGE:
        return Row(reason=f"has more than {LARGE:,} values in values: no article has")  # each takes 64 bytes and more
    try:
        values = json.loads(line.decode("utf-8-sig").strip())
    except UnicodeDecodeError as error:
        return Row(reason=f"not UTF-8 (byte {error.start}): save it as UTF-8")
    except (ValueError, RecursionError) as error:
        return Row(reason=f"not JSON: {str(error)[:120]}")
    if not isinstance(values, dict):
        return Row(reason='not an object: a row is {"text": …}')
    return row(values)
