"""What was searched: told word by word, and left out where it is not meant."""

import random
from collections import Counter

import pytest
from made_up import ROOTS, fields, filled

import indexer
from indexer import Article, BadSearch
from indexer.engines.whoosh import merge
from indexer.interpretation import FORMS
from indexer.omissions import MOST
from indexer.query import Note, Phrase, Word

TEXTS = (
    ("kk", "Мектеп ашылды", "Ауылда жаңа мектеп ашылды. Мектепке жүз бала барады."),
    ("kk", "Оқу жылы", "Мектептегі оқушылар бақ отырғызды. Ертең мектепке ата-аналар келеді."),
    ("kk", "Кеңес", "Президент Қасым-Жомарт Тоқаев кеңесшісін тағайындады."),
    ("kk", "Кездесу", "Тоқаевтың кеңесшісі мектепте болды, мемлекеттік тілде сөйледі."),
    ("ru", "Школа", "Школа открылась в новом районе. Учителя школы довольны."),
    ("ru", "Служба", "КНБ сообщил о задержании."),
    ("kk", "Базар", "Базарда бал сатылды. Балды балалар сатып алды."),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Seven articles; only to be read."""
    with indexer.open(tmp_path_factory.mktemp("told") / "index") as index:
        with index.batch():
            for number, (language, title, text) in enumerate(TEXTS):
                index.add(Article(text, id=str(number), title=title, language=language))
        yield index


def told(archive, box, **options):
    """Return what was searched."""
    return archive.search(box, explain=True, **options).interpretation


def ids(archive, box, without=(), **options):
    """Return the ids of the articles that have all the words, in order."""
    results = archive.search(box, without=without, **options)
    return sorted(hit.id for hit in results.hits[: results.total])


def ways(rows):
    """Return (text, kind, articles) of ways to find a word."""
    return [(way.text, way.kind, way.articles) for way in rows]


def test_a_word_is_told_with_its_stems_and_its_forms_in_this_archive(archive):
    (part,) = told(archive, "мектептерде")
    (word,) = part.words
    assert (part.typed, part.role, part.scripts, part.layout) == ("мектептерде", "wanted", ("cyrillic",), "")
    assert (word.typed, ways(word.stems)) == ("мектептерде", [("мектеп", "stem", 3), ("мектептерд", "stem", 0)])
    assert ways(word.forms) == [
        ("мектепке", "form", 2),
        ("мектеп", "form", 1),
        ("мектепте", "form", 1),
        ("мектептегі", "form", 1),
    ]
    assert (word.more, word.relatives.text, word.relatives.name) == (0, "мектеп", "мектептерде*")
    assert ways(part.names) == [("школа", "ru", 1)]
    assert part.spellings == ()


@pytest.mark.parametrize(
    ("box", "spellings", "names", "layout", "scripts"),
    [
        ("Токаевтын", [("тоқаевтың", "letters", 2)], [], "", ("cyrillic",)),
        ("Toqaev", [], [("Токаев", "ru", 0)], "", ("cyrillic", "latin")),  # its stem is тоқаев
        ("توقايەۆ", [("тоқаев", "alphabet", 2)], [], "", ("cyrillic", "arabic")),
        ("мемлекетт3к", [("мемлекеттік", "kazakh-on-russian", 1)], [], "kazakh-on-russian", ("cyrillic",)),
        ("vtvktrtnn3r", [("мемлекеттік", "kazakh-on-english", 1)], [], "kazakh-on-english", ("cyrillic", "latin")),
        ("ҰҚК", [], [("КНБ", "ru", 1)], "", ("cyrillic",)),
        ("школе", [], [("мектеп", "kk", 3)], "", ("cyrillic",)),
        ("ауылда", [], [("аул", "ru", 0), ("село", "ru", 0)], "", ("cyrillic",)),
    ],
)
def test_spellings_and_the_other_language_are_told_apart(  # noqa: PLR0917  # a row of a table
    archive, box, spellings, names, layout, scripts
):
    (part,) = told(archive, box)
    assert (ways(part.spellings), ways(part.names), part.layout, part.scripts) == (spellings, names, layout, scripts)


def test_synonyms_of_the_words_of_a_longer_query_are_told_and_can_be_left_out(archive):
    (alone,) = told(archive, "айлақ")
    assert alone.synonyms == ()
    part, _ = told(archive, "айлаққа мектеп")
    assert [(way.text, way.kind, way.articles, way.name) for way in part.synonyms] == [
        ("порт", "synonym", None, "порт")
    ]
    part, _ = told(archive, "айлаққа мектеп", without="порт")
    assert [way.searched for way in part.synonyms] == [False]


def test_every_part_of_the_box_has_its_role(archive):
    parts = told(archive, 'мектеп қайда "жаңа мектеп" -базар')
    assert [(part.typed, part.role, [word.typed for word in part.words]) for part in parts] == [
        ("мектеп", "wanted", ["мектеп"]),
        ("жаңа мектеп", "wanted", ["жаңа", "мектеп"]),
        ("қайда", "asking", ["қайда"]),
        ("базар", "unwanted", ["базар"]),
    ]
    assert parts[-1].words[0].relatives is None
    cut = told(archive, "мектеп " * 200)
    assert [(part.typed, part.role) for part in cut] == [("мектеп", "wanted"), ("мектеп мектеп мекте", "ignored")]


@pytest.mark.parametrize(
    ("box", "forms"),
    [
        ("мектеп*", ["мектепке", "мектеп", "мектепте", "мектептегі"]),
        ("=мектеп", ["мектеп"]),
        ("title:мектеп", ["мектеп"]),
        ("балалардан", ["бала", "балалар"]),
        ("жоқсөз", []),
    ],
)
def test_forms_are_those_that_the_box_finds(archive, box, forms):
    (part,) = told(archive, box)
    assert [form.text for word in part.words for form in word.forms] == forms


def test_exact_searches_the_form_typed_and_tells_so(archive):
    (part,) = told(archive, "мектепке", match="exact")
    (word,) = part.words
    assert (ways(word.forms), word.stems, part.names, word.relatives) == ([("мектепке", "form", 2)], (), (), None)


def test_nothing_is_told_unless_it_is_asked_for(archive):
    assert archive.search("мектеп").interpretation == ()
    assert told(archive, "") == ()


def test_of_many_forms_the_frequent_ones_are_listed_and_the_rest_counted(index):
    endings = "ге де нің ді мен дер дерге дерде дерден дердің дерді дері дерін дерімен дерінің".split()
    with index.batch():
        for number, ending in enumerate(endings):
            index.add(Article(f"Бұл әкім{ending} туралы. Тағы әкім{endings[0]}.", id=str(number), language="kk"))
    (part,) = told(index, "әкім")
    (word,) = part.words
    assert [(form.text, form.articles) for form in word.forms[:2]] == [("әкімге", 15), ("әкімде", 1)]
    assert (len(word.forms), word.more) == (FORMS, len(endings) - FORMS)
    hidden = ({f"әкім{ending}" for ending in endings} - {form.text for form in word.forms}).pop()
    (part,) = told(index, "әкім", without=[hidden])
    (word,) = part.words  # what is left out is listed beside the frequent ones, and not counted with the rest
    assert (len(word.forms), word.more) == (FORMS + 1, len(endings) - FORMS - 1)


@pytest.mark.parametrize(
    ("box", "without", "found"),
    [
        ("мектеп", (), ["0", "1", "3", "4"]),
        ("мектеп", "мектепке", ["0", "1", "3", "4"]),  # they have others of its forms
        ("мектеп", ["мектепке", "Мектеп"], ["1", "3", "4"]),
        ("мектеп", ["мектептегі", "мектепке", "мектеп"], ["3", "4"]),
        ("мектеп", ["школа"], ["0", "1", "3"]),
        ("мектеп", ["мектеп-", "школа"], ["0"]),  # a stem with all of its forms but the one typed
        ("мектеп*", ["мектепке", "мектептегі"], ["0", "3"]),
        ("Токаевтын", ["тоқаевтың"], []),
        ("Тоқаев", ["тоқаевтың"], ["2"]),
        ('"мектепке жүз"', ["мектепке"], []),
        ("мектеп NEAR/S бала", ["мектепке"], []),
        ("мектеп NEAR/S бала", ["мектеп"], ["0"]),
        ("мектеп", ["", "?!", "жоқсөз", "-", "*"], ["0", "1", "3", "4"]),
    ],
)
def test_what_is_not_meant_is_left_out(archive, box, without, found):
    assert ids(archive, box, without) == found


def test_what_is_left_out_finds_nothing_by_another_way(archive):
    """Neither relatives nor marks bring a form back."""
    results = archive.search("мектепке", without=["мектепке", "школа"])
    assert sorted((hit.id, hit.missing) for hit in results) == [("0", ()), ("1", ()), ("3", ())]
    marks = {mark.lower() for hit in results for text, wanted in hit.snippet.pieces() if wanted for mark in [text]}
    assert marks == {"мектеп", "мектептегі", "мектепте"}
    _, _, text = archive.read("0", "мектеп", without=["мектепке"])
    assert str(text) == "Ауылда жаңа <mark>мектеп</mark> ашылды. Мектепке жүз бала барады."


def test_relatives_can_be_left_out(archive):
    assert [hit.id for hit in archive.search("кеңестік")] == ["2", "3"]
    assert list(archive.search("кеңестік", without="кеңестік*")) == []


def test_what_is_left_out_is_still_told_and_said_to_be_left_out(archive):
    (part,) = told(archive, "Токаевтын", without=["тоқаевтың"])
    assert [(way.text, way.searched) for way in part.spellings] == [("тоқаевтың", False)]
    results = archive.search("Токаевтын", without=["тоқаевтың"], explain=True)
    assert results.notes == ()  # no other spelling is searched
    (part,) = told(archive, "мектеп", without=["мектепке", "мектеп-", "мектептің"])
    (word,) = part.words
    assert [(form.text, form.articles, form.searched) for form in word.forms] == [
        ("мектепке", 2, False),
        ("мектеп", 1, True),
        ("мектепте", 1, False),
        ("мектептегі", 1, False),
        ("мектептің", None, False),  # no article has it
    ]


def test_what_is_left_out_is_bounded_and_said(archive):
    names = [f"мектеп{number}" for number in range(MOST + 1)]
    assert archive.search("мектеп", without=names).notes == (Note("without", f"мектеп{MOST}"),)
    for bad in ([1], 1, None, [None]):
        with pytest.raises(BadSearch, match="give the words to be left out, as strings"):
            archive.search("мектеп", without=bad)


def test_every_way_that_is_told_can_be_left_out(archive):
    """With all of them gone a search finds nothing."""
    for box in ("мектептерде", "Токаевтын", "школы", "бал", "мемлекетт3к", "ҰҚК"):
        (part,) = told(archive, box)
        assert list(archive.search(box, without=[way.name for way in part.ways])) == [], box


@pytest.mark.parametrize("seed", range(6))
def test_forms_and_their_articles_are_those_that_counting_by_hand_finds(engine, seed, monkeypatch):
    monkeypatch.setattr(merge, "doomed", lambda sizes, dead, new, **_: len(sizes))
    rng = random.Random(seed)
    articles = [fields(a) for a in filled(engine, rng, 1 + seed).values()]
    for stem in (*ROOTS, "жоқ", "те"):
        counts = Counter()
        for each in articles:
            for form in {form for field in each.values() for form in standing_for(field, stem)}:
                counts[form] += 1
        wanted = sorted(((form, n) for form, n in counts.items()), key=lambda row: (-row[1], row[0]))
        found, more = engine.forms(Word("", "", (stem,)), title_only=False, most=100)
        assert (found, more) == (wanted, 0), stem
        for form, count in wanted[:3]:
            phrase = Phrase((Word(form, form, ()),))
            assert engine.holding(phrase) >= count


def standing_for(field, stem):
    """Return the forms of a field that stand at a place of a stem."""
    places = {place for one, place in field.stems if one == stem}
    return {form for form, place in field.forms if place in places} - {"тың"}  # an ending written apart is no form
