"""The beginning of a word gathers so much at most, the most frequent words first, and says so."""

import pytest

import indexer
from indexer import Article, Note
from indexer.engines.whoosh import prefixes
from indexer.query import parse
from webapp import create_app

TEXTS = {"1": "қала қала қала қар", "2": "қар қала", "3": "қазан", "4": "қала қайың қаз", "5": "су"}
NOTE = Note("begun", "қа* (2)")


@pytest.fixture
def begun(index, monkeypatch):
    """Articles in segments of one, of whose many words with one beginning seven places are read."""
    monkeypatch.setattr(prefixes, "PLACES", 7)
    for id, text in TEXTS.items():
        index.add(Article(text, id=id, title="Хабар", language="kk"))
    return index


def found(results):
    """Return the ids of what has all that was typed, in order."""
    return sorted(hit.id for hit in results if not hit.missing)


@pytest.mark.parametrize(
    ("typed", "expected", "notes"),
    [
        ("қа*", ["1", "2", "4"], (NOTE,)),  # қала stands five times, қар twice
        ("қаз*", ["3", "4"], ()),
        ("хабар -қа*", ["3", "5"], (NOTE,)),
        ('"қар қа*"', ["2"], (NOTE,)),
        ("қала NEAR/1 қа*", ["1", "2"], (NOTE,)),
        ("қа* OR су", ["1", "2", "4", "5"], (NOTE,)),
        ("title:қа*", [], (NOTE,)),
        ("ха* су", ["5"], ()),
    ],
)
@pytest.mark.parametrize("match", ["smart", "exact"])
def test_the_most_frequent_words_that_begin_so_are_searched(begun, typed, expected, notes, match):
    results = begun.search(typed, match=match)
    assert (found(results), results.notes) == (expected, notes)


@pytest.mark.parametrize(("most", "expected", "forms"), [(0, ["1", "2", "4"], 1), (10, ["1", "2", "3", "4"], 0)])
def test_one_word_is_always_searched_and_all_where_there_is_room(begun, monkeypatch, most, expected, forms):
    monkeypatch.setattr(prefixes, "PLACES", most)
    results = begun.search("қа*")
    assert found(results) == expected
    assert results.notes == ((Note("begun", f"қа* ({forms})"),) if forms else ())


def test_what_is_deleted_is_not_found_by_its_beginning(begun):
    begun.delete("1")
    assert found(begun.search("қа*")) == ["2", "4"]


def test_the_page_says_that_the_most_frequent_were_searched(begun):
    client = create_app(begun).test_client()
    assert "Осылай басталатын сөз тым көп, ең жиілері ғана ізделді: қа* (2)." in client.get("/?q=қа*").text
    assert "Too many words begin so, only the most frequent were searched: қа* (2)." in client.get("/en/?q=қа*").text
    assert client.get("/api/v1/search?q=қа*").json["notes"] == [{"kind": "begun", "about": "қа* (2)"}]


def test_a_beginning_counts_for_four_words_of_a_query():
    query = parse(" ".join(f"қа{letter}*" for letter in "абвгдежзийклмнопрст"))
    assert (len(query.wanted), query.notes) == (16, (Note("cut", "қар*"),))
    query = parse(" ".join([*(f"қа{letter}*" for letter in "абвгдежзийклмно"), "б г д", "қар*", "е"]))
    assert (len(query.wanted), query.notes) == (19, (Note("cut", "қар*"),))


def test_where_there_is_no_room_one_word_is_gathered_however_often_it_stands(tmp_path, monkeypatch):
    monkeypatch.setattr(prefixes, "PLACES", 1_000)
    sizes = []
    for articles in (200, 400):
        with indexer.open(tmp_path / str(articles)) as index, index.batch():
            for number in range(articles):
                index.add(Article(" ".join(f"қа{one}" for one in "абвгдежз" * 10), id=str(number)))
        with indexer.open(tmp_path / str(articles)) as index:
            sizes.append(len(index.engine.vocabulary().beginning("text", "қа").keys))
    assert sizes == [2_000, 4_000]  # the commonest word alone, whatever the room is
