"""The newest articles that a search finds, as an Atom feed (RFC 4287): whoever follows it misses none."""

import datetime as dt
import re
import uuid
from dataclasses import replace
from itertools import accumulate
from urllib.parse import urlencode

from flask import Response, render_template, request

from indexer import Hit, dates
from indexer.export import address

from .archive import index
from .asked import Asked, read
from .locale import addressed

MOST = 50  # entries
READ = 200  # hits among which the newest are sought
HERE = uuid.uuid5(uuid.NAMESPACE_URL, "izde")
NEVER = dt.date(1970, 1, 1)  # an entry needs a time, and one without a date would change with any other
XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 has no way to write
NOW = dt.timedelta(seconds=2)  # HTTP tells whole seconds: in the same one there may be another change


def feed() -> Response:
    """Return the feed of a search, or that it is as it was."""
    asked = replace(read(request.args), sort="newest", page=1)
    hits = newest(asked)
    page = render_template(
        "feed.xml",
        asked=asked,
        hits=hits,
        updated=max((hit.date for hit in hits if hit.date), default=NEVER),
        id=urn("search", urlencode(asked.args(sort=None, page=None), doseq=True)),
        urn=urn,
        address=address,
        never=NEVER,
    )
    return unless_known(Response(XML.sub("", page), content_type="application/atom+xml; charset=utf-8"))


def newest(asked: Asked) -> list[Hit]:
    """Return the newest articles that have all the words, also those that have them in the other language alone.

    A search puts the latter behind, and so only the last months are searched, as many as have enough articles.
    """
    found = index().search(asked.q, size=1, **asked.options).facets.get("month", [])
    months = sorted(((str(month), count) for month, count in found if month), reverse=True)
    sums = accumulate(count for _, count in months)
    enough = next((month for (month, _), articles in zip(months, sums, strict=True) if articles >= MOST), "")
    since = dates.first(enough)
    limits = {**asked.options, "since": max(filter(None, (asked.begin, since)), default=None)}
    hits = [hit for hit in index().search(asked.q, size=READ, **limits) if not hit.missing]
    return sorted(hits, key=lambda hit: hit.date or NEVER, reverse=True)[:MOST]


def unless_known(response: Response) -> Response:
    """Return a response, without its content for whoever has it already."""
    changed = index().changed()
    if dt.datetime.now(dt.timezone.utc) - changed > NOW:
        response.last_modified = changed
    if not addressed():
        response.vary.update(("Accept-Language", "Cookie"))
    response.add_etag()
    response.make_conditional(request)
    return response


def urn(kind: str, name: str) -> str:
    """Return the name of a thing as a URN, always the same."""
    return uuid.uuid5(HERE, f"{kind}:{name}").urn
