"""What the box means."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.query import MOST_WORDS, Filters, Note, Query, parse

BOX = st.text("аә bқ\"«»“”-–:|.,()[]*~^&'\\/%0129OR \n\t\x00", max_size=80) | st.text(max_size=200)


def shown(text):
    """Return a query in short: wanted clauses - unwanted ones."""
    query = parse(text)
    return " & ".join(map(str, query.wanted)) + (" - " + " & ".join(map(str, query.unwanted)) if query.unwanted else "")


@pytest.mark.parametrize(
    ("box", "meaning"),
    [
        ("мектеп оқушы", "мектеп & оқушы"),
        ('"су тасқыны" Атырау', "су тасқыны & Атырау"),
        ("«су тасқыны»", "су тасқыны"),  # what a telephone makes of the quotes typed
        ("“су тасқыны”", "су тасқыны"),
        ('"су тасқыны', "су & тасқыны"),  # no closing one
        ("«Ақ", "Ақ"),
        ("мектеп -балабақша", "мектеп - балабақша"),
        ('мектеп -"су тасқыны"', "мектеп - су тасқыны"),
        ("мектеп - балабақша", "мектеп & балабақша"),  # a dash
        ("мектеп OR лицей OR гимназия қала", "мектеп / лицей / гимназия & қала"),
        ("мектеп немесе лицей", "мектеп & лицей"),
        ("мектеп НЕМЕСЕ лицей", "мектеп / лицей"),
        ("мектеп NOT балабақша", "мектеп - балабақша"),
        ('мектеп NOT "су тасқыны" -көпір', "мектеп - су тасқыны & көпір"),
        ("мектеп AND көпір", "мектеп & көпір"),
        ("мектеп not көпір", "мектеп & not & көпір"),
        ("мектеп NOT", "мектеп & NOT"),
        ("мектепNOT көпір", "мектепNOT & көпір"),
        ("школа ИЛИ лицей", "школа / лицей"),
        ("школа | лицей", "школа / лицей"),
        ("мектеп || лицей", "мектеп / лицей"),
        ("мектеп OR ? лицей", "мектеп / лицей"),
        ("мектеп лицей OR мектеп", "мектеп & лицей / мектеп"),
        ("мектеп OR title:лицей", "мектеп / лицей"),
        ("OR", "OR"),
        ("OR мектеп", "OR & мектеп"),
        ("мектеп OR", "мектеп & OR"),
        ("мектеп NEAR/5 оқушы", "мектеп NEAR/5 оқушы"),
        ("қала су ЖАҚЫН/3 тасқын РЯДОМ/9 мост", "қала & су NEAR/9 тасқын NEAR/9 мост"),
        ("су OR мұз NEAR/3 жол", "су / мұз NEAR/3 жол"),
        ("су NEAR/900 жол", "су NEAR/50 жол"),
        ("NEAR/5 жол", "NEAR 5 & жол"),
        ("су NEAR/S жол", "су NEAR/S жол"),
        ("су ЖАҚЫН/С жол РЯДОМ/П көпір", "су NEAR/S жол NEAR/S көпір"),
        ("су NEAR/5 жол NEAR/S көпір", "су NEAR/S жол NEAR/S көпір"),  # a chain has one reach, the widest
        ("жол NEAR/S", "жол & NEAR S"),
        ('"=су тасқыны" =мектепте', "су тасқыны & мектепте"),
        ('="су тасқыны" =«су жолы»', "су тасқыны & су жолы"),
        ("мектепте =мектепте", "мектепте & мектепте"),
        ("= == =? a=b", "a b"),
        ("жол NEAR/5", "жол & NEAR 5"),
        ("жол -NEAR/5", "жол - NEAR 5"),
        ("нарази*", "нарази*"),
        ('"қазақ* тілі"', "қазақ* тілі"),
        ("н* -мек*", "н - мек*"),
        ("5*6 *су", "5 6 & су"),
        ("АҚШ-тың елшісі", "АҚШ & елшісі"),
        ("20%-ындай", "20"),
        ("сауда-экономикалық", "сауда экономикалық"),
        ("1,5 млн", "1 5 & млн"),
        ("https://baq.kz/a_b", "https baq kz a b"),
        ("мектеп мектеп", "мектеп"),
        ("title:мектеп", "мектеп"),
        ("автор:Серік", "автор Серік"),
        ("source:", "source"),
        ("-деп", "деп"),  # as pasted from a text with dialogue
        ("?!… –", ""),
        ("", ""),
    ],
)
def test_what_is_typed_and_what_is_searched(box, meaning):
    assert shown(box) == meaning


@pytest.mark.parametrize(
    ("box", "filters"),
    [
        ("source:BAQ.KZ", Filters(sources=("baq.kz",))),
        ('source:"Дала таңы" source:baq.kz', Filters(sources=("дала таңы", "baq.kz"))),
        ('author:"Айгүл СЕРІК" -author:Иванова', Filters(authors=("айгүл серік",), not_authors=("иванова",))),
        ("-source:baq.kz lang:kk", Filters(not_sources=("baq.kz",), languages=("kk",))),
        ("since:2024 until:2025-02", Filters(dt.date(2024, 1, 1), dt.date(2025, 2, 28))),
        ("date:2024-02", Filters(dt.date(2024, 2, 1), dt.date(2024, 2, 29))),
        ("date:2024 since:2024-06", Filters(dt.date(2024, 6, 1), dt.date(2024, 12, 31))),
        ("since:2024-06 date:2024", Filters(dt.date(2024, 6, 1), dt.date(2024, 12, 31))),
        ("until:2024 until:2030", Filters(None, dt.date(2024, 12, 31))),
        ("date:none", Filters(dated=False)),
        ("date:жоқ", Filters(dated=False)),
        ("date:НЕТ", Filters(dated=False)),
        ("-date:none", Filters(dated=True)),
        ("date:2024-02-03", Filters(dt.date(2024, 2, 3), dt.date(2024, 2, 3))),
    ],
)
def test_filters_may_be_typed(box, filters):
    assert parse(box) == Query(filters=filters)


@pytest.mark.parametrize(
    ("box", "meaning", "about"),
    [
        ("since:кеше мектеп", "since кеше & мектеп", "since:кеше"),
        ("-since:2024 мектеп", "мектеп - since 2024", "-since:2024"),  # a day cannot be left out so
    ],
)
def test_a_date_that_is_none_is_searched_as_words_and_said(box, meaning, about):
    query = parse(box)
    assert (shown(box), query.filters, query.notes) == (meaning, Filters(), (Note("no-date", about),))


def test_exclusions_from_nothing_are_searched_as_words_and_said():
    assert parse("-деп -еді").notes == (Note("only-exclusions", "деп еді"),)
    assert parse("lang:kk -деп").notes == ()


def test_what_is_too_long_is_cut_and_said():
    query = parse(" ".join(f"сөз{n}" for n in range(100)))
    assert len(query.wanted) == MOST_WORDS
    assert query.notes == (Note("cut", "сөз64"),)
    assert parse("а" * 5_000).notes == (Note("cut", "а" * 20),)


@pytest.mark.parametrize(
    ("box", "stems"),
    [
        ("=мектепте", [()]),
        ('"=мектепте оқу"', [(), ()]),
        ('="мектепте оқу"', [(), ()]),
        ("title:=мектепте", [()]),
        ('title:"=мектепте"', [()]),
        ("=АҚШ-тың", [(), ()]),
        ("мектепке", [("мектеп", "мектепка")]),
    ],
)
def test_an_equals_sign_takes_the_very_forms(box, stems):
    (clause,) = parse(box).wanted
    assert [word.stems for word in clause.phrases[0].words] == stems
    (unwanted,) = parse(f"көпір -{box}").unwanted
    assert unwanted == clause


def test_a_word_that_asks_is_wanted_in_its_very_form():
    assert [str(clause) for clause in parse("=қандай жаңа мектеп").wanted] == ["қандай", "жаңа", "мектеп"]


@pytest.mark.parametrize(
    ("box", "notes"),
    [
        ("н* мектеп", (Note("short-prefix", "н*"),)),
        ('"қ* тілі"', (Note("short-prefix", "қ*"),)),
        ("на* 5*6 *н", ()),
        ("су NEAR/900 жол", (Note("too-far", "NEAR/900"),)),
        ("су NEAR/50 жол NEAR/0 көпір", ()),
    ],
)
def test_what_cannot_be_searched_as_typed_is_said(box, notes):
    assert parse(box).notes == notes


def test_a_prefix_has_no_stems_and_a_chain_is_near():
    (prefix,), (chain,) = (clause.phrases for clause in parse("Нарази* су NEAR/4 жол").wanted)
    assert [(word.form, word.stems, word.prefix) for word in prefix.words] == [("нарази", (), True)]
    assert chain.near == 4


@pytest.mark.parametrize(
    ("box", "wanted", "helping"),
    [
        ("пожар в Алматы", ["пожар", "Алматы"], ["в"]),
        ("мұғалім және мектеп", ["мұғалім", "мектеп"], ["және"]),
        ("в Астану", ["Астану"], ["в"]),
        ("о чем говорил министр", ["говорил", "министр"], ["о", "чем"]),
        ("и в", ["и", "в"], []),  # nothing else is left
        ('"в городе" и title:в', ["в городе", "в"], ["и"]),
    ],
)
def test_words_that_bind_others_need_not_be_there(box, wanted, helping):
    query = parse(box)
    assert ([*map(str, query.wanted)], [*map(str, query.helping)]) == (wanted, helping)
    assert parse(box, exact=True).helping == ()


def test_the_numbers_of_a_date_make_no_long_query():
    assert not parse("2025 жылғы 29 қыркүйек").long
    assert parse("2025 жылғы 29 қыркүйек Шымкент медиафорум").long


def test_exact_takes_the_very_forms_with_their_endings():
    (clause,) = parse("АҚШ-тың", exact=True).wanted
    assert [(word.form, word.stems, word.after) for word in clause.phrases[0].words] == [("ақш", (), 1), ("тың", (), 0)]


@settings(deadline=None)
@given(BOX)
def test_any_text_is_a_query(text):
    query = parse(text)
    assert (
        sum(len(phrase.words) for clause in (*query.wanted, *query.unwanted) for phrase in clause.phrases) <= MOST_WORDS
    )
    assert query.empty == (bool(text.strip()) and query == Query(notes=query.notes, empty=True))
