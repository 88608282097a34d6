"""What the README shows is what happens."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CORPUS, ROOT
from shots import DOCS, SHOTS

README = (ROOT / "README.md").read_text()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the sample archive in it, to work in."""
    shutil.copytree(CORPUS, tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blocks(language):
    """Return the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_the_commands_print_what_the_readme_says(folder):
    (session,) = blocks("console")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE):
        done = subprocess.run(
            command, shell=True, capture_output=True, text=True, env={**os.environ, "PATH": path}, check=True
        )
        assert done.stdout == output, command


def test_the_python_example_runs(folder, capsys):
    (example,) = blocks("python")
    exec(example, {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 [(2024, 2), (2026, 1)]"
    assert lines[-1] == "көпір мост"


def test_every_command_is_in_the_readme():
    from indexer.__main__ import main

    assert [name for name in main.commands if f"`izde {name}" not in README] == []


def test_every_target_of_the_makefile_that_the_readme_names_is_there():
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"\bmake (run|test|quick|bench|shots|lock|sbom|audit)\b", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_picture_is_drawn_by_the_script_and_is_small():
    shown = set(re.findall(r"docs/([\w-]+)\.webp", README))
    sizes = {file.stem: file.stat().st_size for file in DOCS.glob("*.webp")}
    assert shown == SHOTS.keys() == sizes.keys()
    assert max(sizes.values()) < 150_000
