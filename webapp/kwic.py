"""The concordance: each place of what is searched as a line, the word in the middle."""

from flask import render_template, request

from . import asked as parameters
from . import choices
from .archive import index
from .locale import words

SIZE = 50  # lines of a page


def kwic() -> str:
    """Show each place of what is searched with the words around it."""
    asked, said = parameters.read(request.args), words()
    options = asked.options | {"sort": asked.order, "page": asked.page, "size": SIZE}
    found = index().concordance(asked.q, **options)
    return render_template(
        "kwic.html",
        asked=asked,
        found=found,
        chips=choices.chips(asked, said),
        cleared=choices.cleared(asked),
        orders=choices.orders(asked, said),
        numbers=choices.numbers(found.page, found.pages),
    )
