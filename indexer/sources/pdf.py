"""PDF files: the text of their pages, title, author and date of the document's own information."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import IO

from pypdfium2 import PdfDocument, PdfiumError

from .plain import split_title
from .row import METADATA, Row, Unreadable, row

# мек-¶теп is one word: at the end of a line PDFium gives ￾ for a hyphen that breaks a word, and - for one that it is not sure of.
BROKEN = re.compile(r"(?<=[а-яёәғқңөұүһіa-z])(\ufffe|\x02|[-\u00ad]\n)(?=[а-яёәғқңөұүһіa-z])")
WIDE = re.compile(r"[ \t\u00a0]+")  # lines set to one width
DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
BROWSER = "Mozilla/"  # a browser's document has the day on which somebody printed a page
LOCKED = "password"


def read(raw: IO[bytes]) -> Iterator[Row]:
    """Yield a mark for each page, then the article of a PDF file."""
    try:
        with closing(PdfDocument(raw)) as document:
            texts = []
            for number in range(len(document)):
                yield Row(place=f"page {number + 1}")
                texts.append(text(document, number))
            yield article(document, "\n".join(texts))
    except PdfiumError as error:
        if LOCKED in str(error):
            raise Unreadable("locked by a password: save it without") from error
        raise Unreadable(f"not a PDF that can be read ({str(error)[:120]}): save it again") from error


def text(document: PdfDocument, number: int) -> str:
    """Return the text of a page."""
    with closing(document[number]) as page, closing(page.get_textpage()) as found:
        return str(found.get_text_bounded()).replace("\r\n", "\n")


def article(document: PdfDocument, body: str) -> Row:
    """Return the article of a document; raises Unreadable if it has no letters."""
    body = BROKEN.sub("", WIDE.sub(" ", body)).strip()
    if not body:
        raise Unreadable("a PDF without text: if it is a scan, have its letters recognised (OCR) first")
    known = document.get_metadata_dict()
    title, day = known["Title"].strip(), DAY.match(known["CreationDate"] * (BROWSER not in known["Creator"]))
    heading, rest = split_title(body)
    if not title or heading == title:
        title, body = heading, rest
    named = {"title": title, "author": known["Author"].strip(), "date": "-".join(day.groups()) if day else ""}
    return row({"text": body, **{name: value for name, value in named.items() if value}}, METADATA)
