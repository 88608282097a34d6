"""Making an index in a cluster, making it anew under its name, and looking whether it is whole."""

import contextlib
import datetime as dt
import re
import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ...article import digest, loads
from ...errors import IndexBusy, IndexDamaged, NotAnIndex
from .. import Figures
from ..whoosh.frames import BATCH as LEARNED
from . import bulk, schema
from .archive import STEP, entries
from .cluster import Answer, Cluster, Refused
from .frames import Frames

if TYPE_CHECKING:
    from . import OpenSearchEngine

BLOCK = "index.blocks.write"
LAGGING = 120  # seconds in which copies catch up: they say so every 30
GRACE = 5  # seconds in which searches in the index of before come to their end


def there(cluster: Cluster) -> bool:
    """Whether there is an index under the name; raises NotAnIndex for one that is not Izde's."""
    name = cluster.address.name
    if cluster.exists(f"_alias/{name}"):
        if made_by(cluster):
            return True
    elif not cluster.exists(f"{name}/_settings"):
        return False
    raise NotAnIndex(f"{cluster.address} is an index of something else: name another one")


def made_by(cluster: Cluster) -> str:
    """Return what tells how the terms of an index were made; "" for one that is not ours."""
    meta = mapped(cluster).get("_meta", {})
    return str(meta.get("izde", ""))


def mapped(cluster: Cluster) -> Answer:
    """Return the mappings of the index behind the name."""
    found: Answer = cluster.ask("GET", f"{cluster.address.name}/_mapping")
    mappings: Answer = next(iter(found.values()))["mappings"]
    return mappings


def behind(cluster: Cluster) -> str:
    """Return the index behind the name."""
    return max(cluster.ask("GET", f"_alias/{cluster.address.name}"))


def make(cluster: Cluster) -> None:
    """Make an empty index; another process may be doing the same."""
    name = cluster.address.name
    make_sides(cluster)
    made(cluster, f"{name}-000001", schema.body(sizes(cluster)) | {"aliases": {name: {"is_write_index": True}}})


def make_sides(cluster: Cluster) -> None:
    """Make the side indices that are not there: an index of before has fewer."""
    for name, body in schema.sides().items():
        made(cluster, f"{cluster.address.name}-{name}", body)


def made(cluster: Cluster, index: str, body: Answer) -> None:
    """Make one index unless it is there, and wait until it can be written."""
    try:
        if not cluster.exists(f"{index}/_settings"):
            cluster.ask("PUT", index, body)
    except Refused as error:
        if error.kind != "resource_already_exists_exception":  # that is another process
            raise
    found = cluster.ask("GET", f"_cluster/health/{index}", wait_for_status="yellow", timeout="20s")
    if found["status"] == "red":
        raise IndexDamaged(f"{cluster.address} could not be made ({index} is red): see _cluster/allocation/explain")


def sizes(cluster: Cluster) -> dict[str, int]:
    """Return into how many parts a new index is cut: one a node, unless the address says otherwise."""
    nodes = cluster.ask("GET", "_cluster/health")["number_of_data_nodes"]
    return {"shards": max(nodes, 1)} | dict(cluster.address.sizes)


def faults(engine: "OpenSearchEngine") -> Iterator[str]:
    """Yield what is wrong: parts that are nowhere or have too few copies, and articles that are not what was written."""
    cluster = engine.cluster
    health = cluster.ask("GET", f"_cluster/health/{engine.name}")
    if health["status"] == "red":
        yield f"a part of {engine.address} is nowhere (red): start the nodes that are down"
        return
    if health["status"] == "yellow":
        yield f"a part of {engine.address} has no second copy (yellow): start the nodes that are down"
    if engine.stale:
        yield f"the terms of {engine.address} were made by another version: run `izde rebuild`"
    for hit in cluster.scan(engine.name, {"_source": ["id", "digest", "article"]}, STEP):
        source = hit["_source"]
        if digest(source["article"]) != source["digest"] or loads(source["article"]).id != source["id"]:
            yield f"article {source['id']!r} is not what was written: update its file again"


def figures(engine: "OpenSearchEngine") -> Figures:
    """Return how large an archive is: about how many forms of words it has, and bytes of all copies."""
    cluster, name = engine.cluster, engine.name
    counts = {"forms": {"cardinality": {"field": schema.WORDS["text"], "precision_threshold": 40_000}}}
    words = {size: {"sum": {"field": size}} for size in schema.SIZES.values()}
    asked = {"size": 0, "aggs": counts | words}
    found = cluster.search(name, asked)["aggregations"]
    sizes = [
        cluster.ask("GET", f"{index}/_stats/store,refresh")["_all"]["total"]
        for index in (name, f"{name}-{schema.MORE[0]},{name}-{schema.VERSIONS}")
    ]
    return Figures(
        words=int(sum(found[size]["value"] for size in words)),
        forms=found["forms"]["value"],
        families=0,
        reprints=0,
        ledger=sizes[1]["store"]["size_in_bytes"],
        terms=sizes[0]["store"]["size_in_bytes"],
        generation=sizes[0]["refresh"]["total"],
        changed=dt.datetime.fromtimestamp(engine.changed(), dt.timezone.utc),
    )


def rebuild(engine: "OpenSearchEngine") -> None:
    """Make a new index from the articles of the one behind the name, and give it the name; then delete the old one."""
    cluster, old = engine.cluster, behind(engine.cluster)
    new = f"{engine.name}-{int(old.rpartition('-')[2]) + 1:06}"
    make_sides(cluster)
    sweep(cluster, old)
    cluster.ask("PUT", f"{old}/_settings", {BLOCK: True})  # writers get IndexBusy
    try:
        made(cluster, new, schema.body(sizes(cluster)))
        copied(engine, old, new)
        moves = [{"add": {"index": new, "alias": engine.name, "is_write_index": True}}]
        moves.append({"remove": {"index": old, "alias": engine.name}})
        cluster.ask("POST", "_aliases", {"actions": moves})
    except BaseException:
        with contextlib.suppress(Exception):
            cluster.ask("PUT", f"{old}/_settings", {BLOCK: None})
        raise
    time.sleep(GRACE)
    sweep(cluster, new)


def compact(cluster: Cluster, indices: str) -> None:
    """Remove for good what was deleted from some indices; the copies of a part need it for half a minute yet."""
    until = time.monotonic() + LAGGING
    while True:
        cluster.ask("POST", f"{indices}/_flush", force="true")
        cluster.ask("POST", f"{indices}/_forcemerge", only_expunge_deletes="true")
        cluster.ask("POST", f"{indices}/_refresh")
        if not cluster.ask("GET", f"{indices}/_stats/docs")["_all"]["total"]["docs"]["deleted"]:
            return
        if time.monotonic() > until:
            raise IndexBusy(
                f"{cluster.address} keeps deleted text for copies that lag behind: run `izde compact` later"
            )
        time.sleep(1)


def sweep(cluster: Cluster, kept: str) -> None:
    """Delete what rebuilds have left: the index of before, and those that were cut off."""
    name = cluster.address.name
    for index in cluster.ask("GET", f"{name}-*/_settings"):
        if index != kept and re.fullmatch(rf"{re.escape(name)}-\d{{6}}", index):
            cluster.ask("DELETE", index)


def copied(engine: "OpenSearchEngine", old: str, new: str) -> None:
    """Analyse all articles of an index again for another one."""
    known: Frames = {}
    read = (entry.article for entry in entries(engine.cluster, old))
    while some := list(islice(read, LEARNED)):
        known = engine.learned(some)
    kept = entries(engine.cluster, old)
    while batch := list(islice(kept, STEP)):
        bulk.write(engine.cluster, engine.additions(batch, new, known))
    engine.visible(new)
    counts = [engine.cluster.ask("GET", f"{index}/_count")["count"] for index in (old, new)]
    if counts[0] != counts[1]:
        raise IndexDamaged(f"of {counts[0]} articles {counts[1]} were made anew: run `izde rebuild` again")
