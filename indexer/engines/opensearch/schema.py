"""What an index in a cluster is made of: terms that were analysed before they got here, and the article they are of."""

from typing import Any

from ... import language

FORMAT = 3  # 2: authors; 3: places with the article, so that it is not analysed again, and its frame
FIELDS = ("title", "text")
WORDS = {"title": "title_forms", "text": "text_forms"}  # field -> its forms, each once: for what is asked about words
STEMS = "text_stems"
SIZES = {"title": "title_size", "text": "text_size"}  # field -> how many places it has
SPANS = {"title": "title_spans", "text": "text_spans"}  # field -> where in it they are
MORE = ("files", "retractions")  # side indices
VERSIONS = "versions"  # a third: what articles were
# Lucene counts every term of a place in the mean length of a field, but each place once in the length of an article. There
# are 2.15 terms a place (form, stem, ends of sentences; real news of both languages: 2.14 to 2.16). With these constants
# the quotient is that of k1 1.2 and b 0.75 over places.
TERMS_A_PLACE = 2.15
K1, B = 1.2, 0.75
SIMILARITY = {
    "type": "BM25",
    "k1": round(K1 * (1 - B) + K1 * B * TERMS_A_PLACE, 6),
    "b": round(K1 * B * TERMS_A_PLACE / (K1 * (1 - B) + K1 * B * TERMS_A_PLACE), 6),
}
ANALYSIS = {
    "tokenizer": {"places": {"type": "whitespace", "max_token_length": 1_000_000}},
    "filter": {
        "terms_of_a_place": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]},
        "places_without": {"type": "stop", "stopwords": ["_"]},
    },
    "analyzer": {"terms": {"type": "custom", "tokenizer": "places", "filter": ["terms_of_a_place", "places_without"]}},
}
CLEAN = {"merge.policy.expunge_deletes_allowed": 0}  # per cent: `compact` leaves nothing that was deleted
KEPT = {"type": "keyword", "index": False, "doc_values": False}  # in the source alone
TERMS = {"type": "text", "analyzer": "terms", "similarity": "terms"}
ONCE = {"type": "keyword", "index": False}
NAME = {"type": "keyword"}
PROPERTIES = {
    "id": NAME,
    "file": NAME,  # that it came from
    "digest": ONCE,
    "prints": NAME,  # by which copies are known
    "source": NAME,  # in small letters
    "publisher": ONCE,  # as written
    "language": NAME,
    "author": NAME,  # in small letters
    "byline": ONCE,  # as written
    "day": {"type": "date", "format": "strict_date"},
    "month": ONCE,
    "title": TERMS,
    "text": TERMS,
    "title_forms": ONCE,
    "text_forms": ONCE,
    "text_stems": ONCE,
    "title_size": {"type": "integer", "index": False},  # places
    "text_size": {"type": "integer", "index": False},
    "title_spans": KEPT,  # where in the title its places are, in letters
    "text_spans": KEPT,
    "frame": {
        "type": "integer",
        "index": False,
        "doc_values": False,
    },  # where in the text the lines are that are not searched
    "article": KEPT,  # its JSON
}
PLACES = (*FIELDS, *SPANS.values())  # of the source: what tells where words stand
UNKEPT = [name for name in PROPERTIES if name not in {"id", "file", "digest", "frame", "article", *PLACES}]


def made_by() -> str:
    """Return what tells how terms are made: those of another analysis or format are to be made again."""
    return f"{language.fingerprint()} {FORMAT}"


def body(sizes: dict[str, int]) -> dict[str, Any]:
    """Return settings and mappings of a new index of articles."""
    settings: dict[str, Any] = {
        "number_of_shards": sizes.get("shards", 1),
        "auto_expand_replicas": f"0-{sizes.get('replicas', 1)}",
        "codec": "best_compression",
        **CLEAN,
        "max_regex_length": 50_000,  # of hundreds of beginnings
        "analysis": ANALYSIS,
        "similarity": {"terms": SIMILARITY},
    }
    mappings = {
        "dynamic": "strict",
        "_meta": {"izde": made_by()},
        "_source": {"excludes": UNKEPT},
        "properties": PROPERTIES,
    }
    return {"settings": {"index": settings}, "mappings": mappings}


def sides() -> dict[str, dict[str, Any]]:
    """Return the side indices with their settings and mappings: values, and the names under which they are found."""
    values = {"id": NAME, "keys": NAME, "value": KEPT}
    former = {"of": NAME, "number": {"type": "integer"}, "replaced": KEPT, "prints": NAME, "article": KEPT}
    return {name: side(values) for name in MORE} | {VERSIONS: side(former)}


def side(properties: dict[str, Any]) -> dict[str, Any]:
    """Return settings and mappings of a side index."""
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1", **CLEAN}
    return {"settings": {"index": settings}, "mappings": {"dynamic": "strict", "properties": properties}}
