"""A list of names: how many articles each has, from when to when, as a page or as a table to take away."""

from flask import Response, abort, make_response, render_template, request

from indexer import BadSearch, Tally, cells, names, tally

from . import choices
from .archive import index
from .asked import NOTHING
from .locale import words
from .words import Words

SECONDS = 10.0  # that one list may take
ROOM = 100_000  # bytes of a request beside its list

Notes = list[str]


def batch() -> str | Response | tuple[str, int]:
    """Show the form and, for a list that is sent, what each of its lines finds.

    This is the one POST there is, for a list does not fit into an address. It needs no token against foreign pages: there is
    no session, it changes nothing, and a page elsewhere that sends it cannot read the answer.
    """
    request.max_content_length = request.max_form_memory_size = names.LARGEST + ROOM
    try:
        listed = given()
    except BadSearch:
        return shown(names.Names(()), [], [words().say("batch-unreadable")]), 400
    queries = map(names.phrase, listed.queries) if request.form.get("phrase") else listed.queries
    found = index().tally(queries, seconds=SECONDS)
    if request.form.get("as") == "csv" and found:
        return spreadsheet(found)
    return shown(listed, found, notes(listed, found, words()))


def given() -> names.Names:
    """Return the list that was sent: a file, or else what was typed; raises BadSearch for a file that is none."""
    file = request.files.get("file")
    if file and file.filename:
        data = file.read(names.LARGEST + 1)
        return names.read(data, file.filename) if len(data) <= names.LARGEST else abort(413)
    return names.listed(names.typed(request.form.get("names", "")))


def notes(listed: names.Names, found: list[Tally], words: Words) -> Notes:
    """Return what of a list was not counted."""
    late = next((one.query for one in found if one.total is None), None)
    told = [words.say("batch-empty")] if request.method == "POST" and not found else []
    told += [words.say("batch-long", count=len(found))] if listed.more else []
    return told + ([words.say("batch-late", about=choices.brief(late))] if late is not None else [])


def shown(listed: names.Names, found: list[Tally], notes: Notes) -> str:
    """Return the page."""
    phrase = bool(request.form.get("phrase"))
    return render_template("batch.html", asked=NOTHING, listed=listed, found=found, notes=notes, phrase=phrase)


def spreadsheet(found: list[Tally]) -> Response:
    """Return the table, parted as Excel parts cells where people speak the language of the page."""
    response = make_response(cells.MARK + tally.table(found, words().say("csv-delimiter")))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="izde.csv"'
    return response
