"""The words of many texts at once, as columns of numbers: what `analyse` says of each text, several times faster.

An archive repeats itself: what is known of a written word, and of what stands between two words, is found out once and
looked up from then on; the rest is done with whole columns.
"""

import re
import threading
from array import array
from collections.abc import Iterable, Sequence
from inspect import unwrap
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import MOST, STEM, any_stem, form_and_evidence
from .cut import LONGEST, Cut, cut, summed
from .detect import evidence
from .kazakh.separated import SEPARATOR, is_ending, takes_separator
from .letters import fold, pieces
from .seen import Seen
from .stretches import NEW, Numbers, Sums
from .tokens import END, SMALL, is_abbreviated, may_abbreviate

Mask = NDArray[np.bool_]
Found = tuple[tuple[int, str], str]  # the way to a stem and the form, and the stem

FULL = 300_000  # words, or stems found and learned, after which a lexicon is given up for a new one: some 150 MB
KEPT = 20  # letters of what stands between words, up to which it is remembered
SIMPLE = re.compile("[а-яәғқңөұүһі]{6,60}")  # a word, as most are: its form is itself, and it ends no abbreviation
BEGINS_SMALL = re.compile(f"[{SMALL}]")
WAYS = {language: way for way, language in enumerate(STEM)}  # to a stem, by the language of the sentence
# A lexicon has what their caches would have a second time.
STEMS = [*map(unwrap, (*STEM.values(), any_stem))]
FORM_AND_EVIDENCE = unwrap(form_and_evidence)
UNKNOWN, NOTHING = -1, -2  # a stem that nobody has asked for yet, and what an ending written apart has for one
UNASKED = array("q", [UNKNOWN] * len(STEMS)).tobytes()  # the stems of a new word
# Bits of a word: it begins with a small letter, it has pieces, its endings are written apart, an abbreviation may end with it.
BEGINS, PIECED, TAKES, ABBREVIATES = 1, 2, 4, 8
NO, YES, UNLESS = 0, 1, 2  # whether a sentence ends between two words: UNLESS the first is an abbreviation
# Bits of a gap: of a sentence's end before another letter, and before an ending.
OTHER, SEPARATES = 2, 4


class Columns(NamedTuple):
    """The words of some texts, text by text."""

    texts: Numbers  # of each word the number of its text,
    places: Numbers  # its place in that text,
    forms: Numbers  # its form, a number among the lexicon's terms,
    stems: Numbers  # and its stem; NOTHING for an ending written apart and for a piece of a word
    sizes: Numbers  # of each text the number of its places
    begins: Numbers  # of each place where it begins and ends in its text
    ends: Numbers
    sentences: tuple[Numbers, Numbers]  # of each sentence its text, and the place at which it begins


class Met(NamedTuple):
    """What is known of the words of some texts, and of what stands before each; nothing does before a first one."""

    words: Numbers  # their numbers,
    traits: Numbers  # their bits,
    previous: Numbers  # and the bits of the word before
    after: Numbers  # where the gap before each begins,
    gaps: Numbers  # and its bits


class Lexicon:
    """What has been found out about words."""

    def __init__(self) -> None:
        self.words, self.gaps = Words(), Gaps()

    def __len__(self) -> int:
        """Return how many stems have been found."""
        return len(self.words.found)

    def learn(self, stems: Iterable[Found]) -> None:
        """Take stems that another process has found: each costs as much as to look up a hundred words."""
        self.words.found.update(stems)

    def since(self, known: int) -> list[Found]:
        """Return the stems that were found after the first so many: none of Kazakh sentences, for to find one costs less than to tell it."""
        return [one for one in islice(self.words.found.items(), known, None) if one[0][0] != WAYS["kk"]]

    @property
    def terms(self) -> Sequence[str]:
        """The forms and stems there are."""
        return self.words.terms

    @property
    def full(self) -> bool:
        """Whether it has grown so large that a new one should take its place."""
        return max(len(self.words), len(self)) > FULL

    def columns(self, texts: Sequence[str], otherwise: Sequence[str]) -> Columns:
        """Return the words of texts; `otherwise` has for each text the language of sentences that do not tell."""
        at = cut(texts)
        if not len(at.begins):
            nothing = np.empty(0, np.int64)
            sizes = np.zeros(len(texts), np.int64)
            return Columns(nothing, nothing, nothing, nothing, sizes, nothing, nothing, (nothing, nothing))
        owners, first = at.owners, np.append(True, at.owners[1:] != at.owners[:-1])
        met = self.looked_up(at, np.where(first, at.begins, np.roll(at.ends, 1)))
        opens = first | opening(texts, at, met)
        stems = self.words.stemmed(met.words, self.ways(met.words, opens, owners, otherwise))
        real = first | ~parted(at, met)
        stems[~real] = NOTHING
        counted = np.cumsum(real)
        places = counted - counted[first][np.cumsum(first) - 1]
        found = Columns(
            owners,
            places,
            known(self.words.forms)[met.words],
            stems,
            np.bincount(owners[real], minlength=len(texts)),
            (at.begins - at.bases[owners])[real],
            (at.ends - at.bases[owners])[np.append(real[1:], True)],
            (owners[opens], places[opens]),
        )
        return self.with_pieces(found, at, np.flatnonzero(met.traits & PIECED).tolist())

    def looked_up(self, at: Cut, after: Numbers) -> Met:
        """Return what is known of the words of a cut, and of the gaps before them, which begin at some places."""
        edges = (np.concatenate(pair) for pair in ((at.begins, after), (at.ends, at.begins)))
        sums = np.split(summed(at.letters, *edges), 2)
        words = numbered(self.words, sums[0], at.joined, at.begins, at.ends)
        gaps = numbered(self.gaps, sums[1], at.joined, after, at.begins)
        traits = known(self.words.traits)[words]
        return Met(words, traits, np.append(0, traits[:-1]), after, gaps)

    def ways(self, words: Numbers, fresh: Mask, owners: Numbers, otherwise: Sequence[str]) -> Numbers:
        """Return for each word the way to its stem: what the words of its sentence tell together decides."""
        starts = np.flatnonzero(fresh)
        balance = np.add.reduceat(known(self.words.evidence)[words], starts)
        silent = np.array([WAYS.get(language, len(WAYS)) for language in otherwise])[owners[starts]]
        ways = np.where(balance > 0, WAYS["kk"], np.where(balance < 0, WAYS["ru"], silent))
        found: Numbers = ways[np.cumsum(fresh) - 1]
        return found

    def with_pieces(self, words: Columns, at: Cut, pieced: Sequence[int]) -> Columns:
        """Return the words with the pieces of those that have invisible marks in them, each behind its word."""
        written = ((place, at.joined[at.begins[place] : at.ends[place]][:MOST]) for place in pieced)
        rows = [(place, self.words.term(fold(piece))) for place, word in written for piece in pieces(word)]
        if not rows:
            return words
        behind, forms = np.array(rows, np.int64).T
        return words._replace(
            texts=np.insert(words.texts, behind + 1, words.texts[behind]),
            places=np.insert(words.places, behind + 1, words.places[behind]),
            forms=np.insert(words.forms, behind + 1, forms),
            stems=np.insert(words.stems, behind + 1, NOTHING),
        )


class Words(dict[str, int]):
    """Written word -> its number, and by that number what is known of it."""

    longest = LONGEST  # letters of one that is known by its sum

    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self.terms: list[str] = []
        self.numbers: dict[str, int] = {}  # of the terms
        self.forms, self.evidence, self.traits = array("q"), array("d"), array("b")
        self.stems = array("q")  # as many for each word as there are ways
        self.found: dict[tuple[int, str], str] = {}  # (way, form) -> stem

    def __missing__(self, word: str) -> int:
        if len(word) > MOST:
            return self[word[:MOST]]
        number = self[word] = len(self)
        if SIMPLE.fullmatch(word):
            form, found, traits = word, evidence(word), BEGINS
        else:
            form, found = FORM_AND_EVIDENCE(word)
            traits = (
                BEGINS * bool(BEGINS_SMALL.match(word))
                | PIECED * bool(pieces(word))
                | TAKES * takes_separator(word)
                | ABBREVIATES * may_abbreviate(word)
            )
        self.forms.append(self.term(form))
        self.evidence.append(found)
        self.traits.append(traits)
        self.stems.frombytes(UNASKED)
        return number

    def term(self, term: str) -> int:
        """Return the number of a term."""
        terms = self.terms
        number = self.numbers.setdefault(term, len(terms))
        if number == len(terms):
            terms.append(term)
        return number

    def stemmed(self, words: Numbers, ways: Numbers) -> Numbers:
        """Return the stem of each word, found in the way given for it."""
        wanted = words * len(STEMS) + ways
        found: Numbers = known(self.stems)[wanted]
        if (unknown := found == UNKNOWN).any():
            for at in dict.fromkeys(wanted[unknown].tolist()):
                word, way = divmod(at, len(STEMS))
                form = self.terms[self.forms[word]]
                if (stem := self.found.get((way, form))) is None:
                    stem = self.found[way, form] = STEMS[way](form)
                self.stems[at] = self.term(stem)
            found = known(self.stems)[wanted]
        return found


class Gaps(dict[str, int]):
    """What stands between two words -> bits: whether a sentence ends there, and whether an ending may be written so."""

    longest = KEPT

    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()

    def __missing__(self, gap: str) -> int:
        found = ending(gap, "а") | ending(gap, "А") << OTHER | bool(SEPARATOR.fullmatch(gap)) << SEPARATES
        if len(gap) <= KEPT:
            self[gap] = found
        return found


def opening(texts: Sequence[str], at: Cut, met: Met) -> Mask:
    """Return which words begin a sentence, by what stands before them."""
    ends = np.where(met.traits & BEGINS, met.gaps, met.gaps >> OTHER) & (YES | UNLESS)
    for word in np.flatnonzero((ends == UNLESS) & (met.previous & ABBREVIATES > 0)).tolist():
        text = at.owners[word]
        ends[word] = not is_abbreviated(texts[text], int(met.after[word] - at.bases[text]))
    found: Mask = ends > NO
    return found


def parted(at: Cut, met: Met) -> Mask:
    """Return which words are no words but endings written apart from the word before."""
    found = np.zeros(len(met.words), bool)
    for word in np.flatnonzero((met.gaps >> SEPARATES > 0) & (met.previous & TAKES > 0)).tolist():
        head, tail = (at.joined[at.begins[n] : at.ends[n]][:MOST] for n in (word - 1, word))
        found[word] = is_ending(head, at.joined[met.after[word] : at.begins[word]], tail)
    return found


def numbered(strings: Words | Gaps, sums: Sums, text: str, begins: Numbers, ends: Numbers) -> Numbers:
    """Return the numbers of stretches of a text, which have these sums; what is new is found out."""
    found = strings.seen.find(sums)
    short = ends - begins <= strings.longest
    found[~short] = NEW
    new = np.flatnonzero(found == NEW)
    numbers: list[int] = []
    met: dict[int, int] = {}
    columns = sums[new], short[new], begins[new], ends[new]
    for sum, is_short, begin, end in zip(*(column.tolist() for column in columns), strict=True):
        number = met.get(sum, NEW)
        if number == NEW or not is_short:
            number = strings[text[begin:end]]
        if is_short:
            met[sum] = number
        numbers.append(number)
    found[new] = numbers
    strings.seen.add(np.fromiter(met, np.uint64, len(met)), np.fromiter(met.values(), np.int64, len(met)))
    return found


def ending(gap: str, following: str) -> int:
    """Return whether a sentence ends between two words of which the second begins with a letter."""
    found = NO
    for match in END.finditer(gap + following):
        if match.start() or gap[0] != ".":
            return YES
        found = UNLESS
    return found


def known(values: Any) -> NDArray[Any]:
    """Return a growing array as it is; while somebody holds this, it cannot grow."""
    return np.frombuffer(values, values.typecode)


class Here(threading.local):
    """What a thread knows of words."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()


HERE = Here()
