"""JSON Lines, packed by gzip or not: one article a line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any

from ..article import LONGEST, Article, written_date
from ..errors import BadArticle
from .row import UNDATED, Row, Unreadable

LONGEST_LINE = 6 * LONGEST  # bytes: a letter may be written as \u0431
HOPELESS = 20  # lines; if none of the first is JSON, the rest will not be
FIELDS = {"title": "title", "source": "source", "url": "url", "lang": "language", "author": "author"}
BROKEN_ARCHIVE = (EOFError, zlib.error, gzip.BadGzipFile)


def read(file: Path) -> Iterator[Row]:
    """Yield an article or a reason for each line that is not blank."""
    number = broken = good = 0
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        try:
            for number, line in lines(gzip.GzipFile(fileobj=raw) if packed else raw):
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


def lines(stream: gzip.GzipFile | BufferedReader) -> Iterator[tuple[int, bytes]]:
    """Yield (number, line) of each line with something in it; of a line over the limit only its beginning."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        more = line
        while len(more) == LONGEST_LINE and not more.endswith(b"\n"):
            more = stream.readline(LONGEST_LINE)
        if line.strip():
            yield number, line


def parse(line: bytes) -> Row:
    """Return the article in a line of JSON, or why there is none."""
    if len(line) == LONGEST_LINE:
        return Row(reason=f"longer than {LONGEST_LINE:,} bytes: split the article")
    try:
        values = json.loads(line.decode("utf-8-sig").strip())
    except UnicodeDecodeError as error:
        return Row(reason=f"not UTF-8 (byte {error.start}): save it as UTF-8")
    except (ValueError, RecursionError) as error:
        return Row(reason=f"not JSON: {str(error)[:120]}")
    if not isinstance(values, dict):
        return Row(reason='not an object: a row is {"text": …}')
    return row(values)


def row(values: dict[str, Any]) -> Row:
    """Return the article in a row's values: `text` is required, unknown keys are kept."""
    given = {name: value for key, name in FIELDS.items() if (value := values.pop(key, None)) is not None}
    text, name, written = (values.pop(key, None) for key in ("text", "id", "date"))
    if name is not None and not isinstance(name, (int, str)):
        return Row(reason=f"id {str(name)[:40]!r} is {type(name).__name__}: put it in quotes")
    name = "" if name is None else str(name)
    if text is None:
        return Row(reason="a row without text", id=name)
    date, reason = None, ""
    try:
        date = None if written is None else written_date(str(written))
    except BadArticle as error:
        values["date"], reason = written, f"{error}; {UNDATED}"
    try:
        day, precision = date or (None, "")
        article = Article(text=text, id=name, date=day, precision=precision, extra=values, **given)
        return Row(article, reason=reason, id=name)
    except BadArticle as error:
        return Row(reason=str(error), id=name)
