"""What one media text is."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import attribution, dates, language
from .dates import published
from .errors import BadArticle

LONGEST = 5_000_000  # letters of one text: «War and Peace» has 3.2 million
LONGEST_NAME = 1_000  # letters of an id, a source, an author; titles and addresses may be that long too
DEEP = 100  # values of a further key within each other
TITLE = 160  # letters of a title made from the first sentence
FOUND = ("title", "source", "origin", "language", "author")  # what is found where it is not given, beside the date
KNOWN = (*FOUND, "date")
PLAIN = (str, bool, int, type(None))
JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)
LATER = ("origin", "precision", "known")  # not written where they are nothing: lines of before have the digest they had


@dataclass(frozen=True)
class Article:
    """One text with what is known of it. Only the text is required; the rest is found in it where it can be.

    A date may be given as a string, "YYYY-MM-DD" or otherwise («29 қыркүйек 2025»), and is a `datetime.date` afterwards; of a
    month or a year it is the first day, and `precision` says so. `known` says for each field how it is known: "given",
    or "metadata", "url", "folder", "text". Raises BadArticle for what cannot be kept.
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
    origin: str = ""  # whom the source had it from
    precision: str = ""  # "day", "month" or "year": how much of the date is known
    known: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.date, str):
            found = written_date(self.date)
            object.__setattr__(self, "date", found and found.day)
            object.__setattr__(self, "precision", found.precision if found else "")
        elif isinstance(self.date, dt.datetime):
            object.__setattr__(self, "date", self.date.date())
        elif self.date is not None and not isinstance(self.date, dt.date):
            raise BadArticle(f"date {self.date!r} is not a day: write it as YYYY-MM-DD")
        if self.date and self.precision not in dates.SMALLEST:
            object.__setattr__(self, "precision", "day")
        for name in ("text", "id", "title", "source", "url", "language", "author", "origin"):
            check(name, getattr(self, name))
        object.__setattr__(
            self, "known", {name: str(how) for name, how in self.known.items() if name in (*FOUND, "date")}
        )
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
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def kept(extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return the further keys as JSON keeps them; raises BadArticle for what it cannot."""
    if all(map(is_plain, extra, extra.values())):
        return dict(extra)
    if is_deep(dict(extra), DEEP):
        raise BadArticle(f"a further key has values within values, {DEEP} deep: give flatter ones")
    try:
        line = json.dumps(dict(extra), ensure_ascii=False, default=str)
        line.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise BadArticle(f"a further key cannot be kept ({type(error).__name__}): give values that JSON has") from None
    found: dict[str, Any] = json.loads(line)
    return found


def is_deep(value: object, most: int) -> bool:
    """Whether values stand within values so many times: what reads them again has less room for it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return not most or any(is_deep(one, most - 1) for one in inner)


def is_plain(name: object, value: object) -> bool:
    """Whether JSON keeps a value under a name as it is: to write and to read it again is a twentieth of reading an article."""
    return (
        all(type(one) is not str or encodes(one) for one in (name, value))
        and (type(name) is str)
        and type(value) in PLAIN
    )


def written_date(written: str) -> dates.Dated | None:
    """Return what a field for a date says, None for an empty string; raises BadArticle for anything else."""
    found = dates.written(written)
    if found is None and written.strip():
        raise BadArticle(f"date {written[:40]!r} is not a day: write it as YYYY-MM-DD")
    return found


def complete(article: Article) -> Article:
    """Return the article with its title, date, source, origin, author, language and id, found where they were not given."""
    day, precision, how = dated(article)
    found: dict[str, Any] = {
        "title": " ".join(article.title.split()) or first_sentence(article.text),
        "source": article.source.strip() or attribution.publisher(article.text),
        "origin": article.origin.strip() or attribution.origin(article.text),
        "author": article.author.strip() or attribution.author(article.text),
        "language": article.language.strip().lower() or language.main(f"{article.title}\n{article.text}"),
    }
    known = {name: "given" if getattr(article, name).strip() else "text" for name in FOUND if found[name]}
    known |= {"date": how} if day else {}
    known |= {name: how for name, how in article.known.items() if name in known}
    id = article.id or "a-" + digest(dumps(article))[:12]
    return unchecked(vars(article) | found | {"date": day, "precision": precision, "known": known, "id": id})


def unchecked(fields: dict[str, Any]) -> Article:
    """Return the article of fields that were checked before: doing so again is a third of reading it."""
    article = object.__new__(Article)
    article.__dict__.update(fields)
    return article


def dated(article: Article) -> tuple[dt.date | None, str, str]:
    """Return the date, how much of it is known, and how: from what is given to the text itself, the surest first."""
    if article.date:
        return article.date, article.precision, "given"
    found = published.published(article.url, article.text, article.extra)
    return (*found[0], found[1]) if found else (None, "", "")


def first_sentence(text: str) -> str:
    """Return the first sentence that has a word, cut at a word's end to at most TITLE letters."""
    text = text.lstrip()[: 10 * TITLE]
    pieces = (" ".join(text[start:stop].split()) for start, stop in language.sentences(text))
    sentence = next((piece for piece in pieces if any(map(str.isalnum, piece))), text[:TITLE])
    if len(sentence) <= TITLE:
        return sentence
    return sentence[:TITLE].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + "…"


def digest(line: str) -> str:
    """Return the same string for the same article, given as `dumps` writes it, and another for any other."""
    return hashlib.sha256(line.encode()).hexdigest()


def dumps(article: Article) -> str:
    """Return the article as one line of JSON."""
    fields = {name: value for name, value in vars(article).items() if value or name not in LATER}
    if article.precision == "day":
        del fields["precision"]
    return JSON.encode(fields)


def loads(line: str) -> Article:
    """Return the article that `dumps` wrote. It was checked before that: checking ten again is a fifth of a page's time."""
    fields = {"origin": "", "precision": "", "known": {}} | json.loads(line)
    if fields["date"]:
        fields["date"] = dt.date.fromisoformat(fields["date"])
        fields["precision"] = fields["precision"] or "day"
    return unchecked(fields)
