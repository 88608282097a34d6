"""A server that is killed at work is started again and answers right; what a writer killed with it had acknowledged is there."""

import contextlib
import http.client
import json
import random
import socket
import threading
import time
from urllib.parse import urlencode

import pytest
import workload
from workload import Possible, commit, replayed

import indexer

KILLS, EVERY = 50, 5  # each fifth time a writer is killed too
READERS = 4
QUERIES = ("мақала", "санау", "мақ*", "мақала NEAR/3 мақала", "жоқ сөз", "")
PATIENCE = 30  # seconds for a server to begin, on a machine that has much else to do


@pytest.fixture
def port():
    """A port that is free, and below those that the system lends to whoever asks: one of them would have it between two servers."""
    while True:
        with (
            contextlib.suppress(OSError),
            socket.create_server(("127.0.0.1", random.randrange(20_000, 30_000))) as taken,
        ):
            return taken.getsockname()[1]


def asked(port, path, **given):
    """Return status and text of an answer."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
        line.request("GET", f"{path}?{urlencode(given)}")
        answer = line.getresponse()
        return answer.status, answer.read().decode()


def first(port):
    """Return the first answer of a server that is starting: what it has of each article, {id: text}."""
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            status, text = asked(port, "/api/v1/search", size=100)
            assert status == 200, text
            return {hit["id"]: hit["snippets"][0]["text"] for hit in json.loads(text)["hits"]}
        assert time.monotonic() < end
        time.sleep(0.01)


@contextlib.contextmanager
def reading(port):
    """Let readers ask a server until it is gone; lends the statuses of its answers."""
    statuses = []

    def read(seed):
        rng = random.Random(seed)
        with contextlib.suppress(OSError, http.client.HTTPException):
            while True:
                statuses.append(asked(port, "/", q=rng.choice(QUERIES))[0])

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(READERS)]
    for thread in threads:
        thread.start()
    yield statuses
    for thread in threads:
        thread.join()


def there(state):
    """Return what of a state can be found: not what was retracted."""
    return {id: text for id, text in state.items() if text is not False}


@pytest.mark.slow
def test_a_server_killed_under_load_answers_right_when_it_is_started_again(warm, tmp_path, port, capsys):
    folder, journal, possible = tmp_path / "index", tmp_path / "journal", Possible()
    rng, answers, acknowledged = random.Random(50), 0, 0
    journal.touch()
    with indexer.open(folder) as index:
        every = {str(id): f"Мақала {rng.randrange(10**12):012}." for id in range(workload.IDS)}
        commit(index, every)
        possible.acknowledged(every)
    for number in range(KILLS):
        serving = warm.Process(target=workload.serve, args=(folder, port))
        writer = warm.Process(target=workload.run, args=(folder, journal, rng.random()))
        serving.start()
        state = first(port)  # the next request
        assert state in [there(one) for one in possible.states], (number, state, possible.states)
        possible.states = [one for one in possible.states if there(one) == state]
        for id, text in sorted(state.items())[:3]:
            status, page = asked(port, "/", q=text.split()[1], exact=1)
            assert (status, f'href="/article/{id}?' in page) == (200, True), (number, id)
        with reading(port) as statuses:
            if number % EVERY == 0:
                writer.start()
            time.sleep(rng.uniform(0.1, 0.4))
            for process in (serving, writer) if writer.pid else (serving,):
                process.kill()
                process.join()
        assert {*statuses} <= {200}, number
        answers += len(statuses)
        acknowledged += replayed(journal, possible)[0]
    workload.check(folder, possible)
    assert answers > KILLS
    with capsys.disabled():
        print(f"\n{KILLS} kills of a server, {KILLS // EVERY} of a writer with it: {answers:,} answers, all right")
        print(f"{acknowledged} commits acknowledged, none lost")
