"""Processes that are killed, disks that are full or fail, two writers at once: nothing acknowledged is lost.

Each test prints what it counted. IZDE_KILLS and IZDE_FAULTS say how many there are; IZDE_SEED repeats a run.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import workload

import indexer
from indexer.article import Article

KILLS = int(os.environ.get("IZDE_KILLS", "200"))
FAULTS = int(os.environ.get("IZDE_FAULTS", "240"))
SEED = int(os.environ.get("IZDE_SEED", "0")) or random.randrange(1, 10**6)
PER_INDEX = 25  # kills
SOON = 10.0  # seconds in which an index must be open again: a lock that is stuck takes 600


@pytest.mark.slow
def test_a_killed_indexer_loses_nothing_it_acknowledged(warm, tmp_path):
    rng, done, tried = random.Random(SEED), 0, 0
    for number in range(KILLS):
        if number % PER_INDEX == 0:
            folder, journal, possible = (
                tmp_path / f"index {number}",
                tmp_path / f"journal {number}",
                workload.Possible(),
            )
            journal.touch()
        writer = warm.Process(target=workload.run, args=(folder, journal, rng.random()))
        writer.start()
        time.sleep(min(0.3, 0.005 + rng.expovariate(1 / 0.06)))
        writer.kill()
        writer.join()
        assert writer.exitcode == -9, (SEED, number)
        acknowledged, pending = workload.replayed(journal, possible)
        done, tried = done + acknowledged, tried + pending
        if rng.random() < 0.5 or number % PER_INDEX == PER_INDEX - 1:  # else the next one starts on what this one left
            begun = time.monotonic()
            try:
                workload.check(folder, possible)
            except Exception as error:
                raise AssertionError(f"IZDE_SEED={SEED}, kill {number}: {error}") from error
            assert time.monotonic() - begun < SOON, (SEED, number)
    print(f"kill -9: {KILLS} kills, {done} batches acknowledged, {tried} cut off; seed {SEED}: 0 lost, 0 left over")
    assert done > KILLS / 8  # on a busy machine many are killed before they have begun


def run_under_shim(shim, folder, *words):
    """Return the lines that the workload printed, with the shim loaded before the C library."""
    ran = subprocess.run(
        [sys.executable, Path(workload.__file__), *map(str, words)],
        env={**os.environ, "LD_PRELOAD": str(shim), "SHIM_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.slow
def test_calls_that_fail_lose_nothing_and_are_named(shim, tmp_path):
    points = run_under_shim(shim, tmp_path / "index", "inject", tmp_path / "index", SEED, FAULTS)
    faults = [point for point in points if "fault" in point]
    assert faults == [], (SEED, faults)
    errors = [error for point in points for error in point["errors"]]
    assert [error for error in errors if "make room or access, and try again" not in error] == []
    calls = len({point["call"] for point in points})
    print(
        f"ENOSPC and EIO: {len(points)} at {calls} calls, {len(errors)} errors, each named; seed {SEED}: 0 lost, went on by itself"
    )
    assert len(points) == FAULTS


def test_a_full_disk_is_said_and_indexing_goes_on_when_there_is_room(small_disk, caplog):
    rng, there = random.Random(SEED), {}
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(500_000))
    with indexer.open(small_disk / "index") as index:
        with pytest.raises(indexer.index.IndexerError, match="full|No space left.*make room or access, and try again"):
            for number in range(2_000):
                text = f"Мақала {rng.randbytes(900).hex()}."
                index.add(Article(text, id=str(number), title=f"Санау {number}", language="kk"))
                there[str(number)] = text
        assert len(there) > 20
        assert {id: index.article(id).text for id in there} == there
        ballast.unlink()
        index.add(Article("Орын бар.", id="room", title="Орын", language="kk"))
        assert index.search("орын").total == 1
    with indexer.open(small_disk / "index") as index:
        last = {"room", str(len(there))}  # the one that failed may be there
        ids = {hit.id for hit in index.search("", size=1_000)}
        assert there.keys() | {"room"} <= ids <= there.keys() | last
        assert {id: index.article(id).text for id in there} == there
        assert workload.left_over(index) == []
    print(f"full disk: {len(there)} articles acknowledged, 0 lost")


@pytest.mark.parametrize("same", [True, False])
def test_two_indexers_at_once_lose_nothing(warm, corpus, tmp_path, same):
    files = {f"{part}/{n}.txt": f"Мақала {part}{n:03}." for part in "ab" for n in range(40)}
    folder = corpus(files)
    faults = warm.Queue()
    places = (folder, folder) if same else (folder / "a", folder / "b")
    indexers = [warm.Process(target=workload.update, args=(tmp_path / "index", place, faults)) for place in places]
    for one in indexers:
        one.start()
    rng = random.Random(SEED)
    while any(one.is_alive() for one in indexers):
        name = rng.choice(sorted(files))
        files[name] = f"Мақала {rng.randrange(10**12)}."
        unfinished = folder / "unfinished"
        unfinished.write_text(files[name])
        unfinished.rename(folder / name)
        time.sleep(0.02)
    for one in indexers:
        one.join()
    assert faults.empty(), faults.get()
    with indexer.open(tmp_path / "index") as index:
        index.update(folder)
        own = {f"of {one.pid}": "Мақала." for one in indexers}
        texts = sorted(workload.content(index).values())
        assert texts == sorted([*files.values(), *own.values()])
        assert workload.left_over(index) == []
    print(f"two indexers, {'the same folder' if same else 'a folder each'}: 24 updates, 0 lost, 0 errors; seed {SEED}")
