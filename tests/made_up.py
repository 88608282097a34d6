"""Articles of made-up words, their analysis, and queries for them: what the tests of the embedded engine share."""

import datetime as dt
import random
from typing import NamedTuple

import numpy as np

from indexer.article import Article
from indexer.engines import Changes, Entry, Occurrences, Terms
from indexer.engines.whoosh import WhooshEngine
from indexer.query import SENTENCE, Clause, Filters, Phrase, Query, Word, heads

ROOTS = "су мектеп көпір ел жол ой ат бала теңіз 2025 x".split()
ENDINGS = ("", "", "тер", "де", "нің")
STEMS = {root + ending: root for root in ROOTS for ending in ENDINGS}
WORDS = [*sorted(STEMS), "тың"]  # the last one has no stem and shares the place of the word before it
SOURCES = ("BAQ.KZ", "baq.kz", "Inform", "Дала", "")
LANGUAGES = ("kk", "ru", "")
AUTHORS = ("Айгүл Серік", "АЙГҮЛ СЕРІК", "Б. Оспан", "Иванова", "")
FIRST = dt.date(2021, 1, 1)


class Field(NamedTuple):
    """The terms of a field of an article: (term, place) of its forms and stems, and the spans of its places."""

    forms: list
    stems: list
    spans: list
    sentences: list  # the places at which they begin


def terms(text):
    """Return the terms of words with a space between them; with each x a sentence begins."""
    forms, stems, spans, begins, at = [], [], [], [], 0
    for word in text.split():
        start, at = at, at + len(word) + 1
        if word == "тың" and spans:
            spans[-1] = spans[-1][0], at - 1
        else:
            spans.append((start, at - 1))
            if word == "x" or len(spans) == 1:
                begins.append(len(spans) - 1)
        forms.append((word, len(spans) - 1))
        if word in STEMS:
            stems.append((STEMS[word], len(spans) - 1))
            if word.endswith("нің"):  # two words of one stem each: a typed word may have several
                stems.append((word[:2], len(spans) - 1))
    return Field(forms, stems, spans, begins)


def fields(article):
    """Return the terms of an article."""
    return {"title": terms(article.title), "text": terms(article.text)}


def analysis(articles):
    """Return the terms of articles as the engine takes them."""
    several = [fields(a) for a in articles]
    return {field: columns([each[field] for each in several]) for field in ("title", "text")}


def columns(several):
    """Return the terms of a field of several articles as columns."""
    spans = np.array([span for each in several for span in each.spans], np.int64).reshape(-1, 2)
    return Terms(
        occurrences([each.forms for each in several]),
        occurrences([each.stems for each in several]),
        np.array([len(each.spans) for each in several], np.int64),
        spans[:, 0],
        spans[:, 1],
        sentences([each.sentences for each in several]),
    )


def sentences(several):
    """Return the articles and places at which sentences begin."""
    rows = [(number, place) for number, places in enumerate(several) for place in places]
    return tuple(np.array(rows, np.int64).reshape(-1, 2).T)


def occurrences(several):
    """Return the (term, place) pairs of several articles as columns."""
    words = sorted({term for pairs in several for term, _ in pairs})
    rows = [(words.index(term), number, place) for number, pairs in enumerate(several) for term, place in pairs]
    return Occurrences(words, *np.array(rows, np.int64).reshape(-1, 3).T)


def article(rng, id):
    """Return an article of random words."""
    date = FIRST + dt.timedelta(rng.choice((rng.randrange(1_500), rng.randrange(5)))) if rng.random() < 0.9 else None
    title, text = (" ".join(rng.choices(WORDS, k=rng.randint(1, most))) for most in (4, rng.choice((3, 25, 80))))
    if rng.random() < 0.3:
        title = " ".join(text.split()[:3])
    known = {"source": rng.choice(SOURCES), "language": rng.choice(LANGUAGES), "author": rng.choice(AUTHORS)}
    return Article(text, id=id, title=title, date=date, **known)


def put(engine, *articles, delete=()):
    """Commit articles and deletions."""
    engine.write(Changes(put={a.id: Entry(a, "") for a in articles}, delete=set(delete)))


def filled(engine, rng, commits, size=40):
    """Commit random articles and deletions; return id -> article of what is there."""
    there = {}
    for _ in range(commits):
        batch = {a.id: a for a in (article(rng, str(rng.randrange(3 * size))) for _ in range(rng.randint(1, size)))}
        gone = set(rng.sample(sorted(there), min(len(there), rng.randint(0, 5)))) - batch.keys()
        put(engine, *batch.values(), delete=gone)
        there = {id: a for id, a in {**there, **batch}.items() if id not in gone}
    return there


def commits(folder, name):
    """Commit 60 times, as a process of its own: such a process finds this module, and none of pytest's."""
    engine, rng = WhooshEngine(folder, analysis), random.Random(name)
    for number in range(60):
        put(engine, article(rng, f"{name} {number % 20}"), article(rng, "of both"))
    engine.close()


def queries(rng, count):
    """Yield random queries: words and phrases with their alternatives, exclusions and filters."""
    for _ in range(count):
        yield Query(
            wanted=tuple(clause(rng) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4, 6)))),
            helping=tuple(clause(rng) for _ in range(rng.choice((0, 0, 0, 0, 1, 2)))),
            unwanted=tuple(clause(rng) for _ in range(rng.choice((0, 0, 0, 1, 2)))),
            filters=filters(rng),
            empty=rng.random() < 0.01,
        )


def clause(rng):
    """Return a clause of one alternative or more."""
    counts = rng.choice((1, 1, 1, 2, 3)), rng.choice((0, 0, 0, 1, 2)), rng.choice((0, 0, 0, 1, 2))
    return Clause(*(tuple(phrase(rng) for _ in range(count)) for count in counts))


def phrase(rng):
    """Return a word or several."""
    words = tuple(word(rng, first=not n) for n in range(rng.choice((1, 1, 1, 2, 2, 3))))
    near = rng.choice((0, 0, 1, 2, 5, SENTENCE)) if len(words) > 1 else 0
    return Phrase(words, title_only=rng.random() < 0.15, near=near)


def word(rng, first):
    """Return a word with any number of stems, and with relatives or without."""
    form = rng.choice([*WORDS, "жоқ"])
    without = tuple(rng.sample(WORDS, rng.randint(1, 4))) if rng.random() < 0.15 else ()
    if rng.random() < 0.1:
        return Word(form, form[: rng.randint(1, 3)], (), prefix=True, without=without)
    stems = rng.choice(
        ((STEMS.get(form, form),), (), (STEMS.get(form, form), form[:2]), ("жоқ", STEMS.get(form, "ел")))
    )
    after = 1 if first else rng.choice((1, 1, 1, 1, 0, 2))
    kin = heads(form) if rng.random() < 0.5 and not without else ()
    return Word(form, form, stems, after, heads=kin, without=without)


def filters(rng):
    """Return filters, mostly none."""

    def some(values, chance):
        return tuple(rng.sample(values, rng.randint(1, 2))) if rng.random() < chance else ()

    def day(chance):
        return FIRST + dt.timedelta(rng.randrange(1_500)) if rng.random() < chance else None

    return Filters(
        since=day(0.15),
        until=day(0.15),
        sources=some(["baq.kz", "inform", "дала", "", "nowhere"], 0.15),
        languages=some(["kk", "ru", ""], 0.1),
        authors=some(["айгүл серік", "б. оспан", "иванова", "", "nobody"], 0.15),
        not_sources=some(["baq.kz", "inform", ""], 0.1),
        not_languages=some(["kk", "ru"], 0.1),
        not_authors=some(["айгүл серік", "иванова", ""], 0.1),
        dated=rng.choice((True, False)) if rng.random() < 0.1 else None,
    )
