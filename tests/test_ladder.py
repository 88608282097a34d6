"""The ladder: where nothing is found, what else could be searched, with how much it finds before it is chosen."""

import random
import re

import pytest
from papers import ARTICLES, HOSTILE, filled, slipped

from indexer import Article, BadSearch
from indexer.language import tokenize
from webapp import create_app
from webapp.words import LANGUAGES, Words


@pytest.fixture
def papers(index):
    """A small archive in Kazakh and Russian."""
    return filled(index)


@pytest.mark.parametrize(
    ("typed", "filters", "steps"),
    [
        ("Токаеф", {}, [("typo", "Тоқаев", 3)]),
        ("vtvktrtnn3r rt4tci3", {}, [("layout", "мемлекеттік кеңесші", 2)]),
        ("toqaev", {}, [("letters", "Тоқаев", 3), ("language", "Токаев", 3)]),
        ("көпір", {"until": "2024"}, [("language", "мост", 1), ("unfiltered", "көпір", 2)]),
        ("тоқаев көпірі", {}, [("language", "Токаев мост", 0), ("fewer", "көпірі", 2)]),
        ("қайда тоқаев көпірі", {}, [("language", "қайда Токаев мост", 0), ("fewer", "көпірі", 2)]),
        (
            "көпір дирижабль OR аэростат",
            {},
            [("language", "мост дирижабль OR аэростат", 0), ("fewer", "көпір", 2)],
        ),
        (
            '"су тасқыны" көктемде құрғақ',
            {},
            [
                ("language", '"наводнение" весна сухой', 0),
                ("anywhere", "су тасқыны көктемде құрғақ", 0),
                ("fewer", '"су тасқыны" көктемде', 2),
            ],
        ),
        (
            "Шымкент source:Сары since:2024",
            {},
            [("language", "Чимкент source:Сары since:2024", 0), ("unfiltered", "Шымкент", 2)],
        ),
        ("дирижабль", {}, []),
        (" дирижабль  аэростат ", {}, []),  # spaces are nothing to change
        ("source:Жоқ", {}, []),
        ("дирижабль", {"source": "Дала"}, [("unfiltered", "дирижабль", 0)]),
    ],
)
def test_what_can_be_changed_is_tried(papers, typed, filters, steps):
    found = [(step.kind, step.text, step.total) for step in papers.ladder(typed, **filters)]
    exact, forms = (papers.count(typed, match=match, **filters) for match in ("exact", "forms"))
    assert found == [("exact", typed, exact), ("forms", typed, forms), *steps]


@pytest.mark.parametrize(
    ("typed", "steps"),
    [
        ("ауарайы", [("apart", "ауа райы", 2)]),  # and no form of ауа
        ("премьерминистр", [("apart", "премьер министр", 1)]),
        ('"=райына ауа"', [("anywhere", "райына ауа", 2)]),
        ("ауа NEAR/2 көпір", [("anywhere", "ауа көпір", 1)]),
        ("мектеп-балабақша", [("anywhere", "мектеп балабақша", 1)]),
        ("15.04.2024", [("date", "date:2024-04-15", 1)]),
        ("көпір 2024-04-15", [("date", "көпір date:2024-04-15", 0), ("fewer", "көпір", 1)]),
        ("15 апреля 2024", [("date", "date:2024-04-15", 1)]),
    ],
)
def test_words_that_are_typed_as_one_phrases_and_days_have_another_way(index, typed, steps):
    for text in ("Ауа райы жақсы.", "Жаңа көпір. Ол күні ауа райына қарамай ашылды.", "Балабақша мен мектеп."):
        index.add(Article(text))
    index.add(Article("Премьер-министр келді.", date="2024-04-15"))
    for number in range(5):
        index.add(Article(f"Райы басқа {number}."))
    found = [(step.kind, step.text, step.total) for step in index.ladder(typed)]
    assert [step for step in found if step[0] not in {"exact", "forms", "language"}] == steps
    assert index.search(typed).total == 0


def test_a_long_query_keeps_all_its_words_on_another_keyboard(papers):
    box = "vtvktrtnn3r a b c d e f g h i j"
    assert [step.text for step in papers.ladder(box) if step.kind == "layout"] == [
        box.replace("vtvktrtnn3r", "мемлекеттік")
    ]


def test_every_step_finds_as_much_as_it_says(papers):
    rng = random.Random(5)
    typed = [word.text for article in ARTICLES for word in tokenize(article.text)]
    filters = (
        {},
        {"source": "Дала"},
        {"since": "2025", "language": ["kk"]},
        {"until": "2024-03", "source": ["Вести", "Сары"]},
    )
    for _ in range(60):
        box = " ".join(
            slipped(word, rng) if rng.random() < 0.3 and len(word) > 2 else word for word in rng.sample(typed, 3)
        )
        holds(papers, box, rng.choice(filters))


def test_every_step_finds_as_much_as_it_says_in_real_news(real):
    rng = random.Random(7)
    titles = [hit.title for hit in real.search("", size=1_000)]
    for title in rng.sample(titles, 40):
        some = rng.sample([word.text for word in tokenize(title)], 2) if title.count(" ") > 2 else [title]
        holds(real, " ".join([slipped(some[0] + "а", rng), *some[1:]]), rng.choice(({}, {"until": "2016"})))


def holds(index, typed, filters):
    """Check each step of the ladder for what is typed."""
    for step in index.ladder(typed, **filters):
        assert index.search(step.text, **step.options).total == step.total, (typed, filters, step)


@pytest.mark.parametrize("typed", HOSTILE)
def test_anything_may_be_typed(papers, typed):
    holds(papers, typed, {})
    holds(papers, f"{typed} Токаеф", {"source": "Дала"})


def test_an_option_that_means_nothing_is_an_error(papers):
    with pytest.raises(BadSearch):
        papers.ladder("су", since="кеше")
    with pytest.raises(BadSearch):
        papers.count("су", match="loose")


def test_any_form_and_nothing_else_can_be_searched(papers):
    found = {
        match: {hit.id for hit in papers.search("мектептер", match=match)} for match in ("exact", "forms", "smart")
    }
    assert found == {"exact": set(), "forms": {"1"}, "smart": {"1", "7"}}


def test_the_page_has_a_link_for_what_would_find_something(papers):
    client = create_app(papers).test_client()
    shown = client.get("/", query_string={"q": "Шымкент", "source": "Сары"}).text
    steps = re.findall(r'<li>(<a href="([^"]*)">)?([^<]*)(?:</a>)? <span class="count">(\d+)</span>', shown)
    assert [(address, label, count) for _, address, label, count in steps] == [
        ("", "дәл осы тұлғасы: «Шымкент»", "0"),
        ("", "кез келген тұлғасы: «Шымкент»", "0"),
        ("", "екінші тілде: «Чимкент»", "0"),
        ("/?q=Шымкент", "сүзгісіз: «Шымкент»", "2"),
    ]
    assert "<h1>2 мақала табылды</h1>" in client.get(steps[-1][1]).text
    assert 'class="ladder"' not in client.get("/", query_string={"q": "Шымкент"}).text


def test_any_form_that_would_find_something_is_no_step_but_a_filter_to_be_dropped(papers):
    shown = create_app(papers).test_client().get("/en/", query_string={"q": "мектептер", "exact": "1"}).text
    (ladder,) = re.findall(r'<section class="ladder".*?</section>', shown, re.DOTALL)
    assert "any form" not in ladder


def test_every_kind_has_a_name_in_three_languages():
    kinds = (
        "exact forms letters layout typo apart language anywhere date fewer unfiltered word name phrase title".split()
    )
    names = {Words(language).kind(kind) for language in LANGUAGES for kind in kinds}
    assert len(names) == 3 * len(kinds)
    assert names.isdisjoint(set(kinds) - {"word", "name", "phrase", "title"})
    assert Words("ru").kind("new-kind") == "new-kind"
