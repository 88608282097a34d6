"""What stands at one place of a file."""

from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from ..article import LONGEST, Article, written_date
from ..errors import BadArticle

WHOLE = 4 * LONGEST  # bytes of a file that is one article
FIELDS = {"title": "title", "source": "source", "url": "url", "lang": "language", "author": "author"}


class Row(NamedTuple):
    """An article, or the reason why there is none; with neither, the place that is read next."""

    article: Article | None = None
    place: str = ""  # "line 12"; "" is the whole file
    reason: str = ""  # why there is no article, or what of it could not be kept
    id: str = ""  # what the row calls itself, where that could be read
    read: int = 0  # bytes of the file read so far
    part: int = 0  # of an archive: the number of the file in it, from 1
    placed: bool = False  # whether the article's id is made of its place in the file
    loss: bool = True  # without an article: whether one is missing, or this is only to be said


METADATA = "metadata"  # how a field is known that the file says of itself
UNDATED = "the article is undated"  # the end of a reason, where a date is none

LACKING = "is needed to read it: pip install"  # in a reason: a library is not there
DISK = "cannot be read"  # the beginning of one: the disk or the process, rather than the file
PASSING = LACKING, DISK


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why."""


def guarded(rows: Iterator[Row], place: str, part: int) -> Iterator[Row]:
    """Yield the rows of a part of an archive; whatever goes wrong costs that part only."""
    try:
        for found in rows:
            inner = f"{place}: {found.place}" if found.place else place
            yield found._replace(place=inner, part=part)
    except Unreadable as error:
        yield Row(place=place, reason=str(error), part=part)
    except MemoryError:
        raise
    except Exception as error:
        if starved(error):
            raise MemoryError from error
        yield Row(place=place, reason=broken(error), part=part)


def starved(error: Exception) -> bool:
    """Whether a library's error is that it got no more memory: libxml has these words for it."""
    return any(words in str(error) for words in ("unknown error", "emory allocation"))


def broken(error: Exception) -> str:
    """Return the reason that a library's error is."""
    return f"damaged ({type(error).__name__}: {str(error)[:120]}): save it again"


def passes(reason: str) -> bool:
    """Whether what a reason says may be otherwise another time, though the file stays what it is."""
    return any(words in reason for words in PASSING)


def shown(name: str) -> str:
    """Return a name that a terminal may print."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:200])


def whole(stream: IO[bytes]) -> bytes:
    """Return all bytes of a file that is one article; raises Unreadable if there are none or too many."""
    data = stream.read(WHOLE + 1)
    if len(data) > WHOLE:
        raise Unreadable(f"more than {WHOLE / 1e6:.0f} MB are too long for one article (5 million letters): split it")
    if not data.strip():
        raise Unreadable("the file is empty")
    return data


def row(values: dict[str, Any], how: str = "") -> Row:
    """Return the article in a row's values: `text` is required, unknown keys are kept; `how` says how the values are known."""
    given = {name: value for key, name in FIELDS.items() if (value := values.pop(key, None)) is not None}
    text, name, written = (values.pop(key, None) for key in ("text", "id", "date"))
    if name is not None and not isinstance(name, (int, str)):
        return Row(reason=f"id {str(name)[:40]!r} is {type(name).__name__}: put it in quotes")
    name = "" if name is None else str(name)
    if text is None:
        return Row(reason="a row without text", id=name)
    date, reason = None, ""
    try:
        date = None if written is None else written_date(str(written))
    except BadArticle as error:
        values["date"], reason = written, f"{error}; {UNDATED}"
    try:
        day, precision = date or (None, "")
        known = dict.fromkeys((*given, *(["date"] if day else [])), how) if how else {}
        article = Article(text=text, id=name, date=day, precision=precision, extra=values, known=known, **given)
        return Row(article, reason=reason, id=name)
    except BadArticle as error:
        return Row(reason=str(error), id=name)


def remarked(found: Row, remark: str) -> Row:
    """Return a row that says a remark too."""
    return found._replace(reason="; ".join(filter(None, (found.reason, remark))))
