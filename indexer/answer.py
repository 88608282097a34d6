"""What was found, as JSON has it: the same from the command line and from the API."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .article import Article
from .results import Hit, Results
from .snippet import Snippet

RESULTS = "query total partial folded page pages size sort facets did_you_mean".split()
HIT = "id title date precision source url language author score missing otherwise family late".split()
ARTICLE = "id title date precision source origin url language author known".split()


def of_results(results: Results, spoken: str | None = "en") -> dict[str, Any]:
    """Return results; each hit says in a language why it was found, unless that is None."""
    told = {"interpretation": list(map(asdict, results.interpretation))} if results.interpretation else {}
    notes, hits = list(map(asdict, results.notes)), [of_hit(hit, spoken) for hit in results]
    return {**named(results, RESULTS), "notes": notes, **told, "hits": hits}


def of_hit(hit: Hit, spoken: str | None = "en") -> dict[str, Any]:
    """Return a hit."""
    marked = {"heading": of_snippet(hit.heading), "snippets": list(map(of_snippet, hit.snippets))}
    why = {"why": [{**asdict(reason), "said": reason.said(spoken)} for reason in hit.why]} if spoken else {}
    return {**named(hit, HIT), **marked, "reprints": list(map(asdict, hit.reprints)), **why}


def of_snippet(snippet: Snippet) -> dict[str, Any]:
    """Return a marked text: as it is, the places of its marks in letters, and as HTML."""
    return {"text": snippet.text, "spans": snippet.spans, "html": str(snippet)}


def of_article(article: Article, title: Snippet, text: Snippet) -> dict[str, Any]:
    """Return an article, given with its marked title and text; its further keys are for those who have its files."""
    return {**named(article, ARTICLE), "heading": of_snippet(title), "body": of_snippet(text)}


def named(thing: object, names: list[str]) -> Mapping[str, Any]:
    """Return the named attributes of a thing."""
    return {name: getattr(thing, name) for name in names}
