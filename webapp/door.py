"""Who is let in: so many requests of an address, and where there are tokens only who has one."""

from collections.abc import Callable

from flask import Flask, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized
from werkzeug.middleware.proxy_fix import ProxyFix

from .buckets import Buckets
from .guard import OPEN
from .service import Service
from .tokens import Tokens

COSTS = {
    "export": 100,
    "batch": 100,
    "kwic": 5,
    "feed": 5,
}  # in questions: ten thousand hits take two seconds of a processor
ASK = WWWAuthenticate(
    "basic", {"realm": "Izde archive", "charset": "UTF-8"}
)  # with it a browser asks for name and password


def add_to(app: Flask, service: Service) -> None:
    """Let in whom a service lets in. The proxy is believed for the last address it gives, and for https."""
    if service.proxied:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]  # Flask's own way
    if service.rate:
        app.before_request(slowly(Buckets(service.rate)))
    if service.tokens:
        app.before_request(with_token(Tokens(service.tokens)))


def slowly(buckets: Buckets) -> Callable[[], None]:
    """Return what refuses the requests of an address that asks too often."""

    def look() -> None:
        if seconds := buckets.take(request.remote_addr or "", COSTS.get(request.endpoint or "", 1)):
            raise TooManyRequests(retry_after=seconds)

    return look


def with_token(tokens: Tokens) -> Callable[[], None]:
    """Return what refuses requests without a token, but for those that only ask whether there is anybody."""

    def look() -> None:
        if request.endpoint not in OPEN and not tokens.known(given()):
            raise Unauthorized(www_authenticate=ASK)

    return look


def given() -> str:
    """Return the token of a request: a bearer's (RFC 6750), or the password that a browser sends, whatever the name."""
    sent = request.authorization
    return (
        (sent.token if sent.type == "bearer" else sent.password if sent.type == "basic" else "") or "" if sent else ""
    )
