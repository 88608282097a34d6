"""What explains the first page: `python tests/bench/explained.py [FOLDER]`, a minute. Needs the data beside the repository.

A hundred queries that people or editors wrote (all of tengri_gold_v2, then akorda_ood) are asked of the 4,700 real articles.
Each hit of a first page counts under the farthest reason it needs: all words as typed or in another form, some words only,
another spelling, another language; last, articles that a relative alone has found.
"""

import gzip
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import indexer

SHARED = Path(__file__).resolve().parents[3] / "shared"
QUERIES, SHOWN, PAGE = 100, 10, 10
KINDS = "every word, some of the words, another spelling or language, relatives alone".split(", ")


def queries():
    """Yield the texts of judged queries; what is judged is not looked at."""
    for name in ("tengri_gold_v2", "akorda_ood"):
        with gzip.open(SHARED / f"eval/ir/{name}/queries.jsonl.gz", "rt") as lines:
            yield from (json.loads(line)["text"] for line in lines)


def explained(hit):
    """Return what explains a hit: one of KINDS."""
    kinds = {reason.kind for reason in hit.why}
    if kinds == {"relative"} or not kinds:
        return KINDS[3]
    if hit.otherwise:
        return KINDS[2]
    return KINDS[1] if hit.missing else KINDS[0]


def measured(index):
    """Print the share of each kind, and examples of what relatives alone have found."""
    counts, examples = Counter(), []
    asked = [*queries()][:QUERIES]
    for text in asked:
        for hit in index.search(text, size=PAGE):
            kind = explained(hit)
            counts[kind] += 1
            if kind == KINDS[3]:
                examples.append((text, hit.title, "; ".join(reason.said() for reason in hit.why)))
    print(f"{len(asked)} queries, {counts.total()} hits of first pages")
    for kind in KINDS:
        print(f"{kind}: {counts[kind]} ({counts[kind] / counts.total():.1%})")
    for text, title, why in examples[:: max(1, len(examples) // SHOWN)][:SHOWN]:
        print(f"  {text}\n    {title}\n    {why}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, indexer.open(Path(folder) / "index") as opened:
        for corpus in sys.argv[1:] or [SHARED / f"data/news_{one}.jsonl.gz" for one in ("kk", "ru")]:
            opened.update(corpus)
        measured(opened)
