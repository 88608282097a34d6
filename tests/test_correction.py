"""Did you mean: the box with the word that people write, where hardly any article has the typed one."""

import random

import pytest
from papers import HOSTILE, LETTERS, filled, slipped

from indexer import Article
from indexer.language import fold, readings
from webapp import create_app


@pytest.fixture
def papers(index):
    """A small archive in Kazakh and Russian."""
    return filled(index)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Токаеф", "Тоқаев"),  # another letter, and a Kazakh one missing
        ("Тоаев", "Тоқаев"),  # a letter less
        ("Тооқаев", "Тоқаев"),  # one more
        ("Тоқеав", "Тоқаев"),  # two exchanged
        ("toqaef", "Тоқаев"),
        ("мемлкеттк кеңесші", "мемлекеттік кеңесші"),  # two slips in a long word
        ("жаңа тенге кенесші мемлкеттік", "жаңа тенге кенесші мемлекеттік"),
        ('"ұлттық бнак" source:сары', '"ұлттық банк" source:сары'),
        ("жаңа OR Токаеф", "жаңа OR Тоқаев"),
        ("тасқын", ""),  # another form of what is there
        ("Токаев", ""),  # in one article, and its other spelling is searched
        ("njrftd", ""),  # the other keyboard is
        ("кеңсеші", ""),  # near to what one text alone has
        ("Шымкенд", ""),
        ("бн", ""),  # too short to tell
        ("20245", ""),  # no word
        ("дирижабль", ""),  # near to nothing
        ("Токаеф*", ""),
        ("", ""),
    ],
)
def test_a_word_that_is_in_no_article_is_offered_as_people_write_it(papers, typed, meant):
    results = papers.search(typed)
    assert results.did_you_mean == meant
    if meant:
        offered = papers.search(meant)
        assert offered.total > results.total or offered.partial >= results.partial > 0
        assert not offered.did_you_mean


@pytest.mark.parametrize("match", ["exact", "forms"])
def test_forms_alone_are_offered_nothing(papers, match):
    assert papers.search("Токаеф", match=match).did_you_mean == ""


def many(index, **counts):
    """Add as many articles of each word as is said."""
    with index.batch():
        for word, count in counts.items():
            for number in range(count):
                index.add(Article(f"Бұл {word} туралы {number}.", id=f"{word} {number}", title="Т", language="kk"))


@pytest.mark.parametrize(
    ("slips", "words", "meant"),
    [(1, 30, "жоба"), (2, 39, ""), (2, 40, "жоба"), (3, 60, "")],  # twenty times as many, and three are meant
)
def test_a_word_that_some_articles_have_is_meant(index, slips, words, meant):
    many(index, жобба=slips, жоба=words)
    assert index.search("жобба").did_you_mean == meant


def test_a_long_word_that_begins_otherwise_is_another(index):
    many(index, қырымбек=30)
    assert [index.search(typed).did_you_mean for typed in ("сырымбет", "қырымбет")] == ["", "қырымбек"]


def test_who_typed_a_kazakh_letter_is_offered_a_word_with_it(index):
    many(index, көмек=30, комек=40)
    assert index.search("көмеек").did_you_mean == "көмек"


@pytest.mark.parametrize(
    ("articles", "typed", "offer"),
    [
        ({"қарин": 6, "кәрім": 60, "карин": 2}, "Карин", "қарин"),  # it differs in Kazakh letters alone
        ({"кеңесші": 6, "кеңесі": 60}, "кенесши", ""),  # is searched as кеңесші
        ({"дсұ": 60}, "ДДСҰ", ""),  # an abbreviation
    ],
)
def test_what_is_understood_is_not_offered_as_another_word(index, articles, typed, offer):
    with index.batch():
        for word, count in articles.items():
            for number in range(count):
                index.add(Article(f"{word} келді {number}."))
    assert index.search(typed).did_you_mean == offer


def test_an_offer_keeps_the_filters(papers):
    assert papers.search("Токаеф", source="Дала").did_you_mean == "Тоқаев"
    assert papers.search("Токаеф", until="2020").did_you_mean == ""  # nothing there either


def test_words_of_deleted_articles_are_not_offered(papers):
    for id in ("0", "1", "6"):
        papers.delete(id)
    assert papers.search("Токаеф").did_you_mean == ""


@pytest.mark.parametrize("typed", HOSTILE)
def test_anything_may_be_typed(papers, typed):
    assert isinstance(papers.search(f"Токаеф {typed}").did_you_mean, str)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_slips_of_frequent_words_of_real_news_are_put_right(real, seed):
    """Of those that are no other word of the archive: what is offered, or searched already, has the stem of the word."""
    rng, archive = random.Random(seed), real.engine.vocabulary()
    heads = (real.engine.beginning("text", letter, 2_000) for letter in LETTERS)
    frequent = [form for rows in heads for form, count in rows if count >= 30 and len(form) > 4 and form.isalpha()]
    tried, right = 0, []
    for word in rng.sample(sorted(frequent), 120):
        typed = slipped(word, rng)
        if all(archive.known(term) < 3 for term in (typed, *readings(typed).stems)):
            tried += 1
            right += [typed] * (put_right(real, word, typed) in {word, *readings(word).stems})
    assert tried > 90
    assert len(right) / tried >= 0.9


def put_right(index, word, typed):
    """Return the stem that is offered or searched for a slip, that of the word if it is among several."""
    if offer := index.search(typed).did_you_mean:
        return next((stem for stem in readings(fold(offer)).stems if stem in readings(word).stems), offer)
    others = {
        stem
        for clause in index.understood(typed, "smart", index.engine.vocabulary()).wanted
        for other in clause.others
        for stem in terms(other)
    }
    return next((stem for stem in (word, *readings(word).stems) if stem in others), "")


def terms(phrase):
    """Return the terms by which a phrase is searched."""
    return [term for word in phrase.words for term in (word.form, *word.stems)]


def test_the_page_offers_it_as_a_link(papers):
    shown = create_app(papers).test_client().get("/", query_string={"q": "Токаеф <b>", "source": "Дала"}).text
    assert '?q=Тоқаев+%3Cb%3E&amp;source=Дала" lang="">Тоқаев &lt;b&gt;</a>' in shown
