"""What the command line prints, and what it says of notes."""

import contextlib
import getpass
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from . import dates
from .difference import Piece
from .doctor import Finding
from .engines import Version
from .export import MOST, Export
from .interpretation import Way
from .report import Report
from .results import Results
from .retraction import Retraction
from .stats import Stats
from .update import Progress

BRACKETS = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
SHOWN = 20  # failures listed without --json

NOTES = {
    "cut": "the query is too long, it was not read from here on",
    "only-exclusions": "nothing to exclude from, so searched as words",
    "no-date": "no date, so searched as words",
    "short-prefix": "a beginning of two letters at least can be searched, this was searched as a word",
    "too-far": "NEAR reaches 50 places at most",
    "asking": "an article may lack words that ask",
    "spelled": "searched in other spellings too",
    "unasked": "too many unknown words, other spellings were not looked for from here on",
    "begun": "too many words begin so, only the most frequent were searched",
    "without": "too many words to leave out, from here on they were searched",
}


def echo_json(value: Any) -> None:
    """Print one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def show_export(export: Export) -> int:
    """Print a list of results as a file, byte for byte, and return how many hits there are."""
    for piece in export:
        click.echo(piece.encode("utf-8", "replace"), nl=False)
    if export.total > MOST:
        click.echo(f"izde: the first {MOST:,} of {export.total:,}", err=True)
    return export.total


@contextlib.contextmanager
def bar() -> Iterator[Progress | None]:
    """Lend a callback that draws a progress bar on stderr; None where nobody looks or rich is not installed."""
    try:
        from rich.console import Console  # noqa: PLC0415  # an extra: only long work needs it
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
        from rich.progress import Progress as Bar  # noqa: PLC0415
    except ImportError:
        yield None
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    counted = TextColumn("{task.fields[articles]:,} articles")
    with Bar(
        counted, BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=console, transient=True
    ) as drawn:
        task = drawn.add_task("", total=None, articles=0)
        yield lambda read, total, articles: drawn.update(task, completed=read, total=total, articles=articles)


def show_results(results: Results, explain: bool) -> None:
    """Print what a search found."""
    some = f", {results.partial} more with some of the words" if results.partial else ""
    click.echo(f"{results.total} found{some}")
    for note in results.notes:
        click.echo(f"izde: {NOTES.get(note.kind, note.kind)}: {note.about}", err=True)
    if results.did_you_mean:
        click.echo(f"izde: did you mean: {results.did_you_mean}", err=True)
    for hit in results:
        click.echo(f"\n{marked(hit.heading)}\n{about(hit)}")
        click.echo(f"  {marked(hit.snippet)}")
        if hit.reprints:
            click.echo(f"  first: {hit.first.source or 'source unknown'}, {day(hit.first)}; {hit.family - 1} more")
        for reason in hit.why if explain else ():
            click.echo(f"  {reason.said()}")
    for part in results.interpretation:
        click.echo(f"\n{part.typed} ({part.role})")
        for word in part.words:
            show_ways(word.typed, word.forms, word.more)
        show_ways("spellings", part.spellings)
        show_ways("names", part.names)
        show_ways("synonyms", part.synonyms)


def show_ways(label: str, ways: Sequence[Way], more: int = 0) -> None:
    """Print ways to find a word, with their numbers of articles."""
    shown = [
        f"{way.text} {'left out' if not way.searched else '' if way.articles is None else way.articles}".strip()
        for way in ways
    ]
    if shown:
        click.echo(f"  {label}: {', '.join(shown)}{f', {more} more' if more else ''}")


def day(thing: Any) -> str:
    """Return the date, as much of it as is known."""
    return dates.shown(thing.date, thing.precision) if thing.date else "undated"


def about(thing: Any) -> str:
    """Return the line under a title: date, source, language, id."""
    parts = (day(thing), thing.source or "source unknown", thing.language, thing.id)
    return " · ".join(part for part in parts if part)


def marked(snippet: Any) -> str:
    """Return a snippet with its marks: bold on a terminal, <mark> in a file."""
    before, after = ("\x1b[1;33m", "\x1b[0m") if sys.stdout.isatty() else ("<mark>", "</mark>")
    text: str = snippet.marked(before, after)
    return text


def show_report(report: Report, as_json: bool) -> None:
    """Print what an update did."""
    if as_json:
        listed = {name: [{"path": p, "reason": r} for p, r in getattr(report, name)] for name in ("failed", "warnings")}
        echo_json({**asdict(report), **listed})
        return
    for kind, rows in (("failed", report.failed), ("warning", report.warnings)):
        for path, reason in rows[:SHOWN]:
            click.echo(f"{kind}: {printable(path)}: {printable(reason)}", err=True)
        if len(rows) > SHOWN:
            click.echo(f"{kind}: and {len(rows) - SHOWN} more, which --json lists", err=True)
    counts = (f"{getattr(report, name)} {name}" for name in ("added", "updated", "removed", "unchanged"))
    click.echo(f"{', '.join(counts)}, {len(report.failed)} failed")


def show_stats(stats: Stats) -> None:
    """Print what an archive has, in figures."""
    years = [(str(year), count) for year, count in stats.years]
    lines = {
        "articles": f"{stats.articles:,}; {stats.undated:,} undated, {stats.retracted:,} retracted",
        "files": f"{stats.files:,}; {stats.failed:,} failed",
        "languages": counted(stats.languages),
        "sources": counted(stats.sources),
        "years": counted(years, most=len(years)),
        "words": f"{stats.words:,}; {stats.forms:,} different ones",
        "reprints": f"{stats.reprints:,} of {stats.families:,} first publications",
        "on disk": f"{(stats.ledger + stats.terms) / 1e6:,.1f} MB; ledger {stats.ledger / 1e6:,.1f}, terms {stats.terms / 1e6:,.1f}",
        "changed": f"{stats.changed:%Y-%m-%d %H:%M} UTC, generation {stats.generation}",
    }
    click.echo("\n".join(f"{name:10}{value}" for name, value in lines.items()))


def show_findings(findings: Sequence[Finding], as_json: bool) -> None:
    """Print what is to be looked at."""
    if as_json:
        echo_json([asdict(one) for one in findings])
        return
    for one in findings:
        more = [f"and {one.count - len(one.examples):,} more"] if one.count > len(one.examples) else []
        click.echo(f"{one.count:,} {one.what}")
        click.echo("\n".join(f"  {printable(line)}" for line in (*one.examples, *more)))
        click.echo(f"  next: {one.step}")
    if not findings:
        click.echo("nothing to look at")


def counted(counts: Sequence[tuple[str, int]], most: int = SHOWN) -> str:
    """Return counts on a line."""
    shown = [f"{printable(name) or 'none'} {count:,}" for name, count in counts[:most]]
    return ", ".join(
        [*shown, *([f"and {len(counts) - most:,} more, which --json lists"] if len(counts) > most else [])]
    )


def printable(text: str) -> str:
    """Return a text on one line that tells a terminal nothing: a file may be called anything."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def show_log(log: Sequence[Retraction], as_json: bool) -> None:
    """Print retractions, a line each."""
    if as_json:
        echo_json([asdict(one) for one in log])
    elif log:
        click.echo("\n".join(one.said() for one in log))


def show_versions(versions: Sequence[Version], as_json: bool) -> None:
    """Print the versions of an article, a line each; as JSON whole."""
    if as_json:
        echo_json([asdict(version) for version in versions])
        return
    for version in versions:
        until = f"until {version.replaced:%Y-%m-%d %H:%M} UTC" if version.replaced else "now"
        click.echo(f"{version.number}\t{until}\t{printable(version.article.title)}")


def told(pieces: Sequence[Piece]) -> str:
    """Return what changed as wdiff writes it: [-removed-] and {+added+}."""
    return "".join(BRACKETS[piece.kind].format(piece.text) for piece in pieces)


def login() -> str:
    """Return the name of who runs this, or "" where the system has none."""
    with contextlib.suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""
