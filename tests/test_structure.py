"""How the code hangs together, and what it is shipped with."""

import ast
import doctest
import importlib
import re
from functools import partial
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import ROOT

import indexer
from indexer.engines.whoosh import library

# Who may import whom: each name, those it may import. Nothing calls upward (design: direction of dependencies).
BELOW = {
    "language": set(),
    "errors": set(),
    "budget": {"errors"},
    "dates": {"language"},
    "attribution": set(),
    "frame": set(),
    "article": {"attribution", "language", "errors", "dates"},
    "query": {"language", "dates"},
    "stretch": set(),
    "snippet": {"budget", "language", "query", "stretch", "_stretch"},
    "tolerance": {"language", "query"},
    "omissions": {"language", "query", "errors"},
    "interpretation": {"language", "query", "tolerance", "omissions"},
    "reasons": {"budget", "language", "query", "snippet", "errors"},
    "sources": {"article", "errors", "dates", "language"},
    "cells": set(),
    "names": {"query", "sources", "errors", "cells"},
    "retraction": {"article", "errors"},
    "difference": {"article"},
    "engines": {"budget", "article", "frame", "query", "retraction", "errors", "language", "dates"},
    "transfer": {"engines", "errors"},
    "report": set(),
    "update": {"article", "sources", "engines", "report", "retraction", "errors"},
    "options": {"query", "dates", "errors"},
    "results": {"budget", "frame", "query", "snippet", "engines", "interpretation", "reasons", "dates"},
    "export": {"results", "article", "dates", "errors", "cells"},
    "answer": {"results", "article", "snippet"},
    "similar": {"article", "language", "query", "engines", "results"},
    "suggest": {"language", "query", "tolerance", "engines"},
    "correction": {"budget", "language", "query", "tolerance", "suggest", "engines"},
    "concordance": {"language", "query", "engines", "errors"},
    "tally": {"query", "engines", "dates", "cells"},
    "ladder": {"budget", "dates", "language", "query", "tolerance", "correction", "engines"},
    "stats": {"query", "engines"},
    "gaps": set(),
    "doctor": {"article", "engines", "gaps", "language", "sources"},
    "reader": {
        "stats",
        "article",
        "export",
        "query",
        "snippet",
        "similar",
        "suggest",
        "correction",
        "difference",
        "ladder",
        "concordance",
        "tally",
        "tolerance",
        "omissions",
        "interpretation",
        "options",
        "results",
        "retraction",
        "engines",
    },
    "index": {
        "reader",
        "article",
        "doctor",
        "retraction",
        "engines",
        "transfer",
        "report",
        "update",
        "errors",
        "language",
    },
    "watch": {"index", "sources", "report", "errors"},
    "__init__": {
        "budget",
        "article",
        "concordance",
        "difference",
        "doctor",
        "engines",
        "errors",
        "export",
        "index",
        "interpretation",
        "ladder",
        "query",
        "reasons",
        "report",
        "results",
        "retraction",
        "snippet",
        "stats",
        "suggest",
        "tally",
        "update",
        "language",
    },
    "printed": {
        "dates",
        "difference",
        "doctor",
        "engines",
        "export",
        "interpretation",
        "report",
        "results",
        "retraction",
        "stats",
        "update",
    },
    "serving": {"index"},
    "__main__": {
        "serving",
        "answer",
        "export",
        "index",
        "names",
        "options",
        "printed",
        "tally",
        "watch",
        "errors",
        "language",
    },
}


EXAMPLES = [
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for top in ("indexer", "webapp")
    for file in sorted((ROOT / top).rglob("*.py"))
    if ">>>" in file.read_text()
]


def imports(file):
    """Yield (level, module, names) of each import in a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield node.level, node.module or "", [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from ((0, alias.name, []) for alias in node.names)


def siblings(file, package):
    """Return which parts of the package a file imports."""
    depth = len(file.relative_to(package).parts)
    found = set()
    for level, module, names in imports(file):
        if level == depth:
            found |= {module.split(".")[0]} if module else set(names)
    return found


def test_nothing_calls_upward():
    package = ROOT / "indexer"
    for file in package.rglob("*.py"):
        part = file.relative_to(package).parts[0].removesuffix(".py")
        assert siblings(file, package) - {part} <= BELOW[part], file


def test_the_page_stands_on_the_engine_and_only_the_command_line_on_the_page():
    for file in (ROOT / "indexer").rglob("*.py"):
        names = {module.split(".")[0] for level, module, _ in imports(file) if level == 0}
        assert "webapp" not in names or file.name == "serving.py", file
        assert "flask" not in names, file


def test_whoosh_is_imported_in_its_engine_only():
    for file in (*(ROOT / "indexer").rglob("*.py"), *(ROOT / "webapp").rglob("*.py")):
        used = any(module.split(".")[0] == "whoosh" for level, module, _ in imports(file) if level == 0)
        assert not used or file.parent == ROOT / "indexer/engines/whoosh", file


def test_the_cluster_is_asked_over_http_in_its_engine_only():
    for file in (*(ROOT / "indexer").rglob("*.py"), *(ROOT / "webapp").rglob("*.py")):
        used = any(module.split(".")[0] == "urllib3" for level, module, _ in imports(file) if level == 0)
        assert not used or file == ROOT / "indexer/engines/opensearch/cluster.py", file


def test_whooshs_refresh_is_never_called():
    for file in (ROOT / "indexer/engines/whoosh").glob("*.py"):
        calls = {
            n.func.attr
            for n in ast.walk(ast.parse(file.read_text()))
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        }
        assert "refresh" not in calls, file


def test_there_is_one_whoosh():
    assert packages_distributions()["whoosh"] == ["whoosh3"]


def test_an_index_is_not_opened_with_two_whooshes(tmp_path, monkeypatch):
    for name in ("whoosh3-3.54.0", "whoosh_reloaded-2.7.5", "whooshing-1.0", "numpy-2.2"):
        (tmp_path / f"{name}.dist-info").mkdir()
    monkeypatch.setattr(library, "check", partial(library.check, tmp_path))
    said = "^whoosh3-3.54.0 and whoosh_reloaded-2.7.5 are both installed as `whoosh`: uninstall all of them, then install izde again$"
    with pytest.raises(indexer.IndexerError, match=said):
        indexer.open(tmp_path / "index")
    (tmp_path / "whoosh_reloaded-2.7.5.dist-info").rmdir()
    library.check.func.cache_clear()
    indexer.open(tmp_path / "index").close()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_a_module_hold(name):
    done = doctest.testmod(importlib.import_module(name))
    assert (done.failed, done.attempted > 0) == (0, True)


PINNED = re.compile(r"[a-z0-9-]+==[^\s;]+( ; .+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n")


@pytest.mark.parametrize(("end", "least"), [("", 15), ("-test", 15), ("-tools", 15), ("-axe", 1), ("-reloaded", 2)])
def test_each_package_of_a_lock_has_its_hashes_and_no_address(end, least):
    text = re.sub(r"^ *#.*\n", "", (ROOT / f"requirements{end}.txt").read_text(), flags=re.MULTILINE)
    pins = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert [pin for pin in pins if not PINNED.fullmatch(pin)] == []
    assert len(pins) >= least
    assert end or any(pin.startswith("whoosh3==3.54.0 ") for pin in pins)


def test_the_package_holds_its_tables_templates_and_styles():
    for name in ("language/kazakh/endings.txt", "dates/phrases.txt", "py.typed"):
        assert (ROOT / "indexer" / name).is_file()
    for name in (
        "words.txt",
        "openapi.json",
        "templates/layout.html",
        "static/style.css",
        "static/page.js",
        "static/saved.js",
    ):
        assert "://" not in (ROOT / "webapp" / name).read_text()


def test_no_module_is_longer_than_a_reader_can_hold():
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text().splitlines())
        for top in ("indexer", "webapp")
        for file in (ROOT / top).rglob("*.py")
    }
    assert {name: n for name, n in lengths.items() if n > 350} == {}


def test_the_public_names_are_those_the_readme_names():
    import indexer

    readme = Path(ROOT / "README.md").read_text()
    assert [name for name in indexer.__all__ if name not in readme] == []
