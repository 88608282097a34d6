"""Letters, words, sentences, languages and stems."""

import random

import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pymorphy3 import MorphAnalyzer

from indexer import language
from indexer.language import kazakh, russian, sentences, tokenize
from indexer.language.detect import spoken
from indexer.language.kazakh.grammar import DERIVATION, GRAMMAR, bases
from indexer.language.letters import fold

LETTERS = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіАӘҚІiIəaоo-’'.,!? \n«»%5", max_size=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Үкiметi", "үкіметі"),  # Latin i, as adilet.zan.kz writes
        ("Yкiметi", "үкіметі"),  # Latin Y too
        ("əсем", "әсем"),  # Latin schwa, as inform.kz writes
        ("жəне", "және"),
        ("ӘСЕМ", "әсем"),
        ("ёлка", "елка"),
        ("е\u0308лка", "елка"),  # ё in two characters
        ("Ал\u0301маты", "алматы"),  # with a stress mark
        ("меди\u00adафорум", "медиафорум"),  # with a soft hyphen
        ("Казaхстан", "казахстан"),  # Latin a
        ("Telegrаm", "telegram"),  # Cyrillic а in a Latin word
        ("İstanbul", "istanbul"),
        ("COVID", "covid"),
        ("iPhoneдар", "iphoneдар"),  # two alphabets on purpose
        ("", ""),
    ],
)
def test_words_a_reader_sees_as_the_same_are_the_same(written, folded):
    assert fold(written) == folded


@settings(deadline=None)
@given(st.text() | LETTERS | st.text("ёЁеEeHhhYyУуӊӉҺһӨҚқQqSКк\u0308\u0301\u200b\u3099かİΣ", max_size=6))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text())
def test_words_and_what_stands_between_them_rejoin_to_the_text(text):
    rejoined, place = "", 0
    for token in tokenize(text):
        assert token.text == text[token.start : token.stop] != ""
        rejoined += text[place : token.start] + token.text
        place = token.stop
    assert rejoined + text[place:] == text


@settings(deadline=None)
@given(st.text() | LETTERS)
def test_sentences_rejoin_to_the_text(text):
    assert "".join(text[start:stop] for start, stop in sentences(text)) == text


@pytest.mark.parametrize(
    "line",
    [
        "Күн ашық.| Жел жоқ.",
        "2025 ж. 29 қыркүйекте жиын өтті.| Оған жұрт келді.",
        "Бұл туралы А. Құнанбаев айтты.| Жұрт тыңдады.",
        "Бюджет 5 млн. теңге болды.",
        "В 2024 г. Алматы принял форум.| Приехали гости.",
        "«Келдік!» деді ол.| «Қайттық!»| Жауап жоқ.",
        "Бірінші жол\n|Екінші жол",
        "BAQ.KZ сайты хабарлады.",
        "Қалай?..| – Жақсы.",
    ],
)
def test_a_sentence_ends_where_a_reader_stops(line):
    text = line.replace("|", "")
    assert "|".join(text[start:stop] for start, stop in sentences(text)) == line


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Мектепте жаңа оқу жылы басталды", "kk"),
        ("Бала ойнап жатыр деп айтты", "kk"),
        ("В школе начался новый учебный год", "ru"),
        ("Президент подписал закон", ""),
        ("Тоқаев", "kk"),
        ("Открытие моста состоялось", "ru"),
        ("COVID 19", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_sentence(sentence, found):
    assert spoken([fold(token.text) for token in tokenize(sentence)]) == found


def test_each_sentence_of_a_mixed_article_has_its_own_language():
    text = "Школу открыли в мае. «Мектептер көп емес», – деді ол. Об этом сообщает пресс-служба школы."
    stems = {word.form: word.stem for word in language.analyse(text)}
    assert (stems["школу"], stems["мектептер"], stems["школы"], stems["мае"]) == ("школа", "мектеп", "школа", "май")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("АҚШ-тың елшісі", "ақш.0 тың.0 елшісі.1"),
        ("20%-ындай өсті", "20.0 ындай.0 өсті.1"),
        ("kaz.inform-ға сілтеме", "kaz.0 inform.1 ға.1 сілтеме.2"),
        ("Telegram-да", "telegram.0 да.0"),
        ("BAQ.KZ-тің тілшісі", "baq.0 kz.1 тің.1 тілшісі.2"),
        ("2025-жылғы", "2025.0 жылғы.1"),  # a word, no ending
        ("сауда-экономикалық", "сауда.0 экономикалық.1"),
        ("Қасым-Жомарт", "қасым.0 жомарт.1"),
        ("қа\u00adзақстанда бар", "қазақстанда.0 қа.0 зақстанда.0 бар.1"),  # with a soft hyphen, as akorda.kz has it
    ],
)
def test_an_ending_behind_a_hyphen_shares_the_place_of_its_word(text, places):
    assert " ".join(f"{word.form}.{word.place}" for word in language.analyse(text)) == places


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("школьных", "школьный"), ("Ёлки", "елка"), ("мостами", "мост"), ("Тоқаев", "тоқаев"), ("", "")],
)
def test_the_lemma_of_a_russian_word(word, lemma):
    assert russian.lemma(word) == lemma


def listed():
    """Return some words of the dictionary."""
    begins = ("бак", "вере", "каза", "лу", "нов", "петр", "серг", "учащ", "школ", "ё")
    dictionary = russian.dictionary().dictionary
    return [word for begin in begins for word, *_ in dictionary.iter_known_words(begin)][::17]


def test_a_russian_word_has_the_readings_that_pymorphy3_gives_it():
    whole, lean, rng = MorphAnalyzer(lang="ru"), russian.dictionary(), random.Random(5)
    known = listed()
    made = [rng.choice(known)[: rng.randint(1, 9)] + rng.choice(known)[-rng.randint(1, 5) :] for _ in range(3_000)]
    joined = [f"{rng.choice([*known, '30', '2024'])}-{rng.choice(known)}" for _ in range(1_000)]
    particles = [f"по-{word}" for word in known[::9]] + [f"{word}-то" for word in known[::9]]
    for word in {fold(word) for word in known + made + joined + particles}:
        assert [reading[:4] for reading in lean.parse(word)] == [reading[:4] for reading in whole.parse(word)]


def test_the_lemma_of_a_word_of_one_paradigm_is_that_of_all_its_readings(monkeypatch):
    words = [fold(word) for word in listed()]
    words += ["петровны", "лучший", "заведующим", "вареньем", "новейших", "учащимися"]
    found = [russian.of_form(word) for word in words]
    monkeypatch.setattr(russian.dictionary(), "only", lambda _: "")
    assert found == [russian.of_form(word) for word in words]


@pytest.mark.parametrize(
    "row",
    [
        "закрыть: закрыт закрыта закрыли",  # a short participle is of its verb
        "действующий: действующей действующих",  # a participle that is an adjective, too
        "необходимый: необходимо необходима необходимые",
        "найти: нашли нашел нашла",  # no imperative of наслать
        "значить: значит значило",
        "аким: акимы акима",  # no женщина «акима»
        "суть: суть сути",
        "черный: черных черного",  # no surname Черных
        "каменский: каменском каменская",  # no town
        "основной: основную основных основной",  # -ой before -ый
        "родной: родным родные",
        "большой: большая больших большую",  # больший is the rarer
        "личный: личного личной",
    ],
)
def test_of_two_lemmas_a_form_has_the_likelier(row):
    lemma, _, forms = row.partition(": ")
    assert {form: russian.lemma(form) for form in forms.split()} == dict.fromkeys(forms.split(), lemma)


@pytest.mark.parametrize(
    "row",
    [
        "нукенов: Нукенов Нукенова Нукенову Нукеновым Нукенове Нукеновой Нукеновых",
        "бишимбаев: Бишимбаев Бишимбаева Бишимбаеву Бишимбаевым Бишимбаевой",
        "токаев: Токаев Токаева Токаеву Токаевым Токаеве",
        "мангистауский: мангистауский мангистауская мангистауской мангистауском",
        "улытауский: улытауский улытауском улытаускую",
        "акимат: акимат акимата акиматом акиматы акиматов акиматах",
        "казнет: казнет казнета",
        "актобе: Актобе",
        "астана: Астана Астаны Астане Астану Астаной",
        "кызылорда: Кызылорда Кызылорды Кызылорде Кызылорду Кызылордой",
        "самара: Самара Самары Самаре Самару Самарой",
    ],
)
def test_names_that_no_russian_dictionary_has_keep_together(row):
    lemma, _, forms = row.partition(": ")
    assert {form: russian.lemma(form) for form in forms.split()} == dict.fromkeys(forms.split(), lemma)


@pytest.mark.parametrize(
    "row",
    [
        "петровна: Петровна Петровны Петровной",  # and not Петрович
        "юрьевич: Юрьевич Юрьевича Юрьевичем",
        "лучший: лучший лучших лучшими",  # and not хороший
        "крупнейший: крупнейшего крупнейшую",
        "заведующий: заведующий заведующего",  # and not заведовать
        "варенье: варенье варенья вареньем",  # and not варение
    ],
)
def test_a_word_of_its_own_is_not_lost_in_another(row):
    lemma, _, forms = row.partition(": ")
    assert {form: russian.lemma(form) for form in forms.split()} == dict.fromkeys(forms.split(), lemma)


@pytest.mark.parametrize(
    "row",
    [
        "быть: есть был будет",
        "должен: должен должна должны",
        "деньги: деньги денег деньгами",
        "больше: больше",
        "часто: чаще",
        "ночь: ночью ночи",
        "утро: утром утра",
        "год: г. гг. года",
        "миллион: млн млн. миллионов",
        "смотреть: см.",
        "июль: июль",
        "январь: янв. января",
        "а: А.",  # an initial
        "г: г",  # gram, year, town: the letter alone does not tell
    ],
)
def test_closed_classes_and_abbreviations_have_their_lemma(row):
    lemma, _, forms = row.partition(": ")
    assert {form: russian.lemma(form) for form in forms.split()} == dict.fromkeys(forms.split(), lemma)


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("юго-восточной", "юго-восточный"),
        ("Нью-Йорке", "нью-йорк"),
        ("инженера-физика", "инженер-физик"),
        ("1960-х", "1960-й"),
        ("2025-го", "2025-й"),
        ("3-им", "3-й"),
        ("30-летнего", "30-летний"),
        ("алма-", "алма-"),
        ("а-" * 30, ("а-" * 30)),
        ("АҚШ-ты", "ақш-ты"),
    ],
)
def test_the_last_part_of_a_hyphenated_word_is_inflected(word, lemma):
    assert russian.lemma(word) == lemma


def test_the_table_of_closed_classes_is_sorted_folded_and_without_doubles():
    lines = (ROOT / "indexer/language/russian.tsv").read_text().splitlines()
    forms = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    assert forms == sorted(set(forms))
    assert russian.closed() == {fold(form): fold(lemma) for form, lemma in russian.closed().items()}


@pytest.mark.parametrize(("ending", "form", "stem"), GRAMMAR.examples)
def test_each_row_of_the_table_finds_the_stem_of_its_examples(ending, form, stem):
    assert stem in dict(kazakh.readings(form)), f"{form} by {ending}"


@pytest.mark.parametrize(("ending", "word", "base"), DERIVATION.examples)
def test_each_row_of_derivation_finds_what_its_examples_are_made_from(ending, word, base):
    kind = "verb" if ending.slot == "verb" else "stem"
    assert (base, ending) in {(r.stem, r.endings[0].ending) for r in bases(word, kind)}, f"{word} by {ending}"


@pytest.mark.parametrize(
    "row",
    [
        "мектеп: мектептер мектебі мектепке мектептегі мектептеріміздегілердің мектептен",
        "бала: балалар балаларымызға баласының балалардың",
        "медиафорум: медиафорумы медиафорумдардың медиафорумға",
        "қала: қаладан қаласында қалалар қала",
        "адам: адам адамдар адамның адамға",
        "қазақстан: Қазақстанның ҚАЗАҚСТАНДА Қазақстанға",
        "кітап: кітабы кітаптар кітаптың",
    ],
)
def test_forms_of_a_noun_have_one_stem(row):
    stem, _, forms = row.partition(": ")
    assert {form: kazakh.stem(form) for form in forms.split()} == dict.fromkeys(forms.split(), stem)


@example("\u00ad")  # a soft hyphen alone
@settings(deadline=None)
@given(st.text(max_size=80) | LETTERS)
def test_stems_and_lemmas_are_total(word):
    assert bool(kazakh.stem(word)) == bool(word)
    for found in (russian.lemma(word), *(stem for stem, _ in kazakh.readings(word))):
        assert isinstance(found, str)
        assert bool(found) == bool(fold(word))
    assert fold(word) in dict(kazakh.readings(word))


@settings(deadline=None)
@given(LETTERS)
def test_a_typed_word_is_read_as_the_index_knows_it_in_any_sentence(text):
    for word in language.analyse(text):
        reading = language.readings(text[word.start : word.stop])
        assert reading.form == word.form
        assert word.stem in ("", *reading.stems)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Күн ашық. Жел жоқ! Қар да жоқ.", [0, 2, 4]),
        ("Бір сөйлем ғана", [0]),
        ("2025 ж. 3 мамырда А. Құнанбаев ауылы. Келді.", [0, 7]),
        ("Тақырып\n\nМәтін", [0, 1]),
        ("АҚШ-тың елшісі келді. АҚШ-тың\n-тың. Ақыры.", [0, 3, 4, 5]),
        ("Ал\u00adма пісті. Ал\u00adма.", [0, 2]),
        ("... !!!", []),
        ("", []),
    ],
)
def test_the_words_with_which_sentences_begin_are_known(text, sentences):
    assert language.columns(text).sentences == sentences


@given(LETTERS)
@example("Су тасқыны Атырауда")
@example("АҚШ-тың 5-ші мектебі")
def test_words_without_stems_are_those_with_them(text):
    found, wanted = (
        [(*word[:4], bool(word.stem)) for word in way(text)] for way in (language.unstemmed, language.analyse)
    )
    assert found == wanted
