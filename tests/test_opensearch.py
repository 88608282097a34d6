"""The engine of a cluster beside counting by hand and the embedded engine; the contract of all engines is in test_engines."""

import random
from dataclasses import replace

import pytest
from made_up import analysis, article, put, queries
from test_evaluation import Oracle

from indexer.engines.opensearch import OpenSearchEngine

pytestmark = pytest.mark.slow
QUERIES = 1_000


def plain(query):
    """Return a query without relatives, and of words near each other the first two: what a cluster finds exactly."""

    def phrases(several):
        rows = (
            replace(p, words=tuple(replace(w, heads=()) for w in p.words[: 2 if p.near else None])) for p in several
        )
        return tuple(rows)

    def clauses(several):
        return tuple(replace(c, phrases=phrases(c.phrases), others=phrases(c.others)) for c in several)

    parts = {name: clauses(getattr(query, name)) for name in ("wanted", "helping", "unwanted")}
    return replace(query, **parts)


@pytest.fixture
def engine(address):
    """The engine of a cluster over made-up words, empty."""
    opened = OpenSearchEngine(address, analysis)
    yield opened
    opened.close()


def test_random_queries_find_what_counting_by_hand_finds(engine):
    """Sets, totals, what is missing, marks, facets and orders by date."""
    rng, there = random.Random(9), {}
    for _ in range(4):
        batch = {a.id: a for a in (article(rng, f"{rng.randrange(150)}") for _ in range(50))}
        gone = set(rng.sample(sorted(there), len(there) // 9)) - batch.keys()
        put(engine, *batch.values(), delete=gone)
        there = {id: a for id, a in there.items() if id not in gone} | batch
    oracle, hits = Oracle(there), 0
    for number, query in enumerate(map(plain, queries(rng, QUERIES))):
        about = f"query {number}: {query}"
        sort = rng.choice(("newest", "oldest"))
        groups = oracle.search(query, sort)
        ids = [id for found in groups for id in oracle.order(found, sort, query.wanted)]
        held = {id: hit for found in groups for id, hit in found.items()}
        full = [id for id, (_, missing, _) in held.items() if not missing]
        start, size = rng.choice(((0, 1_000), (rng.randrange(40), rng.randint(1, 20))))
        found = engine.search(query, sort, start, size)
        assert (found.total, found.partial) == (len(full), len(held) - len(full)), about
        assert [row.article.id for row in found.rows] == ids[start : start + size], about
        for row in found.rows:
            id = row.article.id
            assert (row.article, row.missing, row.otherwise) == (oracle.articles[id], *held[id][1:]), about
            assert row.marks == {f: oracle.marks(id, f, query, bool(row.otherwise)) for f in ("title", "text")}, about
        wanted = oracle.facets(full or held)
        assert {name.casefold(): count for name, count in found.facets["source"]} == wanted["source"], about
        assert dict(found.facets["language"]) == wanted["language"], about
        assert [found.facets[name] for name in ("year", "month")] == [wanted["year"], wanted["month"]], about
        hits += len(ids)
    print(f"cluster: {QUERIES} queries, {hits} hits, 0 wrong")
    assert hits > QUERIES
