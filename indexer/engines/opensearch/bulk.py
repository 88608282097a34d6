"""Writing in bulk: pieces of bounded size, each answer looked at, what the cluster is too busy for sent again."""

import json
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from ...errors import IndexBusy
from .cluster import LONGEST, PATIENCE, PAUSE, Answer, Cluster, passing, told

BYTES = 5_000_000  # of one piece; OpenSearch takes 100 MB
LANES = 2  # pieces under way while the next one is made


def write(cluster: Cluster, rows: Iterable[Answer], alias: bool = False) -> None:
    """Write, create or delete documents; returns when each is in the log on the disks of all its copies."""
    with ThreadPoolExecutor(LANES) as lanes:
        under_way: deque[Future[None]] = deque()
        for piece in pieces(rows):
            under_way.append(lanes.submit(settle, cluster, piece, alias))
            if len(under_way) > LANES:
                under_way.popleft().result()
        for each in under_way:
            each.result()


def settle(cluster: Cluster, waiting: list[tuple[bytes, bytes]], alias: bool) -> None:
    """Send a piece until all of it is taken."""
    until, pause = time.monotonic() + PATIENCE, PAUSE
    while waiting := sent(cluster, waiting, alias):
        if time.monotonic() > until:
            raise IndexBusy(f"{cluster.address} has too much to do to take articles: try again later")
        time.sleep(pause)
        pause = min(2 * pause, LONGEST)


def sent(cluster: Cluster, lines: list[tuple[bytes, bytes]], alias: bool) -> list[tuple[bytes, bytes]]:
    """Send lines, and return those that are to be sent again; raises what is wrong with any other."""
    body = b"".join(head + rest for head, rest in lines)
    answer = cluster.ask("POST", "_bulk", body, require_alias=str(alias).lower())
    again = []
    for line, item in zip(lines, answer["items"], strict=True):
        (said,) = item.values()
        error: dict[str, Any] = said.get("error") or {}
        kind, reason = str(error.get("type")), str(error.get("reason"))[:300]
        if passing(said["status"], kind) and "block" not in kind:  # a full disk is for people to mend
            again.append(line)
        elif error:
            raise told(said["status"], kind, reason, cluster.address)
    return again


def pieces(rows: Iterable[Answer]) -> Iterator[list[tuple[bytes, bytes]]]:
    """Yield actions with their documents, so many as fit into one piece."""
    piece: list[tuple[bytes, bytes]] = []
    size = 0
    for head, rest in paired(rows):
        if piece and size + len(head) + len(rest) > BYTES:
            yield piece
            piece, size = [], 0
        piece.append((head, rest))
        size += len(head) + len(rest)
    if piece:
        yield piece


def paired(rows: Iterable[Answer]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each action with its document, as lines."""
    lines = iter(rows)
    for row in lines:
        yield line(row), b"" if "delete" in row else line(next(lines))


def line(row: Answer) -> bytes:
    """Return a row as a line of JSON."""
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"
