"""An article's id <-> its part of the address."""

import re

from werkzeug.routing import BaseConverter

TAKEN = r"(?=~*(?:\.{1,2}(?:/|\Z)|versions(?:/\d+)?\Z))"  # ".", "..", "~.", "~~.." …, and "versions" at the end
PLAIN = re.compile(r"(?:(?<=/)|\A)" + TAKEN)
TILDE = re.compile(r"(?:(?<=/)|\A)~" + TAKEN)


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
