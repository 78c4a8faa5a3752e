# Helmline. `make` alone lists what can be made. Everything lands in this folder: .venv and helmline-data.
.DEFAULT_GOAL := help
.PHONY: help run test check proof bench lock clean
SHELL := /bin/bash

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: .venv/run.stamp ## install, load the demonstration, serve it on http://127.0.0.1:8000 with a sign-in for each role
	@$(BIN)/helmline serve --demo

test: .venv/test.stamp ## install and run every test (under 20 minutes on 2 cores)
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not proof"

check: .venv/test.stamp ## lint, formatting, types, import floors
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check --quiet src tests benchmarks || { echo 'run: .venv/bin/ruff format src tests benchmarks'; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports

proof: .venv/proof.stamp ## the long proofs: kill rounds, full simulations, other engines (an hour or more)
	@$(BIN)/python -m pytest tests/calendar  # again, with numba
	@HELMLINE_EXAMPLES=100 $(BIN)/python -m pytest tests/eventlog/test_facts_properties.py
	@$(BIN)/python -m pytest -m proof

bench: .venv/proof.stamp ## run the peers beside us and print a table of ratios
	@$(BIN)/python -m benchmarks

lock: ## pin anew what pyproject.toml asks for (maintainers)
	@$(PYTHON) lock/make.py

clean: ## remove the environment and the data folder
	rm -rf .venv helmline-data

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11, 3.12 or 3.13 is needed and was not found; set PYTHON=/path/to/python.'; exit 1; }
	@$(PYTHON) -m venv .venv || { echo 'Python could not make an environment; on Debian: apt-get install python3-venv'; rm -rf .venv; exit 1; }

.venv/run.stamp: .venv/bin/python pyproject.toml lock/run.txt
	@echo 'installing into .venv (once)'
	@$(PIP) install --requirement lock/run.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

.venv/test.stamp: .venv/run.stamp lock/test.txt
	@echo 'installing the test tools into .venv (once)'
	@$(PIP) install --requirement lock/test.txt
	@touch $@

.venv/proof.stamp: .venv/test.stamp lock/proof.txt
	@echo 'installing peers and other engines into .venv (once)'
	@$(PIP) install --requirement lock/proof.txt
	@touch $@
