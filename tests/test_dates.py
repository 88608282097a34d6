"""Dates as news write them."""

import datetime as dt

import pytest
from conftest import ROOT

from indexer.dates import grammar
from indexer.dates.spoken import spoken

DAY = dt.date(2025, 10, 15)  # of the examples in the table of phrases, a Wednesday
EXAMPLES = [row for name in ("жыл", "год", "ай", "апта", "date") for row in grammar.sections()[name]]


def shown(date):
    """Return a date as the tables write it."""
    size = {"day": 10, "month": 7, "year": 4}[date.precision]
    since, until = date.since.isoformat()[:size], date.until.isoformat()[:size]
    return since if since == until else f"{since}..{until}"


def dates(text, day=DAY):
    """Return the dates that a text speaks of, as the tables write them."""
    return " ".join(shown(date) for date in spoken(text, day))


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_each_phrase_of_the_table_means_what_its_example_says(row):
    text, _, meaning = row[2].partition(" =")
    assert dates(text) == meaning.strip()


def judged():
    """Yield (article's day, text, dates) of the table of news phrases."""
    day = None
    for line in (ROOT / "tests/dates.txt").read_text().splitlines():
        if line.startswith("["):
            day = None if line == "[none]" else dt.date.fromisoformat(line.strip("[]"))
        elif line and not line.startswith("#"):
            text, _, meaning = line.partition(" =")
            yield day, text, " ".join(meaning.split())


def test_phrases_of_news_mean_the_days_a_reader_takes_them_for():
    rows = list(judged())
    wrong = [
        f"{text} [{day}]: {got}, not {wanted}" for day, text, wanted in rows if (got := dates(text, day)) != wanted
    ]
    assert len(rows) > 200
    print(f"{len(rows)} phrases, {len(wrong)} wrong: {wrong}")
    assert len(wrong) <= 0.02 * len(rows), "\n".join(wrong)
