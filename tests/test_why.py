"""Why an article was found: what stands in it, where, and for which word."""

import pickle

import pytest

import indexer
from indexer import Article, BadSearch, Reason
from indexer.reasons import KINDS, LOOKED, SAID

TEXTS = (
    ("кеңес", "kk", "Президент кеңесшісі келді", "Кеңесшісі Астанада болды. Кеңесші Алматыға да барды."),
    ("тоқаев", "kk", "Сапар", "Қасым-Жомарт Тоқаев Шымкентке барды. Тоқаев мектепті көрді."),
    ("кнб", "ru", "Служба", "КНБ сообщил о задержании. В КНБ добавили, что министр финансов ни при чем."),
    ("ашт", "kk", "АҚШ елшісі", "АҚШ-тың елшісі көпірді көрді, көпірдің жаны тасқын."),
    ("аңыз", "kk", "Аңыз", "Жаңаша аңыздар мен аңызшылар туралы сөз."),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Five articles; only to be read."""
    with indexer.open(tmp_path_factory.mktemp("why") / "index") as index:
        with index.batch():
            for id, language, title, text in TEXTS:
                index.add(Article(text, id=id, title=title, language=language))
        yield index


def why(archive, box, **options):
    """Return the reasons of the first hit, in Kazakh."""
    return [reason.said("kk") for reason in archive.search(box, **options).hits[0].why]


@pytest.mark.parametrize(
    ("box", "reasons"),
    [
        (
            "кеңесші",
            [
                "Кеңесші (дәл жазылғандай), мәтінде",
                "кеңесшісі ← кеңесші (сөз тұлғасы), тақырыпта",
                "кеңесшісі ← кеңесші (сөз тұлғасы), мәтінде",
            ],
        ),
        ("Токаевтын", ["Тоқаев ← Токаевтын (басқаша жазылуы), мәтінде ×2"]),
        ("ҰҚК", ["КНБ ← ҰҚК (орысша), мәтінде ×2"]),
        (
            "қаржы министрі",
            [
                "министр ← министрі (сөз тұлғасы), мәтінде",
                "министр финансов ← қаржы (орысша), мәтінде",
                "министр финансов ← министрі (орысша), мәтінде",
            ],
        ),
        (
            "ке4есш3",
            [
                "кеңесшісі ← ке4есш3 (пернетақта тілі), тақырыпта",
                "кеңесшісі ← ке4есш3 (пернетақта тілі), мәтінде",
                "Кеңесші ← ке4есш3 (пернетақта тілі), мәтінде",
            ],
        ),
        ("title:кеңесші", ["кеңесшісі ← кеңесші (сөз тұлғасы), тақырыпта"]),
        ("=көпірдің", ["көпірдің (дәл жазылғандай), мәтінде"]),
        ("мостом", ["көпірді ← мостом (қазақша), мәтінде", "көпірдің ← мостом (қазақша), мәтінде"]),
        ("көпір*", ["көпірді ← көпір* (осылай басталады), мәтінде", "көпірдің ← көпір* (осылай басталады), мәтінде"]),
        ("АҚШ", ["АҚШ (дәл жазылғандай), тақырыпта", "АҚШ-тың (дәл жазылғандай), мәтінде"]),
        (
            '"Алматыға да"',
            ["Алматыға да (дәл жазылғандай), мәтінде"],
        ),
        (
            '"АҚШ елшілері"',
            [
                "АҚШ елшісі ← АҚШ елшілері (сөз тұлғасы), тақырыпта",
                "АҚШ-тың елшісі ← АҚШ елшілері (сөз тұлғасы), мәтінде",
            ],
        ),
        (
            "Астанада NEAR/S кеңесшісі",
            ["Кеңесшісі (дәл жазылғандай), мәтінде", "Астанада (дәл жазылғандай), мәтінде"],
        ),
        (
            "мост OR көпірді",
            ["көпірді (дәл жазылғандай), мәтінде", "көпірдің ← көпірді (сөз тұлғасы), мәтінде"],
        ),
        ("аңыздық", ["аңыздар ← аңыздық (ұқсас сөз), мәтінде"]),
        (
            "шымкентке тоқаев мектепті көрді барды",
            [
                "Шымкентке (дәл жазылғандай), мәтінде",
                "Тоқаев (дәл жазылғандай), мәтінде ×2",
                "мектепті (дәл жазылғандай), мәтінде",
                "көрді (дәл жазылғандай), мәтінде",
                "барды (дәл жазылғандай), мәтінде",
            ],
        ),
    ],
)
def test_a_hit_says_what_stands_in_it_for_which_word(archive, box, reasons):
    assert why(archive, box) == reasons


REASONS = [
    (
        Reason("кеңесші", "кеңесшісі", "form", "title", 2),
        "кеңесшісі ← кеңесші (сөз тұлғасы), тақырыпта ×2",
        "кеңесшісі ← кеңесші (форма слова), в заголовке ×2",
        "кеңесшісі ← кеңесші (form), in the title ×2",
    ),
    (
        Reason("Тоқаев", "Токаев", "spelling", "text", 1),
        "Токаев ← Тоқаев (басқаша жазылуы), мәтінде",
        "Токаев ← Тоқаев (другое написание), в тексте",
        "Токаев ← Тоқаев (spelling), in the text",
    ),
    (
        Reason("ҰҚК", "КНБ", "ru", "text", 1),
        "КНБ ← ҰҚК (орысша), мәтінде",
        "КНБ ← ҰҚК (по-русски), в тексте",
        "КНБ ← ҰҚК (Russian), in the text",
    ),
    (
        Reason("су", "су", "typed", "text", 1),
        "су (дәл жазылғандай), мәтінде",
        "су (как введено), в тексте",
        "су (as typed), in the text",
    ),
]


@pytest.mark.parametrize(("reason", "kk", "ru", "en"), REASONS)
def test_a_reason_is_said_in_three_languages(reason, kk, ru, en):
    assert (reason.said("kk"), reason.said("ru"), reason.said()) == (kk, ru, en)


def test_a_reason_cannot_be_said_in_another_language():
    with pytest.raises(BadSearch, match="language 'de': a reason can be said in kk, ru, en"):
        Reason("су", "су", "typed", "text", 1).said("de")


def test_every_kind_has_words_in_every_language():
    for words in SAID.values():
        assert words.keys() == {*KINDS, "title", "text"}


def test_what_is_left_out_is_no_reason(archive):
    assert why(archive, "көпір", without=["көпірді"]) == ["көпірдің ← көпір (сөз тұлғасы), мәтінде"]


def test_a_search_without_words_has_no_reasons(archive):
    assert {hit.why for hit in archive.search("lang:kk")} == {()}


def test_reasons_outlive_the_index_and_hits_are_plain(tmp_path):
    with indexer.open(tmp_path / "index") as index:
        index.add(Article("Көпір салынды.", id="1", title="Құрылыс", language="kk"))
        (hit,) = index.search("көпірлер")
    again = pickle.loads(pickle.dumps(hit))
    assert again == hit
    assert "evidence" not in repr(hit)
    assert [reason.said("ru") for reason in again.why] == ["Көпір ← көпірлер (форма слова), в тексте"]


def test_of_many_marks_the_first_are_looked_at(index):
    index.add(Article("су " * 5_000, id="1", title="Құрылыс", language="kk"))
    (hit,) = index.search("су OR сел OR мұз OR қар")
    assert [reason.said() for reason in hit.why] == [f"су (as typed), in the text ×{LOOKED}"]
