"""What articles were before another text or title took their place: an index of its own beside the articles."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...article import Article, dumps, loads
from ...retraction import telling
from .. import Entry, Version
from ..whoosh.versions import MOST, alike, words
from .cluster import Answer, Cluster, document_id
from .schema import VERSIONS

STEP = 500  # articles that are looked up in one go


class Versions:
    """The former versions of all articles."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.name = cluster, cluster.address.name
        self.index = f"{self.name}-{VERSIONS}"

    def of(self, id: str, first: int = 1, most: int = MOST) -> list[Version]:
        """Return at most so many versions of an article, oldest first, from a number on."""
        wanted = [{"term": {"of": id}}, {"range": {"number": {"gte": first}}}]
        body = {"query": {"bool": {"filter": wanted}}, "size": most, "sort": ["number"]}
        return [version(hit) for hit in self.cluster.search(self.index, body)["hits"]["hits"]]

    def replaced(self, id: str) -> dict[int, dt.datetime]:
        """Return the number of each version of an article, and when it was replaced."""
        return {one.number: one.replaced for one in self.of(id) if one.replaced}

    def all(self) -> Iterator[Version]:
        """Yield the versions of all articles."""
        return map(version, self.cluster.scan(self.index, {}, STEP, ["of", "number"]))

    # What is to be written

    def kept(self, put: Mapping[str, Entry]) -> Iterator[Answer]:
        """Yield what keeps articles that are about to be replaced, where their words change."""
        now = dt.datetime.now(dt.timezone.utc)
        ids = list(put)
        for first in range(0, len(ids), STEP):
            asked = {"ids": [document_id(id) for id in ids[first : first + STEP]]}
            found = self.cluster.ask("POST", f"{self.name}/_mget", asked, _source_includes="id,digest,article")
            there = [each["_source"] for each in found["docs"] if each.get("found")]
            former = [loads(each["article"]) for each in there if each["digest"] != put[each["id"]].digest]
            before: dict[str, list[Version]] = {article.id: [] for article in former}
            for one in self.with_any("of", list(before)) if before else ():
                before[one.article.id].append(one)
            for article in former:
                yield from self.changed(article, put[article.id], before[article.id], now)

    def changed(self, former: Article, entry: Entry, before: list[Version], now: dt.datetime) -> Iterator[Answer]:
        """Yield what keeps one article, given its versions; beyond MOST, the second oldest goes."""
        if entry.placed and not alike(former, entry.article):  # its place is another article's now
            yield from self.deleted(before)
        elif words(former) != words(entry.article):
            if before and words(before[-1].article) == words(former):
                return  # a writer that was cut off has kept it
            number = before[-1].number + 1 if before else 1
            yield from self.restored([Version(number, now, former)])
            yield from self.deleted([one for one in before if 2 <= one.number <= number - MOST + 1])

    def restored(self, versions: Iterable[Version]) -> Iterator[Answer]:
        """Yield what keeps versions."""
        for one in versions:
            yield {"index": {"_index": self.index, "_id": named(one)}}
            yield {
                "of": one.article.id,
                "number": one.number,
                "replaced": one.replaced.isoformat() if one.replaced else "",
                "prints": telling(one.article),
                "article": dumps(one.article),
            }

    def deleted(self, versions: Iterable[Version]) -> Iterator[Answer]:
        """Yield what deletes versions."""
        return ({"delete": {"_index": self.index, "_id": named(one)}} for one in versions)

    def forgotten(self, ids: Sequence[str]) -> Iterator[Answer]:
        """Yield what deletes the versions of articles."""
        return self.deleted(self.with_any("of", ids))

    def struck(self, prints: Sequence[str]) -> Iterator[Answer]:
        """Yield what deletes the versions, of any article, that are copies of what has one of these prints."""
        return self.deleted(self.with_any("prints", prints))

    def with_any(self, field: str, values: Sequence[str]) -> Iterator[Version]:
        """Yield the versions with some values, those of an article oldest first."""
        for first in range(0, len(values), STEP):
            asked = {"query": {"terms": {field: values[first : first + STEP]}}}
            yield from map(version, self.cluster.scan(self.index, asked, STEP, ["of", "number"]))


def named(one: Version) -> str:
    """Return the name of a version's document."""
    return document_id(f"{one.number} {one.article.id}")


def version(hit: Answer) -> Version:
    """Return the version that was written."""
    source = hit["_source"]
    return Version(source["number"], dt.datetime.fromisoformat(source["replaced"]), loads(source["article"]))
