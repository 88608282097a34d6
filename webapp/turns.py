"""Who is next: the requests that wait for the processor, address by address in turn."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from .buckets import neighbours

LONG = 0.05  # seconds, after which a request at work lets others go on beside it: a list, an export, a hard question

Channel = Any  # waitress's: a connection whose request has been read


class Turns(ThreadedTaskDispatcher):  # type: ignore[misc]  # it has no types
    """Works at one request at a time, at more only beside those that take long.

    Python does the work of one anyway: of sixteen side by side each ends when nearly all do, one after another they end half as
    late, and the latest no later. Who asks often waits for himself.
    """

    def __init__(self, address: Callable[[Channel], str], threads: int) -> None:
        super().__init__()
        self.address = address
        self.waiting: OrderedDict[str, deque[Channel]] = OrderedDict()  # by address, the next to have its turn first
        self.begun: dict[int, float] = {}  # thread -> when the request that it works at was begun
        self.set_thread_count(threads)

    def add_task(self, task: Channel) -> None:
        """Let a request wait for its turn."""
        with self.lock:
            self.waiting.setdefault(self.address(task), deque()).append(task)
            self.queue_cv.notify()

    def handler_thread(self, thread_no: int) -> None:
        """Work at requests until the server ends."""
        while (task := self.taken(thread_no)) is not None:
            with logged(task):
                task.service()

    def taken(self, thread: int) -> Channel | None:
        """Return the next request as soon as it has its turn; None at the end."""
        with self.lock:
            self.begun.pop(thread, None)
            self.queue_cv.notify()
            while not self.stop_count:
                wait = self.busy() if self.waiting else None
                if wait == 0:
                    self.begun[thread] = time.monotonic()
                    return self.popped()
                self.queue_cv.wait(wait)
            self.active_count -= 1
            self.stop_count -= 1
            self.threads.discard(thread)
            self.thread_exit_cv.notify()
            return None

    def busy(self) -> float:
        """Return in how many seconds another request may be begun if none at work ends before."""
        return max(0.0, max(self.begun.values(), default=-LONG) + LONG - time.monotonic())

    def popped(self) -> Channel:
        """Return the first request of the address whose turn it is; its others wait behind everybody's."""
        address, channels = self.waiting.popitem(last=False)
        channel = channels.popleft()
        if channels:
            self.waiting[address] = channels
        return channel

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads when they have answered what they work at."""
        with self.lock:
            for channels in self.waiting.values():
                self.queue.extend(channels)
            self.waiting.clear()
        return bool(super().shutdown(cancel_pending, timeout))


@contextmanager
def logged(task: Channel) -> Iterator[None]:
    """Log what a request ends with, as waitress does: a thread is not to end with it."""
    try:
        yield
    except BaseException:  # noqa: BLE001  # as above
        Turns.logger.exception("Exception when servicing %r", task)


def direct(channel: Channel) -> str:
    """Return who asks."""
    return neighbours(channel.addr[0])


def behind_proxy(channel: Channel) -> str:
    """Return who asks, as one proxy says."""
    return neighbours(channel.requests[0].headers.get("X_FORWARDED_FOR", "").rpartition(",")[2].strip())
