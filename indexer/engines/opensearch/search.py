"""What a search finds, group by group: articles with every clause, with every one in some way, with some."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from ...article import loads
from ...dates import Dated
from ...errors import BadSearch
from ...query import Query, phrases
from .. import AUTHORS, Extent, Found, Row
from ..weights import FEW
from ..whoosh.relatives import LEADERS
from .calendar import calendar
from .clauses import Asked, Clauses, all_of, allowed, any_of
from .cluster import Answer, Cluster, TooLong
from .leaders import Leaders, in_order
from .marks import marks
from .schema import PLACES
from .scores import Evidence, Scores
from .words import Words

WINDOW = 10_000  # hits of a search that OpenSearch gives by number; those behind are walked to
NAMES = 10_000  # sources, months
ORDERS = {
    "relevance": [{"_score": "desc"}, {"day": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
    "newest": [{"day": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
    "oldest": [{"day": {"order": "asc", "missing": "_last"}}, {"id": "asc"}],
}
FACETS = {
    name: {"terms": {"field": field, "size": NAMES}}
    for name, field in (("source", "publisher"), ("language", "language"), ("month", "month"))
}
SPELLINGS = {"written": {"terms": {"field": "byline", "size": 10}}}
AUTHOR = {"terms": {"field": "author", "size": 4 * AUTHORS}, "aggs": SPELLINGS}  # of each group, for they are added up
KEPT = ["article", "frame", *PLACES]  # of a document, for a row
OWN, OTHER = "own", "other"  # how a clause holds

Facets = dict[str, list[tuple[str | int | None, int]]]


class Group(NamedTuple):
    """What finds some articles, how many they are, and the first of them."""

    asked: Asked
    total: int
    best: list[Answer]


class Search:
    """One search: the groups of its articles, the best first."""

    def __init__(self, cluster: Cluster, words: Words, query: Query, sort: str) -> None:
        self.cluster, self.words, self.query, self.sort = cluster, words, query, sort
        self.clauses = clauses = Clauses(words.begun)
        wanted = list(enumerate(query.wanted))
        self.own = [named(clauses.holds(clause.phrases), OWN, n) for n, clause in wanted]
        self.others = [named(clauses.holds(c.others), OTHER, n) if c.others else None for n, c in wanted]
        self.hits = [any_of([own, other]) if other else own for own, other in zip(self.own, self.others, strict=True)]
        self.allowed = allowed(clauses, query)
        self.scores: list[Asked] = []

    @cached_property
    def weights(self) -> Scores:
        """What tells what adds to scores."""
        return Scores(self.clauses, self.words.counts, self.words.articles)

    @property
    def evidence(self) -> Iterator[Evidence]:
        """What adds to scores, less of it from one time to the next."""
        return self.weights.all(self.query) if self.query.wanted else iter([Evidence([], [], ())])

    def question(self, every: Sequence[Asked], lacking: Sequence[Asked] = ()) -> Asked:
        """Return what finds the allowed articles that every question finds, but not all of some others."""
        without = [all_of(lacking)] if lacking else []
        return {
            "bool": {
                "filter": [*every, *self.allowed["filter"]] or [{"match_all": {}}],
                "must_not": [*self.allowed["must_not"], *without],
            }
        }

    @cached_property
    def groups(self) -> list[Asked]:
        """What finds the articles with every clause; with every one in some way; with some."""
        found = [self.question(self.own)]
        if any(self.others):
            found.append(self.question(self.hits, lacking=self.own))
        if len(self.hits) > 1:
            found.append(self.question([any_of(self.hits)], lacking=self.hits))
        return found

    def body(self, group: Asked, start: int, size: int) -> Answer:
        """Return the search for some rows of a group."""
        order = ORDERS[self.sort if self.query.wanted or self.sort == "oldest" else "newest"]
        rows = {"_source": KEPT, "sort": order, "track_scores": True, "from": start, "size": size}
        return {"query": {"bool": group["bool"] | {"should": self.scores}}, "track_total_hits": True, **rows}

    def found(self, start: int, size: int) -> Found:
        """Return a page of what is found; the first page of all groups is one question."""
        if self.query.empty:
            return Found(0, 0, [], facets([]))
        for evidence in self.evidence:
            with contextlib.suppress(TooLong):
                return self.tried(evidence, start, size)
        raise BadSearch("the query has too many parts: leave some words out")

    def tried(self, evidence: Evidence, start: int, size: int) -> Found:
        """Return a page with some evidence; raises TooLong if that is more than one question may have."""
        groups, self.scores = [*self.groups], evidence.all
        early = size if start + size <= WINDOW and not start else 0
        answers = self.counted(groups, early)
        totals = [answer["hits"]["total"]["value"] for answer in answers]
        complete = len(groups) - (len(self.hits) > 1)
        rows = [[*answer["hits"]["hits"]] for answer in answers]
        shown = [Group(*group) for group in zip(groups, totals, rows, strict=True)]
        if totals[0] < FEW and self.query.wanted:
            leaders = Leaders(self.query, self.words)
            if kin := self.kin(leaders, FEW - sum(totals)):
                groups.append(kin)
                answers += self.counted([kin], 0)
                totals.append(answers[-1]["hits"]["total"]["value"])
                shown.append(Group(kin, totals[-1], []))
            shown = self.closest(leaders, evidence, shown, start + size)
        total, partial = sum(totals[:complete]), sum(totals[complete:])
        here = slice(complete) if total else slice(complete, None)
        counts = facets(answers[here])
        times = calendar(self.cluster, groups[here], counts["year"], counts["month"])
        counts |= {"day": times.days} if times.days else {}
        return Found(total, partial, self.read(list(self.page(shown, start, size))), counts, times.covered)

    def counted(self, groups: Sequence[Asked], size: int) -> list[Answer]:
        """Return the first rows of groups, and what is counted of them."""
        bodies = [self.body(group, 0, size) | {"aggs": FACETS | {"author": AUTHOR}} for group in groups]
        return self.cluster.searches(self.cluster.address.name, bodies)

    def kin(self, leaders: Leaders, most: int) -> Asked | None:
        """Return what finds at most so many articles that relatives alone find, the best."""
        met = leaders.met() if leaders.find and most > 0 else []
        if not met:
            return None
        asked = self.question([any_of(met)], lacking=[any_of(self.hits)])
        body = self.body(asked, 0, LEADERS)
        body["query"]["bool"]["should"] = leaders.nearly()
        body |= {"_source": [*KEPT, "id"], "sort": ORDERS["relevance"]}
        hits = self.cluster.search(self.cluster.address.name, body)["hits"]["hits"]
        best = in_order(hits, leaders.evidence(hits))[:most]
        return {"bool": {"filter": [{"terms": {"id": [hit["_source"]["id"] for hit in best]}}]}} if best else None

    def closest(self, leaders: Leaders, evidence: Evidence, groups: Sequence[Group], stop: int) -> list[Group]:
        """Return groups of which the first has few articles, with the best of those that are shown before a place in order."""
        scores, complete, shown = self.weights.meant(evidence).all, groups[0].total, [*groups]
        if scores != self.scores:  # what was read with the numbers has other scores, and another order
            self.scores, shown = scores, [group._replace(best=[]) for group in groups]
        if self.sort != "relevance":
            return shown
        if self.query.long:  # scores alone tell what comes first
            number = len(self.groups)
            total = sum(group.total for group in groups[:number])
            shown[:number] = [Group(self.question([any_of(self.hits)]), total, [])]
        return self.weighed(leaders, shown, stop, complete) if leaders.families else shown

    def weighed(self, leaders: Leaders, groups: Sequence[Group], stop: int, complete: int) -> list[Group]:
        """Return groups with the best of those that are shown before a place in order."""
        before, most, sizes = 0, LEADERS, []
        for group in groups:
            sizes.append(min(most, group.total) if before < stop else 0)
            most, before = most - sizes[-1], before + group.total
        bodies = [self.body(group.asked, 0, size) for group, size in zip(groups, sizes, strict=True) if size]
        answers = iter(self.cluster.searches(self.cluster.address.name, bodies))
        read = [next(answers)["hits"]["hits"] if size else [] for size in sizes]
        best = leaders.ordered(read, complete)
        return [group._replace(best=hits) for group, hits in zip(groups, best, strict=True)]

    def extent(self) -> Extent:
        """Return how many articles there are with every clause in some way, and the first and the last date of them."""
        if self.query.empty:
            return Extent(0, None, None)
        every = self.question(self.hits)
        dated = {"bool": {"filter": [every, {"exists": {"field": "day"}}]}}
        bodies = [{"query": every, "size": 0, "track_total_hits": True}]
        bodies += [{"query": dated, "size": 1, "_source": ["article"], "sort": ORDERS[s]} for s in ("oldest", "newest")]
        total, *ends = self.cluster.searches(self.cluster.address.name, bodies)
        days = [next(map(day, answer["hits"]["hits"]), None) for answer in ends]
        return Extent(total["hits"]["total"]["value"], days[0], days[1])

    def page(self, groups: Sequence[Group], start: int, size: int) -> Iterator[Answer]:
        """Yield the rows of a page, from one group after another."""
        for group in groups:
            if size > 0 and start < group.total:
                rows = group.best[start : start + size]
                more = min(size, group.total - start) - len(rows)
                yield from rows
                yield from self.rows(group.asked, start + len(rows), more) if more > 0 else ()
                size -= len(rows) + max(more, 0)
            start = max(start - group.total, 0)

    def rows(self, group: Asked, start: int, size: int) -> list[Answer]:
        """Return rows of a group: walked to where they are far behind."""
        body = self.body(group, start, size)
        if start + size <= WINDOW:
            found: list[Answer] = self.cluster.search(self.cluster.address.name, body)["hits"]["hits"]
            return found
        asked = {"query": body["query"], "track_scores": True, "_source": False}
        walked = self.cluster.scan(self.cluster.address.name, asked, WINDOW, body["sort"])
        ids = {hit["_id"]: hit for number, hit in zip(range(start + size), walked, strict=False) if number >= start}
        read = self.cluster.ask(
            "POST", f"{self.cluster.address.name}/_mget", {"ids": list(ids)}, _source=",".join(KEPT)
        )
        return [ids[doc["_id"]] | {"_source": doc["_source"]} for doc in read["docs"] if doc.get("found")]

    def read(self, hits: Sequence[Answer]) -> list[Row]:
        """Return hits as rows."""
        articles = [loads(hit["_source"]["article"]) for hit in hits]
        lacks = [self.lacks(set(hit.get("matched_queries", ()))) for hit in hits]
        typed = [phrase for clause in self.query.wanted for phrase in clause.phrases]
        wanted = [phrases(self.query.wanted) if otherwise else typed for _, otherwise in lacks]
        marked = [marks(hit["_source"], these) for hit, these in zip(hits, wanted, strict=True)]
        scores = [hit.get("_score") or 0.0 for hit in hits]
        frames = [hit["_source"].get("frame", ()) for hit in hits]
        return [
            Row(a, score, *lack, spans, frame=(*zip(frame[::2], frame[1::2], strict=True),))
            for a, score, lack, spans, frame in zip(articles, scores, lacks, marked, frames, strict=True)
        ]

    def lacks(self, held: set[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return which clauses do not hold, and which hold by what others say alone."""
        numbers = [n for n in range(len(self.hits)) if f"{OWN} {n}" not in held]
        otherwise = tuple(n for n in numbers if f"{OTHER} {n}" in held)
        return tuple(n for n in numbers if n not in otherwise), otherwise


def day(hit: Answer) -> Dated | None:
    """Return the date of a hit, and how much of it is known."""
    article = loads(hit["_source"]["article"])
    return Dated(article.date, article.precision or "day") if article.date else None


def named(asked: Asked, how: str, number: int) -> Asked:
    """Return a question under a name that its hits tell."""
    return {"bool": {"filter": [asked], "_name": f"{how} {number}"}}


def facets(answers: Sequence[Answer]) -> Facets:
    """Return how many articles there are by source, language, author, year and month; None is what has no date."""
    counts = {name: Counter[str]() for name in FACETS}
    for answer in answers:
        for name, found in counts.items():
            found.update({each["key"]: each["doc_count"] for each in answer["aggregations"][name]["buckets"]})
    years: Counter[int | None] = Counter()
    for month, count in counts["month"].items():
        years[int(month[:4]) if month else None] += count
    months = {month or None: count for month, count in counts["month"].items()}
    return {
        "source": [*best_first(same_name(best_first(counts["source"])))],
        "language": [*best_first(counts["language"])],
        "author": [*authors(answers)],
        "year": sorted(years.items(), key=lambda pair: (pair[0] is None, pair[0])),
        "month": sorted(months.items(), key=lambda pair: (pair[0] is None, pair[0])),
    }


def authors(answers: Sequence[Answer]) -> list[tuple[str, int]]:
    """Return the authors of most articles, each as written most; of a thousand on many shards those behind may be missing."""
    counts, written = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for answer in answers:
        for each in answer["aggregations"]["author"]["buckets"]:
            counts[each["key"]] += each["doc_count"]
            written[each["key"]].update({way["key"]: way["doc_count"] for way in each["written"]["buckets"]})
    best = best_first(counts)[:AUTHORS]
    return best_first(Counter({best_first(written[name])[0][0]: count for name, count in best}))


def same_name(counts: Sequence[tuple[str, int]]) -> Counter[str]:
    """Add up names that differ in case alone (BAQ.KZ, baq.kz) under the one used most."""
    shown: dict[str, str] = {}
    total: Counter[str] = Counter()
    for name, count in counts:
        total[shown.setdefault(name.casefold(), name)] += count
    return total


def best_first(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return (value, count), the largest count first, equal ones by name."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
