"""Reader: what is asked of an index, each question one call."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from . import concordance as lines
from . import (
    correction,
    difference,
    export,
    interpretation,
    ladder,
    omissions,
    options,
    query,
    similar,
    snippet,
    stats,
    suggest,
    tally,
    tolerance,
)
from .article import Article, encodes
from .concordance import Concordance
from .difference import Difference
from .engines import NO_REPRINTS, Engine, Found, Reprints, Version, Vocabulary
from .export import Export
from .ladder import Step
from .query import Query
from .results import Hit, Results, hits
from .retraction import Retraction
from .snippet import Snippet
from .stats import Stats
from .suggest import Suggestion
from .tally import Tally


class Reader:
    """What an archive is asked; it changes nothing, and several threads may ask at once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def article(self, id: str) -> Article | None:
        """Return the article with this id, or None."""
        return self.engine.article(id) if encodes(id) else None

    def versions(self, id: str) -> list[Version]:
        """Return what the article with this id was, oldest first, and last what it is; nothing for one that is not there.

        A version ends when its id comes in again with another title or text; white space makes none. The first is kept and
        the latest 99. An article that is removed takes its versions along, and begins anew when it comes back.
        """
        article = self.article(id)
        former = self.engine.versions(id) if article else []
        return [*former, Version(former[-1].number + 1 if former else 1, None, article)] if article else []

    def replaced(self, id: str) -> dict[int, dt.datetime]:
        """Return the number of each former version of an article, and when it was replaced, oldest first."""
        return self.engine.replaced(id) if encodes(id) else {}

    def difference(self, id: str, number: int) -> Difference | None:
        """Return what a version of an article has that the next one has not, and the other way round; None if there is none."""
        article = self.article(id)
        if article is None or number not in self.replaced(id):
            return None
        former = [version.article for version in self.engine.versions(id, number, 2)]
        return difference.between(*[*former, article][:2])

    def __len__(self) -> int:
        """Return the number of articles."""
        return self.engine.count()

    def changed(self) -> dt.datetime:
        """Return the time since which no article has changed."""
        return dt.datetime.fromtimestamp(self.engine.changed(), dt.timezone.utc)

    def retracted(self, id: str) -> Retraction | None:
        """Return when, why and by whom the article with this id was taken out, or None."""
        return self.engine.retracted(id) if encodes(id) else None

    def retractions(self) -> list[Retraction]:
        """Return all retractions, oldest first, those that were lifted too."""
        return self.engine.retractions()

    def stats(self) -> Stats:
        """Return what the archive has, in figures."""
        return stats.stats(self.engine)

    def search(
        self,
        text: str,
        *,
        since: dt.date | str | None = None,
        until: dt.date | str | None = None,
        source: str | Iterable[str] | None = None,
        language: str | Iterable[str] | None = None,
        author: str | Iterable[str] | None = None,
        dated: bool | None = None,
        sort: str = "relevance",
        match: str = "smart",
        without: str | Iterable[str] = (),
        group: str | None = None,
        explain: bool = False,
        page: int = 1,
        size: int = 20,
    ) -> Results:
        """Return what a person who types `text` wants: articles with all the words first, then those with some.

        Any text can be searched; an empty one finds every article, newest first. `since` and `until` are days, or
        strings like "2025", "2025-09"; they, `source`, `language`, `author` and `dated` (False: no date is known) narrow what
        the text asks for. `sort` is "relevance", "newest" or "oldest"; match="exact" finds only the forms typed, "forms" any
        form of the words typed, but no other spelling and no other language. `without` names forms, spellings and
        translations that are not meant, as `results.interpretation` lists them if asked to `explain`. With
        group="reprints" only the first publication that matches of an article and its reprints is a hit, the others are its
        `reprints`. Pages count from 1 and have at most 1,000 hits. Raises BadSearch for an option that means nothing.
        """
        options.check(text, sort, match, page, size)
        names = omissions.named(without)
        limits: dict[str, Any] = {
            "since": since,
            "until": until,
            "source": source,
            "language": language,
            "author": author,
            "dated": dated,
        }
        archive = self.engine.vocabulary()
        meant = self.understood(text, match, archive)
        asked = options.narrowed(self.left(meant, names, archive), **limits)
        found = self.engine.search(asked, sort, (page - 1) * size, size, options.folds(group), archive)
        told = interpretation.interpreted(meant, names[: omissions.MOST], self.engine) if explain else ()
        offer = self.better(text, asked, found, archive, limits | {"without": names}) if match == "smart" else ""
        return Results(
            text,
            found.total,
            found.partial,
            page,
            size,
            sort,
            hits(found.rows, asked),
            found.facets,
            asked.notes,
            told,
            offer,
            covered=found.covered,
            folded=found.folded,
        )

    def export(self, text: str, format: str = "csv", **options: Any) -> Export:
        """Return what `search` with these options finds as a file, in pieces: csv, excel, jsonl, bib, ris, md or txt.

        It has the first 10,000 hits of all its `total`. Raises BadSearch for an option that means nothing.
        """
        return export.export(format, partial(self.search, text, **options))

    def beside(
        self,
        place: int,
        text: str,
        *,
        sort: str = "relevance",
        match: str = "smart",
        group: str | None = None,
        **limits: Any,
    ) -> tuple[Hit | None, Hit | None, Hit | None]:
        """Return the hit at a place of a search, counted from 1, between the one before it and the one after; None for none."""
        options.check(text, sort, match, place, 1)
        start = max(place - 2, 0)
        asked = self.asked(text, match, **limits)
        found = self.engine.search(asked, sort, start, place + 1 - start, options.folds(group))
        there = dict(enumerate(hits(found.rows, asked), start + 1))
        return there.get(place - 1), there.get(place), there.get(place + 1)

    def reprints(self, id: str) -> Reprints:
        """Return the articles that have nearly the text of this one; none for one that there is not."""
        return self.engine.reprints(id) if encodes(id) else NO_REPRINTS

    def similar(self, id: str, *, size: int = 5) -> list[Hit]:
        """Return other articles on what this one is on, the nearest first, and none of its reprints; at most so many."""
        options.check("", options.SORTS[0], options.MATCHES[0], 1, size)
        article = self.article(id)
        return similar.similar(article, self.engine, size) if article else []

    def count(self, text: str, *, match: str = "smart", **limits: Any) -> int:
        """Return how many articles a search for `text` finds; `limits` are its filters and `without`."""
        options.check(text, options.SORTS[0], match, 1, 1)
        return self.engine.search(self.asked(text, match, **limits), "newest", 0, 1).total

    def concordance(
        self,
        text: str,
        *,
        sort: str = "right",
        match: str = "smart",
        group: str | None = None,
        page: int = 1,
        size: int = 50,
        **limits: Any,
    ) -> Concordance:
        """Return each place of what is searched with the words around it, of the articles with all the words or, if none has, with some.

        `sort` is "right" or "left" (by the words on that side, as dictionaries sort), "place" (the best article first), "newest" or
        "oldest". `limits` are filters and `without`; they, `match`, `group` and pages are what they are of a search.
        """
        lines.check(sort)
        options.check(text, options.SORTS[0], match, page, size)
        asked = self.asked(text, match, **limits)
        return lines.concordance(text, asked, self.engine, sort=sort, page=page, size=size, fold=options.folds(group))

    def tally(
        self, queries: Iterable[str], *, match: str = "smart", seconds: float | None = None, **limits: Any
    ) -> list[Tally]:
        """Return for each query how many articles a search for it finds, with the first and the last date of them.

        `limits` are filters and `without`, as a search has them. What is not reached in so many seconds has a `total` of None.
        """
        options.check("", options.SORTS[0], match, 1, 1)
        return [*tally.tallied(queries, lambda text: self.asked(text, match, **limits), self.engine, seconds)]

    def ladder(self, text: str, **limits: Any) -> list[Step]:
        """Return what else could be searched where a search with these limits finds nothing, and how much that finds."""
        options.check(text, options.SORTS[0], options.MATCHES[0], 1, 1)
        limits = {name: value for name, value in limits.items() if value is not None and value != ()}
        text = text[: query.LONGEST]
        return ladder.steps(text, limits, self.asked(text, "smart", **limits), self.engine, self.count)

    def asked(self, text: str, match: str, *, without: str | Iterable[str] = (), **limits: Any) -> Query:
        """Return what is typed and chosen as a query."""
        archive = self.engine.vocabulary()
        meant = self.understood(text, match, archive)
        return options.narrowed(self.left(meant, omissions.named(without), archive), **limits)

    def better(self, text: str, asked: Query, found: Found, archive: Vocabulary, limits: dict[str, Any]) -> str:
        """Return what is typed with near words for those that hardly any article has, unless that finds nothing more."""
        if not (offer := correction.better(text, asked, archive, self.engine)):
            return ""
        other = self.engine.search(self.asked(offer, "smart", **limits), "newest", 0, 1)
        some = not found.total and other.partial >= max(found.partial, 1)
        return offer if other.total > found.total or some else ""

    def understood(self, text: str, match: str, archive: Vocabulary) -> Query:
        """Return what is typed as a query: if "smart", with other spellings and the other language."""
        asked = query.parse(text, exact=match == "exact")
        return tolerance.widened(asked, archive) if match == "smart" else asked

    def suggest(self, text: str, *, size: int = 7) -> list[Suggestion]:
        """Return what a person who has typed `text` may be about to type, at most so many; those of most titles first."""
        options.check(text, options.SORTS[0], options.MATCHES[0], 1, size)
        return suggest.suggest(text, self.engine, size)

    def left(self, meant: Query, names: tuple[str, ...], archive: Vocabulary) -> Query:
        """Return a query without what is named, and with notes of the other spellings that it still has, and of what it has too much of."""
        return tolerance.noted(omissions.left_out(meant, names), archive)

    def read(
        self, id: str, text: str = "", *, match: str = "smart", without: str | Iterable[str] = ()
    ) -> tuple[Article, Snippet, Snippet] | None:
        """Return an article with its title and its whole text marked for a query, or None.

        Relatives are marked where nothing else is.
        """
        options.check(text, options.SORTS[0], match, 1, 1)
        article = self.article(id)
        if article is None:
            return None
        archive = self.engine.vocabulary()
        meant = self.understood(text, match, archive)
        phrases = query.phrases(self.left(meant, omissions.named(without), archive).wanted)
        parts = [part[: snippet.MARKED] for part in (article.title, article.text)]
        marks = [list(snippet.spans(part, phrases, article.language)) for part in parts]
        if not any(marks):
            marks = [list(snippet.relatives(part, phrases)) for part in parts]
        title, body = map(snippet.mark, (article.title, article.text), marks)
        return article, title, body
