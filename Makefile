# Everything runs from .venv, which `make setup` fills from requirements.lock. Only python3 (3.11 or later), make and git must be there.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEMO := demo-home
QUARTER ?= 2026-Q2
SQL ?= dbt_project

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo ui test test-long test-fast check lint sql-lint sizes generate bench recall growth clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## install into .venv, once; afterwards .venv/bin/soxom is the command

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên / Python 3.11 or later is needed"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m compileall -qq -j 0 .venv/lib || true # by all processors; a library's templates need not be valid Python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q pipelines # each process of a run would compile it anew where Python may not write beside it
	$(BIN)/python -c "from pipelines.warehouse.prepared import prepare; prepare()"
	$(BIN)/python -c "from pipelines.orchestration.launch import blank_instance; blank_instance()"
	@touch $@

demo: setup ## write a made-up commune into demo-home and show its indicators (QUARTER=2026-Q2)
	@test -d $(DEMO)/data_raw || $(BIN)/soxom demo $(DEMO)/data_raw
	@SOXOM_HOME=$(DEMO) $(BIN)/soxom run $(QUARTER)

ui: export SOXOM_HOME := $(abspath $(or $(SOXOM_HOME),$(DEMO)))
ui: setup ## soxom serve on the demo, or on SOXOM_HOME
	@mkdir -p $(SOXOM_HOME)
	@$(BIN)/soxom serve

test: setup ## run the tests, but for a few that take minutes each
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not long"

test-long: setup ## run every test, with twenty random kills each of a run and of a close
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: setup ## run the tests that need no whole build
	$(BIN)/python -m pytest -m "not slow" tests/unit

check: setup lint sql-lint sizes ## style, types, layers, generated files, sizes
	$(BIN)/python -m pipelines.catalogue.emit --check

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

sql-lint: setup
	$(BIN)/sqlfluff lint $(SQL)

# A file that outgrows its ceiling wants to be two: Python 400 lines, SQL 150, YAML 300.
sizes:
	@git ls-files -z '*.py' '*.sql' '*.yml' '*.yaml' | xargs -0 awk ' \
	  FNR > (FILENAME ~ /\.py$$/ ? 400 : FILENAME ~ /\.sql$$/ ? 150 : 300) && !seen[FILENAME]++ { print "too long: " FILENAME; found = 1 } \
	  END { exit found }'

generate: setup ## write again what is made from the catalogue
	$(BIN)/python -m pipelines.catalogue.emit

bench: setup ## measure the build on large inputs
	$(BIN)/python tests/bench/run.py

recall: setup ## measure what share of planted faults the checks see, and their false alarms
	$(BIN)/python -m tests.bench.recall

growth: setup ## measure how the checks' time grows up to a province of 129 communes
	$(BIN)/python -m tests.bench.growth

clean: ## remove the environment, the demo and caches; never data_raw, archive or state
	rm -rf .venv .prepared $(DEMO) dbt_project/target dbt_project/logs *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find pipelines tests -name __pycache__ -type d -prune -exec rm -rf {} +
