"""Several processes that serve at one socket: Python works at one request at a time in each."""

import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from .server import stop

ENDING = signal.SIGTERM, signal.SIGINT
GRACE = 20.0  # seconds for a process to answer what it has begun: four times what a question may take
AGAIN = 6.0  # seconds after which it is told again: more than a question may take
PAUSE = 1.0  # seconds before a process that has ended is followed by another: one that cannot start must not spin


def run(work: Callable[[], None], count: int) -> None:
    """Let so many processes do a piece of work until SIGTERM or Ctrl-C; one that ends is followed by another."""
    signal.signal(signal.SIGTERM, stop)
    held, alive = os.pipe()  # closed by the system with this process, however that ends
    workers: set[int] = set()
    try:
        while True:
            while len(workers) < count:
                with put_off():
                    workers.add(started(work, held, alive))
            ended, _ = os.wait()
            workers.discard(ended)
            time.sleep(PAUSE)
    except KeyboardInterrupt:
        pass
    finally:
        end(workers)
        os.close(alive)
        os.close(held)


@contextmanager
def put_off() -> Iterator[None]:
    """Let signals to end come afterwards: Python drops what a handler raises while it forks, and both would go on for ever."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def started(work: Callable[[], None], held: int, alive: int) -> int:
    """Return the id of a new process that does the work, as long as this one lives."""
    if process := os.fork():
        return process
    status = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        os.close(alive)
        threading.Thread(target=outlive, args=(held,), daemon=True).start()
        work()
        status = 0
    except BaseException:  # noqa: BLE001  # what is above on the stack belongs to the other process
        traceback.print_exc()
    finally:
        os._exit(status)


def outlive(held: int) -> None:
    """End this process with the one that has started it."""
    os.read(held, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def end(workers: set[int]) -> None:
    """End the processes, and wait until they have; some are told again, for Python drops what a handler raises at some places."""
    for seconds in (AGAIN, GRACE - AGAIN):
        for process in workers:
            os.kill(process, signal.SIGTERM)
        latest = time.monotonic() + seconds
        while workers and time.monotonic() < latest:
            workers = {process for process in workers if os.waitpid(process, os.WNOHANG) == (0, 0)}
            time.sleep(0.02)
    for process in workers:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
