"""The concordance: each place of what is searched as a line, the word in the middle."""

from flask import render_template, request

from . import asked as parameters
from . import choices
from .locale import words
from .views import index, match

SIZE = 50  # lines of a page


def kwic() -> str:
    """Show each place of what is searched with the words around it."""
    asked, said = parameters.read(request.args), words()
    found = index().concordance(
        asked.q,
        sort=asked.order,
        match=match(asked),
        group=None if asked.group else "reprints",
        page=asked.page,
        size=SIZE,
        **asked.limits,
    )
    return render_template(
        "kwic.html",
        asked=asked,
        found=found,
        chips=choices.chips(asked, said),
        cleared=choices.cleared(asked),
        orders=choices.orders(asked, said),
        numbers=choices.numbers(found.page, found.pages),
    )
