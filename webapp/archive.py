"""The archive that an application shows."""

from typing import cast

from flask import current_app

import indexer


def index() -> indexer.Index:
    """Return the index the application was made for."""
    return cast(indexer.Index, current_app.extensions["index"])
