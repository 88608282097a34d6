"""The ladder: what else could be searched where nothing is found, with how much that would find."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import correction, dates, query, tolerance
from .budget import check
from .engines import Engine
from .language import fold, tokenize
from .language.typed import SHORTEST_PART, halves, has, reached, repairs
from .query import FIELDS, NEAR, OR, PIECE, Clause, Phrase, Query

SPELLINGS = ("letters", "alphabet", "russian")  # of a word on the right keyboard
FILTERS = tuple(name for name in FIELDS if name != "title")
WORDS = 8  # words of a query whose other spellings are looked for
ASKED = 50  # spellings that are looked for, 0.3 ms each
PARTIAL = 20  # articles with some of the words that are looked at for the most of them

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A search to go on with: `index.search(text, **options)` finds `total` articles.

    `kind` is "exact" (the very forms), "forms" (any form, nothing else), "letters" (Kazakh ones, another alphabet), "layout"
    (another keyboard), "typo", "apart" (two words that are typed as one), "language" (the other one), "anywhere" (the words of a
    phrase, or of a hyphenated one, in any order), "date" (articles of a day that is typed), "fewer" (without the words that are in
    the way) or "unfiltered".
    """

    kind: str
    text: str
    total: int
    options: Options


def steps(text: str, options: Options, asked: Query, engine: Engine, count: Callable[..., int]) -> list[Step]:
    """Return the steps for what is typed and its filters; those are left out that have nothing to change."""
    ways = {
        "letters": correction.replaced(text, spellings(asked, engine)),
        "layout": retyped(text, engine),
        "typo": correction.better(text, asked, engine.vocabulary(), engine),
        "apart": correction.replaced(text, apart(asked, engine)),
        "language": correction.replaced(text, translations(text)),
        "anywhere": " ".join(loosened(text)),
        "date": dated(text),
        "fewer": shorter(text, asked, engine),
    }
    rows = [("exact", text, {**options, "match": "exact"}), ("forms", text, {**options, "match": "forms"})]
    rows += [(kind, other, dict(options)) for kind, other in ways.items() if other.split() not in ([], text.split())]
    if (free := unfiltered(text)) and (options or any(match["field"] in FILTERS for match in PIECE.finditer(text))):
        rows.append(("unfiltered", free, {}))
    return [Step(kind, other, count(other, **how), how) for kind, other, how in rows]


def spellings(asked: Query, engine: Engine) -> dict[str, str]:
    """Return for each typed word the spelling of it that most articles have, if they have it more than the typed one."""
    archive = engine.vocabulary()
    alike, found = tolerance.speller(archive, ASKED, []), {}
    for form in forms(asked.wanted)[:WORDS]:
        often = {
            other.text: archive.known(other.text)
            for other in reached(form, archive.known, alike)
            if other.kind in SPELLINGS
        }
        better = sorted(
            (other for other in often if often[other] > archive.known(form)), key=lambda other: -often[other]
        )
        if name := next(filter(None, (correction.written(other, engine) for other in better)), ""):
            found[form] = name
    return found


def retyped(text: str, engine: Engine) -> str:
    """Return what is typed with each piece that the archive lacks on the keyboard on which it has it."""
    known = engine.vocabulary().known

    def there(piece: str) -> bool:
        return all(has(fold(word.text), known) for word in tokenize(piece))

    def meant(piece: str) -> str:
        return piece if there(piece) else next((other for other, _ in repairs(piece) if there(other)), piece)

    check()
    pieces = text.split()
    return " ".join([*map(meant, pieces[:WORDS]), *pieces[WORDS:]])


def apart(asked: Query, engine: Engine) -> dict[str, str]:
    """Return for the words that the archive lacks the two that it has side by side: ауа райы of ауарайы."""
    known = engine.vocabulary().known
    pairs = ((form, parted(form, engine)) for form in forms(asked.wanted)[:WORDS] if not has(form, known))
    return {form: parts for form, parts in pairs if parts}


def parted(form: str, engine: Engine) -> str:
    """Return the two words that a form is written of which most articles have side by side, "" if none has."""
    check()
    known = engine.vocabulary().known
    rows = [f"{head} {tail}" for head, tail in halves(form) if has(head, known) and has(tail, known)]
    often = {row: engine.holding(Phrase(tuple(query.words(row, exact=False)))) for row in rows}
    best = max(often, key=lambda row: often[row], default="")
    return best if often.get(best) else ""


def loosened(text: str) -> Iterator[str]:
    """Yield the words of what is typed, those of phrases and of hyphenated words one by one."""
    for match in PIECE.finditer(text):
        if match["minus"] or match["field"]:
            yield match.group()
        elif (bare := match["bare"]) and not NEAR.fullmatch(bare):
            parts = bare.split("-")
            yield " ".join(parts) if min(map(len, parts)) >= SHORTEST_PART else bare
        elif not bare:
            yield from (word.text for word in tokenize(match.group()))


def dated(text: str) -> str:
    """Return what is typed with `date:` before a day, "" where none is typed."""
    whole = day(text)
    pieces = [day(piece) or piece for piece in text.split()]
    return whole or (" ".join(pieces) if pieces != text.split() else "")


def day(text: str) -> str:
    """Return the filter that a day is, "" for any other text."""
    found = dates.written(text)
    return f"date:{found.day}" if found and found.precision == "day" else ""


def translations(text: str) -> dict[str, str]:
    """Return for the words that the glossary has what it calls them in the other language."""
    asked = query.parse(text)
    clauses = tolerance.translated(asked, tolerance.spoken_in(asked)).wanted
    return {form: str(clause.others[0]) for clause in clauses if clause.others for form in forms([clause])}


def shorter(text: str, asked: Query, engine: Engine) -> str:
    """Return what is typed without the words that the article with most of them lacks, and without those that ask."""
    rows = engine.search(asked, "relevance", 0, PARTIAL).rows
    missing = min((row.missing for row in rows), key=len, default=())
    if len(missing) in (0, len(asked.wanted)):
        return ""
    dropped = {*forms([*(asked.wanted[place] for place in missing), *asked.helping])}
    return " ".join(remaining([match.group() for match in PIECE.finditer(text)], dropped))


def remaining(pieces: Sequence[str], dropped: set[str]) -> Iterator[str]:
    """Yield the pieces of a box that have another word than those dropped, and no OR or NEAR beside one that has not."""
    gone = [bool(own := forms(query.parse(piece).wanted)) and dropped.issuperset(own) for piece in pieces]
    for place, piece in enumerate(pieces):
        joins = piece in OR or NEAR.fullmatch(piece)
        if not gone[place] and not (joins and any(gone[max(0, place - 1) : place + 2])):
            yield piece


def unfiltered(text: str) -> str:
    """Return what is typed without its filters."""
    return " ".join(match.group() for match in PIECE.finditer(text) if match["field"] not in FILTERS)


def forms(clauses: Iterable[Clause]) -> list[str]:
    """Return the words of clauses as they are typed, folded, each once."""
    words = (word for clause in clauses for phrase in clause.phrases for word in phrase.words)
    return list(dict.fromkeys(word.form for word in words))
