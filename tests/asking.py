"""Schemathesis asks a server whatever the API's document allows, and what it forbids: `python tests/asking.py 5000 [SEED]`."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from browser import served

import indexer
from webapp import create_app

ROOT = Path(__file__).parent.parent


def asked(address, examples, *options):
    """Ask so many examples of each operation; return whether all was as promised, how many requests that were, and what was said."""
    program = [Path(sys.executable).with_name("schemathesis"), "--config-file", ROOT / "tests/schemathesis.toml", "run"]
    limits = ["--checks", "all", "--max-examples", str(examples), "--no-color", *options]
    document = f"{address}/api/v1/openapi.json"
    with tempfile.TemporaryDirectory() as folder:  # it leaves notes where it runs
        command = [*program, document, *limits]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    counts = re.findall(r"(\d[\d,]*) generated", done.stdout)
    return done.returncode == 0, int(counts[0].replace(",", "")) if counts else 0, done.stdout + done.stderr


def main(requests, *seed):
    """Index the sample archive, ask, and print what came of it."""
    options = ["--max-response-time", "2", *(["--seed", *seed] if seed else ["--generation-deterministic"])]
    with tempfile.TemporaryDirectory() as folder, indexer.open(Path(folder, "index")) as index:
        index.update(ROOT / "corpus")
        index.search("мектеп школа", explain=True)  # reads the tables of both languages, which takes a second
        with served(create_app(index)) as address:
            whole, count, said = asked(address, int(requests) // 4, *options)
    print(said)
    print(f"{count} requests, {'all as promised' if whole else 'NOT as promised'}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
