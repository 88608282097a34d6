"""Queries that have brought search engines to a stop: deep, long, many, huge, odd. Those of findings on Whoosh are among them."""

from itertools import cycle, islice, product

FREQUENT = "және мен үшін бойынша деп бір бұл ол туралы болып қазақстан жылы в на и по с что не для это".split()
SYLLABLES = ["".join(pair) for pair in product("қбсжтмкендрл", "аеоіыұ")]
UNKNOWN = [f"{a}{b}{c}ткқрылмағандық" for a, b, c in islice(product(SYLLABLES, repeat=3), 0, 60_000, 900)]


def many(words: list[str], joint: str = " ", count: int = 64) -> str:
    """Return so many of some words, over and over."""
    return joint.join(islice(cycle(words), count))


BOMBS = {
    # Deep
    "open brackets": "(" * 10_000,
    "balanced brackets": "(" * 5_000 + "су" + ")" * 5_000,
    "quotes": '"' * 9_999,
    "quotes in quotes": '"«“' * 3_000 + "су" + '”»"' * 3_000,
    "angles": "«" * 5_000,
    "not": "NOT " * 2_000 + "су",
    "minus": "-" * 5_000,
    "minus each": "-су " * 500 + "жол",
    "minus prefixes": "жол " + many([f"-{head}*" for head in SYLLABLES]),
    "fields in fields": "title:" * 300 + "су",
    # Long
    "one letter": "а" * 1_000_000,
    "one Latin letter": "a" * 50_000,
    "a hundred thousand words": "су " * 100_000,
    "a long word": "қала" + "лар" * 300,
    "a long prefix": "қ" * 990 + "*",
    "hyphens": "-".join(["су"] * 330),
    "apostrophes": "су'" * 330,
    "marks on a letter": "а" + "\u0301" * 5_000,
    "spaces": " " * 50_000 + "су",
    "lines": "су\r\n" * 10_000,
    # Many
    "or": "су OR " * 3_000,
    "or of all": many(FREQUENT, " OR "),
    "frequent words": many(FREQUENT),
    "frequent near": many(FREQUENT, " NEAR/50 "),
    "frequent in a sentence": many(FREQUENT, " NEAR/S "),
    "a phrase of frequent words": f'"{many(FREQUENT)}"',
    "phrases": many([f'"{a} {b}"' for a, b in product(FREQUENT[:8], repeat=2)], count=32),
    "phrases or phrases": many([f'"{a} {b}"' for a, b in product(FREQUENT[:8], repeat=2)], " OR ", 32),
    "phrases near": many(FREQUENT, " NEAR/50 ", 32) + " " + many([f'"{a} және"' for a in FREQUENT], count=16),
    "prefixes": many([f"{head}*" for head in SYLLABLES]),
    "prefixes or": many([f"{head}*" for head in SYLLABLES], " OR "),
    "prefixes near": many([f"{head}*" for head in SYLLABLES], " NEAR/50 "),
    "prefixes in a sentence": many([f"{head}*" for head in SYLLABLES], " NEAR/S "),
    "one prefix near itself": many(["қа*"], " NEAR/50 "),
    "a phrase of prefixes": '"' + many([f"{head}*" for head in SYLLABLES]) + '"',
    "unknown words": many(UNKNOWN),
    "unknown words or": many(UNKNOWN, " OR "),
    "unknown Latin words": many(
        [f"{word}" for word in ("qalalarynda", "mektepteringizde", "jzhshchukkkh", "ghkhhskhts")]
    ),
    "the wrong keyboard": many(["vtvktrtnn3r", "ghbdtn", "rfpf[cnfy", "fkvfns"]),
    "digits for letters": many(["м3кт3п", "к0п1р", "4лматы"]),
    "filters": "source:baq.kz " * 400 + "су",
    "dates": "since:2024 until:2025 date:none " * 300,
    "bad dates": "since:9999-99-99 " * 60,
    # Huge
    "a huge number": "9" * 5_000,
    "a huge near": "су NEAR/" + "9" * 900 + " жол",
    "a near of nothing": "су NEAR/0 жол NEAR/000 су",
    "a huge date": "since:" + "9" * 900,
    "a range": "[0 TO 99999999999999999999]",
    "a boost": "су^NaN жол^1e999 қала^-1",
    "fuzzy": "мектептеріміз~9 қала~99999",
    # Odd
    "everything": "*:*",
    "stars": "* " * 500,
    "a star": "*",
    "stars in words": "қ*л*а* *а* ??",
    "a pattern": "/(а+)+б/ " + "а" * 500,
    "a pattern for dates": "date:" + "0" * 400 + "-" * 400,
    "nul": "\x00" * 5_000,
    "control": "".join(map(chr, range(32))) * 30,
    "half letters": "\ud800\udfff" * 400,
    "right to left": "\u202e\u2067مكتب" * 100,
    "faces": "\U0001f600\u200d" * 400,
    "ligatures": "ﷺ" * 900,  # one letter that is eighteen where it is written out
    "capitals that grow": "ŉİßﬃΐ" * 190,
    "templates": "{{7*7}} {% for i in range(10**9) %} ${7*7} #{7*7}",
    "percent": "%00%n%s%99999d" * 60,
    "sql": "' OR 1=1; DROP TABLE articles; --" * 20,
    "paths": "../../../etc/passwd " * 40,
    "json": '{"$gt": ""}' * 80 + "[" * 5_000,
}
