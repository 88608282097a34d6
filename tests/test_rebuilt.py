"""Terms that are made anew, and terms that must not be: who searches finds the articles meanwhile."""

import errno
import os
import shutil
import threading

import pytest

import indexer
from indexer.engines.whoosh import care, ledger, merge
from indexer.engines.whoosh.storage import DurableStorage
from indexer.engines.whoosh.terms import TermIndex


@pytest.fixture
def many(index):
    """An index of forty articles."""
    with index.batch():
        for n in range(40):
            index.add(indexer.Article(text=f"Мақала {n}: көпір, жол, АҚШ-тың мектептері. Школа {n}.", id=str(n)))
    return index


def room(number):
    """Return an error of a process that lacks something."""
    return MemoryError() if number is None else OSError(number, os.strerror(number))


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENOMEM, errno.EACCES, None])
@pytest.mark.parametrize("at", ["open_index", "content"])
def test_an_index_that_cannot_be_read_just_now_is_left_as_it_is(index, monkeypatch, number, at):
    index.add(indexer.Article("Көпір ашылды.", id="1"))
    folder = index.engine.folder
    before = sorted(folder.glob("whoosh/*"))

    def lacking(*_, **__):
        raise room(number)

    with monkeypatch.context() as poor, pytest.raises(indexer.IndexerError, match="cannot be used") as raised:
        poor.setattr(DurableStorage, at, lacking)
        indexer.open(folder)
    assert not isinstance(raised.value, indexer.IndexDamaged)
    assert sorted(folder.glob("whoosh/*")) == before
    with indexer.open(folder) as again:
        assert again.search("көпір").total == 1


def test_terms_are_searched_while_others_are_made_in_their_place(many, monkeypatch):
    found, commit = [], TermIndex.commit

    def counted(self, *given, **more):
        commit(self, *given, **more)
        with indexer.open(many.engine.folder, create=False) as other:
            found.append((many.search("көпір").total, other.search("көпір").total))

    monkeypatch.setattr(ledger, "BYTES", 2_000)
    monkeypatch.setattr(TermIndex, "commit", counted)
    many.delete("7")
    many.rebuild()
    assert len(found) > 3
    assert {*found[1:]} == {(39, 39)}
    assert many.verify() == []
    assert sorted(file.name for file in many.engine.folder.iterdir() if file.is_dir()) == ["whoosh"]


@pytest.mark.parametrize("left", ["whoosh.new", "whoosh.old"])
def test_what_a_rebuild_that_was_killed_has_left_is_removed(index, left):
    index.add(indexer.Article("Көпір ашылды.", id="1"))
    shutil.copytree(index.engine.folder / "whoosh", index.engine.folder / left)
    with indexer.open(index.engine.folder) as again:
        assert again.search("көпір").total == 1
    assert not (index.engine.folder / left).exists()


def test_former_terms_whose_place_nothing_has_taken_are_put_back(index, caplog):
    index.add(indexer.Article("Көпір ашылды.", id="1"))
    folder = index.engine.folder
    (folder / "whoosh").rename(folder / "whoosh.old")
    with indexer.open(folder) as again:
        assert again.search("көпір").total == 1
    (folder / "whoosh").rename(folder / "whoosh.old")
    index.add(indexer.Article("Екінші көпір.", id="2"))
    assert index.search("көпір").total == 2
    assert "made again" not in caplog.text


def test_a_rebuild_reads_long_texts_a_few_at_a_time(many, monkeypatch):
    monkeypatch.setattr(ledger, "BYTES", 2_000)
    assert 1 < len(many.engine.ledger.above(0, 40)) < 20
    many.rebuild()
    assert (many.search("көпір").total, many.verify()) == (40, [])


def test_an_index_whose_segments_were_moved_is_whole(index, monkeypatch):
    monkeypatch.setattr(merge, "LARGEST", 20)
    monkeypatch.setattr(care, "LARGEST", 20)
    for begin in (0, 20):
        with index.batch():
            for n in range(begin, begin + 19):
                index.add(indexer.Article(f"Көпір {n}.", id=str(n)))
    index.delete("3")
    index.compact()
    rows = index.engine.terms.current().rows
    assert (rows[:-1] > rows[1:]).any()  # the older segment was written anew, behind the other
    assert index.verify() == []
    before = index.engine.terms.newest()
    with indexer.open(index.engine.folder) as again:
        assert again.engine.terms.newest() == before
        assert again.search("көпір").total == 37


def test_a_writer_waits_for_another_thread_as_long_as_it_says(index):
    entered, leave = threading.Event(), threading.Event()

    def writes():
        with index.engine.writing():
            entered.set()
            leave.wait()

    thread = threading.Thread(target=writes)
    thread.start()
    entered.wait()
    try:
        with index.engine.writing(wait=0) as free:
            assert not free
        with pytest.raises(indexer.IndexBusy, match="another writer"), index.engine.writing(wait=0.05):
            pass
    finally:
        leave.set()
        thread.join()
    with index.engine.writing(wait=0) as free:
        assert free
