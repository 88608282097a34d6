"""What people type for a word, and that each of it reaches the word of the archive that was meant."""

from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

import pytest
from conftest import ROOT
from hatchling.builders.wheel import WheelBuilder
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_words import KINDS, NAMES, TRANSLATED, UNREACHED, table, vocabulary

from indexer import language
from indexer.language.letters import fold, is_cyrillic
from indexer.language.typed import (
    glossary,
    layout,
    reached,
    repairs,
    skeleton,
    skeletons,
    synonyms,
    terms,
    translations,
)
from indexer.language.typed.variants import heads, kind, others

ENOUGH = 0.95  # of each kind must be reached
ANYTHING = st.text(max_size=80) | st.text(
    "абвдеёжийклмнопрстуьыэюяәғқңөұүһіqwsyhngtzaeio0123456789-=;'[]\".,", max_size=70
)


class Archive:
    """The words of real articles, by form and by skeleton."""

    def __init__(self, words):
        self.words = words
        self.hidden = ""  # a form that is taken for unknown
        self.by_skeleton = defaultdict(list)
        for word in words:
            self.by_skeleton[skeleton(word)].append(word)

    def known(self, word):
        """Return the number of articles."""
        return 0 if word == self.hidden else self.words.get(word, 0)

    def spelled(self, key):
        """Return the words of a skeleton."""
        return [word for word in self.by_skeleton.get(key, ()) if word != self.hidden]

    def reach(self, piece, without=""):
        """Return what a piece reaches, if need be as though one form were unknown."""
        self.hidden = without
        return reached(piece, self.known, self.spelled)


@pytest.fixture(scope="module")
def archive(shared):
    return Archive(vocabulary(shared).words)


def same(text, wanted):
    """Whether a text is the wanted one, or its words have a stem in common with those of it, one by one."""
    found, meant = [[{w.form, *language.readings(w.form).stems} for w in language.analyse(t)] for t in (text, wanted)]
    return len(found) == len(meant) and all(a & b for a, b in zip(found, meant, strict=True))


def other_language(text):
    """Return what the glossary gives for a typed word."""
    form, stems = language.readings(text)
    return [other for stem in (form, *stems) for spoken in ("kk", "ru") for other in translations(stem, spoken)]


def test_each_kind_of_typed_variant_reaches_its_word(archive, shared):
    tried, hit, added, missed = Counter(), Counter(), Counter(), defaultdict(list)
    for typed_as, how, wanted in table(vocabulary(shared)):
        found = archive.reach(typed_as, without=wanted if how == "unseen form" else "")
        tried[how] += 1
        added[how] += len(found)
        if any(
            same(text, wanted) for text in (fold(typed_as), *(word.text for word in found), *other_language(typed_as))
        ):
            hit[how] += 1
        else:
            missed[how].append(f"{typed_as}={wanted}")
    for how in tried:
        share = hit[how] / tried[how]
        print(
            f"{how:20} {tried[how]:4} {share:7.1%}  words added {added[how] / tried[how]:.1f}  {' '.join(missed[how][:8])}"
        )
    assert sum(tried.values()) >= 300
    assert set(tried) == set(KINDS)
    assert {how: hit[how] / tried[how] for how in tried if hit[how] < ENOUGH * tried[how]} == {}


def test_the_glossary_gives_what_the_other_language_says():
    missed = []
    for line in TRANSLATED:
        asked, wanted, spoken = line
        stems = [language.STEM[spoken](word.form) for word in language.analyse(asked, spoken)]
        if wanted not in [text for term in terms(stems, spoken) for text in term.others]:
            missed.append(line)
    print(f"glossary {len(TRANSLATED)}, missed {missed}")
    assert missed == []


@pytest.mark.parametrize(
    ("russian", "kazakh"), [*NAMES, *(pytest.param(*pair, marks=pytest.mark.xfail(strict=True)) for pair in UNREACHED)]
)
def test_a_name_in_older_russian_is_near_its_kazakh_spelling(russian, kazakh):
    key = skeleton(kazakh)
    assert key == skeleton(russian) or key in set(others(skeleton(russian)))


@pytest.mark.parametrize(
    "line",
    [
        "тоқаев токаев toqaev tokayev tokaev توقايەۆ",
        "үкімет укимет Үкiмет úkimet ükimet ukimet",
        "қасым касым qasym kasym kassym",
        "әлия алия aliya äliia",
        "айгүл айгуль aygul aigul",
        "жаңа жана jaña jańa zhanga jana",
        "қоян коян qoian qoyan قويان",
        "ауыл auyl awyl",
        "үй уй üi üy",
        "жәнібек жанибек джанибек zhanibek janibek",
        "мұхтар мухтар muhtar mukhtar",
        "шәкәрім шакарим shakarim şäkärım",
        "премьер premer",
        "xxi ххі ххи",
    ],
)
def test_all_spellings_of_a_word_share_a_skeleton(line):
    first, *rest = map(fold, line.split())
    assert [word for word in rest if skeleton(first) not in skeletons(word)] == []


@pytest.mark.parametrize(
    "line", ["тыл тіл", "қыр кір", "хан қан", "бала баға", "боль бол", "весь вес", "киім кім", "ша жа"]
)
def test_other_words_have_other_skeletons(line):
    one, other = line.split()
    assert skeleton(one) != skeleton(other)


def test_who_typed_one_kazakh_letter_meant_no_other():
    assert [kind(*line.split()) for line in ("тұс түс", "қол көл", "күн құн", "қала кала", "кала қала", "бөл бол")] == [
        "",
        "",
        "",
        "letters",
        "letters",
        "letters",
    ]


def test_a_known_word_with_kazakh_letters_is_found_without_them_but_not_with_more():
    words = ["қосу", "косу", "қөсу", "тілі", "түлі"]
    archive = Archive(dict.fromkeys(words, 1))
    assert [word.text for word in archive.reach("қосу")] == ["косу"]
    assert {word.text for word in archive.reach("косу")} == {"қосу", "қөсу"}


def test_a_short_word_is_taken_for_a_slip_only_where_the_archive_hardly_has_it():
    archive = Archive({"кол": 1, "қол": 20, "көл": 5, "ол": 300, "өл": 20})
    assert [word.text for word in archive.reach("кол")] == ["қол"]
    assert archive.reach("қол") == archive.reach("ол") == archive.reach("өл") == []


def test_a_layout_is_repaired_only_for_what_the_archive_lacks():
    archive = Archive({"кеңесші": 3, "2025": 1, "ке4есш3": 1, "қарым": 1, "қатынас": 1, "google": 1})
    assert archive.reach("ке4есш3") == []
    assert archive.reach("кеңесші") == []
    assert archive.reach("rt4tci3") == [("кеңесші", "kazakh-on-english")]
    assert archive.reach("әқәғ") == [("2025", "digits-on-kazakh")]
    assert archive.reach("0арым-0атынас") == [("қарым-қатынас", "kazakh-on-russian")]
    assert archive.reach("қарымөқатынас") == [("қарым-қатынас", "hyphen-on-kazakh")]
    assert archive.reach("пщщпду") == [("google", "english-on-kazakh")]


def test_endings_come_off_a_word_in_letters_that_the_stemmer_cannot_read():
    archive = Archive({"мектеп": 3, "кітап": 2})
    assert archive.reach("мектептердеги") == [("мектеп", "stem")]
    assert archive.reach("китабынын") == [("кітап", "letters")]
    assert list(heads("токаевтын")) == ["токаевты", "токаевт", "токаев"]


def test_numbers_find_their_other_half():
    archive = Archive({"10": 1, "000": 1, "10000": 1, "2025": 1, "жылы": 1})
    assert archive.reach("10000") == [("10 000", "number")]
    assert archive.reach("10.000") == [("10000", "number")]
    assert archive.reach("2025жылы") == [("2025 жылы", "number")]
    assert archive.reach("2025") == []
    assert Archive({"ххі": 1, "xxi": 1}).reach("ХХІ") == [("xxi", "alphabet")]


def test_the_layouts_have_the_same_keys():
    assert len(layout.ENGLISH) == len(layout.RUSSIAN) == len(layout.KAZAKH)
    assert {layout.ENGLISH[place] for place in map(layout.KAZAKH.index, "әіңғүұқөһ")} == set("2345890-=")


@settings(deadline=None)
@given(ANYTHING)
def test_any_text_has_a_skeleton_repairs_and_words(text):
    assert bool(skeleton(text)) == bool(fold(text))
    assert skeleton(text) == skeletons(text)[0]
    assert all(isinstance(repaired, str) and repaired for repaired, _ in repairs(text))
    assert reached(text, lambda _: 0, lambda _: ()) == []
    reached(text, lambda _: 1, lambda key: [key] if key else [])
    assert translations(text, "kk") is not None


@settings(deadline=None)
@given(ANYTHING)
def test_a_skeleton_does_not_hang_on_kazakh_letters_or_capitals(text):
    word = fold(text)
    plain = word.translate(str.maketrans("әғқңөұүһі", "агкноуухи"))
    if len(word) > 1 and all(map(is_cyrillic, word)) and "йі" not in word:
        assert skeleton(word) == skeleton(plain) == skeleton(word.upper())


def test_the_glossary_is_sorted_and_says_nothing_twice():
    lines = [line for line in (ROOT / "indexer/language/typed/glossary.tsv").read_text().splitlines() if line[0] != "#"]
    assert lines == sorted(lines)
    rows = [line.split("\t") for line in lines]
    assert [row for row in rows if len(row) != 3 or not all(cell == " ".join(cell.split()) for cell in row)] == []
    pairs = Counter((glossary.stems(kk, "kk"), glossary.stems(ru, "ru")) for kk, ru, _ in rows)
    assert [pair for pair, n in pairs.items() if n > 1] == []
    assert [pair for pair in pairs if not all(pair) or not all(map(str.split, pair))] == []
    assert [row for row in rows if fold(row[0]) == fold(row[1])] == []
    assert {field for *_, field in rows if not field.isalpha()} == set()
    assert len(rows) >= 1_500


def test_an_index_does_not_depend_on_what_only_queries_read(monkeypatch):
    read, plainly = [], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or plainly(path))
    assert language.fingerprint.__wrapped__() == language.fingerprint()
    assert ROOT / "indexer/language/letters.py" in read
    assert [path for path in read if "typed" in path.parts] == []


def test_synonyms_are_sorted_and_no_line_says_what_another_says():
    text = (ROOT / "indexer/language/typed/synonyms.txt").read_text()
    lines = [line for line in text.splitlines() if line[0] != "#"]
    assert lines == sorted(lines)
    groups = [[glossary.stems(word, "kk") for word in line.split(", ")] for line in lines]
    assert [line for line, stems in zip(lines, groups, strict=True) if len({*stems} - {""}) < max(2, len(stems))] == []
    by_stem = {stem: [n for n, stems in enumerate(groups) if stem in stems] for stem in chain(*groups)}
    within = [lines[n] for n, stems in enumerate(groups) if set.intersection(*(set(by_stem[s]) for s in stems)) != {n}]
    assert within == []


def test_no_term_is_longer_than_what_is_looked_for():
    terms = [*glossary.table("kk"), *glossary.table("ru"), *synonyms.table()]
    assert max(term.count(" ") + 1 for term in terms) == glossary.LONGEST


def test_the_glossary_and_the_synonyms_are_in_the_wheel():
    shipped = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert {f"indexer/language/typed/{name}" for name in ("glossary.tsv", "synonyms.txt")} <= shipped
