"""How much a query finds, and from when to when, with no article ordered, marked or counted by kind."""

import datetime as dt
from collections.abc import Callable, Iterable

import numpy as np

from ...article import Article
from ...dates import Dated
from ...query import Query
from .. import Extent
from .evaluation import match
from .generation import Generation

Read = Callable[[Iterable[int]], dict[int, Article]]  # rows -> articles


def extent(generation: Generation, query: Query, read: Read) -> Extent:
    """Return how many articles have every wanted clause, and the first and the last day of them."""
    matched = match(generation, query)
    found = np.concatenate((matched.complete, matched.wide))
    dated = found[generation.days[found] > 0]
    if not len(dated):
        return Extent(len(found), None, None)
    days = generation.days[dated]
    edges = [int(dated[place]) for place in (days.argmin(), days.argmax())]
    first, last = (day(generation, document, read) for document in edges)
    return Extent(len(found), first, last)


def day(generation: Generation, document: int, read: Read) -> Dated:
    """Return the date of a document; how much of it is known, its article tells, if no writer has taken it out."""
    row = int(generation.rows[document])
    article = read([row]).get(row)
    precision = article.precision if article else ""
    return Dated(dt.date.fromordinal(int(generation.days[document])), precision or "day")
