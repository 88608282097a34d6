"""Kazakh stems against what is on record: words of the sample archive, and the figures on gold words."""

import gc
import importlib.util
import subprocess
import sys
import time

import pytest
from conftest import CORPUS, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import language, sources
from indexer.language import kazakh, russian
from indexer.language.kazakh import evidence, flat, induce, likely
from indexer.language.kazakh.grammar import DERIVATION, GRAMMAR
from indexer.language.letters import ALPHABET, fold

GOLDEN = ROOT / "tests/stems.tsv"  # word, stem; `python tests/test_stems.py` writes it anew, and its diff is reviewed
FIGURES = ROOT / "tests/figures.tsv"  # set, pairwise F1 as written, lower-cased, lemma %: lowered on purpose only
SETS = {
    "ud": ("kk_ud", "kk_apertium"),
    "hard": ("kk_hard",),
    "oov": ("kk_oov",),
    "media": ("kk_media",),
    "unimorph": ("kk_unimorph_noun",),
    "names": ("kk_names",),
    "russian": ("ru_ud",),
}
TABLES = ROOT / "indexer/language/kazakh"
ENDS = ["", "берді", *GRAMMAR.allomorphs, *DERIVATION.allomorphs]
# What asks for stems where nothing was compiled.
PLAINLY = """
import sys
sys.modules["indexer.language.kazakh._stems"] = None  # not there
from indexer.language import kazakh
print(kazakh.likely.way().__name__, *map(kazakh.stem, sys.argv[1:]))
"""
TEXTS = ("news_kk", "headlines_kk", "pools/sentences_kk")


def sample_words():
    """Return each Kazakh word of the sample archive with its stem."""
    found = {}
    for file in sources.listing(CORPUS, ROOT / "index").files:
        for row in sources.read(file, CORPUS, file.name, sources.Child()):  # none of them is read by it
            found |= {word: kazakh.stem(word) for word in induce.kazakh_words(row.article.text)}
    return found


def rows(file):
    """Return the rows of a table of tabs."""
    return [line.split("\t") for line in file.read_text().splitlines()]


def test_the_words_of_the_sample_archive_have_the_stems_on_record():
    assert sample_words() == dict(rows(GOLDEN))
    assert len(rows(GOLDEN)) > 2_000


def test_the_tables_are_sorted_and_without_doubles():
    for name in ("roots.tsv", "core.tsv", "irregular.tsv", "habits.tsv", "forms.tsv"):
        facts = [row[: 1 if name in ("irregular.tsv", "forms.tsv") else 2] for row in evidence.table(name)]
        assert facts == sorted(facts), name
        assert len({tuple(fact) for fact in facts}) == len(facts), name


@pytest.fixture(scope="module")
def scorer(shared):
    """The harness of the gold words."""
    spec = importlib.util.spec_from_file_location("eval_stem", shared / "eval/lang/eval_stem.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize(("name", "record"), [(row[0], row[1:]) for row in rows(FIGURES) if not row[0].startswith("#")])
def test_no_figure_on_gold_words_is_lower_than_on_record(scorer, shared, name, record):
    gold = scorer.load([shared / f"eval/lang/gold/{part}.tsv" for part in SETS[name]], "dev")
    key = russian.lemma if name == "russian" else kazakh.stem
    as_written = scorer.evaluate(gold, lambda row: key(row["form"]))
    in_small = scorer.evaluate([row | {"form": row["form"].lower()} for row in gold], lambda row: key(row["form"]))
    measured = as_written["conf"]["F1"], in_small["conf"]["F1"], as_written["lemma_content"]["tok"]
    print(name, *(f"{100 * figure:.1f}" for figure in measured))
    assert all(round(100 * figure, 1) >= float(least) for figure, least in zip(measured, record, strict=True))


@pytest.mark.slow
def test_the_tables_are_what_the_tool_makes_of_the_texts(shared, monkeypatch, tmp_path):
    monkeypatch.setattr(induce.evidence, "__file__", str(tmp_path / "evidence.py"))
    induce.main([str(shared / f"data/{name}.jsonl.gz") for name in TEXTS])
    for name in ("roots.tsv", "habits.tsv", "forms.tsv"):
        made, kept = ({*(folder / name).read_text().splitlines()} for folder in (tmp_path, TABLES))
        assert len(made ^ kept) <= len(kept) / 200, name  # another machine adds up in another order


def test_readings_are_probabilities_and_the_stem_is_the_likeliest():
    found = kazakh.readings("мектептердегі")
    assert found[0][0] == kazakh.stem("мектептердегі") == "мектеп"
    assert sum(share for _, share in found) == pytest.approx(1)
    assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("АҚШ-тың", "ақш"),
        ("ақш-тың", "ақш"),
        ("Telegram-да", "telegram"),
        ("BAQ.KZ-ға", "baq.kz"),
        ("20%-ындай", "20%"),
        ("5-інші", "5"),
        ("Нью-Йоркта", "нью-йорк"),
        ("жақсы-ақ", "жақсы"),
        ("Тоқаевтың", "тоқаев"),
        ("Мүсіреповке", "мүсірепов"),
        ("халқымыздың", "халық"),
        ("тауып", "тап"),
        ("қоюға", "қой"),
        ("оқитын", "оқы"),
        ("айтылғандықтан", "айт"),
        ("маған", "мен"),
        ("енді", "енді"),
        ("Qazaqstannyñ", "қазақстан"),
        ("qalalar", "қала"),
        ("Qazaqstanǵa", "қазақстан"),
        ("Telegram", "telegram"),
        ("el", "ел"),
        ("elimizde", "ел"),
        ("Times", "times"),
        ("командирі", "командир"),
        ("моделі", "модель"),
        ("клубы", "клуб"),
        ("қояды", "қой"),
        ("қорқып", "қорық"),
        ("маңызды", "маңызды"),
        ("кітапты", "кітап"),
        ("келгім", "кел"),
        ("5-ші", "5"),
        ("ХХ-шы", "хх"),
        ("қарым-қатынасы", "қарым-қатынас"),
        ("рольдері", "роль"),
        ("журналистер", "журналист"),
        ("процесі", "процесс"),
        ("металдар", "металл"),
        ("съезге", "съезд"),
        ("фактіні", "факт"),
        ("Нұрғалиге", "нұрғали"),
        ("Нұрғалидың", "нұрғали"),
        ("Жетісуда", "жетісу"),
        ("иелері", "ие"),
        ("жуып", "жу"),
        ("қияды", "қи"),
        ("байыған", "байы"),
        ("бояп", "боя"),
        ("барғандығын", "бар"),
        ("келместігін", "кел"),
        ("боларын", "бол"),
        ("балалары", "бала"),
        ("отарлар", "отар"),
        ("барыппыз", "бар"),
        ("келесіздер", "кел"),
        ("келіңізші", "кел"),
        ("бармастан", "бар"),
        ("ағамдікі", "аға"),
        ("отбасында", "отбасы"),
        ("қаупіне", "қауіп"),
        ("бәріне", "бәрі"),
        ("Серғазының", "серғазы"),
        ("Төлепберген", "төлепберген"),
        ("Айгерімге", "айгерім"),
        ("талап", "талап"),
        ("жерленген", "жерле"),
        ("оралды", "орал"),
    ],
)
def test_a_word_of_each_kind_goes_to_its_stem(word, stem):
    assert kazakh.stem(word) == stem


@pytest.mark.parametrize("word", ["1-" + "ын" * 40 + "щ", "q" + "iy" * 40, "ынды" * 7, "лар" * 9 + "ы", "а" * 500_000])
def test_hostile_words_cost_no_time(word):
    start = time.process_time()
    list(language.analyse(word))
    kazakh.stem(word)
    assert time.process_time() - start < 1


compiled = pytest.mark.skipif(likely.way() is likely.plainly, reason="stems.c was not compiled: no C compiler")


@compiled
def test_compiled_stems_are_those_of_python_to_the_bit():
    words = [word for word in map(fold, dict(rows(GOLDEN))) if kazakh.is_word(word)]
    assert {word: likely.weighed(word) for word in words} == {word: likely.plainly(word) for word in words}


@compiled
@settings(deadline=None, max_examples=1_000)
@given(st.text("".join(map(chr, range(0x400, 0x530))) + 9 * ALPHABET, max_size=likely.LONGEST), st.sampled_from(ENDS))
def test_compiled_stems_are_those_of_python_for_any_letters(word, end):
    word = (word + end)[-likely.LONGEST :] or "а"
    assert likely.weighed(word) == likely.plainly(word)


@compiled
@pytest.mark.parametrize("word", ["", "ы" * 31, "qala", "қalа", "5", "a", "бала\U0001f600", "бала-", None, b"\xd0"])
def test_what_is_no_word_is_refused(word):
    with pytest.raises(ValueError, match="no word of at most 30 Cyrillic letters"):
        likely.weighed(word)


@compiled
def test_tables_that_do_not_fit_are_refused():
    stems = type(likely.way().__self__)
    tables = list(flat.tables(evidence.EVIDENCE))
    for place, wrong in (
        (3, 5),
        (6, tables[6][:3]),
        (8, tables[8][:9]),
        (10, tables[10][:1]),
        (0, "abc"),
        (2, ("abc",)),
    ):
        with pytest.raises(ValueError, match=r"fit each other|Cyrillic"):
            stems(*tables[:place], wrong, *tables[place + 1 :])
    with pytest.raises(TypeError):
        stems(*tables[:5])


def test_stems_without_a_compiler_are_the_same():
    words = ["мектептеріміздегілердің", "халқымыздың", "Qazaqstannyñ", "Серғазының", "тауып"]
    found = subprocess.run([sys.executable, "-c", PLAINLY, *words], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["plainly", *map(kazakh.stem, words)]


if __name__ == "__main__":
    GOLDEN.write_text("".join(f"{word}\t{stem}\n" for word, stem in sorted(sample_words().items())))


def test_a_word_that_is_asked_for_while_python_collects_garbage_changes_no_other(request):
    stems, threshold = likely.way(), gc.get_threshold()
    right = stems("мектептеріміздегілердің")
    gc.callbacks.append(collected := lambda *_: stems("ақ"))
    request.addfinalizer(lambda: (gc.set_threshold(*threshold), gc.callbacks.remove(collected)))
    gc.set_threshold(5)
    for _ in range(500):
        kept = [[] for _ in range(7)]
        assert stems("мектептеріміздегілердің") == right, kept
