"""Which Whoosh is installed: several packages bring a module of that name, and of two the files are mixed."""

from functools import cache
from pathlib import Path

import whoosh

from ...errors import IndexerError

PACKAGES = {"whoosh", "whoosh3", "whoosh_reloaded", "whoosh_ng", "whoosh_novo"}  # findings on Whoosh, section 1
PLACE = Path(whoosh.__file__).parent.parent


@cache
def check(place: Path = PLACE) -> None:
    """Raise IndexerError if more than one package has put its files into the module `whoosh`: what is run then is chance."""
    names = (file.name.removesuffix(".dist-info") for file in place.iterdir() if file.name.endswith(".dist-info"))
    found = sorted(name for name in names if name.partition("-")[0].lower() in PACKAGES)
    if len(found) > 1:
        raise IndexerError(
            f"{' and '.join(found)} are both installed as `whoosh`: uninstall all of them, then install izde again"
        )
