"""A small load on a real index, with a journal of what was acknowledged: what the tests of faults share.

As a program, with `shim.c` loaded before the C library, it notes all that reaches the disk, or lets calls of the system fail.
"""

import contextlib
import ctypes
import json
import multiprocessing
import os
import random
import shutil
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import indexer
from indexer.__main__ import main
from indexer.article import Article
from indexer.engines.whoosh import ledger
from webapp import server

IDS = 24
NEVER = 1 << 40
REBUILT = 0.05  # of the batches have a rebuild behind them

indexer.index.analysis([Article("Мақала 1.")])  # loads the language: a process that is forked has it at hand


def ready():
    """Do nothing, as a process of its own."""


def warm():
    """Return what starts processes that have this module, the language and the page loaded; there is one in all."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, server.__name__])
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(Path(__file__).parent))  # a server of Python 3.11 does not heed sys.path
        first = context.Process(target=ready)
        first.start()
    first.join()
    assert first.exitcode == 0
    return context


def change(rng):
    """Return what a batch brings, {id: text}; None as a text removes the article, False alone retracts it."""
    if rng.random() < 0.08:
        return {str(rng.randrange(IDS)): False}
    ids = rng.sample(range(IDS), rng.choice((1, 1, 1, 2, 4)))
    return {str(id): f"Мақала {rng.randrange(10**12):012}." if rng.random() < 0.75 else None for id in ids}


def commit(index, changes):
    """Commit a batch; what was retracted is refused, and the others go in."""
    if False in changes.values():
        with contextlib.suppress(indexer.ArticleMissing):
            index.retract(*changes, "сот шешімі")
        return
    with index.batch():
        for id, text in changes.items():
            if text is None:
                index.delete(id)
            else:
                with contextlib.suppress(indexer.Retracted):
                    index.add(Article(text, id=id, title=f"Санау {id}", language="kk"))


def after(state, changes):
    """Return the state, {id: text}, after a batch; False for what is retracted, which nothing changes any more."""
    new = {id: text for id, text in changes.items() if state.get(id) is not False}
    new = {id: text for id, text in new.items() if text is not False or id in state}
    return {id: text for id, text in {**state, **new}.items() if text is not None}


class Possible:
    """The states that an index may be in: a batch that was not acknowledged is there, or is not."""

    def __init__(self):
        self.states = [{}]

    def acknowledged(self, changes):
        """Note a batch that is there."""
        self.settle(after(state, changes) for state in self.states)

    def tried(self, changes):
        """Note a batch that may be there."""
        self.settle([*self.states, *(after(state, changes) for state in self.states)])

    def settle(self, states):
        """Keep each state once."""
        self.states = list({json.dumps(state, sort_keys=True): state for state in states}.values())


def content(index):
    """Return {id: text} of an open index; fails where its ways to an article do not agree, or a row is there twice."""
    found = index.search("", size=1_000)
    ids = [hit.id for hit in found]
    state = {id: index.article(id).text for id in ids}
    assert len(index) == found.total == len(ids) == len(state), (len(index), found.total, ids)
    shown = {hit.id: hit.snippet.text for hit in found}
    assert shown == state, (shown, state)
    for id, text in sorted(state.items())[:3]:
        assert [hit.id for hit in index.search(text.split()[1], match="exact")] == [id], text
        texts = [version.article.text for version in index.versions(id)]  # none is written without being replaced
        assert texts[-1] == text, (texts, text)
        assert all(one != other for one, other in pairwise(texts)), texts
    return state | {one.id: False for one in index.retractions()}


def left_over(index):
    """Return the files that an index made anew would not have."""
    folder, segments = Path(index.engine.folder), len(index.engine.terms.current().contents)
    plain = {"ledger.db", "ledger.db-wal", "ledger.db-shm", "writer.lock", "whoosh"}
    found = sorted(str(file.name) for file in folder.iterdir() if file.name not in plain)
    terms = sorted(file.name for file in (folder / "whoosh").iterdir())
    ends = [name.rpartition(".")[2] for name in terms]
    return found if sorted(ends) == ["arrays"] * segments + ["sums", "toc"] else [*found, *terms]


def check(folder, possible):
    """Open an index and hold it against the possible states; then one more commit must leave no file too many."""
    with indexer.open(folder) as index:
        state = content(index)
        assert state in possible.states, (state, possible.states)
        possible.states = [state]
        last = {"last": f"Мақала {random.randrange(10**12):012}."}
        commit(index, last)
        possible.acknowledged(last)
        assert [content(index)] == possible.states
        found = left_over(index)
        assert found == [], found


def run(folder, journal, seed):
    """Commit batch after batch until killed, each with a line in the journal before and after."""
    rng = random.Random(seed)
    with journal.open("a") as lines, indexer.open(folder) as index:

        def note(line):
            lines.write(json.dumps(line) + "\n")
            lines.flush()
            os.fsync(lines.fileno())

        while True:
            changes = change(rng)
            note(changes)
            commit(index, changes)
            note("done")
            if rng.random() < REBUILT:
                index.rebuild()


def update(folder, corpus, faults):
    """Update from a folder while another process does, several times over."""
    try:
        for _ in range(12):
            with indexer.open(folder) as index:
                index.update(corpus)
                index.add(Article("Мақала.", id=f"of {os.getpid()}", title="Санау", language="kk"))
                found = index.search("", size=1_000)
                ids = {hit.id for hit in found}
                assert len(found) == len(ids) == found.total, found.total
                assert f"of {os.getpid()}" in ids
    except BaseException as error:  # noqa: BLE001  # whatever it is, the test shows it
        faults.put(f"{error!r}")


def serve(folder, port):
    """Run `izde serve`, saying nothing."""
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    os.dup2(1, 2)
    main(["serve", "--index", str(folder), "--port", str(port)])


def replayed(journal, possible):
    """Take what a journal says, and empty it; return how many batches were acknowledged, and how many were not."""
    whole = journal.read_text().rpartition("\n")[0]  # what a line cut off tells of was not tried
    lines = [json.loads(line) for line in whole.splitlines()]
    journal.write_text("")
    batches = [(line, after) for line, after in zip(lines, [*lines[1:], None], strict=False) if line != "done"]
    for changes, following in batches:
        (possible.acknowledged if following == "done" else possible.tried)(changes)
    return lines.count("done"), len(batches) - lines.count("done")


# Under the shim


def shim():
    """Return the functions of `shim.c`."""
    found = ctypes.CDLL(None)
    found.shim_fail.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_int, ctypes.c_int)
    found.shim_calls.restype = ctypes.c_long
    return found


def often_into_the_ledger():
    """Let SQLite bring its log into the ledger after 20 pages, not 1,000."""
    connect = ledger.Ledger.connect

    def connected(self):
        db = connect(self)
        db.execute("pragma wal_autocheckpoint = 20")
        return db

    ledger.Ledger.connect = connected


def record(base, notes, seed, batches):
    """Make an index and commit, opening it anew now and then; note all that reaches the disk, and each acknowledgement."""
    often_into_the_ledger()
    library, rng = shim(), random.Random(seed)
    library.shim_record(str(notes).encode())
    number = 0
    while number < batches:
        with indexer.open(base / "some" / "index") as index:
            for _ in range(rng.randint(1, 12)):
                changes = change(rng)
                library.shim_mark(json.dumps(["tries", changes]).encode())
                commit(index, changes)
                library.shim_mark(b'["done"]')
                number += 1
                if rng.random() < REBUILT:
                    index.rebuild()
        if rng.random() < 0.25:  # as another version of the analysis would
            with contextlib.closing(ledger.Ledger(base / "some" / "index" / "ledger.db")) as opened:
                opened.note(analysis="another")


def failing(base, seed, first, last, *, errno=0, half=0):
    """Load an index while calls of the system fail, from one on; return what went wrong, and how many calls there were."""
    library, rng, possible = shim(), random.Random(seed), Possible()
    folder, index, errors = base / "index", None, []
    library.shim_fail(first, last, errno, half)
    for number in range(7):
        changes = change(rng)
        try:
            index = indexer.open(folder) if index is None else index
            commit(index, changes)
            possible.acknowledged(changes)
            if number == 2:
                index.rebuild()
        except indexer.index.IndexerError as error:
            possible.tried(changes)
            errors.append(str(error))
        if number == 4 and index is not None:
            index.close()
            index = None
    calls = library.shim_calls()
    library.shim_fail(-1, -1, 0, 0)
    index = indexer.open(folder) if index is None else index
    changes = change(rng)
    commit(index, changes)  # by itself, now that there is room
    possible.acknowledged(changes)
    state = content(index)
    assert state in possible.states, (state, possible.states)
    index.close()
    check(folder, possible)
    return errors, calls


def inject(base, seed, points):
    """Let calls of the system fail, each in its turn and in several ways; print a line of JSON for each."""
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir()
    _, calls = failing(base, seed, NEVER, NEVER)
    rng = random.Random(seed)
    places = [n for _ in range(-(-points // calls)) for n in rng.sample(range(calls), calls)][:points]
    for first in places:
        shutil.rmtree(base)
        base.mkdir()
        lasting, half, errno = rng.random() < 0.5, rng.randrange(2), rng.choice((28, 5))  # ENOSPC, EIO
        how = {"call": first, "lasting": lasting, "half": half, "errno": errno}
        try:
            errors, _ = failing(base, seed, first, NEVER if lasting else first + 1, errno=errno, half=half)
            print(json.dumps(how | {"errors": errors}), flush=True)
        except BaseException as error:  # noqa: BLE001  # each is a fault found
            shim().shim_fail(-1, -1, 0, 0)
            import traceback

            print(json.dumps(how | {"fault": "".join(traceback.format_exception(error)[-6:])}), flush=True)


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    if what == "record":
        record(Path(where), Path(rest[0]), *map(int, rest[1:]))
    else:
        inject(Path(where), *map(int, rest))
