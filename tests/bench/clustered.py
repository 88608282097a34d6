"""A cluster of three nodes beside the embedded index: `python tests/bench/clustered.py 100000`, or `--judged` for what is found.

With a number (and a file that has so many, or it is made): articles built a second by one `izde update`, bytes, and what a page costs in either, the same questions one
after the other. With `--judged`, of all collections of judged queries or those named: nDCG@10 of both, and how many of the
ten best are the same. IZDE_CLUSTER names a cluster to use; else one is started here. Needs the data beside the repository.
"""

import contextlib
import json
import os
import random
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import indexer

TESTS = Path(__file__).resolve().parents[1]
SHARED = TESTS.parents[1] / "shared"
NODES = 3
PAGES = 60  # searches of each kind
QUERIES = 400  # of a collection, as eval_ir.py asks


@contextlib.contextmanager
def address() -> Iterator[str]:
    """Lend the address of a cluster."""
    if named := os.environ.get("IZDE_CLUSTER"):
        yield named
        return
    sys.path.insert(0, str(TESTS))
    import cluster  # it stands among the tests

    with cluster.running(NODES, cluster.LASTING) as nodes:
        yield nodes.address("").rstrip("/")


def removed(index: indexer.Index) -> None:
    """Take an index out of the cluster: small nodes have no room for many."""
    engine = index.engine
    engine.cluster.ask("DELETE", f"{engine.name}-*")  # type: ignore[attr-defined]


def spent(index: indexer.Index) -> tuple[float, float]:
    """Return the seconds of processor time that this process and the nodes of a cluster have taken."""
    nodes = index.engine.cluster.ask("GET", "_nodes/stats/process")["nodes"]  # type: ignore[attr-defined]
    return time.process_time(), sum(node["process"]["cpu"]["total_in_millis"] for node in nodes.values()) / 1e3


def judged(where: str, name: str) -> dict[str, object]:
    """Ask the queries of a collection in both."""
    sys.path.insert(0, str(SHARED / "eval/ir"))
    from eval_ir import load_qrels, ndcg, read  # it stands beside the repository

    folder = SHARED / "eval/ir" / name
    relevant, _ = load_qrels(folder / "qrels.tsv")
    queries = [query for query in read(folder / "queries.jsonl.gz") if relevant.get(query["_id"])]
    queries = queries[:: -(-len(queries) // QUERIES)]
    gains: list[list[float]] = [[], []]
    alike = []
    with tempfile.TemporaryDirectory() as work, contextlib.ExitStack() as opened:
        corpus = Path(work, "corpus.jsonl")
        rows = [
            {"id": d["_id"], "title": d.get("title") or "", "text": d["text"]} for d in read(folder / "corpus.jsonl.gz")
        ]
        corpus.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        places = Path(work, "index"), f"{where}/{name.replace('_', '-')}-{secrets.token_hex(3)}"
        both = [opened.enter_context(indexer.open(place)) for place in places]
        opened.callback(removed, both[1])
        assert both[0].update(corpus).failed == []
        both[0].copy_to(both[1])
        for query in queries:
            found = [[hit.id for hit in index.search(query["text"], size=10)] for index in both]
            for gain, ids in zip(gains, found, strict=True):
                gain.append(ndcg(ids, relevant[query["_id"]]))
            if found[0]:
                alike.append(len({*found[0]} & {*found[1]}) / len(found[0]))
    embedded, there = map(statistics.mean, gains)
    return {
        "collection": name,
        "queries": len(queries),
        "nDCG@10 embedded": round(embedded, 4),
        "of the cluster": round(there, 4),
        "difference": round(there - embedded, 4),
        "of the ten best alike": round(statistics.mean(alike), 4),
    }


def measured(where: str, size: int, made: str = "") -> Iterator[dict[str, object]]:
    """Build both from so many made-up articles, which a file may have already, and ask both the same."""
    sys.path.insert(0, str(SHARED / "bench"))
    from bench_page import Project, make_queries  # it stands beside the repository

    with tempfile.TemporaryDirectory() as work, contextlib.ExitStack() as opened:
        corpus = Path(work, "corpus/articles.jsonl.gz")
        corpus.parent.mkdir()
        if made:
            shutil.copyfile(made, corpus)
        else:
            make = SHARED / "data/make_scale_corpus.py"
            subprocess.run([sys.executable, make, "--n", str(size), "--out", corpus], check=True)
        projects, places = [Project(), Project()], (Path(work, "index"), f"{where}/scale-{secrets.token_hex(3)}")
        for project, place in zip(projects, places, strict=True):
            project.index = opened.enter_context(indexer.open(place))
        opened.callback(removed, projects[1].index)
        for project, name in zip(projects, ("embedded", "cluster"), strict=True):
            begun, before = time.perf_counter(), spent(projects[1].index)
            count = project.index.update(corpus.parent).added
            row = {"index": name, "articles": count, "a second": round(count / (time.perf_counter() - begun))}
            after = spent(projects[1].index) if name == "cluster" else before
            both = zip(("here", "of the nodes"), before, after, strict=True)
            yield row | {f"ms {who}": round(1e3 * (now - then) / count, 2) for who, then, now in both if now > then}
        yield from pages(projects, make_queries(corpus, PAGES))
        for project in projects:
            stats = project.index.stats()
            yield {"KB an article": round((stats.ledger + stats.terms) / size / 1e3, 2)}


def pages(projects: list[object], kinds: dict[str, list[tuple[object, ...]]]) -> Iterator[dict[str, object]]:
    """Ask all the same, one after the other, and yield what it costs."""
    queries = [(kind, *query) for kind, typed in kinds.items() for query in typed]
    random.Random(1).shuffle(queries)
    costs: list[dict[str, list[float]]] = [{kind: [] for kind in kinds} for _ in projects]
    for query in queries:
        for project, cost in zip(projects, costs, strict=True):
            begun = time.perf_counter()
            project.page(*query)  # type: ignore[attr-defined]
            cost[query[0]].append(time.perf_counter() - begun)
    for number, cost in enumerate(costs):
        for kind, some in {**cost, "all": [*chain.from_iterable(cost.values())]}.items():
            p95 = statistics.quantiles(some, n=20)[-1]
            shown = {"p50, ms": round(1e3 * statistics.median(some), 1), "p95, ms": round(1e3 * p95, 1)}
            yield {"index": ("embedded", "cluster")[number], "pages": kind} | shown


def main() -> None:
    """Measure what is named, and print a line of each."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # or nodes would stay
    with address() as where:
        if sys.argv[1] == "--judged":
            names = sys.argv[2:] or sorted(path.parent.name for path in SHARED.glob("eval/ir/*/qrels.tsv"))
            rows: Iterator[dict[str, object]] = (judged(where, name) for name in names)
        else:
            rows = measured(where, int(sys.argv[1]), *sys.argv[2:])
        for row in rows:
            print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
