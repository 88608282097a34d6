"""What one media text is."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import dates, language
from .errors import BadArticle

LONGEST = 5_000_000  # letters of one text: «War and Peace» has 3.2 million
LONGEST_NAME = 1_000  # letters of an id, a source, an author; titles and addresses may be that long too
TITLE = 160  # letters of a title made from the first sentence

# What a text says of its source. Each row: where the name stands (X), and an example.
ATTRIBUTIONS = (
    "деп хабарлайды X",  # деп хабарлайды BAQ.KZ
    "деп хабарлады X",
    "деп жазады X",
    "деп мәлімдейді X",
    "передает X",  # передает Tengrinews.kz
    "сообщает X",
    "пишет X",
)
# A domain, a quoted name, or words with capitals: BAQ.KZ, «Хабар 24», ҚазАқпарат, Дала таңы is read as Дала.
NAME = (
    r"(?:корреспондент\s)?(?:«(?P<q{n}>[^»\n]{{2,40}})»|(?P<d{n}>[A-Za-z0-9-]{{2,30}}(?:\.[A-Za-z0-9-]{{2,20}}){{1,2}})"
    r"|(?P<c{n}>[A-ZА-ЯӘҒҚҢӨҰҮҺІ][\w]{{2,30}}(?:\s[A-ZА-ЯӘҒҚҢӨҰҮҺІ][\w]{{2,30}})?))"
)
SAYS = re.compile(
    "|".join(re.escape(row).replace(r"\ ", r"\s").replace("X", NAME.format(n=n)) for n, row in enumerate(ATTRIBUTIONS))
)
WHERE_SAID = 3_000  # letters at the beginning of a text in which it says whose it is


@dataclass(frozen=True)
class Article:
    """One text with what is known of it. Only the text is required; the rest is found in it where it can be.

    A date may be given as "YYYY-MM-DD" and is a `datetime.date` afterwards. Raises BadArticle for what cannot be kept.
    """

    text: str
    id: str = ""
    title: str = ""
    date: dt.date | None = None
    source: str = ""
    url: str = ""
    language: str = ""
    author: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.date, str):
            object.__setattr__(self, "date", written_date(self.date))
        elif isinstance(self.date, dt.datetime):
            object.__setattr__(self, "date", self.date.date())
        elif self.date is not None and not isinstance(self.date, dt.date):
            raise BadArticle(f"date {self.date!r} is not a day: write it as YYYY-MM-DD")
        for name in ("text", "id", "title", "source", "url", "language", "author"):
            check(name, getattr(self, name))
        object.__setattr__(self, "extra", kept(self.extra))


def check(name: str, value: object) -> None:
    """Raise BadArticle unless the field can be kept as it is."""
    if not isinstance(value, str):
        raise BadArticle(f"{name} is {type(value).__name__}, not a string: put it in quotes")
    limit = LONGEST if name == "text" else LONGEST_NAME
    if len(value) > limit:
        raise BadArticle(f"{name} has {len(value):,} letters, the limit is {limit:,}: split the article")
    if not encodes(value):
        raise BadArticle(f"{name} has half a character in it: save it as UTF-8 again")
    if name == "text" and not value.strip():
        raise BadArticle("the text is empty: give the row a text")


def encodes(text: str) -> bool:
    """Whether a string is text, and not half of a character as JSON, a terminal or a file's name may hand over."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def kept(extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return the further keys as JSON keeps them; raises BadArticle for what it cannot."""
    try:
        line = json.dumps(dict(extra), ensure_ascii=False, default=str)
        line.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise BadArticle(f"a further key cannot be kept ({type(error).__name__}): give values that JSON has") from None
    found: dict[str, Any] = json.loads(line)
    return found


def written_date(written: str) -> dt.date | None:
    """Return the day, None for an empty string; raises BadArticle for anything else."""
    found = dates.day(written)
    if found is None and written.strip():
        raise BadArticle(f"date {written[:40]!r} is not a day: write it as YYYY-MM-DD")
    return found


def complete(article: Article) -> Article:
    """Return the article with its title, source, language and id, found in the text where they were not given."""
    title = " ".join(article.title.split()) or first_sentence(article.text)
    source = article.source.strip() or attributed(article.text)
    spoken = article.language.strip().lower() or language.main(f"{article.title}\n{article.text}")
    id = article.id or "a-" + digest(dumps(article))[:12]
    if (title, source, spoken, id) == (article.title, article.source, article.language, article.id):
        return article  # as it is: to check it again is a third of reading it
    return replace(article, title=title, source=source, language=spoken, id=id)


def first_sentence(text: str) -> str:
    """Return the first sentence that has a word, cut at a word's end to at most TITLE letters."""
    text = text.lstrip()[: 10 * TITLE]
    pieces = (" ".join(text[start:stop].split()) for start, stop in language.sentences(text))
    sentence = next((piece for piece in pieces if any(map(str.isalnum, piece))), text[:TITLE])
    if len(sentence) <= TITLE:
        return sentence
    return sentence[:TITLE].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + "…"


def attributed(text: str) -> str:
    """Return the source that the text names itself, or "".

    >>> attributed("Жол ашылды, деп хабарлайды BAQ.KZ kaz.inform-ға сілтеме жасап.")
    'BAQ.KZ'
    """
    match = SAYS.search(text, 0, WHERE_SAID)
    if not match:
        return ""
    return next(name for name in match.groupdict().values() if name)


def digest(line: str) -> str:
    """Return the same string for the same article, given as `dumps` writes it, and another for any other."""
    return hashlib.sha256(line.encode()).hexdigest()


def dumps(article: Article) -> str:
    """Return the article as one line of JSON."""
    return json.dumps(vars(article), ensure_ascii=False, sort_keys=True, default=str)


def loads(line: str) -> Article:
    """Return the article that `dumps` wrote. It was checked before that: checking ten again is a fifth of a page's time."""
    fields = json.loads(line)
    if fields["date"]:
        fields["date"] = dt.date.fromisoformat(fields["date"])
    article = object.__new__(Article)
    article.__dict__.update(fields)
    return article
