"""What the command line prints as JSON, and what it says of notes."""

import json
from dataclasses import asdict, fields
from typing import Any

import click

from .results import Hit, Results

NOTES = {
    "cut": "the query is too long, it was not read from here on",
    "only-exclusions": "nothing to exclude from, so searched as words",
    "no-date": "no date, so searched as words",
    "short-prefix": "a beginning of two letters at least can be searched, this was searched as a word",
    "too-far": "NEAR reaches 50 places at most",
    "asking": "an article may lack words that ask",
    "spelled": "searched in other spellings too",
    "unasked": "too many unknown words, other spellings were not looked for from here on",
    "without": "too many words to leave out, from here on they were searched",
}


def results_json(results: Results) -> dict[str, Any]:
    """Return results as JSON has them."""
    plain = ("query", "total", "partial", "folded", "page", "pages", "size", "sort", "facets", "did_you_mean")
    notes = [asdict(note) for note in results.notes]
    told = {"interpretation": [asdict(part) for part in results.interpretation]} if results.interpretation else {}
    hits = [hit_json(hit) for hit in results]
    return {**{name: getattr(results, name) for name in plain}, "notes": notes, **told, "hits": hits}


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as JSON has it."""
    snippets = [{"text": s.text, "spans": s.spans, "html": str(s)} for s in hit.snippets]
    names = (each.name for each in fields(hit) if each.repr)
    why = [{**asdict(reason), "said": reason.said()} for reason in hit.why]
    return {
        **{name: getattr(hit, name) for name in names},
        "heading": str(hit.heading),
        "snippets": snippets,
        "reprints": [asdict(reprint) for reprint in hit.reprints],
        "why": why,
    }


def echo_json(value: Any) -> None:
    """Print one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
