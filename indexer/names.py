"""A list of names -> the queries in it: a line each, or the first column of a table."""

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from . import cells
from .errors import BadSearch
from .query import LONGEST
from .sources import Unreadable, encoding
from .sources.kinds import ending
from .sources.table import DELIMITERS

MOST = 1_000  # lines of a list that are read
LARGEST = 1_000_000  # bytes of a list
DELIMITER = {".csv": "", ".tsv": "\t"}  # between columns, by the ending of a table's name; of "" the first line tells
# What the first column is called where its first cell is no name; ours among them, so that a table given back can be given again.
TITLES = frozenset("query name names имя имена фио запрос аты есімі аты-жөні сұрау".split())
UNQUOTED = str.maketrans(dict.fromkeys('"«»“”', " "))


@dataclass(frozen=True)
class Names:
    """The queries of a list in its order, and whether it has more than are read."""

    queries: tuple[str, ...]
    more: bool = False


def read(data: bytes, file: str = "") -> Names:
    """Return what a file lists, in the encoding it has; raises BadSearch for one that is too large or no text."""
    if len(data) > LARGEST:
        raise BadSearch(f"the list {PurePath(file).name!r} has more than {LARGEST / 1e6:.0f} MB: split it")
    try:
        text, _ = encoding.decode(data)
    except Unreadable as error:
        raise BadSearch(f"the list {PurePath(file).name!r} cannot be read: {error}") from None
    text = text.removeprefix("\ufeff")
    delimiter = DELIMITER.get(ending(file))
    return listed(typed(text) if delimiter is None else column(text, delimiter))


def typed(text: str) -> Iterator[str]:
    """Yield the lines of a text, each to its first tab: cells that were copied from a spreadsheet have one between them."""
    return (line.partition("\t")[0] for line in text.splitlines())


def column(text: str, delimiter: str) -> Iterator[str]:
    """Yield the first column of a table without its title; raises BadSearch where it stops to be a table."""
    lines = text.splitlines(keepends=True)
    told, begin = parted(lines[0] if lines else "")
    delimiter = delimiter or told
    try:
        read = (cells.original(row[0]) for row in csv.reader(lines[begin:], delimiter=delimiter) if row)
        first = next(read, "")
        yield from () if first.strip().casefold() in TITLES else (first,)
        yield from read
    except csv.Error as error:
        raise BadSearch(f"the list is not a table ({error}): save it as CSV again") from None


def parted(line: str) -> tuple[str, int]:
    """Return what parts the columns by the first line, and how many lines that took: sep=; is Excel's own way to say it."""
    told = next((mark for mark in DELIMITERS if line.rstrip("\r\n").lower() == f"sep={mark}"), "")
    return (told, 1) if told else (max(DELIMITERS, key=line.count), 0)


def listed(lines: Iterable[str]) -> Names:
    """Return the lines that are not blank, as far as a list is read."""
    found = filter(None, (" ".join(line[: 2 * LONGEST].split())[:LONGEST] for line in lines))
    queries = tuple(itertools.islice(found, MOST))
    return Names(queries, more=next(found, None) is not None)


def phrase(query: str) -> str:
    """Return a query for its words one after the other.

    >>> phrase('Ерлан "Қарин"')
    '"Ерлан Қарин"'
    """
    words = " ".join(query.translate(UNQUOTED).split())
    return f'"{words}"'
