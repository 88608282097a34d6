"""The search page of Izde: a Flask application over an open index."""

from flask import Flask, Response
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

import indexer
from indexer import dates

from . import views, words
from .address import ArticleId

__all__ = ["create_app"]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(index: indexer.Index) -> Flask:
    """Return the application that searches an index; whoever opened the index closes it."""
    app = Flask(__name__)
    app.extensions["index"] = index
    speak(app)
    route(app)
    return app


def speak(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    app.jinja_env.globals |= {
        "say": words.say,
        "role": words.role,
        "problem": words.problem,
        "spoken": words.LANGUAGE,
        "shown": dates.shown,
    }
    app.jinja_env.filters |= {"date": words.date, "number": words.number, "language": words.language}


def route(app: Flask) -> None:
    """Bind the addresses, the errors and the headers."""
    app.url_map.merge_slashes = False  # an id may be "a//b"
    app.url_map.converters["id"] = ArticleId
    app.add_url_rule("/", "search", views.search)
    app.add_url_rule("/suggest", "suggest", views.suggest)
    app.add_url_rule("/article/<id:id>", "article", views.article)
    app.register_error_handler(HTTPException, views.error)
    app.register_error_handler(indexer.IndexerError, views.unreadable)
    app.after_request(guard)


def guard(response: Response) -> Response:
    """Return the response with the headers that keep a page from loading or being loaded by anything foreign."""
    response.headers.update(HEADERS)
    return response
