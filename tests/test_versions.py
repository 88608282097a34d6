"""What comes in again with other words is a new version: search finds the latest, and what it was can be read and compared."""

import contextlib
import datetime as dt
import json
import random
import re
import sqlite3
import time
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_retraction import AGAIN, REASON, SECRET, TEXT, TITLE, left

import indexer
from indexer import Article
from indexer.__main__ import main
from indexer.difference import Piece, between, pieces
from indexer.engines.whoosh import ledger, versions
from webapp import create_app

FIRST = "Көпір мамырда ашылады.\n\nЖолды облыс салады."
SECOND = "Көпір маусымда ашылады.\n\nЖолды облыс салады."
THIRD = "Көпір маусымда ашылды.\n\nЖолды облыс салды.\nТойға жүз адам келді."


def row(text, **more):
    """Return a row of the article that these tests change."""
    return {"id": "kt-1", "title": "Көпір ашылады", "text": text, **more}


def shown(index, id="kt-1"):
    """Return number and text of each version."""
    return [(version.number, version.article.text) for version in index.versions(id)]


@pytest.fixture
def changed(index, corpus):
    """An index of an article that came in three times, the last time with another title."""
    for content in row(FIRST), row(SECOND), row(THIRD, title="Көпір ашылды"):
        assert index.update(corpus({"a.jsonl": [content]})).failed == []
    return index


# What makes a version


def test_search_finds_the_latest_version_alone(changed):
    assert [(hit.id, hit.title) for hit in changed.search("көпір")] == [("kt-1", "Көпір ашылды")]
    assert (changed.search("мамырда", match="exact").total, changed.suggest("мамыр"), len(changed)) == (0, [], 1)


def test_what_an_article_was_can_be_read(changed):
    assert shown(changed) == [(1, FIRST), (2, SECOND), (3, THIRD)]
    first, second, third = changed.versions("kt-1")
    assert (first.article.title, third.article.title, third.replaced) == ("Көпір ашылады", "Көпір ашылды", None)
    assert dt.datetime.now(dt.timezone.utc) - dt.timedelta(60) < first.replaced <= second.replaced
    assert changed.replaced("kt-1") == {1: first.replaced, 2: second.replaced}
    changed.rebuild()
    changed.compact()
    assert changed.versions("kt-1") == [first, second, third]
    assert changed.verify() == []


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        (row(FIRST), row(SECOND), 2),
        (row(FIRST), row(FIRST, title="Көпір ашылмайды"), 2),
        (row(FIRST), row(FIRST.replace("\n\n", " \n ")), 1),
        (row(FIRST), row(FIRST, title=" Көпір  ашылады"), 1),
        (row(FIRST), row(FIRST, source="Дала", date="2025-01-02"), 1),
        (row(FIRST), row(FIRST), 1),
    ],
)
def test_other_words_make_a_version_and_nothing_else_does(index, corpus, before, after, count):
    index.update(corpus({"a.jsonl": [before]}))
    index.update(corpus({"a.jsonl": [after]}))
    assert (len(index.versions("kt-1")), len(index)) == (count, 1)
    assert index.versions("kt-1")[-1].article == index.article("kt-1")


def test_a_text_file_that_is_written_anew_is_a_version(index, corpus):
    index.update(corpus({"a.txt": FIRST}))
    index.update(corpus({"a.txt": THIRD}))
    (hit,) = index.search("көпір")
    assert [text for _, text in shown(index, hit.id)] == [FIRST, THIRD]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([{"text": SECOND}], [FIRST, SECOND]),
        ([{"text": "Қойма алдында ит үреді."}, {"text": FIRST}], ["Қойма алдында ит үреді."]),
        ([{"text": "Қойма алдында ит үреді.", "url": "https://e.kz/1"}], [FIRST, "Қойма алдында ит үреді."]),
        ([{"text": SECOND, "url": "https://e.kz/2"}], [SECOND]),
        ([{"text": "Көпір мамырда бұзылып, ауыл көшті."}], ["Көпір мамырда бұзылып, ауыл көшті."]),  # two words of six
    ],
)
def test_a_row_without_an_id_is_the_same_article_while_its_address_or_its_words_are(index, corpus, lines, wanted):
    """Else a row put in before others would be a version of what stood there."""
    index.update(corpus({"a.jsonl": [{"text": FIRST, "url": "https://e.kz/1" if "url" in lines[0] else ""}]}))
    (hit,) = index.search("")
    index.update(corpus({"a.jsonl": lines}))
    assert [text for _, text in shown(index, hit.id)] == wanted


def test_an_article_that_moves_to_another_file_keeps_its_versions(changed, corpus):
    folder = corpus({"b.jsonl": [row(FIRST)]})
    (folder / "a.jsonl").unlink()
    changed.update(folder)
    assert shown(changed) == [(1, FIRST), (2, SECOND), (3, THIRD), (4, FIRST)]


def test_an_article_that_comes_back_begins_anew(changed, corpus):
    folder = corpus({"b.jsonl": [{"text": "Басқа."}]})
    (folder / "a.jsonl").unlink()
    assert changed.update(folder).removed == 1
    assert (changed.versions("kt-1"), changed.replaced("kt-1"), changed.difference("kt-1", 1)) == ([], {}, None)
    changed.update(corpus({"a.jsonl": [row(FIRST)]}))
    assert shown(changed) == [(1, FIRST)]


def test_python_makes_versions_too_and_a_batch_one_at_most(index):
    index.add(Article(FIRST, id="a\0é"))
    with index.batch():
        index.add(Article(SECOND, id="a\0é"))
        index.add(Article(THIRD, id="a\0é"))
    assert shown(index, "a\0é") == [(1, FIRST), (2, THIRD)]


def test_the_first_version_and_the_latest_are_kept(index, monkeypatch):
    monkeypatch.setattr(versions, "MOST", 4)
    for number in range(9):
        index.add(Article(f"Мақала {number}.", id="kt-1"))
    assert shown(index) == [(n, f"Мақала {n - 1}.") for n in (1, 6, 7, 8, 9)]
    told = index.difference("kt-1", 1)
    assert told.text[1:3] == (Piece("removed", "0"), Piece("added", "5"))


@pytest.mark.parametrize("id", ["no", "", "\ud800"])
def test_what_is_not_there_has_no_versions(changed, id):
    assert (changed.versions(id), changed.replaced(id), changed.difference(id, 1)) == ([], {}, None)


@pytest.mark.parametrize("number", [0, 3, -1, 10**30, "1", None])
def test_a_version_that_is_not_there_has_no_difference(changed, number):
    assert changed.difference("kt-1", number) is None


# The difference


def test_the_words_that_changed_are_told(changed):
    told = changed.difference("kt-1", 2)
    assert told.title == (Piece("kept", "Көпір "), Piece("removed", "ашылады"), Piece("added", "ашылды"))
    assert told.text == (
        Piece("kept", "Көпір маусымда "),
        Piece("removed", "ашылады"),
        Piece("added", "ашылды"),
        Piece("kept", ".\n\nЖолды облыс "),
        Piece("removed", "салады"),
        Piece("added", "салды.\nТойға жүз адам келді"),
        Piece("kept", "."),
    )


def test_a_comma_between_changed_words_does_not_part_them():
    assert pieces("Бес, алты үй.", "Он, жиырма пәтер.") == (
        Piece("removed", "Бес, алты үй"),
        Piece("added", "Он, жиырма пәтер"),
        Piece("kept", "."),
    )


def test_a_number_with_its_decimals_is_one_word():
    assert pieces("1,2 млрд теңге", "1,5 млрд теңге")[:2] == (Piece("removed", "1,2"), Piece("added", "1,5"))


def joined(told, kind):
    """Return the text of what was kept and of one other kind."""
    return "".join(piece.text for piece in told if piece.kind in ("kept", kind))


WORDS = st.lists(st.sampled_from(["су", "жол", "көпір", " ", " ", "\n", ".", ",", "é", "\r\n", "\x85"])).map("".join)


@settings(deadline=None)
@given(WORDS | st.text(), WORDS | st.text())
def test_the_pieces_are_the_old_text_and_the_new_one(old, new):
    told = pieces(old, new)
    assert (joined(told, "removed"), joined(told, "added")) == (old, new)
    assert all(piece.text for piece in told)
    assert (len(told) <= 1) == (old == new or not old or not new)
    assert all(one.kind != other.kind for one, other in pairwise(told))


def hostile(seed):
    """Return texts of 1 MB that take difflib hours."""
    rng, size = random.Random(seed), 1_000_000
    few = ["мектеп", "су", "ел", "жол"]
    return {
        "one word": "а " * (size // 2),
        "few words": " ".join(rng.choices(few, k=size // 5)),
        "lines": "\n".join(rng.choices("0123456789", k=size // 2)),
        "a few thousand lines": "\n".join(rng.choices([f"{n} {'а' * 90}" for n in range(50)], k=10_000)),
        "every other word": " ".join(f"{n} {seed}{n}" for n in range(40_000)),
        "marks": "".join(rng.choices(".,;", k=size)),
        "paragraphs": "\n".join(" ".join(rng.choices(few, k=100)) for _ in range(1_800)),
        "many paragraphs": "\n".join(f"{n}\n" + " ".join(rng.choices(few, k=100)) for n in range(1_800)),
    }


@pytest.mark.parametrize("kind", hostile(0))
def test_hostile_texts_take_a_second_at_most(kind):
    old, new = hostile(1)[kind], "Жаңа. " + hostile(2)[kind]
    begun = time.process_time()
    told = pieces(old, new)
    assert time.process_time() - begun < 1.0
    assert (joined(told, "removed"), joined(told, "added")) == (old, new)


# What is retracted


def test_all_versions_of_a_retracted_article_go(index, corpus):
    folder = index.home
    index.add(Article(AGAIN, id="kt-9", title=TITLE))  # has the same as a former version, and now says something else
    index.add(Article("Мүлде басқа жайт.", id="kt-9", title="Жайт"))
    for text in (TEXT, f"{TEXT} Алғашқы түзету: Жәңгірәлиев ақталды.", "Түзетілді: бұл туралы ештеңе белгісіз."):
        index.update(corpus({"a.jsonl": [{**SECRET, "text": text}]}))
    index.add(Article(AGAIN, id="copy", title="Көшірме"))  # a copy of the first of the three
    assert {name for _, name in left(folder)} & {"ledger.db", "ledger.db-wal"}
    assert [one.id for one in index.retract("kt-7", REASON)] == ["kt-7", "copy"]
    assert (index.versions("kt-7"), index.replaced("kt-7"), shown(index, "kt-9")) == (
        [],
        {},
        [(1, "Мүлде басқа жайт.")],
    )
    index.compact()
    assert left(folder) == set()
    assert not any("Жәңгірәлиев".encode("kz1048") in file.read_bytes() for file in folder.glob("ledger*"))
    assert index.verify() == []


def test_no_former_version_of_a_retracted_article_comes_back(index, corpus):
    for text in (TEXT, f"{TEXT} Алғашқы түзету.", "Түзетілді: бұл туралы ештеңе белгісіз."):
        index.add(Article(text, id="kt-7", title=TITLE))
    index.retract("kt-7", REASON)
    for text in (AGAIN, f"{AGAIN} Алғашқы түзету."):
        with pytest.raises(indexer.Retracted, match="article 'kt-7' was retracted"):
            index.add(Article(text, id="other"))
    report = index.update(corpus({"a.jsonl": [{"text": AGAIN, "id": "b"}, {"text": "Басқа.", "id": "c"}]}))
    assert (report.added, len(index)) == (1, 1)
    index.lift("kt-7")
    index.add(Article(AGAIN, id="other"))
    index.add(Article(TEXT, id="kt-7"))
    assert shown(index, "kt-7") == [(1, TEXT)]
    index.retract("kt-7", REASON)
    index.add(Article(f"{AGAIN} Алғашқы түзету.", id="later"))  # of what was retracted first, and lifted
    assert len(index) == 2


# The ledger


def test_an_index_of_before_versions_is_opened_and_keeps_them(tmp_path):
    assert ledger.FORMATS[:2] == ["a7883253", "dff3964a"]
    with indexer.open(tmp_path) as index:
        index.add(Article(FIRST, id="kt-1"))
        index.add(Article(TEXT, id="kt-7"))
        index.retract("kt-7", REASON)
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as db, db:
        for table in ("failures", "frames", "former_prints", "versions"):
            db.execute(f"drop table {table}")
        db.execute("update meta set value = ? where name = 'format'", (ledger.FORMATS[1],))
    with indexer.open(tmp_path) as index:
        assert (shown(index), index.retracted("kt-7").reason, index.verify()) == ([(1, FIRST)], REASON, [])
        index.add(Article(SECOND, id="kt-1"))
    with indexer.open(tmp_path) as index:
        assert shown(index) == [(1, FIRST), (2, SECOND)]


@pytest.mark.parametrize(
    "change", ["id = id || 'x'", "number = 7", "replaced = ''", "text = 'x'", "article = x'00'", "article = 'x'"]
)
def test_a_damaged_version_is_a_named_error(changed, change):
    with contextlib.closing(sqlite3.connect(changed.engine.ledger.file)) as db, db:
        db.execute(f"update versions set {change} where number = 1")
    (fault,) = changed.verify()
    assert re.search(r"version [17] of 'kt-1x?' is not what was written.*restore it", fault)
    if "id" not in change:
        with pytest.raises(indexer.IndexDamaged, match="is not what was written"):
            changed.versions("kt-1")
    assert changed.search("көпір").total == 1


def test_a_damaged_print_of_what_was_retracted_is_a_named_error(changed):
    changed.retract("kt-1", REASON)
    with contextlib.closing(sqlite3.connect(changed.engine.ledger.file)) as db, db:
        db.execute("update former_prints set print = 'x'")
    (fault,) = changed.verify()
    assert "a print of what a retracted article was is not what was written" in fault


def test_a_damaged_article_can_be_replaced(changed):
    with contextlib.closing(sqlite3.connect(changed.engine.ledger.file)) as db, db:
        db.execute("update articles set article = x'00'")
    changed.add(Article(FIRST, id="kt-1"))
    assert shown(changed) == [(1, FIRST), (2, SECOND), (3, FIRST)]


# Where it shows


def test_versions_on_the_command_line(changed, tmp_path):
    def izde(*arguments):
        done = CliRunner().invoke(main, ["versions", *arguments, "--index", str(tmp_path / "index")])
        return done.exit_code, done.stdout, done.stderr

    first, second = changed.replaced("kt-1").values()
    assert izde("kt-1") == (
        0,
        f"1\tuntil {first:%Y-%m-%d %H:%M} UTC\tКөпір ашылады\n2\tuntil {second:%Y-%m-%d %H:%M} UTC\tКөпір ашылады\n3\tnow\tКөпір ашылды\n",
        "",
    )
    assert izde("kt-1", "1") == (
        0,
        "Көпір ашылады\n\nКөпір [-мамырда-]{+маусымда+} ашылады.\n\nЖолды облыс салады.\n",
        "",
    )
    assert [one["article"]["text"] for one in json.loads(izde("kt-1", "--json")[1])] == [FIRST, SECOND, THIRD]
    assert json.loads(izde("kt-1", "1", "--json")[1])["title"] == [{"kind": "kept", "text": "Көпір ашылады"}]
    step = "`izde search` prints the ids, `izde versions ID` the numbers\n"
    assert izde("no") == (1, "", f"izde: no article 'no': {step}")
    assert izde("kt-1", "3") == (1, "", f"izde: no version 3 of an article 'kt-1' that was replaced: {step}")
    assert izde("kt-1", "x")[0] == izde("kt-1", "0")[0] == 2


def text_of(markup):
    """Return what a reader reads of a page."""
    return " ".join(re.sub(r"<[^>]*>", "", markup).split())


def test_the_page_of_an_article_leads_to_its_versions(changed):
    client = create_app(changed).test_client()
    changed.add(Article("Жайт.", id="plain"))
    article = client.get("/ru/article/kt-1?q=көпір").text
    assert "Дата изменения: " in article
    assert '<a href="/ru/article/kt-1/versions?q=көпір">Сравнить версии</a>' in article
    assert "/versions" not in client.get("/article/plain").text
    assert "Бұл мақала өзгертілмеген." in client.get("/article/plain/versions").text


def test_the_page_of_versions_shows_what_changed_and_when(changed):
    client = create_app(changed).test_client()
    latest = client.get("/article/kt-1/versions").text
    assert "2 рет өзгертілді" in latest
    assert re.findall(r'<li value="(\d)"><a href="([^"]*)"( class="chosen" aria-current="true")?><time', latest) == [
        ("1", "/article/kt-1/versions/1", ""),
        ("2", "/article/kt-1/versions/2", ' class="chosen" aria-current="true"'),
    ]
    assert '<del><span class="unseen">[алып тасталды: </span>ашылады<span class="unseen">]</span></del>' in latest
    first = client.get("/en/article/kt-1/versions/1").text
    assert '<ins><span class="unseen">[added: </span>маусымда<span class="unseen">]</span></ins> ашылады.' in first
    assert "Көпір [removed: мамырда][added: маусымда] ашылады. Жолды облыс салады." in text_of(first)
    assert '<a href="/kk/article/kt-1/versions/1?choose=1"' in first
    assert f'<summary>The text before</summary>\n <div class="text difference" lang="kk">{FIRST}</div>' in first
    for missing in ("/article/no/versions", "/article/kt-1/versions/3", f"/article/kt-1/versions/{10**40}"):
        assert client.get(missing).status_code == 404
    changed.retract("kt-1", REASON)
    for gone in ("/article/kt-1/versions", "/article/kt-1/versions/1"):
        assert client.get(gone).status_code == 410


def test_what_an_article_was_is_shown_as_text_and_not_as_markup(index):
    index.add(Article("<b>Жайт</b> бар.", id="a"))
    index.add(Article("<script>x</script> бар.", id="a"))
    page = create_app(index).test_client().get("/article/a/versions").text
    assert "b&gt;Жайт&lt;/b" in page
    assert "<b>" not in page
    assert "<script>x" not in page


@pytest.mark.parametrize(
    "id", ["2025/versions", "2025/~versions", "versions", "a/versions/3", "a/versions/x", "versions/1"]
)
def test_an_article_whose_id_ends_as_such_an_address_does_has_both_pages(index, id):
    index.add(Article(FIRST, id=id))
    index.add(Article(SECOND, id=id))
    app = create_app(index)
    with app.test_request_context():
        own, compared = (app.url_for(name, id=id) for name in ("article", "versions"))
    client = app.test_client()
    assert "Нұсқаларын салыстыру" in client.get(own).text
    assert "1 рет өзгертілді" in client.get(compared).text


def test_two_articles_are_compared_without_an_index():
    told = between(Article("Су.", title="Екі"), Article("Су.", title="Үш"))
    assert (told.title, told.text) == ((Piece("removed", "Екі"), Piece("added", "Үш")), (Piece("kept", "Су."),))
