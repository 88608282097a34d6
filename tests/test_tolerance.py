"""What stands in an article in place of a typed word."""

import pytest

from indexer import Article, tolerance
from indexer.query import parse


def others(box):
    """Return what a box is widened to, clause by clause."""
    asked = parse(box)
    wanted = tolerance.translated(asked, tolerance.spoken_in(asked)).wanted
    return [" / ".join(map(str, clause.others)) for clause in wanted]


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("мектептерде", ["школа"]),
        ("школах", ["мектеп"]),
        ("су тасқыны", ["наводнение / паводок", "наводнение / паводок"]),
        ('"су тасқыны" Атырауда', ["наводнение / паводок", ""]),
        ("мектеп OR гимназия", [""]),
        ("title:сайлау", [""]),
        ("сайл*", [""]),
    ],
)
def test_a_word_has_its_names_in_the_other_language(box, found):
    assert others(box) == found


def test_what_is_said_in_the_other_language_comes_after_what_is_typed(index):
    articles = [
        ("own", "kk", "Сайлау ертең өтеді. Жұрт күтіп отыр, бәрі дайын, мектептер де жабық болады."),
        ("other", "ru", "Выборы, выборы и выборы. Выборы пройдут завтра."),
        ("none", "kk", "Жаңа көпір салынды."),
    ]
    for id, language, text in articles:
        index.add(Article(text, id=id, language=language))
    results = index.search("сайлау")
    assert [(hit.id, hit.otherwise, hit.missing) for hit in results] == [("own", (), ()), ("other", ("сайлау",), ())]
    assert (results.total, str(results.hits[1].snippet).count("<mark>")) == (2, 4)
    assert [hit.id for hit in index.search("выборы")] == ["other", "own"]
    assert [hit.id for hit in index.search("сайлау", match="exact")] == ["own"]
    article, _, text = index.read("other", "сайлау")
    assert (article.id, str(text).count("<mark>")) == ("other", 4)


@pytest.fixture
def news(index):
    """An archive in good Kazakh and Russian."""
    texts = [
        ("kk", "Президент Қасым-Жомарт Тоқаев Шымкентке барды. Мемлекеттік кеңесші есеп берді."),
        ("kk", "Үкiметi жаңа мектеп салуды мақұлдады. Жаңалық көп, бірақ үкіметтің шешімі белгісіз."),
        ("kk", "Жанболат Әлиев ауылда көпір салды. Көпірдің ұзындығы 2025 метр."),
        ("ru", "Глава города Нурлан Сауранбаев открыл мост."),
    ]
    for number, (language, text) in enumerate(texts):
        index.add(Article(text, id=str(number), language=language))
    return index


@pytest.mark.parametrize(
    ("box", "first"),
    [
        ("Токаев", "0"),  # without Kazakh letters
        ("токаевтын", "0"),
        ("кенесшi", "0"),
        ("көпирдин", "2"),
        ("Toqaev", "0"),
        ("мемлекетт3к", "0"),  # on the Russian layout
        ("ке4есш3", "0"),
        ("vtvktrtnn3r", "0"),  # on the English one
        ("әқәғ", "2"),  # digits on the Kazakh one
        ("укiмет", "1"),
        ("Джанбулат", "2"),  # as Russian once spelled it
        ("Алиев", "2"),
        ("Сауранбаевты", "3"),
        ("Нұрлан", "3"),
    ],
)
def test_any_spelling_finds_the_article_on_the_first_page(news, box, first):
    results = news.search(box)
    assert results.hits[0].id == first
    assert not results.hits[0].missing
    said = [note.about for note in results.notes if note.kind == "spelled"]
    assert bool(said) == bool(results.hits[0].otherwise)
    assert "<mark>" in str(results.hits[0].snippet)
    assert "<mark>" in str(news.read(first, box)[2])


@pytest.mark.parametrize(("typed", "other", "count"), [("бул", "бұл", 30), ("булка", "бұлка", 2)])
def test_a_word_that_some_articles_have_is_not_spelled_otherwise(index, typed, other, count):
    with index.batch():
        for number in range(count):
            index.add(Article(f"{typed} сөзі {number} рет жазылды.", id=str(number), language="kk"))
        index.add(Article(f"{other} сөзі де бар.", id="other", language="kk"))
    results = index.search(typed)
    assert (results.total, results.notes) == (count, ())


def test_three_letters_are_not_spelled_otherwise(index):
    index.add(Article("Қол қойды.", id="1", language="kk"))
    assert [index.search(typed).total for typed in ("кол", "қол")] == [0, 1]


def test_a_query_of_unknown_names_asks_the_archive_a_bounded_number_of_times(news, monkeypatch):
    asked = []
    archive = news.engine.vocabulary()
    spelled = archive.spelled
    monkeypatch.setattr(archive, "spelled", lambda letters: asked.append(letters) or spelled(letters))
    news.search(" ".join(f"Джанбулатов{letter}" for letter in "абвгдежзиклмнопрстуфхцч"))
    assert len(asked) == tolerance.ASKED
    results = news.search(" ".join(f"Джанбулатов{letter}" for letter in "абвгдежзиклмнопрстуфхцч"))
    assert [note.about for note in results.notes if note.kind == "unasked"] == ["Джанбулатовв"]


def test_an_abbreviation_of_the_other_language_is_no_stem_of_a_word(index):
    for id, text in (("eu", "ЕС принял решение."), ("memory", "Еске салайық, бұл есте."), ("own", "ЕО-ның шешімі.")):
        index.add(Article(text, id=id))
    assert [hit.id for hit in index.search("ЕО")] == ["own", "eu"]
