"""An article's id <-> its part of the address."""

import re

from werkzeug.routing import BaseConverter

DOTS = re.compile(r"(?:(?<=/)|\A)(?=~*\.{1,2}(?:/|\Z))")  # before the segments ".", "..", "~.", "~~.." …
TILDE = re.compile(r"(?:(?<=/)|\A)~(?=~*\.{1,2}(?:/|\Z))")


class ArticleId(BaseConverter):
    """Any id. Browsers resolve "." and ".." in an address, encoded or not, so those segments get a "~" before them."""

    regex = r"(?s:.+)"
    part_isolating = False

    def to_url(self, value: str) -> str:
        """Return an id as it stands in an address."""
        return super().to_url(DOTS.sub("~", value))

    def to_python(self, value: str) -> str:
        """Return the id that stands in an address."""
        return TILDE.sub("", value)
