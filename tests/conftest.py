"""What tests share: a real index in a temporary folder, the sample archive, and the data beside the repository."""

import json
from pathlib import Path

import pytest

import indexer

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"


@pytest.fixture
def index(tmp_path):
    """An empty index."""
    with indexer.open(tmp_path / "index") as opened:
        yield opened


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
