"""Who asks often waits for himself, and a page does not wait for a list."""

import threading
import time
from types import SimpleNamespace

import pytest

from webapp.turns import LONG, Turns, behind_proxy, direct


class Asked:
    """A request that takes a while, and notes when it was worked at."""

    def __init__(self, name, address, log, seconds=0.0):
        self.name, self.addr, self.log, self.seconds = name, (address, 0), log, seconds

    def service(self):
        """Work at it."""
        self.log.append((self.name, "begun"))
        time.sleep(self.seconds)
        self.log.append((self.name, "done"))

    def cancel(self):
        """Give it up."""
        self.log.append((self.name, "cancelled"))


@pytest.fixture
def turns():
    """A dispatcher with four threads."""
    turns = Turns(direct, 4)
    yield turns
    turns.shutdown()
    assert not turns.threads


def ended(log, count):
    """Wait until so many requests are done; return what happened, in order."""
    latest = time.monotonic() + 10
    while sum(what == "done" for _, what in log) < count:
        assert time.monotonic() < latest
        time.sleep(0.005)
    return list(log)


def held(turns, log):
    """Add a request that is at work, until the event that is returned is set."""
    at_work, let_go = threading.Event(), threading.Event()

    def service():
        at_work.set()
        let_go.wait(10)

    turns.add_task(SimpleNamespace(addr=("10.0.0.9", 0), service=service))
    assert at_work.wait(10)
    return let_go


def none_takes_long(turns):
    """Let no request begin beside another, however slow the machine is."""
    turns.busy = lambda: None if turns.begun else 0


def test_an_address_waits_behind_all_others_for_its_second_request(turns):
    log = []
    none_takes_long(turns)
    let_go = held(turns, log)
    for name, address in (
        ("a1", "10.0.0.1"),
        ("a2", "10.0.0.1"),
        ("a3", "10.0.0.1"),
        ("b1", "10.0.0.2"),
        ("c1", "10.0.0.3"),
    ):
        turns.add_task(Asked(name, address, log))
    let_go.set()
    assert [name for name, what in ended(log, 5) if what == "begun"] == ["a1", "b1", "c1", "a2", "a3"]


def test_requests_are_worked_at_one_after_the_other(turns):
    log = []
    none_takes_long(turns)
    for name in "abcdef":
        turns.add_task(Asked(name, f"10.0.0.{ord(name)}", log, LONG / 50))
    assert ended(log, 6) == [(name, what) for name in "abcdef" for what in ("begun", "done")]


def test_others_go_on_beside_a_request_that_takes_long(turns):
    log = []
    turns.add_task(Asked("list", "10.0.0.1", log, 10 * LONG))
    turns.add_task(Asked("page", "10.0.0.2", log))
    assert ended(log, 2) == [("list", "begun"), ("page", "begun"), ("page", "done"), ("list", "done")]


def test_what_waits_at_the_end_is_cancelled_and_what_is_at_work_is_done():
    log = []
    turns = Turns(direct, 2)
    turns.add_task(Asked("at work", "10.0.0.1", log, LONG / 2))
    turns.add_task(Asked("waits", "10.0.0.2", log))
    ended_at = time.monotonic()
    while ("at work", "begun") not in log:
        assert time.monotonic() < ended_at + 10
    turns.shutdown()
    assert log == [("at work", "begun"), ("at work", "done"), ("waits", "cancelled")]
    assert not turns.threads


def test_a_request_that_fails_ends_no_thread(turns, caplog):
    log = []

    class Failing(Asked):
        def service(self):
            raise ValueError(self.name)

    for number in range(8):
        turns.add_task(Failing(f"wrong {number}", "10.0.0.1", log))
    turns.add_task(Asked("right", "10.0.0.1", log))
    assert ended(log, 1) == [("right", "begun"), ("right", "done")]
    assert caplog.text.count("Exception when servicing") == 8


@pytest.mark.parametrize(
    ("forwarded", "who"),
    [("203.0.113.7", "203.0.113.7"), ("10.9.9.9, 203.0.113.7", "203.0.113.7"), ("2001:db8::1:2", "2001:db8::/64")],
)
def test_a_proxy_says_who_asks(forwarded, who):
    request = SimpleNamespace(headers={"X_FORWARDED_FOR": forwarded})
    assert behind_proxy(SimpleNamespace(requests=[request], addr=("127.0.0.1", 1))) == who


def test_who_asks_past_the_proxy_is_one_of_many():
    assert behind_proxy(SimpleNamespace(requests=[SimpleNamespace(headers={})])) == ""
