"""What every engine promises, held against counting by hand."""

import datetime as dt
import random
from collections import Counter

import pytest

from indexer import language
from indexer.article import Article, complete
from indexer.dates import Dated
from indexer.engines import Changes, Entry, Stamp
from indexer.engines.opensearch import OpenSearchEngine
from indexer.engines.whoosh import WhooshEngine
from indexer.errors import IndexerError
from indexer.index import analysis
from indexer.query import Clause, Filters, Phrase, Query, words

FORMS = "мектеп мектебі мектепте мектептер көпір көпірде көпірлер су суда школа школы школе мост мосту АҚШ-тың АҚШ 2025 жаңа".split()
SOURCES = ("BAQ.KZ", "baq.kz", "Inform", "")
AUTHORS = ("Айгүл Серік", "АЙГҮЛ СЕРІК", "Иванова", "")
STAMP = Stamp("x", 1, 2, 3, 4, "five", 6)


def of_cluster(request):
    """Return an engine of a cluster, empty."""
    return OpenSearchEngine(request.getfixturevalue("address"), analysis)


def embedded(request):
    """Return the embedded engine, empty."""
    return WhooshEngine(request.getfixturevalue("tmp_path") / "engine", analysis)


@pytest.fixture(params=[embedded, pytest.param(of_cluster, marks=pytest.mark.slow)])
def engine(request):
    """Each engine, empty."""
    opened = request.param(request)
    yield opened
    opened.close()


@pytest.fixture
def whoosh(request):
    """The embedded engine, empty."""
    opened = embedded(request)
    yield opened
    opened.close()


def reopened(engine):
    """Return an engine over the same index."""
    return type(engine)(engine.folder if isinstance(engine, WhooshEngine) else engine.where, analysis)


def put(engine, *articles, file=""):
    """Commit articles."""
    engine.write(Changes(put={a.id: Entry(complete(a), file) for a in articles}))


def only(text, *, exact=False):
    """Return the clause of one phrase."""
    return Clause((Phrase(tuple(words(text, exact))),))


def made_up(rng, id):
    """Return an article of random words."""
    date = dt.date(2023, 1, 1) + dt.timedelta(rng.randrange(900)) if rng.random() < 0.9 else None
    title, text = (" ".join(rng.choices(FORMS, k=rng.randint(*length))) for length in ((1, 4), (1, 25)))
    known = {"source": rng.choice(SOURCES), "language": rng.choice(("kk", "ru")), "author": rng.choice(AUTHORS)}
    return Article(text, id=id, title=title, date=date, **known)


def asked(rng):
    """Return a random query."""

    def clause():
        text = [" ".join(rng.choices(FORMS, k=rng.choice((1, 1, 1, 2, 3)))) for _ in range(rng.choice((1, 1, 1, 2)))]
        exact = rng.random() < 0.2
        return Clause(tuple(Phrase(tuple(words(phrase, exact)), rng.random() < 0.2) for phrase in text))

    def some(values, chance):
        return tuple(rng.sample(values, rng.randint(1, 2))) if rng.random() < chance else ()

    return Query(
        wanted=tuple(clause() for _ in range(rng.choice((0, 1, 1, 2, 3)))),
        unwanted=tuple(clause() for _ in range(rng.choice((0, 0, 0, 1)))),
        filters=Filters(
            since=dt.date(2023, rng.randint(1, 12), 1) if rng.random() < 0.2 else None,
            until=dt.date(2025, rng.randint(1, 6), 1) if rng.random() < 0.2 else None,
            sources=some(["baq.kz", "inform", ""], 0.2),
            not_sources=some(["baq.kz", "inform"], 0.1),
            languages=some(["kk", "ru"], 0.1),
            authors=some(["айгүл серік", "иванова", "", "nobody"], 0.1),
            not_authors=some(["айгүл серік", "иванова", ""], 0.1),
        ),
    )


def stands(phrase, text, otherwise):
    """Whether a phrase stands in a text, found by trying every place."""
    places = {}
    for word in language.analyse(text, otherwise):
        places.setdefault(word.place, []).append(word)
    for start in places:
        place = start - phrase.words[0].after
        for wanted in phrase.words:
            place += wanted.after
            if not any(w.form == wanted.form or w.stem in wanted.stems for w in places.get(place, ())):
                break
        else:
            return True
    return False


def holds(clause, article):
    """Whether a clause holds for an article."""
    return any(
        stands(phrase, field, article.language)
        for phrase in clause.phrases
        for field in ((article.title,) if phrase.title_only else (article.title, article.text))
    )


def passes(article, f):
    """Whether an article passes filters."""
    source, author = article.source.casefold(), article.author.casefold()
    return (
        (not f.since or (article.date and article.date >= f.since))
        and (not f.until or (article.date and article.date <= f.until))
        and (not f.sources or source in f.sources)
        and (not f.languages or article.language in f.languages)
        and (not f.authors or author in f.authors)
        and source not in f.not_sources
        and author not in f.not_authors
    )


def by_hand(query, articles):
    """Return the ids of articles with every clause, and of those with some."""
    every, some = set(), set()
    for a in articles:
        if passes(a, query.filters) and not any(holds(clause, a) for clause in query.unwanted):
            held = [holds(clause, a) for clause in query.wanted]
            if all(held):
                every.add(a.id)
            elif any(held):
                some.add(a.id)
    return every, some


@pytest.mark.parametrize("seed", range(4))
def test_random_queries_find_what_counting_by_hand_finds(engine, seed):
    rng = random.Random(seed)
    articles = {}
    for _ in range(seed + 1):  # one segment and more
        batch = [made_up(rng, f"{rng.randrange(70)}") for _ in range(30)]
        batch = list({a.id: a for a in batch}.values())
        put(engine, *batch)
        articles |= {a.id: complete(a) for a in batch}
        gone = set(rng.sample(sorted(articles), 4))
        engine.write(Changes(delete=gone))
        articles = {id: a for id, a in articles.items() if id not in gone}
    found_any, count = (
        0,
        150 if isinstance(engine, WhooshEngine) else 40,
    )  # each page of a cluster is a way there and back
    for _ in range(count):
        query = asked(rng)
        every, some = by_hand(query, articles.values())
        found = engine.search(query, "relevance", 0, 1_000)
        ids = [row.article.id for row in found.rows]
        kin = [row.article.id for row in found.rows if row.missing and len(row.missing) == len(query.wanted)]
        assert (found.total, found.partial) == (len(every), len(some) + len(kin)), query
        assert (set(ids[: len(every)]), set(ids[len(every) :]) - {*kin}) == (every, some), query
        assert kin == ids[len(ids) - len(kin) :], query  # what relatives alone have found comes last
        assert [row.score for row in found.rows[: len(every)]] == sorted(
            (row.score for row in found.rows[: len(every)]), reverse=True
        )
        counted = [articles[id] for id in every or some.union(kin)]
        assert dict(found.facets["language"]) == Counter(a.language for a in counted)
        assert dict(found.facets["year"]) == Counter(a.date.year if a.date else None for a in counted)
        for kind in ("source", "author"):
            by_name = {name.casefold(): n for name, n in found.facets[kind]}
            assert by_name == Counter(getattr(a, kind).casefold() for a in counted), query
        days = [articles[id].date for id in every if articles[id].date]
        edges = [Dated(end(days), "day") for end in (min, max)] if days else [None, None]
        assert engine.extent(query) == (len(every), *edges), query
        newest = [row.article for row in engine.search(query, "newest", 0, len(every)).rows]
        assert [a.id for a in newest] == [
            a.id for a in sorted(newest, key=lambda a: (-(a.date.toordinal() if a.date else 0), a.id))
        ]
        assert [
            row.article.id for n in range(0, len(ids), 7) for row in engine.search(query, "relevance", n, 7).rows
        ] == ids
        found_any += bool(every)
    assert found_any > count // 3


def test_of_many_authors_the_fifty_of_most_articles_are_counted_equal_ones_by_name(engine):
    rng = random.Random(5)
    names = [f"Автор {n:02}" for n in range(60)] + ["автор 59", "АВТОР 59", "автор 59", "", "", "", ""]
    shuffled = enumerate(rng.sample(names, len(names)))
    put(engine, *(Article("Мектеп.", id=str(n), title="Т", author=name) for n, name in shuffled))
    found = engine.search(Query(wanted=(only("мектеп"),)), "relevance", 0, 1).facets["author"]
    assert found == [("", 4), ("автор 59", 4), *((f"Автор {n:02}", 1) for n in range(48))]
    chosen = Query(filters=Filters(authors=("автор 59",)))
    assert engine.search(chosen, "newest", 0, 1).facets["author"] == [("автор 59", 4)]
    assert engine.search(Query(filters=Filters(not_authors=("автор 59",))), "newest", 0, 1).total == 63


def test_a_rarer_word_a_title_and_a_shorter_text_weigh_more(engine):
    put(engine, *(Article("су " * 5 + "көпір " * (n == 0), id=str(n)) for n in range(9)))
    put(engine, Article("жаңа " * 20 + "мектеп", id="long", title="Ел"))
    put(engine, Article("жаңа мектеп", id="short", title="Ел"))
    put(engine, Article("жаңа мектеп", id="titled", title="Мектеп туралы"))

    def ranked(*texts):
        query = Query(tuple(only(text) for text in texts))
        return [(row.article.id, round(row.score, 4)) for row in engine.search(query, "relevance", 0, 3).rows]

    assert [id for id, _ in ranked("мектеп")] == ["titled", "short", "long"]
    assert ranked("су", "көпір")[0][0] == "0"


def test_the_score_is_lucenes_bm25(whoosh):
    engine = whoosh
    put(engine, Article("су су жаңа", id="a", title="Ел"), Article("көпір", id="b", title="Ел"))
    query = Query((only("су", exact=True),))
    (row,) = engine.search(query, "relevance", 0, 9).rows
    # idf = ln(1 + (2 - 1 + .5) / (1 + .5)); tf 2 in a text of 3 words, 2 on average; k1 1.2, b 0.75
    assert row.score == pytest.approx(0.6931471805599453 * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2)))


def test_what_was_written_is_there_after_opening_again(engine):
    put(engine, Article("Су.", id="1"), file="x/a.txt")
    engine.write(Changes(stamps={"x/a.txt": STAMP, "xy/b.txt": STAMP, "x/c.txt": None}))
    engine.close()
    again = reopened(engine)
    assert again.article("1") == complete(Article("Су.", id="1"))
    assert (again.owner("1"), again.owner("2"), again.count()) == ("x/a.txt", None, 1)
    assert again.digests("x/a.txt") == {"1": Entry(complete(Article("Су.", id="1")), "").digest}
    assert again.stamps() == {"x/a.txt": STAMP, "xy/b.txt": STAMP}
    assert again.files() == {"x/a.txt"}
    again.close()


def test_a_crash_between_articles_and_terms_is_finished_at_the_next_opening(whoosh, monkeypatch):
    engine = whoosh
    put(engine, Article("Су.", id="1"), Article("Көпір.", id="2"))

    def crash(self, more):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(type(engine), "follow", crash)
        with pytest.raises(KeyboardInterrupt):
            engine.write(Changes(put={"2": Entry(complete(Article("Мектеп.", id="2")), "")}, delete={"1"}))
    again = reopened(engine)
    found = again.search(Query(), "newest", 0, 9)
    assert [row.article.text for row in found.rows] == ["Мектеп."]
    assert again.search(Query((only("мектепке"),)), "newest", 0, 9).total == 1
    again.close()


def test_a_failed_commit_of_terms_is_caught_up_by_the_next(whoosh, monkeypatch):
    engine = whoosh

    def full(self, *_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("indexer.engines.whoosh.storage.DurableStorage.rename_file", full)
        with pytest.raises(IndexerError, match="No space left on device.*: make room or access, and try again"):
            put(engine, Article("Су.", id="1"))
    put(engine, Article("Көпір.", id="2"))
    assert {row.article.id for row in engine.search(Query(), "newest", 0, 9).rows} == {"1", "2"}
