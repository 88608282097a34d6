"""Electronic books: the text of the chapters in their order, title, author and date of the package."""

import posixpath
from collections.abc import Iterator
from itertools import dropwhile
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from .. import language
from . import encoding
from .markup import declared, text
from .row import METADATA, Row, Unreadable, row, whole

CONTAINER = "META-INF/container.xml"  # says where the package is, which says what it is and where the chapters are
KNOWN = {"title": "title", "creator": "author", "date": "date", "publisher": "source", "language": "lang"}


def read(packed: ZipFile) -> Iterator[Row]:
    """Yield a mark for each chapter, then the book."""
    place = next(iter(tree(packed, CONTAINER).xpath("//*[local-name()='rootfile']/@full-path")), "")
    package = tree(packed, place)
    texts = []
    for number, chapter in enumerate(chapters(package)):
        yield Row(place=f"chapter {number + 1}")
        with packed.open(posixpath.normpath(posixpath.join(posixpath.dirname(place), chapter))) as stream:
            data = whole(stream)
        texts.append(text(encoding.decode(data, declared(data))[0]))
    lines = "\n".join(filter(None, texts)).split("\n")
    known = metadata(package)
    body = "\n".join(dropwhile({*known.values()}.__contains__, lines)) or "\n".join(lines)  # without a title page
    if not body:
        raise Unreadable("a book without text")
    if language.main(body):  # what programs write unasked is their own
        known.pop("lang", None)
    yield row({"text": body, **known}, METADATA)


def tree(packed: ZipFile, name: str) -> Any:
    """Return an XML file of a book; entities are left as they stand, for they may be bombs."""
    with packed.open(name) as stream:
        return etree.fromstring(whole(stream), etree.XMLParser(resolve_entities=False, no_network=True))


def chapters(package: Any) -> list[str]:
    """Return where the chapters are, in the order of reading."""
    items = {item.get("id"): unquote(item.get("href", "")) for item in package.xpath("//*[local-name()='item']")}
    spine = package.xpath("//*[local-name()='itemref']/@idref")
    return [items[name] for name in spine if items.get(name)]


def metadata(package: Any) -> dict[str, str]:
    """Return what the package says of the book."""
    found = {}
    for name, field in KNOWN.items():
        value = package.xpath(f"string(//*[local-name()='metadata']/*[local-name()='{name}'])").strip()
        if value:
            found[field] = value
    return found
