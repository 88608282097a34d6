"""Named arrays in one file: a header in JSON, then each array on a boundary of 64 bytes, to be mapped into memory."""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Numbers = NDArray[np.intp]  # of documents, in order
Keys = NDArray[np.int64]  # document << PLACE | place, in order

PLACE = 32  # bits of a key that tell the place, as kernel.c has it

MAGIC = b"izde arrays 1\n"
ALIGNED = 64
WIDTHS = (np.uint8, np.uint16, np.uint32, np.uint64)


def write(
    stream: Callable[[bytes | memoryview], object], arrays: Mapping[str, Sequence[Array]], notes: dict[str, Any]
) -> None:
    """Hand the bytes of a file to `stream`: arrays, each given in pieces, and notes that JSON can keep."""
    table, place = {}, 0
    for name, pieces in arrays.items():
        count = sum(map(len, pieces))
        table[name] = (pieces[0].dtype.str, count, place)
        place += padded(count * pieces[0].itemsize)
    header = json.dumps({"arrays": table, "notes": notes}, ensure_ascii=False).encode()
    head = MAGIC + len(header).to_bytes(8, "little") + header
    stream(head.ljust(padded(len(head)), b"\0"))
    for pieces in arrays.values():
        size = 0
        for piece in pieces:
            stream(np.ascontiguousarray(piece).view(np.uint8).data)
            size += piece.nbytes
        stream(bytes(padded(size) - size))


def read(data: NDArray[np.uint8]) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return the arrays of a file and its notes; nothing is copied. Raises ValueError for any other file."""
    begin = len(MAGIC) + 8
    if data[: len(MAGIC)].tobytes() != MAGIC:
        raise ValueError("no file of arrays")
    end = begin + int.from_bytes(data[begin - 8 : begin].tobytes(), "little")
    header = json.loads(data[begin:end].tobytes())
    base = padded(end)
    arrays = {
        name: np.frombuffer(data, dtype, count, base + place) if count else np.empty(0, dtype)
        for name, (dtype, count, place) in header["arrays"].items()
    }
    return arrays, header["notes"]


def padded(size: int) -> int:
    """Return the next multiple of the alignment."""
    return -(-size // ALIGNED) * ALIGNED


def narrow(values: Array, highest: int | None = None) -> Array:
    """Return the numbers, none below 0, in the smallest type that holds them, or holds `highest`."""
    if highest is None:
        highest = int(values.max()) if len(values) else 0
    return values.astype(next(width for width in WIDTHS if highest <= np.iinfo(width).max), copy=False)


def starts(lengths: Array) -> NDArray[np.int64]:
    """Return where runs of these lengths begin when one follows the other, and where the last one ends."""
    found = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=found[1:])
    return found


def runs(begins: Array, lengths: Array) -> NDArray[np.int64]:
    """Return the indices of the runs, one run after the other."""
    at = starts(lengths)
    return np.arange(at[-1]) + np.repeat(begins.astype(np.int64) - at[:-1], lengths)


def distinct(values: Array, kind: Literal["quicksort", "stable"] = "quicksort") -> Array:
    """Return the different numbers, sorted; "stable" is for rows that are sorted already.

    NumPy's `unique` throws them into a hash table first: 256,000 take 126 ms, and 7 here.
    """
    found = np.sort(values, kind=kind)
    fresh = np.ones(len(found), bool)
    np.not_equal(found[1:], found[:-1], out=fresh[1:])
    return found[fresh]


def union(groups: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return what stands in any of the groups, sorted, each once: two endings of one word may share its place."""
    return distinct(np.concatenate([np.empty(0, np.int64), *groups]), "stable")


def placed(keys: Keys, documents: Numbers) -> list[list[int]]:
    """Return for each of some documents, in order, the places of the keys that it has."""
    edges = keys.searchsorted((documents[:, None] + (0, 1)) << PLACE).tolist()
    return [(keys[begin:end] & ((1 << PLACE) - 1)).tolist() for begin, end in edges]


def within(values: Array, wanted: Array, at: Array) -> NDArray[np.bool_]:
    """Return which of the wanted stand in sorted values, given where they would be put."""
    if not len(values):
        return np.zeros(len(wanted), bool)
    found: NDArray[np.bool_] = values[np.minimum(at, len(values) - 1)] == wanted
    return found


def ordered(keys: Array) -> NDArray[np.int64]:
    """Return the indices that sort 32-bit keys, equal ones in their order: by the lower half, then by the upper."""
    lower = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    if not len(keys) or int(keys.max()) <= 0xFFFF:
        return lower
    return lower[np.argsort((keys[lower] >> 16).astype(np.uint16), kind="stable")]


def packed(strings: Sequence[bytes]) -> tuple[Array, Array]:
    """Return byte strings one after the other, and where each begins."""
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    return np.frombuffer(b"".join(strings), np.uint8), narrow(starts(lengths))


def unpacked(data: Array, begins: Array) -> list[bytes]:
    """Return the byte strings."""
    whole, ends = data.tobytes(), begins.tolist()
    return [whole[a:b] for a, b in pairwise(ends)]


def heads(data: Array, begins: Array, size: int) -> NDArray[np.bytes_]:
    """Return the first bytes, so many, of each of several byte strings; there may be others before and after them."""
    at = begins.astype(np.int64) - int(begins[0])
    padded = np.concatenate((data[int(begins[0]) : int(begins[-1])], np.zeros(size, np.uint8)))
    found = np.lib.stride_tricks.sliding_window_view(padded, size)[at[:-1]]
    found[np.arange(size) >= np.diff(at)[:, None]] = 0
    return found.view(f"S{size}").ravel()
