"""Processes that analyse articles beside this one, for Python runs on one core at a time.

They are started by name, not forked or spawned by `multiprocessing`: that would run the caller's script a second time, or
copy its threads' locks. What goes through the pipes are pickles between two halves of one program.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from ...language.lexicon import HERE, Found
from .. import Analysis
from .batch import gathered
from .frames import NONE, Frames
from .line import Line
from .segment import Content

MANY = 1_000  # articles for which it pays to start processes: that takes half a second
ORDER = 4_000  # articles that a process is given at a time: of half as many each has two thirds of the terms,
FIRST = 200  # and at first: most words are met for the first time then, and one process may learn them from another
# Bytes of an array whose memory goes back at once, and of free memory that is kept (mallopt(3)). With 1 MB and 128 KB, glibc's own,
# a process gets the same pages again and again: twice the page faults, a third of a second of nine. So all keep 0.1 GB more, of 1.3.
LARGE, SPARE = 8 << 20, 16 << 20

Process = subprocess.Popen  # with pipes


class Crew:
    """As many processes as there are cores, from the first large batch until `close`."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.processes: list[Process[bytes]] = []
        self.idle: SimpleQueue[Process[bytes]] = SimpleQueue()
        self.threads: ThreadPoolExecutor | None = None  # each waits for one process
        self.news: dict[Process[bytes], list[Found]] = {}  # stems that others have found since it was told of some
        self.given, self.size = 0, ORDER  # orders, and the articles of the next one

    def gather(self, lines: Sequence[Line], frames: Frames = NONE) -> Iterator[Content]:
        """Return the contents of lines of the ledger, in order; processes begin at once, this one when it is asked.

        Raises IndexDamaged for a line that is not whole.
        """
        if not self.processes and len(lines) >= MANY:
            self.start()
        orders = [*self.orders(lines)]
        if not self.threads:
            return (gathered(order, self.analysis, frames) for order in orders)
        promises = [self.threads.submit(self.give, order, frames) for order in orders]
        return (promise.result() for promise in promises)

    def orders(self, lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
        """Yield the lines in orders, which grow until each process has one of a batch."""
        share = -(-len(lines) // max(len(self.processes), 1))
        begin = 0
        while begin < len(lines):
            size = min(self.size, share)
            yield lines[begin : begin + size]
            begin += size
            self.given += 1
            if self.processes and self.given % len(self.processes) == 0:
                self.size = min(ORDER, 2 * self.size)

    def start(self) -> None:
        """Start the processes: each gets the analysis by its name, and waits for orders."""
        program = f"from {__name__} import serve; serve()"
        environment = {
            **os.environ,
            "MALLOC_MMAP_THRESHOLD_": str(LARGE),
            "MALLOC_TRIM_THRESHOLD_": str(SPARE),
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        for _ in range(os.cpu_count() or 1):
            process = Process(
                [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
            self.processes.append(process)
            self.idle.put(process)
            send(self.analysis, process.stdin)
        self.threads = ThreadPoolExecutor(len(self.processes))
        self.given, self.size = 0, min(FIRST, ORDER)

    def give(self, order: Sequence[Line], frames: Frames) -> Content:
        """Return the content of an order; it is made here if the process that has it is gone."""
        process = self.idle.get()
        try:
            send((order, frames, self.news.pop(process, [])), process.stdin)
            answer, found = pickle.load(process.stdout)  # type: ignore[arg-type]  # a pipe
            self.tell(found, process)
        except (OSError, EOFError, pickle.UnpicklingError):
            if not self.processes:  # it was sent away, for nobody wants the answer any more
                raise
            answer = gathered(order, self.analysis, frames)
        finally:
            self.idle.put(process)
        if isinstance(answer, Content):
            return answer
        raise answer

    def tell(self, found: list[Found], finder: Process[bytes]) -> None:
        """Keep stems for the other processes; what one of them is not told after all, it finds itself."""
        for process in self.processes:
            if process is not finder:
                self.news.setdefault(process, []).extend(found)

    def close(self) -> None:
        """Let the processes end."""
        gone, self.processes = self.processes, []
        for process in gone:
            process.kill()
        if self.threads:
            self.threads.shutdown(cancel_futures=True)
        for process in gone:
            process.communicate()
        self.idle, self.threads, self.news = SimpleQueue(), None, {}


def send(what: object, pipe: Any) -> None:
    """Put something into a pipe."""
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def serve() -> None:
    """Answer orders until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process tells when to stop
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what somebody prints is no answer
    gc.disable()  # analysis leaves no cycles behind, and its caches are large: an eighth of the time
    try:
        analysis = pickle.load(orders)
        while True:
            order, frames, news = pickle.load(orders)
            HERE.lexicon.learn(news)
            known = len(HERE.lexicon)
            try:
                answer: Content | Exception = gathered(order, analysis, frames)
            except Exception as error:  # noqa: BLE001  # it is raised where the order came from
                answer = error
            send((answer, HERE.lexicon.since(known)), answers)
    except (EOFError, BrokenPipeError):  # the first process has ended
        return
