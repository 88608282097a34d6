"""Many texts analysed at once: the words are those of each text analysed alone."""

import gzip
import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import language
from indexer.language import cut, lexicon
from indexer.language.lexicon import NOTHING, Lexicon
from indexer.language.seen import FIRST, Seen
from indexer.language.stretches import NEW
from indexer.language.tokens import WORD

PIECES = (
    'Аб Ж . т.б. т.с.с \n ! ? « » " - ’ – % АҚШ -тың 20 kaz.inform ға \u0301 \u00ad \u200b ә _ … — ( ) \t млн ж. КНБ-да Ёлка '
    "школу Iстен COVID"
).split(" ")
OTHERWISE = ("kk", "ru", "", "en")


def alone(text, otherwise):
    """Return the words of a text, the spans of its places, and the places at which its sentences begin."""
    words = language.columns(text, otherwise)
    spans = []
    for (start, stop), place in zip(words.spans, words.places, strict=True):
        spans[place:] = [(spans[place][0] if place < len(spans) else start, stop)]
    return [*zip(words.forms, words.stems, words.places, strict=True)], spans, words.sentences


def together(known, texts, otherwise):
    """Return the same of several texts."""
    words = known.columns(texts, otherwise)
    rows, spans, begins = ([[] for _ in texts] for _ in range(3))
    columns = (words.texts, words.forms, words.stems, words.places)
    for text, form, stem, place in zip(*(column.tolist() for column in columns), strict=True):
        rows[text].append((known.terms[form], "" if stem == NOTHING else known.terms[stem], place))
    edges = zip(words.begins.tolist(), words.ends.tolist(), strict=True)
    for text, size in enumerate(words.sizes.tolist()):
        spans[text] = [next(edges) for _ in range(size)]
    assert next(edges, None) is None
    for text, place in zip(*(column.tolist() for column in words.sentences), strict=True):
        begins[text].append(place)
    return [*zip(rows, spans, begins, strict=True)]


def test_random_texts_have_the_words_they_have_alone():
    rng, known = random.Random(5), Lexicon()
    for _ in range(100):
        texts = ["".join(rng.choices([*PIECES, " "], k=rng.randint(0, 40))) for _ in range(rng.choice((0, 1, 30)))]
        otherwise = rng.choices(OTHERWISE, k=len(texts))
        expected = [*map(alone, texts, otherwise)]
        assert together(known, texts, otherwise) == expected


@pytest.mark.parametrize("spoken", ["kk", "ru"])
def test_the_articles_have_the_words_they_have_alone(shared, spoken):
    with gzip.open(shared / f"data/news_{spoken}.jsonl.gz", "rt") as lines:
        texts = [json.loads(line)["text"] for _, line in zip(range(200), lines, strict=False)]
    otherwise = random.Random(6).choices(OTHERWISE, k=len(texts))
    assert together(Lexicon(), texts, otherwise) == [*map(alone, texts, otherwise)]


def test_what_is_kept_of_words_and_gaps_is_bounded(monkeypatch):
    known = Lexicon()
    word, gap = "а" * 10_000, " " * 10_000
    assert together(known, [f"Су{gap}{word}"], ["kk"]) == [alone(f"Су{gap}{word}", "kk")]
    assert max(map(len, (*known.words, *known.gaps, *known.terms))) <= language.MOST
    assert not known.full
    monkeypatch.setattr(lexicon, "FULL", 1)
    assert known.full


@given(st.lists(st.text() | st.text("аӘ1_ -\u0301\u00ad\u200b\0.", max_size=30)))
def test_words_stand_where_the_expression_for_them_says(texts):
    at = cut.cut(texts)
    spans = [
        (owner, begin - base, end - base)
        for owner, begin, end in zip(*(column.tolist() for column in (at.owners, at.begins, at.ends)), strict=True)
        for base in [int(at.bases[owner])]
    ]
    assert spans == [(n, *match.span()) for n, text in enumerate(texts) for match in WORD.finditer(text)]


def test_strings_are_told_apart_by_their_sums_however_many_there_are():
    seen, rng = Seen(), random.Random(7)
    sums = [rng.randrange(1, 1 << 64) for _ in range(3 * FIRST)]
    sums += [sum ^ 1 for sum in sums]  # these would have the same slot
    for number, sum in enumerate(sums):
        assert seen.find(np.array([sum], np.uint64)).tolist() == [NEW]
        seen.add(np.array([sum], np.uint64), np.array([number]))
    assert seen.find(np.array(sums, np.uint64)).tolist() == [*range(len(sums))]
    together = Seen()
    together.add(np.array(sums, np.uint64), np.arange(len(sums)))
    assert together.find(np.array(sums, np.uint64)).tolist() == [*range(len(sums))]
