# make run    open the shop on http://localhost:8000   (PORT=8001 make run for another port)
# make test   the whole test suite on the embedded defaults
# make load   200 shoppers for five minutes, then an audit (ARGS="--shoppers 10 --minutes 1")
# make races  the race lab on PostgreSQL (DATABASE_URL=… for another server)

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run test races load venv dev lint fmt messages lock bench

run: venv
	@$(BIN)/python -m shop.supervisor --port $(PORT)

test: dev
	$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

races: dev
	DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} $(BIN)/python -m pytest races $(ARGS)

load: dev
	$(BIN)/python -m tools.load $(ARGS)

venv: .venv/.runs .venv/.speaks
dev: .venv/.develops .venv/.speaks

.venv/.runs: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Vitrine needs Python 3.11 or newer: PYTHON=python3.12 make run"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "Python's venv module is missing (Debian: apt install python3-venv)"; exit 1; }
	@echo "Installing what the shop stands on (once, about a minute)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.develops: requirements-dev.txt .venv/.runs
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/.speaks: $(wildcard locale/*/LC_MESSAGES/*.po locale/*/*/LC_MESSAGES/*.po) .venv/.runs
	@$(MANAGE) compilemessages
	@touch $@

lint: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(BIN)/mypy .
	$(MANAGE) makemigrations --check --dry-run

fmt: dev
	-$(BIN)/django-upgrade --target-version 5.2 $$(git ls-files '*.py' ':!*/migrations/*')
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

messages: venv
	$(MANAGE) makemessages
	$(MANAGE) compilemessages

lock: dev
	$(BIN)/pip-compile -q --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(ARGS) -o requirements.txt requirements.in
	$(BIN)/pip-compile -q --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(ARGS) -o requirements-dev.txt requirements-dev.in

bench: dev
	$(BIN)/python -m tools.bench $(ARGS)
