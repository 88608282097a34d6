"""A power cut at every step to the disk: the index opens at the last state that was acknowledged, or at a later one.

IZDE_CUTS says how many cuts there are; IZDE_SEED repeats a run.
"""

import copy
import logging
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import powercut
import pytest
import workload

CUTS = int(os.environ.get("IZDE_CUTS", "600"))
SEED = int(os.environ.get("IZDE_SEED", "0")) or random.randrange(1, 10**6)
PER_RUN = 6_000  # cuts in what one process did
NAMES = {"w": "write", "o": "create", "s": "sync", "r": "rename", "u": "unlink", "t": "truncate", "d": "mkdir"}


def recorded(shim, folder, seed):
    """Return the notes of what a process did to a disk."""
    disk, file = folder / "disk", folder / "notes"
    shutil.rmtree(disk, ignore_errors=True)
    disk.mkdir()
    subprocess.run(
        [sys.executable, Path(workload.__file__), "record", disk, file, str(seed), "50"],
        env={**os.environ, "LD_PRELOAD": str(shim), "SHIM_FOLDER": str(disk)},
        check=True,
        capture_output=True,
    )
    return disk, list(powercut.notes(file))


def states(disk, notes):
    """Yield (number, note, disk, what may be in the index, whether a batch is under way) after each step to the disk."""
    disk, possible, trying = powercut.Disk(disk), workload.Possible(), None
    for number, note in enumerate(notes):
        if mark := powercut.marked(note):
            if mark[0] == "tries":
                trying = mark[1]
            else:
                possible.acknowledged(trying)
                trying = None
            continue
        disk.play(note)
        if note[0] in NAMES:
            allowed = copy.copy(possible)
            if trying:
                allowed.tried(trying)
            yield number, note, disk, allowed, bool(trying)


@pytest.mark.slow
def test_a_power_cut_loses_nothing_that_was_acknowledged(shim, tmp_path, caplog):
    caplog.set_level(logging.WARNING, "indexer")
    cuts, kinds, target = 0, Counter(), tmp_path / "cut"
    for run in range(-(-CUTS // PER_RUN)):
        rng = random.Random(SEED + run)
        disk, notes = recorded(shim, tmp_path, SEED + run)
        steps = [number for number, note in enumerate(notes) if note[0] in NAMES]
        wanted = min(PER_RUN, CUTS - cuts)
        chosen = Counter(rng.sample(steps, len(steps))[:wanted] + rng.choices(steps, k=max(0, wanted - len(steps))))
        for number, note, left, allowed, under_way in states(disk, notes):
            for _ in range(chosen[number]):
                way = rng.choice(powercut.WAYS)
                shutil.rmtree(target, ignore_errors=True)
                left.cut(rng, way, target)
                caplog.clear()
                try:
                    workload.check(target / "some/index", copy.copy(allowed))
                    assert not (under_way and "made again" in caplog.text), "the terms were not safe"
                except Exception as error:
                    point = f"step {number}, {NAMES[note[0]]} {note[4][:80]!r}, {way}"
                    raise AssertionError(f"IZDE_SEED={SEED}, run {run}: {point}: {error!r}") from error
                cuts, kinds[NAMES[note[0]]] = cuts + 1, kinds[NAMES[note[0]]] + 1
    listed = ", ".join(f"{count} at a {name}" for name, count in kinds.most_common())
    print(f"power cut: {cuts} ({listed}); seed {SEED}: all opened, 0 lost")
    assert cuts == CUTS
