"""The service and the proxy that the README names are tried, and what is installed is known."""

import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib.metadata import requires

import audit
import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from test_serving import IZDE, ask, folder, served  # noqa: F401  # a fixture

DOCS = ROOT / "docs"


def tool(name):
    """Return where a program is; skip where it is not."""
    found = shutil.which(name, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if not found:
        pytest.skip(f"no {name} here")
    return found


def free_port():
    """Return a port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


def test_the_service_is_one_that_systemd_takes_and_finds_safe(tmp_path):
    analyze = tool("systemd-analyze")
    unit = tmp_path / "izde.service"
    unit.write_text(re.sub("/srv/izde/.venv/bin/izde", sys.executable, (DOCS / "izde.service").read_text()))
    checked = subprocess.run([analyze, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    if "Operation not permitted" in checked.stderr or "bus" in checked.stderr:
        pytest.skip(f"systemd-analyze cannot work here: {checked.stderr[:100]}")
    assert [line for line in checked.stderr.splitlines() if "izde.service" in line] == []
    rated = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=15", "--no-pager", unit],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert rated.returncode == 0, rated.stdout[-300:]


def test_the_page_needs_no_memory_that_is_written_and_run(folder):  # noqa: F811
    """MemoryDenyWriteExecute of the service, as the kernel has it since 6.3 (PR_SET_MDWE)."""
    if ctypes.CDLL(None).prctl(66, 0, 0, 0, 0) < 0:
        pytest.skip("this kernel has no PR_SET_MDWE")
    denied = "import ctypes, os, sys; ctypes.CDLL(None).prctl(65, 1, 0, 0, 0); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", denied, *IZDE, "serve", "--port", "0", "--index", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline().split("/")[2].rsplit(":", 1)[1])
        try:
            assert ask(port, "/?q=%D0%BA%D3%A9%D0%BF%D1%96%D1%80")[0] == 200
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
    assert process.returncode == 0


def test_readers_come_through_the_proxy(folder, tmp_path):  # noqa: F811
    nginx = tool("nginx")
    with served(folder, "--behind-proxy", "--host-name", "izde.example", "--rate", "2", "--metrics") as (port, log):
        front = free_port()
        site = (DOCS / "nginx.conf").read_text().replace("listen 80", f"listen 127.0.0.1:{front}")
        site = site.replace("    listen [::]:80;\n", "").replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        temporary = "".join(
            f"{kind}_temp_path {tmp_path};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        whole = tmp_path / "nginx.conf"
        whole.write_text(
            f"daemon off; pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary}\n{site} }}"
        )
        command = [nginx, "-p", str(tmp_path), "-c", str(whole)]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as proxy:
            try:
                until_open(front)
                forged = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Host": "evil.example"}
                status, headers, text = ask(front, "/?q=%D0%BA%D3%A9%D0%BF%D1%96%D1%80", host="izde.example", **forged)
                assert (status, headers["X-Content-Type-Options"]) == (200, "nosniff")
                assert "evil" not in text
                assert ask(front, "/ru", host="izde.example")[1]["Location"] == "http://izde.example/ru/"
                assert ask(front, "/?q=" + "a" * 40_000, host="izde.example")[0] == 200
                assert ask(front, "/metrics", host="izde.example")[0] == 404
                assert ask(port, "/metrics")[0] == 200
                slow = [socket.create_connection(("127.0.0.1", front)) for _ in range(100)]
                for connection in slow:
                    connection.sendall(b"GET / HTTP/1.1\r\nHost: i")
                statuses = [ask(front, "/suggest?q=k", host="izde.example")[0] for _ in range(40)]
                assert (statuses[0], statuses[-1]) == (200, 429)
                for connection in slow:
                    connection.close()
            finally:
                proxy.terminate()
                proxy.wait(10)
    assert {json.loads(line)["client"] for line in log if "client" in line} == {"127.0.0.1"}


def until_open(port):
    """Wait until somebody listens at a port."""
    for _ in range(200):
        with suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port)).close()
        time.sleep(0.05)
    return None


# What is installed


def needed(name, seen):
    """Return the packages that a package needs on this machine, and those that these need."""
    for line in requires(name) or ():
        wanted = Requirement(line)
        if (not wanted.marker or wanted.marker.evaluate({"extra": ""})) and wanted.name.lower() not in seen:
            seen.add(wanted.name.lower())
            needed(wanted.name, seen)
    return seen


def test_a_server_needs_twelve_packages_at_most():
    found = needed("izde", set()) - {"editables"}  # which is there where the source may be edited
    assert len(found) <= 12, sorted(found)


def test_what_serves_others_needs_nothing_more():
    assert [needed(name, set()) for name in ("waitress", "prometheus-client")] == [set(), set()]


def report(**weak):
    """Return what pip-audit prints."""
    rows = [{"name": name, "vulns": [{"id": id} for id in ids]} for name, ids in weak.items()]
    return json.dumps({"dependencies": [*rows, {"name": "new", "skip_reason": "not found"}]})


@pytest.mark.parametrize(
    ("found", "control", "said", "status"),
    [
        (report(flask=[], click=[]), report(jinja2=["CVE-1"]), "2 packages without a known weakness", 0),
        (report(flask=["CVE-2", "CVE-3"], click=[]), report(jinja2=["CVE-1"]), "flask: CVE-2, CVE-3", 1),
        (
            report(flask=[]),
            report(jinja2=[]),
            "no known weakness could be looked up: the register that is reached has no data on them",
            0,
        ),
        (
            report(),
            report(),
            "no known weakness could be looked up: the register that is reached has no data on them",
            0,
        ),
        ("", "", "no known weakness could be looked up: the register that is reached has no data on them", 0),
    ],
)
def test_an_audit_without_data_does_not_pass_for_a_clean_one(found, control, said, status):
    assert audit.verdict(audit.reported(found), audit.reported(control)) == (said, status)
