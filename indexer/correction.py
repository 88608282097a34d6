"""Did you mean: the box with a word that hardly any article has as a near word that many have."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product

from .budget import check
from .engines import Engine, Vocabulary
from .language import fold, readings, tokenize
from .language.letters import KAZAKH_ONLY, is_cyrillic
from .language.typed import skeletons
from .language.typed.variants import MERGED
from .query import LONGEST as LONGEST_BOX
from .query import Clause, Query, Word
from .suggest import surface
from .tolerance import LETTERS, spellings

FEW = 3  # articles with a word, from which on it is meant
MANY = 2  # articles with a near word, at least
TIMES = 20  # as many articles as the typed word has, at least
SHORTEST, LONG = 4, 8  # letters of a word in which one slip is seen, or two
LONGEST = 40
ABBREVIATION = 5  # letters of what is typed in capitals and is no slip
HEAD = 4  # letters in which there is one slip at most
NEAR = 2_000  # words looked at, those of most articles
WORDS = 4  # rare words of a query that are looked at
TITLES, TEXTS = 32, 3  # read for how a word is written
CYRILLIC, LATIN = "абвгдежзиклмнопрстуфхцчшщъыьюя", "abcdefghijklmnopqrstuvwxyz"  # one letter of each class


def better(text: str, asked: Query, archive: Vocabulary, engine: Engine) -> str:
    """Return what is typed with near words for those that hardly any article has, "" if there are none."""
    if len(text) > LONGEST_BOX:
        return ""
    meant: dict[str, str] = {}
    for word, others in islice(rare(asked, archive), WORDS):
        if name := near(word, others, engine):
            meant[word.form] = name
    return replaced(text, meant) if meant else ""


def rare(asked: Query, archive: Vocabulary) -> Iterator[tuple[Word, list[Word]]]:
    """Yield the words that hardly any article has, in no other spelling either, each with what is searched beside it."""
    for clause in asked.wanted:
        if any(known(word, archive) >= FEW for word in respelled(clause)):
            continue
        others = [word for phrase in clause.others for word in phrase.words]
        for word in (word for phrase in clause.phrases for word in phrase.words):
            if slippery(word) and all(archive.known(term) < FEW for term in terms(word)):
                yield word, others


def respelled(clause: Clause) -> list[Word]:
    """Return the other spellings of a whole word; what stands before its endings may be of another one."""
    typed = {key for phrase in clause.phrases for word in phrase.words for key in skeletons(word.form)}
    words = (phrase.words[0] for phrase in spellings(clause) if len(phrase.words) == 1)
    return [word for word in words if not typed.isdisjoint(skeletons(word.form))]


def slippery(word: Word) -> bool:
    """Whether a slip in a word can be told: it may be in any form, is long enough, and no number and no abbreviation."""
    short = len(word.form) <= ABBREVIATION and word.text.isupper()
    return bool(word.stems) and SHORTEST <= len(word.form) <= LONGEST and word.form.isalpha() and not short


def known(word: Word, archive: Vocabulary) -> int:
    """Return how many articles have a word in any form."""
    return max(map(archive.known, terms(word)), default=0)


def terms(word: Word) -> list[str]:
    """Return what an article may have of a word, the likeliest first."""
    return [term for term in (*word.stems, word.form) if term]


def near(typed: Word, others: Sequence[Word], engine: Engine) -> str:
    """Return the nearest of the words that many more articles have, as people write it; "" if it is searched already."""
    check()
    archive = engine.vocabulary()
    often_typed, often_others = known(typed, archive), [known(other, archive) for other in others]
    least = max(MANY, TIMES * often_typed, *often_others)
    alike = max(MANY, often_typed + 1, *often_others)  # of what differs in Kazakh letters alone
    rows = [
        (typos + len(KAZAKH_ONLY & {*typed.form} - {*form}), -often, form)  # who typed ө means no о
        for key in keys(typed.form)
        for form, often in engine.beginning("text", heads(key), NEAR)
        if often >= alike and (typos := slips(key, form.translate(MERGED))) is not None and form != typed.form
        if not typos or often >= least
    ]
    terms = {term for other in others for term in (other.form, *other.stems)}
    best = min(rows, default=(0, 0, ""))[2]
    return written(best, engine) if best and terms.isdisjoint((best, *readings(best).stems)) else ""


def keys(form: str) -> tuple[str, ...]:
    """Return a word in one letter of each class, in Cyrillic too if it is in another alphabet."""
    return (form.translate(MERGED),) if is_cyrillic(form[0]) else tuple(dict.fromkeys((form, skeletons(form)[0])))


def heads(key: str) -> set[str]:
    """Return how the words may begin of which a key is a misspelling, in all letters of their classes."""
    spellings = (product(*(LETTERS.get(letter, letter) for letter in head)) for head in edited(key[:HEAD]))
    return {"".join(letters) for row in spellings for letters in islice(row, 64)}


@lru_cache(maxsize=1 << 10)
def edited(head: str) -> frozenset[str]:
    """Return a head, and all that one slip makes of it: a letter more, one less, another one, or two exchanged.

    >>> sorted(edited("аз") & {"аз", "а", "за", "ааз", "аб"})
    ['а', 'ааз', 'аб', 'аз', 'за']
    """
    letters = CYRILLIC if is_cyrillic(head[0]) else LATIN
    parts = [(head[:place], head[place:]) for place in range(len(head) + 1)]
    fewer = {a + b[1:] for a, b in parts if b}
    turned = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    other = {a + letter + b[skipped:] for a, b in parts for letter in letters for skipped in (0, 1)}
    return frozenset({head, *fewer, *turned, *other} - {""})


def slips(typed: str, meant: str) -> int | None:
    """Return how many slips of letters there are between two words, None if too many to tell one from the other.

    Two leave the first letter as it is, or Сырымбет would be Қырымбек.

    >>> slips("мектеп", "мекетп"), slips("мектеп", "мекеп"), slips("мектеп", "мешіт")
    (1, 1, None)
    """
    most = 2 if len(typed) >= LONG and typed[0] == meant[0] else 1
    here, there = frozenset(typed), frozenset(meant)
    if len(here - there) > most or len(there - here) > most:  # true of nearly all words, and soon told
        return None
    return next((count for count in range(most + 1) if within(typed, meant, count)), None)


def within(a: str, b: str, slips: int) -> bool:
    """Whether so many slips make one word of another (optimal string alignment)."""
    if abs(len(a) - len(b)) > slips:
        return False
    same = next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[same:], b[same:]
    if not slips or not a or not b:
        return max(len(a), len(b)) <= slips
    turned = a[:2] == b[1::-1] and within(a[2:], b[2:], slips - 1)
    return turned or any(within(*pair, slips - 1) for pair in ((a[1:], b[1:]), (a[1:], b), (a, b[1:])))


def written(form: str, engine: Engine) -> str:
    """Return how people write a form, "" if nothing has it now."""
    quotes = [*engine.quotes("title", [form], TITLES)[1], *engine.quotes("text", [form], TEXTS)[1]]
    return surface(quotes)[0]


def replaced(text: str, meant: Mapping[str, str]) -> str:
    """Return a text with other words for some folded ones; where two in a row have the same one, it stands once.

    >>> replaced('"су тасқыны" қаупі', {"су": "паводок", "тасқыны": "паводок"})
    '"паводок" қаупі'
    """
    return "".join(pieces(text, meant))


def pieces(text: str, meant: Mapping[str, str]) -> Iterator[str]:
    """Yield the pieces of a text with other words for some."""
    end, before = 0, ""
    for start, stop, written in tokenize(text):
        name = meant.get(fold(written), "")
        if not (name and name == before and text[end:start].isspace()):
            yield text[end:start] + (name or written)
        end, before = stop, name
    yield text[end:]
