"""What a person who types is about to type: words, names, phrases and titles, as the titles of the archive write them."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple, Protocol

from .engines import Quote
from .language import fold, readings, tokenize
from .language.letters import is_cyrillic
from .language.tokens import WORD, Token
from .language.typed import repairs, skeleton, skeletons
from .language.typed.variants import MERGED, kind
from .query import BINDING, FIELDS, LONGEST
from .tolerance import LETTERS

HEAD = 7  # letters of a beginning that are looked up; of a longer one, the words found are looked at
HEADS = 256  # spellings of a beginning
FORMS, MORE = 100, 1_000  # words with a beginning that are looked at; with the head of a longer one
SHORTEST = 3  # letters of a beginning that the texts are asked for too
CONTEXT = 3  # words before the last one that are looked at
READ, GLANCED = (
    200,
    32,
)  # titles that are read for a word behind others, and for how a word is written and what follows it
EXPLORED = 3  # words with a beginning that are asked what follows them
AHEAD = 3  # words that may follow
OFTEN = 2  # titles that make words a phrase
SHARE, LONGER = (
    0.1,
    0.3,
)  # shares of the titles of a word, and of a phrase, that make one behind it a part of the phrase
SAME = 0.7  # share of the titles of a phrase, from which on a longer one stands for it
TITLE, TITLES = 160, 2  # letters of a title that is offered, and titles beside phrases
FILTER = re.compile(f"-?(?:{'|'.join(name for name in FIELDS if name != 'title')}):")
NEXT = re.compile(rf"[\s-]{WORD.pattern}")
OPENING = frozenset('.!?…:«“"„(–—')  # marks behind which a word may have a capital whatever it is
QUOTES = ' «“„"('  # what may stand before the first word
# Words that end no phrase.
CONNECTING = BINDING | frozenset("әлде деп как не что я".split())


Runs = dict[tuple[str, ...], list[Quote]]  # the words behind others -> the titles with them


class Archive(Protocol):
    """What is known of the words of an archive as they are written."""

    def beginning(self, field: str, heads: Collection[str], most: int) -> list[tuple[str, int]]:
        """Return the forms of a field that begin in one of these ways, most first, and about how many articles have each."""

    def quotes(self, field: str, forms: Sequence[str], most: int) -> tuple[int, list[Quote]]:
        """Return how many articles have forms one after another in a field, and some of those fields."""


@dataclass(frozen=True)
class Suggestion:
    """What the box may become. `kind` is "word", "name", "phrase" or "title"; `count` the titles that have what was completed.

    Of a word that is in no title, `count` is the texts that have it.
    """

    text: str
    kind: str
    count: int


class Typed(NamedTuple):
    """A box: its whole words, and what is typed of the last one, folded; "" if the box ends behind a word."""

    text: str
    words: list[Token]
    prefix: str
    start: int  # of the prefix


class Run(NamedTuple):
    """Words that follow each other in titles: where they begin in the box, how many titles have them, and some of those."""

    start: int
    forms: tuple[str, ...]
    titles: int
    quotes: list[Quote]


def suggest(text: str, archive: Archive, size: int) -> list[Suggestion]:
    """Return at most so many ways to go on, those of most titles first; on another keyboard if there are none on this one."""
    for box in (text, *keyboards(text)):
        if (typed := read(box)) and (found := completed(typed, archive, size)):
            return found
    return []


def keyboards(text: str) -> Iterator[str]:
    """Yield what the box is on other keyboards, each piece of it on the same one."""
    pieces = text.split() if len(text) <= LONGEST else []
    for last, way in repairs(pieces[-1]) if pieces else ():
        before = [next((t for t, how in repairs(piece) if how == way), piece) for piece in pieces[:-1]]
        yield " ".join([*before, last])


def read(text: str) -> Typed | None:
    """Return a box by its words; None if nothing can go on: there is no word, or a filter, or more than a query may be."""
    words = list(tokenize(text)) if len(text) <= LONGEST else []
    if not words or FILTER.match(text.rsplit(maxsplit=1)[-1]):
        return None
    if words[-1].stop < len(text):
        return Typed(text, words, "", len(text))
    return Typed(text, words[:-1], fold(words[-1].text), words[-1].start)


def completed(typed: Typed, archive: Archive, size: int) -> list[Suggestion]:
    """Return how a box goes on: behind the words before, as titles have it; else with any word that begins so."""
    unique: dict[str, Suggestion] = {}
    for one in behind(typed, archive, size) or alone(typed, archive, size):
        unique.setdefault(one.text.casefold(), one)
    return list(unique.values())[:size]


def behind(typed: Typed, archive: Archive, size: int) -> list[Suggestion]:
    """Return how a box goes on behind as many of its words as titles have in this order."""
    words = typed.words[-CONTEXT:]
    forms = [usual(fold(word.text), archive) for word in words]
    for first, word in enumerate(words):
        row = Run(word.start, tuple(forms[first:]), *archive.quotes("title", forms[first:], READ))
        runs = following(row, typed.prefix, archive, size)
        if runs or (row.quotes and not typed.prefix):
            titles = headlines(typed, runs or [row])
            return [phrase(typed, run) for run in runs[: max(size - len(titles), size - TITLES)]] + titles
    return []


def alone(typed: Typed, archive: Archive, size: int) -> list[Suggestion]:
    """Return the words that begin as the last one does, and what often follows them."""
    if not typed.prefix:
        return []
    forms = list(islice(different(begun("title", typed.prefix, archive)), size))
    words = [Run(typed.start, (form,), *archive.quotes("title", [form], GLANCED)) for form in forms]
    runs = [run for word in words[:EXPLORED] for run in following(word, "", archive, size // 3)]
    followed = sorted((phrase(typed, run) for run in runs), key=by_count)[: size // 3]
    found = sorted([*(word(typed, run) for run in words), *followed], key=by_count)
    if len(found) < size and len(typed.prefix) >= SHORTEST:
        others = different(begun("text", typed.prefix, archive), forms)
        more = (
            Run(typed.start, (form,), *archive.quotes("text", [form], 1)) for form in islice(others, size - len(found))
        )
        found += [word(typed, run) for run in more]
    return found if len(found) >= size else found + headlines(typed, runs)


def by_count(one: Suggestion) -> tuple[int, str]:
    """Return what suggestions are sorted by."""
    return -one.count, one.text


# Words


def begun(field: str, prefix: str, archive: Archive) -> Iterator[str]:
    """Yield the forms of a field that a prefix may be the beginning of, those of most articles first."""
    most = MORE if len(prefix) > HEAD else FORMS
    return (form for form, _ in archive.beginning(field, heads(prefix), most) if begins(form, prefix))


def different(forms: Iterable[str], offered: Iterable[str] = ()) -> Iterator[str]:
    """Yield of forms the first of each word that is not offered yet: whichever is chosen, all are found."""
    met = {stem for form in offered for stem in readings(form).stems}
    for form in forms:
        if met.isdisjoint(stems := readings(form).stems):
            met.update(stems)
            yield form


def heads(prefix: str) -> set[str]:
    """Return how words may begin that are typed so: with Kazakh letters where none was typed, in Cyrillic if it was Latin.

    >>> sorted(heads("ток"))
    ['ток', 'тоқ', 'төк', 'төқ']
    """
    if not prefix:
        return set()
    found = {prefix[:HEAD]}
    for spelled in (prefix,) if is_cyrillic(prefix[0]) else skeletons(prefix):
        letters = [LETTERS.get(letter.translate(MERGED), letter) + letter for letter in spelled[:HEAD]]
        found.update(map("".join, islice(product(*map(dict.fromkeys, letters)), HEADS)))
    return found


def begins(form: str, prefix: str) -> bool:
    """Whether a form may be what a prefix is the beginning of: қол is none of көлік, for who typed қ has ө."""
    if form.startswith(prefix):
        return True
    if is_cyrillic(prefix[0]):
        head = form[: len(prefix)]
        return skeleton(head) == skeleton(prefix) and kind(prefix, head) != ""
    return skeleton(form).startswith(skeletons(prefix))


def usual(form: str, archive: Archive) -> str:
    """Return the form that titles have for a typed one: of its spellings the one most of them have."""
    return next((found for found in begun("title", form, archive) if len(found) == len(form)), form)


def word(typed: Typed, run: Run) -> Suggestion:
    """Return a box whose last word is completed."""
    text, named = surface(run.quotes)
    return Suggestion(typed.text[: run.start] + (text or run.forms[0]), "name" if named else "word", run.titles)


def surface(quotes: Iterable[Quote]) -> tuple[str, bool]:
    """Return how most titles write what is quoted, and whether that is a name: written so not for beginning something.

    A title that begins with a small letter has none of its capitals, and tells least.
    """
    told: list[Counter[str]] = [Counter(), Counter(), Counter({"": 0})]
    for text, start, stop in quotes:
        before = text[:start].rstrip()
        told[2 if text[0].islower() else not before or before[-1] in OPENING][text[start:stop]] += 1
    inside, *_ = told
    best = next(filter(None, told))
    written = max(best, key=lambda one: (best[one], one))
    return written, bool(inside) and all(word.text[0].isupper() for word in tokenize(written))


# Phrases


def following(row: Run, prefix: str, archive: Archive, most: int) -> list[Run]:
    """Return at most so many runs of words that begin with a row of them; those of most titles first.

    The next word begins with a prefix, and titles that have it once are enough; without one they must have it often.
    """
    runs: Runs = {(): row.quotes}
    for quote in row.quotes:
        for forms, stop in ahead(quote):
            if not prefix or begins(forms[0], prefix):
                runs.setdefault(forms, []).append(quote._replace(stop=stop))
    longer = further(runs)
    kept = (forms for forms in runs if forms and (often(forms, runs) or (prefix and len(forms) == 1)))
    kept = (
        forms for forms in kept if forms[-1] not in CONNECTING and longer[forms] < max(OFTEN, SAME * len(runs[forms]))
    )
    best = sorted(kept, key=lambda forms: (-len(runs[forms]), forms))[:most]
    found = [Run(row.start, row.forms + forms, len(runs[forms]), runs[forms]) for forms in best]
    if row.titles > len(row.quotes):
        found = [run._replace(titles=max(run.titles, archive.quotes("title", run.forms, 0)[0])) for run in found]
    return sorted(found, key=lambda run: -run.titles)


def ahead(quote: Quote) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the words behind what is quoted, one, two and so on, and where they end; a mark between them ends it all."""
    forms: tuple[str, ...] = ()
    stop = quote.stop
    while len(forms) < AHEAD and (match := NEXT.match(quote.text, stop)):
        forms, stop = (*forms, fold(match[1])), match.end()
        yield forms, stop


def often(forms: tuple[str, ...], runs: Runs) -> bool:
    """Whether words follow each other so often that they are a phrase."""
    share = LONGER if len(forms) > 1 else SHARE
    return len(runs[forms]) >= max(OFTEN, share * len(runs[forms[:-1]]))


def further(runs: Runs) -> Counter[tuple[str, ...]]:
    """Return for words how many titles at most go on alike behind them."""
    found = Counter[tuple[str, ...]]()
    for forms, quotes in runs.items():
        if forms and forms[-1] not in CONNECTING:
            found[forms[:-1]] = max(found[forms[:-1]], len(quotes))
    return found


def phrase(typed: Typed, run: Run) -> Suggestion:
    """Return a box that ends with a phrase."""
    text, named = surface(run.quotes)
    return Suggestion(typed.text[: run.start] + text, "name" if named else "phrase", run.titles)


def headlines(typed: Typed, runs: Sequence[Run]) -> list[Suggestion]:
    """Return the titles with some runs, those that begin so first; none where they would lack what is typed before."""
    if not runs or typed.text[: runs[0].start].strip(QUOTES):
        return []
    counts, first = Counter[str](), set()
    for run in runs:
        counts |= Counter(quote.text for quote in run.quotes)
        first |= {quote.text for quote in run.quotes if not quote.text[: quote.start].strip(QUOTES)}
    titles = sorted((text for text in counts if len(text) <= TITLE), key=lambda text: (text not in first, text))
    return [Suggestion(text, "title", counts[text]) for text in titles]
