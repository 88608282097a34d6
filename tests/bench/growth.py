"""How time and memory grow with the archive: `python tests/bench/growth.py 10000 100000 1000000`, half an hour for the last.

For each size, in a process of its own: articles built a second, the most memory of the process and of its crew, the index on
the disk; then what a page costs and what it takes until one more file is found. Needs the data beside the repository.
"""

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import indexer

SHARED = Path(__file__).resolve().parents[3] / "shared"
PAGES = 60  # searches of each kind
UPDATES = 9


def measure(corpus: Path, folder: Path) -> dict[str, float]:
    """Index a corpus and search it."""
    sys.path.insert(0, str(SHARED / "bench"))
    from bench_page import Project, make_queries  # it stands beside the repository

    project = Project()
    begun = time.perf_counter()
    project.index = indexer.open(folder)
    count = project.index.update(corpus).added
    built = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    kinds = make_queries(next(corpus.iterdir()), PAGES)
    queries = [(kind, query) for kind, typed in kinds.items() for query in typed]
    random.Random(1).shuffle(queries)
    pages = [timed(project.page, kind, *query) for kind, query in queries]
    updates = [timed(one_more, project.index, corpus, number) for number in range(UPDATES)]
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {
        "articles": count,
        "articles a second": round(count / built),
        "MB of memory": round(memory[0].ru_maxrss / 1e3),
        "MB of each helper": round(memory[1].ru_maxrss / 1e3),
        "MB on the disk": round(size / 1e6),
        "page p50, ms": round(1e3 * statistics.median(pages), 2),
        "page p95, ms": round(1e3 * statistics.quantiles(pages, n=20)[-1], 2),
        "one more file p50, ms": round(1e3 * statistics.median(updates)),
    }


def one_more(index: indexer.Index, corpus: Path, number: int) -> None:
    """Drop a file beside the corpus, and find it."""
    file = corpus.parent / f"{number}.txt"
    file.write_text(f"Тексеру мақаласы қосылды белгі{number}белгі.")
    index.update(file)
    assert index.search(f"белгі{number}белгі").total == 1


def timed(work: object, *arguments: object) -> float:
    """Return how many seconds a call takes."""
    begun = time.perf_counter()
    work(*arguments)  # type: ignore[operator]
    return time.perf_counter() - begun


def main() -> None:
    """Measure each of the sizes named, and print a line of each."""
    if sys.argv[1] == "--one":
        print(json.dumps(measure(Path(sys.argv[2]), Path(sys.argv[3]))))
        return
    for size in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder, "corpus")
            corpus.mkdir()
            make = SHARED / "data/make_scale_corpus.py"
            subprocess.run([sys.executable, make, "--n", size, "--out", corpus / "articles.jsonl.gz"], check=True)
            again = [sys.executable, __file__, "--one", corpus, Path(folder, "index")]
            ran = subprocess.run(again, check=True, capture_output=True, text=True, env={**os.environ})
            print(ran.stdout.splitlines()[-1], flush=True)


if __name__ == "__main__":
    main()
