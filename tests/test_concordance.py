"""A concordance: the word in the middle, sorted by what stands beside it."""

import random

import pytest
from papers import ROWS, filled

import indexer
from indexer import Article, BadSearch, concordance, language

SORTED = [
    "2024 Latin ака ара арық әже әке база бақ баққа газет ғалым ел ермек еріп жаз йод кел қар лас нан ңа ол он өзен рас сая",
    "тау уақ ұл үй фа хан һа цех шам щит ъ ы ыс іс ь эра юла яд",
    "ёлка еловый ель ёмкость жизнь мост школа щит",
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The small archive."""
    with indexer.open(tmp_path_factory.mktemp("concordance") / "index") as index:
        yield filled(index)


def shown(found):
    """Return the lines as a reader sees them."""
    return [f"{line.left}[{line.word}]{line.right}" for line in found.lines]


def test_each_place_is_a_line_and_the_lines_are_sorted_by_what_follows(archive):
    found = archive.concordance("банк")
    assert shown(found) == [
        "[Банк] бұл шешімді кеше жариялады. Теңге",
        "Кеше Ұлттық [банк] жаңа теңге шығарды",
        "Ұлттық [банк] мөлшерлемені сақтап қалды",
        "Жаңа теңге наурызда айналымға түседі. [Банк] тұрғындарға хабарлады.",
    ]
    assert (found.total, found.articles, found.pages, found.cut) == (4, 2, 1, False)
    first = found.lines[0]
    assert (first.id, first.title, first.source) == ("2", "Ұлттық банк мөлшерлемені сақтап қалды", "Сары")
    assert (str(first.date), first.precision, first.language) == ("2024-05-03", "day", "kk")


def test_they_are_sorted_by_what_stands_before_from_the_word_outwards(archive):
    assert [line.left for line in archive.concordance("банк", sort="left").lines] == [
        "Жаңа теңге наурызда айналымға түседі. ",
        "Ұлттық ",
        "Кеше Ұлттық ",
        "",
    ]


def test_they_stand_in_the_order_of_the_articles_and_of_their_places(archive):
    assert [line.id for line in archive.concordance("банк", sort="newest").lines] == ["3", "3", "2", "2"]
    assert [line.id for line in archive.concordance("банк", sort="oldest").lines] == ["2", "2", "3", "3"]
    assert shown(archive.concordance("банк", sort="oldest"))[0] == "Ұлттық [банк] мөлшерлемені сақтап қалды"


def test_the_words_of_a_phrase_stand_in_the_middle_together(archive):
    assert shown(archive.concordance('"ұлттық банк"', sort="newest")) == [
        "Кеше [Ұлттық банк] жаңа теңге шығарды",
        "[Ұлттық банк] мөлшерлемені сақтап қалды",
    ]


def test_lines_are_of_articles_with_all_the_words_and_else_of_those_with_some(archive):
    assert {line.id for line in archive.concordance("банк шешімді").lines} == {"2"}
    assert {line.id for line in archive.concordance("банк ғарышкерлерді").lines} == {"2", "3"}
    assert archive.concordance("ғарышкерлерді").lines == ()
    assert archive.concordance("").total == 0


def test_filters_hold_as_they_do_in_a_search(archive):
    assert {line.id for line in archive.concordance("су", since="2024", source="Сары", language="kk").lines} == {"9"}
    assert shown(archive.concordance("мост", match="exact", without="мост")) == []


def test_pages_hold_the_lines_one_after_another(archive):
    whole = archive.concordance("банк").lines
    pages = [archive.concordance("банк", page=page, size=3) for page in (1, 2, 3)]
    assert [page.lines for page in pages] == [whole[:3], whole[3:], ()]
    assert {page.pages for page in pages} == {2}


@pytest.mark.parametrize(
    ("given", "message"),
    [({"sort": "middle"}, "sort 'middle'"), ({"page": 0}, "page 0"), ({"size": 1_001}, "size 1001")],
)
def test_an_option_that_means_nothing_is_an_error(archive, given, message):
    with pytest.raises(BadSearch, match=message):
        archive.concordance("банк", **given)


@pytest.mark.parametrize("line", SORTED)
def test_words_are_sorted_as_dictionaries_sort_them(line):
    words = line.split()
    mixed = words[:]
    random.Random(1).shuffle(mixed)
    assert sorted(mixed, key=language.collated) == words
    assert sorted(map(str.upper, mixed), key=language.collated) == [word.upper() for word in words]


def test_a_line_is_what_is_written_there(archive):
    """Whatever the word: left, word and right are a piece of the article, and no line is longer than there is room."""
    for *_, title, text in ROWS:
        for word in f"{title} {text}".split():
            for line in archive.concordance(word, match="exact").lines:
                article = archive.article(line.id)
                assert f"{line.left}{line.word}{line.right}" in f"{article.title}\n{article.text}"
                assert max(len(line.left), len(line.right)) <= concordance.ROOM


def test_a_title_that_begins_the_text_is_shown_once(index):
    index.add(Article("Көпір ашылды.\nҚуаныш болды.", id="1"))
    index.add(Article("Көпір  ашылды\nКөпірді әкім ашты.", id="2", title="Көпір ашылды"))
    assert [(line.id, line.word) for line in index.concordance("көпір", sort="place").lines] == [
        ("2", "Көпір"),
        ("2", "Көпірді"),
        ("1", "Көпір"),
    ]


def test_hostile_text_makes_short_lines(index):
    """A word of a million letters, a thousand line breaks, the same word over and over."""
    index.add(Article("а" * 1_000_000 + "/көпір/" + "б" * 1_000_000, id="long", title="т"))
    index.add(Article("көпір" + "\n" * 5_000 + "соңы", id="breaks", title="т"))
    index.add(Article("көпір " * 5_000, id="same", title="т"))
    found = index.concordance("көпір", size=1_000, sort="place")
    assert all(len(line.left + line.right) <= 2 * concordance.ROOM for line in found.lines)
    assert all(len(line.word) <= concordance.WIDEST for line in found.lines)
    assert {line.id for line in found.lines} == {"long", "breaks", "same"}
    by_id = {line.id: line for line in found.lines}
    assert by_id["long"].left == "а" * 39 + "/"
    assert by_id["breaks"].right == " "


def test_a_word_that_is_repeated_falls_into_lines_as_long_as_there_is_room(index):
    index.add(Article("көпір " * 100, id="same", title="т"))
    assert [len(line.word) for line in index.concordance("көпір", sort="place").lines] == [197, 197, 197, 5]


def test_there_is_an_end_to_the_lines_and_it_is_said(index):
    """A thousand lines, of five hundred articles."""
    with index.batch():
        for number in range(501):
            index.add(Article("Көпір ашылды. " * 2, id=f"a{number:03}", title="т", date=f"20{number % 30:02}-01-01"))
    few, newest = index.concordance("көпір"), index.concordance("көпір", sort="newest", size=1_000)
    assert (few.total, few.articles, few.cut, few.pages) == (1_000, 500, True, 20)
    assert newest.lines[0].date.year == 2029
    assert index.concordance("көпір", until="2028").cut is False
    index.add(Article("көпір. " * 1_100, id="b", title="т", date="2030-01-01"))
    assert {line.id for line in index.concordance("көпір", sort="newest", size=1_000).lines} == {"b"}


def test_reprints_are_one_where_they_are_folded(index):
    text = " ".join(
        f"{word} көпір {number}" for number, word in enumerate("ашылды салынды бұзылды жөнделді бітті".split() * 8)
    )
    for number in (1, 2):
        index.add(Article(text, id=str(number), title="т", date=f"2024-01-0{number}"))
    assert index.concordance("көпір", sort="oldest").articles == 2
    assert index.concordance("көпір", sort="oldest", group="reprints").articles == 1
