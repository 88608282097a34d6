"""What runs in the process apart: reads files as it is told, within limits that the system holds it to."""

import contextlib
import json
import math
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from . import kinds
from .row import DISK, Row, Unreadable, broken, starved

MEMORY = 512_000_000  # bytes of addresses; Python with all readers takes 165 million
STEP = 5.0  # seconds of processor time from one row to the next: a page, a chapter, an entry
FILE = 10.0  # seconds of processor time for a file that is not large
REST = "the rest is not read, for it takes too long: split it"
TIRED = 250_000_000  # bytes in memory with which no other file is begun


def serve() -> None:
    """Read the files that are asked for until there are no more orders."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process tells when to stop
    sys.dont_write_bytecode = True
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what somebody prints is no answer
    limit()
    with contextlib.suppress(BrokenPipeError):  # the first process has ended
        for order in orders:
            obey(json.loads(order), answers)


def obey(order: dict[str, Any], answers: IO[bytes]) -> None:
    """Send the rows of a file, then how it ended."""
    begun, reason, memory = time.process_time(), "", False
    allow(STEP)
    try:
        for row in rows(order["kind"], order["path"], order["part"]):
            spent = time.process_time() - begun
            send({"row": as_json(row), "spent": spent}, answers)
            check(spent, order["left"])
            allow(STEP)
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = f"{DISK}: {error.strerror or error}"
    except Unreadable as error:
        reason = str(error)
    except MemoryError:
        memory = True
    except Exception as error:  # noqa: BLE001  # libraries raise anything at a damaged file
        memory, reason = starved(error), broken(error)
    end = {"reason": reason, "memory": memory, "tired": memory or resident() > TIRED}
    send({"end": end, "spent": time.process_time() - begun}, answers)


def check(spent: float, left: float) -> None:
    """Raise Unreadable if a file takes more time than it is given."""
    if spent > left:
        raise Unreadable(REST)


def rows(kind: str, path: str, start: int) -> Iterator[Row]:
    """Yield what stands in a file, of an archive what stands behind its first parts."""
    reader = kinds.module(kind)
    with Path(path).open("rb") as raw:
        yield from reader.read(raw, start) if kind in kinds.ARCHIVES else reader.read(raw)


def as_json(row: Row) -> dict[str, Any]:
    """Return a row as JSON has it."""
    return {**row._asdict(), "article": vars(row.article) if row.article else None}


def send(answer: dict[str, Any], answers: IO[bytes]) -> None:
    """Put an answer into the pipe."""
    answers.write(json.dumps(answer, default=str).encode() + b"\n")
    answers.flush()


# Limits, where the system has them: on Windows only the clock of the first process ends a file


def limit() -> None:
    """Take no more memory than that, write no file and leave no image of the memory behind."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  # not everywhere

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def allow(seconds: float) -> None:
    """Let the system end this process after so many further seconds of processor time, of which it counts whole ones."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415

        most = math.ceil(time.process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def resident() -> int:
    """Return the bytes that this process has in memory now, 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
