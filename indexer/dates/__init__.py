"""Dates as people and files write them: 2025-09-29, 2025-09, 2025."""

import calendar
import datetime as dt
import re

# Any of the three, and whatever clock time follows the full one.
WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")


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
