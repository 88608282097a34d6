"""What was retracted is found nowhere, and nothing brings it back: no file, no copy, no update, no rebuild, no other program."""

import contextlib
import datetime as dt
import json
import sqlite3
import subprocess
import sys

import pytest
from conftest import CORPUS

import indexer
from indexer.__main__ import main
from indexer.engines.whoosh import ledger, retractions
from webapp import create_app

REASON = "сот шешімі 2-145/26"
# Each word but «Бұл туралы» is in no other article here.
TITLE = "Құмтөбедегі зауыттың жасырын қоймасы"
TEXT = "Бұл туралы Өркенбай Сүгірәлі жазған:\nқоймада улы ағызынды сақталған. Директор Шыңғысқалиев Ыңқарбек түсініктеме бермеді."
AGAIN = "Бұл  туралы\tӨркенбай Сүгірәлі жазған: қоймада улы ағызынды\nсақталған. Директор Шыңғысқалиев Ыңқарбек түсініктеме бермеді.\n"
SECRET = {
    "id": "kt-7",
    "title": TITLE,
    "text": TEXT,
    "source": "Құмтөбе жаршысы",
    "author": "Өркенбай Сүгірәлі",
    "url": "https://example.kz/qumtobe-zauyty",
    "date": "2025-03-04",
    "photo": "zauyt-tuni.jpg",
}
OTHER = {
    "id": "kt-8",
    "title": "Көктем келді",
    "text": "Бұл туралы ештеңе айтылмады. Көшеде гүл ашылды.",
    "source": "Таң",
}
FILES = {"a.jsonl": [SECRET, OTHER], "көшірме.txt": f"{TITLE}\n{AGAIN}"}


def ids(index, query):
    """Return the ids of what a search finds."""
    return sorted(hit.id for hit in index.search(query))


@pytest.fixture
def archive(index, corpus):
    """An index of FILES, and the folder of them."""
    folder = corpus(FILES)
    assert index.update(folder).failed == []
    return index, folder


def copy_of(index):
    """Return the id of the copy, which is made of its file's path."""
    (id,) = {hit.id for hit in index.search("Шыңғысқалиев")} - {"kt-7"}
    return id


def test_a_retracted_article_and_its_copies_are_found_nowhere(archive):
    index, _ = archive
    copy = copy_of(index)
    assert index.suggest("құмтө") != []
    assert sum(step.total for step in index.ladder("Шыңғысқалиев", since="2030")) == 2
    log = index.retract("kt-7", REASON, by="Айгүл")
    assert sorted((one.id, one.reason, one.by) for one in log) == sorted(
        [("kt-7", REASON, "Айгүл"), (copy, REASON, "Айгүл")]
    )
    assert ids(index, "Шыңғысқалиев") == []
    assert ids(index, "") == ["kt-8"]
    assert index.suggest("құмтө") == index.suggest("шыңғыс") == []
    assert sum(step.total for step in index.ladder("Шыңғысқалиев", since="2030")) == 0
    assert dict(index.search("").facets["source"]) == {"Таң": 1}
    assert (index.article("kt-7"), index.read(copy), len(index)) == (None, None, 1)
    found = index.retracted("kt-7")
    assert (found.reason, found.by, found.day, found.lifted) == (REASON, "Айгүл", dt.date.today(), None)  # noqa: DTZ011
    assert index.retracted("kt-8") is None
    assert index.retract("kt-7", "тағы") == log, "it is out already, and the log keeps the first reason"


def test_an_article_that_is_not_there_cannot_be_retracted(index):
    with pytest.raises(indexer.ArticleMissing, match="no article 'нет': `izde search` prints the ids"):
        index.retract("нет", REASON)
    with pytest.raises(indexer.ArticleMissing, match="no article 'нет' is retracted: `izde retract --list`"):
        index.lift("нет")
    assert index.retractions() == []


@pytest.mark.parametrize(
    ("reason", "by", "said"),
    [
        ("", "", "a retraction needs a reason"),
        (" \n", "", "a retraction needs a reason"),
        ("сот" * 400, "", "the reason of a retraction is no text of at most 1,000 letters"),
        ("\ud800", "", "the reason of a retraction is no text"),
        (REASON, "а" * 1_001, "the by of a retraction is no text"),
        (None, "", "the reason of a retraction is no text"),
    ],
)
def test_a_retraction_says_why(archive, reason, by, said):
    index, _ = archive
    with pytest.raises(indexer.IndexerError, match=said):
        index.retract("kt-7", reason, by)
    assert len(index) == 3


KEPT = "articles kept out, for they are retracted: {}; `izde retract --list` says why"


@pytest.mark.parametrize(
    ("files", "kept"),
    [
        (FILES, 2),
        ({"жаңа/b.txt": AGAIN, **FILES}, 3),
        ({"b.jsonl": [{**SECRET, "id": "another"}]}, 1),
        ({"b.jsonl": [{**SECRET, "text": "Түзетілген мәтін."}]}, 1),  # the id is out too
        ({"көшірме.txt": "Тақырып\nБасқа мәтін."}, 1),  # the path is its id
        ({"d.jsonl": [{"text": f"{TITLE}\n{AGAIN}"}]}, 1),  # the title is a line of the text
    ],
)
def test_no_file_brings_back_what_was_retracted(archive, corpus, files, kept):
    index, folder = archive
    index.retract("kt-7", REASON)
    for file in folder.iterdir():
        file.unlink()
    corpus({"c.jsonl": [OTHER], **files} if "a.jsonl" not in files else files)
    for _ in range(2):
        report = index.update(folder)
        assert (report.failed, len(index), ids(index, "")) == ([], 1, ["kt-8"])
        assert report.warnings == ([(str(folder), KEPT.format(kept))] if kept else [])
        kept = 0  # the second time nothing has changed, and no file is read
    index.rebuild()
    index.compact()
    assert ids(index, "") == ["kt-8"]


@pytest.mark.parametrize(
    ("title", "text", "kept"),
    [
        ("Апат", "Толығырақ  бейнежазбадан көріңіз.", 1),
        ("", "Толығырақ бейнежазбадан\nкөріңіз.", 1),
        ("Той", "Толығырақ бейнежазбадан көріңіз.", 0),
        ("Той", "Апат Толығырақ бейнежазбадан көріңіз.", 0),
        ("Той", TEXT, 1),
    ],
)
def test_a_short_text_under_another_title_is_no_copy(index, corpus, title, text, kept):
    index.add(indexer.Article("Толығырақ бейнежазбадан көріңіз.", id="a", title="Апат"))
    index.add(indexer.Article(TEXT, id="b", title="Тексеру"))
    index.add(indexer.Article(text, id="other", title=title))
    assert {one.id for id in "ab" for one in index.retract(id, REASON)} == {"a", "b", *["other"] * kept}
    assert len(index) == 1 - kept
    with pytest.raises(indexer.Retracted) if kept else contextlib.nullcontext():
        index.add(indexer.Article(text, id="later", title=title))


def test_a_file_touched_after_a_retraction_keeps_its_other_articles(archive, corpus):
    index, folder = archive
    index.retract("kt-7", REASON)
    corpus({"a.jsonl": [{**SECRET, "photo": "b.jpg"}, {**OTHER, "text": "Бәрі өзгерді."}]})
    report = index.update(folder)
    assert (report.added, report.updated, report.removed, report.unchanged) == (0, 1, 0, 0)
    assert ids(index, "өзгерді") == ["kt-8"]


def test_an_article_that_turns_into_a_retracted_one_goes(archive, corpus):
    index, folder = archive
    index.retract("kt-7", REASON)
    corpus({"a.jsonl": [{**OTHER, "text": AGAIN}]})
    report = index.update(folder)
    assert (report.removed, len(index)) == (1, 0)


def test_python_does_not_bring_back_what_was_retracted(archive):
    index, _ = archive
    index.retract("kt-7", REASON)
    for article in (indexer.Article(AGAIN), indexer.Article("Басқа мәтін.", id="kt-7")):
        with pytest.raises(indexer.Retracted, match=f"article 'kt-7' was retracted .{REASON}.: `izde retract --lift`"):
            index.add(article)
    assert ids(index, "") == ["kt-8"]
    with index.batch(), pytest.raises(indexer.IndexerError, match="a retraction cannot be a part of a batch"):
        index.retract("kt-8", REASON)


def test_a_lifted_retraction_lets_the_article_and_its_copies_in_again(archive, corpus):
    index, folder = archive
    corpus({"d.jsonl": [{"text": f"{TITLE}\n{AGAIN}", "id": "d"}]})
    index.update(folder)
    index.add(indexer.Article("Басқа шешіммен алынған.", id="apart"))
    index.retract("apart", REASON)
    index.retract("kt-7", REASON, by="Айгүл")
    index.update(folder)
    lifted = index.lift("kt-7", by="Нұрлан")
    assert [one.lifted_by for one in lifted] == ["Нұрлан"] * 3
    assert index.retracted("apart").lifted is None
    assert index.retracted("kt-7") is None
    report = index.update(folder)
    assert (report.added, report.unchanged, report.warnings) == (3, 1, [])
    assert len(ids(index, "Шыңғысқалиев")) == 3
    again = index.retract("kt-7", "басқа шешім")
    assert [(one.reason, one.lifted_by) for one in index.retractions()] == [
        (REASON, ""),
        *[(REASON, "Нұрлан")] * 3,
        *[("басқа шешім", "")] * 3,
    ]
    assert [one.id for one in again] == [one.id for one in index.out("kt-7")]


# On the disk

WATCHING = """
import sys, indexer
with indexer.open(sys.argv[1]) as index:
    for line in sys.stdin:
        print(index.search(line.strip()).total, bool(index.suggest("құмтө")), flush=True)
"""


def words():
    """Return the words and phrases that only the retracted article has, as they may be written and as they are indexed."""
    found = {word.strip(".:,") for word in f"{TITLE} {TEXT} {SECRET['source']}".split()} - {"Бұл", "туралы"}
    stems = {indexer.language.kazakh.stem(word) for word in found} - {"жаз", "бер"}
    more = {SECRET["url"], SECRET["photo"], "qumtobe", TEXT[:30], AGAIN[:30]}
    return {one for one in (*found, *stems, *more) if len(one) > 3}


def written(word):
    """Yield a word as any program may have written it."""
    for text in {word, word.lower(), word.upper(), word.capitalize()}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "kz1048", "cp1251", "pt154"):
            with contextlib.suppress(UnicodeEncodeError):
                yield text.encode(encoding)
        yield text.encode("kz1048", "json")
        yield json.dumps(text)[1:-1].encode()
        yield json.dumps(text)[1:-1].upper().replace("\\U", "\\u").encode()


def left(folder):
    """Return which words of the retracted article are in which files below a folder."""
    data = {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return {(word, name) for word in words() for one in written(word) for name, whole in data.items() if one in whole}


@pytest.mark.parametrize("others", [0, 300], ids=["alone", "among others"])
def test_after_compact_no_byte_of_the_index_has_the_text(tmp_path, archive, others):
    """Also while another process has the index open, and after versions of the article that were replaced."""
    index, folder = archive
    with index.batch():
        for number in range(others):
            index.add(indexer.Article(f"Бұл туралы {number}-хабар жазылды.", id=f"o-{number}", source="Таң"))
    index.add(indexer.Article(TEXT + " Өшірілетін қосымша.", id="kt-9", title=TITLE))
    index.add(indexer.Article(TEXT, id="kt-9", title=TITLE))  # the one before is of no use, and has its text
    before = left(tmp_path / "index")
    assert {word for word, _ in before} >= {"Шыңғысқалиев", "Құмтөбедегі", "zauyt-tuni.jpg", TEXT[:30], "жаршысы"}, (
        "else nothing is shown"
    )
    command = [sys.executable, "-c", WATCHING, str(tmp_path / "index")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:

        def asked():
            reader.stdin.write("Шыңғысқалиев\n")
            reader.stdin.flush()
            return reader.stdout.readline().split()

        assert asked() == ["3", "True"]
        index.retract("kt-7", REASON)
        assert asked() == ["0", "False"]
        index.compact()
        assert left(tmp_path / "index") == set()
        assert asked() == ["0", "False"]
        reader.stdin.close()
    assert left(tmp_path / "index") == set()
    index.update(folder)
    assert (len(index), index.verify(), left(tmp_path / "index")) == (1 + others, [], set())


def test_compact_says_when_a_reader_keeps_the_text_on_the_disk(archive, monkeypatch):
    index, _ = archive
    index.retract("kt-7", REASON)
    connect = ledger.Ledger.connect

    def hasty(self):
        db = connect(self)
        db.execute("pragma busy_timeout = 50")
        return db

    monkeypatch.setattr(ledger.Ledger, "connect", hasty)
    index.engine.ledger.close()
    with contextlib.closing(sqlite3.connect(index.engine.ledger.file, isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from articles").fetchone()
        with pytest.raises(indexer.IndexBusy, match="run `izde compact` again"):
            index.compact()
        reader.execute("commit")
    index.compact()
    assert left(index.engine.folder) == set()


# The ledger


def old(folder):
    """Make the ledger in a folder what it was before there were retractions."""
    with contextlib.closing(sqlite3.connect(folder / ledger_name())) as db, db:
        tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
        for table in {*tables} - {"meta", "articles", "files", "sqlite_sequence"}:
            db.execute(f"drop table {table}")
        db.execute("update meta set value = ? where name = 'format'", (ledger.FORMATS[0],))


def ledger_name():
    """Return the name of the ledger's file."""
    return indexer.engines.whoosh.LEDGER


def test_an_index_of_before_retractions_is_opened_and_keeps_them(tmp_path):
    assert ledger.FORMATS[0] == "a7883253"
    with indexer.open(tmp_path) as index:
        index.update(CORPUS)
    old(tmp_path)
    with indexer.open(tmp_path) as index, indexer.open(tmp_path) as second:
        assert (len(index), index.retractions(), index.verify()) == (72, [], [])
        assert index.search("мектеп").total == second.search("мектеп").total > 0
        second.retract("sp-2025-019", REASON)
    with indexer.open(tmp_path) as index:
        index.update(CORPUS)
        assert (len(index), [one.id for one in index.retractions()]) == (71, ["sp-2025-019"])


def test_a_damaged_retraction_is_a_named_error(archive):
    index, folder = archive
    index.retract("kt-7", REASON)
    with contextlib.closing(sqlite3.connect(index.engine.ledger.file)) as db, db:
        db.execute("update retractions set text = 'x'")
    with pytest.raises(indexer.IndexDamaged, match="the retraction of 'kt-7' is not what was written"):
        index.update(folder)
    assert len([line for line in index.verify() if "the retraction of 'kt-7' is not what was written" in line]) == 1


def test_the_log_has_a_column_for_all_that_a_retraction_is():
    now = dt.datetime(2026, 11, 23, 10, tzinfo=dt.timezone.utc)
    whole = indexer.Retraction("a", ("e" * 64, "f" * 64), now, REASON, "Айгүл", now, "Нұрлан")
    fields = retractions.columns(whole)
    assert retractions.read((*fields, retractions.sum_of(fields))) == whole


# Where it shows


def test_the_page_of_a_retracted_article_says_when_and_why(archive):
    index, _ = archive
    client = create_app(index).test_client()
    assert client.get("/article/kt-7").status_code == 200
    index.retract("kt-7", "<b>сот</b> шешімі")
    answer = client.get("/article/kt-7?q=Шыңғысқалиев")
    text = answer.get_data(as_text=True)
    day = indexer.Retraction("", (), dt.datetime.now(dt.timezone.utc), "").day
    assert answer.status_code == 410
    assert "Бұл мақала мұрағаттан алып тасталды" in text
    assert f"Алып тасталған күні: {day.year} жылғы {day.day} " in text
    assert "Себебі: &lt;b&gt;сот&lt;/b&gt; шешімі" in text
    assert "зауыт" not in text
    assert client.get("/article/no-such").status_code == 404


def test_retracting_on_the_command_line(tmp_path, corpus):
    from click.testing import CliRunner

    folder, runner = corpus(FILES), CliRunner()

    def izde(*arguments):
        done = runner.invoke(main, [*arguments, "--index", str(tmp_path / "index")], standalone_mode=True)
        return done.exit_code, done.stdout, done.stderr

    izde("update", str(folder))
    assert izde("retract", "kt-7")[0] == 2
    assert izde("retract")[0] == izde("retract", "--list", "--lift")[0] == 2
    assert izde("retract", "no", "--reason", REASON) == (1, "", "izde: no article 'no': `izde search` prints the ids\n")
    status, out, _ = izde("retract", "kt-7", "--reason", REASON, "--by", "Айгүл")
    assert (status, len(out.splitlines())) == (0, 2)
    assert izde("retract", "--list")[1] == out
    id, when, why = out.splitlines()[0].split("\t")
    assert (id, why) == ("kt-7", REASON)
    assert when.endswith(" UTC by Айгүл")
    assert "articles kept out, for they are retracted: 2" in izde("update", str(folder))[2]
    rows = json.loads(izde("retract", "--list", "--json")[1])
    assert next((row["id"], row["reason"], row["by"], row["lifted"]) for row in rows) == ("kt-7", REASON, "Айгүл", None)
    assert "; lifted " in izde("retract", "kt-7", "--lift", "--by", "Нұрлан")[1]
    assert izde("retract", "--list")[1].count(" UTC by Нұрлан") == 2
