"""Nothing that is typed makes an error: not in Python, not on a page."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp import create_app

MARKS = "\"«»“”-–:|.,()[]{}*~^&'\\/%#?+=<>!@;_\t\n\r\x00\u200b\u0301\ud800"
PARTS = st.sampled_from(
    ["мектеп", "школы", "Тоқаев", "АҚШ-тың", "OR", "НЕМЕСЕ", "AND", "NOT", "-", '"', "source:", "lang:kk", "title:", "since:2024",
     "until:9999-99", "date:", "*", "т*", "(((", "{{7*7}}", "<script>", "%00", "../..", "1,5", "20%-ындай", "а" * 300]
)  # fmt: skip
TYPED = st.text(max_size=120) | st.text(MARKS + "аәқi1 ", max_size=120) | st.lists(PARTS, max_size=12).map(" ".join)
VALUE = st.text(max_size=20) | st.sampled_from(
    ["0", "-1", "1e9", "99999999999999999999", "2025", "2025-02-30", "newest", "kk", "BAQ.KZ"]
)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(
    typed=TYPED,
    exact=st.booleans(),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    page=st.integers(1, 10**12),
)
def test_python_answers_any_text(sample, typed, exact, sort, page):
    results = sample.search(typed, match="exact" if exact else "smart", sort=sort, page=page)
    assert 0 <= len(results) <= 20
    for hit in results:
        assert sample.read(hit.id, typed)[0].id == hit.id


@pytest.fixture(scope="module")
def client(sample):
    """A browser on the sample archive, whose errors are shown, not raised."""
    app = create_app(sample)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(
    typed=TYPED,
    more=st.dictionaries(
        st.sampled_from(["source", "lang", "author", "year", "since", "until", "sort", "order", "exact", "page", "z"]),
        VALUE,
    ),
    path=st.sampled_from(["/", "/kwic", "/article/dt-2016-011", "/article/none", "/nowhere"]),
)
def test_every_page_answers_any_text(client, typed, more, path):
    asked = urlencode({"q": typed, **more}, errors="surrogatepass")
    answer = client.get(f"{path}?{asked}")
    assert answer.status_code == (404 if path in ("/article/none", "/nowhere") else 200)
    assert (
        answer.data.count(b"<script")
        == answer.data.count(b'<script type="module" src="/static/page.js"></script>')
        == 1
    )
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(id=st.text(min_size=1, max_size=40))
def test_any_address_answers(client, id):
    assert client.get("/article/" + id.replace("?", "").replace("#", "")).status_code in (200, 301, 308, 400, 404, 405)


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    [
        "(" * 10_000,
        '"' * 9_999,
        "а" * 1_000_000,
        "су " * 100_000,
        "-" * 5_000,
        "су OR " * 3_000,
        "«" * 5_000,
        ":" * 5_000,
    ],
)
def test_bombs_cost_no_time(sample, client, typed):
    assert sample.search(typed).page == 1
    for address in ("/", "/kwic"):
        assert client.get(address, query_string={"q": typed[:9_000]}).status_code == 200
        assert client.get(address, query_string={"q": typed}).status_code in (200, 414)
    assert client.post("/batch", data={"names": typed[:100_000]}).status_code == 200
