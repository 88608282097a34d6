"""A text reads as it was written, whatever encoding it was saved in, and what was guessed or lost is said."""

import codecs
import gzip
import json
from io import BytesIO

import pytest

from indexer.sources import Unreadable, encoding

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-be-sig", "utf-16-le", "utf-16-be", "cp1251", "kz1048", "ptcp154", "koi8-r", "cp866",
)  # fmt: skip
MARKED = "utf-16-be-sig"  # Python has no name for it
LONG, MANY = 2_000, 200  # bytes of a text, texts of a language; letters that an encoding has not got become "?"
KAZAKH = "Шилісай өзенінің үстінен жаңа көпір салынды, енді қалаға жол жиырма минутқа қысқарды."
RUSSIAN = "Через реку построили новый мост, и дорога до города стала короче на двадцать минут."


@pytest.fixture(scope="module")
def texts(shared):
    """Real news by language; the table of letter pairs was learnt from sentences that do not stand in them."""
    found = {}
    for language in ("kk", "ru"):
        with gzip.open(shared / f"data/news_{language}.jsonl.gz", "rt", encoding="utf-8") as lines:
            found[language] = [json.loads(line)["text"] for line in lines]
    return found


def right(text, codec):
    """Whether a text saved in an encoding reads as that encoding has it."""
    data = codecs.BOM_UTF16_BE + text.encode("utf-16-be") if codec == MARKED else text.encode(codec, "replace")
    try:
        return encoding.decode(data)[0] == data.decode("utf-16" if codec == MARKED else codec)
    except Unreadable:
        return False


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("codec", ENCODINGS)
def test_995_of_1000_news_texts_read_as_they_were_saved(texts, codec, language):
    long = [text for text in texts[language] if len(text.encode()) >= LONG]
    assert len(long) >= MANY
    share = sum(right(text, codec) for text in long) / len(long)
    print(f"{codec}: {share:.2%} of {len(long)} {language} texts")
    assert share >= 0.995, f"{share:.2%}"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_99_of_100_short_texts_read_as_they_were_saved(texts, language):
    short = [text.encode()[:200].decode(errors="ignore") for text in texts[language][:500]]
    shares = {codec: sum(right(text, codec) for text in short) / len(short) for codec in ENCODINGS}
    print(f"200 bytes of {language}:", {codec: f"{share:.1%}" for codec, share in shares.items()})
    assert [codec for codec, share in shares.items() if share < 0.99] == []


@pytest.mark.parametrize(
    ("text", "codec", "remark"),
    [
        (KAZAKH, "utf-8", ""),
        (KAZAKH, "utf-16", ""),
        (KAZAKH, "utf-16-le", "read as UTF-16 LE (margin 9.3 over UTF-16 BE)"),
        (KAZAKH, "kz1048", "read as KZ-1048 (margin 1.2 over PT154)"),
        (KAZAKH, "ptcp154", "read as PT154 (margin 1.3 over KZ-1048)"),
        (RUSSIAN, "cp1251", "read as CP1251 (margin 2.2 over KOI8-R)"),
        (RUSSIAN, "koi8-r", "read as KOI8-R (margin 3.1 over CP1251)"),
        (RUSSIAN, "cp866", "read as CP866 (margin 5.7 over KZ-1048)"),
        ("Soz. " * 99, "utf-16-le", "read as UTF-16 LE (margin 12.0 over UTF-16 BE)"),
    ],
)
def test_what_was_guessed_is_said_with_its_margin(text, codec, remark):
    assert encoding.decode(text.encode(codec)) == (text, remark)


def test_a_text_of_dos_ends_before_its_mark():
    assert encoding.decode(f"{RUSSIAN}\r\n\x1a".encode("cp866"))[0] == f"{RUSSIAN}\r\n"


def test_one_bad_byte_costs_one_letter_not_the_file():
    data = KAZAKH.encode().replace("көпір".encode(), b"\xff")
    text, remark = encoding.decode(data)
    assert text == KAZAKH.replace("көпір", "\ufffd")
    assert remark.startswith("read as UTF-8 (margin ")
    assert encoding.mended(text) == (text, "at least 1 letters are lost (? or \ufffd stands for them)")


def test_letters_lost_before_are_counted():
    lost = "?аза?стан хал?ы ша?ыртты."
    assert encoding.mended(lost)[1] == "at least 4 letters are lost (? or \ufffd stands for them)"
    assert encoding.mended("Не?Да, «что?» — спросил он.") == ("Не?Да, «что?» — спросил он.", "")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bytes(range(256)) * 9, "not a text: it has control characters"),
        (
            "Größe für Bäume".encode("cp1252"),
            "not utf-8 text (byte 2), and like Kazakh or Russian in no other encoding: save it as UTF-8",
        ),
        (b"\xe0", "not utf-8 text (byte 0); it may be CP1251 or KOI8-R: save it as UTF-8"),
    ],
)
def test_what_no_encoding_fits_is_refused_not_guessed(data, reason):
    with pytest.raises(Unreadable) as raised:
        encoding.decode(data)
    assert str(raised.value) == reason


def test_the_strange_byte_may_be_far_behind():
    data = b"id;text\n" * 100_000 + KAZAKH.encode("kz1048")
    assert encoding.guess(BytesIO(data)).codec == "kz1048"
    assert encoding.guess(BytesIO(b"a" * (encoding.CHUNK - 1) + KAZAKH.encode())).codec == "utf-8"


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("Қазақстанның кеңесші Қарин", "kz1048", "cp1251"),
        ("Президент кеңесті өткізді", "kz1048", "cp1252"),
        ("Балалар мектепке кетті", "utf-8", "cp1251"),
        ("Балалар мектепке кетті", "utf-8", "cp1252"),
    ],
)
def test_mojibake_reads_as_it_was_written(text, written, read):
    misread = text.encode(written).decode(read)
    assert encoding.mended(misread) == (text, "letters misread before were restored in 1 lines")


def test_995_of_1000_lines_misread_as_cp1251_are_restored(texts):
    lines = [line for text in texts["kk"] for line in text.split("\n")]
    broken = {line: line.translate({new: old for old, new in encoding.MENDED.items()}) for line in lines}
    wrong = [line for line, misread in broken.items() if misread != line and encoding.mended(misread)[0] != line]
    assert len(wrong) <= 0.005 * len(broken), wrong[:5]


def test_what_is_no_mojibake_stays(texts):
    assert [text for found in texts.values() for text in found if encoding.mended(text)[0] != text] == []


@pytest.mark.parametrize(
    "text",
    [
        "Володимир заявив, що Україна отримає нові системи оборони від європейських союзників.",
        "Її звати Єлизавета, вона з Києва.",
        "Председник је изјавио да ће Ђоковић и Њујорк бити на листи.",
        "Жыхары вёскі збудавалі новы мост праз раку, каб дзеці маглі дайсці ў школу.",
        "Ђоковић вышел в финал турнира, сообщает Їжакевич.",
        "café, Müller, naïve, Ünlü, Çelik, élève",
    ],
)
def test_other_languages_are_no_mojibake(text):
    assert encoding.mended(text) == (text, "")


def test_a_text_made_of_strange_letters_costs_little():
    text = "é\n" * 2_500_000
    assert encoding.mended(text) == (text, "")


def test_what_was_guessed_restored_or_lost_stands_in_the_report(index, corpus):
    folder = corpus(
        {"a.txt": KAZAKH.encode("kz1048"), "b.txt": "Ќазаќстан халќы кґпір салды.", "c.txt": "?аза?стан хал?ы."}
    )
    report = index.update(folder)
    assert report.warnings == [
        (str(folder / "a.txt"), "read as KZ-1048 (margin 1.2 over PT154)"),
        (str(folder / "b.txt"), "letters misread before were restored in 1 lines"),
        (str(folder / "c.txt"), "at least 3 letters are lost (? or \ufffd stands for them)"),
    ]
    assert index.search("Қазақстан").total == 1
