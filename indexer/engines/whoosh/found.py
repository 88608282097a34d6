"""What was found: in which order it is shown, and how much of it there is of each kind."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...article import Article
from ...query import Phrase, Query
from .. import AUTHORS, NO_REPRINTS, REPRINTS, Found, Reprint, Reprints, Row
from . import marks
from .arrays import Array, Numbers, within
from .calendar import by_day, named
from .evaluation import NOBODY, Match
from .families import ALONE, Families, Family
from .frames import Frames
from .generation import Generation
from .line import Line
from .parts import Parts
from .schema import FIELDS
from .sketches import SKETCH, resemblance

Scores = NDArray[np.float64]

GROUPS = 16  # of scores for each that is wanted, and scores of each group at least
PRECISION = 1e9  # scores that differ by less are the same, whatever the order of the additions was


class Page(NamedTuple):
    """The documents of a page, in order, their scores, and of each the first others of its family."""

    documents: list[int]
    scores: list[float]
    families: list[Family]

    @property
    def read(self) -> list[int]:
        """The documents whose articles are to be read."""
        return self.documents + [other for family in self.families for other in family.others]


def shown(generation: Generation, matched: Match, sort: str, start: int, size: int, *, fold: bool) -> Page:
    """Return a page: documents with every wanted clause come before those with some, and last are relatives'.

    Families are looked up, and up to ten others of each read, where reprints are folded alone.
    """
    stop, page = start + size, Page([], [], [])
    for documents, leaders in zip(matched.groups, matched.leaders, strict=True):
        if start < len(documents):
            best, ranked = leaders if sort == "relevance" and stop <= len(leaders[0]) else (documents, None)
            if ranked is None and matched.hits and sort == "relevance":
                ranked = matched.score(documents)
            numbers = np.array(first(generation, best, ranked, sort, stop)[max(start, 0) :], np.intp)
            if ranked is None:
                best = np.sort(numbers)
                ranked = matched.score(best)
            scores = ranked[best.searchsorted(numbers)]
            page.documents.extend(numbers.tolist())
            page.scores.extend(scores.tolist())
        start, stop = start - len(documents), stop - len(documents)
        if stop <= 0:
            break
    page.families.extend(generation.families.family(d, REPRINTS) if fold else ALONE for d in page.documents)
    return page


def hiding(families: Families, matched: Match) -> Numbers:
    """Return the documents of a match that stand behind another of their family."""
    if not len(families.documents):
        return NOBODY
    return families.behind([*matched.kinds])


def folded(matched: Match, hidden: Numbers) -> Match:
    """Return a match without some documents."""
    if not len(hidden):
        return matched

    def left(documents: Numbers, values: Array) -> Array:
        at = documents.searchsorted(hidden) if len(documents) else NOBODY
        gone = at[within(documents, hidden, at)] if len(documents) else at
        return np.delete(values, gone) if len(gone) else values

    complete, wide, kin = (left(documents, documents) for documents in (matched.complete, matched.wide, matched.kin))
    if (some := matched.some) is not None:
        some = some.copy()
        some[matched.space.at(hidden)] = False
    leaders = tuple((left(best, best), left(best, scores)) for best, scores in matched.leaders)
    return replace(matched, complete=complete, wide=wide, some=some, kin=kin, leaders=leaders)


def reprints(
    generation: Generation, document: int, family: Family, articles: Mapping[int, Article]
) -> tuple[Reprint, ...]:
    """Return the first others of a document's family."""
    if not (others := family.others):
        return ()
    places = map(generation.segment, (document, *others))
    drawn = np.array([generation.contents[place]["sketches"][number] for place, number in places], SKETCH)
    alike = resemblance(np.repeat(drawn[:1], len(others)), drawn[1:]).tolist()
    found = [articles[row] for row in generation.rows[others].tolist()]
    return tuple(
        Reprint(a.id, a.title, a.date, a.source, share, a.precision or "day")
        for a, share in zip(found, alike, strict=True)
    )


def of_line(
    generation: Generation, line: Line | None, read: Callable[[Iterable[int]], Mapping[int, Article]]
) -> Reprints:
    """Return the first others of the family of the article in a line of the ledger, which are read by their rows."""
    there = np.flatnonzero(generation.rows == line.row) if line else NOBODY
    if not len(there):
        return NO_REPRINTS
    own = generation.families.family(int(there[0]), REPRINTS)
    articles = read(generation.rows[own.others].tolist()) if own.others else {}
    others = [other for other in own.others if int(generation.rows[other]) in articles]  # a writer may be ahead
    return Reprints(reprints(generation, int(there[0]), own._replace(others=others), articles), own.size, own.late)


def answer(  # noqa: PLR0917  # what a search has brought together
    generation: Generation,
    matched: Match,
    query: Query,
    page: Page,
    articles: dict[int, Article],
    frames: Frames,
    hidden: int,
) -> Found:
    """Return what a search found; so many of it are hidden behind others of their family."""
    numbers = np.array(page.documents, np.intp)
    otherwise = matched.otherwise(numbers)
    wanted = paired((clause.phrases, own) for clause, own in zip(query.wanted, matched.wanted, strict=True))
    spans = {field: marks.spans(generation, page.documents, wanted, field) for field in FIELDS}
    there = [place for place, clauses in enumerate(otherwise) if clauses]
    if there:
        clauses = zip(query.wanted, matched.wanted, matched.others, strict=True)
        wanted = paired(((*clause.phrases, *clause.others), [*own, *others]) for clause, own, others in clauses)
    for field in FIELDS if there else ():
        found = marks.spans(generation, numbers[there].tolist(), wanted, field)
        for place, marked in zip(there, found, strict=True):
            spans[field][place] = marked
    read = generation.rows[numbers].tolist()
    columns = (
        [articles[row] for row in read],
        [frames.standing(row, articles[row]) for row in read],
        page.scores,
        matched.missing(numbers),
        otherwise,
        spans["title"],
        spans["text"],
        [
            reprints(generation, document, own, articles)
            for document, own in zip(page.documents, page.families, strict=True)
        ],
        page.families,
    )
    rows = [
        Row(
            article, score, missing, otherwise, {"title": title, "text": text}, copies, family.size, family.late, framed
        )
        for article, framed, score, missing, otherwise, title, text, copies, family in zip(*columns, strict=True)
    ]
    total = len(matched.complete) + len(matched.wide)
    some, more = (matched.complete, matched.wide) if total else (matched.partial, matched.kin)
    counts = facets(generation, np.concatenate((some, more)) if len(more) else some)
    covered = generation.calendar.covered(counts["year"], counts["month"])
    return Found(total, matched.further, rows, counts, covered=covered, folded=hidden)


def paired(clauses: Iterable[tuple[Sequence[Phrase], Parts]]) -> list[marks.Wanted]:
    """Return the phrases of clauses, each with what is scored of it."""
    return [pair for phrases, parts in clauses for pair in zip(phrases, parts, strict=True)]


def first(generation: Generation, documents: Numbers, scores: Scores | None, sort: str, most: int) -> list[int]:
    """Return the documents that come first: by score, then date, then id, so that equal ones never change places.

    Scores of None stand for documents that are all as good. `most` is 1 and more.
    """
    if scores is not None:
        near = nearest(scores, most)
        documents, scores = documents[near], scores[near]
        keys = [-np.rint(scores * PRECISION).astype(np.int64)]
    else:
        keys = []
    days = generation.days[documents].astype(np.int64)
    keys.append(np.where(days == 0, dt.date.max.toordinal(), days) if sort == "oldest" else -days)
    best = leading(generation, documents, keys, most)
    places = list(zip(*(key[best].tolist() for key in keys), strict=True))
    numbers = documents[best].tolist()
    ids = map(generation.id, numbers) if len(set(places)) < len(places) else numbers
    return [number for *_, number in sorted(zip(places, ids, numbers, strict=True))][:most]


def nearest(scores: Scores, most: int) -> Numbers:
    """Return the places of the scores that are among the best, and of those that may be as good."""
    if len(scores) <= most:
        return np.arange(len(scores))
    near = likely(scores, most)
    best = scores if near is None else scores[near]
    limit = np.partition(best, -most)[-most] - 2 / PRECISION
    here = np.flatnonzero(best >= limit)
    return here if near is None else near[here]


def likely(scores: Scores, most: int) -> Numbers | None:
    """Return the places of scores of which the best and their equals are some; None for all.

    As many groups of scores as are wanted have one that is as good as the worst of their leaders: so have all scores. To
    sort 15,000 apart takes 103 µs, to see what leads 160 groups of them 8.
    """
    groups = GROUPS * most
    size = len(scores) // groups
    if size < GROUPS:
        return None
    leaders = scores[: size * groups].reshape(size, groups).max(0)
    worst = np.partition(leaders, -most)[-most]
    return np.flatnonzero(scores >= worst - 2 / PRECISION)


def leading(generation: Generation, documents: Numbers, keys: Sequence[Array], most: int) -> Numbers:
    """Return the places of the documents that come first, and of a few more; in no order."""
    sure, rest = [], np.arange(len(documents))
    for key in keys:
        if len(rest) <= most:
            break
        values = key[rest]
        limit = np.partition(values, most - 1)[most - 1]
        sure.append(rest[values < limit])
        most -= len(sure[-1])
        rest = rest[values == limit]
    return np.concatenate([*sure, *of_segments(generation, documents, rest, most)])


def of_segments(generation: Generation, documents: Numbers, rest: Numbers, most: int) -> list[Numbers]:
    """Return the places of those documents that have the first ids, so many of each segment."""
    if len(rest) <= most:
        return [rest]
    found = []
    cuts = np.searchsorted(documents[rest], generation.bases).tolist()
    for content, base, begin, end in zip(generation.contents, generation.bases, cuts, cuts[1:], strict=False):
        mine = rest[begin:end]
        if len(mine) > most:
            ranks = content["id_ranks"][documents[mine] - base]
            mine = mine[np.argpartition(ranks, most - 1)[:most]]
        found.append(mine)
    return found


def facets(generation: Generation, documents: Numbers) -> dict[str, list[tuple[str | int | None, int]]]:
    """Return how many documents there are by source, language, author, year and month, by day if of one month; None is no date."""
    here = slice(None) if len(documents) == generation.size else documents
    months, sources, languages = generation.grid.counted(here, len(documents))
    found: dict[str, list[tuple[str | int | None, int]]] = {
        "source": [*generation.sources.counted(sources)],
        "language": [*generation.languages.counted(languages)],
        "author": [*generation.authors.counted(authors(generation, here, len(documents)), AUTHORS)],
        "year": generation.months.by_year(months),
        "month": generation.months.by_month(months),
    }
    return found | ({"day": by_day(generation.days[here])} if len(named(found["month"])) == 1 else {})


def authors(generation: Generation, here: Numbers | slice, documents: int) -> Array:
    """Return how many of so many documents each author has, by code."""
    known = generation.authors
    return np.bincount(known.codes[here]) if len(known.names) > 1 else np.array([documents])
