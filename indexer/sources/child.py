"""Files read in a process apart, with limits of time and memory: a hostile file costs that file only.

One process reads one file after the other, and is started again where a file was the end of it. What comes back through
the pipe is JSON, a line for each row, and is checked as a file's own rows are.
"""

import datetime as dt
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..article import Article
from .parsing import FILE, MEMORY, REST, STEP
from .row import DISK, Row, Unreadable

RATE = 4e-6  # seconds of processor time for each byte of a large file: 1 GB of web archive has 60,000 pages
WALL = 60.0  # seconds by the clock from one row to the next, for the machine may have much else to do
FILES = 500  # that a process reads, for libraries keep more and more
LONGEST_LINE = 64_000_000  # bytes of a row: each of 5 million letters may be written as \\u0431
TOO_LARGE = f"takes more than {MEMORY / 1e6:.0f} MB of memory to read"
ENDS = {  # by the signal; Windows has neither
    -getattr(signal, "SIGXCPU", 0): f"takes more than {STEP:.0f} s of processor time",
    -getattr(signal, "SIGKILL", 0): TOO_LARGE,
}


class Died(Exception):
    """The process has ended within a file; `again` says that earlier files may be the reason, `spent` what time it took."""

    def __init__(self, reason: str, spent: float = FILE, again: bool = False) -> None:
        super().__init__(reason)
        self.spent, self.again = spent, again


@dataclass
class Order:
    """A file to read, and how far that is."""

    kind: str
    path: str
    left: float  # seconds of processor time
    part: int = 0  # of an archive, that was begun last
    place: str = ""
    given: bool = False  # whether that has given something


class Child:
    """A process that reads files, from the first order on until `close`."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.rest = b""  # of what has come through the pipe
        self.files = 0

    def rows(self, kind: str, file: Path) -> Iterator[Row]:
        """Yield what stands in a file; raises Unreadable if nothing of it can be read.

        A part of an archive that is the end of the process is passed over, as long as there is time for the rest.
        """
        order = Order(kind, str(file), max(FILE, file.stat().st_size * RATE))
        while death := (yield from self.attempt(order)):
            if death.again and not order.given:
                order.part = max(order.part - 1, 0)
            elif not order.part:
                raise Unreadable(str(death))
            else:
                yield Row(place=order.place, reason=str(death), part=order.part)
                order.left -= death.spent
                if order.left < 1:
                    yield Row(place=f"after {order.place}", reason=REST)
                    return

    def attempt(self, order: Order) -> Generator[Row, None, Died | None]:
        """Yield the rows of an order; return what ended the process meanwhile, if anything did."""
        try:
            for row in self.answers(order):
                order.part, order.place = row.part or order.part, row.place
                order.given = bool(row.article or row.reason)
                if order.given:
                    yield row
        except Died as death:
            return death
        return None

    def answers(self, order: Order) -> Iterator[Row]:
        """Yield the rows that the process gives for an order, marks too; raises Unreadable or Died."""
        self.start()
        used, spent, end = self.files > 0, 0.0, None
        try:
            self.send(order)
            while end is None:
                answer = json.loads(self.line(spent))
                spent, end = float(answer["spent"]), answer.get("end")
                if end is None:
                    yield parsed(answer["row"])
        except (ValueError, TypeError, KeyError, OSError) as error:
            ended = isinstance(error, BrokenPipeError) and used  # between two files
            raise Died(f"{DISK} ({type(error).__name__})", again=ended) from error
        finally:
            if end is None:  # it is gone, or has rows in the pipe that nobody wants any more
                self.close()
        self.ended(end, spent)

    def ended(self, end: dict[str, Any], spent: float) -> None:
        """Raise what kept the process from reading a file; let it end if it has read much."""
        self.files += 1
        again = self.files > 1
        if end["tired"] or self.files >= FILES:
            self.close()
        if end["memory"]:
            raise Died(TOO_LARGE, spent, again)
        if end["reason"]:
            raise Unreadable(str(end["reason"]))

    def start(self) -> None:
        """Start the process, unless there is one."""
        if self.process and self.process.poll() is None:
            return
        self.close()
        program = f"from {__package__}.parsing import serve; serve()"
        path = os.pathsep.join(filter(None, sys.path))
        environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}  # each thread takes addresses
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what libraries grumble at
            env=environment,
            bufsize=0,
        )

    def send(self, order: Order) -> None:
        """Give the process an order."""
        self.process.stdin.write(json.dumps(vars(order)).encode() + b"\n")  # type: ignore[union-attr]  # it was started with one

    def line(self, spent: float) -> bytes:
        """Return the next line that comes; raises Died if none comes in time."""
        pieces, length, deadline = [self.rest], len(self.rest), time.monotonic() + WALL
        while (end := pieces[-1].find(b"\n")) < 0:
            pieces.append(self.piece(deadline, spent))
            length += len(pieces[-1])
            if length > LONGEST_LINE:
                raise Died("longer than any article")
        self.rest = pieces[-1][end + 1 :]
        pieces[-1] = pieces[-1][:end]
        return b"".join(pieces)

    def piece(self, deadline: float, spent: float) -> bytes:
        """Return what comes through the pipe next; raises Died if the process has ended or the time is over."""
        pipe = self.process.stdout  # type: ignore[union-attr]  # it was started
        with selectors.DefaultSelector() as waiting:
            waiting.register(pipe, selectors.EVENT_READ)  # type: ignore[arg-type]  # with a pipe
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                raise Died(f"takes more than {WALL:.0f} s to read")
        piece = os.read(pipe.fileno(), 1 << 20)  # type: ignore[union-attr]
        if not piece:
            ended = self.process.wait(WALL)  # type: ignore[union-attr]
            raise Died(ENDS.get(ended, f"breaks its reader ({ended}): save it again"), spent + STEP)
        return piece

    def close(self) -> None:
        """Let the process end."""
        process, self.process, self.rest, self.files = self.process, None, b"", 0
        if process:
            process.kill()
            process.communicate()


def parsed(row: dict[str, Any]) -> Row:
    """Return the row that came as JSON, its article checked again."""
    fields = row.pop("article")
    if fields and fields["date"]:
        fields["date"] = dt.date.fromisoformat(fields["date"])
    return Row(Article(**fields) if fields else None, **row)
