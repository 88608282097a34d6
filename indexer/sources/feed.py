"""Feeds: RSS and Atom, an article for each entry."""

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

import feedparser

from . import encoding
from .markup import declared, text
from .row import METADATA, Row, Unreadable, remarked, row, whole

ADDRESS = re.compile(r"\S+@\S+")  # RSS asks for one: a@b.kz (Айгүл Серік)


def read(raw: IO[bytes]) -> Iterator[Row]:
    """Yield the articles of a feed. An entry's place is its own name, so that its id stays when newer ones come before it."""
    data = whole(raw)
    decoded, remark = encoding.decode(data, declared(data))
    found = feedparser.parse(BytesIO(decoded.encode()), response_headers={"content-type": "text/xml; charset=utf-8"})
    if not found.entries:
        raise Unreadable("a feed without entries" if found.version else "not a feed that can be read: save it again")
    for entry in found.entries:
        name = entry.get("id") or entry.get("link") or entry.get("title", "")
        yield remarked(row(values(entry, found.feed), METADATA), remark)._replace(place=f"entry {name[:200]}")


def values(entry: Any, feed: Any) -> dict[str, Any]:
    """Return what an entry says as a row has it."""
    bodies = [part.value for part in entry.get("content", [])] or [entry.get("summary", "")]
    title = text(entry.get("title", ""))
    body = text(max(bodies, key=len))
    day = entry.get("published_parsed") or entry.get("updated_parsed")
    named = {
        "title": title,
        "url": entry.get("link"),
        "author": name(entry.get("author", "")),
        "source": text(feed.get("title", "")),
    }
    named |= {"date": dt.date(*day[:3]).isoformat() if day else "", "guid": entry.get("id")}
    return {"text": body or title, **{name: value for name, value in named.items() if value}}


def name(author: str) -> str:
    """Return who an author is, without the address for letters, if there is more.

    >>> name("a@b.kz (Айгүл Серік)"), name("Айгүл Серік <a@b.kz>"), name("a@b.kz")
    ('Айгүл Серік', 'Айгүл Серік', 'a@b.kz')
    """
    return ADDRESS.sub("", author).strip(" ()<>") or author
