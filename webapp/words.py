"""The words of the interface, as words.txt has them: phrases, plurals, dates and numbers in Kazakh, Russian and English."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LANGUAGES = {
    "kk": "Қазақша",
    "ru": "Русский",
    "en": "English",
}  # each in its own words; the first where none is asked for
LETTERS = "әғқңөұүһі"  # those that a Russian keyboard lacks
THOUSANDS = {"kk": "\N{NO-BREAK SPACE}", "ru": "\N{NO-BREAK SPACE}", "en": ","}

Table = dict[str, dict[str, list[str]]]


def read(text: str) -> Table:
    """Return name -> language -> the forms of a phrase, as a table writes them."""
    table: Table = {}
    phrases: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith(" "):
            code, _, phrase = line.strip().partition(" ")
            phrases[code] = phrase.split(" | ")
        elif line and not line.startswith("#"):
            phrases = table[line] = {}
    return table


WORDS = read(Path(__file__).with_name("words.txt").read_text("utf-8"))


def plural(language: str, count: int) -> int:
    """Return which of the forms of a phrase goes with a number (CLDR: kk has one, en one and other, ru one, few and many).

    >>> [plural("ru", n) for n in (1, 2, 5, 11, 12, 21, 112, 1004)]
    [0, 1, 2, 2, 2, 0, 2, 1]
    """
    if language == "ru":
        teen, last = 10 < count % 100 < 20, count % 10
        return 2 if teen or not 1 <= last <= 4 else int(last > 1)
    return int(language == "en" and count != 1)


@dataclass(frozen=True)
class Words:
    """The interface in one language."""

    language: str = "kk"

    def say(self, name: str, /, **values: str | int) -> str:
        """Return a phrase, filled in; the number `count` decides its form."""
        forms = WORDS[name][self.language]
        if not values:
            return forms[0]
        count = values.get("count")
        form = forms[plural(self.language, count)] if isinstance(count, int) and len(forms) > 1 else forms[0]
        return form.format(**{key: self.number(it) if isinstance(it, int) else it for key, it in values.items()})

    def number(self, count: int) -> str:
        """Return a number with its thousands apart."""
        return f"{count:,}".replace(",", THOUSANDS[self.language])

    def date(self, day: dt.date | None, precision: str = "day") -> str:
        """Return as much of a day as is known, as readers write it.

        >>> Words("kk").date(dt.date(2025, 9, 29)), Words("ru").date(dt.date(2025, 9, 1), "month"), Words("en").date(None)
        ('2025 жылғы 29 қыркүйек', 'сентябрь 2025 года', 'date unknown')
        """
        if day is None:
            return self.say("undated")
        return dated(self, day, precision)

    def months(self, name: str = "months") -> list[str]:
        """Return the names of the months as they stand in a date, `months-alone` or `months-short`."""
        return self.say(name).split()

    def spoken(self, code: str) -> str:
        """Return the name of an article's language, or its code if it has none here."""
        return self.one_of("language", code, code) if code else self.say("unknown")

    def kind(self, name: str) -> str:
        """Return how a way to search or a suggestion is called; one that is new here by what the index calls it."""
        return self.one_of("kind", name, name)

    def note(self, kind: str, about: str) -> str:
        """Return what a note of the index says; one of a kind that is new here is told without its reason."""
        return self.say(f"note-{kind}" if f"note-{kind}" in WORDS else "note-other", about=about)

    def role(self, name: str) -> str:
        """Return what is said of a part of the query that an article need not have."""
        return self.say(f"role-{name}")

    def wrong(self, part: str, problem: int | str | None) -> str:
        """Return the "error" or the "help" of a problem: a status code, or a name."""
        return self.say(f"{part}-{problem}" if f"{part}-{problem}" in WORDS else f"{part}-other")

    def one_of(self, group: str, name: str, otherwise: str) -> str:
        """Return a phrase of a group, or something else if the group lacks it."""
        return self.say(f"{group}-{name}") if f"{group}-{name}" in WORDS else otherwise


@lru_cache(maxsize=1 << 12)
def dated(words: Words, day: dt.date, precision: str) -> str:
    """Return a known day; those of a page's hits and bars are many, and come again."""
    month, alone = words.months()[day.month - 1], words.months("months-alone")[day.month - 1]
    name = {"month": "date-month", "year": "date-year"}.get(precision, "date")
    return words.say(name, year=str(day.year), day=str(day.day), month=month, alone=alone)
