"""Nothing that is typed makes an error, takes long or takes much: in Python, on a page, of the API, on the command line."""

import sys
from urllib.parse import urlencode

import pytest
from bombs import BOMBS
from conftest import ROOT
from faces import WAYS, Costs, archive
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer
from webapp import create_app

sys.path.insert(0, str(ROOT / "tests/bench"))
from load import made

EXAMPLES = 1_250  # of each way, 5,000 in all; tests/bench/fuzzing.py asks as long as one likes
SHORT, TOO_LONG = (
    6_000,
    60_000,
)  # letters of a bomb that fits into an address, and does not; a server reads no longer one
MARKS = "\"«»“”-–:|.,()[]{}*~^&'\\/%#?+=<>!@;_\t\n\r\x00\u200b\u0301\ud800"
PARTS = st.sampled_from(
    ["мектеп", "школы", "Тоқаев", "АҚШ-тың", "OR", "НЕМЕСЕ", "AND", "NOT", "-", '"', "source:", "lang:kk", "title:", "since:2024",
     "until:9999-99", "date:", "*", "т*", "(((", "{{7*7}}", "<script>", "%00", "../..", "1,5", "20%-ындай", "а" * 300]
)  # fmt: skip
TYPED = st.text(max_size=120) | st.text(MARKS + "аәқi1 ", max_size=120) | st.lists(PARTS, max_size=12).map(" ".join)
VALUE = st.text(max_size=20) | st.sampled_from(
    ["0", "-1", "1e9", "99999999999999999999", "2025", "2025-02-30", "newest", "kk", "BAQ.KZ"]
)


@pytest.fixture(scope="module")
def small(sample):
    """The sample archive, to be asked in every way."""
    return archive(sample)


@pytest.fixture(scope="module")
def large(tmp_path_factory, shared):
    """An archive of 20,000 articles, to be asked in every way."""
    folder = tmp_path_factory.mktemp("large")
    with indexer.open(folder / "index") as index:
        index.update(made(20_000, folder))
        yield archive(index)


@pytest.fixture
def costs(capsys):
    """What the questions of a test cost; it is printed."""
    counted = Costs()
    yield counted
    with capsys.disabled():
        print(f"\n{counted}")


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_any_text_is_answered(small, costs, way):
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(TYPED, st.integers(0, 99), st.dictionaries(st.sampled_from(WAYS[way].options), VALUE, max_size=3))
    def ask(typed, verb, more):
        costs.ask(way, small, typed, verb, more)

    ask()


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_no_bomb_stops_a_large_archive(large, costs, way, subtests):
    for name, bomb in BOMBS.items():
        with subtests.test(name):
            for typed in dict.fromkeys((bomb[:TOO_LONG], bomb[:SHORT]) if way in ("page", "api") else (bomb,)):
                for verb in range(WAYS[way].verbs):
                    costs.ask(way, large, typed, verb, {})


@pytest.mark.slow
def test_no_bomb_stops_a_list(small):
    for name, typed in BOMBS.items():
        answer = small.client.post("/batch", data={"names": typed[:100_000].encode("utf-8", "replace")})
        assert answer.status_code == 200, name


@pytest.fixture(scope="module")
def client(sample):
    """A browser on the sample archive, whose errors are shown, not raised."""
    app = create_app(sample)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
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
