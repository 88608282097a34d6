# Two commands are enough: `make run` and `make test`. Both need Python 3.10 or newer and nothing else.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
SHELL := /bin/bash

.PHONY: run test quick lint reloaded cluster bench shots lock sbom audit clean

run: $(VENV)/run  ## index corpus/ and serve the page on 127.0.0.1:8000
	$(BIN)/izde update corpus || [ $$? -eq 4 ]  # 4: some files failed, the report says which; the others are there
	$(BIN)/izde serve --port $(PORT)

test: lint  ## everything that must hold
	$(BIN)/pytest

quick: lint  ## the loop to work in
	$(BIN)/pytest -m "not slow" -x -q -n auto --dist loadfile

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

reloaded: $(VENV)/reloaded/whoosh  ## what holds for the index must hold on Whoosh-Reloaded too, the way out of whoosh3
	$(VENV)/reloaded/bin/pytest $(patsubst %,tests/test_%.py,engines index arrays evaluation damage faults power)

cluster: $(VENV)/test  ## what holds for a folder must hold for a cluster of three nodes (needs a JDK of 21 or newer, and Maven)
	IZDE_CLUSTER=here $(BIN)/pytest -s -m slow $(patsubst %,tests/test_%.py,engines opensearch transfer)

bench: $(VENV)/test  ## the measurements that README quotes; needs the data beside the repository
	$(BIN)/python ../shared/eval/lang/score_all.py --fn indexer.language.kazakh:stem
	$(BIN)/python ../shared/eval/ir/eval_ir.py
	$(BIN)/python ../shared/bench/bench_page.py --n 20000 --engines project,tantivy,whoosh

shots: $(VENV)/test  ## draw the pictures of docs/ anew (needs Chromium); `python tests/shots.py FOLDER` draws every page there is
	$(BIN)/python tests/shots.py

lock:  ## write the locks anew after a change of pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.10 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		--extra all pyproject.toml requirements-build.in -o requirements.txt
	uv pip compile -q --universal --python-version 3.10 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		--extra test pyproject.toml requirements-build.in -c requirements.txt -o requirements-test.txt
	uv pip compile -q --universal --python-version 3.10 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		requirements-tools.in -o requirements-tools.txt

sbom: $(VENV)/tools/done  ## write sbom.json, the bill of what is installed with all extras (CycloneDX 1.6)
	$(MAKE) VENV=$(VENV)/shipped $(VENV)/shipped/run
	$(VENV)/tools/bin/cyclonedx-py environment $(VENV)/shipped --pyproject pyproject.toml --output-reproducible --validate -o sbom.json

audit: $(VENV)/tools/done  ## look up known weaknesses of what is locked, where that can be done
	$(VENV)/tools/bin/python tests/audit.py $(VENV)/tools/bin/pip-audit requirements.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The stamps make a second run start at once: nothing is installed again unless a lock or pyproject.toml has changed.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(BIN)/python requirements.txt pyproject.toml hatch_build.py $(wildcard indexer/*.c indexer/*/*.[ch] indexer/*/*/*.[ch])
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test: $(VENV)/run requirements-test.txt requirements-axe.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-axe.txt
	touch $@

$(VENV)/tools/done: requirements-tools.txt
	$(PYTHON) -m venv $(VENV)/tools
	$(VENV)/tools/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-tools.txt
	touch $@

$(VENV)/reloaded/whoosh: $(BIN)/python requirements-test.txt requirements-reloaded.txt pyproject.toml
	$(MAKE) VENV=$(VENV)/reloaded $(VENV)/reloaded/test
	$(VENV)/reloaded/bin/python -m pip uninstall -q -y whoosh3 Whoosh-Reloaded  # the two share their files
	$(VENV)/reloaded/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-reloaded.txt
	touch $@
