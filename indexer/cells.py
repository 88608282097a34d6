"""Cells of a table that a spreadsheet opens: what it shows is what was written, and nothing in it is run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

SIGNS = "[=+\\-@＝＋－＠﹦﹢﹣﹫]"  # with these a formula begins (OWASP, "CSV Injection"), for some programs in wide and small form too
# Also where a spreadsheet parts cells at the other of , and ; as its language has it.
LIVE = rf"(?:^(?=[\t\r\n]|\s*{SIGNS})|(?<=[,;])(?={SIGNS}))"
FORMULA, HARMLESS = re.compile(LIVE), re.compile(LIVE.replace("(?=", "'(?="))
MARK = "\ufeff"  # without it at the beginning of a file Excel takes UTF-8 for something else


def harmless(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would take for a formula.

    >>> harmless("=1+1"), harmless("  @SUM(A1)"), harmless("көпір;=1"), harmless("Ел-жұрт")
    ("'=1+1", "'  @SUM(A1)", "көпір;'=1", 'Ел-жұрт')
    """
    return FORMULA.sub("'", cell)


def original(cell: str) -> str:
    """Return a cell as it was before `harmless`."""
    return HARMLESS.sub("", cell)


def table(rows: Iterable[Sequence[str | int]], delimiter: str = ",") -> str:
    """Return rows as CSV, with each text in quotes."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return written.getvalue()
