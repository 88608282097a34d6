"""The log: a line of JSON each for requests and warnings, without what is searched for unless that is asked for."""

import json
import logging
from datetime import datetime, timezone
from time import perf_counter

from flask import Flask, Response, g, request

from .service import Service

log = logging.getLogger(__name__)

LONGEST = 500  # letters of a path, and of a query


class Lines(logging.Formatter):
    """Makes a line of JSON of whatever is logged; in ASCII, so that no letter can end a line or colour it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line."""
        given = record.args if record.name == __name__ and isinstance(record.args, dict) else None
        return json.dumps(given or {"time": now(), "level": record.levelname, "message": super().format(record)})


def to_stderr() -> None:
    """Let everything go to stderr: requests, warnings, errors."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns whenever a request waits
    log.setLevel(logging.INFO)


def now() -> str:
    """Return the time."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def add_to(app: Flask, service: Service) -> None:
    """Log every request of an application."""

    def note(response: Response) -> Response:
        if log.isEnabledFor(logging.INFO):
            log.info("%(method)s %(path)s %(status)s", line(response, service.log_queries))
        return response

    app.before_request(begin)
    app.after_request(note)


def begin() -> None:
    """Note when a request came."""
    g.begun = perf_counter()


def line(response: Response, queries: bool) -> dict[str, object]:
    """Return what is logged of a request."""
    query = {"query": request.query_string.decode("utf-8", "replace")[:LONGEST]} if queries else {}
    return {
        "time": now(),
        "client": request.remote_addr,
        "method": request.method[:LONGEST],
        "path": request.path[:LONGEST],
        **query,
        "status": response.status_code,
        "ms": round((perf_counter() - g.begun) * 1_000, 1),
    }
