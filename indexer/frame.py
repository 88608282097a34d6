"""The frame of a source's pages: lines that most of them have, such as menus and calls to subscribe.

They are kept with the article, and neither searched nor shown in snippets: an article is not found by what stands beside it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b

ENOUGH = 20  # different texts of a source that come together; from fewer nothing is concluded
SAMPLE = 50  # of them that are looked at
SHARE = 0.8  # of the texts that have a line of the frame; a menu is on nearly all, a line of a column on some
WORDS = 3  # of a line: «Пікір қалдыру» may be what an article says
EDGE = 20_000  # letters of a text at either end in which a frame is looked for: a hostile one may have a million lines
MOST = 200  # lines of a source's frame
PRINT, SIZE = (
    16,
    4,
)  # bytes of what tells a line from others; the first are its length, which spares most lines the rest

Span = tuple[int, int]


def prints(text: str, lengths: Collection[bytes] = ()) -> Iterator[tuple[bytes, Span]]:
    """Yield for each line that is not too short what tells it from any other, and where it stands; if asked, of some lengths only.

    A print says nothing else of the line: what is taken out of an archive must not stay in its list of frames.
    """
    start = 0
    for line in text.split("\n"):
        words = line.strip()
        size = len(words).to_bytes(SIZE, "big")
        if (not lengths or size in lengths) and words.count(" ") + 1 >= WORDS:
            rest = blake2b(words.encode(), digest_size=PRINT - SIZE).digest()
            yield size + rest, (start, start + len(line))
        start += len(line) + 1


def is_telling(line: str) -> bool:
    """Whether a line has as many words as one of a frame must have."""
    return sum(any(map(str.isalnum, word)) for word in line.split()) >= WORDS


def edges(text: str) -> str:
    """Return the lines at the beginning and at the end of a text."""
    if len(text) <= 2 * EDGE:
        return text
    return "\n".join((text[:EDGE].rpartition("\n")[0], text[-EDGE:].partition("\n")[2]))


def repeated(texts: Sequence[str]) -> list[bytes]:
    """Return the prints of the lines that nearly all texts of a source have; copies of a text count once."""
    different = [*dict.fromkeys(texts)]
    if len(different) < ENOUGH:
        return []
    some = [*map(edges, different[:: -(-len(different) // SAMPLE)])]
    counts = Counter(one for text in some for one in {one for one, _ in prints(text)})
    often = {one: -count for one, count in counts.items() if count >= SHARE * len(some)}
    lines = {one: text[start:stop] for text in some if often for one, (start, stop) in prints(text) if one in often}
    return sorted(filter(lambda one: is_telling(lines[one]), often), key=lambda one: (often[one], one))[:MOST]


def standing(text: str, lines: Collection[bytes]) -> tuple[Span, ...]:
    """Return where a frame of these lines stands in a text; nowhere if that is half of it, for then it is the text."""
    if not lines:
        return ()
    lengths = {line[:SIZE] for line in lines}
    spans = tuple(span for one, span in prints(text, lengths) if one in lines)
    framed = sum(stop - start for start, stop in spans)
    return spans if 2 * framed < len(text.strip()) else ()


def without(text: str, spans: Sequence[Span]) -> str:
    """Return a text with blanks where its frame stands: what is searched of it. Everything else stays in its place."""
    if not spans:
        return text
    pieces, place = [], 0
    for start, stop in spans:
        pieces += [text[place:start], " " * (stop - start)]
        place = stop
    return "".join([*pieces, text[place:]])
