"""How Whoosh writes a segment: as it does by itself, but for the segment's name."""

import secrets
from typing import Any

from whoosh.codec.whoosh3 import W3Codec


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh's classes are untyped
    """Whoosh draws the names of segments from `random`: a caller who seeds it would get the same name, and file, twice."""

    def new_segment(self, storage: Any, indexname: str) -> Any:
        """Return a new segment under a name that nothing else has."""
        segment = super().new_segment(storage, indexname)
        segment.segid = secrets.token_hex(8)
        return segment
