"""The master law: any word of an article, typed alone, finds that article."""

import gzip
import json
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shown import counts, ids

import indexer
from indexer import Article, language, snippet
from indexer.query import parse, phrases

LETTERS = "абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяәАҚШТМiIəYae50 -'’.,:«»\"()%/_|*\n\u0301\u00ad"
WORD = "[\\w\u0301\u00ad]+"  # with the marks nobody sees
MARKS = 2_000  # of a field of an article, as many as the engine gives
LAW_WORDS = 2_000
RARE = 20  # hits; so many words of the law are checked to be marked too


def found(index, word, id):
    """Whether an article is among all that a word finds."""
    first = index.search(word)
    if id in ids(first) or first.pages < 2:
        return id in ids(first)
    return id in {row.article.id for row in index.engine.search(parse(word), "relevance", 0, len(index)).rows}


def pieces(text, rng):
    """Return a random word of a text as a person copies it: up to the spaces around it, or its letters and digits alone."""
    words = text.split() if rng.random() < 0.5 else re.findall(r"\w+", text)
    return rng.choice([word for word in words if any(map(str.isalnum, word))])


@pytest.mark.slow
def test_every_word_of_the_sample_archive_finds_its_article(sample):
    hits = [hit for page in range(1, 5) for hit in sample.search("", page=page)]
    assert len(hits) == 72
    places = {}
    for hit in hits:
        article = sample.article(hit.id)
        for word in {*article.text.split(), *re.findall(r"\w+", f"{article.title} {article.text}")}:
            if any(map(str.isalnum, word)):
                places.setdefault(word, set()).add(hit.id)
    assert len(places) > 4_000
    assert [word for word, wanted in places.items() if not wanted <= set(ids(sample.search(word, size=72)))] == []


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(LETTERS, min_size=1, max_size=60), st.sampled_from(["kk", "ru", ""]))
def test_every_word_of_any_text_finds_it(index, text, spoken):
    if not any(map(str.isalnum, text)):
        return
    index.add(Article(text, id="one", language=spoken))
    for word in re.findall(WORD, text):
        if any(map(str.isalnum, word)):
            assert found(index, word, "one"), word


def pages(index, boxes, texts):
    """Count the hits of some queries; each has the very marks that an analysis of its text finds."""
    hits = 0
    for box in boxes:
        asked = parse(box)
        wanted = phrases(asked.wanted)
        for row in index.engine.search(asked, "relevance", 0, 10).rows:
            article = row.article
            for field, text in (("title", article.title), ("text", article.text)):
                expected = tuple(snippet.spans(text, wanted, article.language))
                assert row.marks[field] == expected[:MARKS], (box, article.id)
                hits += bool(expected)
            texts.add(article.id)
    return hits


def boxes(rng, articles):
    """Yield queries of words, phrases and alternatives as they stand in articles."""
    for article in articles:
        words = [word for word in re.findall(r'[^\s"]+', article.text) if any(map(str.isalnum, word))]
        at = rng.randrange(len(words))
        run = words[at : at + rng.randint(1, 4)]
        kind = rng.choice(("words", "phrase", "or", "title"))
        if kind == "phrase":
            yield '"' + " ".join(run) + '"'
        elif kind == "title":
            yield f"title:{words[0]} {run[0]}"
        else:
            yield (" OR " if kind == "or" else " ").join(run)


@pytest.mark.slow
def test_the_marks_of_the_sample_archive_are_those_of_an_analysis(sample):
    articles = [sample.article(hit.id) for page in range(1, 5) for hit in sample.search("", page=page)]
    texts = set()
    assert pages(sample, boxes(random.Random(7), articles * 4), texts) > 1_500
    assert len(texts) == 72


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(LETTERS, min_size=1, max_size=80), st.sampled_from(["kk", "ru", ""]), st.randoms(use_true_random=False))
def test_the_marks_of_any_text_are_those_of_an_analysis(index, text, spoken, rng):
    if any(map(str.isalnum, text)):
        index.add(Article(text, id="one", language=spoken))
        pages(index, boxes(rng, [index.article("one")] * 3), set())


@pytest.fixture(scope="module")
def news(tmp_path_factory, shared):
    """All real articles beside the repository, indexed, with their rows by id."""
    with indexer.open(tmp_path_factory.mktemp("news") / "index") as index:
        for name, number in (("news_kk", 2_862), ("news_ru", 786)):
            assert counts(index.update(shared / f"data/{name}.jsonl.gz")) == (number, 0, 0, 0, 0)
            assert counts(index.update(shared / f"data/{name}.jsonl.gz")) == (0, 0, 0, number, 0)
        rows = {}
        for name in ("news_kk", "news_ru"):
            with gzip.open(shared / f"data/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
                rows |= {row["id"]: row for row in map(json.loads, lines)}
        yield index, rows


@pytest.mark.slow
def test_the_law_holds_for_words_of_real_news(news):
    index, rows = news
    rng, missed, unmarked = random.Random(2026), [], []
    names = sorted(rows)
    for _ in range(LAW_WORDS):
        id = rng.choice(names)
        word = pieces(rows[id]["text"], rng)
        if not found(index, word, id):
            missed.append((word, id))
        results = index.search(word, size=RARE)
        unmarked += [(word, hit.id) for hit in results if not (hit.heading.spans or any(s.spans for s in hit.snippets))]
    print(f"law: {LAW_WORDS} words of {len(rows)} articles, {len(missed)} missed, {len(unmarked)} hits without a mark")
    assert (missed, unmarked) == ([], [])


@pytest.mark.slow
def test_the_marks_of_real_news_are_those_of_an_analysis(news):
    index, rows = news
    rng, texts = random.Random(2027), set()
    chosen = [index.article(id) for id in rng.sample(sorted(rows), 300)]
    marked = pages(index, boxes(rng, chosen), texts)
    print(f"law: {marked} titles and texts of {len(texts)} articles marked as their analysis says")
    assert marked > 2_000


@pytest.mark.slow
def test_every_word_of_every_real_article_is_indexed_as_it_will_be_asked(shared):
    """The law without the engine, on all words: what is asked for stands among the forms of the article, in its order."""
    asked, missed = 0, []
    for name in ("news_kk", "news_ru"):
        with gzip.open(shared / f"data/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                forms = {}
                for word in language.analyse(row["text"], row["lang"]):
                    forms.setdefault(word.form, set()).add(word.place)
                for word in {*row["text"].split(), *re.findall(r"\w+", row["text"])}:
                    if any(map(str.isalnum, word)):
                        asked += 1
                        if not all(stands(phrase, forms) for clause in parse(word).wanted for phrase in clause.phrases):
                            missed.append((word, row["id"]))
    print(f"law: {asked} words, {len(missed)} missed")
    assert (asked, missed) == (373_936, [])


def stands(phrase, forms):
    """Whether the forms of a phrase stand one after the other in {form: places}."""
    starts, offset = forms.get(phrase.words[0].form, set()), 0
    for word in phrase.words[1:]:
        offset += word.after
        starts = {start for start in starts if start + offset in forms.get(word.form, ())}
    return bool(starts)


@pytest.mark.slow
def test_what_a_row_gave_is_what_its_hit_has(news):
    index, rows = news
    for id, row in random.Random(1).sample(sorted(rows.items()), 200):
        article = index.article(id)
        assert (article.text, article.source, article.url, article.language) == (
            row["text"],
            row["source"],
            row["url"],
            row["lang"],
        )
        assert (str(article.date or ""), article.title if row["title"] else "") == (
            row["date"],
            " ".join(row["title"].split()),
        )
