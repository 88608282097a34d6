"""What a disk may hold after a power cut: the notes of `shim.c`, played up to a point, with what was not synced yet in doubt.

A file's data is safe after its own sync, its name after a sync of the folder. Of what is not safe, any part may be there:
none, all, the first part, or here a write and there a name; a write may be torn at a sector, or be a hole of zeros.
"""

import json
import struct
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
WAYS = ("none", "all", "first", "some", "torn", "zeros")


@dataclass
class File:
    """A file: its bytes that are safe, and what was done since."""

    safe: bytearray = field(default_factory=bytearray)
    since: list = field(default_factory=list)  # (place, bytes), or (size, None) for a cut

    def sync(self):
        """Make everything safe."""
        for step in self.since:
            played(self.safe, *step)
        self.since.clear()

    def left(self, rng, way):
        """Return the bytes that are on the disk after a power cut."""
        data, steps = bytearray(self.safe), list(self.since)
        if way == "none":
            steps = []
        elif way == "first":
            steps = steps[: rng.randint(0, len(steps))]
        elif way in ("some", "torn"):
            steps = [step for step in steps if rng.random() < 0.5]
        for place, new in steps:
            if way == "torn" and new:
                begins = range(-(place % SECTOR), len(new), SECTOR)
                for begin in (begin for begin in begins if rng.random() < 0.6):
                    start = max(begin, 0)
                    played(data, place + start, new[start : begin + SECTOR])
            elif way == "zeros" and new:
                end = place + len(new)
                played(data, max(place, len(self.safe)), bytes(max(0, end - max(place, len(self.safe)))))
            else:
                played(data, place, new)
        return bytes(data)


def played(data, place, new):
    """Write into the data at a place, or cut it there."""
    if new is None:
        del data[place:]
        data.extend(bytes(place - len(data)))
    else:
        data.extend(bytes(max(0, place - len(data))))
        data[place : place + len(new)] = new


@dataclass
class Folder:
    """A folder: its names that are safe, and what was done since, each step {name: what has it now, or None}."""

    safe: dict = field(default_factory=dict)
    since: list = field(default_factory=list)

    @property
    def now(self):
        """The names as the process sees them."""
        return merged(self.safe, self.since)

    def sync(self):
        """Make everything safe."""
        self.safe, self.since = self.now, []

    def left(self, rng, way):
        """Return the names that are on the disk after a power cut."""
        steps = self.since
        if way == "none":
            steps = []
        elif way == "first":
            steps = steps[: rng.randint(0, len(steps))]
        elif way in ("some", "torn"):
            steps = [step for step in steps if rng.random() < 0.5]
        return merged(self.safe, steps)


def merged(names, steps):
    """Return the names after some steps."""
    found = dict(names)
    for step in steps:
        found |= step
    return {name: thing for name, thing in found.items() if thing is not None}


class Disk:
    """A disk below a folder, as the notes tell it."""

    def __init__(self, base):
        self.base = Path(base)
        self.root = Folder()
        self.open = {}

    def find(self, path):
        """Return the folder of a path, the last name, and what has it."""
        folder, parts = self.root, Path(path).relative_to(self.base).parts
        for part in parts[:-1]:
            folder = folder.now[part]
        return (folder, parts[-1], folder.now.get(parts[-1])) if parts else (None, "", self.root)

    def play(self, note):
        """Do what one note says."""
        kind, a, b, c, one, two = note
        if kind in "cwts":
            self.play_handle(kind, a, b, one)
            return
        folder, name, found = self.find(one.decode())
        if kind == "o":
            if b:
                found = File()
                folder.since.append({name: found})
            elif c:
                found.since.append((0, None))
            self.open[a] = found
        elif kind == "r":
            other, new, _ = self.find(two.decode())
            assert folder is other, "a rename to another folder is not played"
            folder.since.append({name: None, new: found})
        else:
            folder.since.append({name: Folder() if kind == "d" else None})

    def play_handle(self, kind, handle, place, data):
        """Do what a note says of an open file."""
        if kind == "c":
            self.open.pop(handle, None)
        elif kind == "s":
            self.open[handle].sync()
        else:
            self.open[handle].since.append((place, data if kind == "w" else None))

    def cut(self, rng, way, target, folder=None):
        """Write below `target` what is on the disk after a power cut."""
        target.mkdir()
        for name, thing in (folder or self.root).left(rng, way).items():
            if isinstance(thing, Folder):
                self.cut(rng, way, target / name, thing)
            else:
                (target / name).write_bytes(thing.left(rng, way))


def notes(file):
    """Yield the notes of a file: (kind, a, b, c, first bytes, second bytes)."""
    data, at = file.read_bytes(), 0
    while at < len(data):
        kind, a, b, c, one, two = struct.unpack_from("=6q", data, at)
        at += 48
        yield chr(kind), a, b, c, data[at : at + one], data[at + one : at + one + two]
        at += one + two


def marked(note):
    """Return what the process marked, or None for a note of something it did."""
    return json.loads(note[4]) if note[0] == "m" else None
