"""pymorphy3 set up for what it is asked here: folded words of Russian letters, and such words and numbers with hyphens.

It is asked of each new word of an archive: a quarter of the time of one that it guesses went to units that know initials, punctuation,
Roman and Latin words, and to probabilities that no guess has. The readings are the same.
"""

from functools import lru_cache

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse, ProbabilityEstimator
from pymorphy3.lang.ru.config import KNOWN_PREFIXES, PARTICLES_AFTER_HYPHEN
from pymorphy3.units import (
    DictionaryAnalyzer,
    HyphenAdverbAnalyzer,
    HyphenatedWordsAnalyzer,
    HyphenSeparatedParticleAnalyzer,
    KnownPrefixAnalyzer,
    KnownSuffixAnalyzer,
    NumberAnalyzer,
    UnknAnalyzer,
    UnknownPrefixAnalyzer,
)

OWN = frozenset(("Patr", "Supr", "Subx"))  # grammemes of forms that may be words of their own: `russian.base`
UNITS = [
    DictionaryAnalyzer(),
    HyphenSeparatedParticleAnalyzer(PARTICLES_AFTER_HYPHEN),
    HyphenAdverbAnalyzer(),
    HyphenatedWordsAnalyzer(skip_prefixes=KNOWN_PREFIXES),
    KnownPrefixAnalyzer(known_prefixes=KNOWN_PREFIXES),
    [UnknownPrefixAnalyzer(), KnownSuffixAnalyzer()],
    NumberAnalyzer(),  # the first part of 30-летний
    UnknAnalyzer(),
]


def in_dictionary(reading: Parse) -> bool:
    """Whether the reading is the dictionary's own, and no guess; quicker than to look the word up again."""
    methods = reading[4]
    return len(methods) == 1 and type(methods[0][0]) is DictionaryAnalyzer


class Probabilities(ProbabilityEstimator):  # type: ignore[misc]  # pymorphy3 is untyped here
    """How probable a reading of a word is, as in the corpus of OpenCorpora; of guesses, which that has none of, by their scores."""

    def apply_to_parses(self, word: str, lower: str, readings: list[Parse]) -> list[Parse]:
        """Return the readings with their probabilities for scores."""
        if not readings or in_dictionary(readings[0]):
            found: list[Parse] = super().apply_to_parses(word, lower, readings)
            return found
        share = 1 / sum([reading[3] for reading in readings])
        return [(word, tag, lemma, score * share, methods) for word, tag, lemma, score, methods in readings]


class Morphology(MorphAnalyzer):  # type: ignore[misc]
    """pymorphy3's analyser, with its dictionary loaded."""

    def __init__(self) -> None:
        super().__init__(lang="ru", units=UNITS, probability_estimator_cls=Probabilities)

    in_dictionary = staticmethod(in_dictionary)

    def only(self, word: str) -> str:
        """Return the lemma of a word that the dictionary has as forms of one word alone, and none OWN: of seven words in eight; else ""."""
        rows = self.dictionary.words.similar_items(word, self.char_substitutes)
        if len(rows) != 1:
            return ""
        [(spelled, forms)] = rows
        paradigm, number = forms[0]
        if any(other != paradigm or self.own(other, form) for other, form in forms):
            return ""
        lemma: str = self.dictionary.build_normal_form(paradigm, number, spelled)
        return lemma

    @lru_cache(maxsize=1 << 16)  # noqa: B019  # there is one analyser
    def own(self, paradigm: int, form: int) -> bool:
        """Whether a form of a paradigm may be a word of its own."""
        return not OWN.isdisjoint(self.dictionary.build_tag_info(paradigm, form).grammemes)
