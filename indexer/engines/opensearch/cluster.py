"""A cluster over HTTP: a question goes to the next node where one is gone, and waits where all are busy."""

import contextlib
import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any
from urllib.parse import quote

from ...errors import IndexBusy, IndexDamaged, IndexerError, IndexMissing, NotAnIndex
from .address import Address

PATIENCE = 30  # seconds in which a node may be lost and another take its place
PAUSE, LONGEST = 0.1, 2.0  # seconds between two tries: each is twice the one before
# Seconds that one node is waited for. One that is cut off the network is missed by the others after 33: a node that waits for it
# answers by itself then, and whoever asked the lost one finds the next aware of it.
CONNECT, READ = 3, 40
PASSING = (429, 502, 503, 504)  # what another try may mend
LOST = "node_", "connect_transport", "receive_timeout", "search_context_missing"  # how what a lost node costs is called
GONE = "no node found for id"  # how a search says, as a fault of no kind, that a node left between its two halves
KEPT = "10m"  # how long a moment of an index is kept after each search of it
LONG_ID = 512  # bytes, OpenSearch's limit

Answer = dict[str, Any]


class Refused(IndexerError):
    """The cluster has said no; `kind` is its word for why."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


class Silent(IndexerError):
    """No node answers."""


class TooLong(IndexerError):
    """A question has more parts than the cluster takes."""


# What a refusal means: its HTTP status (0: any), words in its kind and in its reason; the error, and the next step.
MEANINGS: tuple[tuple[int, str, str, type[IndexerError], str], ...] = (
    (401, "", "", IndexerError, "{address} does not know this user and password: mend them in the address"),
    (0, "block", "read-only", IndexerError, "a disk of {address} is full ({reason}): make room there, and try again"),
    (0, "block", "", IndexBusy, "{address} is closed to writers ({reason}): is `izde rebuild` at work? If not, run it"),
    *((0, lost, "", IndexBusy, "{address} has lost a node that was asked ({kind}): try again") for lost in LOST),
    (403, "", "", IndexerError, "{address} does not let this user do it ({reason}): allow all on {name} and {name}-*"),
    (0, "index_not_found", "", IndexMissing, "no index at {address}: run `izde update` first"),
    (429, "", "", IndexBusy, "{address} has too much to do ({kind}): try again later"),
    (0, "too_many", "", TooLong, "{address} takes no question with so many parts ({reason}): leave some words out"),
    (503, "", "", IndexDamaged, "a part of {address} is nowhere ({kind}): start the nodes that are down"),
    (0, "mapp", "", NotAnIndex, "{address} has other fields than those of Izde ({reason}): name another index"),
)


class Cluster:
    """The nodes of a cluster. Several threads may ask at once."""

    def __init__(self, address: Address) -> None:
        try:
            import urllib3  # noqa: PLC0415  # an extra
        except ImportError:
            raise IndexerError(f"{address} needs a package more: pip install 'izde[opensearch]'") from None
        self.address = address
        self.headers = {"content-type": "application/json"}
        if address.token:
            self.headers["authorization"] = f"Bearer {address.token}"
        elif address.user:
            self.headers |= urllib3.make_headers(basic_auth=f"{address.user}:{address.password}")
        self.broken: type[Exception] = urllib3.exceptions.HTTPError
        timeout = urllib3.Timeout(connect=CONNECT, read=READ)
        self.pool = urllib3.PoolManager(
            maxsize=16, retries=False, timeout=timeout, ca_certs=address.authority or None, block=False
        )
        self.node = 0

    def close(self) -> None:
        """Let go of connections."""
        self.pool.clear()

    def ask(self, method: str, path: str, body: Any = None, patience: float | None = None, /, **given: str) -> Answer:
        """Return what the cluster answers; raises an error of ours that names the next step.

        What may pass is waited for, PATIENCE seconds unless told otherwise; each node is asked in any case.
        """
        lines = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        query = "&".join(f"{name}={value}" for name, value in given.items())
        until, pause = time.monotonic() + (PATIENCE if patience is None else patience), PAUSE
        for tries in count(1):
            node = self.address.nodes[self.node % len(self.address.nodes)]
            try:
                status, answer = self.tried(method, f"{node}/{path}?{query}", lines)
                error: IndexerError = refusal(status, answer, self.address)
                if status < 400:  # what HTTP counts as an error
                    return answer
                if not passing(status, cause(answer)[0]):
                    raise error
            except self.broken as broken:
                told = str(broken).rsplit(": ", 1)[-1]
                error = Silent(f"{node} does not answer ({told}): start the cluster, or mend the address")
            self.turn()
            if time.monotonic() > until and tries > len(
                self.address.nodes
            ):  # a silent node is waited for longer than that
                raise error
            if tries >= len(self.address.nodes):  # each node was asked once: wait before the next round
                time.sleep(pause)
                pause = min(2 * pause, LONGEST)
        raise AssertionError

    def turn(self) -> None:
        """Turn to the next node that says anything at all, so that nothing is asked of one that is lost; if none does, to the next."""
        following = [(self.node + step) % len(self.address.nodes) for step in range(1, len(self.address.nodes))]
        self.node = next(filter(self.awake, following), self.node + 1)

    def awake(self, node: int) -> bool:
        """Whether a node says anything."""
        try:
            self.pool.request("HEAD", self.address.nodes[node], headers=self.headers, timeout=CONNECT)
        except self.broken:
            return False
        return True

    def tried(self, method: str, url: str, body: bytes | None) -> tuple[int, Answer]:
        """Ask one node."""
        found = self.pool.request(method, url, body=body, headers=self.headers)
        try:
            answer = json.loads(found.data or b"{}")
        except ValueError:
            answer = {}
        return found.status, answer if isinstance(answer, dict) else {"answer": answer}

    def ask_all(self, path: str, rows: Iterable[Answer], **given: str) -> Answer:
        """Ask with a body of one JSON value a line."""
        body = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
        return self.ask("POST", path, body, **given)

    # What is asked for often

    def exists(self, path: str) -> bool:
        """Whether there is something at a path."""
        try:
            self.ask("GET", path)
        except Refused as error:
            if error.status == 404:
                return False
            raise
        except IndexMissing:
            return False
        return True

    def search(self, index: str, body: Answer) -> Answer:
        """Return what one search finds; all of the index is searched, or an error says why not."""
        scope = {"search_type": "dfs_query_then_fetch", "allow_partial_search_results": "false"}
        return whole(self.ask("POST", f"{index}/_search", body, **scope), self.address)

    def searches(self, index: str, bodies: Iterable[Answer], scored: bool = True) -> list[Answer]:
        """Return what several searches find; where nothing is scored, a shard remembers what it was asked before."""
        way = "dfs_query_then_fetch" if scored else "query_then_fetch"
        head = {"index": index, "search_type": way, "allow_partial_search_results": False}
        rows = [row for body in bodies for row in (head, body)]
        until = time.monotonic() + PATIENCE
        while rows:
            found: list[Answer] = self.ask_all("_msearch", rows)["responses"]
            waiting = any(passing(one.get("status", 200), cause(one)[0]) for one in found)
            if not waiting or time.monotonic() > until:
                return [checked(one, self.address) for one in found]
            time.sleep(PAUSE)
        return []

    def scan(self, index: str, body: Answer, step: int = 1_000, sort: Any = "id") -> Iterator[Answer]:
        """Yield all hits of a search as the index is at one moment; those after the loss of a node, as it is then."""
        point, sought = self.point(index), body | {"size": step, "sort": sort}
        until = time.monotonic() + PATIENCE
        try:
            while True:
                try:
                    hits = self.at(point, sought)["hits"]["hits"]
                except (IndexBusy, IndexDamaged, Silent):  # with a node goes what it has kept of that moment
                    if time.monotonic() > until:
                        raise
                    time.sleep(PAUSE)
                    point = self.point(index)
                    continue
                yield from hits
                if len(hits) < step:
                    return
                sought["search_after"] = hits[-1]["sort"]
                until = time.monotonic() + PATIENCE
        finally:
            with contextlib.suppress(IndexerError):  # it ends by itself
                self.ask("DELETE", "_search/point_in_time", {"pit_id": [point]})

    def point(self, index: str) -> str:
        """Have an index kept as it is at this moment; return what that is called."""
        return str(self.ask("POST", f"{index}/_search/point_in_time", keep_alive=KEPT)["pit_id"])

    def at(self, point: str, body: Answer) -> Answer:
        """Return what one search finds of a moment: a node that is lost takes it along, so nothing is waited for."""
        asked = body | {"pit": {"id": point, "keep_alive": KEPT}}
        answer = self.ask("POST", "_search", asked, 0, allow_partial_search_results="false")
        return whole(answer, self.address)


def document_id(id: str) -> str:
    """Return what a document is called for an id: itself, or its digest where it is too long, or no part of an address."""
    if len(id.encode()) < LONG_ID and not id.startswith("#") and id.strip("."):
        return id
    return f"#{hashlib.sha256(id.encode()).hexdigest()}"


def quoted(id: str) -> str:
    """Return the name of a document as a part of a path."""
    return quote(document_id(id), safe="")


def checked(answer: Answer, address: Address) -> Answer:
    """Return one answer of several, or raise what it says went wrong."""
    if answer.get("status", 200) >= 400:
        raise refusal(answer["status"], answer, address)
    return whole(answer, address)


def whole(answer: Answer, address: Address) -> Answer:
    """Return an answer that comes from all shards."""
    if answer["_shards"]["failed"] or answer["timed_out"]:
        raise IndexBusy(f"a part of {address} did not answer in time: try again")
    return answer


def passing(status: int, kind: str) -> bool:
    """Whether another try may mend a refusal: all are busy, or a node was lost while it was asked by another."""
    return status in PASSING or kind.startswith(LOST)


def cause(answer: Answer) -> tuple[str, str]:
    """Return the kind and the reason of what went wrong, "" for nothing."""
    error = answer.get("error") or {}
    if isinstance(error, str):
        return error, error[:300]
    root = next(iter(error.get("root_cause") or ()), error)
    kind, reason = str(root.get("type", "")), str(root.get("reason", ""))[:300]
    return ("node_gone" if reason.startswith(GONE) else kind), reason


def refusal(status: int, answer: Answer, address: Address) -> IndexerError:
    """Return what a refusal means, with the next step."""
    return told(status, *cause(answer), address)


def told(status: int, kind: str, reason: str, address: Address) -> IndexerError:
    """Return the error for what a cluster says of a request or of one article."""
    for code, of_kind, of_reason, error, message in MEANINGS:
        if code in {0, status} and of_kind in kind and of_reason in reason:
            return error(message.format(address=address, name=address.name, kind=kind, reason=reason))
    return Refused(status, kind, f"{address} refuses ({status} {kind}: {reason}): see the log of its nodes")
