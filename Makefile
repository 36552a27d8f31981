# Every command of the project. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test fuzz quick lab build release rates attacks faults bench results pictures clean

help: ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 8

# Installed anew whenever a pin changes. The package itself is installed in place.
$(READY): requirements.txt pyproject.toml autograder/terminal/interrupt.py
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"Python 3.11 or newer is needed; {sys.executable} is {v.major}.{v.minor}. Try: make PYTHON=python3.12 ...")'
	@echo "Installing into $(VENV); the first time this takes a few minutes."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c "from autograder.terminal import interrupt; interrupt.install()"
	@touch $@

demo: $(READY) ## grade a sample class and print students by steps
	@$(BIN)/python -m autograder demo

test: $(READY) ## lint, check types and run all tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=40 --durations-min=5

fuzz: $(READY) ## ten times as many random examples as `make test` tries
	@$(BIN)/pytest -n 2 --dist load -m slow --hypothesis-profile=fuzz -k "thousand or many_observations"

quick: $(READY) ## lint, check types and run the fast tests only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not browser"

lab: $(READY) ## open the lessons in JupyterLab
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks

build: $(READY) ## make the notebooks from solutions/*.py
	@$(BIN)/python -m autograder build

release: $(READY) ## pack what students get into build/lenet-keras-students.zip
	@$(BIN)/python -m autograder release

rates: $(READY) ## right answers refused, mistakes accepted, their own hints, hints that nothing triggers
	@$(BIN)/python -m tests.benchmarks.rates

attacks: $(READY) ## hostile submissions against this grading and against stock nbgrader
	@$(BIN)/python -m tests.attacks --mode both

faults: $(READY) ## kill, fill and lock while grading; compare with an undisturbed run
	@$(BIN)/python -m tests.faults

bench: $(READY) ## run times of the lessons, accuracies, the NumPy network, grading a class, and Keras against PyTorch
	@$(BIN)/python -m tests.benchmarks.lessons
	@$(BIN)/python -m tests.benchmarks.reports
	@$(BIN)/python -m tests.benchmarks.numpy_network
	@$(BIN)/python -m tests.benchmarks.classes
	@$(BIN)/python -m tests.benchmarks.sheets
	@$(BIN)/python -m tests.benchmarks.frameworks

results: $(READY) ## train on the full MNIST what has no record yet (hours); needs LENET_KERAS_DATA=FOLDER
	@$(BIN)/python -m tests.benchmarks.results

pictures: $(READY) ## take the pictures in the README anew; needs a Chromium
	@$(BIN)/python -m tests.support.pictures

clean: ## remove the demonstration's course; grades under autograder/course stay
	rm -rf build
