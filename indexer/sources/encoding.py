"""Bytes -> text: by their mark, as UTF-8, else in the encoding that makes them most like Kazakh and Russian."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import IO, NamedTuple

from .letterpairs import likeness
from .row import Unreadable

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Names as people know them, and as Python does; where two read a text alike, the first is named.
PAGES = {"CP1251": "cp1251", "KZ-1048": "kz1048", "PT154": "ptcp154", "KOI8-R": "koi8-r", "CP866": "cp866"}
WIDE = {"UTF-16 LE": "utf-16-le", "UTF-16 BE": "utf-16-be"}
DAMAGED = {"UTF-8": "utf-8"}  # with some bytes that are none
CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")  # DOS ends a text with \x1a
CONTROLS = bytes({*range(9), *range(14, 26), *range(28, 32)})
BINARY = "not a text: it has control characters"
CHUNK = 1 << 18  # bytes read at a time, and the bytes from the first strange one on that decide
SENSE = -5.0  # log probability a pair; 2 kB of news have -2.1 to -2.9, the same misread -6 and less
SURE = 3.0  # log odds of all pairs together; below, it would be a guess
LOST = 0.05  # share of letters; with more of them lost it is another encoding, or no text

# Texts that were written in the second encoding and read in the first, and letters that such a text always has.
KAZAKH = "ЌќЋћЎўЈјҐґЄєЅѕЇї"  # KZ-1048 read as CP1251: Ќазаќстан
MENDED = str.maketrans(KAZAKH, KAZAKH.encode("cp1251").decode("kz1048"))
# One class of letters, for it is asked of every article.
MISREAD = re.compile("[\u0402-\u0405\u0407-\u040f\u0452-\u0455\u0457-\u045f\u0490\u0491À-ÿ]")
DOUBLY = (("cp1251", "utf-8"), ("cp1252", "utf-8"), ("cp1252", "kz1048"))
# Log probability that each mended letter wins: 14.6 and more in lines of Kazakh news, Belarusian 13.7 at most, Ukrainian and Serbian 12.
LETTER = 14.3
GOOD, GAIN = -4.0, 2.0  # of a line that was read wrongly as a whole: what a pair must have after that, and win by it
LINES = 10_000  # of a text, mended each for itself
GONE = re.compile("\\?(?=[а-яёәғқңөұүһі])")
MANY_GONE = 3  # a question mark before a small letter may be a slip of the pen


class Guess(NamedTuple):
    """An encoding, and by how much it is likelier than the next that reads otherwise."""

    codec: str
    remark: str = ""  # "" where there was nothing to guess


def guess(stream: IO[bytes]) -> Guess:
    """Return the encoding of a stream, which is read to its first strange byte; raises Unreadable rather than guess blindly."""
    head = stream.read(4)
    stream.seek(0)
    for mark, codec in MARKS:
        if head.startswith(mark):
            return Guess(codec)
    place, reason = strange(stream)
    stream.seek(0)
    if place is None:
        return Guess("utf-8")
    stream.seek(max(0, place - 1_000) & ~1)
    sample = stream.read(CHUNK)
    stream.seek(0)
    return likeliest(sample, reason)


def strange(stream: IO[bytes]) -> tuple[int | None, str]:
    """Return where a stream stops to be text in UTF-8, and how to say so; None if it does not."""
    decoder, read = codecs.getincrementaldecoder("utf-8")(), 0
    while True:
        data = stream.read(CHUNK)
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            place = read - pending + error.start
            return place, f"not utf-8 text (byte {place})"
        if match := CONTROL.search(text):
            return read + len(text[: match.start()].encode()), BINARY
        if not data:
            return None, ""
        read += len(data)


def likeliest(sample: bytes, reason: str) -> Guess:
    """Return the encoding in which a sample is most like Kazakh or Russian."""
    wide = len(sample.translate(None, CONTROLS)) < len(sample)
    names = WIDE if wide else PAGES | DAMAGED
    texts = {name: sample.decode(codec, "replace") for name, codec in names.items()}
    scores = {name: likeness(text) for name, text in texts.items()}
    means = {name: total / pairs if pairs else 0.0 for name, (total, pairs) in scores.items()}
    best = max(means, key=lambda name: means[name])
    others = [name for name in means if texts[name] != texts[best]]
    if means[best] < SENSE or CONTROL.search(texts[best]) or not others:
        other = f"{reason}, and like Kazakh or Russian in no other encoding: save it as UTF-8"
        raise Unreadable(BINARY if wide else other)
    second = max(others, key=lambda name: means[name])
    margin = means[best] - means[second]
    if margin * max(scores[best][1], 1) < SURE:
        raise Unreadable(f"{reason}; it may be {best} or {second}: save it as UTF-8")
    return Guess(names[best], f"read as {best} (margin {margin:.1f} over {second})")


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text of bytes, and a remark where its encoding was guessed; raises Unreadable if there is no text in them.

    What a page declares counts only where nothing else tells: «windows-1251» is often KZ-1048.
    """
    try:
        found = guess(BytesIO(data))
    except Unreadable:
        found = Guess(known(declared))
        if not found.codec:
            raise
    text = data.decode(found.codec, "replace")
    if text.count("\ufffd") > LOST * len(text):
        place = wrong(data, found.codec)
        raise Unreadable(f"not {found.codec} text (byte {place}): save it as UTF-8")
    if CONTROL.search(text):
        raise Unreadable(BINARY)
    return text.rstrip("\x1a"), found.remark


def known(codec: str) -> str:
    """Return Python's name of an encoding of characters, or ""."""
    try:
        found = codecs.lookup(codec)
        found.decode(b"a")[0].encode()
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""
    return found.name


def wrong(data: bytes, codec: str) -> int:
    """Return the first byte that is not in an encoding."""
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return 0


def mended(text: str) -> tuple[str, str]:
    """Return a text with its mojibake repaired, and a remark on that and on letters that are lost.

    >>> mended("Ќазаќстанныѕ кеѕесші")[0]
    'Қазақстанның кеңесші'
    """
    remarks = []
    if MISREAD.search(text):
        lines = text.split("\n") if text.count("\n") < LINES else [text]
        # Lines of other letters are looked at beside restored ones alone: most such texts have a name with an ü.
        if any(restored(line) != line for line in lines if MISREAD.search(line)):
            repaired = [restored(line) for line in lines]
            count = sum(one != other for one, other in zip(lines, repaired, strict=True))
            text = "\n".join(repaired)
            remarks.append(f"letters misread before were restored in {count} lines")
    broken = text.count("\ufffd")
    gone = broken + (len(GONE.findall(text)) if "?" in text else 0)
    if gone >= MANY_GONE or broken:
        remarks.append(f"at least {gone} letters are lost (? or \ufffd stands for them)")
    return text, "; ".join(remarks)


def restored(line: str) -> str:
    """Return a line as it was before it was read in the wrong encoding, if that makes it far likelier."""
    other = line.translate(MENDED)
    changed = sum(map(line.count, KAZAKH))
    if changed and likeness(other)[0] - likeness(line)[0] > LETTER * changed:
        return other
    best = max(readings(line), key=mean, default=line)
    return best if mean(best) > max(GOOD, mean(line) + GAIN) else line


def readings(line: str) -> Iterator[str]:
    """Yield what a line may have been, if all of it was read wrongly."""
    for codec, meant in DOUBLY:
        with suppress(ValueError):
            yield line.encode(codec).decode(meant)


def mean(text: str) -> float:
    """Return how likely a pair of a text is, as Kazakh or Russian; text in ASCII is as good as any."""
    total, pairs = likeness(text)
    return total / pairs if pairs else 0.0
