"""The lines that sources repeat: they are noted beside the articles, and left out of what is searched from then on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ... import frame
from ...article import Article, unchecked
from .. import Span

Frames = Mapping[str, frozenset[bytes]]  # source -> the prints of its lines


def repeated(articles: Iterable[Article]) -> Frames:
    """Return the frames that show in articles which come in together."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for article in articles:
        texts[article.source].append(article.text)
    found = {source: frozenset(frame.repeated(some)) for source, some in texts.items() if source}
    return {source: prints for source, prints in found.items() if prints}


def united(some: Frames, more: Frames) -> Frames:
    """Return the frames of both."""
    return {source: some.get(source, frozenset()) | more.get(source, frozenset()) for source in {*some, *more}}


def standing(frames: Frames, article: Article) -> tuple[Span, ...]:
    """Return where the frame of an article stands in its text."""
    return frame.standing(article.text, frames.get(article.source, ()))


def without(article: Article, spans: tuple[Span, ...]) -> Article:
    """Return an article with the text that is searched."""
    return unchecked(vars(article) | {"text": frame.without(article.text, spans)}) if spans else article
