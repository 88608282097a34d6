"""What stands at one place of a file."""

from typing import NamedTuple

from ..article import Article


class Row(NamedTuple):
    """An article, or the reason why there is none."""

    article: Article | None = None
    place: str = ""  # "line 12"; "" is the whole file
    reason: str = ""  # why there is no article, or what of it could not be kept
    id: str = ""  # what the row calls itself, where that could be read
    read: int = 0  # bytes of the file read so far


UNDATED = "the article is undated"  # the end of a reason, where a date is none


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why."""
