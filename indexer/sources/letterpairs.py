"""How likely letters stand beside each other in Kazakh and Russian: what tells a text from the same bytes misread.

`python -m indexer.sources.letterpairs OUT KAZAKH,… RUSSIAN,… WITHOUT,…` learns the table from JSON Lines (keys `t` or `text`),
without sentences that stand in the last files, for those are what the guess is tested on.
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

TABLE = Path(__file__).with_name("letterpairs.tsv")
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһі"
MARKS = "«»—–…№“”„‘’•°§©™\u00a0\u00ad₸€"  # what news has beside letters and is not ASCII
# Classes of characters: what is no letter in ASCII, Latin letters, MARKS, LETTERS, and last whatever else there is.
SPACE, LATIN, MARK, FIRST, STRANGE = 0, 1, 2, 3, 3 + len(LETTERS)
CLASSES = STRANGE + 1
NEVER = -12.0  # log probability beside something strange; any of -9 to -15 decides alike
CASES = -7.0  # added for a capital behind a small letter: KOI8-R misread has them everywhere
PIECE = 1 << 18  # letters looked at together
TOP = 0x2200  # characters from here on are strange

Floats = npt.NDArray[np.float32]


@cache
def classes() -> npt.NDArray[np.uint8]:
    """Return the class of each character below TOP; capitals have that of their small letter."""
    found = np.full(TOP, STRANGE, np.uint8)
    found[[9, 10, 12, 13, *range(32, 127)]] = SPACE
    found[[code for code in range(128) if chr(code).isalpha()]] = LATIN
    found[list(map(ord, MARKS))] = MARK
    for number, letter in enumerate(LETTERS, FIRST):
        found[[ord(letter), ord(letter.upper())]] = number
    return found


@cache
def capitals() -> npt.NDArray[np.bool_]:
    """Return which characters below TOP are capitals."""
    return np.array([chr(code).isupper() for code in range(TOP)])


def codes(text: str) -> npt.NDArray[np.uint32]:
    """Return the characters of a text as numbers, those from TOP on as the last strange one."""
    numbers = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(numbers, TOP - 1)


@cache
def likelihoods() -> Floats:
    """Return the log probability of each class behind each: Kazakh and Russian count alike."""
    counts = np.zeros((2, CLASSES, CLASSES))
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, before, *numbers = line.split("\t")
            counts[("kk", "ru").index(language), int(before), :STRANGE] = [int(number) for number in numbers]
    counts[:, :STRANGE, :STRANGE] += 0.5
    shares = (counts / counts.sum((1, 2), keepdims=True)).sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(shares / shares.sum(1, keepdims=True))
    found[STRANGE, :] = found[:, STRANGE] = NEVER
    likely: Floats = found.astype(np.float32)
    return likely


def likeness(text: str) -> tuple[float, int]:
    """Return the log probability of a text as Kazakh or Russian, and how many pairs beyond ASCII it was taken from."""
    pieces = [score(text[start : start + PIECE + 1]) for start in range(0, len(text), PIECE)]
    return sum(total for total, _ in pieces), sum(pairs for _, pairs in pieces)


def score(text: str) -> tuple[float, int]:
    """Return the same of a text that is not long."""
    numbers = codes(text)
    wanted = np.maximum(numbers[:-1], numbers[1:]) >= 128
    first, second = numbers[:-1][wanted], numbers[1:][wanted]
    before, after = classes()[first], classes()[second]
    inside = (before >= FIRST) & (after >= FIRST) & capitals()[second] & ~capitals()[first]
    return float(likelihoods()[before, after].sum() + CASES * inside.sum()), len(first)


# Learning


def count(texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """Return how often each class stands behind each."""
    found = np.zeros((CLASSES, CLASSES), np.int64)
    for text in texts:
        kinds = classes()[codes(f" {text} ")]
        np.add.at(found, (kinds[:-1], kinds[1:]), 1)
    return found


def read(files: str) -> Iterator[str]:
    """Yield the texts of files, given as names with commas between them."""
    for name in files.split(","):
        with gzip.open(name, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield row.get("t") or row["text"]


def main(out: str, kazakh: str, russian: str, without: str) -> None:
    """Make the table."""
    held = "\n".join(read(without))
    lines = [
        "# language, class before, counts of each class behind it: made by `python -m indexer.sources.letterpairs`"
    ]
    for language, files in (("kk", kazakh), ("ru", russian)):
        counts = count(text for text in read(files) if text not in held)
        rows = enumerate(counts[:STRANGE, :STRANGE].tolist())
        lines += ["\t".join(map(str, (language, number, *row))) for number, row in rows]
    Path(out).write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
