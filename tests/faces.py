"""A question put in each of four ways: in Python, on a page, to the API, on the command line; and what its answer costs."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from click.testing import CliRunner
from flask.testing import FlaskClient

import indexer
from indexer.__main__ import main
from indexer.budget import budget
from webapp import create_app
from webapp.service import Service

SECONDS, MEGABYTES = 2.0, 300.0  # that no answer may cost more than: of a processor, of memory
BUDGET = 1.5  # seconds that a question is given: between two looks at the clock an array is worked through


class Archive(NamedTuple):
    """An archive that can be asked in all four ways, and the id of one of its articles."""

    index: indexer.Index
    client: FlaskClient
    id: str


More = dict[str, str]  # what is chosen beside what is typed
VERBS: dict[str, Callable[..., Any]] = {
    "search": lambda index, typed, own, more: index.search(typed, **more),
    "explain": lambda index, typed, own, more: index.search(typed, explain=True, size=1_000, group="reprints", **more),
    "exact": lambda index, typed, own, more: index.search(typed, match="exact", page=7),
    "count": lambda index, typed, own, more: index.count(typed),
    "suggest": lambda index, typed, own, more: index.suggest(typed),
    "concordance": lambda index, typed, own, more: index.concordance(typed),
    "ladder": lambda index, typed, own, more: index.ladder(typed),
    "tally": lambda index, typed, own, more: index.tally([typed]),
    "read": lambda index, typed, own, more: index.read(own, typed),
    "beside": lambda index, typed, own, more: index.beside(3, typed),
}
PAGES = ("/", "/ru/", "/article/{id}", "/suggest", "/kwic", "/feed.atom", "/article/none", "/nowhere", "/batch")
CALLS = ("search", "facets", "suggest", "articles/{id}", "nothing")
COMMANDS = ("search", "search --json", "search --explain", "suggest", "show {id} --query", "search --exact --size 1000")


def python(archive: Archive, typed: str, verb: int, more: More) -> str:
    """Ask in Python; an option that means nothing is said to be one."""
    try:
        with budget(BUDGET):
            [*VERBS.values()][verb % len(VERBS)](archive.index, typed, archive.id, more)
    except (indexer.BadSearch, indexer.OutOfTime) as error:
        return type(error).__name__
    return "answer"


def page(archive: Archive, typed: str, verb: int, more: More) -> str:
    """Ask on a page."""
    path = PAGES[verb % len(PAGES)].format(id=archive.id)
    asked = urlencode({"q": typed, **more}, errors="surrogatepass")
    return str(archive.client.get(f"{path}?{asked}").status_code)


def api(archive: Archive, typed: str, verb: int, more: More) -> str:
    """Ask the API."""
    path = CALLS[verb % len(CALLS)].format(id=archive.id)
    asked = urlencode({"q": typed, **more}, errors="surrogatepass")
    answer = archive.client.get(f"/api/v1/{path}?{asked}")
    assert answer.mimetype == ("application/json" if answer.status_code == 200 else "application/problem+json")
    return str(answer.status_code)


def command(archive: Archive, typed: str, verb: int, more: More) -> str:
    """Ask on the command line, within this process."""
    name, *rest = COMMANDS[verb % len(COMMANDS)].format(id=archive.id).split()
    options = [part for pair in more.items() for part in (f"--{pair[0]}", pair[1])] if name == "search" else []
    given = [name, "--index", str(archive.index.engine.folder), *options, *rest]
    done = CliRunner().invoke(main, [*given, typed] if rest[-1:] == ["--query"] else [*given, "--", typed])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return f"status {done.exit_code}"


class Way(NamedTuple):
    """How to ask, in how many kinds, and what may come of it."""

    ask: Callable[[Archive, str, int, More], str]
    verbs: int
    options: tuple[str, ...]
    answers: tuple[str, ...]  # what is no answer, but a word of what was wrong, is among them
    late: str = ""  # the answer to what takes longer than it may


WAYS = {
    "python": Way(python, len(VERBS), ("since", "until", "source", "language", "sort"), ("answer", "BadSearch"), "OutOfTime"),
    "page": Way(
        page,
        len(PAGES),
        ("source", "lang", "year", "since", "until", "sort", "order", "exact", "page", "at", "mark", "without", "group", "z"),
        ("200", "404", "414"),
        "503",
    ),
    "api": Way(api, len(CALLS), ("source", "lang", "since", "sort", "exact", "page", "size", "z"), ("200", "400", "404", "414"), "503"),
    "command": Way(command, len(COMMANDS), ("since", "until", "source", "lang", "sort", "without", "page"), ("status 0", "status 1", "status 2")),
}  # fmt: skip


def archive(index: indexer.Index) -> Archive:
    """Return an index that can be asked in all ways, with its dictionaries read; an error of a page is a page."""
    app = create_app(index, Service(seconds=BUDGET))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    opened = Archive(index, app.test_client(), next(iter(index.search("", size=1))).id)
    index.search("ізде")  # reads the dictionaries
    for way in WAYS.values():
        for verb in range(way.verbs):
            way.ask(opened, "мектептер школы qalasy", verb, {})  # so that no question pays for what all have
    return opened


class Costs:
    """What a row of questions came to, and what the dearest of them cost."""

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, str]] = Counter()
        self.seconds: dict[str, float] = {}
        self.megabytes: dict[str, float] = {}

    def ask(self, name: str, archive: Archive, typed: str, verb: int, more: More) -> str:
        """Ask, and fail on what is no answer or costs too much."""
        way = WAYS[name]
        before, begun = fresh_peak(), time.process_time()
        answer = way.ask(archive, typed, verb, more)
        seconds, megabytes = time.process_time() - begun, status("VmHWM") - before
        self.answers[name, answer] += 1
        self.seconds[name] = max(seconds, self.seconds.get(name, 0.0))
        self.megabytes[name] = max(megabytes, self.megabytes.get(name, 0.0))
        assert answer in {*way.answers, way.late}, (name, verb, answer)
        assert seconds <= SECONDS, (name, verb, seconds)
        assert megabytes <= MEGABYTES, (name, verb, megabytes)
        return answer

    def __str__(self) -> str:
        """Say it in a line for each way."""
        return "\n".join(
            f"{name}: {sum(self.of(name).values()):,} questions, {self.of(name)}, "
            f"the dearest {self.seconds[name]:.2f} s of a processor and {self.megabytes[name]:.0f} MB"
            for name in self.seconds
        )

    def of(self, name: str) -> dict[str, int]:
        """Return how often a way had which answer."""
        return {answer: count for (way, answer), count in sorted(self.answers.items()) if way == name}


def fresh_peak() -> float:
    """Forget how much memory this process has had at once; return how much it has."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return status("VmRSS")


def status(name: str) -> float:
    """Return a size of this process in megabytes, as Linux tells it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith(name))
