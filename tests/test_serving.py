"""Who may read, how often, and what a server says of itself: with real servers on this machine."""

import base64
import http.client
import json
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

import indexer
from indexer.__main__ import main
from webapp import access, create_app, tokens
from webapp.buckets import MOST, Buckets
from webapp.service import Service

pytestmark = pytest.mark.slow  # it starts servers

IZDE = [sys.executable, "-m", "indexer"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of an index with one article."""
    folder = tmp_path_factory.mktemp("serving") / "index"
    with indexer.open(folder) as index:
        index.add(indexer.Article("Көпір ашылды.", id="one", title="Көпір"))
    return folder


@contextmanager
def served(folder, *options):
    """Serve an index; lend its port, and a list that has what it logged when it has ended."""
    command = [*IZDE, "serve", "--port", "0", "--index", str(folder), *options]
    log = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline().split("/")[2].rsplit(":", 1)[1]), log
        finally:
            process.send_signal(signal.SIGTERM)
            log += process.communicate(timeout=20)[1].splitlines()
            assert process.returncode == 0, log


def ask(port, path="/", host="127.0.0.1", **headers):
    """Return status, headers and text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": host, **{k.replace("_", "-"): v for k, v in headers.items()}})
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read().decode()
    connection.close()
    return found


def basic(name, password):
    """Return what a browser sends for a name and a password."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


# Who may


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "0.0.0.0"], "--token-file, or --public"),
        (["--host", "::"], "--token-file, or --public"),
        (["--host", ""], "--token-file, or --public"),
        (["--host", "192.168.1.7"], "--token-file, or --public"),
        (["--host", "izde.example"], "--token-file, or --public"),
        (["--host", "0.0.0.0", "--public"], "--host-name"),
        (["--behind-proxy"], "--host-name"),
        (["--token-file", "none"], "no token in none"),
        (["--rate", "-1"], "--rate"),
        (["--workers", "0"], "--workers"),
        (["--workers", "2", "--metrics"], "one process"),
        (["--host", "127.0.0.1", "--port", "{taken}"], "name another"),
    ],
)
def test_a_careless_server_does_not_start(folder, options, said, monkeypatch):
    for started in ("server.serve", "workers.run"):  # what would serve for ever
        monkeypatch.setattr(f"webapp.{started}", lambda *_, **__: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        filled = [option.format(taken=taken.getsockname()[1]) for option in options]
        done = CliRunner().invoke(main, ["serve", "--index", str(folder), *filled])
    assert (done.exit_code, said in done.output) == (2, True), done.output


def test_a_token_is_shown_once_and_only_its_digest_is_kept(tmp_path):
    file = tmp_path / "tokens"
    first, second = (
        CliRunner().invoke(main, ["token", name, "--file", str(file)]).output.strip() for name in ("a", "b")
    )
    assert len(first) == len(second) == 43
    assert file.read_text() == f"a {tokens.digest(first)}\nb {tokens.digest(second)}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for name in ("a", "", "a b", "a\nb", "ә" * 65):
        assert CliRunner().invoke(main, ["token", name, "--file", str(file)]).exit_code == 2, name


def test_a_token_lets_in_until_its_line_is_deleted(tmp_path):
    file = tmp_path / "tokens"
    token, other = tokens.made(file, "aigul"), tokens.made(file, "other")
    known = tokens.Tokens(file).known
    assert [known(one) for one in (token, other, "", token[:-1], tokens.digest(token), "\ud800")] == [True, True] + [
        False
    ] * 4
    file.write_text(file.read_text().splitlines()[1] + "\nnonsense\n\n")
    assert [known(token), known(other)] == [False, True]
    file.unlink()
    assert [known(token), known(other)] == [False, False]


def test_nothing_is_read_without_a_token(sample, tmp_path):
    file = tmp_path / "tokens"
    token = tokens.made(file, "aigul")
    client = create_app(sample, Service(tokens=file)).test_client()
    for address in (
        "/",
        "/?q=су",
        "/article/ao-2022-015",
        "/suggest?q=су",
        "/static/style.css",
        "/nothing",
        "/ru/",
        "/metrics",
    ):
        for sent in (
            "",
            "Bearer",
            "Bearer x",
            f"Bearer {token}x",
            basic("a", "b"),
            "Basic !",
            f"Digest {token}",
            token,
            "Basic",
        ):
            answer = client.get(address, headers={"Authorization": sent})
            assert answer.status_code == 401, (address, sent)
            assert answer.headers["WWW-Authenticate"].startswith('Basic realm="Izde archive", charset=UTF-8')
            assert "<h1>" in answer.text
            assert "nosniff" in answer.headers["X-Content-Type-Options"]
    for sent in (f"Bearer {token}", basic("anybody", token), basic("", token)):
        assert client.get("/?q=су", headers={"Authorization": sent}).status_code == 200, sent
    assert [client.get(path).text for path in ("/healthz", "/readyz")] == ["alive\n", "ready\n"]


# How often


def test_a_bucket_is_emptied_and_filled_again(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    buckets = Buckets(rate=2)
    assert [buckets.take("a") for _ in range(21)] == [0] * 20 + [1]
    assert buckets.take("b") == 0
    now[0] = 0.5
    assert [buckets.take("a"), buckets.take("a")] == [0, 1]
    now[0] = 1e6
    assert [buckets.take("a") for _ in range(21)] == [0] * 20 + [1]


def test_slow_rates_say_how_long_to_wait(monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    buckets = Buckets(rate=0.01)
    assert [buckets.take("a"), buckets.take("a")] == [0, 100]


def test_what_costs_more_takes_more(monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    buckets = Buckets(rate=2)
    assert [buckets.take("a", 15), buckets.take("a", 15), buckets.take("a")] == [0, 5, 0]
    assert [buckets.take("b", 1_000), buckets.take("b")] == [0, 1]  # what costs more than there can be takes all


@pytest.mark.parametrize(
    "how", [{"path": "/batch", "data": {"names": "су"}, "method": "POST"}, {"path": "/export.csv?q=су"}]
)
def test_a_list_and_a_file_cost_a_hundred_questions(sample, how):
    client = create_app(sample, Service(rate=10)).test_client()
    assert [client.open(**how).status_code for _ in range(2)] == [200, 429]


def test_a_million_addresses_cost_no_memory():
    buckets = Buckets(rate=1)
    for number in range(2 * MOST):
        buckets.take(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(buckets.left) == MOST
    for number in range(100):  # an IPv6 subscriber has 2⁶⁴ addresses, and one bucket
        buckets.take(f"2001:db8::{number}")
    assert buckets.take("2001:db8::ffff") == 1


def test_who_asks_too_often_waits_and_others_do_not(sample):
    client = create_app(sample, Service(rate=1)).test_client()

    def status(address):
        return client.get("/suggest?q=с", environ_overrides={"REMOTE_ADDR": address})

    answers = [status("10.0.0.1") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert answers[-1].headers["Retry-After"] == "1"
    assert "<h1>Сұрау тым жиі түсті</h1>" in answers[-1].text
    assert status("10.0.0.2").status_code == 200


@pytest.mark.parametrize(("proxied", "expected"), [(False, [200] * 10 + [429] * 5), (True, [200] * 15)])
def test_only_a_proxy_is_believed_who_asks(sample, proxied, expected):
    client = create_app(sample, Service(rate=1, proxied=proxied)).test_client()
    forged = [{"X-Forwarded-For": f"1.2.3.4, 10.0.0.{number}"} for number in range(15)]
    assert [client.get("/suggest?q=с", headers=headers).status_code for headers in forged] == expected


# What it says of itself


def test_readiness_is_of_the_index(sample, monkeypatch):
    client = create_app(sample, Service(hosts=("izde.example",))).test_client()
    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/")] == [200, 200, 400]

    def damaged(*_, **__):
        raise indexer.IndexDamaged("/secret is damaged")

    monkeypatch.setattr(sample, "search", damaged)
    answers = [client.get(path) for path in ("/healthz", "/readyz")]
    assert [answer.status_code for answer in answers] == [200, 503]
    assert "secret" not in answers[1].text


def test_metrics_count_requests_and_articles(sample):
    app = create_app(sample, Service(metrics=True))
    client = app.test_client()
    for address in ("/?q=су", "/?q=қар", "/nothing"):
        client.get(address)
    shown = client.get("/metrics").text
    assert 'izde_request_seconds_count{endpoint="search",status="200"} 2.0' in shown
    assert 'izde_request_seconds_count{endpoint="none",status="404"} 1.0' in shown
    assert "izde_articles 72.0" in shown
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "10.0.0.1"}).status_code == 404
    assert create_app(sample).test_client().get("/metrics").status_code == 404


def test_metrics_are_for_who_has_a_token_wherever_that_is(sample, tmp_path):
    token = tokens.made(tmp_path / "tokens", "aigul")
    client = create_app(sample, Service(metrics=True, tokens=tmp_path / "tokens")).test_client()
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {token}"}, 200)):
        answer = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
        assert answer.status_code == status


@pytest.mark.parametrize("queries", [False, True])
def test_the_log_is_json_and_has_no_query_unless_asked_for(folder, queries):
    with served(folder, *["--log-queries"] * queries) as (port, log):
        ask(port, "/?q=%D2%9B%D2%B1%D0%BF%D0%B8%D1%8F&source=secret", Referer="http://127.0.0.1/?q=secret")
        ask(port, "/article/none%0A%1b%5b31m?q=secret")
        ask(port, "/", host="evil.example")
    rows = [row for row in map(json.loads, log) if "level" not in row]
    assert [(row["method"], row["path"], row["status"]) for row in rows] == [
        ("GET", "/", 200),
        ("GET", "/article/none\n\x1b[31m", 404),
        ("GET", "/", 400),
    ]
    assert [row.get("query") for row in rows] == (
        ["q=%D2%9B%D2%B1%D0%BF%D0%B8%D1%8F&source=secret", "q=secret", ""] if queries else [None] * 3
    )
    assert all(row["client"] == "127.0.0.1" and row["ms"] >= 0 for row in rows)
    assert queries or "secret" not in "".join(log)


def test_a_fault_is_logged_as_one_line_too():
    try:
        int("two\nlines")
    except ValueError:
        record = logging.LogRecord("webapp", logging.ERROR, "", 0, "a fault at %s", ("/x",), sys.exc_info())
    line = access.Lines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"].startswith("a fault at /x\nTraceback")


# Servers


@pytest.fixture(scope="module")
def port(folder):
    """The port of a server without options."""
    with served(folder) as (port, _):
        yield port


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_page_is_served_and_ends_well(folder, host):
    if host == "::1" and not socket.has_dualstack_ipv6():
        pytest.skip("no IPv6 here")
    with served(folder, "--host", host) as (port, _):
        shown = f"[{host}]" if ":" in host else host
        with urllib.request.urlopen(f"http://{shown}:{port}/?q=%D0%BA%D3%A9%D0%BF%D1%96%D1%80") as answer:
            assert answer.status == 200
            assert "Server" not in answer.headers or "waitress" not in answer.headers["Server"]
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(urllib.request.Request(f"http://{shown}:{port}/", headers={"Host": "evil.example"}))
        assert refused.value.code == 400
        refused.value.close()


def test_a_public_page_has_a_rate_and_a_name(folder):
    with served(folder, "--host", "0.0.0.0", "--public", "--host-name", "izde.example", "--rate", "1") as (port, _):
        statuses = [
            ask(port, "/suggest?q=k", host=host)[0] for host in ("izde.example", "IZDE.example:80", "evil.example")
        ]
        assert statuses == [200, 200, 400]
        many = [ask(port, "/suggest?q=k", host="izde.example") for _ in range(12)]
        assert many[-1][0] == 429
        assert int(many[-1][1]["Retry-After"]) == 1


def test_a_page_behind_a_proxy_has_a_rate(folder):
    with served(folder, "--behind-proxy", "--host-name", "izde.example") as (port, _):
        assert [ask(port, "/export.csv?q=k", host="izde.example")[0] for _ in range(3)] == [200, 200, 429]


def test_what_is_added_meanwhile_is_found(folder, port):
    with indexer.open(folder) as index:
        index.add(indexer.Article("Тасжол салынды.", id="two", title="Тасжол"))
    assert "Тасжол салынды" in ask(port, "/?q=%D1%82%D0%B0%D1%81%D0%B6%D0%BE%D0%BB")[2].replace("<mark>", "").replace(
        "</mark>", ""
    )


RAW = {
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n": {404},
    b"GET //etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n": {404},
    b"GET /static/../../words.txt HTTP/1.1\r\nHost: localhost\r\n\r\n": {404},
    b"GET /static/%2e%2e/%2e%2e/words.txt HTTP/1.1\r\nHost: localhost\r\n\r\n": {404},
    b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n": {400, 404},
    b"GET / HTTP/1.1\r\n\r\n": {400},
    b"GET / HTTP/1.0\r\n\r\n": {400},
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n": {400},
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": {
        200,
        400,
    },
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n": {400},
    b"GET / HTTP/1.1\r\nHost: localhost\r\nA: b\nC: d\r\n\r\n": {400},
    b"\x00\x01\x02\r\n\r\n": {400},
    b"GET /\xff\xfe?\xff HTTP/1.1\r\nHost: localhost\r\n\r\n": {400, 404},
    b"GET /?q=" + b"a" * 61_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n": {414},
    b"GET /?q=" + b"a" * 59_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n": {200},
    b"GET /?q=" + b"a" * 10_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n": {0, 400, 414, 431},
    b"POST /?q=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n": {413},
    b"POST /?q=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Type: multipart/form-data\r\n\r\nabc": {
        405
    },
    b"DELETE /article/one HTTP/1.1\r\nHost: localhost\r\n\r\n": {405},
}


def raw(port, request):
    """Return the status with which bytes are answered, 0 if the connection ends without an answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it answers before it has read all
            connection.sendall(request)
        connection.settimeout(20)
        try:
            return int((connection.recv(65536) or b"HTTP/1.1 0").split()[1])
        except ConnectionResetError:
            return 0


def test_bytes_that_are_no_request_of_ours_are_refused(port):
    answers = {request: raw(port, request) for request in RAW}
    assert {request[:80]: status for request, status in answers.items() if status not in RAW[request]} == {}
    assert ask(port)[0] == 200


def test_slow_readers_keep_nobody_waiting(port):
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: loc")
    assert ask(port, "/suggest?q=k")[0] == 200  # or no answer comes in time
    for connection in slow:
        connection.close()


def test_without_waitress_the_page_is_served_and_a_warning_given_to_who_serves_others(folder, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\nu.find_spec = lambda name, *a: None if name == 'waitress' else find(name, *a)\n"
    )
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", path)
        with served(folder, "--host", "0.0.0.0", "--public", "--host-name", "a.example") as (port, log):
            status, headers, _ = ask(port, "/", host="a.example")
            assert (status, "Werkzeug" in headers["Server"]) == (200, True)
    assert log[0] == "izde: this server is for one's own machine: pip install izde[serve]"
    assert [row["status"] for row in map(json.loads, log[1:]) if "status" in row] == [200]


# Several processes


def of_group(process):
    """Return the processes that a process has started and that live."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in found]


def until(true):
    """Wait for something to become true."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def shared(folder):
    """Serve an index with two processes; lend the process that started them, and its port."""
    command = [*IZDE, "serve", "--port", "0", "--index", str(folder), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        port = int(process.stdout.readline().split("/")[2].rsplit(":", 1)[1])
        until(lambda: len(of_group(process.pid)) == 2)
        try:
            yield process, port
        finally:
            process.kill()


def test_a_worker_that_dies_is_followed_by_another_and_the_page_answers_meanwhile(folder):
    with shared(folder) as (process, port):
        before = set(of_group(process.pid))
        for worker in before:
            os.kill(worker, signal.SIGKILL)
            assert ask(port, f"/?q={quote('көпір')}")[0] == 200
            until(lambda: len(of_group(process.pid)) == 2)
        assert before.isdisjoint(of_group(process.pid))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_process_that_started_them(folder, how):
    with shared(folder) as (process, port):
        workers = of_group(process.pid)
        assert ask(port, f"/?q={quote('көпір')}")[0] == 200
        process.send_signal(how)
        assert process.wait(20) == (0 if how != signal.SIGKILL else -how)
        until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_a_signal_to_end_is_not_lost_while_processes_start():
    program = """
import os, signal, time
from webapp import workers
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM))
workers.run(lambda: time.sleep(600), 2)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "Exception ignored" in done.stderr) == (0, False)


def test_a_process_that_does_not_end_is_killed():
    program = """
import signal
from webapp import workers
workers.GRACE = 0.5
def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(flush=True)
    while True:
        signal.pause()
workers.run(deaf, 2)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert [process.stdout.readline() for _ in range(2)] == ["\n"] * 2
        process.terminate()
        assert process.wait(60) == 0


def spent(process):
    """Return the seconds of a processor that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_readers_who_all_came_to_one_worker_are_soon_served_by_both(folder):
    with shared(folder) as (process, port):
        idle, _ = workers = of_group(process.pid)
        lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(8)]
        os.kill(idle, signal.SIGSTOP)
        for line in lines:
            line.request("GET", f"/?q={quote('көпір')}")
            assert line.getresponse().read()
        os.kill(idle, signal.SIGCONT)
        before = {worker: spent(worker) for worker in workers}

        def asking(line):
            for _ in range(40):
                line.request("GET", f"/?q={quote('көпір')}")
                assert line.getresponse().read()

        with ThreadPoolExecutor(len(lines)) as readers:
            list(readers.map(asking, lines))
        for line in lines:
            line.close()
        shares = [spent(worker) - before[worker] for worker in workers]
        assert min(shares) > sum(shares) / 5


def test_all_workers_find_what_is_added(tmp_path):
    with indexer.open(tmp_path) as index:
        index.add(indexer.Article("Көпір ашылды."))
        with shared(tmp_path) as (_, port):
            index.add(indexer.Article("Мектеп салынды."))
            assert all("<mark>салынды</mark>" in ask(port, f"/?q={quote('салынды')}")[2] for _ in range(20))
