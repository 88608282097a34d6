"""The command line. Data go to stdout, progress and complaints to stderr.

Exit status: 0 done or found, 1 nothing found, 2 wrong usage, 3 trouble with the index, 4 some files failed.
"""

import contextlib
import io
import signal
import sys
import threading
from dataclasses import asdict
from typing import Any, BinaryIO

import click

from . import answer, language, names, serving
from . import tally as tallies
from .errors import ArticleMissing, BadSearch, IndexerError, SourceMissing
from .export import FORMATS
from .index import open as open_index
from .options import SORTS
from .printed import (
    about,
    bar,
    echo_json,
    login,
    marked,
    show_export,
    show_findings,
    show_log,
    show_report,
    show_results,
    show_stats,
    show_versions,
    told,
)
from .watch import watch as watched

NOTHING, USAGE, TROUBLE, FAILED = 1, 2, 3, 4
STATUS = {SourceMissing: USAGE, BadSearch: USAGE, ArticleMissing: NOTHING}

index_option = click.option(
    "--index", "folder", default="index", show_default=True, help="Folder of the index, or its address in a cluster."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Commands(click.Group):
    """Turns this package's errors into a line on stderr and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. What the output cannot encode, as half a letter of a file name, stands there by its number."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except IndexerError as error:
            click.echo(f"izde: {error}", err=True)
            ctx.exit(next((status for kind, status in STATUS.items() if isinstance(error, kind)), TROUBLE))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="izde")
def main() -> None:
    """Search Kazakh and Russian media articles."""


@main.command()
@click.argument("path", default="corpus")
@index_option
@json_option
@click.option("--allow-empty", is_flag=True, help="Remove all articles even if all of many files are gone.")
@click.option("--retry", is_flag=True, help="Read files again that failed, though they have not changed.")
def update(path: str, folder: str, as_json: bool, allow_empty: bool, retry: bool) -> None:
    """Bring the index to the state of the files in PATH."""
    with open_index(folder) as index, bar() as progress:
        report = index.update(path, allow_empty=allow_empty, retry=retry, progress=progress)
    show_report(report, as_json)
    sys.exit(FAILED if report.failed else 0)


@main.command()
@click.argument("path", default="corpus")
@index_option
@json_option
@click.option("--poll", is_flag=True, help="Look at all files every few seconds: for network shares.")
def watch(path: str, folder: str, as_json: bool, poll: bool) -> None:
    """Update the index whenever files in PATH change, until interrupted."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with open_index(folder) as index, contextlib.suppress(KeyboardInterrupt):
        for report in watched(index, path, stop, poll=poll):
            show_report(report, as_json)
            sys.stdout.flush()


@main.command(context_settings={"ignore_unknown_options": True})  # -word is a part of the query
@click.argument("query", nargs=-1)
@index_option
@json_option
@click.option("--since", help="First day: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--until", help="Last day, as --since.")
@click.option("--source", multiple=True, help="Only this source; may be given again.")
@click.option("--lang", multiple=True, help="Only this language: kk or ru.")
@click.option("--author", multiple=True, help="Only this author; may be given again.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--exact", is_flag=True, help="Only the forms typed.")
@click.option("--without", multiple=True, help="A form, spelling or translation that is not meant; may be given again.")
@click.option("--unfold", is_flag=True, help="List each reprint on its own, not behind its first publication.")
@click.option("--explain", is_flag=True, help="Print what was searched too, and why each article was found.")
@click.option("--format", type=click.Choice([*FORMATS]), help="Print all hits, 10,000 at most, as a file of this kind.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--size", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits of a page.")
def search(  # noqa: PLR0917  # click gives them by name
    query: tuple[str, ...],
    folder: str,
    as_json: bool,
    since: str | None,
    until: str | None,
    source: tuple[str, ...],
    lang: tuple[str, ...],
    author: tuple[str, ...],
    sort: str,
    exact: bool,
    without: tuple[str, ...],
    unfold: bool,
    explain: bool,
    format: str | None,
    page: int,
    size: int,
) -> None:
    """Find articles. QUERY: words, "phrases", -word, OR, source: lang: author: title: since: until: date:."""
    for word in query:
        if word.startswith("--") and word[2:].isascii():
            raise click.UsageError(f"no such option: {word}")
    asked: dict[str, Any] = {
        "since": since,
        "until": until,
        "source": source or None,
        "language": lang or None,
        "author": author or None,
        "sort": sort,
        "match": "exact" if exact else "smart",
        "without": without,
        "group": None if unfold else "reprints",
    }
    with open_index(folder, create=False) as index:
        if format:
            sys.exit(0 if show_export(index.export(" ".join(query), format, **asked)) else NOTHING)
        results = index.search(" ".join(query), explain=explain, page=page, size=size, **asked)
    if as_json:
        echo_json(answer.of_results(results))
    else:
        show_results(results, explain)
    sys.exit(0 if results.total or results.partial else NOTHING)


@main.command()
@click.argument("file", type=click.File("rb"))
@index_option
@json_option
@click.option("--since", help="First day: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--until", help="Last day, as --since.")
@click.option("--phrase", is_flag=True, help="The words of a line must follow one another.")
@click.option("--output", type=click.File("w", "utf-8-sig", lazy=True), help="Write to this file, as Excel reads it.")
def tally(  # noqa: PLR0917
    file: BinaryIO, folder: str, as_json: bool, since: str | None, until: str | None, phrase: bool, output: Any
) -> None:
    """Count the articles of each line of FILE, and print CSV: query, articles, first and last date."""
    listed = names.read(file.read(names.LARGEST + 1), file.name)
    queries = [*map(names.phrase, listed.queries)] if phrase else listed.queries
    with open_index(folder, create=False) as index:
        found = index.tally(queries, since=since, until=until)
    if listed.more:
        click.echo(f"izde: only the first {names.MOST:,} lines were counted", err=True)
    if as_json:
        echo_json([asdict(one) for one in found])
    else:
        click.echo(tallies.table(found), nl=False, file=output)
    sys.exit(0 if any(one.total for one in found) else NOTHING)


@main.command()
@click.argument("text", nargs=-1, required=True)
@index_option
@json_option
@click.option("--size", type=click.IntRange(1, 100), default=7, show_default=True, help="How many at most.")
def suggest(text: tuple[str, ...], folder: str, as_json: bool, size: int) -> None:
    """Print what a query that begins with TEXT may become: words, names, phrases and titles of the archive."""
    with open_index(folder, create=False) as index:
        found = index.suggest(" ".join(text), size=size)
    if as_json:
        echo_json([asdict(one) for one in found])
    elif found:
        click.echo("\n".join(f"{one.text}\t{one.kind}\t{one.count}" for one in found))
    sys.exit(0 if found else NOTHING)


@main.command()
@click.argument("id")
@index_option
@json_option
@click.option("--query", default="", help="Mark what this query finds.")
def show(id: str, folder: str, as_json: bool, query: str) -> None:
    """Print the article with this ID."""
    with open_index(folder, create=False) as index:
        found = index.read(id, query)
    if found is None:
        click.echo(f"izde: no article {id!r}: `izde search` prints the ids", err=True)
        sys.exit(NOTHING)
    article, title, text = found
    if as_json:
        echo_json(asdict(article))
    else:
        click.echo(f"{marked(title)}\n{about(article)}\n\n{marked(text)}")


@main.command()
@click.argument("id")
@click.argument("number", type=click.IntRange(1), required=False)
@index_option
@json_option
def versions(id: str, number: int | None, folder: str, as_json: bool) -> None:
    """Print what the article with this ID was before: a line for each version, or what changed after version NUMBER."""
    with open_index(folder, create=False) as index:
        found = index.versions(id) if number is None else []
        difference = index.difference(id, number) if number else None
    if not found and difference is None:
        which = f"article {id!r}" if number is None else f"version {number} of an article {id!r} that was replaced"
        click.echo(f"izde: no {which}: `izde search` prints the ids, `izde versions ID` the numbers", err=True)
        sys.exit(NOTHING)
    if difference is None:
        show_versions(found, as_json)
    elif as_json:
        echo_json({part: [piece._asdict() for piece in pieces] for part, pieces in vars(difference).items()})
    else:
        click.echo(f"{told(difference.title)}\n\n{told(difference.text)}")


@main.command()
@click.argument("id", required=False)
@index_option
@json_option
@click.option("--reason", default="", help="Why: the decision or the request behind it.")
@click.option("--by", default=login, help="Who does it; by default the name of the login.")
@click.option("--lift", is_flag=True, help="Let the article in again.")
@click.option("--list", "listed", is_flag=True, help="Print what was retracted when, by whom and why.")
def retract(id: str | None, folder: str, as_json: bool, reason: str, by: str, lift: bool, listed: bool) -> None:  # noqa: PLR0917
    """Take the article with this ID and its copies out for good: no file brings them back. Then run `izde compact`."""
    if (id is None) != listed or (lift and listed):
        raise click.UsageError("give an ID, or --list")
    if id is not None and not lift and not reason.strip():
        raise click.UsageError("say why with --reason")
    with open_index(folder, create=False) as index:
        log = index.retractions() if id is None else index.lift(id, by) if lift else index.retract(id, reason, by)
    show_log(log, as_json)


@main.command()
@index_option
@json_option
def stats(folder: str, as_json: bool) -> None:
    """Print how many articles there are of what kind, and how large the index is."""
    with open_index(folder, create=False) as index:
        found = index.stats()
    if as_json:
        echo_json(asdict(found))
    else:
        show_stats(found)


@main.command()
@index_option
@json_option
def doctor(folder: str, as_json: bool) -> None:
    """Print which articles and files to look at: undated, misread, of two alphabets, gone, failed, missing."""
    with open_index(folder, create=False) as index:
        show_findings(index.doctor(), as_json)


@main.command()
@index_option
@json_option
def verify(folder: str, as_json: bool) -> None:
    """Check every file and article of the index."""
    with open_index(folder, create=False) as index:
        faults, count = index.verify(), len(index)
    if as_json:
        echo_json({"articles": count, "faults": faults})
    else:
        click.echo("\n".join(faults) or f"{count} articles, no faults")
    sys.exit(TROUBLE if faults else 0)


@main.command()
@index_option
def rebuild(folder: str) -> None:
    """Make what is searched anew from the articles that the index keeps."""
    with open_index(folder, create=False) as index:
        index.rebuild()
        click.echo(f"{len(index)} articles")


@main.command()
@click.argument("origin", metavar="FROM")
@click.argument("goal", metavar="TO")
def copy(origin: str, goal: str) -> None:
    """Copy the index FROM into the empty one TO; each is a folder, or the address of a cluster."""
    with open_index(origin, create=False) as index, open_index(goal) as other:
        click.echo(f"{index.copy_to(other)} articles")


@main.command()
@index_option
def compact(folder: str) -> None:
    """Remove deleted text from the disk for good, and give back its room."""
    with open_index(folder, create=False) as index:
        index.compact()
        click.echo(f"{len(index)} articles")


@main.command()
@click.argument("words", nargs=-1, required=True)
@json_option
@click.option(
    "--explain", is_flag=True, help="Print the Kazakh readings of each word, likeliest first, with their endings."
)
def stem(words: tuple[str, ...], as_json: bool, explain: bool) -> None:
    """Print each word with its Kazakh stem and its Russian lemma."""
    if explain:
        ways = [{"word": word, **way} for word in words for way in language.kazakh.explain(word)]
        if as_json:
            echo_json(ways)
        else:
            click.echo("\n".join("{word}\t{probability:.3f}\t{stem} ({kind})\t{endings}".format(**way) for way in ways))
        return
    rows = [{"word": word, "kk": language.kazakh.stem(word), "ru": language.russian.lemma(word)} for word in words]
    if as_json:
        echo_json(rows)
    else:
        click.echo("\n".join("\t".join(row.values()) for row in rows))


main.add_command(index_option(serving.serve))
main.add_command(serving.token)


if __name__ == "__main__":
    main(prog_name="izde")
