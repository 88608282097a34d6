"""Dates as people and files write them: 2025-09-29, 2025-09, 2025; «29 қыркүйек 2025», 29.09.2025."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

# Any of the three, and whatever clock time follows the full one.
WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")
SMALLEST = {"day": 10, "month": 7, "year": 4}  # letters of YYYY-MM-DD that are known
JOINED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)  # 20250929, as exports have it
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# As feeds and mails write it: Mon, 29 Sep 2025 10:00:00 +0500.
OF_FEED = re.compile(
    rf"(?:[A-Z][a-z]{{2}},? )?(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})(?: [\d:]+)?(?: [+\w-]+)?", re.ASCII
)
LONGEST = 60  # letters of a field that is a date


class Dated(NamedTuple):
    """A day, and whether the "day", the "month" or the "year" is known: then it is the first day of that."""

    day: dt.date
    precision: str

    def __str__(self) -> str:
        return shown(self.day, self.precision)


def shown(day: dt.date, precision: str = "day") -> str:
    """Return as much of YYYY-MM-DD as is known."""
    return day.isoformat()[: SMALLEST.get(precision, 10)]


def first(written: str) -> dt.date | None:
    """Return the first day of a year, month or day, or None if it is none."""
    return span(written)[0]


def last(written: str) -> dt.date | None:
    """Return the last day of a year, month or day, or None if it is none."""
    return span(written)[1]


def day(written: str) -> dt.date | None:
    """Return the day, or None if it is none: a year or a month alone is not a day."""
    since, until = span(written)
    return since if since == until else None


def span(written: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of what is written, or (None, None)."""
    match = WRITTEN.fullmatch(written.strip(), endpos=40) if len(written) <= 40 else None
    if not match or not written.strip().isascii():
        return None, None
    year, month, number = (int(part) if part else 0 for part in match.groups())
    try:
        since = dt.date(year, month or 1, number or 1)
    except ValueError:
        return None, None
    if number:
        return since, since
    month = month or 12
    return since, dt.date(year, month, calendar.monthrange(year, month)[1])


def written(text: str) -> Dated | None:
    """Return what a field for a date says, in whatever way it is written; None if it is no date or leaves the year out.

    >>> str(written("29.09.2025 10:15")), str(written("2025 жылғы қыркүйек")), written("кеше")
    ('2025-09-29', '2025-09', None)
    """
    text = text.strip()
    since, until = span(text)
    if since and until:
        return Dated(since, "day" if since == until else "year" if len(text) == 4 else "month")
    if len(text) > LONGEST:
        return None
    if match := JOINED.fullmatch(text):
        return of_parts(*match.groups())
    if match := OF_FEED.fullmatch(text):
        number, month, year = match.groups()
        return of_parts(year, str(MONTHS.index(month) + 1), number)
    from .published import alone  # noqa: PLC0415  # the table of phrases is read where one is met

    return alone(text)


def of_parts(year: str, month: str, number: str = "") -> Dated | None:
    """Return the day or month that numbers name, or None if there is none."""
    try:
        return Dated(dt.date(int(year), int(month), int(number or 1)), "day" if number else "month")
    except ValueError:
        return None
