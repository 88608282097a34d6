"""The pages: each view reads the request, asks the index, and renders."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import cast

from flask import Response, abort, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

import indexer
from indexer.export import MOST
from indexer.omissions import named

from . import api, choices
from . import asked as parameters
from .archive import index
from .asked import SIZE
from .locale import words
from .text import numbered, paragraphs
from .timeline import covered, span, timeline

COMMAND = re.compile("`(izde [a-z]+)`")
LATER = 10  # seconds after which it may be tried again
EXAMPLES = ("example-1", "example-2", "example-3")
NEWEST = 6  # articles on the start page


def search() -> str:
    """Show what a search finds; without one, where to begin."""
    asked, said = parameters.read(request.args).listing, words()
    results = index().search(
        asked.q,
        explain=bool(asked.q),
        page=asked.page,
        size=NEWEST if asked.blank else SIZE,
        **asked.options,
    )
    steps = index().ladder(asked.q, **asked.limits) if asked.q and not results.total and results.page == 1 else []
    return render_template(
        "start.html" if asked.blank else "search.html",
        asked=asked,
        results=results,
        notes=choices.notes(asked, results, said),
        hits=[*enumerate(results.hits, (results.page - 1) * SIZE + 1)],
        chips=choices.chips(asked, said),
        left_out=named(asked.without),
        gist=choices.gist(results),
        years=choices.years(results),
        examples=examples() if asked.blank else [],
        updated=index().changed() if asked.blank else None,
        unshown=choices.unshown(asked, results),
        cleared=choices.cleared(asked),
        groups=choices.groups(asked, results, said),
        timeline=timeline(asked, results, said, known(asked, results)),
        sorts=choices.sorts(asked, said),
        numbers=choices.numbers(results.page, results.pages),
        ways=choices.ways(asked, steps, said),
        formats=choices.FORMATS,
        most=MOST,
    )


def known(asked: parameters.Asked, results: indexer.Results) -> Sequence[str]:
    """Return the times of which the archive has articles: of the one source that is searched, or of any."""
    if not asked.source:
        return results.covered
    time = span(results)
    return covered(index().search("", size=1, source=asked.source, since=time or None, until=time or None))


def examples() -> list[str]:
    """Return the searches that the start page offers, as far as they find anything in this archive."""
    return [text for text in map(words().say, EXAMPLES) if index().count(text)]


def suggest() -> Response:
    """Return what a reader who types may be about to type, as JSON."""
    found = index().suggest(request.args.get("q", "")[: parameters.KEPT])
    return jsonify([asdict(one) for one in found])


def article(id: str) -> str | tuple[str, int]:
    """Show an article, with what the reader searched for marked in it."""
    asked = parameters.read(request.args)
    found = index().read(id, asked.q, match=asked.match, without=asked.without)
    if found is None:
        return gone(id, asked)
    shown, title, text = found
    (heading, *body), marks = numbered([title, *paragraphs(text)])
    before, after = neighbours(id, asked)
    return render_template(
        "article.html",
        asked=asked,
        article=shown,
        heading=heading,
        paragraphs=body,
        marks=marks,
        mark=min(asked.mark, marks),
        before=before,
        after=after,
        reprints=index().reprints(id),
        similar=index().similar(id),
        changed=list(index().replaced(id).values()),
    )


def neighbours(id: str, asked: parameters.Asked) -> tuple[indexer.Hit | None, indexer.Hit | None]:
    """Return the hits before and after an article where it was found; none if the search finds another one there by now."""
    if not asked.at:
        return None, None
    before, here, after = index().beside(asked.at, asked.q, **asked.options)
    return (before, after) if here and here.id == id else (None, None)


def versions(id: str, number: int = 0) -> str | tuple[str, int]:
    """Show when an article changed, and what one change removed and added: by its number, or the latest."""
    asked = parameters.read(request.args)
    found, changed = index().article(id), index().replaced(id)
    if found is None:
        return gone(id, asked)
    number = number or max(changed, default=0)
    difference = index().difference(id, number)
    if number and difference is None:
        abort(404)
    return render_template(
        "versions.html",
        asked=asked,
        article=found,
        changed=changed,
        number=number,
        difference=difference,
    )


def private() -> str:
    """Say what is kept of a reader, and what is not."""
    return render_template("private.html", asked=parameters.NOTHING)


def gone(id: str, asked: parameters.Asked) -> tuple[str, int]:
    """Say when and why an article was taken out; 404 for one that never was."""
    retraction = index().retracted(id) or abort(404)
    return render_template("retracted.html", asked=asked, retraction=retraction), 410


def alive() -> Response:
    """Say that there is somebody."""
    return Response("alive\n", mimetype="text/plain")


def ready() -> Response:
    """Say that the index can be searched, or answer 503."""
    index().search("izde", size=1)
    return Response("ready\n", mimetype="text/plain")


def error(problem: HTTPException, said: str = "", command: str = "") -> AnyResponse:
    """Show what went wrong, and what an administrator can do, in the same layout as everything else; to the API, as JSON."""
    if api.asked_for():
        return api.error(problem)
    asked = parameters.read(request.args)
    page = render_template("error.html", asked=asked, problem=said or problem.code, command=command)
    response = cast(Response, problem.get_response())
    response.data, response.content_type = page, "text/html; charset=utf-8"
    return response


def unreadable(problem: indexer.IndexerError) -> AnyResponse:
    """Say that the index cannot be read now, and which command helps; the log says why."""
    current_app.logger.error("the index cannot be read: %s", problem)
    return error(ServiceUnavailable(retry_after=LATER), command=remedy(problem))


def remedy(problem: indexer.IndexerError) -> str:
    """Return the command that an error names, and nothing else of it: a reader need not know of files. "" if waiting helps."""
    named = COMMAND.search(str(problem))
    return named[1] if named else "" if isinstance(problem, indexer.IndexBusy) else "izde verify"


def late(_: indexer.OutOfTime) -> AnyResponse:
    """Say that a search took too long."""
    return error(ServiceUnavailable("the question took too long", retry_after=LATER), "late")
