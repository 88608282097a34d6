"""The care of an index: whether it is whole, and what makes it whole, small and free of what was deleted."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...article import digest, dumps
from ...errors import IndexDamaged
from .codec import Writer
from .merge import LARGEST
from .storage import DurableStorage

if TYPE_CHECKING:
    from . import WhooshEngine


def faults(engine: "WhooshEngine") -> Iterator[str]:
    """Yield what is wrong with an index: every file is read, every article unpacked and held against its digest."""
    yield from engine.ledger.faults()
    yield from fault(engine.retractions)
    yield from fault(engine.ledger.check_versions)
    yield from articles(engine)
    wrong = list(files(engine.terms.storage))
    yield from wrong
    if not wrong and not engine.agrees(engine.terms.current()):
        yield f"the terms in {engine.folder} are not those of the articles in its ledger: run `izde rebuild`"


def fault(read: Callable[[], object]) -> Iterator[str]:
    """Yield why a table cannot be read."""
    try:
        read()
    except IndexDamaged as error:
        yield str(error)


def articles(engine: "WhooshEngine") -> Iterator[str]:
    """Yield the articles that are not what was acknowledged."""
    for line in engine.ledger.lines():
        try:
            whole = digest(dumps(line.article)) == line.digest
        except IndexDamaged as error:
            yield str(error)
            continue
        if not whole:
            yield f"article {line.id!r} is not what was acknowledged: update its file again"


def files(storage: DurableStorage) -> Iterator[str]:
    """Yield the files of the newest generation that are not what was written, and those that it does not name."""
    folder = Path(storage.folder)
    for name, (size, crc) in storage.newest_manifest().items():
        try:
            data = (folder / name).read_bytes()
        except OSError as error:
            yield f"{folder / name} cannot be read ({error.strerror}): run `izde rebuild`"
            continue
        if (len(data), zlib.crc32(data)) != (size, crc):
            yield f"{folder / name} is not what was written: run `izde rebuild`"
    for file in storage.left_over():
        yield f"{file} belongs to no generation: run `izde compact`"


def compact(engine: "WhooshEngine") -> None:
    """Unite segments, write anew what has deleted articles in it, and give back the room of both."""
    for group in groups(engine.terms.index._segments()):  # noqa: SLF001  # Whoosh has no other name for them
        writer = Writer(engine.terms.index)
        writer.united = frozenset(segment.segid for segment in group)
        writer._added = True  # noqa: SLF001  # there is work, though nothing is new
        writer.commit()
    engine.terms.storage.sweep()
    engine.ledger.vacuum()


def groups(segments: list[Any]) -> Iterator[list[Any]]:
    """Yield segments that are to become one: neighbours that fit together, or one with deleted articles."""
    group: list[Any] = []
    for segment in [*segments, None]:
        if group and (segment is None or sum(s.doc_count() for s in [*group, segment]) > LARGEST):
            if len(group) > 1 or group[0].has_deletions():
                yield group
            group = []
        group.append(segment)
