"""What an engine tells of how words are written, against the articles themselves: over segments, and after deletions."""

import random
from collections import Counter

import pytest
from made_up import ROOTS, WORDS, filled


def placed(text):
    """Return (word, place) of a text of made-up words; тың shares the place of the word before it."""
    rows = []
    for word in text.split():
        rows.append((word, rows[-1][1] if word == "тың" and rows else rows[-1][1] + 1 if rows else 0))
    return rows


def rows_of(text, forms):
    """Whether forms stand at places one after another."""
    rows = set(placed(text))
    return any(all((form, place + n) in rows for n, form in enumerate(forms)) for _, place in rows)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("field", ["title", "text"])
def test_beginnings_and_quotes_are_those_of_the_articles(engine, field, seed):
    rng = random.Random(seed)
    texts = {id: getattr(article, field) for id, article in filled(engine, rng, commits=6).items()}
    for _ in range(60):
        heads = {word[: rng.randint(1, len(word))] for word in rng.sample(WORDS, rng.randint(1, 3))}
        wanted = Counter(word for text in texts.values() for word in set(text.split()) if word.startswith(tuple(heads)))
        assert engine.beginning(field, heads, 1_000) == sorted(wanted.items(), key=lambda row: (-row[1], row[0]))
        forms = rng.choices(WORDS, k=rng.randint(1, 2))
        holding = [text for text in texts.values() if rows_of(text, forms)]
        count, quotes = engine.quotes(field, forms, 1_000)
        assert (count, sorted(text for text, *_ in quotes)) == (len(holding), sorted(holding))
        assert all(text[start:stop].startswith(forms[0]) or "тың" in forms for text, start, stop in quotes)


def test_the_most_frequent_are_given_and_quotes_are_from_all_over(engine):
    filled(engine, random.Random(1), commits=3)
    most = engine.beginning("text", ROOTS, 1_000)
    assert {form for form, _ in engine.beginning("text", ROOTS, 5)} <= {form for form, _ in most[:10]}
    assert [count for _, count in most] == sorted((count for _, count in most), reverse=True)
    count, quotes = engine.quotes("text", [most[0][0]], 5)
    assert count == most[0][1] > 5
    assert len(quotes) == len(set(quotes)) == 5


def test_an_empty_engine_has_no_words(engine):
    assert (engine.beginning("title", ["с"], 9), engine.quotes("title", ["су", "ел"], 9)) == ([], (0, []))
