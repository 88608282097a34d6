"""The grammar and the evidence as columns of numbers: what stems.c reads."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .evidence import ELIDED, NAMED, NAMES, RARE, SHARE, UNKNOWN, Evidence, key
from .grammar import CLASSES, DERIVATION, END, GRAMMAR, Allomorph, Grammar, Shape
from .spelling import CODES, OTHER, SIDE, START, STOP

SLOTS = {slot: number for number, slot in enumerate((*SHARE, *(GRAMMAR.after.keys() - SHARE.keys())))}
BEFORE = [(sound, harmony) for sound in CLASSES for harmony in (0, 1, None)]
LETTERS = "".join(letter for letter in CODES if letter not in (START, STOP))
ROW = np.dtype([(name, np.uint8) for name in ("slot", "ending", "length", "consonant", "base", "made")])

Columns = tuple[NDArray[Any], ...]


def tables(evidence: Evidence) -> tuple[object, ...]:
    """Return what `Stems` of stems.c is made of."""
    names = dict.fromkeys(key(*ending) for ending, _, _ in GRAMMAR.examples)
    endings = {name: number for number, name in enumerate((*names, END))}
    made = {name: number for number, name in enumerate(evidence.rates)}
    after = [sum(1 << SLOTS[slot] for slot in GRAMMAR.after[before]) for before in SLOTS]
    logs = [[evidence.logs.get(before, {}).get(name, RARE) for name in endings] for before in SLOTS]
    numbers = [evidence.total, *(UNKNOWN * share for share in SHARE.values()), NAMED, ELIDED]
    return (
        LETTERS,
        evidence.roots,
        NAMES,
        len(endings),
        columns(GRAMMAR, endings),
        columns(DERIVATION, made),
        np.array(after, np.uint64),
        np.array(logs),
        np.concatenate([evidence.spelling[kind].logs for kind in SHARE]),
        np.array([*evidence.rates.values()]),
        np.array(numbers),
    )


def columns(grammar: Grammar, endings: dict[str, int]) -> Columns:
    """Return a tree of endings: of each node by letters the next one (-1: none), and by what stands before where its rows begin."""
    nodes = list(walked(grammar.shapes))
    number = {id(node): place for place, node in enumerate(nodes)}
    children = np.full((len(nodes), SIDE), -1, np.int16)
    rows: list[tuple[int, ...]] = []
    starts = [0]
    for place, node in enumerate(nodes):
        for letter, longer in node.longer.items():
            children[place, CODES[letter]] = number[id(longer)]
        for before in BEFORE:
            rows += (row(grammar, one, endings) for one in node.rows.get(before, ()))
            starts.append(len(rows))
    return children, np.array(starts, np.int32), np.array(rows, ROW)


def walked(shape: Shape) -> Iterator[Shape]:
    """Yield a node and all below it."""
    yield shape
    for longer in shape.longer.values():
        yield from walked(longer)


def row(grammar: Grammar, one: Allomorph, endings: dict[str, int]) -> tuple[int, ...]:
    """Return one row; of what it makes and of what, 1 is for a verb."""
    slot = one.ending.slot
    consonant = CODES[one.consonant] if one.consonant else OTHER
    of_verb, is_verb = slot in grammar.after["verb"], slot == "verb"
    return SLOTS.get(slot, 0), endings[key(*one.ending)], len(one.text), consonant, of_verb, is_verb
