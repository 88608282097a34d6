"""Why an article was found: what stands in it, and the typed word that it answers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from . import language
from .budget import check
from .errors import BadSearch
from .query import Clause, Word
from .snippet import Span

LOOKED = 200  # marks of a field that are looked at
MOST = 12  # reasons
ARROW = "←"
FIELD = "title"  # the one that a search may be confined to

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
    """Something that stands in an article, and the typed word it answers; `kind` is of KINDS.

    It stands `count` times at least in a `field`: of a great many marks the first are looked at.
    """

    typed: str
    found: str
    kind: str
    field: str
    count: int

    def said(self, spoken: str = "en") -> str:
        """Return the reason in Kazakh, Russian or English; raises BadSearch for another language.

        >>> Reason("кеңесші", "кеңесшісі", "form", "title", 2).said("kk")
        'кеңесшісі ← кеңесші (сөз тұлғасы), тақырыпта ×2'
        """
        if spoken not in SAID:
            raise BadSearch(f"language {spoken!r}: a reason can be said in {', '.join(SAID)}")
        words = SAID[spoken]
        whence = "" if self.kind == "typed" else f" {ARROW} {self.typed}"
        return f"{self.found}{whence} ({words[self.kind]}), {words[self.field]}{self.times}"

    @property
    def times(self) -> str:
        """How often it stands there, if that is more than once."""
        return f" ×{self.count}" if self.count > 1 else ""


class Answer(NamedTuple):
    """What marked words answer together; the nearest kind comes first."""

    kind: int  # place in KINDS
    clause: int
    typed: str
    size: int  # how many words


# What words of a field answer: they stand in a text again and again, and in the others that were found.
Known = dict[tuple[str, tuple[tuple[str, ...], ...]], list[Answer]]


def reasons(
    clauses: Sequence[Clause], texts: Mapping[str, str], marks: Mapping[str, Sequence[Span]], known: Known
) -> tuple[Reason, ...]:
    """Return why an article is found, the nearest reasons of each word first, given its texts and the marks in them.

    `known` is what was met in other articles that these clauses found, and takes what is met in this one. Words that differ in capitals alone are one, shown as the first of them stands there.
    """
    counts: Counter[tuple[int, int, str, str, str]] = Counter()
    shown: dict[str, str] = {}
    for field, spans in marks.items():
        for answer, here in dict.fromkeys(answers(clauses, field, texts[field], spans[:LOOKED], known)):
            written = " ".join(" ".join(texts[field][start:stop].split()) for start, stop in here)
            shown.setdefault(written.lower(), written)
            counts[answer.kind, answer.clause, field, answer.typed, written.lower()] += 1
    rows = sorted(counts.items(), key=lambda row: (*row[0][:2], row[0][2] != "title", -row[1]))[:MOST]
    return tuple(
        Reason(typed, shown[found], KINDS[kind], field, count) for (kind, _, field, typed, found), count in rows
    )


def together(reasons: Iterable[Reason]) -> list[Reason]:
    """Return reasons with all that answers a word in the same way as one: "мектептің ×2, мектепте"; what is as typed needs no word."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in reasons:
        name = "" if one.kind == "typed" else one.typed, one.kind, one.field
        found.setdefault(name, []).append(f"{one.found}{one.times}")
    return [Reason(typed, ", ".join(words), kind, field, 1) for (typed, kind, field), words in found.items()]


def answers(
    clauses: Sequence[Clause], field: str, text: str, spans: Sequence[Span], known: Known
) -> Iterator[tuple[Answer, tuple[Span, ...]]]:
    """Yield what marks, in the order in which they were made, answer in each clause; words of a phrase together."""
    forms = [folded(text[start:stop]) for start, stop in spans]
    longest = max((len(phrase.words) for clause in clauses for phrase in (*clause.phrases, *clause.others)), default=1)
    place = 0
    while place < len(forms):
        check()
        window = field, tuple(forms[place : place + longest])
        if window not in known:
            known[window] = list(answered(clauses, *window))
        met = known[window]
        size = max((answer.size for answer in met), default=1)
        for number in sorted({answer.clause for answer in met if answer.size == size}):
            best = min(answer for answer in met if (answer.clause, answer.size) == (number, size))
            yield best, tuple(spans[place : place + size])
        place += size


def answered(clauses: Sequence[Clause], field: str, forms: Sequence[tuple[str, ...]]) -> Iterator[Answer]:
    """Yield what the next marked words of a field answer."""
    for number, clause in enumerate(clauses):
        for phrase in clause.phrases:
            if phrase.title_only and field != FIELD:
                continue
            rows = [((word,), word.text) for word in phrase.words] if phrase.near else [(phrase.words, str(phrase))]
            for words, typed in rows:
                if kind := alike(words, forms):
                    yield Answer(KINDS.index(kind), number, typed, len(words))
            if len(phrase.words) == 1 and forms[0] and forms[0][0].startswith(phrase.words[0].telling):
                yield Answer(KINDS.index("relative"), number, str(phrase), 1)
        for phrase in clause.others:
            if alike(phrase.words, forms):
                yield Answer(KINDS.index(kind_of(phrase.how)), number, str(clause), len(phrase.words))


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
