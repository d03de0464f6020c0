# Hetang. `make run` starts everything, `make test` proves it; `make help` lists the rest.
# All paths are relative, so that the checkout may lie in a path with spaces or in a very long one.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
MANAGE := $(PY) manage.py
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=
# The first Python that is new enough; say `make PYTHON=/path/to/python3.12` for another one.
PYTHON ?= $(shell for one in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$one"; exit; }; done; echo python3)

.PHONY: help run test prove check lint bench css messages events screenshots clean venv venv-dev \
	check-format check-lint check-types check-imports check-templates check-django check-migrations check-messages check-api

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

run: venv ## start everything: servers, demo shop, web on PORT (8000), worker; Ctrl-C stops all of it
	@HETANG_UNDER_MAKE=1 exec $(MANAGE) dev --host "$(HOST)" --port "$(PORT)" $(ARGS)

test: venv-dev ## the whole suite on PostgreSQL and Redis; browser journeys when there is a Chromium
	@exec $(PY) -m pytest -n $(CORES) --dist loadfile --no-loadscope-reorder $(ARGS)

prove: venv-dev ## the long form of what `make test` does briefly: races 20 times, 2,400 steps of the state machine
	RACE_ROUNDS=20 MACHINE_EXAMPLES=12 exec $(PY) -m pytest -n $(CORES) --dist loadfile --no-loadscope-reorder tests/races tests/orders $(ARGS)

check: lint test ## everything: format, lint, types, imports, templates, migrations, translations, tests

lint: check-format check-lint check-types check-imports check-templates check-django check-migrations check-messages check-api ## check without the tests

check-format: venv-dev
	$(PY) -m ruff format --check --quiet .

check-lint: venv-dev
	$(PY) -m ruff check --quiet .

check-types: venv-dev
	$(PY) -m mypy .

check-imports: venv-dev
	@PYTHONPATH=. $(PY) -c 'import sys; from importlinter.cli import lint_imports_command; sys.argv[0] = "lint-imports"; lint_imports_command()'

check-templates: venv-dev
	$(PY) -m djlint templates --lint --quiet

check-django: venv-dev
	$(MANAGE) check --fail-level WARNING

check-migrations: venv-dev
	$(MANAGE) makemigrations --check --dry-run

check-messages: venv-dev
	$(PY) .ci/messages.py --check

check-api: venv-dev
	$(MANAGE) spectacular --validate --fail-on-warn --file var/openapi.yaml

bench: venv-dev ## benchmarks, printed as tables: make bench ARGS=pages
	@exec $(PY) -m bench $(ARGS)

css: ## build static/css/app.css from static/src (needs node; the result is committed)
	npm install --no-audit --no-fund --no-package-lock
	npm run css

messages: venv-dev ## collect strings for translators (needs gettext) and compile config/locale
	$(PY) .ci/messages.py

events: venv ## write docs/events.md from the code
	$(MANAGE) list_events --write

screenshots: venv-dev ## pictures of the README, from a running demo on PORT
	$(PY) docs/make_screenshots.py "http://127.0.0.1:$(PORT)"

clean: ## remove what can be made again; var/ with your data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache node_modules
	find . -name __pycache__ -type d -not -path './node_modules/*' -prune -exec rm -rf {} +

venv:
	@"$(PYTHON)" .ci/venv.py

venv-dev:
	@"$(PYTHON)" .ci/venv.py dev
