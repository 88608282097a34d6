"""Word files (.docx): paragraphs and tables in their order, title and date of the document's properties."""

import datetime as dt
from collections.abc import Iterator
from typing import IO

import docx
from docx.document import Document
from docx.table import Table

from .plain import split_title
from .row import METADATA, Row, Unreadable, row

HEADINGS = ("Title", "Heading 1")
TEMPLATE = dt.datetime(
    2013, 12, 23, 23, 15, tzinfo=dt.timezone.utc
)  # python-docx's empty document, which programs start from


def read(raw: IO[bytes]) -> Iterator[Row]:
    """Yield the article of a Word file."""
    document = docx.Document(raw)
    lines = [line for line in map(str.strip, paragraphs(document)) if line]
    if not lines:
        raise Unreadable("a Word file without text")
    title, text = heading(document, lines)
    known = document.core_properties
    date = known.created if known.created != TEMPLATE else None
    named = {"title": title, "author": known.author, "date": date.date().isoformat() if date else ""}
    yield row({"text": text, **{name: value for name, value in named.items() if value}}, METADATA)


def paragraphs(document: Document) -> Iterator[str]:
    """Yield the paragraphs, and the rows of tables, in the order in which they stand."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for cells in block.rows:
                yield "\t".join(dict.fromkeys(cell.text for cell in cells.cells))  # a merged cell is given many times
        else:
            yield block.text


def heading(document: Document, lines: list[str]) -> tuple[str, str]:
    """Return (title, text): a first heading is the title, else the property, else a first line that looks like one."""
    first = next((one for one in document.paragraphs if one.text.strip()), None)
    text, rest = "\n".join(lines), "\n".join(lines[1:])
    named = (document.core_properties.title or "").strip()
    style = first.style.name if first is not None and first.style else ""
    if rest and first is not None and first.text.strip() == lines[0] and (style in HEADINGS or lines[0] == named):
        return lines[0], rest
    return (named, text) if named else split_title(text)
