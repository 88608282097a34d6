"""The text that stands in HTML, paragraph by paragraph."""

import re

import lxml.html
from lxml.etree import ParserError

from .row import Unreadable

BLOCKS = set(
    "address article aside blockquote body br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol "
    "p pre section table td th tr ul".split()
)
UNSEEN = set("title script style template noscript svg math iframe object".split())
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})")


def declared(data: bytes) -> str:
    """Return the encoding that a page says it has, or ""."""
    found = CHARSET.search(data, 0, 4_096) or XML.search(data, 0, 400)
    return found.group(1).decode() if found else ""


def parsed(text: str) -> tuple[lxml.html.HtmlElement, str]:
    """Return the tree of a page and a remark if not all of it is there; raises Unreadable if nothing is."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = lxml.html.document_fromstring(text.encode(), parser=parser)
    except ParserError:  # nothing but a comment
        raise Unreadable("a page without text") from None
    cut = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    return tree, "nested too deeply: what stands behind that is lost" if cut else ""


def text(fragment: str) -> str:
    """Return the text of a piece of HTML."""
    try:
        return plain(parsed(fragment)[0]) if fragment.strip() else ""
    except Unreadable:
        return ""


def plain(tree: lxml.html.HtmlElement) -> str:
    """Return the text of a tree, a line for each paragraph."""
    for node in list(tree.iter(*UNSEEN)):
        node.clear(keep_tail=True)
    for node in tree.iter(*BLOCKS):
        node.text = "\n" + (node.text or "")
        node.tail = "\n" + (node.tail or "")
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(filter(None, lines))
