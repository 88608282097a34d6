"""Plain text: one article a file, in the raw form ` date YYYY-MM-DD text…` or without any header."""

import re
from collections.abc import Iterator
from typing import IO

from .. import dates
from ..article import Article
from ..dates import published
from ..errors import BadArticle
from . import encoding
from .row import UNDATED, Row, Unreadable, remarked, whole

HEADER = re.compile(r"\s*date\s+(\d{4}-\d{2}-\d{2})(?:\s+|$)")
LONGEST_TITLE = 200  # letters; a longer first line is a paragraph


def read(raw: IO[bytes]) -> Iterator[Row]:
    """Yield the article of a text file."""
    data = whole(raw)
    text, remark = encoding.decode(data)
    if not text.strip():
        raise Unreadable("the file is empty")
    yield remarked(article(text, len(data)), remark)


def article(text: str, size: int) -> Row:
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
        made = Article(text=text, title=title, date=day, precision=precision, known={"date": known} if date else {})
        return Row(made, reason=reason, read=size)
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
