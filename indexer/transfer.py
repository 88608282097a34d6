"""One index -> another, empty one: articles, what was read of which file, what was taken out. Both engines take part."""

import os
from dataclasses import replace
from itertools import islice
from pathlib import Path

from .engines import Changes, Engine, Stamp
from .errors import IndexerError

BATCH = 2_000  # articles of one commit


def transfer(source: Engine, home: Path, target: Engine, goal: Path) -> int:
    """Copy all that an index has into an empty one, former versions too, and return the number of articles.

    `home` and `goal` are from where each of the two names files. What is read of files comes last: an update of a copy that
    was cut off reads them again.
    """
    if target.count() or target.retractions():
        raise IndexerError("the index to copy to has articles, or a log of them: name one that is empty")

    def moved(name: str) -> str:
        return Path(os.path.relpath(os.path.normpath(home / name), goal)).as_posix() if name else ""

    def stamped(stamp: Stamp) -> Stamp:
        return replace(stamp, root=moved(stamp.root))

    with target.writing():
        target.write(Changes(retractions=source.retractions()), more=True)
        entries, count = source.entries(), 0
        while batch := list(islice(entries, BATCH)):
            put = {entry.article.id: replace(entry, file=moved(entry.file)) for entry in batch}
            target.write(Changes(put=put), more=True)
            count += len(put)
        versions = source.all_versions()
        while some := list(islice(versions, BATCH)):
            target.write(Changes(versions=some), more=True)
        target.write(Changes(stamps={moved(name): stamped(stamp) for name, stamp in source.stamps().items()}))
    return count
