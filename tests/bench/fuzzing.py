"""Asks whatever comes to mind in all four ways: `python tests/bench/fuzzing.py 180` for so many seconds, guided by what code is reached.

That needs atheris (`pip install atheris`, Apache-2.0; no wheel for every Python, so no test depends on it). Without it, or with
`--examples 20000`, hypothesis makes so many examples. Fails on an exception, and on an answer that is none or costs too much.
"""

import argparse
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
SLOWER = 5  # times that code is which notes where it goes


def guided(place: Path, seconds: int) -> None:
    """Ask for so long what reaches new code."""
    import atheris

    with atheris.instrument_imports(include=["indexer", "webapp"]):
        import faces

        import indexer
    from bombs import BOMBS

    faces.SECONDS *= SLOWER
    costs, ways = faces.Costs(), list(faces.WAYS)
    words = place / "words"
    words.mkdir()
    for number, bomb in enumerate(BOMBS.values()):
        (words / str(number)).write_bytes(bytes([number, 0]) + bomb[:2_000].encode("utf-8", "replace"))
    with indexer.open(place / "index") as index:
        index.update(ROOT / "corpus")
        archive = faces.archive(index)

        def ask(data: bytes) -> None:
            way = ways[data[0] % len(ways)] if data else ways[0]
            typed = data[2:].decode("utf-8", "surrogateescape")
            costs.ask(way, archive, typed, data[1] if len(data) > 1 else 0, {})
            if not sum(costs.answers.values()) % 500:  # it ends the process without a word
                print(costs, flush=True)

        atheris.Setup(
            [sys.argv[0], str(words), f"-artifact_prefix={place}/", f"-max_total_time={seconds}", "-max_len=2000"], ask
        )
        atheris.Fuzz()


def drawn(place: Path, examples: int) -> None:
    """Ask so many examples of hypothesis."""
    import faces
    from hypothesis import given, settings
    from hypothesis import strategies as st
    from test_anything_typed import TYPED

    import indexer

    costs = faces.Costs()
    with indexer.open(place / "index") as index:
        index.update(ROOT / "corpus")
        archive = faces.archive(index)

        @settings(max_examples=examples, deadline=None, database=None)
        @given(TYPED, st.sampled_from([*faces.WAYS]), st.integers(0, 99))
        def ask(typed: str, way: str, verb: int) -> None:
            costs.ask(way, archive, typed, verb, {})

        ask()
    print(costs)


if __name__ == "__main__":
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("seconds", type=int, nargs="?", default=180)
    wanted.add_argument("--examples", type=int, default=0)
    given_ = wanted.parse_args()
    with tempfile.TemporaryDirectory() as place_:
        if given_.examples or not find_spec("atheris"):
            drawn(Path(place_), given_.examples or 20_000)
        else:
            guided(Path(place_), given_.seconds)
