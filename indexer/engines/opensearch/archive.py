"""What is asked of a cluster without a search: articles, files, retractions."""

import datetime as dt
from collections.abc import Iterable, Iterator

from ...article import Article, loads
from ...retraction import Retraction, prints, telling
from .. import NO_REPRINTS, Entry, Reprints, Stamp, Version
from .cluster import Answer, Cluster, Refused, quoted
from .notes import Notes
from .versions import Versions
from .words import Words

STEP = 500  # articles that are read in one go


class Archive:
    """The articles of a cluster, and what is kept beside them."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.name = cluster, cluster.address.name
        self.notes = Notes(cluster)
        self.former = Versions(cluster)

    def article(self, id: str) -> Article | None:
        """Return the article, or None."""
        found = self.kept(id, "article")
        return loads(found["article"]) if found else None

    def owner(self, id: str) -> str | None:
        """Return the file an article came from ("" for none), or None if there is no such article."""
        found = self.kept(id, "file")
        return str(found["file"]) if found else None

    def owners(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the file that each of some articles came from; those that there are not are left out."""
        return {id: file for id in ids if (file := self.owner(id)) is not None}

    def kept(self, id: str, field: str) -> Answer | None:
        """Return what is kept of an article as it was written last, seen by searches or not."""
        try:
            answer = self.cluster.ask("GET", f"{self.name}/_doc/{quoted(id)}", _source_includes=field)
        except Refused as error:
            if error.status == 404:
                return None
            raise
        found: Answer = answer["_source"]
        return found

    def digests(self, file: str) -> dict[str, str]:
        """Return id -> digest of the articles that came from a file."""
        body = {"query": {"term": {"file": file}}, "_source": False, "docvalue_fields": ["id", "digest"]}
        rows = (hit["fields"] for hit in self.cluster.scan(self.name, body, 10_000))
        return {row["id"][0]: row["digest"][0] for row in rows}

    def stamps(self) -> dict[str, Stamp]:
        """Return name -> stamp of each file that was read without a fault."""
        return self.notes.stamps()

    def files(self) -> set[str]:
        """Return the names of the files that articles came from."""
        found: set[str] = set()
        after: Answer = {}
        while True:
            names = {"composite": {"size": 10_000, "sources": [{"file": {"terms": {"field": "file"}}}], **after}}
            answer = self.cluster.search(self.name, {"size": 0, "aggs": {"names": names}})["aggregations"]["names"]
            found |= {bucket["key"]["file"] for bucket in answer["buckets"]}
            if "after_key" not in answer:
                return found - {""}
            after = {"after": answer["after_key"]}

    def is_known(self, name: str) -> bool:
        """Whether articles came from a file of this name, or from one in a folder of it."""
        asked = [{"term": {"file": name}}, {"prefix": {"file": f"{name}/"}}]
        return any(Words(self.cluster).counts(asked))

    def count(self) -> int:
        """Return the number of articles."""
        return Words(self.cluster).counts([{"match_all": {}}])[0]

    def articles(self) -> Iterator[Article]:
        """Yield every article."""
        return (entry.article for entry in self.entries())

    def entries(self) -> Iterator[Entry]:
        """Yield all articles with their files, as they are at one moment."""
        return entries(self.cluster, self.name)

    def copies(self, articles: Iterable[Article]) -> list[Article]:
        """Return the articles that are copies of one of these, themselves too if they are there."""
        own = {print for article in articles for print in prints(article)}
        hits = self.cluster.scan(self.name, {"query": {"terms": {"prints": list(own)}}, "_source": ["article"]})
        found = (loads(hit["_source"]["article"]) for hit in hits)
        return [one for one in found if not own.isdisjoint(telling(one))]

    def versions(self, id: str, first: int = 1, most: int = 100) -> list[Version]:
        """Return at most so many of what an article was before it was replaced, oldest first, from a number on."""
        return self.former.of(id, first, most)

    def replaced(self, id: str) -> dict[int, dt.datetime]:
        """Return the number of each version that was replaced, and when, oldest first."""
        return self.former.replaced(id)

    def all_versions(self) -> Iterator[Version]:
        """Yield what articles were before they were replaced, those of each oldest first."""
        return self.former.all()

    def reprints(self, id: str) -> Reprints:  # noqa: ARG002
        """Return none: reprints are not known here."""
        return NO_REPRINTS

    def changed(self) -> float:
        """Return the time since which no article has changed, in seconds."""
        return self.notes.noted("changed")

    def retracted(self, id: str, prints: Iterable[str] = ()) -> Retraction | None:
        """Return what keeps out an id, or something with one of these prints; None if nothing does."""
        return self.notes.retracted(id, prints)

    def retractions(self) -> list[Retraction]:
        """Return all retractions, oldest first, those that were lifted too."""
        return self.notes.retractions()


def entries(cluster: Cluster, index: str) -> Iterator[Entry]:
    """Yield all articles of an index with their files."""
    for hit in cluster.scan(index, {"_source": ["article", "file"]}, STEP):
        yield Entry(loads(hit["_source"]["article"]), hit["_source"]["file"])
