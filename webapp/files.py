"""What a reader takes away: a list of results as a file, and references to an article."""

from collections.abc import Iterable

from flask import Response, abort, request

from indexer.export import CITED, Format
from indexer.export import cite as cited

from .archive import index
from .asked import read


def export(format: str) -> Response:
    """Hand over what a search finds as a file, while it is read."""
    asked = read(request.args)
    found = index().export(asked.q, format, **asked.options)
    return file(found.format, found, "izde", {"X-Total-Count": str(found.total)})


def cite(format: str, id: str) -> Response:
    """Hand over a reference to an article."""
    if not (article := index().article(id)):
        abort(410 if index().retracted(id) else 404)
    return file(CITED[format], [cited(article, format)], "article")


def file(format: Format, pieces: Iterable[str], name: str, headers: dict[str, str] | None = None) -> Response:
    """Return a file, to be kept and not shown."""
    response = Response((piece.encode("utf-8", "replace") for piece in pieces), headers=headers)
    response.content_type = format.type if format.ending == "jsonl" else f"{format.type}; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{format.ending}")
    return response
