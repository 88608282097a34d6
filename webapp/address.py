"""An article's id <-> its part of the address; and addresses as a page writes them."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from flask import g, url_for
from werkzeug.routing import BaseConverter

TAKEN = r"(?=~*(?:\.{1,2}(?:/|\Z)|versions(?:/\d+)?\Z))"  # ".", "..", "~.", "~~.." …, and "versions" at the end
PLAIN = re.compile(r"(?:(?<=/)|\A)" + TAKEN)
TILDE = re.compile(r"(?:(?<=/)|\A)~" + TAKEN)
UNSAFE = re.compile("[^A-Za-z0-9_.~\u0400-\u04ff-]+")
PATH = ("id", "ui", "number", "format", "filename")  # what stands in a path and not behind "?"
CYRILLIC = re.compile("(?:%D[0-3]%[89AB][0-9A-F])+")  # U+0400 to U+04FF


class ArticleId(BaseConverter):
    """Any id. Browsers resolve "." and ".." in an address, encoded or not, so those segments get a "~" before them.

    So does "versions" at its end, a number behind it or not: that is the address of an article's versions.
    """

    regex = r"(?s:.+)"
    part_isolating = False

    def to_url(self, value: str) -> str:
        """Return an id as it stands in an address."""
        return super().to_url(PLAIN.sub("~", value))

    def to_python(self, value: str) -> str:
        """Return the id that stands in an address."""
        return TILDE.sub("", value)


def written(endpoint: str, **values: Any) -> str:
    """Return the address of a page with Cyrillic letters as they are: a browser encodes them, and they weigh a third.

    A whole one (`_external`) is for other programs, and stays encoded.
    """
    if "_external" in values:
        return url_for(endpoint, **values)
    path = {name: values.pop(name) for name in PATH if name in values}
    where = place(endpoint, path)
    return f"{where}?{parameters(values)}" if values else where


def parameters(values: dict[str, Any]) -> str:
    """Return the parameters as they stand behind "?"."""
    return "&".join(
        [
            f"{name}={quoted(str(one))}"
            for name, value in values.items()
            if value is not None
            for one in (value if isinstance(value, tuple) else (value,))
        ]
    )


def place(endpoint: str, path: dict[str, Any]) -> str:
    """Return the path of a page; those of a request are at hand, for nearly all its links lead to a few."""
    known: dict[tuple[Any, ...], str] = g.setdefault("places", {})
    key = (endpoint, *path.items())
    if key not in known:
        known[key] = CYRILLIC.sub(lambda match: letters(match[0]), url_for(endpoint, **path))
    return known[key]


@lru_cache(maxsize=1 << 10)
def quoted(text: str) -> str:
    """Return the value of a parameter; what an address cannot have is encoded (RFC 3986, a space as forms have it)."""
    return UNSAFE.sub(lambda match: quote_plus(match[0], errors="replace"), text)


@lru_cache(maxsize=1 << 12)
def letters(encoded: str) -> str:
    """Return the letters that are encoded, %D0%B0 is а."""
    return bytes.fromhex(encoded.replace("%", "")).decode()
