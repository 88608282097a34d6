"""Runs of four letters that the best articles share with a query: they tell which of these articles is closest to it.

Nothing is kept for them: the texts of a few articles are read. How much a run tells is seen among these articles alone, so
that what all of them have tells nothing: what a query is about is in all, and endings are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...article import Article
from ...budget import check
from ...query import Filters, Query
from . import evaluation
from .arrays import union, within
from .bm25 import saturated
from .evaluation import Match, Scored, Scores
from .found import nearest
from .generation import Generation

RUN = 4  # letters; eval_ir.py: 3, 5 and all three together are no better
SHARE = 0.7  # of what BM25 makes of a run; eval_ir.py: .5 to 1 alike, .3 and 1.5 worse
CLOSEST = 50  # articles that are read; eval_ir.py: 100 alike, 25 worse
READ = 10_000  # letters of an article
LONGEST = (
    20_000  # words of an article that is read: what stands in a longer one tells next to nothing, and reading costs
)
MANY = 6  # words of a query with filters from which on reading is worth its 1.5 ms
LETTERS = "kz1048"  # a byte a letter, so that a run is a number; a letter of another alphabet parts words
SPACE = b" "


def small(letter: str) -> bytes:
    """Return a letter as runs have it, and a space for what is none."""
    return letter.lower().replace("ё", "е").encode(LETTERS, "replace")[:1] if letter.isalnum() else SPACE


SMALL = b"".join(small(bytes([code]).decode(LETTERS, "replace")) for code in range(256))


def folded(text: str) -> bytes:
    """Return a text as runs have it, with a space at both ends."""
    return f" {text} ".encode(LETTERS, "replace").translate(SMALL)


def runs(query: Query) -> Counter[bytes]:
    """Return the runs in the words of a query that have relatives, each as often as there are clauses with it.

    A space stands for the beginning or the end of a word. What a clause is in the other language counts as much: else
    articles in the language typed would have it all.
    """
    found: Counter[bytes] = Counter()
    for clause in query.wanted:
        words = {folded(word.form) for phrase in clause.phrases for word in phrase.words if word.heads}
        if words:
            words.update(folded(word.stems[0]) for phrase in clause.others for word in phrase.words if word.stems)
        found.update({word[n : n + RUN] for word in words for n in range(len(word) - RUN + 1)})
    return found


def weighed(
    generation: Generation,
    query: Query,
    matched: Match,
    read: Callable[[Iterable[int]], Mapping[int, Article]],
) -> Match:
    """Return a match with what runs of letters add to the scores of its best documents, which are read by their rows."""
    if not worthwhile(query, len(matched.complete)) or not (wanted := runs(query)):
        return matched
    chosen, most = [], CLOSEST
    for documents, scores in matched.leaders:
        chosen.append(documents[nearest(scores, most)] if most > 0 else documents[:0])
        most -= len(chosen[-1])
    best = union(chosen)
    rows = generation.rows[best].tolist()
    short = generation.lengths["text"][best] <= LONGEST
    articles = read([row for row, wanted in zip(rows, short.tolist(), strict=True) if wanted])
    texts = [folded(f"{a.title} {a.text[:READ]}") if (a := articles.get(row)) else b"" for row in rows]
    evidence = np.zeros(len(best))
    for documents in chosen:
        at = best.searchsorted(documents)
        norms = generation.norms["text"].of(documents)
        evidence[at] = shared([texts[place] for place in at.tolist()], norms, wanted)
    return added(matched, (best, evidence))


def worthwhile(query: Query, complete: int) -> bool:
    """Whether the order matters so much, given how many articles have all words; who narrows a search looks through them."""
    return complete < evaluation.FEW and len(query.wanted) >= (2 if query.filters == Filters() else MANY)


def shared(texts: Sequence[bytes], norms: NDArray[np.float64], wanted: Mapping[bytes, int]) -> Scores:
    """Return how much texts have of some runs: BM25, but what a run tells is how rare it is among these texts."""
    check()
    often = counts(texts, sorted(wanted, key=number))
    there = np.count_nonzero(often, axis=0)
    weights = np.log1p((len(texts) - there + 0.5) / (there + 0.5))
    weights *= [wanted[run] for run in sorted(wanted, key=number)]
    found: Scores = SHARE * (saturated(often, norms[:, None]) @ weights)
    return found


def number(run: bytes) -> int:
    """Return a run as the number that its bytes are."""
    return int.from_bytes(run, "little")


def counts(texts: Sequence[bytes], wanted: Sequence[bytes]) -> NDArray[np.int64]:
    """Return [text, run]: how often each of some runs, in the order of their numbers, stands in each text."""
    data, shape = b"".join(texts), (len(texts), len(wanted))
    if len(data) < RUN:
        return np.zeros(shape, np.int64)
    keys = np.fromiter(map(number, wanted), np.uint32, len(wanted))
    halves = np.ndarray(len(data) - 1, "<u2", data, strides=(1,))  # each letter begins one, and a run
    begins, ends = np.zeros((2, 1 << 16), bool)
    begins[keys & 0xFFFF], ends[keys >> 16] = True, True
    at = np.flatnonzero(begins[halves[:-2]] & ends[halves[2:]])
    found = np.ndarray(len(data) - RUN + 1, "<u4", data, strides=(1,))[at]
    places = keys.searchsorted(found)
    real = within(keys, found, places)
    text = np.cumsum(list(map(len, texts))).searchsorted(at[real], "right")
    return np.bincount(text * len(keys) + places[real], minlength=shape[0] * shape[1]).reshape(shape)


def added(matched: Match, more: Scored) -> Match:
    """Return a match with more evidence on some of its leaders."""
    documents, scores = matched.evidence
    total = scores.copy()
    total[documents.searchsorted(more[0])] += more[1]
    leaders = []
    for known, before in matched.leaders:
        here = more[0].searchsorted(known)
        there = within(more[0], known, here)
        after = before.copy()
        after[there] += more[1][here[there]]
        leaders.append((known, after))
    return replace(matched, leaders=tuple(leaders), evidence=(documents, total))
