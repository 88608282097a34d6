"""Web archives (WARC): the pages and PDF files that a crawl brought home."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from ..article import LONGEST_NAME, Article
from . import kinds
from .row import Row, Unreadable, guarded, shown, whole

WANTED = ("response", "resource")
TYPES = ("text/html", "application/xhtml", "application/pdf")


def read(raw: IO[bytes], start: int = 0) -> Iterator[Row]:
    """Yield a mark for each page from one on, and its article or a reason. An answer that is no page is passed over."""
    part = pages = 0
    try:
        for record in ArchiveIterator(raw):
            part += 1
            if part > start and wanted(record):
                pages += 1
                place = shown(f"record {part} {address(record)}")
                yield Row(place=place, part=part, read=raw.tell())
                yield from guarded(page(record), place, part)
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        yield Row(place=f"after record {part}", reason=f"the archive is damaged ({str(error)[:120]}): copy it again")
        return
    if not pages and not start:
        raise Unreadable("a web archive without pages")


def wanted(record: Any) -> bool:
    """Whether a record may be an article: a page or a PDF file that the server did answer with."""
    answer = record.http_headers
    kind = (answer or record.rec_headers).get_header("Content-Type", "") or ""
    return (
        record.rec_type in WANTED
        and kind.lower().startswith(TYPES)
        and (not answer or answer.get_statuscode() == "200")
    )


def address(record: Any) -> str:
    """Return where a page came from."""
    return str(record.rec_headers.get_header("WARC-Target-URI") or "")


def page(record: Any) -> Iterator[Row]:
    """Yield the article of a record."""
    data = whole(record.content_stream())
    if data.startswith(b"%PDF-"):
        found = kinds.module("pdf").read(BytesIO(data))
    else:
        found = [kinds.module("html").page(data, address(record))]
    for one in found:
        yield one._replace(article=placed(one.article, record)) if one.article else one


def placed(article: Article, record: Any) -> Article:
    """Return the article with its address, and the time it was fetched, which is not when it was published."""
    fetched = record.rec_headers.get_header("WARC-Date")
    url = article.url or address(record)[:LONGEST_NAME]
    source = article.source or urlsplit(url).hostname or ""
    return replace(article, url=url, source=source, extra={**article.extra, "fetched": fetched})
