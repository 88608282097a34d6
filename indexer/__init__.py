"""Izde: full-text search over Kazakh and Russian media articles.

import indexer

with indexer.open("index") as index:
    index.update("corpus")
    for hit in index.search("мектептердегі оқушылар"):
        print(hit.title, hit.snippet)
"""

from . import budget, language
from .article import Article
from .concordance import Concordance, Line
from .difference import Difference, Piece
from .doctor import Finding
from .engines import Reprint, Reprints, Version
from .errors import (
    ArticleMissing,
    BadArticle,
    BadSearch,
    IndexBusy,
    IndexDamaged,
    IndexerError,
    IndexMissing,
    NotAnIndex,
    OutOfTime,
    Retracted,
    SourceMissing,
)
from .export import Export, cite
from .index import Index, open
from .interpretation import Part
from .ladder import Step
from .query import Note
from .reasons import Reason
from .report import Report
from .results import Hit, Results
from .retraction import Retraction
from .snippet import Snippet
from .stats import Stats
from .suggest import Suggestion
from .tally import Tally

__all__ = [
    "Article",
    "ArticleMissing",
    "BadArticle",
    "BadSearch",
    "Concordance",
    "Difference",
    "Export",
    "Finding",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexDamaged",
    "IndexMissing",
    "IndexerError",
    "Line",
    "NotAnIndex",
    "Note",
    "OutOfTime",
    "Part",
    "Piece",
    "Reason",
    "Report",
    "Reprint",
    "Reprints",
    "Results",
    "Retracted",
    "Retraction",
    "Snippet",
    "SourceMissing",
    "Stats",
    "Step",
    "Suggestion",
    "Tally",
    "Version",
    "budget",
    "cite",
    "language",
    "open",
]
