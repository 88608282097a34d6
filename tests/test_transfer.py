"""A copy of an index has all that the index has, and is updated from the same files."""

import pytest
from shown import counts, ids

import indexer
from indexer import Article
from indexer.errors import IndexerError


@pytest.fixture(params=["folder", pytest.param("cluster", marks=pytest.mark.slow)])
def other(request, tmp_path):
    """Where the copy is to be: a folder, or the address of a cluster."""
    return tmp_path / "deep/copy" if request.param == "folder" else request.getfixturevalue("address")


def test_a_copy_is_the_index_again_and_so_is_its_copy(index, corpus, other, tmp_path):
    folder = corpus({"a.jsonl": [{"id": str(n), "text": f"Көпір {n}."} for n in range(5)], "b.txt": "Мектеп."})
    index.update(folder)
    for text in ("Қолмен қосылды.", "Қолмен қосылған мақала.", "Қолмен қосылған екінші мақала."):
        index.add(Article(text, id="own"))
    index.retract("3", "сот шешімі", by="Айгүл")
    log, versions = index.retractions(), index.versions("own")
    with indexer.open(other) as copy:
        assert index.copy_to(copy) == 6
        assert ids(copy.search("көпірге")) == ids(index.search("көпірге"))
        assert (copy.retractions(), copy.article("own")) == (log, index.article("own"))
        assert (copy.versions("own"), len(versions)) == (versions, 3)
        assert counts(copy.update(folder))[:4] == (0, 0, 0, 5)
        with indexer.open(tmp_path / "back") as back:
            assert copy.copy_to(back) == 6
            assert back.versions("own") == versions
            assert {*back.engine.stamps()} == {"../corpus/a.jsonl", "../corpus/b.txt"}
            assert list(back.engine.entries()) == sorted(index.engine.entries(), key=lambda entry: entry.article.id)
        with pytest.raises(IndexerError, match="has articles, or a log of them: name one that is empty"):
            index.copy_to(copy)


def test_nothing_is_copied_over_a_log_that_is_left_alone(index, tmp_path):
    index.add(Article("Су.", id="1"))
    with indexer.open(tmp_path / "other") as other:
        other.add(Article("Көпір.", id="2"))
        other.retract("2", "сот шешімі")
        with pytest.raises(IndexerError, match="has articles, or a log of them: name one that is empty"):
            index.copy_to(other)
