"""Why an article was found: what stands in it, and the typed word that it answers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from . import language
from .query import Clause, Word
from .snippet import Span

LOOKED = 200  # marks of a field that are looked at
MOST = 12  # reasons
ARROW = "←"

# What is said in each language. A spelling's kinds are those of `language.typed.Reached`.
SPELLING = "letters alphabet russian stem number".split()
KINDS = ("typed", "form", "beginning", "spelling", "layout", "kk", "ru", "relative")  # the nearest first
SAID = {
    "kk": {
        "typed": "дәл жазылғандай",
        "form": "сөз тұлғасы",
        "beginning": "осылай басталады",
        "spelling": "басқаша жазылуы",
        "layout": "пернетақта тілі",
        "kk": "қазақша",
        "ru": "орысша",
        "relative": "ұқсас сөз",
        "title": "тақырыпта",
        "text": "мәтінде",
    },
    "ru": {
        "typed": "как введено",
        "form": "форма слова",
        "beginning": "так начинается",
        "spelling": "другое написание",
        "layout": "раскладка клавиатуры",
        "kk": "по-казахски",
        "ru": "по-русски",
        "relative": "похожее слово",
        "title": "в заголовке",
        "text": "в тексте",
    },
    "en": {
        "typed": "as typed",
        "form": "form",
        "beginning": "begins so",
        "spelling": "spelling",
        "layout": "keyboard layout",
        "kk": "Kazakh",
        "ru": "Russian",
        "relative": "similar word",
        "title": "in the title",
        "text": "in the text",
    },
}


@dataclass(frozen=True)
class Reason:
    """Something that stands in an article, `count` times in a `field`, and the typed word it answers; `kind` is of KINDS."""

    typed: str
    found: str
    kind: str
    field: str
    count: int

    def said(self, spoken: str = "en") -> str:
        """Return the reason in Kazakh, Russian or English.

        >>> Reason("кеңесші", "кеңесшісі", "form", "title", 2).said("kk")
        'кеңесшісі ← кеңесші (сөз тұлғасы), тақырыпта ×2'
        """
        words = SAID[spoken]
        whence = "" if self.kind == "typed" else f" {ARROW} {self.typed}"
        times = f" ×{self.count}" if self.count > 1 else ""
        return f"{self.found}{whence} ({words[self.kind]}), {words[self.field]}{times}"


class Answer(NamedTuple):
    """Marked words that answer a clause together: the nearest kind and the most words come first."""

    kind: int  # place in KINDS
    size: int  # how many words, less than zero
    clause: int
    typed: str


def reasons(
    clauses: Sequence[Clause], texts: Mapping[str, str], marks: Mapping[str, Sequence[Span]]
) -> tuple[Reason, ...]:
    """Return why an article is found, the nearest reasons of each word first, given its texts and the marks in them.

    Words that differ in capitals alone are one, shown as the first of them stands there.
    """
    counts: Counter[tuple[int, int, str, str, str]] = Counter()
    shown: dict[str, str] = {}
    for field, spans in marks.items():
        for answer, written in answers(clauses, [texts[field][start:stop] for start, stop in spans[:LOOKED]]):
            shown.setdefault(written.lower(), written)
            counts[answer.kind, answer.clause, field, answer.typed, written.lower()] += 1
    rows = sorted(counts.items(), key=lambda row: (*row[0][:2], row[0][2] != "title", -row[1]))[:MOST]
    return tuple(
        Reason(typed, shown[found], KINDS[kind], field, count) for (kind, _, field, typed, found), count in rows
    )


def answers(clauses: Sequence[Clause], written: Sequence[str]) -> Iterator[tuple[Answer, str]]:
    """Yield what marked words, in the order in which they are marked, answer; words of a phrase together."""
    forms = list(map(folded, written))
    place = 0
    while place < len(forms):
        best = min(met(clauses, forms[place:]), default=None)
        size = -best.size if best else 1
        if best:
            yield best, " ".join(" ".join(written[place : place + size]).split())
        place += size


def met(clauses: Sequence[Clause], forms: Sequence[tuple[str, ...]]) -> Iterator[Answer]:
    """Yield what the next marked words answer."""
    for number, clause in enumerate(clauses):
        for phrase in clause.phrases:
            rows = [((word,), word.text) for word in phrase.words] if phrase.near else [(phrase.words, str(phrase))]
            for words, typed in rows:
                if kind := alike(words, forms):
                    yield Answer(KINDS.index(kind), -len(words), number, typed)
            if len(phrase.words) == 1 and forms[0] and forms[0][0].startswith(phrase.words[0].telling):
                yield Answer(KINDS.index("relative"), -1, number, str(phrase))
        for phrase in clause.others:
            if alike(phrase.words, forms):
                yield Answer(KINDS.index(kind_of(phrase.how)), -len(phrase.words), number, str(clause))


def alike(words: Sequence[Word], forms: Sequence[tuple[str, ...]]) -> str:
    """Return in which way the next marked words are those of a phrase: that of the one least alike; "" if they are not."""
    if len(words) > len(forms):
        return ""
    kinds = [resemblance(word, form) for word, form in zip(words, forms, strict=False)]
    return max(kinds, key=KINDS.index) if all(kinds) else ""


def resemblance(word: Word, forms: tuple[str, ...]) -> str:
    """Return in which way a marked word, given with what is written apart from it, is a typed one; "" if it is not."""
    if word.prefix:
        return "beginning" if any(form.startswith(word.form) for form in forms) else ""
    if word.form in forms:
        return "typed"
    return "form" if forms and word.may_be(forms[0]) else ""


def kind_of(how: str) -> str:
    """Return the kind of what is said in other words."""
    return "spelling" if how in SPELLING else how if how in KINDS else "layout"


@lru_cache(maxsize=1 << 14)
def folded(written: str) -> tuple[str, ...]:
    """Return the folded words of a marked text."""
    return tuple(language.fold(token.text) for token in language.tokenize(written))
