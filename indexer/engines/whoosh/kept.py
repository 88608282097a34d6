"""What was read last of a generation, or found out of a segment, kept at hand up to a bounded size."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sized
from typing import Generic, TypeVar

from ...budget import check

REMEMBERED = 4_096  # answers of a kind that a segment has at hand
KEPT = 2_000_000  # postings that are kept at hand, 30 to 80 MB
TERM = 50  # postings that take as much memory as a term itself: most words of an archive stand in few articles

Value = TypeVar("Value", bound=Sized)
Answer = TypeVar("Answer")


class Kept(Generic[Value]):
    """The postings asked for last, up to a bounded number."""

    def __init__(self) -> None:
        self.postings: OrderedDict[tuple[str, str, str], Value] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def get(self, name: tuple[str, str, str], read: Callable[[tuple[str, str, str]], Value]) -> Value:
        """Return the postings of a term, read if they are not at hand."""
        with self.lock:
            if (found := self.postings.get(name)) is not None:
                self.postings.move_to_end(name)
                return found
        check()
        found = read(name)
        with self.lock:
            if name not in self.postings:
                self.postings[name] = found
                self.size += len(found) + TERM
            while self.size > KEPT and len(self.postings) > 1:
                self.size -= len(self.postings.popitem(last=False)[1]) + TERM
        return found


class Remembered(dict[tuple[str, ...], Answer]):
    """What was found out by names; a segment never changes, and each page of a search asks the same again."""

    def of(self, name: tuple[str, ...], find: Callable[..., Answer]) -> Answer:
        """Return what is found by a name, looked for if nobody has asked before."""
        found = self.get(name)
        if found is None:
            if len(self) >= REMEMBERED:
                self.clear()
            found = self[name] = find(*name)
        return found
