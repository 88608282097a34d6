"""What begins alike: the most frequent forms of it, where there is too much."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from .segment import Content, key

PLACES = 1_000_000  # that a prefix gathers, 30 MB while they are sorted; the commonest two letters of 100,000 articles
FORMS = 1_000  # of a segment that are looked at, the most frequent


def frequent(contents: Sequence[Content], field: str, prefix: str) -> list[str] | None:
    """Return the most frequent forms of a field with a prefix that have no more than PLACES, but one; None where all have."""
    wanted = key(f"{field}_forms", prefix.encode())
    if sum(standing(content, *content.beginning(wanted)) for content in contents) <= PLACES:
        return None
    forms = {form for content in contents for form in leading(content, wanted)}
    counts = {form: sum(places(content, key(f"{field}_forms", form)) for content in contents) for form in forms}
    likely = sorted(counts, key=lambda form: (-counts[form], form))
    room = sum(total <= PLACES for total in accumulate(counts[form] for form in likely))
    return [form.decode() for form in likely[: max(room, 1)]]


def leading(content: Content, wanted: bytes) -> list[bytes]:
    """Return the most frequent forms of a segment that begin so."""
    first, stop = content.beginning(wanted)
    sizes = np.diff(content["place_starts"][first : stop + 1].astype(np.int64))
    most = np.argpartition(-sizes, FORMS)[:FORMS] if len(sizes) > FORMS else np.arange(len(sizes))
    return [content.term(number) for number in (most + first).tolist()]


def places(content: Content, term: bytes) -> int:
    """Return at how many places of a segment a term stands."""
    number = content.find(term)
    return standing(content, number, number + 1) if number >= 0 else 0


def standing(content: Content, first: int, stop: int) -> int:
    """Return at how many places some terms that stand side by side do."""
    return int(content.placed[stop] - content.placed[first])
