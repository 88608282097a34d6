"""Russian through pymorphy3: the lemma of a word."""

import math
import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from .letters import KAZAKH_ONLY, fold, in_cyrillic

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse
    from pymorphy3.tagset import OpencorporaTag

    from .morphology import Morphology

LONGEST = 40  # letters; longer strings are no Russian words, and pymorphy3 takes long over them
HYPHENS = 3  # in a word; each of its parts is read by itself

# How much more a reading weighs whose tag has all these grammemes; "ой" and "ский" are ends of its lemma, "same" is a
# lemma that is the word itself. Found on the DEV half of ru_ud, by turns on one half of it for the other: each row is
# worth 2–30 tokens of 14,973, except that Surn and Surn femn are worth the surnames of Kazakhstan (tests).
KNOWN = {
    "CONJ": 0.3,  # значит: значить
    "PRED": 0.3,  # необходимо: необходимый, as необходима
    "VERB impr": 0.3,  # нашли: найти before наслать
    "PRTF": 0.4,  # действующей: действующий before действовать
    "PRTS past": 2.0,  # закрыт: закрыть before закрытый
    "NOUN anim femn": 0.4,  # динара: динар before Динара
    "NOUN nomn sing": 2.5,  # суть: суть before быть
    "NOUN Fixd": 0.3,  # черных: черный before Черных, whose six cases are six readings
    "Geox femn accs": 4.0,  # астану: Астана before Астан, whose dative it is
    "Geox": 0.4,  # каменском: каменский before Каменск
    "ADJF ой": 1.5,  # основную: основной before основный
}
GUESSED = {
    "VERB": 0.25,
    "NOUN masc": 6.0,  # казнета: казнет
    "NOUN anim femn": 0.2,
    "Surn": 8.0,  # нукеновым: нукенов before нукеновый
    "Surn femn": 64.0,  # нукеновой
    "Name": 0.5,
    "same": 3.0,  # акорда
    "ADJF ский": 32.0,  # улытауском: улытауский before улытауск
}

ORDINAL = re.compile("([0-9]{1,9}-)(?:[ыои]?й|а?я|[оеыи]?е|у?ю|[ое]?го|[ое]?му|[ыиое]?м|[ыи]?х|[ыи]?ми)")
SURNAME = re.compile(".{2,}(?:ов|[^ц]ев|ин|ын)")  # many -цев are of more than one -ец: федоскинцев
PATRONYMIC = re.compile("(.+ич)(?:а|у|ем|е|и|ей|ам|ами|ах)?|(.+[вч]н)(?:а|ы|е|у|ой|ою|ам|ами|ах)")


@cache
def dictionary() -> "Morphology":
    """Return pymorphy3's analyser: loading takes a twentieth of a second, so only when a Russian word is met."""
    from .morphology import Morphology  # noqa: PLC0415

    return Morphology()


@cache
def closed() -> dict[str, str]:
    """Return the lemmas of closed classes by their forms."""
    lines = resources.files(__package__).joinpath("russian.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def possible(word: str) -> bool:
    """Whether the letters of a folded word allow it to be Russian."""
    return 0 < len(word) <= LONGEST and in_cyrillic(word) and KAZAKH_ONLY.isdisjoint(word)


@lru_cache(maxsize=1 << 18)
def known(word: str) -> bool:
    """Whether the dictionary (OpenCorpora) has this folded word in some form."""
    return possible(word) and bool(dictionary().word_is_known(word))


def declines(word: str) -> bool:
    """Whether the dictionary has other forms of this folded word: of вуз, and not of ЕС."""
    return known(word) and "Fixd" not in dictionary().parse(word)[0].tag


def lemma(word: str) -> str:
    """Return the dictionary form of a Russian word, folded; other words come back folded and whole.

    The likeliest reading of the word alone is taken. Any string is allowed.

    >>> lemma("школьных"), lemma("Ёлки"), lemma("әсем")
    ('школьный', 'елка', 'әсем')
    """
    word = fold(word)
    bare = word.removesuffix(".")
    listed = closed().get(word) or closed().get(bare)
    if listed:
        return listed
    if bare != word:
        return bare if possible(bare) or compound(bare) else word
    if ordinal := ORDINAL.fullmatch(word):
        return ordinal[1] + "й"
    return likeliest(word) if possible(word) or compound(word) else word


def of_form(form: str) -> str:
    """Return what `lemma` does of a folded word that is `possible`, as nearly all are."""
    return closed().get(form) or likeliest(form)


def compound(word: str) -> bool:
    """Whether a folded word is made of Russian words or numbers by hyphens: юго-восточный, 30-летний."""
    parts = word.split("-")
    return (
        1 < len(parts) <= HYPHENS + 1
        and len(word) <= LONGEST
        and possible(parts[-1])
        and all(part.isdecimal() or possible(part) for part in parts)
    )


def likeliest(word: str) -> str:
    """Return the lemma whose readings together weigh most."""
    morphology = dictionary()
    if only := morphology.only(word):
        return spelled(only, word)
    readings = morphology.parse(word)
    seen = morphology.in_dictionary(readings[0])
    if not seen and surname(word):
        return word
    if len({reading.normal_form for reading in readings}) == 1:
        return base(word, readings[0])
    weights: defaultdict[str, float] = defaultdict(float)
    for reading in readings:
        found = base(word, reading)
        # Squared, so that many thin readings of one lemma do not outweigh the thick one of another; scores of guesses
        # are even as they are.
        score = reading.score**2 if seen else reading.score
        weights[found] += score * weight(reading.tag, found[-4:], found == word, seen)
    return max(weights, key=lambda found: weights[found])


def surname(word: str) -> bool:
    """Whether a word outside the dictionary is a surname in the nominative, as its dative tells: Нукенов, Нукенову."""
    if not SURNAME.fullmatch(word):
        return False
    return any("Surn" in reading.tag and reading.normal_form == word for reading in dictionary().parse(word + "у"))


@lru_cache(maxsize=1 << 16)
def weight(tag: "OpencorporaTag", end: str, same: bool, seen: bool) -> float:
    """Return the product of the factors of a reading: of its tag, of the end of its lemma, of a lemma that is the word."""
    marks = {*tag.grammemes, end, end[-2:], "same" if same else ""}
    factors = [factor for names, factor in (KNOWN if seen else GUESSED).items() if marks.issuperset(names.split())]
    return math.prod(factors)


def base(word: str, reading: "Parse") -> str:
    """Return the folded lemma of a reading.

    A patronymic, a superlative, a participle used as a noun, and a noun in -ье are words of their own, as in UD; for
    pymorphy3 Петровны is of Петрович, лучший of хороший, заведующий of заведовать, варенье of варение.
    """
    grammemes = reading.tag.grammemes
    if "Patr" in grammemes and (match := PATRONYMIC.fullmatch(word)):
        return match[1] or match[2] + "а"
    if "Supr" in grammemes and "ш" in word:
        return word[: word.rindex("ш")] + "ший"
    if grammemes.issuperset(("PRTF", "Subx")) and (inflected := reading.inflect({"PRTF", "masc", "sing", "nomn"})):
        return fold(inflected.word)
    return spelled(reading.normal_form, word)


def spelled(lemma: str, word: str) -> str:
    """Return the folded lemma of a word, in the word's own spelling: варенье, and not варение, of вареньем."""
    found = lemma.replace("ё", "е") or word
    return found[:-2] + "ье" if found.endswith("ие") and word.startswith(found[:-2] + "ь") else found
