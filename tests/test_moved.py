"""Rows that go from file to file, copies of files, and changes that are gathered before they are committed."""

import json

import pytest
from shown import counts

import indexer
from indexer import Article
from indexer.update import Update

ROWS = [{"id": str(n), "text": f"Мақала {n}: көпір."} for n in range(5)]


@pytest.mark.parametrize("target", ["archive.jsonl", "old.jsonl"])  # read before the other, and after it
def test_a_row_that_moves_to_another_file_keeps_its_versions(index, corpus, target):
    folder = corpus({"news.jsonl": ROWS})
    index.update(folder)
    corpus({"news.jsonl": [{"id": "0", "text": "Жаңа мақала: көпір."}, *ROWS[1:]]})
    index.update(folder)
    assert len(index.versions("0")) == 2
    committed, write = [], index.engine.write
    index.engine.write = lambda changes, more=False: committed.append(bool(changes.put)) or write(changes, more)
    corpus({"news.jsonl": ROWS[1:], target: [{"id": "0", "text": "Жаңа мақала: көпір."}]})
    assert counts(index.update(folder)) == (0, 1, 0, 4, 0)
    assert (committed.count(True), len(index.versions("0")), len(index)) == (1, 2, 5)


@pytest.mark.parametrize("copy", ["z.jsonl", "a.jsonl"])
def test_the_rows_of_a_copy_are_refused_and_not_kept(index, corpus, monkeypatch, copy):
    monkeypatch.setattr(indexer.update, "SETTLED", 0)  # the first file has been as it is for long
    folder = corpus({"b.jsonl": ROWS})
    index.update(folder)
    corpus({copy: ROWS})
    update = Update(index.engine, folder, index.home, None)
    report = update.run(False, None)
    assert (counts(report), update.clashes) == ((0, 0, 0, 5, 5), [])


def test_a_folder_in_place_of_a_file_gives_its_article_at_once(index, corpus):
    folder = corpus({"news.jsonl": ROWS[:1]})
    index.update(folder)
    (folder / "news.jsonl").unlink()
    (folder / "news.jsonl").mkdir()
    (folder / "news.jsonl/rows.jsonl").write_text(json.dumps(ROWS[0]))
    assert counts(index.update(folder)) == (0, 1, 0, 0, 0)
    assert len(index) == 1


def test_a_batch_is_not_copied_for_each_article(index, monkeypatch):
    copied, replace = [], indexer.index.replace
    monkeypatch.setattr(indexer.index, "replace", lambda *given, **more: copied.append(1) or replace(*given, **more))
    with index.batch():
        for n in range(50):
            index.add(Article("Су.", id=str(n)))
        index.delete("7")
    assert (len(copied), len(index)) == (1, 49)


def test_what_fails_within_an_inner_batch_is_forgotten_alone(index):
    with index.batch():
        index.add(Article("Су.", id="outer"))
        with pytest.raises(ZeroDivisionError), index.batch():
            index.add(Article("Көпір.", id="inner"))
            index.delete("outer")
            1 / 0  # noqa: B018
    assert [article.id for article in index.engine.articles()] == ["outer"]


def test_what_is_no_text_is_no_article(index):
    assert index.delete("\ud800") is False


@pytest.mark.parametrize(("levels", "fits"), [(98, True), (101, False), (5_000, False)])
def test_values_within_values_are_kept_as_deep_as_they_can_be_read_again(levels, fits):
    value = []
    for _ in range(levels - 1):
        value = [value]
    if fits:
        assert Article("Су.", extra={"key": value}).extra == {"key": value}
    else:
        with pytest.raises(indexer.BadArticle, match="within values"):
            Article("Су.", extra={"key": value})
