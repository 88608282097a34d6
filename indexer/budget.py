"""How long a question may take: a deadline that is looked at between the steps of answering it."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from time import monotonic

from .errors import OutOfTime

END: ContextVar[float | None] = ContextVar("end", default=None)  # of the time there is, as `monotonic` counts


@contextlib.contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Let what is asked of an index in this thread take so many seconds, or less if less is left; then it raises OutOfTime.

    An array is worked through before the clock is looked at again: of 10⁷ articles that takes a few hundredths of a second.
    """
    end, outer = monotonic() + seconds, END.get()
    token = END.set(end if outer is None else min(end, outer))
    try:
        yield
    finally:
        END.reset(token)


def check() -> None:
    """Raise OutOfTime if the time is over."""
    end = END.get()
    if end is not None and monotonic() > end:
        raise OutOfTime("the question took longer than it may: ask for fewer words, or give it more time")
