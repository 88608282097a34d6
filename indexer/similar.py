"""Articles on what an article is on: its most telling words, searched."""

import math
from collections import Counter
from collections.abc import Iterable

from . import language
from .article import Article
from .engines import Engine
from .query import Clause, Phrase, Query, Word
from .results import Hit, hits

READ = 5_000  # letters of an article: what it is on stands at its beginning
WORDS = 16  # of an article that are searched; halves of 300 real articles: 16 and 25 alike, 8 a tenth worse
LEAST = 3  # of these that an article has: one with fewer is on something else
SHORTEST = 3  # letters of a word that may tell something


def similar(article: Article, archive: Engine, size: int) -> list[Hit]:
    """Return at most so many articles on what this one is on, the nearest first; its reprints are as one with it."""
    family = archive.reprints(article.id)
    asked = alike(telling(article, archive, family.size))
    own = {article.id, *(reprint.id for reprint in family.others)}
    rows = archive.search(asked, "relevance", 0, size + 1, fold=True).rows
    found = [row for row in rows if row.article.id not in own and len(asked.wanted) - len(row.missing) >= LEAST]
    return [*hits(found[:size], asked)]


def alike(stems: Iterable[str]) -> Query:
    """Return the search for articles that have some of these stems."""
    wanted = tuple(Clause((Phrase((Word(stem, "", (stem,)),)),)) for stem in stems)
    return Query(wanted, empty=not wanted)


def telling(article: Article, archive: Engine, family: int) -> list[str]:
    """Return the stems that stand often here and seldom elsewhere, by tf-idf with the log of tf, the best first.

    What stands in its family alone finds nothing else, and what stands everywhere tells nothing (Salton and Buckley 1988).
    """
    text = f"{article.title}\n{article.text[:READ]}"
    often = Counter(filter(may_tell, language.columns(text, article.language).stems))
    articles, known, weights = archive.count(), archive.vocabulary(), {}
    for stem, count in often.items():
        if family < (spread := known.spread(stem)) < articles:
            weights[stem] = (1 + math.log(count)) * math.log(articles / spread)
    return sorted(weights, key=lambda stem: (-weights[stem], stem))[:WORDS]


def may_tell(stem: str) -> bool:
    """Whether a stem is a word and no number."""
    return len(stem) >= SHORTEST and stem.isalpha()
