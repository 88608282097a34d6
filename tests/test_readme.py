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
PRINTED = ROOT / "tests/readme.txt"


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


def test_the_python_example_prints_what_it_printed(folder, capsys):
    """All of it but the decimals of scores."""
    (example,) = blocks("python")
    exec(example, {})
    printed = re.sub(r"\d+\.\d{3,}", "0.0", capsys.readouterr().out.replace("\r\n", "\n"))
    (folder / "readme.txt").write_text(printed)
    assert printed.splitlines() == PRINTED.read_text().splitlines(), f"if that is meant: cp {folder}/readme.txt tests/"


def test_every_command_is_in_the_readme():
    from indexer.__main__ import main

    assert [name for name in main.commands if f"`izde {name}" not in README] == []


def test_every_target_of_the_makefile_that_the_readme_names_is_there():
    makefile = (ROOT / "Makefile").read_text()
    named = {*re.findall(r"`make ([^`]*)`", README), *re.findall(r"^    make (\S+)", README, re.MULTILINE)}
    assert named > {"run", "test"}
    assert named <= {*re.findall(r"^(\w+):", makefile, re.MULTILINE)}


def test_every_picture_is_drawn_by_the_script_and_is_small():
    shown = set(re.findall(r"docs/([\w-]+)\.webp", README))
    sizes = {file.stem: file.stat().st_size for file in DOCS.glob("*.webp")}
    assert shown == SHOTS.keys() == sizes.keys()
    assert max(sizes.values()) < 150_000
