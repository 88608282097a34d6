"""What can go wrong, each with its next step in the message."""


class IndexerError(Exception):
    """Any error of this package."""


class IndexMissing(IndexerError):
    """There is no index where one was wanted."""


class IndexDamaged(IndexerError):
    """The index cannot be read, and cannot mend itself."""


class NotAnIndex(IndexerError):
    """The folder holds something else than an index."""


class IndexBusy(IndexerError):
    """Another process writes to the index and did not finish in time."""


class SourceMissing(IndexerError):
    """There is no such file or folder of articles."""


class BadArticle(IndexerError, ValueError):
    """The article cannot be indexed as it is."""


class Retracted(BadArticle):
    """The article was taken out for good, and does not come back."""


class ArticleMissing(IndexerError):
    """There is no article with this id."""


class OutOfTime(IndexerError):
    """A question took longer than its budget."""


class BadSearch(IndexerError, ValueError):
    """An option of a search has a value that means nothing."""
