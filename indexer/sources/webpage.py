"""Saved web pages: the article out of its frame, with what the page's own metadata say."""

import re
from collections.abc import Iterator
from typing import IO, Any

import lxml.html
import trafilatura
from trafilatura.settings import Document

from . import encoding
from .markup import declared, parsed, plain
from .row import METADATA, Row, Unreadable, remarked, row, whole

# Where a page says the day on which it was published, the surest first. Dates in its text are looked at by others.
DATES = (
    "//meta[@property='article:published_time' or @property='og:published_time' or @property='og:article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime",
    "//script[@type='application/ld+json'][contains(., 'datePublished')]/text()",
    "//meta[@name='pubdate' or @name='publishdate' or @name='date' or @name='parsely-pub-date']/@content",
    "//meta[@name='DC.date' or @name='dc.date' or @name='DC.date.issued' or @name='dcterms.date' or @name='dcterms.created']/@content",
    "//meta[@name='created']/@content",  # of a document that LibreOffice saved as a page
    "//time[@pubdate]/@datetime | //article//time/@datetime | //main//time/@datetime",
)
QUICK = {"extensive_search": False}  # trafilatura looks for a date too, and takes one from the text
DAY = re.compile(r"((?:19|20)\d\d-\d\d-\d\d)")
LINKED = re.compile(r"datePublished[\"'\s:]{1,9}((?:19|20)\d\d-\d\d-\d\d)")
FRAME = "no article stands out on the page: all of its text is taken"


def read(raw: IO[bytes]) -> Iterator[Row]:
    """Yield the article of a page."""
    yield page(whole(raw))


def page(data: bytes, url: str = "") -> Row:
    """Return the article of a page, read from an address if that is known."""
    text, remark = encoding.decode(data, declared(data))
    tree, cut = parsed(text)
    remark = "; ".join(filter(None, (remark, cut)))
    day = published(tree)
    found = trafilatura.bare_extraction(
        tree, url=url or None, include_comments=False, with_metadata=True, date_extraction_params=QUICK
    )
    if not isinstance(found, Document):
        return remarked(bare(parsed(text)[0], url, day), remark)
    return remarked(row(values(found.as_dict(), url, day), METADATA), remark)


def published(tree: lxml.html.HtmlElement) -> str:
    """Return the day on which a page says it was published, or ""."""
    for path in DATES:
        for said in tree.xpath(path):
            if found := (LINKED if "script" in path else DAY).search(said):
                return str(found.group(1))
    return ""


def values(found: dict[str, Any], url: str, day: str) -> dict[str, Any]:
    """Return what was found on a page as a row has it; its title stands above the text already."""
    title, text, url = found["title"] or "", found["text"] or "", found["url"] or url
    if title and text.startswith(title + "\n"):
        text = text[len(title) :].strip()
    named = {"title": title, "date": day, "author": found["author"], "url": url}
    named["source"] = found["sitename"] or found["hostname"]
    return {"text": text, **{name: value for name, value in named.items() if value}}


def bare(tree: lxml.html.HtmlElement, url: str, day: str) -> Row:
    """Return all text of a page, for none of it was told from the frame; raises Unreadable if there is none."""
    title = " ".join((tree.findtext(".//title") or "").split())
    text = plain(tree)
    if not text:
        raise Unreadable("a page without text")
    known = {"title": title, "url": url, "date": day}
    return remarked(row({"text": text, **{name: value for name, value in known.items() if value}}, METADATA), FRAME)
