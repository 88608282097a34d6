"""How soon a dropped file is found: `python tests/bench/watching.py 1000 20000`, three minutes; the first is how many are dropped.

Half of the files are written slowly: a part, the rest a while later, some of them under another name until they are whole.
Prints the seconds from the last byte, or the last name, until a search finds the article; fails unless each is found once.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import indexer
from indexer.watch import watch

FOLDERS = 40
WORDS = "көше су мектеп жол әкім бюджет құрылыс дала көпір газет дәрігер ауыл пошта күз егін базар автобус өзен".split()


def story(rng: random.Random, mark: str) -> str:
    """Return an article with a word of its own."""
    return f"Хабар {mark}\nБүгін {' '.join(rng.choices(WORDS, k=120))} туралы айтылды. Белгісі {mark}."


def settled(folder: Path, rng: random.Random, count: int) -> None:
    """Write the articles that are there before."""
    for number in range(count):
        file = folder / f"{number % FOLDERS:02}/{number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(story(rng, f"ескі{number}"))


def at_once(file: Path, text: str, rng: random.Random) -> None:
    """Write a file as a copy within the machine does."""
    file.write_text(text)


def slowly(file: Path, text: str, rng: random.Random) -> None:
    """Write a file as a bad line does, in pieces that may end within a letter."""
    data = text.encode()
    cuts = sorted(rng.sample(range(1, len(data)), 3))
    with file.open("wb") as stream:
        for start, stop in zip([0, *cuts], [*cuts, len(data)], strict=True):
            stream.write(data[start:stop])
            stream.flush()
            time.sleep(rng.uniform(0.05, 0.8) if stop < len(data) else 0)


def renamed(file: Path, text: str, rng: random.Random) -> None:
    """Write a file under another name first."""
    unfinished = file.with_name(file.name + rng.choice((".tmp", ".part")))
    slowly(unfinished, text, rng)
    unfinished.rename(file)


WAYS: tuple[Callable[[Path, str, random.Random], None], ...] = (at_once, at_once, slowly, renamed)


class Dropping:
    """Files that are dropped by several hands at once, at random times."""

    def __init__(self, folder: Path, count: int, every: float, seed: int) -> None:
        self.folder, self.every = folder, every
        self.marks = [f"жаңа{number}белгі" for number in range(count)]
        self.closed: dict[str, float] = {}
        self.hands = [threading.Thread(target=self.drop, args=(hand, seed + hand)) for hand in range(4)]

    def drop(self, hand: int, seed: int) -> None:
        """Drop the files of one hand."""
        rng = random.Random(seed)
        for mark in self.marks[hand :: len(self.hands)]:
            folder = self.folder / rng.choice((f"{rng.randrange(FOLDERS):02}", "жаңа", f"күні-{rng.randrange(9)}"))
            folder.mkdir(exist_ok=True)
            rng.choice(WAYS)(folder / f"{mark}.txt", story(rng, mark), rng)
            self.closed[mark] = time.monotonic()
            time.sleep(rng.expovariate(1 / self.every))

    def found(self, index: indexer.Index) -> Iterator[float]:
        """Yield how long it took until each was found whole."""
        open_ones = set(self.marks)
        while open_ones:
            for mark in [mark for mark in self.marks if mark in open_ones and mark in self.closed]:
                results = index.search(f'"белгісі {mark}"', match="exact")
                if results.total:
                    open_ones.discard(mark)
                    yield max(time.monotonic() - self.closed[mark], 0)
            time.sleep(0.02)


def measured(count: int, before: int, every: float, base: Path, *, seed: int = 1, poll: bool = False) -> list[float]:
    """Return the seconds until each of the dropped files was found; fails unless each article is there once."""
    folder, stop = base / "corpus", threading.Event()
    folder.mkdir()
    settled(folder, random.Random(seed), before)
    with indexer.open(base / "index") as index, indexer.open(base / "index") as reader:
        index.update(folder)
        watching = threading.Thread(target=lambda: [*watch(index, folder, stop, poll=poll)])
        watching.start()
        dropping = Dropping(folder, count, every, seed)
        time.sleep(1)
        for hand in dropping.hands:
            hand.start()
        try:
            seconds = list(dropping.found(reader))
        finally:
            stop.set()
            watching.join()
            for hand in dropping.hands:
                hand.join()
        assert len(index) == before + count == index.search("").total
        assert all(index.search(mark, match="exact").total == 1 for mark in dropping.marks)
        assert index.update(folder).unchanged == before + count
    return seconds


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("dropped", type=int)
    asked.add_argument("before", type=int)
    asked.add_argument("--every", type=float, default=0.1, help="mean seconds between two files of one of four hands")
    asked.add_argument("--poll", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        took = measured(given.dropped, given.before, given.every, Path(place), poll=given.poll)
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(
        f"{len(took)} files into {given.before}: each found once; p50 {p50:.2f} s, p95 {p95:.2f} s, most {max(took):.2f} s"
    )
