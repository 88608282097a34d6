"""Which language a page speaks: that of its address (/ru/…), else the one the reader chose, else the browser's, else Kazakh."""

from typing import Any

from flask import Response, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from .address import written
from .asked import Asked, read
from .words import LANGUAGES, Words

COOKIE, CHOOSE = "ui", "choose"  # what is remembered, and the parameter that says a reader chose it
YEAR = 365 * 24 * 3600


def words() -> Words:
    """Return the words of the page that is asked for."""
    found: Words | None = g.get("words")
    if found is None:
        found = g.words = Words(addressed() or remembered() or preferred() or next(iter(LANGUAGES)))
    return found


def addressed() -> str:
    """Return the language in the address, "" if it has none."""
    first = request.path.split("/")[1]
    return first if first in LANGUAGES else ""


def remembered() -> str:
    """Return the language the reader chose before, "" if none."""
    code = request.cookies.get(COOKIE, "")
    return code if code in LANGUAGES else ""


def preferred() -> str:
    """Return the language that the browser likes best of those there are, kk-KZ as kk; "" if it likes none."""
    wanted = (code.partition("-")[0].lower() for code, liked in request.accept_languages if liked)
    return next((code for code in wanted if code in LANGUAGES), "")


def drop(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the language out of what a view is given."""
    (values or {}).pop("ui", None)


def keep(endpoint: str, values: dict[str, Any]) -> None:
    """Let every link of a page lead to pages in the language of its address."""
    if "ui" not in values and addressed() and current_app.url_map.is_endpoint_expecting(endpoint, "ui"):
        values["ui"] = addressed()


def languages(asked: Asked) -> dict[str, str]:
    """Return language -> the address of this page in it, which remembers the choice."""
    here = {"endpoint": request.endpoint or "search", **(request.view_args or {}), **asked.args(), CHOOSE: 1}
    if not current_app.url_map.is_endpoint_expecting(here["endpoint"], "ui"):
        here = {"endpoint": "search", CHOOSE: 1}
    return {code: written(**here, ui=code) for code in LANGUAGES}


def choose() -> AnyResponse | None:
    """Remember a language that a reader chose, and lead on to the address that does not say so."""
    if CHOOSE not in request.args or not addressed() or not request.endpoint:
        return None
    asked = read(request.args)
    response = redirect(url_for(request.endpoint, **{**(request.view_args or {}), **asked.args()}), 303)
    response.set_cookie(COOKIE, addressed(), max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


def labelled(response: Response) -> Response:
    """Return a page with the language it is in, and what decided it."""
    if response.mimetype == "text/html":
        response.content_language.add(words().language)
        if not addressed():
            response.vary.update(("Accept-Language", "Cookie"))
    return response
