"""What stands in an article in place of a typed word."""

import pytest

from indexer import Article, tolerance
from indexer.query import parse


def others(box):
    """Return what a box is widened to, clause by clause."""
    return [" / ".join(map(str, clause.others)) for clause in tolerance.widened(parse(box)).wanted]


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
    assert [(hit.id, hit.translated, hit.missing) for hit in results] == [("own", (), ()), ("other", ("сайлау",), ())]
    assert (results.total, str(results.hits[1].snippet).count("<mark>")) == (2, 4)
    assert [hit.id for hit in index.search("выборы")] == ["other", "own"]
    assert [hit.id for hit in index.search("сайлау", match="exact")] == ["own"]
    article, _, text = index.read("other", "сайлау")
    assert (article.id, str(text).count("<mark>")) == ("other", 4)
