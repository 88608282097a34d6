"""What a cluster keeps beside the articles: how files looked when they were read, and what was taken out for good."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ...retraction import Retraction
from .. import Stamp
from .cluster import Answer, Cluster, Refused, document_id, quoted
from .frames import Frames
from .schema import MORE

NOTE = "# "  # before what is no file
FRAME = f"{NOTE}frame"


class Notes:
    """The side indices of an index."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.files, self.log = (f"{cluster.address.name}-{name}" for name in MORE)

    def stamps(self) -> dict[str, Stamp]:
        """Return name -> stamp of each file that need not be read again as long as it stays what it was."""
        stamps = {"query": {"bool": {"must_not": [{"exists": {"field": "keys"}}]}}}
        values = (json.loads(hit["_source"]["value"]) for hit in self.cluster.scan(self.files, stamps))
        rows = {value["name"]: value["stamp"] for value in values}
        return {name: Stamp(**row | {"failures": tuple(row["failures"])}) for name, row in rows.items()}

    def noted(self, name: str) -> float:
        """Return a number that was noted under a name; 0 for none."""
        try:
            found = self.cluster.ask("GET", f"{self.files}/_doc/{quoted(NOTE + name)}")
        except Refused as error:
            if error.status == 404:
                return 0.0
            raise
        return float(found["_source"]["value"])

    def note(self, **numbers: float) -> None:
        """Note numbers under names."""
        for name, number in numbers.items():
            value = {"id": NOTE + name, "keys": [NOTE + name], "value": str(number)}
            self.cluster.ask("PUT", f"{self.files}/_doc/{quoted(NOTE + name)}", value)

    def frames(self) -> Frames:
        """Return the lines that sources are known to repeat."""
        hits = self.cluster.scan(self.files, {"query": {"term": {"keys": FRAME}}})
        values = (json.loads(hit["_source"]["value"]) for hit in hits)
        return {value["source"]: frozenset(map(bytes.fromhex, value["prints"])) for value in values}

    def framed(self, frames: Frames) -> list[Answer]:
        """Return what notes the lines that sources repeat."""
        rows: list[Answer] = []
        for source, prints in frames.items():
            where = {"_index": self.files, "_id": document_id(f"{FRAME} {source}")}
            value = json.dumps({"source": source, "prints": sorted(one.hex() for one in prints)}, ensure_ascii=False)
            rows += [{"index": where}, {"id": where["_id"], "keys": [FRAME], "value": value}]
        return rows

    def retractions(self) -> list[Retraction]:
        """Return all retractions, oldest first, those that were lifted too."""
        found = [read(hit["_source"]["value"]) for hit in self.cluster.scan(self.log, {})]
        return sorted(found, key=lambda one: (one.at, one.id))

    def retracted(self, id: str, prints: Iterable[str]) -> Retraction | None:
        """Return what keeps out an id, or something with one of these prints; None if nothing does."""
        keys = [f"id {id}", *(f"print {one}" for one in prints)]
        found = self.cluster.search(self.log, {"query": {"terms": {"keys": list(map(key, keys))}}, "size": 100})
        rows = {hit["_id"]: read(hit["_source"]["value"]) for hit in found["hits"]["hits"]}
        return next((one for one in sorted(rows.values(), key=lambda one: (one.id != id, one.at))), None)

    def stamped(self, stamps: Mapping[str, Stamp | None]) -> list[Answer]:
        """Return what notes how files look, or that they are gone."""
        rows: list[Answer] = []
        for name, stamp in stamps.items():
            where = {"_index": self.files, "_id": document_id(name)}
            if stamp:
                value = json.dumps({"name": name, "stamp": asdict(stamp)}, ensure_ascii=False)
                rows += [{"index": where}, {"id": where["_id"], "keys": [], "value": value}]
            else:
                rows.append({"delete": where})
        return rows

    def logged(self, retractions: Iterable[Retraction], former: Mapping[str, dt.datetime]) -> list[Answer]:
        """Return what notes retractions; one that is lifted keeps nothing out, and stays in the log.

        What a retracted article was before it was changed, given by its prints, is kept out too.
        """
        rows: list[Answer] = []
        for one in retractions:
            prints = [*one.prints, *(print for print, at in former.items() if at == one.at)]
            keys = [] if one.lifted else [f"id {one.id}", *(f"print {each}" for each in prints)]
            where = {"_index": self.log, "_id": document_id(f"{one.at.isoformat()} {one.id}")}
            rows += [{"index": where}, {"id": where["_id"], "keys": list(map(key, keys)), "value": written(one)}]
        return rows


def key(name: str) -> str:
    """Return what a name is found by: itself, or its digest where it is too long."""
    return document_id(name)


def written(one: Retraction) -> str:
    """Return a retraction as JSON."""
    return json.dumps(asdict(one), ensure_ascii=False, default=str)


def read(value: str) -> Retraction:
    """Return the retraction that was written."""
    fields: dict[str, Any] = json.loads(value)
    when = dt.datetime.fromisoformat
    fields |= {"at": when(fields["at"]), "lifted": when(fields["lifted"]) if fields["lifted"] else None}
    return Retraction(**fields | {"prints": tuple(fields["prints"])})
