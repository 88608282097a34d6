"""What was read last of a generation, kept at hand up to a bounded size."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sized
from typing import Generic, TypeVar

from ...budget import check

KEPT = 2_000_000  # postings that are kept at hand, 30 to 80 MB

Value = TypeVar("Value", bound=Sized)


class Kept(Generic[Value]):
    """The postings asked for last, up to a bounded number."""

    def __init__(self) -> None:
        self.postings: OrderedDict[tuple[str, str, str], Value] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def get(self, name: tuple[str, str, str], read: Callable[[tuple[str, str, str]], Value]) -> Value:
        """Return the postings of a term, read if they are not at hand."""
        check()
        with self.lock:
            if found := self.postings.get(name):
                self.postings.move_to_end(name)
                return found
        found = read(name)
        with self.lock:
            if name not in self.postings:
                self.postings[name] = found
                self.size += len(found) + 1
            while self.size > KEPT and len(self.postings) > 1:
                self.size -= len(self.postings.popitem(last=False)[1]) + 1
        return found
