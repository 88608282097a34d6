"""Lines that a source repeats on most of its pages are kept, and neither searched nor shown."""

import random
import shutil

import pytest
from shown import ids

import indexer
from indexer import Article, frame
from indexer.engines.whoosh import batch, crew

MENU = "Басты бет | Жаңалықтар | Байланыс"
CALL = "Телеграм арнамызға жазылыңыз, достар!"
PLACES = "Ақсай Бурабай Шалқар Қапшағай Жаркент Аягөз Құлсары Жітіқара Зайсан Текелі Арқалық Байқоңыр".split()


def article(number, source="Дала", framed=True):
    """Return one of many articles, with the frame of its source's pages or without."""
    rng = random.Random(number)
    own = [f"{rng.choice(PLACES)} ауданында {rng.randrange(10**6)} теңгеге көпір салынды." for _ in range(4)]
    lines = [MENU, *own[:2], CALL, *own[2:]] if framed else own
    return {"id": f"{source}-{number}", "title": f"Көпір {number}", "text": "\n".join(lines), "source": source}


@pytest.fixture
def archive(index, corpus):
    """An index of 30 articles with a frame, of 30 without, and the folder they came from."""
    rows = [article(number) for number in range(30)] + [article(number, "Теңіз", framed=False) for number in range(30)]
    folder = corpus({"a.jsonl": rows})
    assert index.update(folder).failed == []
    return index, folder


def shape(index):
    """Return what is found of the frame and beside it."""
    words = ("жаңалықтар", "жазылыңыз", "көпір", '"салынды ақсай"')
    return [index.search(word, match="exact").total for word in words]


def test_what_stands_in_a_frame_is_kept_and_not_searched(archive):
    index, _ = archive
    assert shape(index)[:3] == [0, 0, 60]
    assert index.article("Дала-3").text == article(3)["text"]
    assert index.verify() == []


def test_every_word_beside_the_frame_finds_its_article(archive):
    index, _ = archive
    for number in range(30):
        a = index.article(f"Дала-{number}")
        (row,) = index.engine.search(indexer.query.parse(a.title), "relevance", 0, 1).rows
        framed = row.article.text
        words = frame.without(framed, row.frame).split()
        assert len(words) == 24
        assert [word for word in words if row.article.id not in ids(index.search(word, size=100))] == []


def test_a_snippet_shows_nothing_of_the_frame_and_marks_the_right_words(archive):
    index, _ = archive
    for query in ("", "теңгеге", "көпір"):
        for hit in index.search(query, source="Дала", size=30):
            assert not any(word in hit.snippet.text for word in ("Басты", "Телеграм", "  "))
            marked = {hit.snippet.text[start:stop] for start, stop in hit.snippet.spans}
            assert marked == ({query} if query else set())


def test_the_page_of_the_article_shows_all_of_it(archive):
    index, _ = archive
    assert index.read("Дала-3", "көпір")[2].text == article(3)["text"]


def test_the_index_is_the_same_when_its_terms_are_lost_and_made_again(archive, tmp_path):
    index, folder = archive
    for number in range(30, 33):
        index.add(Article(**article(number)))
    before = shape(index)
    index.close()
    for file in (tmp_path / "index/whoosh").iterdir():
        file.unlink()
    with indexer.open(tmp_path / "index") as again:
        assert shape(again) == before
        again.rebuild()
        assert shape(again) == before
        assert again.update(folder).unchanged == 60


def test_an_article_that_comes_later_has_the_frame_too(archive):
    index, _ = archive
    index.add(Article(**article(99)))
    index.add(Article(**(article(98) | {"source": "Теңіз"})))  # of another source it is no frame
    assert shape(index)[:2] == [1, 1]


def test_what_was_there_before_a_line_was_known_waits_for_a_rebuild(index, tmp_path):
    for number in range(5):
        index.add(Article(**article(number)))
    with index.batch():
        for number in range(5, 30):
            index.add(Article(**article(number)))
    assert shape(index)[:3] == [5, 5, 30]
    shown = {hit.id: hit.snippet.text for hit in index.search("", size=30)}
    assert [number for number in range(30) if "Басты" in shown[f"Дала-{number}"]] == [*range(5)]
    index.close()
    shutil.rmtree(tmp_path / "index/whoosh")
    with indexer.open(tmp_path / "index") as again:
        assert shape(again)[:3] == [5, 5, 30]
        again.rebuild()
        assert shape(again)[:3] == [0, 0, 30]


def test_processes_leave_the_same_out(tmp_path, monkeypatch):
    monkeypatch.setattr(crew, "MANY", 10)
    with indexer.open(tmp_path / "index") as index, index.batch():
        for number in range(40):
            index.add(Article(**article(number)))
    with indexer.open(tmp_path / "index") as index:
        assert shape(index)[:3] == [0, 0, 40]
        lines = index.engine.ledger.above(0, 40)
        plain = batch.gathered(lines, indexer.index.analysis)
        assert len(plain["places"]) > len(
            batch.gathered(lines, indexer.index.analysis, index.engine.ledger.frames())["places"]
        )


def texts(own, repeated, count, share=1.0):
    """Return texts with lines of their own; a share of them have repeated ones too."""
    return ["\n".join([f"{own} {number}", *(repeated if number < share * count else [])]) for number in range(count)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (texts("бұл жеке жол", [MENU], 20), 1),
        (texts("бұл жеке жол", [MENU], 19), 0),  # too few
        (texts("бұл жеке жол", [MENU], 40, 0.7), 0),  # the line of a column
        (texts("бұл жеке жол", [MENU], 40, 0.8), 1),
        (texts("бұл жеке жол", ["Біздің арнаға жазылыңыз"], 40), 1),
        (texts("бұл жеке жол", ["Пікір қалдыру"], 40), 0),  # two words
        (texts("бұл жеке жол", ["* * * *"], 40), 0),  # none
        (texts("бұл жеке жол", [MENU, f" {MENU}  "], 40), 1),  # white space around it aside
        (["Бір мәтін ғана бар.\nСол ғана."] * 40, 0),  # copies of one article
        ([], 0),
    ],
)
def test_a_line_is_of_the_frame_if_nearly_all_texts_have_it(given, expected):
    assert len(frame.repeated(given)) == expected


def test_of_a_long_list_of_texts_some_are_looked_at():
    assert len(frame.repeated(texts("бұл жеке жол", [MENU], 10_000))) == 1


def test_a_frame_is_looked_for_at_both_ends_of_a_long_text():
    long = [f"{MENU}\n{'сөз ' * 20_000}{number}\n{CALL}\n{'сөз ' * 20_000}\n{MENU}" for number in range(20)]
    assert frame.repeated(long) == [one for one, _ in frame.prints(MENU)]


def test_a_text_that_is_its_frame_is_searched(index):
    """A bulletin that says the same each day is found by what it says."""
    same = "Бүгін облыста ауа райы жауын-шашынсыз болады деп күтілуде."
    with index.batch():
        for number in range(30):
            index.add(Article(f"{same}\n{number} градус.", id=str(number), source="Метео"))
    assert index.search("жауын-шашынсыз").total == 30


def test_articles_without_a_source_have_no_frame(index):
    with index.batch():
        for number in range(30):
            index.add(Article(**(article(number) | {"source": ""})))
    assert shape(index)[:2] == [30, 30]


def test_a_frame_is_blanks_of_the_same_length():
    text = article(3)["text"]
    spans = frame.standing(text, {one for one, _ in frame.prints(f"{MENU}\n{CALL}")})
    assert [text[start:stop] for start, stop in spans] == [MENU, CALL]
    left = frame.without(text, spans)
    assert (len(left), left.split()) == (len(text), article(3, framed=False)["text"].split())


def test_nothing_of_a_line_stands_in_the_list_of_frames(archive):
    index, _ = archive
    with index.engine.ledger.reading() as db:
        rows = db.execute("select source, length(print), since from frames").fetchall()
    assert rows == [("Дала", 16, 0)] * 2
