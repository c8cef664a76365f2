# `make demo` runs the main job, `make test` passes the tests; both set up all they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

CLUSTER := .venv-cluster

.PHONY: demo test types tests bench cluster gallery clean

demo: $(VENV)/installed
	@$(BIN)/mri-check check mri_check/examples/request.yaml; code=$$?; \
	if [ $$code -eq 10 ]; then echo "demo: consult-manufacturer (exit code 10), as expected"; \
	else echo "demo: exit code $$code, but 10 was expected"; exit 1; fi

test: $(VENV)/tested
	$(BIN)/ruff check --config .ci/ruff.toml .
	$(BIN)/ruff format --config .ci/ruff.toml --check .
	@$(MAKE) --no-print-directory --jobs 2 types tests

# Side by side: a test that waits for a process or a browser leaves a processor to the types.
types: $(VENV)/tested
	$(BIN)/mypy

tests: $(VENV)/tested
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup --cov --cov-report=term

bench: $(VENV)/benched
	$(BIN)/python tests/bench/cold_start.py
	$(BIN)/python tests/bench/api.py
	$(BIN)/python tests/bench/identify.py
	$(BIN)/python tests/bench/lint.py
	$(BIN)/python tests/bench/paper.py
	$(BIN)/python tests/bench/batch.py
	$(BIN)/python tests/bench/arrow.py

# Spark (which needs Java), Dask, DuckDB and Polars, as the README has them; not part of `make test`.
cluster: $(CLUSTER)/installed
	$(CLUSTER)/bin/python -m pytest tests/arrow tests/cluster

$(CLUSTER)/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(CLUSTER)
	$(CLUSTER)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[cluster]'
	@touch $@

$(VENV)/made:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q mri_check
	@touch $@

# In one go, not on top of `installed`.
$(VENV)/tested: $(VENV)/made setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	$(BIN)/python -m compileall -q mri_check
	@touch $@

# With what `batch` is measured against.
$(VENV)/benched: $(VENV)/tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,bench]'
	@touch $@

# One page for each disposition in build/gallery, and the README's picture.
gallery: $(VENV)/installed
	$(BIN)/python -m tests.gallery build/gallery --picture docs/checklist.png

clean:
	rm -rf $(VENV) $(CLUSTER) build dist *.egg-info device_catalog/compiled.jsonl
