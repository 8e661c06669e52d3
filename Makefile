# Everything a newcomer needs: `make demo`, `make test`, `make check`. Only Python 3.11+ with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check images lock format clean

demo: $(VENV)/installed
	$(BIN)/planner demo

test: $(VENV)/developing
	$(BIN)/pytest -n 2

check: $(VENV)/developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/developing
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/python -m compileall -q planner
	touch $@

$(VENV)/developing: $(VENV)/installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	touch $@

images: $(VENV)/developing
	$(BIN)/python tests/browser/pictures.py

lock:
	uv pip compile --quiet --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --no-header --no-emit-index-url --no-annotate pyproject.toml --extra auth --extra cluster --extra postgres --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
