"""What every request must be, and what every answer says to the browser."""

import contextlib
from functools import partial
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue

from indexer.budget import budget

from .service import Service

BODY = (1 << 20) + 100_000  # bytes of a request: a file of 1 MB, and the form around it
PARTS = 50  # fields of a form
ADDRESS = 60_000  # bytes of an address: an article that is pasted into the box has 20,000
# OWASP's list of headers as of 2026, less those of old browsers; Strict-Transport-Security is the proxy's, which has the certificate.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), "
    "midi=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


LONGER = {"batch": 15.0}  # seconds, whatever others have: a list stops by itself after ten, and shows what it has
OPEN = ("alive", "ready")  # what a machine asks that knows no name and no token


class Page(Flask):
    """A Flask application whose views have a bounded time."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer a request, or raise OutOfTime; what is sent in pieces afterwards bounds itself."""
        with budget(max(self.config["SECONDS"], LONGER.get(request.endpoint or "", 0))):
            return super().dispatch_request()


def add_to(app: Flask, service: Service) -> None:
    """Refuse what is too large or asks for another host than ours, and put the headers on every answer."""
    app.config.update(MAX_CONTENT_LENGTH=BODY, MAX_FORM_PARTS=PARTS, SECONDS=service.seconds)
    app.before_request(partial(named, frozenset(map(str.lower, service.hosts))))
    app.before_request(bounded)
    app.after_request(headed)


def named(hosts: frozenset[str]) -> None:
    """Refuse a request to a name that is not ours: another site's script may have it lead here. No hosts stand for any.

    Flask's TRUSTED_HOSTS knows no IPv6 address, and leaves its error page without links.
    """
    if hosts and request.endpoint not in OPEN and hostname(request.headers.get("Host", "")) not in hosts:
        abort(400)


def hostname(host: str) -> str:
    """Return the name in a Host header in small letters; "" where there is none.

    >>> hostname("Archive.example:8000"), hostname("[::1]:8000"), hostname("[::1"), hostname("a@b")
    ('archive.example', '::1', '', '')
    """
    with contextlib.suppress(ValueError):
        parts = urlsplit(f"//{host}")
        if parts.netloc == host and parts.username is None:
            return parts.hostname or ""
    return ""


def bounded() -> None:
    """Refuse an address or a body that is too long, before anything of it is read."""
    if len(request.environ["PATH_INFO"]) + len(request.query_string) > ADDRESS:
        abort(414)
    if (request.content_length or 0) > BODY:
        abort(413)


def headed(response: Response) -> Response:
    """Return the response with the headers that keep a page from loading or being loaded by anything foreign."""
    response.headers.update(HEADERS)
    return response
