"""Tables: CSV and TSV with a line of column names, as a content system or Excel saves them."""

import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from ..article import LONGEST
from . import encoding
from .row import Row, Unreadable, row

# What an article's fields are called in the first line, in small letters.
COLUMNS = {
    "id": "id guid uid код №",
    "date": "date published pubdate published_at publish_date created created_at datetime күн күні дата дата_публикации "
    "жарияланған_күні",
    "source": "source outlet media publisher site дереккөз дереккөзі басылым источник издание сми",
    "title": "title headline subject name тақырып тақырыбы атауы заголовок название тема",
    "url": "url link href address permalink сілтеме мекенжай мекенжайы ссылка адрес",
    "text": "text body content article fulltext full_text мәтін мәтіні мазмұны мақала текст содержание статья",
    "lang": "lang language тіл тілі язык",
    "author": "author byline creator автор авторы авторлар",
}
FIELDS = {name: field for field, names in COLUMNS.items() for name in names.split()}
LOST = str.maketrans(dict.fromkeys("әғқңөұүһ", "?"))  # by Excel, which saves CSV in CP1251 in Kazakhstan
FIELDS |= {name.translate(LOST): field for name, field in FIELDS.items()}
DELIMITERS = ";,\t|"
LONGEST_ROW = LONGEST + 1_000_000  # letters
HEADER = 100_000  # letters of the first line


def read(raw: IO[bytes]) -> Iterator[Row]:
    """Yield an article or a reason for each row of a table."""
    found = encoding.guess(raw)
    if found.remark:
        yield Row(reason=found.remark, loss=False)
    stream = io.TextIOWrapper(raw, found.codec, errors="replace", newline="")
    try:
        yield from rows(stream, raw)
    except csv.Error as error:
        yield Row(place="after that", reason=f"not a table any more ({error}): save it as CSV again")
    finally:
        stream.detach()  # the file is closed by whoever opened it


class Lines:
    """The lines of a table; raises csv.Error where a line, or those of one row together, are longer than any article."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream = stream
        self.letters = 0  # of the row so far

    def __iter__(self) -> Iterator[str]:
        while line := self.stream.readline(LONGEST_ROW):
            self.letters += len(line)
            if self.letters >= LONGEST_ROW:
                raise csv.Error(f"a row has more than {LONGEST_ROW:,} letters")
            yield line


def rows(stream: io.TextIOWrapper, raw: IO[bytes]) -> Iterator[Row]:
    """Yield the rows of a table; raises Unreadable if its first line does not say where the text is."""
    fields, delimiter, start = header(stream)
    csv.field_size_limit(LONGEST)  # one for all of Python; 131,072 letters as it comes
    lines = Lines(stream)
    table, line = csv.reader(lines, delimiter=delimiter), start
    found = False
    for cells in table:
        place, line, lines.letters = f"line {line + 1}", start + table.line_num, 0
        if any(cells):
            found = True
            yield row(values(fields, cells))._replace(place=place, read=raw.tell())
    if not found:
        raise Unreadable("a table without rows")


def header(stream: io.TextIOWrapper) -> tuple[list[str], str, int]:
    """Return the fields of the columns, what stands between columns, and how many lines that took."""
    line, taken = stream.readline(HEADER), 1
    delimiter = next((mark for mark in DELIMITERS if line.strip().lower() == f"sep={mark}"), "")  # Excel's own way
    if delimiter:
        line, taken = stream.readline(HEADER), 2
    found = {mark: columns(line, mark) for mark in delimiter or DELIMITERS}
    best = max(found, key=lambda mark: len(set(found[mark]) & COLUMNS.keys()))
    if "text" not in found[best]:
        raise Unreadable("no column for the text: name one `text`, «мәтін» or «текст» in the first line")
    return found[best], best, taken


def columns(line: str, delimiter: str) -> list[str]:
    """Return the field of each column, or its own name where it is no field or stands twice."""
    names = next(csv.reader([line], delimiter=delimiter), [])
    found: list[str] = []
    for name in (" ".join(name.split()) for name in names):
        field = FIELDS.get(name.lower().replace(" ", "_"), name)
        found.append(name if field in found else field)
    return found


def values(fields: list[str], cells: list[str]) -> dict[str, Any]:
    """Return the filled cells by field; cells beyond the last column are kept too."""
    beyond = (f"column {number}" for number in range(len(fields) + 1, len(cells) + 1))
    return {field: cell for field, cell in zip((*fields, *beyond), cells, strict=False) if cell.strip()}
