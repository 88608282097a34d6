"""A real cluster of OpenSearch on this machine, for tests: `python tests/cluster.py 3` starts one until interrupted.

Each node is a process of its own with 512 MB. What it is made of comes from Maven once, into the cache folder of the user.
For root each is behind a cable of its own, too, which can be pulled.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "izde-tests"
# A test lasts some minutes, in which the second compiler costs more than it gains: `quick` leaves it out. What lasts needs more room:
# with 512 MB a node that had taken half of 100,000 articles answered nothing for 80 s, once.
LASTING = ["-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:CICompilerCount=2"]
QUICK = ["-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"]
JAVA = 21  # the oldest that OpenSearch 3 runs on
READY = 600  # seconds until the nodes have found each other, on a machine that does much else


class Missing(Exception):
    """No cluster can run on this machine; the message says why."""


def java():
    """Return the newest Java that is new enough."""
    homes = [Path(home) for home in (os.environ.get("JAVA_HOME"), *map(str, Path("/usr/lib/jvm").glob("*"))) if home]
    found = {}
    for home in homes:
        if (home / "release").is_file() and (home / "bin/java").is_file():
            version = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text())
            found[int(version[1]) if version else 0] = home / "bin/java"
    if not found or max(found) < JAVA:
        raise Missing(f"no Java {JAVA} or newer here: no cluster can be started")
    return found[max(found)]


def classpath():
    """Return the jars of a node; Maven brings them where they are not in the cache."""
    pom = HERE / "cluster.xml"
    listed = CACHE / f"classpath-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}.txt"
    if listed.is_file() and all(Path(jar).is_file() for jar in listed.read_text().split(":")):
        return listed.read_text()
    if not shutil.which("mvn"):
        raise Missing("no Maven here: what a cluster is made of cannot be brought")
    CACHE.mkdir(parents=True, exist_ok=True)
    made = listed.with_suffix(".new")
    command = ["mvn", "-B", "-q", "-f", pom, f"-Dmaven.repo.local={CACHE / 'maven'}", f"-Dmdep.outputFile={made}"]
    done = subprocess.run([*command, "dependency:build-classpath"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"Maven brings no cluster: {done.stdout[-300:]}")
    made.rename(listed)
    return listed.read_text()


def compiled():
    """Return the folder with the class of a node, which is made where it is not in the cache."""
    source = HERE / "Node.java"
    folder = CACHE / f"node-{hashlib.sha256(source.read_bytes()).hexdigest()[:12]}"
    if not (folder / "Node.class").is_file():
        compiler = [java().with_name("javac"), "-d", folder, "-cp", classpath(), source]
        if subprocess.run(compiler, capture_output=True, check=False).returncode:
            raise Missing("no Java compiler here: no cluster can be started")
    return folder


class Place(NamedTuple):
    """Where a node runs: its host, its two ports, and how a process is brought there."""

    host: str
    port: int
    transport: int
    entered: tuple[str, ...] = ()
    cable: str = ""


@contextlib.contextmanager
def loopback(count):
    """Lend places for nodes on ports that nobody listens on."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(2 * count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        ports = [one.getsockname()[1] for one in sockets]
    yield [Place("127.0.0.1", *pair) for pair in zip(ports[:count], ports[count:], strict=True)]


def ip(*words):
    """Change something of the networks of this machine."""
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextlib.contextmanager
def network(count):
    """Lend places for nodes in a network: each in a namespace of its own, with a cable to a bridge. Only root may."""
    bridge, net = f"iz{os.getpid()}", f"198.19.{os.getpid() % 256}"  # of addresses that are for tests (RFC 2544)
    names = [f"{bridge}n{number}" for number in range(count)]
    try:
        ip("link", "add", bridge, "type", "bridge")
        ip("addr", "add", f"{net}.254/24", "dev", bridge)
        ip("link", "set", bridge, "up")
        for number, name in enumerate(names, 1):
            ip("netns", "add", name)
            ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", name, "master", bridge, "up")
            ip("-n", name, "addr", "add", f"{net}.{number}/24", "dev", "eth0")
            for device in ("eth0", "lo"):
                ip("-n", name, "link", "set", device, "up")
        yield [
            Place(f"{net}.{number}", 9200, 9300, ("ip", "netns", "exec", name), name)
            for number, name in enumerate(names, 1)
        ]
    finally:
        for words in (*(("netns", "del", name) for name in names), ("link", "del", bridge)):
            with contextlib.suppress(OSError, subprocess.CalledProcessError):
                ip(*words)


class Node:
    """One node: a process that can be killed and started again."""

    def __init__(self, folder, number, places, options):
        self.options = options
        self.folder, self.name = Path(folder) / f"n{number}", f"n{number}"
        self.place, self.all = places[number], [f"{place.host}:{place.transport}" for place in places]
        self.process = None

    @property
    def address(self):
        """Where it answers."""
        return f"{self.place.host}:{self.place.port}"

    def start(self):
        """Start the process."""
        self.folder.mkdir(exist_ok=True)
        node = ["Node", self.folder, self.name, *self.place[:3], *self.all]
        with (self.folder / "log").open("ab") as log:
            command = [*self.place.entered, java(), *self.options, "-cp", f"{compiled()}:{classpath()}", *node]
            self.process = subprocess.Popen(
                list(map(str, command)), stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder
            )

    def end(self, how=signal.SIGTERM):
        """End the process, and wait until it has."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cable(self, state):
        """Pull its cable ("down"), or put it in again ("up")."""
        ip("link", "set", self.place.cable, state)


class Nodes:
    """The nodes of one cluster."""

    def __init__(self, folder, places, options):
        self.nodes = [Node(folder, number, places, options) for number in range(len(places))]
        self.cables = all(place.cable for place in places)

    def address(self, name):
        """Return the address of an index."""
        return f"http://{','.join(node.address for node in self.nodes)}/{name}"

    def ask(self, path, method="GET", body=None):
        """Return what any node that runs answers."""
        data = None if body is None else json.dumps(body).encode()
        for node in [each for each in self.nodes if each.process and each.process.poll() is None]:
            request = urllib.request.Request(
                f"http://{node.address}/{path}", data, {"content-type": "application/json"}, method=method
            )
            with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        return {}

    def wait(self, status="yellow"):
        """Wait until all nodes are there, and all parts of all indices as far as the status says."""
        until = time.monotonic() + READY
        order = ["red", "yellow", "green"]
        while time.monotonic() < until:
            health = self.ask("_cluster/health")
            there = health.get("number_of_nodes") == len(self.nodes)
            if there and order.index(health["status"]) >= order.index(status):
                return
            if any(node.process.poll() is not None for node in self.nodes):
                break
            time.sleep(0.3)
        raise Missing(f"the cluster did not start: see {self.nodes[0].folder / 'log'}")


@contextlib.contextmanager
def running(count, options=QUICK):
    """Lend a cluster of so many nodes."""
    folder = tempfile.mkdtemp(prefix="izde-cluster-")
    with contextlib.ExitStack() as held:
        held.callback(shutil.rmtree, folder, ignore_errors=True)
        try:
            places = held.enter_context(network(count))
        except (OSError, subprocess.CalledProcessError):
            places = held.enter_context(loopback(count))
        nodes = Nodes(folder, places, options)
        for node in nodes.nodes:
            held.callback(node.end, signal.SIGKILL)
            node.start()
        nodes.wait()
        yield nodes


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with running(int(sys.argv[1]) if sys.argv[1:] else 1, LASTING) as started, contextlib.suppress(KeyboardInterrupt):
        print(started.address("articles"), flush=True)
        signal.pause()
