"""Cells of a table that a spreadsheet opens: what it shows is what was written, and nothing in it is run."""

import csv
import io
from collections.abc import Iterable, Sequence

# With these a formula begins (OWASP, "CSV Injection"), in their wide form too, which some programs read alike.
FORMULA = tuple("=+-@＝＋－＠")
BREAKS = ("\t", "\r", "\n")  # at its very beginning such a sign may part the cell
MARK = "\ufeff"  # without it at the beginning of a file Excel takes UTF-8 for something else


def harmless(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would take for a formula.

    >>> harmless("=1+1"), harmless("  @SUM(A1)"), harmless("Ел-жұрт")
    ("'=1+1", "'  @SUM(A1)", 'Ел-жұрт')
    """
    return f"'{cell}" if cell.startswith(BREAKS) or cell.lstrip().startswith(FORMULA) else cell


def original(cell: str) -> str:
    """Return a cell as it was before `harmless`."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def table(rows: Iterable[Sequence[str | int]], delimiter: str = ",") -> str:
    """Return rows as CSV; each text is in quotes, for Excel parts cells at `;` or `,` as its language has it."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return written.getvalue()
