"""The same answers as JSON: each view checks the request, asks the index one question, and tells what it said."""

import json
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from indexer import answer

from . import asked as parameters
from . import contract
from .archive import index
from .asked import Asked

ROOT = "/api/v1"


def route(app: Flask) -> None:
    """Bind the addresses of the API; there is nothing but GET."""
    views: dict[str, Callable[..., AnyResponse]] = {
        "search": search,
        "facets": facets,
        "suggest": suggest,
        "articles/<id:id>": article,
        "openapi.json": document,
    }
    for path, view in views.items():
        app.add_url_rule(f"{ROOT}/{path}", f"api-{path}", view, methods=["GET"], provide_automatic_options=False)


def asked_for() -> bool:
    """Whether it is the API that a request asks."""
    return request.path.startswith("/api/")


def search() -> Response:
    """Tell what a search finds."""
    asked, explain = checked("search"), request.args.get("explain") == "1"
    results = index().search(asked.q, page=asked.page, size=size("search"), explain=explain, **asked.options)
    return told(answer.of_results(results, request.args.get("ui", "en") if explain else None))


def facets() -> Response:
    """Tell how many articles of each kind a search finds."""
    asked = checked("facets")
    results = index().search(asked.q, size=1, **asked.options)
    return told(answer.named(results, ["total", "partial", "facets"]))


def suggest() -> Response:
    """Tell what a query that begins so may become."""
    asked = checked("suggest")
    return told({"suggestions": [asdict(one) for one in index().suggest(asked.q, size=size("suggest"))]})


def article(id: str) -> AnyResponse:
    """Tell an article, marked; 410 with the reason for one that was retracted."""
    asked = checked("article")
    if found := index().read(id, asked.q, match=asked.match, without=asked.without):
        return told(answer.of_article(*found))
    if out := index().retracted(id):
        return problem(HTTPStatus.GONE, "this article was retracted", retracted=out.day, reason=out.reason)
    return problem(HTTPStatus.NOT_FOUND, "there is no article with this id")


def document() -> Response:
    """Tell what the API promises."""
    return Response(contract.TEXT, mimetype="application/json")


def checked(operation: str) -> Asked:
    """Return what a request asks for, each parameter of which means something."""
    contract.check(operation, request.args)
    return parameters.parsed(request.args)


def size(operation: str) -> int:
    """Return how many are asked for."""
    return int(request.args.get("size", contract.OPERATIONS[operation]["size"]["schema"]["default"]))


def told(value: Any) -> Response:
    """Return JSON, its letters as they are."""
    text = json.dumps(value, ensure_ascii=False, default=str, allow_nan=False)
    return Response(text.encode("utf-8", "replace"), mimetype="application/json")


def problem(status: int, detail: str, **more: Any) -> AnyResponse:
    """Return a problem as RFC 9457 has it."""
    title = HTTPStatus(status).phrase
    response = told({"type": "about:blank", "title": title, "status": status, "detail": detail, **more})
    response.status_code, response.mimetype = status, "application/problem+json"
    return response


def error(raised: HTTPException) -> AnyResponse:
    """Return what went wrong, with the headers that belong to it."""
    more = {"parameter": raised.parameter} if isinstance(raised, contract.Meaningless) else {}
    response = problem(raised.code or 500, raised.description or "", **more)
    kept = (pair for pair in raised.get_headers() if pair[0] != "Content-Type")
    response.headers.extend(dict(kept))
    return response
