# Everything on a fresh machine: `make run` opens the app, `make test` runs every test.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PORT ?= 8501
ADDRESS ?= 127.0.0.1

.PHONY: run test setup setup-dev browser lint messages bench clean

run: setup
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

test: setup-dev browser
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	# A browser on a busy machine can miss a moment: such a test may try again.
	$(BIN)/python -m pytest tests/browser -n 2 --dist loadfile --reruns 3 --reruns-delay 2
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/browser

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@echo "Compiling the kernels once, so that no visitor waits for it …"
	$(BIN)/python -c "import engine.runs.warm"
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

# The browser tests need Debian's Chromium and, for Chinese, fonts; PostgreSQL is tested where it is.
browser:
	@sh tests/browser/install.sh

lint: setup-dev
	$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/mypy

# Collect every message and carry the translations over; then fill in what is new.
messages: setup-dev
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ --no-wrap --sort-by-file --project Lexiscope --version 1 -o locales/messages.pot .
	$(BIN)/pybabel -q update -i locales/messages.pot -d locales --no-wrap --ignore-obsolete --no-fuzzy-matching

bench: setup-dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .lexiscope .pytest_cache .ruff_cache .mypy_cache .hypothesis
