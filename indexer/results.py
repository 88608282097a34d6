"""What a search found, as the caller sees it."""

import datetime as dt
import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from . import dates, frame, query, snippet
from .budget import check
from .engines import Reprint, Row
from .interpretation import Part
from .query import Clause, Note, Query
from .reasons import Known, Reason, reasons
from .snippet import Snippet, Span

SNIPPETS = 3
COLUMNS = "id date precision title source author language url score".split()  # of a row, as a hit has them


class Evidence(NamedTuple):
    """What tells why an article was found: the row that the engine gave, what was wanted, and what words are known to answer."""

    row: Row
    clauses: tuple[Clause, ...]
    known: Known


@dataclass(frozen=True)
class Hit:
    """An article that was found. `missing` are the words of the query it lacks.

    `otherwise` are the words that it has in another spelling or in the other language alone.
    """

    id: str
    title: str
    date: dt.date | None
    source: str
    url: str
    language: str
    author: str
    score: float
    missing: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    precision: str = "day"  # how much of the date is known: of a month or a year it is the first day
    reprints: tuple[
        Reprint, ...
    ] = ()  # if folded: the others with nearly its text, the first publication first; 10 at most
    family: int = 1  # likewise: how many articles have nearly its text, itself too
    late: bool = False  # whether one of these was published before it
    evidence: Evidence | None = field(default=None, repr=False, compare=False)

    @property
    def marks(self) -> Mapping[str, Sequence[Span]]:
        """Where in the title and in the text something stands that was searched; where nothing does, relatives."""
        if not self.evidence:
            return {}
        row, clauses, _ = self.evidence
        return self.kin if row.missing and len(row.missing) == len(clauses) else row.marks

    @cached_property
    def kin(self) -> Mapping[str, Sequence[Span]]:
        """Where words stand that begin as those that were searched do."""
        wanted = query.phrases(self.evidence.clauses if self.evidence else ())
        texts = {"title": self.title, "text": self.searched[: snippet.READ]}
        return {field: tuple(snippet.relatives(text, wanted)) for field, text in texts.items()}

    @cached_property
    def why(self) -> tuple[Reason, ...]:
        """What stands in it for the words of the query; looked for when it is asked for."""
        texts = {"title": self.title, "text": self.text}
        return reasons(self.evidence.clauses, texts, self.marks, self.evidence.known) if self.evidence else ()

    @cached_property
    def heading(self) -> Snippet:
        """The title with its marks."""
        return snippet.mark(self.title, self.marks.get("title", ()))

    @cached_property
    def snippet(self) -> Snippet:
        """The best piece of the text; str() of it is HTML."""
        return self.cut(1)[0]

    @cached_property
    def snippets(self) -> tuple[Snippet, ...]:
        """The best pieces of the text, the best first; they are cut when they are asked for, as the best alone is."""
        return self.cut(SNIPPETS)

    def cut(self, most: int) -> tuple[Snippet, ...]:
        """Return at most so many pieces of the text."""
        framed = self.evidence and self.evidence.row.frame
        return snippet.cut(self.searched, self.marks.get("text", ()), most, squeezed=bool(framed))

    @property
    def searched(self) -> str:
        """The text with blanks for the lines that its source repeats."""
        return frame.without(self.text, self.evidence.row.frame) if self.evidence else ""

    @property
    def text(self) -> str:
        """The whole text of the article, as it was found."""
        return self.evidence.row.article.text if self.evidence else ""

    @property
    def first(self) -> "Hit | Reprint":
        """The first publication of it that the archive has: itself, or the first of its reprints."""
        return self.reprints[0] if self.reprints and self.late else self

    @property
    def row(self) -> dict[str, Any]:
        """What a row of a table says of it: plain values alone."""
        said = {name: getattr(self, name) for name in COLUMNS}
        missing = ", ".join(self.missing)
        return {**said, "missing": missing, "reprints": self.family - 1, "snippet": self.snippet.text}


@dataclass(frozen=True)
class Results:
    """What a search found. It can be kept: it does not need the index any more.

    `total`, `partial` and `facets` count every article. `folded` of those are on no page, for they stand behind their first
    publication as its `reprints`; without group="reprints" there are none.
    """

    query: str
    total: int  # articles that have all the words
    partial: int  # articles that follow them, with some of the words
    page: int
    size: int
    sort: str
    hits: tuple[Hit, ...]
    facets: dict[str, list[tuple[str | int | None, int]]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    interpretation: tuple[Part, ...] = ()  # what was searched, part by part of the query; only with explain=True
    did_you_mean: str = ""  # the query with a near word for one that hardly any article has, where that finds more
    covered: tuple[
        str, ...
    ] = ()  # the years ("2025") of which the archive has anything; if all found is of one, its months
    # ("2025-09"), and if it is of one month, the days; what is found is by them in `facets`
    folded: int = 0  # articles of `total` and `partial` that are reprints of a hit and no hit of their own

    @property
    def pages(self) -> int:
        """The number of pages there are."""
        return -(-self.listed // self.size)

    @property
    def listed(self) -> int:
        """The number of hits there are, on all pages."""
        return self.total + self.partial - self.folded

    def rows(self) -> list[dict[str, Any]]:
        """Return the hits as rows: `pandas.DataFrame(results.rows())` is a table of them."""
        return [hit.row for hit in self]

    def _repr_html_(self) -> str:
        """Return the hits as a table, which is what a notebook shows."""
        cells = ((hit.heading, hit.source, shown(hit.date, hit.precision), hit.snippet) for hit in self)
        rows = "".join(f"<tr>{''.join(cell(content) for content in row)}</tr>" for row in cells)
        return f"<table><caption>{html.escape(self.query)}: {self.total:,}</caption>{rows}</table>"

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


def shown(day: dt.date | None, precision: str) -> str:
    """Return as much of a date as is known, "" for none."""
    return dates.shown(day, precision) if day else ""


def cell(content: str | Snippet) -> str:
    """Return a cell of a table in HTML."""
    return f"<td>{content if isinstance(content, Snippet) else html.escape(content)}</td>"


def hits(rows: Iterable[Row], asked: Query) -> tuple[Hit, ...]:
    """Return found rows as the caller sees them; what is shown of their texts is cut when it is asked for."""
    known: Known = {}
    return tuple([hit(row, asked.wanted, known) for row in rows])


def hit(row: Row, wanted: tuple[Clause, ...], known: Known) -> Hit:
    """Return a found row as the caller sees it."""
    check()
    a, found = row.article, object.__new__(Hit)
    found.__dict__.update(  # its fields are frozen: one by one they take 3 µs, and a page has ten
        id=a.id,
        title=a.title,
        date=a.date,
        source=a.source,
        url=a.url,
        language=a.language,
        author=a.author,
        score=row.score,
        missing=tuple([str(wanted[place]) for place in row.missing]),
        otherwise=tuple([str(wanted[place]) for place in row.otherwise]),
        precision=a.precision or "day",
        reprints=row.reprints,
        family=row.family,
        late=row.late,
        evidence=Evidence(row, wanted, known),
    )
    return found
