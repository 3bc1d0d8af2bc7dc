# Peil: everything a newcomer needs. "make help" lists it.

PYTHON ?= python3
PORT ?= 8501
N ?= 2000
SEED ?= 1
VENV := .venv
BIN := $(VENV)/bin
# Only what was pinned, file by file; and only wheels, which run nothing of their own while they are installed.
INSTALL := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --only-binary :all:
COMPILE := CUSTOM_COMPILE_COMMAND="make pins" $(BIN)/pip-compile --quiet --strip-extras --generate-hashes \
	--allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: help run test test-long coverage explore kill check format bench fuzz mutants texts screenshots pins browser office clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## open the dashboard (the first time: install, and import the bundled figures)
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null \
		|| { echo "Port $(PORT) is taken, perhaps by Peil itself (http://localhost:$(PORT)), or not yours to open." \
			"Stop what runs there, or choose another one: make run PORT=$$(($(PORT) + 1))" >&2; exit 1; }
	@$(BIN)/python -m peil setup
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: check browser office ## check the style, then run every test
	$(BIN)/python -m pytest --numprocesses logical --dist loadfile

test-long: explore kill fuzz ## what "make test" leaves out because it takes hours: other examples, kills, malformed files

coverage: $(VENV)/dev.stamp office ## tell which lines and branches of Peil no test runs (the browser left out)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --ignore tests/browser
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

explore: $(VENV)/dev.stamp ## run the generated tests on thousands of other examples (slow; gates nothing)
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile explore --numprocesses logical --dist worksteal

kill: $(VENV)/dev.stamp ## kill Peil a thousand times while it writes, and look whether anything is lost (slow)
	PYTHONPATH=. $(BIN)/python -m tests.importing.killing 1000

check: $(VENV)/dev.stamp ## format, lint, types and SQL; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 0 queries

format: $(VENV)/dev.stamp ## put Python and SQL in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix queries

bench: $(VENV)/dev.stamp ## measure, and print the ratios (slow; gates nothing)
	@for script in tests/bench/*_bench.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script || exit 1; done

fuzz: $(VENV)/dev.stamp ## hand in malformed files (N of them, from number SEED) and tell what went wrong
	$(BIN)/python -m tests.fuzz.runner --count $(N) --seed $(SEED)

mutants: $(VENV)/dev.stamp ## make mistakes in the SQL, one at a time, and tell which of them no test sees (slow; gates nothing)
	$(BIN)/python -m tests.mutants.runner $(QUERIES)

texts: $(VENV)/dev.stamp ## list the texts that are not translated yet, and those that are no longer asked for
	@PYTHONPATH=. $(BIN)/python -m tests.pages.untranslated

screenshots: $(VENV)/dev.stamp browser ## picture every page in screenshots/
	PYTHONPATH=. $(BIN)/python tests/browser/screenshots.py

pins: $(VENV)/dev.stamp ## renew requirements*.txt from requirements*.in
	$(COMPILE) --upgrade --output-file requirements.txt requirements.in
	$(COMPILE) --upgrade --output-file requirements-dev.txt requirements-dev.in

# A browser for the tests: one that is there, or, for root on Debian, one from apt.
browser: $(VENV)/dev.stamp
	@PYTHONPATH=. $(BIN)/python -m tests.browser.chromium

# A LibreOffice for the tests of packs: one that is there, or, for root on Debian, one from apt.
office: $(VENV)/dev.stamp
	@PYTHONPATH=. $(BIN)/python -m tests.documents.libreoffice

clean: ## throw away the environment and every cache; keeps data/local
	rm -rf $(VENV) .coverage* .pytest_cache .ruff_cache .mypy_cache .hypothesis screenshots fuzz-failures
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make a second call quick: they are renewed only when the pins change.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Peil needs Python 3.11 or later; $(PYTHON) is older. Name another one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Python cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	$(INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $@
