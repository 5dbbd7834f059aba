# Every target sets up by itself: a virtual environment in .venv, with the locked dependencies and this project.
.DEFAULT_GOAL := help
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
LOCKS := requirements.lock requirements-dev.lock
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"

.PHONY: help setup demo serve test check fix bench accuracy evidence site release lock
help:  ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP)  ## virtual environment .venv with the locked dependencies

$(STAMP): requirements-dev.lock pyproject.toml scripts/set_up.sh
	@scripts/set_up.sh $(VENV)
	@touch $@

demo: $(STAMP)  ## sample patients and their cards in the terminal, then the service
	@$(BIN)/trd-cds demo

serve: $(STAMP)  ## the service, on loopback
	@$(BIN)/trd-cds serve

test: $(STAMP)  ## all tests, with coverage
	@scripts/third_party_data.sh
	@scripts/browser.sh
	@if [ "$$CI" = true ]; then scripts/smart_fetch.sh || true; scripts/spark.sh $(VENV) || true; fi
	@$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term:skip-covered

check: $(STAMP)  ## format, lint, types, imports, docs current
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/pages.py --check
	$(BIN)/pytest -q tests/test_docs.py tests/docs

fix: $(STAMP)  ## format, mend what can be mended, rewrite the generated pages
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python scripts/pages.py

bench: $(STAMP)  ## what a request costs, stage by stage, against its targets
	@$(BIN)/python -m bench

accuracy: $(STAMP)  ## what is found of invented patients whose course is known; writes docs/accuracy.md
	@$(BIN)/python -m tests.truth

evidence: $(STAMP)  ## what can be measured in minutes; writes docs/evidence.json and docs/evidence.md
	@$(BIN)/python -m scripts.evidence

site: $(STAMP)  ## the documentation as pages for a browser, in .cache/site
	@$(BIN)/mkdocs build --strict

release: $(STAMP)  ## wheel, sdist, bill of materials and hashes of this commit, in dist/
	@scripts/release.sh

lock: $(STAMP)  ## remake the locks from pyproject.toml (newest versions)
	$(COMPILE) --upgrade pyproject.toml --extra postgres --group build --output-file requirements.lock
	$(COMPILE) --upgrade pyproject.toml --extra postgres --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) --upgrade pyproject.toml --extra spark --constraint requirements-dev.lock --output-file requirements-spark.lock
