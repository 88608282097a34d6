"""The table of phrases (`phrases.txt`, which explains itself) as a tree of their elements."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import NamedTuple

from .. import language
from ..language.kazakh.separated import ends

YEARS = range(1800, 2100)  # four digits that are a year, and not a sum of money
UNITS = ("day", "week", "month", "year")
MEANINGS = ("", "ago", "weekday", "weekday-1", "weekday+1", "quarter", "half", "decade", "none")
CASES = {
    "gen": tuple("ның нің дың дің тың тің".split()),
    "loc": tuple("да де та те дан ден тан тен нан нен ға ге қа ке дағы дегі тағы тегі".split()),
}
RUSSIAN_ENDINGS = frozenset("го его ого е му ому м ом й я х ых".split())  # 29-го, 1990-х
IN_RUSSIAN = ("м", "ом", "го", "ого")  # в 2024-м; «2000-нан астам» is a count
HEAD = 2  # letters (май, мая); words that begin otherwise stand in no phrase, and need no stem
LONGEST_TAIL = 8  # letters of what may be a number's ending

Symbol = tuple[str, int]  # an element of a phrase, and its value


class Rule(NamedTuple):
    """A phrase: its elements, how far from the article's day, what it means besides, and an example."""

    elements: tuple[str, ...]
    shifts: tuple[tuple[str, int], ...]
    meaning: str
    example: str
    number: int  # of the row: of phrases of the same length the first in the table is meant


@dataclass
class Node:
    """Where a phrase can stand: the elements that may follow, and the phrases that end here."""

    next: dict[str, "Node"] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)


@cache
def sections() -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of each section of the table, cut at tabs."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    name = ""
    for line in resources.files(__package__).joinpath("phrases.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            found[name].append(tuple(line.split("\t")))
    return found


@cache
def rules(section: str = "date") -> tuple[Rule, ...]:
    """Return the phrases of a section, with those of other sections put in for their names."""
    rows = enumerate(sections()[section])
    return tuple(rule for number, row in rows for rule in expanded(number, *row))


def expanded(number: int, phrase: str, meaning: str, example: str) -> Iterator[Rule]:
    """Yield the phrases that a row stands for."""
    shift: tuple[tuple[str, int], ...] = ()
    if meaning not in MEANINGS:
        shift, meaning = (shifted(meaning),), ""
    for parts in product(*map(choices, phrase.split())):
        elements = tuple(element for part in parts for element in part.elements)
        shifts = shift + tuple(pair for part in parts for pair in part.shifts)
        yield Rule(elements, shifts, meaning, example, number)


def choices(element: str) -> tuple[Rule, ...]:
    """Return what may stand in the place of an element: another section's phrases, or either of some words."""
    if element.startswith("{"):
        return rules(element.strip("{}"))
    return tuple(Rule((word,), (), "", "", 0) for word in element.split("|"))


def shifted(meaning: str) -> tuple[str, int]:
    """Return a meaning like month-1 as its unit and number; raises ValueError for a row that is written wrong."""
    unit = meaning.rstrip("+-0123456789")
    if unit not in UNITS:
        raise ValueError(f"phrases.txt: {meaning!r} means nothing")
    return unit, int(meaning[len(unit) :])


@cache
def tree() -> Node:
    """Return all phrases that are dates, from their first elements on."""
    root = Node()
    for rule in rules():
        node = root
        for element in rule.elements:
            node = node.next.setdefault(element, Node())
        node.rules.append(rule)
    return root


@cache
def known() -> dict[str, tuple[Symbol, ...]]:
    """Return what each word of the table is, by its form."""
    found: dict[str, list[Symbol]] = defaultdict(list)
    for row in sections()["names"]:
        name, value, kazakh, russian = row
        for tongue, words in (("kk", kazakh), ("ru", russian)):
            for word in words.split():
                found[word.rstrip("?")].append((f"{name} {tongue}{'?' * word.endswith('?')}", int_of(name, value)))
    for word, *others in sections()["words"]:
        for other in (word, *others[0].split()):
            found[other].append((word, 0))
    for element in {element for rule in rules() for element in rule.elements if element.islower()}:
        if (element, 0) not in found[element]:
            found[element].append((element, 0))
    del found["-"]
    return {word: tuple(symbols) for word, symbols in found.items()}


def int_of(name: str, value: str) -> int:
    """Return the value of a name as a number."""
    return UNITS.index(value) if name == "unit" else int(value)


@cache
def heads() -> frozenset[str]:
    """Return how the words of the table begin."""
    return frozenset(word.lstrip("=")[:HEAD] for word in known())


@lru_cache(maxsize=1 << 14)
def symbols(word: str) -> tuple[Symbol, ...]:
    """Return what a word of a text may be in a phrase."""
    form = language.fold(word)
    if form[:HEAD] not in heads():
        return ()
    found = dict.fromkeys(
        symbol for word in (f"={form}", form, *language.readings(form).stems) for symbol in known().get(word, ())
    )
    return tuple(element for symbol in found for element in elements(form, *symbol))


def elements(form: str, kind: str, value: int) -> Iterator[Symbol]:
    """Yield the elements of a phrase that a name in some form can be."""
    name, _, tongue = kind.partition(" ")
    if not tongue:
        yield name, value
        return
    letter = {"month": "M", "weekday": "W", "day": "D", "count": "C", "quarter": "Q", "unit": "U"}[name]
    yield letter, value
    if letter in "MW":
        sure = not tongue.endswith("?")
        case = next((case for case, endings in CASES.items() if form.endswith(endings)), "nom")
        case = "nom" if tongue == "ru" else case
        if sure or case != "loc":
            yield letter + case, value


@lru_cache(maxsize=1 << 12)
def number(digits: str, tail: str) -> tuple[Symbol, ...]:
    """Return what a number may be in a phrase, with the ending written behind it."""
    value, found = int(digits), []
    if len(digits) < 3 and 0 < value < 32:
        found += [("D", value)] + [("D-", value)] * bool(tail)
        found += [("N", value)] * (value < 13) + [("Q", value)] * (value < 5 and not digits.startswith("0"))
    if len(digits) == 4 and value in YEARS:
        found += [("Y", value)] + [("Y-", value)] * (tail in IN_RUSSIAN) + [("Yх", value)] * (tail == "х")
    return (*found, ("C", value)) if len(digits) < 5 and not tail else tuple(found)


def is_ending(tail: str) -> bool:
    """Whether letters behind a number and a hyphen are its ending, and not a word (5-мамыр)."""
    return len(tail) <= LONGEST_TAIL and (tail in RUSSIAN_ENDINGS or ends(tail))
