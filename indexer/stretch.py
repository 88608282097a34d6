"""Which stretches of a text are shown of it, in Python; stretch.c has the same in C."""

from bisect import bisect_left, bisect_right

WIDTH = 220  # letters of a snippet
LEAD = 60  # letters before the first mark

Span = tuple[int, int]
Stretch = tuple[int, int, int, int]  # where it begins and ends, the first mark in it and the one behind the last


def stretches(text: str, marks: list[Span], words: list[str], count: int) -> list[Stretch]:
    """Return at most `count` stretches of a text that do not overlap, the richest first, given its marks, in order, and their words."""
    chosen: list[Stretch] = []
    while len(chosen) < min(count, len(marks)) and (found := richest(text, marks, words, chosen)):
        chosen.append(found)
    return chosen


def richest(text: str, marks: list[Span], words: list[str], chosen: list[Stretch]) -> Stretch | None:
    """Return the stretch around a mark that has most of the words, then most marks, and does not overlap those chosen.

    A stretch is looked at only if as many marks are near as would make it the richest: most marks stand alone.
    """
    found, most, needed, different = None, (0, 0), 0, len({*words})
    starts, stops = [start for start, _ in marks], [stop for _, stop in marks]
    for start, stop in marks:
        if bisect_right(stops, max(stop, start + WIDTH)) - bisect_left(starts, start - 2 * LEAD) <= needed:
            continue
        begin, end = window(text, start, stop)
        if all(end <= its_begin or its_end <= begin for its_begin, its_end, _, _ in chosen):
            first, last = bisect_left(starts, begin), bisect_right(stops, end)
            rich = len({*words[first:last]}), last - first
            if rich > most:
                found, most = (begin, end, first, last), rich
                needed = rich[1] if rich[0] == different else rich[0]
    return found


def window(text: str, start: int, stop: int) -> Span:
    """Return a stretch of WIDTH letters around a mark, from word to word, and from the sentence's beginning if near."""
    begin = start - LEAD
    if begin <= 0:
        begin = 0
    else:
        line = max(text.rfind("\n", begin, start), text.rfind(". ", begin, start) + 1)
        begin = min(line + 1 if line >= begin else word_end(text, begin), start)
    return begin, max(stop, word_end(text, begin + WIDTH))


def word_end(text: str, place: int) -> int:
    """Return the last end of a word at or before `place`: 0 in the first one, `place` itself inside a very long one."""
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, place - LEAD), place + 1)
    return space if space >= 0 else 0 if place <= LEAD else place
