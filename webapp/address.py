"""An article's id <-> its part of the address; and addresses as a page writes them."""

import re
from functools import lru_cache
from typing import Any

from flask import url_for
from werkzeug.routing import BaseConverter

TAKEN = r"(?=~*(?:\.{1,2}(?:/|\Z)|versions(?:/\d+)?\Z))"  # ".", "..", "~.", "~~.." …, and "versions" at the end
PLAIN = re.compile(r"(?:(?<=/)|\A)" + TAKEN)
TILDE = re.compile(r"(?:(?<=/)|\A)~" + TAKEN)
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
    address = url_for(endpoint, **values)
    return address if values.get("_external") else CYRILLIC.sub(lambda match: letters(match[0]), address)


@lru_cache(maxsize=1 << 12)
def letters(encoded: str) -> str:
    """Return the letters that are encoded, %D0%B0 is а."""
    return bytes.fromhex(encoded.replace("%", "")).decode()
