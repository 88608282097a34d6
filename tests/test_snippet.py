"""Pieces of a text with the words marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import query, snippet
from indexer.snippet import WIDTH, Snippet, spans

WORDS = st.lists(
    st.sampled_from(
        ["мектеп", "мектептерде", "ашылды.", "АҚШ-тың", "<b>", "&amp;", "жаңа", "\n", "школе", "—", "ұзақ" * 30]
    )
)


def mark(text, phrases, otherwise=""):
    """Return the text with what the phrases match marked."""
    return snippet.mark(text, spans(text, phrases, otherwise))


def cut(text, phrases, otherwise=""):
    """Return the snippets of a text for phrases."""
    return snippet.cut(text, spans(text, phrases, otherwise))


def phrases(box, *, exact=False):
    return query.phrases(query.parse(box, exact=exact).wanted)


@pytest.mark.parametrize(
    ("box", "line"),
    [
        ("мектеп", "Ол |мектепте| оқиды."),
        ("мектептердегі", "Жаңа |мектеп| пен |мектебі|."),
        ("школа", "Учится в |школе|."),
        ("үкімет", "Бұл |Үкiметi| шешімі."),  # marked as written, with its Latin i
        ("АҚШ", "Кеше |АҚШ-тың| елшісі келді."),
        ("АҚШ-тан", "Кеше |АҚШ-тың| елшісі келді."),
        ('"мектеп құрылысы"', "Мектеп пен құрылыс: |мектептің| |құрылысы| аяқталды."),
        ("сауда-экономикалық", "Елдің |сауда|-|экономикалық| байланысы, сауда."),
        ("мект*", "Жаңа |мектептің| көмегі |мектепке|."),
        ("қала NEAR/2 көпір", "Көпір жоқ. Сол |қаланың| жаңа |көпірі| тұр. Бұл басқа қала емес еді, көпір ме?"),
        ("су NEAR/S жол", "Су бар. Жол да бар. Осы |жолмен| әлгі |су| келді! Жол жоқ, қар бар."),
        ("су NEAR/S су", "Ол су. Әкел, |су| берсін, сол |суды| ішеміз. Су жоқ."),
        ("су NEAR/S жол NEAR/S тау", "Су мен жол. Жол мен тау. |Таудан| түскен |су| |жолды| шайды."),
        ('"=жаңа көпір"', "Жаңа көпірде. |Жаңа| |көпір|!"),
        ("су NEAR/3 су", "Ол су. Жол да, тау да, орман да бар: |су| мен |су|."),
        ("жоқсөз", "Ол мектепте оқиды."),
    ],
)
def test_the_matching_word_is_marked(box, line):
    text = line.replace("|", "")
    assert mark(text, phrases(box), "kk").marked("|", "|") == line


def test_exact_marks_only_the_form_typed():
    assert mark("Мектеп пен мектепте.", phrases("мектепте", exact=True)).marked("|", "|") == "Мектеп пен |мектепте|."


def test_html_is_escaped_around_and_inside_the_marks():
    assert str(mark("<b>R&D</b> мектеп", phrases("мектеп"))) == "&lt;b&gt;R&amp;D&lt;/b&gt; <mark>мектеп</mark>"
    assert str(Snippet("<i>", ((0, 3),))) == "<mark>&lt;i&gt;</mark>"


def test_a_snippet_begins_at_a_word_and_says_where_the_text_goes_on():
    text = "Басы ұзақ. " * 40 + "Ауылда мектеп ашылды. " + "Соңы да ұзақ. " * 40
    (snippet,) = cut(text, phrases("мектеп"))
    assert snippet.text.startswith("…\u00a0Ауылда мектеп ашылды. Соңы да ұзақ.")
    assert snippet.text.endswith("\u00a0…")
    assert [snippet.text[start:stop] for start, stop in snippet.spans] == ["мектеп"]


def test_a_snippet_does_not_cut_the_first_word_of_a_text():
    text = f"Контейнеры загорелись на рынке в Алматы, {'сообщает корреспондент издания ' * 30}"
    assert cut(text, phrases("Алматы"))[0].text.startswith("Контейнеры")


def test_the_snippet_with_most_of_the_words_is_first():
    text = "Мектеп туралы. " + "Бос сөз. " * 60 + "Жаңа мектеп және оқушы."
    first, second = cut(text, phrases("мектеп оқушы"))
    assert ([first.text[a:b] for a, b in first.spans], [second.text[a:b] for a, b in second.spans]) == (
        ["мектеп", "оқушы"],
        ["Мектеп"],
    )


def test_without_a_mark_the_text_begins():
    assert cut("Қысқа мәтін.\nЖалғасы.", phrases("жоқсөз")) == (Snippet("Қысқа мәтін. Жалғасы."),)


@settings(deadline=None)
@given(WORDS, st.sampled_from(["мектеп", "АҚШ", "школа", '"жаңа мектеп"', "b", "ұзақ"]))
def test_spans_lie_in_the_snippet_and_do_not_overlap(words, box):
    text = " ".join(words)
    for found in (*cut(text, phrases(box), "kk"), mark(text, phrases(box), "kk")):
        place = 0
        for start, stop in found.spans:
            assert place <= start < stop <= len(found.text)
            place = stop
        assert "".join(piece for piece, _ in found.pieces()) == found.text
    for found in cut(text, phrases(box), "kk"):
        assert len(found.text) <= WIDTH + 130
        assert found.text.strip("…\u00a0 ").replace(" ", "") in text.replace(" ", "").replace("\n", "")
