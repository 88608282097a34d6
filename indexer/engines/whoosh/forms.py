"""In which forms a typed word stands in the archive, and in how many articles: what a reader is told of a search."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from ... import language
from ...query import Phrase, Word
from .evaluation import parts, standing
from .generation import PLACE, Generation, Numbers
from .places import anywhere, union
from .segment import Content, key

LOOKED = 400  # forms that begin as a stem does and are looked at, the most frequent: 3 ms, and 30 the first time
BEFORE = 2  # last letters of a stem that its forms may not have: орын, орны


def holding(generation: Generation, phrase: Phrase) -> int:
    """Return how many articles have a phrase."""
    return len(union([*standing(parts(generation, [phrase]))]))


def forms(generation: Generation, word: Word, fields: Sequence[str], most: int) -> tuple[list[tuple[str, int]], int]:
    """Return the forms in which a word stands, each with its number of articles, the most first, and how many more there are."""
    posted = candidates(generation, word, fields)
    likely = [form for form, _ in sorted(posted.items(), key=lambda row: (-row[1], row[0])) if word.may_be(form)]
    found: list[tuple[str, int]] = []
    for looked, form in enumerate(likely):
        if len(found) == most:
            return best_first(found), len(likely) - looked
        if count := len(articles(generation, word, form, fields)):
            found.append((form, count))
    return best_first(found), 0


def best_first(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return forms by their numbers of articles, the largest first."""
    return sorted(found, key=lambda row: (-row[1], row[0]))


def candidates(generation: Generation, word: Word, fields: Sequence[str]) -> Counter[str]:
    """Return forms that begin as a word or one of its stems does, with their postings; not more than LOOKED a stem."""
    found: Counter[str] = Counter()
    heads = [word.form] if word.prefix else [stem for stem in word.stems if stem]
    for head in heads:
        near = Counter[str]()
        for field in fields:
            for content in generation.contents:
                near.update(dict(beginning(content, f"{field}_forms", head, word.prefix)))
        found |= Counter(dict(near.most_common(LOOKED)))
    if word.form and not word.prefix:
        found[word.form] = max(found[word.form], 1)
    return found


def beginning(content: Content, field: str, head: str, whole: bool) -> Iterator[tuple[str, int]]:
    """Yield (form, postings) of the most frequent forms of a segment that begin with a head, or with all but its end."""
    for cut in [0] if whole else range(min(BEFORE, len(head) - 1), -1, -1):
        first, stop = content.beginning(key(field, head[: len(head) - cut].encode()))
        if stop - first <= LOOKED:
            break
    counts = np.diff(content["posting_starts"][first : stop + 1].astype(np.int64))
    at = np.argpartition(-counts, LOOKED)[:LOOKED] if len(counts) > LOOKED else np.arange(len(counts))
    for number, count in zip((at + first).tolist(), counts[at].tolist(), strict=True):
        yield content.term(number).decode(), count


def articles(generation: Generation, word: Word, form: str, fields: Sequence[str]) -> Numbers:
    """Return the articles that have a word in this form: as the word, where the form may be of another one too."""
    sure = word.prefix or form == word.form or set(language.readings(form).stems).issubset(word.stems)
    found = []
    for field in fields:
        posted = generation.postings(field, "forms", form)
        if sure or not len(posted):
            found.append(posted.documents)
        else:
            stems = [generation.postings(field, "stems", stem).keys_in(posted.documents) for stem in word.stems]
            found.append(posted.keys[anywhere(stems, posted.keys)] >> PLACE)
    return union(found).astype(np.intp)
