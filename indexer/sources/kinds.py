"""What a file is: by its content first, by its name second."""

import importlib
import json
import re
import zlib
from types import ModuleType
from typing import NamedTuple

from .row import LACKING, Unreadable

HEAD = 4_096  # bytes that tell


class Kind(NamedTuple):
    """A format: the endings of its files, the module that reads it, what that needs, and whether it is read apart."""

    endings: str
    module: str
    extra: str = ""  # of izde, with the libraries; "" needs none
    apart: bool = True  # in a process of its own: what parses it may be led astray by a hostile file


KINDS = {
    "text": Kind(".txt", "plain", apart=False),
    "jsonl": Kind(".jsonl .jsonl.gz .ndjson", "jsonl", apart=False),
    "table": Kind(".csv .tsv", "table", apart=False),
    "html": Kind(".html .htm .xhtml", "webpage", "html"),
    "docx": Kind(".docx", "docx", "docx"),
    "pdf": Kind(".pdf", "pdf", "pdf"),
    "epub": Kind(".epub", "epub", "html"),
    "warc": Kind(".warc .warc.gz", "warc", "warc"),
    "feed": Kind(".rss .atom .xml", "feed", "feed"),
    "zip": Kind(".zip", "archive"),
}
ENDINGS = {ending: name for name, kind in KINDS.items() for ending in kind.endings.split()}
ARCHIVES = ("zip", "warc")  # their parts can be read one by one

# What stands at the beginning of a file, after its byte order mark, in order; text in UTF-16 is looked at as ASCII.
SIGNS = tuple(
    (re.compile(sign, re.DOTALL), kind)
    for sign, kind in (
        (rb"[\x00-\x20]*%PDF-", "pdf"),
        (rb"PK(\x03\x04|\x05\x06)", "zip"),
        (rb"WARC/\d", "warc"),
        (
            rb"\s*(<\?xml[^>]*>\s*)?(<!--(?:(?!-->).){0,1000}-->\s*|<\?xml-stylesheet[^>]*>\s*)*<(rss|feed|rdf:RDF)[\s>]",
            "feed",
        ),
        (rb"(?i)\s*(<\?xml[^>]*>\s*)?(<!--(?:(?!-->).){0,1000}-->\s*)*<(!doctype\s+html|html|head|body)[\s>]", "html"),
    )
)
# Formats that are not read, and what to do.
OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one locked by a password: save it as .docx"),
    (b"{\\rtf", "an RTF file: save it as .docx"),
    (b"Rar!", "a RAR archive: unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it"),
)


def ending(name: str) -> str:
    """Return the ending of a file's name that tells its format, .gz included."""
    found = re.search(r"\.[^./\s]*(\.gz)?$", name.lower())
    return found.group() if found else ""


def kind(head: bytes, name: str) -> str:
    """Return the kind of a file by its first bytes and its name, or "" if there is no reader; raises Unreadable for what is known not to be read."""
    for sign, reason in OTHERS:
        if head.startswith(sign):
            raise Unreadable(reason)
    named = ENDINGS.get(ending(name), "")
    if head.startswith(b"\x1f\x8b"):
        return unpacked(head, named)
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = plain.replace(b"\0", b"")[2:]
    told = next((kind for sign, kind in SIGNS if sign.match(plain)), "")
    if told or not named:
        return told
    if named == "text" and is_object(plain):
        return "jsonl"
    return named if named in {"jsonl", "table", "html", "feed"} else "text"  # the others are told by their content


def unpacked(head: bytes, named: str) -> str:
    """Return the kind of what gzip has packed."""
    try:
        inner = zlib.decompressobj(31).decompress(head, HEAD)
    except zlib.error:
        inner = b""
    if inner.startswith(b"WARC/"):
        return "warc"
    return "jsonl" if named in {"jsonl", "warc"} or is_object(inner) else ""


def is_object(head: bytes) -> bool:
    """Whether a text begins with a line that is a JSON object."""
    line = head.split(b"\n", 1)[0].strip()
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return re.match(rb'\{\s*"\w{1,40}"\s*:', line) is not None  # longer than what was looked at


def module(name: str) -> ModuleType:
    """Return the reader of a kind; raises Unreadable with what to install if a library is not there."""
    try:
        return importlib.import_module(f".{KINDS[name].module}", __package__)
    except ModuleNotFoundError as error:
        extra = KINDS[name].extra
        raise Unreadable(f"{error.name} {LACKING} 'izde[{extra}]'") from None
