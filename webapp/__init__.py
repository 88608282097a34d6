"""The search page of Izde: a Flask application over an open index."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response, request
from jinja2 import StrictUndefined
from jinja2.ext import Extension
from werkzeug.exceptions import HTTPException

import indexer
from indexer import dates
from indexer.export import CITED, FORMATS, cite
from indexer.reasons import together

from . import access, api, batch, door, feed, files, guard, kwic, locale, metrics, views
from .address import ArticleId, written
from .guard import Page
from .service import Service
from .words import LANGUAGES, LETTERS

__all__ = ["create_app"]

EVERYBODY = Service()


HEAVY = {  # what a browser does without: indentation, comments, and in a style the space around its signs
    "text/javascript": re.compile(rb"^\s+|^// .*\n| // .*$()", re.MULTILINE),
    "text/css": re.compile(rb"/\*.*?\*/\s*|\s*([{};,]|:(?=\s))\s*", re.DOTALL),
}


class Flush(Extension):
    """Templates without the indentation of their lines, which is a twentieth of a page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002  # as Jinja calls it
        """Return a template whose lines begin with one space at most; it may part two words."""
        return re.sub(r"^[ \t]+", " ", source, flags=re.MULTILINE)


def create_app(index: indexer.Index, service: Service = EVERYBODY) -> Flask:
    """Return the application that searches an index, for those whom a service is for; whoever opened the index closes it."""
    app = Page(__name__)
    app.extensions["index"] = index
    speak(app)
    for part in (access, guard, door):  # in the order in which they see a request
        part.add_to(app, service)
    route(app)
    if service.metrics:
        metrics.add_to(app, service)
    return app


def speak(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "undefined": StrictUndefined,
        "extensions": [Flush],
    }
    app.jinja_env.globals |= {name: spoken(name) for name in ("say", "role", "wrong")}
    app.jinja_env.globals |= {
        "url_for": written,
        "together": together,
        "words": locale.words,
        "languages": locale.languages,
        "autonyms": LANGUAGES,
        "letters": LETTERS,
        "shown": dates.shown,
        "reference": partial(cite, name="txt"),
    }
    app.jinja_env.filters |= {"date": spoken("date"), "number": spoken("number"), "language": spoken("spoken")}


def spoken(name: str) -> Callable[..., str]:
    """Return one of the ways to say something, in the language of the page it is said on."""

    def said(*given: Any, **values: Any) -> str:
        return str(getattr(locale.words(), name)(*given, **values))

    return said


def route(app: Flask) -> None:
    """Bind the addresses, the errors and the headers."""
    app.url_map.merge_slashes = False  # an id may be "a//b"
    app.url_map.converters["id"] = ArticleId
    for language in ("", f"/<any({', '.join(LANGUAGES)}):ui>"):
        app.add_url_rule(f"{language}/", "search", views.search)
        app.add_url_rule(f"{language}/article/<id:id>", "article", views.article)
        app.add_url_rule(f"{language}/article/<id:id>/versions", "versions", views.versions)
        app.add_url_rule(f"{language}/article/<id:id>/versions/<int:number>", "versions", views.versions)
        app.add_url_rule(f"{language}/feed.atom", "feed", feed.feed)
        app.add_url_rule(f"{language}/kwic", "kwic", kwic.kwic)
        app.add_url_rule(f"{language}/batch", "batch", batch.batch, methods=("GET", "POST"))
        app.add_url_rule(f"{language}/private", "private", views.private)
    app.add_url_rule(f"/export.<any({', '.join(FORMATS)}):format>", "export", files.export)
    app.add_url_rule(f"/cite/<any({', '.join(CITED)}):format>/<id:id>", "cite", files.cite)
    app.add_url_rule("/suggest", "suggest", views.suggest)
    app.add_url_rule("/healthz", "alive", views.alive)
    app.add_url_rule("/readyz", "ready", views.ready)
    api.route(app)
    app.url_value_preprocessor(locale.drop)
    app.url_defaults(locale.keep)
    app.before_request(locale.choose)
    app.after_request(locale.labelled)
    app.register_error_handler(HTTPException, views.error)
    app.register_error_handler(indexer.IndexerError, views.unreadable)
    app.register_error_handler(indexer.OutOfTime, views.late)
    app.after_request(lightened)


def lightened(response: Response) -> Response:
    """Return a style or a script without what a browser does without, a seventh of it."""
    heavy = HEAVY.get(response.mimetype or "")
    if heavy and request.endpoint == "static" and response.status_code == 200:
        response.direct_passthrough = False
        response.set_data(heavy.sub(rb"\1", response.get_data()))
    return response
