"""The day an article appeared on, where its address or its first lines say so. Wrong ones are worse than none."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from . import Dated, of_parts, written
from .spoken import Spoken, spoken

# Keys of a row, beside `date`, that name the day of publishing and no other (no "created", "updated", "modified").
METADATA = (
    "published",
    "published_at",
    "publishedAt",
    "date_published",
    "datePublished",
    "publication_date",
    "pubDate",
)
YEARS = range(1990, 2100)  # of addresses

# /2025/09/29/, /2025/09/slug, /2025-09-29-slug, /20250929/slug; not …-2025-09-29: of the slug's own days nobody knows.
# Eight digits alone at the end are a number of an article as likely as a day.
ADDRESS = re.compile(
    r"/(?:(?P<y>\d{4})/(?P<m>\d{1,2})(?:/(?P<d>\d{1,2}))?(?=/)"
    r"|(?P<y2>\d{4})[-_](?P<m2>\d{2})[-_](?P<d2>\d{2})(?![^/._-])"
    r"|(?P<d3>\d{2})[-.](?P<m3>\d{2})[-.](?P<y3>\d{4})(?![^/])"
    r"|(?P<y4>\d{4})(?P<m4>\d{2})(?P<d4>\d{2})(?=[/_-]))",
    re.ASCII,
)
HEAD = 300  # letters of a text in which it may say when it appeared
LINES = 2  # that are looked at: the first, and the one behind a title
BEGINS = 60  # letters of a line, by the end of which the year is there
LONGEST = 100  # letters of a line that is a date and nothing else
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
CLOCK = r"(?:(?:[в,|•·/\s]|сағат)*\d{1,2}[:.]\d\d(?::\d\d)?)?"
LABEL = (
    r"(?:(?:жарияланды|жарияланған|жарияланған күні|жарияланған уақыты|күні|date"
    r"|опубликовано|дата публикации|дата)\s*[:–—-]?\s*)?"
)
CAPITALS = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
PLACE = rf"[{CAPITALS}][\w-]+(?:\s[{CAPITALS}][\w-]+)?(?:\s(?:қаласы|қ\.|облысы))?[.,]?\s+"
AGENCY = r"(?:[/(«]?[\w.\s]{3,25}[/)»]?\s*)?"
# What stands before and behind a date that is a line of its own, and one that begins the story.
ALONE = (
    re.compile(LABEL + r"[\s|•·]*" + CLOCK + r"[\s,|]*", re.IGNORECASE),
    re.compile(
        r"\.?(?:\s*(?:жыл|года|г\.|ж\.))?" + CLOCK + r"(?:\s*(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?)?[\s.,|•·]*",
        re.IGNORECASE,
    ),
)
DATELINE = re.compile(PLACE), re.compile(r"[.,]?\s*" + AGENCY + r"[–—-]\s")
# Tells fast what is no dateline.
LIKE_ONE = re.compile(PLACE + rf"[^\n]{{0,{BEGINS}}}?(?:19|20)\d\d[^\n]{{0,{BEGINS}}}?[–—-]\s")
# 29 қыркүйекте: a day of the story, and not the story's own.
INFLECTED = re.compile(r"(?<!го)(?:[дт][ае](?:н|ғы|гі)?|н[ае]н|[ғқ]а|[гк]е)$")


def published(url: str, text: str, extra: Mapping[str, Any]) -> tuple[Dated, str] | None:
    """Return when an article appeared, and what tells it: "metadata", "url" or "text"; None if nothing does."""
    for name in METADATA if extra else ():
        if isinstance(said := extra.get(name), str) and (found := written(said)):
            return found, "metadata"
    if found := of_address(url):
        return found, "url"
    found = of_text(text)
    return (found, "text") if found else None


def of_address(url: str) -> Dated | None:
    """Return the day or month in an address; None where there is none, or two that differ."""
    matches = (match.groups("") for match in ADDRESS.finditer(url[:1_000].partition("?")[0]))
    found = {date for parts in matches if (date := of_parts(*numbers(parts))) and date.day.year in YEARS}
    return found.pop() if len(found) == 1 else None


def numbers(parts: tuple[str, ...]) -> tuple[str, str, str]:
    """Return the year, month and day that one of the ways to write them has found."""
    y, m, d, y2, m2, d2, d3, m3, y3, y4, m4, d4 = parts
    return y or y2 or y3 or y4, m or m2 or m3 or m4, d or d2 or d3 or d4


def of_text(text: str) -> Dated | None:
    """Return the day that stands in a line of its own at the beginning of a text, or that begins the story."""
    head = text[: HEAD + 100].lstrip()[:HEAD]
    if not YEAR.search(head):
        return None
    for line in head.split("\n", LINES)[:LINES]:
        if YEAR.search(line, 0, BEGINS):
            found = alone(line) or begins(line)
            if found and found.precision == "day":
                return found
    return None


def alone(line: str) -> Dated | None:
    """Return the day, month or year that a line says and nothing else but the hour."""
    return around(line, *ALONE) if len(line) <= LONGEST else None


def begins(line: str) -> Dated | None:
    """Return the day with which a story begins: «АСТАНА. 29 қыркүйек 2025 жыл. ҚазАқпарат – …»."""
    if not LIKE_ONE.match(line):
        return None
    return around(line[:LONGEST], *DATELINE, rest=True)


def around(line: str, before: re.Pattern[str], behind: re.Pattern[str], *, rest: bool = False) -> Dated | None:
    """Return the first date of a line if it stands between what the two expect."""
    for date in first_date(line):
        after = behind.match(line, date.stop) if rest else behind.fullmatch(line, date.stop)
        if after and before.fullmatch(line, 0, date.start) and not INFLECTED.search(line, date.start, date.stop):
            return Dated(date.since, date.precision)
    return None


def first_date(line: str) -> Iterator[Spoken]:
    """Yield the first date of a line, if it is a single day, month or year."""
    date = next(spoken(line), None)
    if date and (date.until - date.since).days < {"day": 1, "month": 31, "year": 366}[date.precision]:
        yield date
