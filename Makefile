# Everything a newcomer needs. `make demo` and `make test` set the machine up themselves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STORY  ?=
VIEW   ?= channel
AS      =
RUN    ?= kills

.DEFAULT_GOAL := help
.PHONY: help demo test check format words pictures bench fuzz chaos run lock clean

help:  ## what there is to call
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.dev  ## the real bot in a simulated Discord, in your browser (STORY=file; README lists VIEW=… and AS=…)
	@STORY="$(STORY)" VIEW="$(VIEW)" AS="$(AS)" exec $(BIN)/python -m bot demo

test: $(VENV)/.dev  ## all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.dev  ## lint, format, types, import rules, known vulnerabilities
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.audit

format: $(VENV)/.dev  ## put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

words: $(VENV)/.dev  ## the catalogues anew from the code; lists what has no translation yet
	@$(BIN)/python -m tests.words

pictures: $(VENV)/.dev  ## the pictures of docs/ anew, with Debian's chromium
	@$(BIN)/python -m tests.pictures

bench: $(VENV)/.dev  ## how long imports take, beside pandoc where it is at hand; then a storm of drops
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.chaos storm

fuzz: $(VENV)/.dev  ## hunt through the importers with broken files (SECONDS=60, SEED=…)
	@$(BIN)/python -m tests.fuzz

chaos: $(VENV)/.dev  ## a long run against the promises (RUN=kills, RUN=help lists them)
	@$(BIN)/python -m tests.chaos $(RUN)

run: $(VENV)/.run  ## the bot, with DISCORD_TOKEN from the environment or .env
	@exec $(BIN)/python -m bot run

lock: $(VENV)/.dev  ## pin the requirements anew, with hashes and without addresses
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt

clean:  ## forget the environment and the caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Feuilleton needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@echo "Setting up $(VENV), once; this takes half a minute."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements-dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
