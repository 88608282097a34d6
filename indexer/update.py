"""Files -> index: what an update adds, replaces and removes."""

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeGuard

from . import sources
from .article import encodes
from .engines import Changes, Engine, Entry, Stamp
from .errors import SourceMissing
from .report import Reasons, Report
from .retraction import telling

BATCH = 8_000  # articles of one commit
LETTERS = 16_000_000  # letters of one commit, whichever comes first
BEGIN = 1_000  # articles of the first commit: others analyse them while the next are read
LOOKED_UP = 200  # rows whose ids are looked up at a time
MANY = 10  # files that do not vanish by hand all at once: more likely a disk that is not mounted
SETTLED = 2_000_000_000  # nanoseconds; a file changed shortly before it was read may change again within one clock tick

Progress = Callable[[int, int, int], None]  # bytes read, bytes in all, articles seen


class Update:
    """One pass over a file or folder. Files are known by their path from `home`, so that both may move together."""

    def __init__(self, engine: Engine, path: Path, home: Path, progress: Progress | None) -> None:
        self.engine = engine
        self.given = path
        self.root = Path(os.path.realpath(path))
        self.home = home
        self.progress = progress
        self.child = sources.Child()
        self.guarded = bool(engine.retractions())
        self.retry = False
        self.report = Report()
        self.changes = Changes()
        self.clashes: list[tuple[Path, str, Entry]] = []
        self.unread: set[str] = set()  # changed files that may give up ids yet
        self.failures, self.remarks = Reasons(self.report.failed), Reasons(self.report.warnings)
        self.most = BEGIN  # articles of the next commit
        self.letters = self.retracted = 0
        self.read = self.total = self.articles = 0

    def run(self, allow_empty: bool, only: Collection[Path] | None, retry: bool = False) -> Report:
        """Bring the index to the state of the files; of `only` these, where they are all that is to be read.

        A file that failed and stays what it was is read again with `retry` alone.
        """
        self.retry = retry
        with closing(self.child):
            if only is None or not all(map(self.is_plain, only)):
                self.bring(allow_empty)
            else:
                self.bring_some(only)
        if self.retracted:
            reason = f"articles kept out, for they are retracted: {self.retracted}; `izde retract --list` says why"
            self.report.warnings.append((str(self.given), reason))
        return self.report

    def is_plain(self, path: Path) -> bool:
        """Whether a change of a path concerns one file at most: none that the index knew is gone, and it is no folder."""
        if not path.is_relative_to(self.root) or not encodes(str(path)):
            return False
        if path.is_file() or path.is_symlink():
            return True
        return not path.exists() and not self.engine.is_known(self.name(path))

    def bring_some(self, files: Collection[Path]) -> None:
        """Take what is new or changed in these files."""
        there = [sources.listing(file, self.home) for file in sorted(files) if file.is_file() or file.is_symlink()]
        self.read_all([file for one in there for file in one.files], [each for one in there for each in one.refused])
        self.flush(more=False)

    def read_all(self, files: list[Path], refused: list[tuple[Path, str]]) -> set[str]:
        """Take files that are new or changed, and note those that are not read; return the names of all files."""
        for file, reason in refused:
            self.failed(file, reason)
        present = {self.name(file): file for file in files}
        stamps = self.engine.stamps()
        changed = [(name, file) for name, file in present.items() if not self.same(file, stamps.get(name))]
        self.total = sum(size(file) for _, file in changed)
        self.unread = {name for name, _ in changed}
        for name, file in changed:
            self.unread.discard(name)
            self.take(name, file, stamps.get(name))
        self.settle()
        return set(present)

    def bring(self, allow_empty: bool) -> None:
        """Take what is new or changed, forget what is gone."""
        known = {name for name in self.engine.files() if self.is_below(name)}
        failing = {name for name, stamp in self.engine.stamps().items() if stamp.failures and self.is_below(name)}
        if not self.root.exists():
            self.check_missing(known, allow_empty)
        listing = sources.listing(self.root, self.home) if self.root.exists() else sources.Listing()
        present = self.read_all(listing.files, listing.refused)
        refused = [self.name(file) for file, _ in listing.refused if encodes(str(file))]
        kept = {name for name in known if any(name == other or name.startswith(other + "/") for other in refused)}
        if known and not known & present and len(known) > MANY and not allow_empty:
            reason = f"all {len(known)} files it had are gone: nothing was removed; if that is meant, use --allow-empty"
            self.report.failed.append((str(self.given), reason))
        else:
            self.forget((known | failing) - present - kept)
        self.flush(more=False)

    def check_missing(self, known: set[str], allow_empty: bool) -> None:
        """Raise SourceMissing for a path where nothing is, unless it was one file or all of it is to be forgotten."""
        if not known:
            raise SourceMissing(f"no file or folder {self.given}: nothing was changed")
        if known != {self.name(self.root)} and not allow_empty:
            stays = f"the articles of its {len(known)} files stay; --allow-empty removes them"
            raise SourceMissing(f"no folder {self.given} any more: {stays}")

    def is_below(self, name: str) -> bool:
        """Whether a file of the index is the one to update, or stands in the folder to update."""
        return Path(os.path.normpath(self.home / name)).is_relative_to(self.root)

    def name(self, file: Path) -> str:
        """Return what the index calls a file."""
        return Path(os.path.relpath(file, self.home)).as_posix()

    def shown(self, file: Path) -> str:
        """Return the path of a file as the caller would write it."""
        return str(self.given / file.relative_to(self.root)) if file != self.root else str(self.given)

    def failed(self, file: Path, reason: str) -> None:
        """Note what could not be indexed."""
        self.failures.add(self.shown(file), reason)

    def warned(self, file: Path, reason: str) -> None:
        """Note what was indexed, but not wholly as given."""
        self.remarks.add(self.shown(file), reason)

    # What has changed

    def same(self, file: Path, stamp: Stamp | None) -> bool:
        """Whether a file is as it was when it was read, by its times; counts what it holds as unchanged then."""
        if not self.holds(stamp):
            return False
        try:
            state = file.stat()
        except OSError:
            return False
        if (state.st_size, state.st_mtime_ns, state.st_ctime_ns) != (stamp.size, stamp.modified, stamp.changed):
            return False
        if max(stamp.modified, stamp.changed) > stamp.read_at - SETTLED:
            return False
        self.repeat(file, stamp)
        return True

    def holds(self, stamp: Stamp | None) -> TypeGuard[Stamp]:
        """Whether a stamp tells what reading its file again would give."""
        return stamp is not None and not (self.retry and stamp.failures)

    def repeat(self, file: Path, stamp: Stamp) -> None:
        """Report a file that is what it was."""
        self.report.unchanged += stamp.articles
        for reason in stamp.failures:
            self.failed(file, reason)

    def take(self, name: str, file: Path, stamp: Stamp | None) -> None:
        """Read one file, unless its content is what it was."""
        try:
            state, read_at = file.stat(), time.time_ns()
            content = sources.sha256(file)
        except OSError as error:
            self.failed(file, f"{sources.DISK}: {error.strerror}: what it held stays in the index")
            return
        root = Path(os.path.normpath(self.home / stamp.root)) if stamp and self.root == file else self.root
        if self.holds(stamp) and stamp.sha256 == content:
            self.repeat(file, stamp)
            count, failures, final = stamp.articles, stamp.failures, True
        else:
            if stamp:  # until all of it is read, it is not known: a crash in between must not leave the old stamp
                self.changes.stamps[name] = None
            articles, told = self.articles, len(self.report.failed)
            final = self.rows(name, file, root)
            count = self.articles - articles
            failures = tuple(reason for _, reason in self.report.failed[told:])
        if final and not any(map(sources.passes, failures)):
            times = (state.st_size, state.st_mtime_ns, state.st_ctime_ns)
            self.changes.stamps[name] = Stamp(self.name(root), *times, read_at, content, count, failures)
        self.read += state.st_size
        self.step(0)

    def rows(self, name: str, file: Path, root: Path) -> bool:
        """Take the articles of a file; return whether to read it again would give the same, whatever other files hold."""
        before = self.engine.digests(name)
        seen: set[str] = set()
        final, lost = True, False
        try:
            for row, owner in self.owned(self.allowed(sources.read(file, root, name, self.child))):
                where = f"{row.place}: " if row.place else ""
                if row.article is None and not row.loss:
                    self.warned(file, where + row.reason)
                    continue
                if row.article is None:
                    self.failed(file, where + row.reason)
                    lost |= not row.id
                    seen |= {row.id} & before.keys()
                    continue
                if row.reason:
                    self.warned(file, where + row.reason)
                if row.article.id in seen:
                    reason = f"id {row.article.id!r} stands twice in this file, the first stays: give each row its own"
                    self.failed(file, where + reason)
                    continue
                seen.add(row.article.id)
                entry = Entry(row.article, name, row.placed)
                if reason := self.taken(row.article.id, name, owner):
                    self.clash(file, where, entry, owner, reason)
                    final = False
                    continue
                self.put(entry, before, owner)
                self.step(row.read)
        except sources.Unreadable as error:
            self.failed(file, f"{error}: what it held stays in the index" if before else str(error))
            return final
        missing = before.keys() - seen
        if lost and missing:
            reason = "articles it held before stay in the index, for they may be among the rows not read"
            self.report.warnings.append((self.shown(file), f"{len(missing)} {reason}"))
        elif missing:
            self.remove(missing)
        return final

    def allowed(self, rows: Iterator[sources.Row]) -> Iterator[sources.Row]:
        """Yield rows, and count those that are retracted; without any, rows are not looked up, which takes 45 µs each."""
        for row in rows:
            if self.guarded and row.article and self.engine.retracted(row.article.id, telling(row.article)):
                self.retracted += 1
            else:
                yield row

    def owned(self, rows: Iterator[sources.Row]) -> Iterator[tuple[sources.Row, str | None]]:
        """Yield rows with the files that articles of their ids came from; None where there is none.

        What is written meanwhile changes nothing: an id that stands twice in a file is refused.
        """
        some: list[sources.Row] = []
        letters = 0
        try:
            for row in rows:
                some.append(row)
                letters += len(row.article.text) if row.article else 0
                if len(some) >= LOOKED_UP or letters >= LETTERS:
                    yield from self.looked_up(some)
                    some, letters = [], 0
        except sources.Unreadable:
            yield from self.looked_up(some)
            raise
        yield from self.looked_up(some)

    def looked_up(self, rows: Sequence[sources.Row]) -> Iterator[tuple[sources.Row, str | None]]:
        """Yield rows with the files that articles of their ids came from."""
        known = self.engine.owners(row.article.id for row in rows if row.article)
        return ((row, known.get(row.article.id) if row.article else None) for row in rows)

    def clash(self, file: Path, where: str, entry: Entry, owner: str | None, reason: str) -> None:
        """Keep a row whose id another file has while that may give it up yet; else it fails."""
        if self.owner(entry.article.id, owner) in self.unread:
            self.clashes.append((file, where, entry))
        else:
            self.failed(file, where + reason)

    def settle(self) -> None:
        """Take the rows whose id another file had, if that file has given it up meanwhile; else they fail.

        What has moved is taken and forgotten in one commit, and keeps its versions.
        """
        for file, where, entry in self.clashes:
            owner = self.engine.owner(entry.article.id)
            if reason := self.taken(entry.article.id, entry.file, owner):
                self.failed(file, where + reason)
            else:
                self.put(entry, {}, owner)

    def taken(self, id: str, name: str, owner: str | None) -> str:
        """Return why an id that has an owner cannot be a row's of this file, or ""."""
        owner = self.owner(id, owner)
        if id in self.changes.delete or owner in (None, name):
            return ""
        if owner == "":
            return f"id {id!r} belongs to an article added through Python, which stays: give the row another id"
        elsewhere = Path(os.path.normpath(self.home / owner))
        if not elsewhere.is_file():
            return ""
        return f"id {id!r} stands in {elsewhere} too, which stays: give the row another id"

    def owner(self, id: str, known: str | None) -> str | None:
        """Return the file that an id is of with what is to be committed, given the one that it was of before."""
        pending = self.changes.put.get(id)
        return pending.file if pending else known

    def put(self, entry: Entry, before: dict[str, str], owner: str | None) -> None:
        """Add or replace one article, unless it is as it was."""
        article = entry.article
        old = before.get(article.id)
        self.articles += 1
        if old == entry.digest:
            self.report.unchanged += 1
            return
        if old is None and owner is None:
            self.report.added += 1
        else:
            self.report.updated += 1
        if article.id in self.changes.delete:  # it has moved here
            self.changes.delete.remove(article.id)
            self.report.removed -= 1
        self.changes.put[article.id] = entry
        self.letters += len(article.text)
        if len(self.changes.put) >= min(self.most, BATCH) or self.letters >= LETTERS:
            self.flush()

    def forget(self, gone: set[str]) -> None:
        """Remove what came from files that are gone."""
        for name in gone:
            self.remove(self.engine.digests(name).keys() - self.changes.put.keys())
            self.changes.stamps[name] = None

    def remove(self, ids: set[str]) -> None:
        """Remove articles."""
        self.report.removed += len(ids)
        self.changes.delete |= ids

    # What is done with it

    def step(self, read: int) -> None:
        """Tell how far the work is."""
        if self.progress:
            self.progress(self.read + read, self.total, self.articles)

    def flush(self, more: bool = True) -> None:
        """Commit what has been collected."""
        if self.changes or not more:
            self.engine.write(self.changes, more)
        self.changes = Changes()
        self.letters, self.most = 0, min(2 * self.most, BATCH)


def size(file: Path) -> int:
    """Return the bytes of a file; 0 if it has gone since it was listed."""
    try:
        return file.stat().st_size
    except OSError:
        return 0
