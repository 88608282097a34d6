"""What tests share: a real index in a temporary folder, the sample archive, and the data beside the repository."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import urllib.request
from pathlib import Path

import cluster as clusters
import pytest
from made_up import analysis

import indexer
from indexer.engines.whoosh import WhooshEngine

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in what a shell starts in the background, for all below it
    signal.signal(signal.SIGINT, signal.default_int_handler)
BUSY = 300  # seconds that nodes on a machine that does much else are waited for


@pytest.fixture
def index(tmp_path):
    """An empty index."""
    with indexer.open(tmp_path / "index") as opened:
        yield opened


@pytest.fixture
def engine(tmp_path):
    """An engine over made-up words, empty."""
    opened = WhooshEngine(tmp_path / "engine", analysis)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The sample archive, indexed; only to be read."""
    with indexer.open(tmp_path_factory.mktemp("sample") / "index") as opened:
        report = opened.update(CORPUS)
        assert report.failed == []
        yield opened


@pytest.fixture
def corpus(tmp_path):
    """A function that writes files below a fresh folder, {name: text, bytes or rows}, and returns the folder."""
    folder = tmp_path / "corpus"
    folder.mkdir()

    def write(files):
        for name, content in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, list):
                file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in content))
            elif isinstance(content, str):
                file.write_text(content)
            else:
                file.write_bytes(content)
        return folder

    return write


@pytest.fixture(scope="session")
def shared():
    """The folder of real articles and judged queries beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the repository: the real articles are not here")
    return SHARED


@pytest.fixture(scope="session")
def real(tmp_path_factory, shared):
    """The real articles beside the repository, indexed; only to be read."""
    with indexer.open(tmp_path_factory.mktemp("real") / "index") as opened:
        for name in ("news_kk", "news_ru"):
            opened.update(shared / f"data/{name}.jsonl.gz")
        yield opened


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    """The library that notes what a process does to files, or lets it fail."""
    compiler = shutil.which("cc")
    if not compiler:
        pytest.skip("no C compiler here: what reaches the disk cannot be noted")
    library = tmp_path_factory.mktemp("shim") / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, ROOT / "tests/shim.c", "-ldl"], check=True)
    return library


@pytest.fixture(scope="session")
def warm():
    """What starts processes that have package, page and language loaded: what they run must stand in `workload`."""
    import workload

    return workload.warm()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 2 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "izde", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk of 2 MB can be mounted here: only root may")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture(scope="session")
def nodes():
    """A cluster of three nodes, for minutes of tests that only IZDE_CLUSTER=here asks for."""
    if os.environ.get("IZDE_CLUSTER") != "here":
        pytest.skip("a cluster is started by `make cluster` alone: its tests take minutes")
    try:
        with clusters.running(3) as started, pytest.MonkeyPatch.context() as patience:
            for name in ("PATIENCE", "READ"):
                patience.setattr(f"indexer.engines.opensearch.cluster.{name}", BUSY)
            yield started
    except clusters.Missing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def cluster(request):
    """The address of a cluster without the name of an index: IZDE_CLUSTER names one that runs, or is "here"."""
    named = os.environ.get("IZDE_CLUSTER", "here")
    return request.getfixturevalue("nodes").address("")[:-1] if named == "here" else named


@pytest.fixture
def address(cluster):
    """The address of an index in a cluster, where nothing is yet."""
    name = f"t{secrets.token_hex(4)}"
    yield f"{cluster}/{name}?shards=2"
    for index in (f"{name}-0*", f"{name}-files", f"{name}-retractions", f"{name}-versions"):
        first = cluster.split(",")[0]
        with urllib.request.urlopen(
            urllib.request.Request(f"{first}/{index}?ignore_unavailable=true", method="DELETE"), timeout=60
        ):
            pass
