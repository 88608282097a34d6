"""A list of results -> a file: a table, articles to index elsewhere, or references, piece by piece."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from . import dates
from .article import Article
from .cells import MARK, harmless
from .errors import BadSearch
from .results import Hit, Results

MOST = 10_000  # hits of one file
PAGE = 100  # hits that are held at once

Work = Article | Hit  # whatever can be referred to

# What no line of a text file and no XML may hold: line ends, controls, halves of characters, what is no character.
ODD = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
LINE_ENDS = str.maketrans({end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"})  # which readers of lines may obey
COLUMNS = "id date title source author language url score missing reprints snippet".split()
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # BibTeX's own names
TEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "$&%#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces, behind a backslash too
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
KEY = re.compile(r"[a-z0-9][a-z0-9:-]{,59}")  # an id that is the key of a reference; of another it is made
MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$])")  # signs with a meaning
BLOCK = re.compile(r"^(\d*)([#+=.)-])")  # and those that have one where a line begins
BABEL = {"kk": "kazakh", "ru": "russian"}


def line(text: str) -> str:
    """Return a text on one line, without what may not stand in a file."""
    return ODD.sub(" ", text).strip()


def day(work: Work) -> str:
    """Return as much of the date as is known, "" for none."""
    return dates.shown(work.date, work.precision) if work.date else ""


def address(work: Work) -> str:
    """Return where the article was published, if it is an address of the web; ready to stand in any file."""
    url = work.url.strip()
    if not url.lower().startswith(("http://", "https://")):
        return ""
    return quote(line(url), safe="%/:=&?~#+!$,;'@*[]")


# Tables


def cells(separator: str, values: list[Any]) -> str:
    """Return a row of a table; nothing in it is a formula."""
    row = io.StringIO()
    safe = [harmless(line(value)) if isinstance(value, str) else value for value in values]
    csv.writer(row, delimiter=separator, lineterminator="\r\n").writerow(safe)
    return row.getvalue()


def table_head(separator: str, results: Results) -> str:  # noqa: ARG001  # each head is given them
    """Return the first row of a table."""
    return MARK + cells(separator, COLUMNS)


def table_row(separator: str, hit: Hit) -> str:
    """Return a hit as a row of a table."""
    row = {**hit.row, "date": day(hit), "url": address(hit), "score": round(hit.score, 4)}
    return cells(separator, [row[name] for name in COLUMNS])


# Articles


def json_line(hit: Hit) -> str:
    """Return an article as a line that `update` reads again."""
    known = {"id": hit.id, "date": day(hit), "source": hit.source, "title": hit.title, "url": hit.url}
    fields = {**known, "lang": hit.language, "author": hit.author, "text": hit.text}
    row = json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)
    return row.translate(LINE_ENDS) + "\n"


# References


def plain(work: Work) -> str:
    """Return a reference as bibliographies have it: author, title, source, date, address."""
    named = ". ".join(filter(None, (line(work.author), line(work.title))))
    where = " // ".join(filter(None, (named, line(work.source))))
    url = f"URL: {address(work)}" if address(work) else ""
    return ". – ".join(filter(None, (where, day(work), url))) + "\n"


def bibtex(work: Work) -> str:
    """Return a reference for BibTeX and BibLaTeX; authors and titles stand in two braces, which keep them as they are."""
    known = day(work).split("-") if work.date else []
    braced = {"author": work.author, "title": work.title, "journal": work.source}
    fields = [f"{name} = {{{{{line(text).translate(TEX)}}}}}" for name, text in braced.items() if line(text)]
    fields += [f"year = {{{year}}}" for year in known[:1]] + [
        f"month = {MONTHS[int(month) - 1]}" for month in known[1:2]
    ]
    fields += [f"day = {{{int(number)}}}" for number in known[2:]]
    plainly = {"url": address(work), "langid": BABEL.get(work.language, "")}
    fields += [f"{name} = {{{text}}}" for name, text in plainly.items() if text]
    body = "".join(f"  {field},\n" for field in fields)
    return f"@{'article' if line(work.source) else 'misc'}{{{key(work.id)},\n{body}}}\n\n"


def key(id: str) -> str:
    """Return what a reference is called by: an id that can be that, or else what is left of it and its digest."""
    if KEY.fullmatch(id):
        return id
    left = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-")[:40]
    return f"{left}-{hashlib.sha256(id.encode()).hexdigest()[:8]}".lstrip("-")


def ris(work: Work) -> str:
    """Return a reference in RIS: a newspaper article, a tag a line; a date is YYYY/MM/DD/, with nothing for what is not known."""
    known = day(work).split("-") if work.date else []
    rows = [
        ("TY", "NEWS"),
        ("ID", key(work.id)),
        ("AU", line(work.author)),
        ("TI", line(work.title)),
        ("T2", line(work.source)),
        ("PY", "".join(known[:1])),
        ("DA", f"{'/'.join([*known, '', ''][:3])}/" if known else ""),
        ("LA", line(work.language)),
        ("UR", address(work)),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value) + "ER  - \r\n\r\n"


def markdown_head(results: Results) -> str:
    """Return what was searched, and how much of what was found follows."""
    total, written = results.listed, min(results.listed, MOST)
    return f"# {markdown(results.query) or '…'}\n\n{written}{f' / {total}' if total > written else ''}\n\n"


def markdown(text: str) -> str:
    """Return a text that means itself in Markdown."""
    return BLOCK.sub(r"\1\\\2", MARKDOWN.sub(r"\\\1", line(text)))


def item(hit: Hit) -> str:
    """Return a hit as an item of a list, with the best piece of its text and the marks in it."""
    title, url = markdown(hit.title), address(hit)
    about = " · ".join(part for part in (markdown(hit.source), day(hit)) if part)
    told = "".join(f"**{markdown(text)}**" if wanted else spaced(text) for text, wanted in hit.snippet.pieces())
    return f"- {f'[{title}](<{url}>)' if url else title}{f' · {about}' if about else ''}\n  {told.strip()}\n"


def spaced(text: str) -> str:
    """Return what stands between two marks, with the spaces that part it from them."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if before else ''}{markdown(text)}{' ' if after else ''}"


class Format(NamedTuple):
    """A kind of file: its ending, its media type, how a hit stands in it, and what stands above the first."""

    ending: str
    type: str
    one: Callable[[Any], str]
    head: Callable[[Results], str] = lambda _: ""


FORMATS = {
    "csv": Format("csv", "text/csv", partial(table_row, ","), partial(table_head, ",")),
    "excel": Format(
        "csv", "text/csv", partial(table_row, ";"), partial(table_head, ";")
    ),  # in Kazakh and Russian it parts cells so
    "jsonl": Format("jsonl", "application/jsonl", json_line),
    "bib": Format("bib", "application/x-bibtex", bibtex),
    "ris": Format("ris", "application/x-research-info-systems", ris),
    "md": Format("md", "text/markdown", item, markdown_head),
    "txt": Format("txt", "text/plain", plain),
}
CITED = {name: FORMATS[name] for name in ("txt", "bib", "ris")}  # how one article can be cited


@dataclass(frozen=True)
class Export:
    """A list of results as a file. Iterating yields its pieces, read a page at a time, of MOST hits at the utmost."""

    format: Format
    first: Results
    page: Callable[[int], Results]

    @property
    def total(self) -> int:
        """How many hits there are; the file has the first MOST."""
        return self.first.listed

    def __iter__(self) -> Iterator[str]:
        yield self.format.head(self.first)
        for hit in self.hits():
            yield self.format.one(hit)

    def hits(self) -> Iterator[Hit]:
        """Yield the hits, each once, though an archive that changes may move them from page to page."""
        seen: set[str] = set()
        for number in range(1, min(self.first.pages, MOST // PAGE) + 1):
            for hit in self.first if number == 1 else self.page(number):
                if hit.id not in seen:
                    seen.add(hit.id)
                    yield hit


def export(name: str, search: Callable[..., Results]) -> Export:
    """Return a list of results in a format, given what searches its pages; raises BadSearch for a format there is none of."""
    format = known(name, FORMATS)
    page = partial(search, size=PAGE)
    return Export(format, page(page=1), lambda number: page(page=number))


def cite(work: Work, name: str) -> str:
    """Return a reference to an article: "txt", "bib" or "ris"; raises BadSearch for another format."""
    return known(name, CITED).one(work)


def known(name: str, formats: dict[str, Format]) -> Format:
    """Return the format of a name; raises BadSearch if there is none."""
    if name not in formats:
        raise BadSearch(f"format {name!r}: use one of {', '.join(formats)}")
    return formats[name]
