"""Runs of four letters: what they are, how they are counted, and that only what is worth it is read."""

from collections import Counter

import pytest

from indexer import Article, query
from indexer.engines.whoosh import grams


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("су", []),  # two letters begin too much
        ("ЖЁЛ", [" жел", "жел "]),
        ("қала", [" қал", "қала", "ала "]),
        ("қала қалам", [" қал", " қал", "ала ", "алам", "лам ", "қала", "қала"]),
        ("2025 x", []),  # numbers have no relatives, and one letter is no run
        ('"су тасқын"', [" тас", "асқы", "сқын", "тасқ", "қын "]),
    ],
)
def test_a_query_has_the_runs_of_its_words(typed, found):
    assert sorted(run.decode(grams.LETTERS) for run in grams.runs(query.parse(typed)).elements()) == sorted(found)


def test_what_a_word_is_in_the_other_language_counts_as_much():
    russian = query.Phrase((query.Word("школа", "", ("школа",)),))
    (clause,) = query.parse("оқу").wanted
    wanted = grams.runs(query.Query((query.Clause(clause.phrases, (russian,)),)))
    assert sorted(run.decode(grams.LETTERS) for run in wanted) == [" оқу", " шко", "кола", "ола ", "оқу ", "школ"]


def test_no_run_is_looked_for_where_forms_are_exact():
    assert grams.runs(query.parse("қала қалам", exact=True)) == Counter()


def test_runs_are_counted_in_each_text_and_over_no_edge():
    texts = [grams.folded(text) for text in ("Қала, қала!", "қ", "", "далада (қал\nа)", "қала中қала")]
    wanted = sorted((grams.folded("қала")[n : n + 4] for n in range(3)), key=grams.number)
    counted = grams.counts(texts, wanted)
    names = [run.decode(grams.LETTERS) for run in wanted]
    assert [dict(zip(names, row, strict=True)) for row in counted.tolist()] == [
        {" қал": 2, "қала": 2, "ала ": 2},
        {" қал": 0, "қала": 0, "ала ": 0},
        {" қал": 0, "қала": 0, "ала ": 0},
        {" қал": 1, "қала": 0, "ала ": 0},
        {" қал": 2, "қала": 2, "ала ": 2},
    ]


def test_a_long_article_is_not_read(index, monkeypatch):
    for id, word in (("1", "микротаспа"), ("2", "микроавтобус"), ("3", "микрожоба")):
        index.add(Article(f"жол {word} туралы", id=id, title="Хабар"))
    assert next(hit.id for hit in index.search("автобус жол")) == "2"
    monkeypatch.setattr(grams, "LONGEST", 2)
    assert len({round(hit.score, 9) for hit in index.search("автобус жол")}) == 1
