"""What is asked and found -> the links of a page of results, and what is said above them."""

from dataclasses import dataclass
from typing import NamedTuple

from indexer import Results, Step, dates
from indexer.omissions import folded

from .asked import NAMES, SORTS, UNDATED, Args, Asked
from .words import Words

AROUND = 2  # numbered pages shown on either side of the current one
FIRST = 10  # names of a filter that are shown; of 50 authors a page would weigh 12 kB more
GIST = 6  # forms that are named before the panel of what was searched is opened
LONGEST = 60  # letters of the reader's own words in a note, and of a name
SWITCHES = {"exact": "exact", "group": "unfolded"}  # parameter -> what is said of it
LINES = {"right": "by-right", "left": "by-left", "place": "by-place", "newest": "newest", "oldest": "oldest"}
PARAMETERS = {"source": "source", "language": "lang", "author": "author", "year": "year"}  # facet -> parameter

FORMATS = (  # in which a list of results can be taken away, and what they are called anywhere
    ("excel", "Excel"),
    ("csv", "CSV"),
    ("jsonl", "JSONL"),
    ("bib", "BibTeX"),
    ("ris", "RIS"),
    ("md", "Markdown"),
)


@dataclass(frozen=True)
class Choice:
    """A link that changes what is asked."""

    label: str
    args: Args
    count: int = 0
    chosen: bool = False
    undated: bool = False


class Group(NamedTuple):
    """The choices of one filter, and how many more there are."""

    label: str
    name: str
    choices: list[Choice]
    more: int


def chips(asked: Asked, words: Words) -> list[Choice]:
    """Return what narrows the search, each with the search without it."""
    names = (*asked.filters, *(name for name in SWITCHES if getattr(asked, name)))
    narrowed = [Choice(chip(asked, name, words), asked.args(**{name: None, "page": None})) for name in names]
    return narrowed + [Choice(words.say("left-out", name=brief(name)), meant(asked, name)) for name in asked.without]


def meant(asked: Asked, name: str) -> Args:
    """Return the search that finds again what was left out under a name."""
    return asked.args(without=tuple(other for other in asked.without if other != name), page=None)


def chip(asked: Asked, name: str, words: Words) -> str:
    """Return how a filter in use is called."""
    if name in SWITCHES:
        return words.say(SWITCHES[name])
    return words.say("chip", name=words.say(name), value=label(name, getattr(asked, name), words))


def unshown(asked: Asked, results: Results) -> list[str]:
    """Return the names of what is left out that no tick-box under what was searched has."""
    shown = {way.name for part in results.interpretation for way in part.ways}
    return [name for name in asked.without if folded(name) not in shown]


def years(results: Results) -> str:
    """Return the first and the last year of what was found, "" where no date is known."""
    there = sorted(int(year) for year, _ in results.facets.get("year", []) if year)
    return "–".join(dict.fromkeys(f"{year:04}" for year in (there[0], there[-1]))) if there else ""


def gist(results: Results) -> str:
    """Return the most frequent of what was searched: some forms of each word, another spelling, a name in the other language."""
    parts = [part for part in results.interpretation if part.role == "wanted"]
    each = -(-GIST // max(1, sum(len(part.words) for part in parts)))
    found = [way for part in parts for word in part.words for way in [*word.forms[:each]]]
    found += [way for part in parts for way in (*part.spellings[:1], *part.names[:1]) if way.articles]
    return ", ".join(dict.fromkeys(way.text for way in found if way.searched))


def cleared(asked: Asked) -> Args:
    """Return the search for the same words with nothing that narrows it."""
    return asked.args(page=None, without=None, **dict.fromkeys((*SWITCHES, *asked.filters)))


def label(name: str, value: str, words: Words) -> str:
    """Return a filter's value in the reader's words."""
    if name in ("since", "until"):
        return words.date(dates.day(value))
    if name == "year" and value == UNDATED:
        return words.say("undated")
    return words.spoken(value) if name == "lang" else brief(value) or words.say("unknown")


def groups(asked: Asked, results: Results, words: Words) -> list[Group]:
    """Return the filters that can be chosen, with the number of articles of each value; newest year first.

    Where no author is known there is no such filter: most archives name none.
    """
    found = []
    for facet, name in PARAMETERS.items():
        values = results.facets.get(facet, [])
        if name == "year":
            values = sorted(values, key=lambda pair: -int(pair[0] or 0))
        if values and (name != "author" or any(value for value, _ in values)):
            choices = [choice(asked, name, value, count, words) for value, count in values]
            shown = choices[:FIRST] if name in NAMES and name != asked.names else choices
            found.append(Group(words.say(name), name, shown, len(choices) - len(shown)))
    return found


def choice(asked: Asked, name: str, value: str | int | None, count: int, words: Words) -> Choice:
    """Return the link that narrows the search to one value; None is what has no date."""
    value = UNDATED if value is None else value
    wanted = getattr(asked, name)
    chosen = wanted is not None and wanted.casefold() == str(value).casefold()
    args = asked.args(**{name: str(value), "page": None})
    return Choice(label(name, str(value), words), args, count, chosen, undated=name == "year" and value == UNDATED)


def sorts(asked: Asked, words: Words) -> list[Choice]:
    """Return the orders to choose from; without words nothing is more relevant, and the newest stand first."""
    offered = SORTS if asked.q else SORTS[1:]
    current = asked.sort if asked.sort in offered else offered[0]
    return [Choice(words.say(sort), asked.args(sort=sort, page=None), chosen=sort == current) for sort in offered]


def orders(asked: Asked, words: Words) -> list[Choice]:
    """Return the orders of the lines of a concordance; those by date are called as everywhere."""
    return [
        Choice(words.say(said), asked.args(order=name, page=None), chosen=name == asked.order)
        for name, said in LINES.items()
    ]


def numbers(page: int, pages: int) -> list[int | None]:
    """Return the numbers of pages to show: the first, the last, those around the current one; None for a gap.

    >>> numbers(6, 20)
    [1, None, 4, 5, 6, 7, 8, None, 20]
    """
    shown = sorted({1, max(1, pages), *range(max(1, page - AROUND), min(pages, page + AROUND) + 1)})
    found: list[int | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number == before + 2:
            found.append(before + 1)
        elif number > before + 2:
            found.append(None)
        found.append(number)
    return found


def ways(asked: Asked, steps: list[Step], words: Words) -> list[Choice]:
    """Return the steps of the ladder; nothing where none of them leads on."""
    shown = [way(asked, step, words) for step in steps if step.kind != "forms" or not step.total]
    return shown if any(choice.count for choice in shown) else []


def way(asked: Asked, step: Step, words: Words) -> Choice:
    """Return one step as a link; the page has no address for any form and nothing else, which finds less than it does."""
    free = dict.fromkeys((*asked.filters, "without")) if step.kind == "unfiltered" else {}
    exact = int(step.options.get("match") == "exact") or None
    args = asked.args(q=step.text, page=None, exact=exact, **free)
    return Choice(words.say("step", kind=words.kind(step.kind), text=brief(step.text)), args, step.total)


def notes(asked: Asked, results: Results, words: Words) -> list[str]:
    """Return what was read otherwise than asked, in the reader's words; where a query was cut is said once."""
    first_cut = next((note for note in results.notes if note.kind == "cut"), None)
    told = [note for note in results.notes if note.kind != "cut" or note is first_cut]
    ignored = (words.say("note-ignored", about=brief(value)) for value in asked.ignored)
    return [*(words.note(note.kind, brief(note.about)) for note in told), *ignored]


def brief(text: str) -> str:
    """Return the beginning of what the reader wrote."""
    text = text.strip()
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
