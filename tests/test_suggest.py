"""As-you-type suggestions: what is offered is in the archive, in the way that people write it."""

import json
import statistics
from collections import Counter

import pytest
from papers import ARTICLES, HOSTILE, filled

from indexer import Article, BadSearch, Suggestion
from indexer.language import fold, readings, tokenize
from webapp import create_app


@pytest.fixture
def papers(index):
    """A small archive in Kazakh and Russian."""
    return filled(index)


TITLES = {
    "bank": [
        ("Ұлттық банк мөлшерлемені сақтап қалды", "title", 1),
        ("Кеше Ұлттық банк жаңа теңге шығарды", "title", 1),
    ],
    "adviser": [
        ("Бүгін мемлекеттік кеңесші есеп берді", "title", 1),
        ("Үкімет пен мемлекеттік кеңесші жиын өткізді", "title", 1),
    ],
    "flood": [("Былтыр су тасқыны екі ауылды шайды", "title", 1), ("Өңірде су тасқыны қаупі бар", "title", 1)],
    "visit": [("Бүгін Қасым-Жомарт Тоқаев Шымкентке барды", "title", 1)],
}
TOQAEV = [("Тоқаев", "name", 2), ("Токаев", "name", 1)]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Тоқ", TOQAEV),
        ("токае", TOQAEV),  # without Kazakh letters
        ("Toqa", TOQAEV),  # in Latin ones
        ("tokae", TOQAEV),
        ("توقا", TOQAEV),  # in Arabic ones
        ("njrft", TOQAEV),  # on the English keyboard
        ("nj0", TOQAEV),
        ("ұлт", [("Ұлттық", "name", 2), ("Ұлттық банк", "phrase", 2), *TITLES["bank"]]),
        ("ұлттық б", [("Ұлттық банк", "phrase", 2), *TITLES["bank"]]),
        ("ulttyq b", [("Ұлттық банк", "phrase", 2), *TITLES["bank"]]),
        ("мемлекеттік кең", [("мемлекеттік кеңесші", "phrase", 2), *TITLES["adviser"]]),
        ("мемлекеттик кен", [("мемлекеттік кеңесші", "phrase", 2), *TITLES["adviser"]]),
        ("vtvktrtnn3r rt4", [("мемлекеттік кеңесші", "phrase", 2), *TITLES["adviser"]]),
        ("ең жақсы мемлекеттік кең", [("ең жақсы мемлекеттік кеңесші", "phrase", 2)]),
        ('"су та', [('"су тасқыны', "phrase", 2), *TITLES["flood"]]),
        ("су тасқыны ", TITLES["flood"]),
        ("касым-жомарт т", [("Қасым-Жомарт Тоқаев", "name", 1), *TITLES["visit"]]),
        ("зауыт Тоқ", [("зауыт Тоқаев", "name", 2), ("зауыт Токаев", "name", 1)]),  # in no title behind that word
        ("бағам", [("бағамы", "word", 1)]),  # in no title
        ("-школ", [("-школу", "word", 1)]),  # in whatever form it is chosen, all are found
        ("түй", []),
        ("source:Дал", []),
        ("", []),
    ],
)
def test_what_is_typed_goes_on_as_titles_have_it(papers, typed, offered):
    assert papers.suggest(typed) == [Suggestion(*row) for row in offered]


def test_who_typed_a_kazakh_letter_means_it(papers):
    papers.add(Article("Көл жағасында.", title="Таза көлге қол қойылды", id="lake"))
    assert [one.text for one in papers.suggest("қол")] == ["қол"]
    assert {one.text for one in papers.suggest("кол")} == {"қол", "көлге"}  # and no other form of these


def test_a_title_is_counted_in_each_article_that_has_it(papers):
    papers.add(Article("Басқа мәтін.", title="Үкімет пен мемлекеттік кеңесші жиын өткізді", id="twin"))
    assert papers.suggest("Үкімет пен")[-1] == Suggestion("Үкімет пен мемлекеттік кеңесші жиын өткізді", "title", 2)


def test_a_title_too_long_for_a_list_is_not_offered(papers):
    papers.add(Article("Мәтін.", title=f"Өңірде су тасқыны {'сөзі ' * 40}", id="long"))
    assert [one.text for one in papers.suggest("су тасқыны ")] == [text for text, *_ in TITLES["flood"]]


def test_no_phrase_ends_in_a_word_that_binds_others(index):
    for number, where in enumerate(("қалада", "ауылда", "облыста")):
        index.add(Article("Мәтін.", title=f"Оқушылар мен {where} тұрғындар", id=str(number)))
    assert [(one.text, one.kind) for one in index.suggest("оқушы") if one.kind != "title"] == [("Оқушылар", "word")]


def test_as_many_are_offered_as_are_wanted(papers):
    assert [len(papers.suggest("т", size=size)) for size in (1, 2, 3)] == [1, 2, 3]
    with pytest.raises(BadSearch):
        papers.suggest("т", size=0)


def test_nothing_is_offered_of_an_article_that_is_gone(papers):
    assert [one.text for one in papers.suggest("бағам")] == ["бағамы"]
    for id in ("0", "1", "2"):
        papers.delete(id)
    assert [papers.suggest(typed) for typed in ("Тоқ", "қас", "бағам")] == [[Suggestion("Токаев", "name", 1)], [], []]
    papers.compact()
    assert papers.suggest("тоқ") == [Suggestion("Токаев", "name", 1)]


def test_a_changed_title_is_offered_as_it_is_now(papers):
    papers.add(Article("Президент осмотрел завод.", title="Сегодня Токаевич посетил Шымкент", id="6"))
    assert [one.text for one in papers.suggest("Токаев")] == ["Тоқаев", "Токаевич"]


def test_only_forms_that_stand_in_articles_are_offered(papers):
    there = {word.text for article in ARTICLES for word in tokenize(f"{article.title}\n{article.text}")}
    words = {word for article in ARTICLES for word in map(fold, article.title.split())}
    for typed in {word[:length] for word in words for length in (1, 2, 3, 5)}:
        for one in papers.suggest(typed):
            assert {word.text for word in tokenize(one.text)} <= there, (typed, one)
            assert one.count > 0


@pytest.mark.parametrize("typed", HOSTILE)
def test_anything_may_be_typed(papers, index, typed):
    assert len(papers.suggest(typed)) <= 7
    assert len(papers.suggest(f"мектеп {typed}")) <= 7


def test_an_empty_archive_offers_nothing(index):
    assert [index.suggest(typed) for typed in ("т", "ұлттық б", "vtvk")] == [[], [], []]


def stems(text):
    """Return the stems of a text's words."""
    return {stem for token in tokenize(text) for stem in readings(token.text).stems}


def test_four_letters_are_enough_for_the_frequent_words_of_real_titles(real):
    titles = (hit.title for page in range(1, 5) for hit in real.search("", page=page, size=1_000))
    words = Counter(word for title in titles for word in {fold(token.text) for token in tokenize(title)})
    frequent = [word for word, _ in words.most_common(600) if len(word) > 4 and word.isalpha()][:200]
    offered = {word: [one.text for one in real.suggest(word[:4]) if one.kind != "title"] for word in frequent}
    assert len(frequent) == 200
    missed = [word for word, texts in offered.items() if not any(stems(word) & stems(text) for text in texts)]
    assert missed == []
    assert statistics.mean(len(texts) for texts in offered.values()) >= 5.5


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("токае", "Тоқаев"),
        ("мемлекетт3", "мемлекеттік"),
        ("ulttyq b", "Ұлттық банк"),
        ("нурсултан наз", "Нұрсұлтан Назарбаев"),
    ],
)
def test_names_of_real_titles_have_their_letters_and_capitals(real, typed, first):
    assert real.suggest(typed)[0].text == first


def test_the_page_answers_with_json(papers):
    answer = create_app(papers).test_client().get("/suggest", query_string={"q": "ұлттық б"})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert json.loads(answer.text)[0] == {"text": "Ұлттық банк", "kind": "phrase", "count": 2}
    assert create_app(papers).test_client().get("/suggest").json == []
