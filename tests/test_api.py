"""The API gives the answers of the page and of Python, and keeps what its document promises."""

import json

import pytest
from asking import asked
from browser import served
from conftest import CORPUS
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from werkzeug.exceptions import InternalServerError, TooManyRequests

import indexer
from indexer import Article, IndexDamaged, answer
from webapp import contract, create_app
from webapp.asked import KEPT


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A visitor of the sample archive, in which an odd article and one that was retracted are too."""
    with indexer.open(tmp_path_factory.mktemp("api") / "index") as index:
        index.update(CORPUS)
        index.add(
            Article(
                "Қоңырау <соғылды>.\x00\x1b\ufffe\u2028 \U0001f600",
                id="a/b ?#%//é..",
                title="Қоңырау\n\"'%{}",
                date="2024-11",
            )
        )
        index.add(Article("Жалған хабар жарияланды.", id="out"))
        index.retract("out", "сот шешімі", "Айгүл")
        app = create_app(index)
        app.config["index"] = index
        yield app.test_client()


NAMES = {"search": "Results", "facets": "Counts", "suggest": "Suggestions", "articles": "Article"}


def told(client, path, status=200, **given):
    """Return what the API says, which must be as its document promises."""
    response = client.get(f"/api/v1/{path}", query_string=given)
    assert response.status_code == status, response.text
    name = next((name for name in contract.DOCUMENT["paths"] if path.startswith(name.split("/")[3])), "")
    if status == 200:
        schema = contract.DOCUMENT["paths"][
            next(n for n in contract.DOCUMENT["paths"] if n.split("/")[3] == path.split("/")[0])
        ]
        schema = schema["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert response.content_type == "application/json"
    else:
        schema = {"$ref": "#/components/schemas/Problem"}
        assert response.content_type == "application/problem+json", name
    Draft202012Validator({**contract.DOCUMENT, **schema}).validate(response.json)
    return response.json


def test_the_document_is_openapi_and_is_served(client):
    response = client.get("/api/v1/openapi.json")
    assert (response.content_type, response.json) == ("application/json", contract.DOCUMENT)
    validate(response.json)


SEARCHES = [
    {},
    {"page": 2, "sort": "oldest"},
    {"q": "көпір"},
    {"q": "көпір", "size": 3, "page": 2, "sort": "newest"},
    {"q": "көпір шіркеу жоқсөз", "group": "none"},
    {"q": "школа", "lang": "kk", "year": "2019", "exact": 0},
    {"q": "мектептерде", "exact": 1, "since": "2019-01", "until": "2025-12-31"},
    {"q": "көпір", "without": ["мост", "көпірге"], "source": "Сарыарқа пресс"},
    {"q": "қоңырау", "source": ""},
    {"q": "көпірр", "explain": 1, "ui": "kk"},
]


@pytest.mark.parametrize("given", SEARCHES)
def test_a_search_has_the_answers_of_python(client, given):
    options = {
        name: given[name] for name in ("since", "until", "source", "without", "sort", "page", "size") if name in given
    }
    options |= {"match": "exact"} if given.get("exact") else {}
    options |= {"since": "2019", "until": "2019"} if "year" in given else {}
    results = client.application.config["index"].search(
        given.get("q", ""),
        language=given.get("lang"),
        group=None if "group" in given else "reprints",
        explain="explain" in given,
        **options,
    )
    expected = answer.of_results(results, given.get("ui") if "explain" in given else None)
    assert told(client, "search", **given) == json.loads(json.dumps(expected, default=str))
    assert results.total + results.partial > 0 or results.did_you_mean


def test_a_search_has_the_hits_of_the_page(client):
    page = client.get("/?q=көпір&sort=newest").text
    places = [page.index(f"/article/{hit['id']}?") for hit in told(client, "search", q="көпір", sort="newest")["hits"]]
    assert places == sorted(places)
    assert len(places) == 8


def test_why_is_said_in_the_language_asked_for(client):
    said = {
        ui: told(client, "search", q="көпірде", explain=1, ui=ui)["hits"][0]["why"][0]["said"]
        for ui in ("kk", "ru", "en")
    }
    assert said == {
        "kk": "көпірін ← көпірде (сөз тұлғасы), тақырыпта",
        "ru": "көпірін ← көпірде (форма слова), в заголовке",
        "en": "көпірін ← көпірде (form), in the title",
    }
    assert "why" not in told(client, "search", q="көпірде")["hits"][0]


def test_texts_are_as_they_are_and_marks_are_places_and_html(client):
    (hit,) = told(client, "search", q="қоңырау", year="2024")["hits"]
    assert (hit["id"], hit["title"], hit["date"], hit["precision"]) == (
        "a/b ?#%//é..",
        "Қоңырау \"'%{}",
        "2024-11-01",
        "month",
    )
    found = told(client, "articles/a/b%20%3F%23%25//é..", q="қоңырау")
    assert found["body"] == {
        "text": "Қоңырау <соғылды>.\x00\x1b\ufffe\u2028 \U0001f600",
        "spans": [[0, 7]],
        "html": "<mark>Қоңырау</mark> &lt;соғылды&gt;.\x00\x1b\ufffe\u2028 \U0001f600",
    }
    assert found["known"] == {"title": "given", "date": "given", "language": "text"}


def test_facets_and_suggestions_are_those_of_python(client):
    index = client.application.config["index"]
    results = index.search("көпір", source="Сарыарқа пресс")
    assert told(client, "facets", q="көпір", source="Сарыарқа пресс") == {
        "total": results.total,
        "partial": results.partial,
        "facets": json.loads(json.dumps(results.facets)),
    }
    assert told(client, "suggest", q="көпі", size=1) == {
        "suggestions": [{"text": "көпірін", "kind": "word", "count": 1}]
    }
    assert told(client, "suggest") == {"suggestions": []}


MEANINGLESS = [
    ("search", {"qq": "су"}, "qq"),
    ("search", {"sort": "best"}, "sort"),
    ("search", {"sort": ["newest", "oldest"]}, "sort"),
    ("search", {"sort": ""}, "sort"),
    ("search", {"q": "с" * (KEPT + 1)}, "q"),
    ("search", {"year": "20"}, "year"),
    ("search", {"year": "0000"}, "year"),
    ("search", {"since": "2025-02-30"}, "since"),
    ("search", {"since": "кеше"}, "since"),
    ("search", {"since": "2025-02-03T00:00"}, "since"),
    ("search", {"until": "2025-13"}, "until"),
    ("search", {"until": "2025\n"}, "until"),
    ("search", {"until": "２０２５"}, "until"),
    ("search", {"exact": "true"}, "exact"),
    ("search", {"group": "family"}, "group"),
    ("search", {"page": "0"}, "page"),
    ("search", {"page": "1.0"}, "page"),
    ("search", {"page": "100001"}, "page"),
    ("search", {"page": "9" * 5000}, "page"),
    ("search", {"page": "-1"}, "page"),
    ("search", {"size": "101"}, "size"),
    ("search", {"size": "٣"}, "size"),
    ("search", {"ui": "de"}, "ui"),
    ("search", {"explain": "2"}, "explain"),
    ("search", {"without": ["су"] * 65}, "without"),
    ("search", {"without": ""}, "without"),
    ("facets", {"page": "1"}, "page"),
    ("suggest", {"size": "21"}, "size"),
    ("articles/sp-2018-006", {"lang": "kk"}, "lang"),
]


@pytest.mark.parametrize(("path", "given", "name"), MEANINGLESS)
def test_a_parameter_that_means_nothing_is_named(client, path, given, name):
    problem = told(client, path, 400, **given)
    assert (problem["status"], problem["title"], problem["parameter"]) == (400, "Bad Request", name)
    assert len(problem["detail"]) < 400


def test_the_longest_query_is_searched(client):
    assert told(client, "search", q="көпір " * 183)["notes"][0]["kind"] == "cut"
    assert contract.OPERATIONS["search"]["q"]["schema"]["maxLength"] == KEPT


def test_problems_say_what_they_are(client):
    assert told(client, "articles/nowhere", 404) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no article with this id",
    }
    gone = told(client, "articles/out", 410)
    day = client.application.config["index"].retracted("out").day.isoformat()
    assert gone == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": "this article was retracted",
        "retracted": day,
        "reason": "сот шешімі",
    }
    assert told(client, "nowhere", 404)["title"] == "Not Found"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize("path", ["search", "facets", "suggest", "articles/sp-2018-006", "openapi.json"])
def test_there_is_nothing_but_get(client, method, path):
    response = client.open(f"/api/v1/{path}", method=method)
    assert (response.status_code, response.content_type) == (405, "application/problem+json")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (TooManyRequests(retry_after=7), 429),
        (InternalServerError(), 500),
        (IndexDamaged("/a/path/of/ours"), 503),
        (ZeroDivisionError(), 500),
    ],
)
def test_trouble_is_a_problem_that_tells_nothing_of_the_machine(client, monkeypatch, raised, status):
    def fail(*_, **__):
        raise raised

    monkeypatch.setattr(client.application.config["index"], "search", fail)
    monkeypatch.setitem(client.application.config, "PROPAGATE_EXCEPTIONS", False)
    problem = told(client, "search", status, q="көпір")
    assert "/a/path" not in json.dumps(problem)
    if status == 429:
        assert client.get("/api/v1/search").headers["Retry-After"] == "7"


def test_the_command_line_prints_the_same(client):
    from click.testing import CliRunner

    from indexer.__main__ import main

    index = client.application.config["index"]
    done = CliRunner().invoke(
        main, ["search", "көпір", "--explain", "--json", "--size", "20", "--index", str(index.home)]
    )
    assert json.loads(done.stdout) == told(client, "search", q="көпір", explain=1)


@pytest.mark.slow
def test_a_server_keeps_its_promises_whatever_is_asked(sample):
    """Schemathesis asks a few hundred times what the document allows, and what it does not."""
    with served(create_app(sample)) as address:
        whole, count, said = asked(address, 10, "--generation-deterministic")
    print(f"{count} requests")
    assert whole, said
    assert count >= 300
