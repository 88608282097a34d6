"""Plain text: one article a file, in the raw form ` date YYYY-MM-DD text…` or without any header."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from .. import dates
from ..article import LONGEST, Article
from ..dates import published
from ..errors import BadArticle
from .row import UNDATED, Row, Unreadable

HEADER = re.compile(r"\s*date\s+(\d{4}-\d{2}-\d{2})(?:\s+|$)")
LONGEST_TITLE = 200  # letters; a longer first line is a paragraph
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(file: Path) -> Iterator[Row]:
    """Yield the article of a text file."""
    size = file.stat().st_size
    if size > 4 * LONGEST:
        raise Unreadable(f"{size / 1e6:.0f} MB are too long for one article (5 million letters): split it")
    text = decode(file.read_bytes())
    if not text.strip():
        raise Unreadable("the file is empty")
    yield row(text, size)


def decode(data: bytes) -> str:
    """Return the text of a file, by its byte order mark or as UTF-8; raises Unreadable rather than guess."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"not {encoding} text (byte {error.start}): save it as UTF-8") from None
    if BINARY.search(text):
        raise Unreadable("not a text: it has control characters")
    return text


def row(text: str, size: int) -> Row:
    """Return the article in a text, with the header's date and a title line taken out of it."""
    header = HEADER.match(text)
    if header:
        date, known, text = dates.written(header.group(1)), "given", text[header.end() :].strip()
    else:
        (date, text), known = split_date(text.strip()), "text"
    reason = f"date {header.group(1)} is not a day: {UNDATED}" if header and not date else ""
    title, text = split_title(text)
    day, precision = date or (None, "")
    try:
        article = Article(text=text, title=title, date=day, precision=precision, known={"date": known} if date else {})
        return Row(article, reason=reason, read=size)
    except BadArticle as error:
        return Row(reason=str(error), read=size)


def split_date(text: str) -> tuple[dates.Dated | None, str]:
    """Return (date, text): a first line is no title if it is a day and nothing else («29 қыркүйек 2025», «Күні: 29.09.2025»)."""
    line, _, rest = text.partition("\n")
    found = published.alone(line) if rest.strip() else None
    return (found, rest.strip()) if found and found.precision == "day" else (None, text)


def split_title(text: str) -> tuple[str, str]:
    """Return (title, text): a first line is a title if it is short, does not end as a sentence does, and text follows."""
    line, _, rest = text.partition("\n")
    line = line.strip()
    if rest.strip() and 0 < len(line) <= LONGEST_TITLE and line[-1] not in ".…,;:":
        return line, rest.strip()
    return "", text
