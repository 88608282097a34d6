"""A newsroom at work: `python tests/bench/load.py 100000 60`: so many articles, so many seconds; five minutes with the index.

Sixteen readers ask `izde serve --workers 2`, each as soon as it has its answer or after `--think` seconds, while a file is dropped
every second and another process indexes it. Prints how long pages took, and those of one reader while nothing is written, how long until a dropped file was found, and how much the server's memory grew; fails
on any answer that is none. With `--soak` (as `20000 600 --soak`) the memory counts from when a minute of readers has filled what
is kept at hand, is printed each half a minute, and may grow by a twentieth. Needs the articles beside the repository.
"""

import argparse
import contextlib
import http.client
import json
import multiprocessing
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import indexer

SHARED = Path(__file__).resolve().parents[3] / "shared"
USERS, WORKERS = 16, 2
PATIENCE = 120  # seconds for the server to begin
WARM, SOAKED = 5, 60  # seconds of reading after which memory is first looked at
GROWTH = 1.05  # times that it may be in the end


class Answer(NamedTuple):
    """What one request came to."""

    status: int
    seconds: float


class Readers(NamedTuple):
    """Readers in a process of their own, who ask for pages until they are told to stop."""

    port: int
    queries: list[dict[str, str]]
    think: float
    users: int = USERS

    @contextlib.contextmanager
    def reading(self) -> Iterator[list[Answer]]:
        """Let them read meanwhile; lends what has their answers afterwards."""
        answers: list[Answer] = []
        apart = multiprocessing.get_context("spawn")
        stop, found = apart.Event(), apart.Queue()
        process = apart.Process(target=self.read, args=(stop, found))
        process.start()
        try:
            yield answers
        finally:
            stop.set()
            answers += found.get()
            process.join()

    def read(self, stop: Event, found: "Queue[list[Answer]]") -> None:
        """Be all the readers, and hand over their answers."""
        answers: list[Answer] = []
        threads = [threading.Thread(target=self.one, args=(seed, stop, answers)) for seed in range(self.users)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found.put(answers)

    def one(self, seed: int, stop: Event, answers: list[Answer]) -> None:
        """Ask for one page after the other, on one connection."""
        rng = random.Random(seed)
        stop.wait(rng.uniform(0, self.think))  # not all at once
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            while not stop.is_set():
                answers.append(asked(line, "/?" + urlencode(rng.choice(self.queries))))
                stop.wait(rng.uniform(0.5, 1.5) * self.think)


def asked(line: http.client.HTTPConnection, address: str) -> Answer:
    """Ask for a page and read it."""
    begun = time.perf_counter()
    line.request("GET", address)
    answer = line.getresponse()
    answer.read()
    return Answer(answer.status, time.perf_counter() - begun)


@contextlib.contextmanager
def serving(index: Path, log: Path, *options: str) -> Iterator[tuple[int, int]]:
    """Start `izde serve`, and lend its port and its process id."""
    command = [sys.executable, "-m", "indexer", "serve", "--index", str(index), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log.open("w"), text=True)
    try:
        port = next(int(line.split(":")[2].split("/")[0]) for line in process.stdout if line.startswith("http://"))
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def dropping(index: indexer.Index, folder: Path, seconds: int, port: int, name: str = "белгі") -> list[float]:
    """Drop a file each second, index it, and return after how many seconds the page found each."""
    found: list[float] = []
    begun = time.monotonic()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        for number in range(seconds):
            time.sleep(max(0.0, begun + number - time.monotonic()))
            file = folder / f"{name}{number}.txt"
            file.write_text(f"Жаңа хабар {name}{number}{name} туралы айтылды.")
            dropped = time.monotonic()
            index.update(file)
            while not stands(line, f"{name}{number}{name}"):
                assert time.monotonic() - dropped < PATIENCE
            found.append(time.monotonic() - dropped)
    return found


def stands(line: http.client.HTTPConnection, word: str) -> bool:
    """Whether the page finds a word of a file that was dropped."""
    line.request("GET", "/?" + urlencode({"q": word, "exact": 1}))
    page = line.getresponse().read().decode()
    return "<mark>" in page


def memory(process: int) -> float:
    """Return the megabytes that belong to a process and its children alone."""
    family = [process, *children(process)]
    lines = (line for one in family for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1e3


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in found]


def typed(corpus: Path) -> list[dict[str, str]]:
    """Return the queries of the pages' benchmark."""
    sys.path.insert(0, str(SHARED / "bench"))
    from bench_page import make_queries  # it stands beside the repository

    return [{"q": " ".join(words)} for kind in make_queries(corpus, 100).values() for words, _, _ in kind]


def made(count: int, folder: Path) -> Path:
    """Make so many articles, and return their file."""
    file = folder / "articles.jsonl.gz"
    maker = SHARED / "data/make_scale_corpus.py"
    subprocess.run([sys.executable, maker, "--n", str(count), "--out", file], check=True)
    return file


def summary(name: str, seconds: list[float]) -> str:
    """Return what is said of some times."""
    cuts = statistics.quantiles(seconds, n=100)
    return f"{name}: {len(seconds)}, p50 {1e3 * cuts[49]:.0f} ms, p95 {1e3 * cuts[94]:.0f} ms, p99 {1e3 * cuts[98]:.0f} ms, most {1e3 * max(seconds):.0f} ms"


@contextlib.contextmanager
def watched(process: int, every: float = 30) -> Iterator[list[float]]:
    """Look at the memory of a process now, so often meanwhile, and in the end; lends the megabytes."""
    sizes, done = [memory(process)], threading.Event()

    def look() -> None:
        while not done.wait(every):
            sizes.append(memory(process))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield sizes
    finally:
        done.set()
        thread.join()
        sizes.append(memory(process))


def measured(
    corpus: Path, index: Path, seconds: int, *, think: float = 0, soak: bool = False, say: Callable[[str], None] = print
) -> None:
    """Serve an index, read and write for a while, and say how it went."""
    with indexer.open(index) as opened:
        opened.update(corpus)
        log = index.parent / "log"
        with serving(index, log, "--workers", str(WORKERS)) as (port, process):
            readers = Readers(port, typed(corpus), think)
            dropped = index.parent / "dropped"
            dropped.mkdir(exist_ok=True)
            with readers.reading():
                dropping(opened, dropped, SOAKED if soak else WARM, port, "жылыту")
            warmed = len(log.read_text().splitlines())
            with readers._replace(think=0, users=1).reading():
                time.sleep(WARM)
            alone = [json.loads(line)["ms"] / 1e3 for line in log.read_text().splitlines()[warmed:]]
            with readers.reading() as answers, watched(process) as sizes:
                found = dropping(opened, dropped, seconds, port)
    say(summary(f"pages of {USERS} readers", [one.seconds for one in answers]))
    say(summary("pages of one reader where nothing is written, by the server's log", alone))
    say(summary("dropped files", found))
    say(f"memory of the server: {', '.join(f'{size:.0f}' for size in sizes)} MB")
    statuses = {status: sum(one.status == status for one in answers) for status in {one.status for one in answers}}
    say(f"answers by status: {statuses}")
    assert set(statuses) == {200}
    assert not soak or sizes[-1] <= GROWTH * sizes[0]


if __name__ == "__main__":
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("articles", type=int)
    wanted.add_argument("seconds", type=int)
    wanted.add_argument("--think", type=float, default=0, help="mean seconds between an answer and the next question")
    wanted.add_argument("--soak", action="store_true")
    given = wanted.parse_args()
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        (base / "corpus").mkdir()
        measured(
            made(given.articles, base / "corpus"), base / "index", given.seconds, think=given.think, soak=given.soak
        )
