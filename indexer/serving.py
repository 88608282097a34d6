"""The commands that serve the page: `izde serve`, and `izde token` for who may read it."""

import gc
import ipaddress
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from .index import open as open_index

RATE = 20.0  # requests a second of one address, where others can reach the page
SECONDS = 5.0  # for an answer: a hundred times what most take
WARM = "іздеген мақала", "искать статью"  # reads all dictionaries, so that the first reader need not wait for them
NAMES = ("localhost", "127.0.0.1", "::1")  # of this machine: no other site can be called so

file_type = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--host-name", "names", multiple=True, help="A name that readers call it by; may be given again.")
@click.option("--public", is_flag=True, help="Let everybody read who can reach the address.")
@click.option("--token-file", "tokens", type=file_type, help="Let in who has a token of this file: see `izde token`.")
@click.option("--behind-proxy", "proxied", is_flag=True, help="Believe what one proxy says of who asks.")
@click.option("--rate", type=click.FloatRange(0), help="Requests a second of one address; 0: any number.  [default: 20 beyond this machine]")  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes: one for each core."
)
@click.option("--log-queries", is_flag=True, help="Log what is searched for, too.")
@click.option("--metrics", is_flag=True, help="Answer at /metrics for Prometheus.")
def serve(  # noqa: PLR0917  # click gives them by name
    folder: str,
    host: str,
    port: int,
    names: tuple[str, ...],
    public: bool,
    tokens: Path | None,
    proxied: bool,
    rate: float | None,
    workers: int,
    log_queries: bool,
    metrics: bool,
) -> None:
    """Serve the search page until interrupted."""
    from webapp import access, create_app, server  # noqa: PLC0415  # the one call upward: the command line starts everything
    from webapp import workers as processes  # noqa: PLC0415
    from webapp.service import Service  # noqa: PLC0415

    beyond = proxied or not is_own(host)
    if metrics and not find_spec("prometheus_client"):
        raise click.UsageError("--metrics needs prometheus-client: pip install izde[metrics]")
    if metrics and workers > 1:
        raise click.UsageError("--metrics tells of one process: leave --workers out, or serve at several ports")
    refuse_careless(host, names, public, tokens, proxied)
    if beyond and not server.INSTALLED:
        click.echo("izde: this server is for one's own machine: pip install izde[serve]", err=True)
    rate = rate if rate is not None else RATE if beyond else 0
    service = Service(hosts(host, names), tokens, rate, proxied, SECONDS, log_queries, metrics)
    with open_index(folder, create=False) as index:
        for text in WARM:
            index.search(text)
    gc.collect()
    gc.freeze()  # to look through the dictionaries again and again is a tenth of the work
    try:
        sock = server.listening(host, port)
    except OSError as error:
        raise click.UsageError(f"{host} port {port} cannot be listened at ({error.strerror}): name another") from error

    def answer() -> None:
        with open_index(folder, create=False) as index:
            server.serve(create_app(index, service), sock, shared=workers > 1, proxied=proxied)

    access.to_stderr()
    with sock:
        click.echo(f"http://{f'[{host}]' if ':' in host else host}:{sock.getsockname()[1]}/  (Ctrl-C ends it)")
        sys.stdout.flush()
        answer() if workers == 1 else processes.run(answer, workers)


def refuse_careless(host: str, names: tuple[str, ...], public: bool, tokens: Path | None, proxied: bool) -> None:
    """Raise UsageError for what would let in more readers than was said, or none."""
    from webapp.tokens import Tokens  # noqa: PLC0415

    if not (is_own(host) or public or tokens):
        raise click.UsageError(f"everybody who can reach {host} could read: give --token-file, or --public if they may")
    if (proxied or is_any(host)) and not names:
        raise click.UsageError("say with --host-name what readers call it, as izde.example")
    if tokens and not Tokens(tokens).now():
        raise click.UsageError(f"no token in {tokens}: `izde token NAME --file {tokens}` makes one")


def hosts(host: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names the page answers to."""
    return (*names, *NAMES, *(() if is_any(host) else (host,)))


def is_own(host: str) -> bool:
    """Whether only this machine can reach an address."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def is_any(host: str) -> bool:
    """Whether an address stands for all that the machine has."""
    return not host or (is_address(host) and ipaddress.ip_address(host).is_unspecified)


def is_address(host: str) -> bool:
    """Whether a host is given by its number."""
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


@click.command()
@click.argument("name")
@click.option("--file", type=file_type, default="tokens", show_default=True, help="The file for `serve --token-file`.")
def token(name: str, file: Path) -> None:
    """Print a new token for NAME, which the file then knows; it is shown this once. To take it back, delete its line."""
    from webapp import tokens  # noqa: PLC0415  # only serving needs the web half

    if not tokens.NAME.fullmatch(name):
        raise click.UsageError("a name has letters, digits, . _ @ and - alone, 64 at most")
    try:
        if file.exists() and name in tokens.read(file):
            raise click.UsageError(f"{file} has a token for {name} already: delete its line, or take another name")
        click.echo(tokens.made(file, name))
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written ({error.strerror}): name another with --file") from error
