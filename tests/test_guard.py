"""What the page refuses, and what each of its answers says to the browser."""

import pytest
from flask import abort, request

from webapp import create_app
from webapp.guard import ADDRESS, BODY
from webapp.service import Service

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), "
    "midi=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
ADDRESSES = (
    "/",
    "/?q=су",
    "/ru/?q=су",
    "/article/ao-2022-015",
    "/suggest?q=су",
    "/static/style.css",
    "/nothing",
    "/en/x",
    "/api/v1/search?q=су",
    "/api/v1/nothing",
    "/export.csv?q=су",
    "/feed.atom?q=су",
    "/cite/bib/ao-2022-015",
    "/kwic?q=су",
    "/healthz",
    "/readyz",
)
FAULTS = (400, 401, 403, 404, 405, 410, 413, 414, 415, 429, 500, 503)


@pytest.fixture(scope="module")
def app(sample):
    """The page under its own name, whose errors are shown, not raised."""
    app = create_app(sample, Service(hosts=("archive.example", "localhost", "::1")))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def client(app):
    """A browser that asks for a name that is ours."""
    return app.test_client()


@pytest.fixture(scope="module")
def faulty(sample):
    """A browser that says what is to go wrong."""
    app = create_app(sample)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.before_request(lambda: abort(int(request.headers["Fault"])) if request.headers["Fault"] != "500" else 1 / 0)
    return app.test_client()


def check(response, status):
    """Whether an answer has its status and all headers, and a page of ours if it is an error."""
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.status_code < 400 or response.mimetype == "application/problem+json" or "<h1>" in response.text


@pytest.mark.parametrize("status", FAULTS)
@pytest.mark.parametrize("address", [*ADDRESSES, "/batch"])
def test_every_address_says_the_same_with_every_fault(faulty, address, status):
    with faulty.get(address, headers={"Fault": str(status)}) as response:
        check(response, status)


@pytest.mark.parametrize(
    ("address", "how", "status"),
    [
        ("/", {}, 200),
        ("/static/page.js", {}, 200),
        ("/suggest?q=с", {}, 200),
        ("/api/v1/search?q=су", {}, 200),
        ("/export.csv?q=су", {}, 200),
        ("/feed.atom?q=су", {}, 200),
        ("/cite/bib/ao-2022-015", {}, 200),
        ("/", {"method": "HEAD"}, 200),
        ("/", {"method": "OPTIONS"}, 200),
        ("/ru/?q=су&choose=1", {}, 303),
        ("/ru", {}, 308),
        ("/static/style.css", {"headers": {"Range": "bytes=0-3"}}, 206),
        ("/static/style.css", {"headers": {"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}}, 304),
    ],
)
def test_what_is_no_fault_has_the_headers_too(client, address, how, status):
    with client.open(address, **how) as response:
        check(response, status)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "Ә"])
def test_a_page_is_only_read(client, address, method):
    known = address not in ("/nothing", "/en/x", "/api/v1/nothing")
    check(client.open(address, method=method), 405 if known else 404)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "archive.example.evil.example", "evil.example:80", "archive.example@evil.example", "[::2]", "[::1", "", "a b",
     "archive.example/..", "archive.example, evil.example", "127.1", "%", "\u00e9", "archive.example\\@x", "#archive.example", "?"],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/", "/static/style.css", "/nothing"])
def test_a_name_that_is_not_ours_is_refused(client, host, address):
    check(client.get(address, headers={"Host": host}), 400)


@pytest.mark.parametrize("host", ["archive.example", "Archive.Example:8000", "localhost:8000", "[::1]:8000", "[::1]"])
def test_a_name_of_ours_is_answered(client, host):
    check(client.get("/", headers={"Host": host}), 200)


def test_no_answer_repeats_the_name_it_was_asked_by(sample):
    client = create_app(sample).test_client()
    for address, host in (
        ("/", "evil.example"),
        ("/ru", "x"),
        ("/ru/?q=су&choose=1", "evil.example"),
        ("/nothing", "evil.example"),
    ):
        answer = client.get(address, headers={"Host": host, "X-Forwarded-Host": "evil.example"})
        assert "evil" not in answer.text + str(answer.headers), address


@pytest.mark.parametrize(
    ("address", "how", "status"),
    [
        ("/?q=" + "а" * 1_000, {}, 200),
        ("/?q=" + "a" * ADDRESS, {}, 414),
        ("/article/" + "a" * ADDRESS, {}, 414),
        ("/suggest?" + "&" * ADDRESS, {}, 414),
        ("/?" + "without=a&" * 5_900, {}, 200),
        ("/?q=су&" + "source=a&" * 6_000, {}, 200),
        ("/", {"environ_overrides": {"CONTENT_LENGTH": str(BODY)}}, 200),
        ("/", {"environ_overrides": {"CONTENT_LENGTH": str(BODY + 1)}}, 413),
        ("/", {"environ_overrides": {"CONTENT_LENGTH": "9" * 30}}, 413),
        ("/", {"environ_overrides": {"CONTENT_LENGTH": "-1"}}, 200),
        ("/", {"environ_overrides": {"CONTENT_LENGTH": "many"}}, 200),
        ("/nothing", {"method": "POST", "environ_overrides": {"CONTENT_LENGTH": str(BODY + 1)}}, 413),
        ("/?page=999999999&q=су", {}, 200),
        ("/?page=9999999999&q=су", {}, 200),
    ],
)
def test_what_is_too_long_is_refused_before_it_is_read(client, address, how, status):
    check(client.open(address, **how), status)


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/xml", "multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded",
     "\x00", "a" * 5_000, "text/html; charset=\u00e9", "application/octet-stream; boundary="],
)  # fmt: skip
def test_what_kind_of_body_is_sent_changes_nothing(client, kind):
    if kind.isprintable():
        check(client.get("/?q=су", data=b"<a>" * 100, headers={"Content-Type": kind}), 200)
    check(client.post("/?q=су", data=b"<a>" * 100), 405)


@pytest.mark.parametrize(
    "path",
    ["/static/../words.txt", "/static/%2e%2e/words.txt", "/static/..%2fwords.txt", "/static/....//words.txt", "/static//etc/passwd",
     "/static/..\\words.txt", "/static/%5c..%5cwords.txt", "/static/style.css%00.txt", "/static/./../__init__.py", "/static/",
     "/static/C:/x", "/static/~root", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
     "/article/../../etc/passwd", "/article/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/article//etc/passwd", "/article/index/ledger.db",
     "/article/file:%2f%2f%2fetc%2fpasswd", "/static/%252e%252e/words.txt", "/templates/layout.html", "/words.txt", "/.git/config"],
)  # fmt: skip
def test_no_address_leads_to_a_file(client, path):
    answer = client.get(path)
    check(answer, 404)
    assert "root:" not in answer.text
    assert "/tmp" not in answer.text
