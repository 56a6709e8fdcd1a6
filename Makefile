# The four commands: make run · make test · make check · make bench. Each makes the virtual environment it needs.
PYTHON ?= python3
DATA := $(or $(TONGDIAN_DATA),data)
HOST := $(or $(TONGDIAN_HOST),127.0.0.1)
PORT := $(or $(TONGDIAN_PORT),8050)
BIN := .venv/bin

.PHONY: run test check bench bundle
.DEFAULT_GOAL := run

.venv/run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned packages (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: .venv/run
	@test -e $(DATA)/warehouse/CURRENT || $(BIN)/flask --app app simulate --cases 200000 --seed 1
	@TONGDIAN_DEMONSTRATION=1 $(BIN)/flask --app app user demonstration && export TONGDIAN_DEMONSTRATION=1; \
	echo "Tongdian stands at http://$(HOST):$(PORT) (end it with Ctrl-C)"; \
	exec $(BIN)/gunicorn --bind $(HOST):$(PORT) --workers 2 --threads 4 --log-level warning 'app:create_app()'

test: .venv/dev
	@tools/debian-packages
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --ignore tests/browser
	@$(BIN)/python -m pytest tests/browser # alone: a browser beside other tests waits past its time

check: .venv/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .

bench: .venv/dev
	@tools/debian-packages
	@$(BIN)/python -m bench

# Rebuilds the committed plotly bundle; needs Node.js and npm.
bundle:
	cd tools/bundle && npm ci && npm run build
