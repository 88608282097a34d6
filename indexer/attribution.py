"""What a text says of itself: who published it, whom they had it from, and who wrote it."""

import re
from collections.abc import Iterator

WHERE_SAID = 3_000  # letters at the beginning of a text in which it says whose it is
SIGNED = 300  # letters at either end of a text in which its author may stand
LONGEST = 80  # letters of an origin
OFTEN = 5  # times that a phrase is looked at

# What stands before the name of who published a text. Each row: the phrase, and an example.
PUBLISHERS = (
    "деп хабарлайды",  # деп хабарлайды BAQ.KZ
    "деп хабарлады",
    "деп жазады",
    "деп жазды",
    "деп мәлімдейді",
    "передает",  # передает корреспондент Tengrinews.kz
    "передаёт",
    "сообщает",
    "пишет",
    "информирует",
)
CAPITALS = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
# A domain, a quoted name, or words with capitals and at most one without, if no more is said of them: BAQ.KZ, «Хабар 24»,
# ҚазАқпарат, Дала таңы; but not Ақтөбе in «деп хабарлады Ақтөбе облысының әкімі».
NAME = re.compile(
    r"\s(?:корреспондент\s?)?(?:[«\"](?P<quoted>[^»\"\n]{2,40})[»\"]"
    r"|(?P<domain>[A-Za-z0-9-]{2,30}(?:\.[A-Za-z0-9-]{2,20})?\.[A-Za-z]{2,20})"
    rf"|(?P<words>[{CAPITALS}]\w{{2,30}}(?:\s[{CAPITALS}]\w{{2,30}})?(?:\s[^\W\d_]{{3,12}})?)"
    r"(?=\s*(?:[.,;:!?)\n—–-]|$)|\s(?:тілшісі|агенттігі|порталы|газеті|арнасы|со ссылкой)))"
)
OWNED = re.compile(r"[ндт][ыі]ң(?:\s|$)")  # Ақорданың баспасөз қызметі: an office, and no publisher

# What stands behind an origin in Kazakh, and before it in Russian.
BEHIND = ("сілтеме жаса",)  # ҚазАқпаратқа сілтеме жасап
BEFORE = ("со ссылкой на ", "ссылаясь на ")  # со ссылкой на ДЧС города
# What an origin is parted by from the words before it, and what ends it.
PARTED = re.compile(
    r".*(?:[,;:(\n]|[.!?]\s|[–—-]\s|тілшісі\s|хабарла\w+\s|жазады\s|жазды\s|мәлімде\w+\s|туралы\s|жайлы\s)", re.DOTALL
)
ENDED = re.compile(r"[^,;:(\n.!?–—]*(?:[.](?=[A-Za-z])[^,;:(\n.!?–—]*)*")
NAMED = re.compile(rf"[{CAPITALS}«\"]|\w\.\w")  # «министрлікке сілтеме жасап» names nobody
# A Kazakh origin stands in the dative, its last word becomes what it is in the nominative; the first that fits is taken.
DATIVE = (
    ("сына", "сы"),  # Polisia.kz сайтына: ына
    ("сіне", "сі"),
    ("ына", "ы"),
    ("іне", "і"),
    ("ға", ""),  # Ақордаға
    ("ге", ""),
    ("қа", ""),  # ҚазАқпаратқа
    ("ке", ""),  # Polisia.kz-ке
)
ACCUSATIVE = (("ую", "ая"), ("ию", "ия"), ("у", "а"))  # пресс-службу МВД: the first words of a Russian one

# Who took the pictures wrote nothing: «Фото: …», «Сурет: …» are not here.
PART = rf"(?-i:[{CAPITALS}])(?:\.|[\w-]+)"  # of a name: А. or Серік
BYLINE = re.compile(
    r"^(?:автор|авторы|мәтін|мәтінді жазған|жазған|дайындаған|сұхбаттасқан|әңгімелескен"
    r"|текст|материал подготовил|материал подготовила|подготовил|подготовила|беседовал|беседовала)\s*[:–—]\s*"
    rf"(?P<name>{PART}(?:\s*{PART}){{1,3}})\s*(?:[,;|/].*|\.)?$",
    re.IGNORECASE | re.MULTILINE,
)


def publisher(text: str) -> str:
    """Return the source that the text names itself, or "".

    >>> publisher("Жол ашылды, деп хабарлайды BAQ.KZ kaz.inform-ға сілтеме жасап.")
    'BAQ.KZ'
    """
    head = beginning(text)
    for stop in sorted(stop for phrase in PUBLISHERS for stop in ends(head, phrase)):
        match = NAME.match(head, stop)
        if match and not OWNED.search(match["words"] or ""):
            return next(name for name in match.groups() if name)
    return ""


def origin(text: str) -> str:
    """Return whom the publisher had the story from, where the text says so, or "".

    >>> origin("Жол ашылды, деп хабарлайды BAQ.KZ kaz.inform-ға сілтеме жасап.")
    'kaz.inform'
    """
    head = beginning(text)
    for phrase in BEHIND:
        for stop in ends(head, phrase):
            if found := named(from_dative(told(head[: stop - len(phrase)].rstrip()))):
                return found
    for phrase in BEFORE:
        for stop in ends(head, phrase):
            match = ENDED.match(head, stop, stop + 2 * LONGEST)
            if match and (found := named(from_accusative(match[0]))):
                return found
    return ""


def author(text: str) -> str:
    r"""Return who wrote a text, from a line that says so at its beginning or end, or "".

    >>> author("Мәтін: Айгүл Серік, фото: Марат Оспан\nЖол ашылды.")
    'Айгүл Серік'
    """
    for part in (text[:SIGNED], text[SIGNED:][-SIGNED:]):
        if (":" in part or "–" in part or "—" in part) and (match := BYLINE.search(part)):
            return " ".join(match["name"].split())
    return ""


def beginning(text: str) -> str:
    """Return the part of a text in which it says whose it is."""
    return text[:WHERE_SAID].replace("\N{NO-BREAK SPACE}", " ")


def ends(head: str, phrase: str) -> Iterator[int]:
    """Yield where a phrase ends, for the first few times it stands there."""
    at = 0
    for _ in range(OFTEN):
        at = head.find(phrase, at)
        if at < 0:
            return
        at += len(phrase)
        yield at


def told(before: str) -> str:
    """Return the last words before «сілтеме жасап» that are the origin: not the publisher's name, nor what is told."""
    last = before[-2 * LONGEST :]
    parted = PARTED.match(last)
    words = last[parted.end() :] if parted else last
    match = NAME.match(f" {words}")
    rest = words[match.end() - 1 :] if match and not match["words"] else ""
    return rest if rest[:1] == " " and NAMED.search(rest) else words  # хабарлайды BAQ.KZ kaz.inform-ға


def named(name: str) -> str:
    """Return a name without its quotes if it names somebody and is no sentence, else ""."""
    if not NAMED.search(name) or len(name) > LONGEST:
        return ""
    quoted = re.fullmatch(r"[«\"]([^«»\"]+)[»\"]?", name)
    return (quoted[1] if quoted else name).strip()


def from_dative(name: str) -> str:
    """Return a Kazakh name in the nominative: Polisia.kz сайтына is Polisia.kz сайты."""
    *words, last = name.split() or [""]
    word = last.rstrip("»\"'")
    return " ".join((*words, changed(word, DATIVE) + last[len(word) :]))


def from_accusative(name: str) -> str:
    """Return a Russian name in the nominative, as far as its first words change: пресс-служба МВД."""
    words = name.split()
    for place, word in enumerate(words):
        words[place] = changed(word, ACCUSATIVE)
        if words[place] == word:
            break
    return " ".join(words)


def changed(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    """Return a word with the first of the endings that it has replaced."""
    for ending, instead in endings:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)].rstrip("-‐‑") + instead
    return word
