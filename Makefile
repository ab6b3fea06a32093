# Each target makes its own .venv on a fresh machine; nothing else has to be installed beforehand but Python 3.11 or newer.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test dashboard bench lint clean

demo: $(VENV)/.installed            ## analyse the shipped Danish conversation
	$(BIN)/talkratio demo

test: $(VENV)/.tested               ## run the tests, pyannote.audio included
	$(BIN)/python -m pytest $(PYTEST)

dashboard: $(VENV)/.installed       ## open the dashboard on this computer
	$(BIN)/talkratio dashboard

bench: $(VENV)/.benched             ## measure accuracy and speed, write benchmarks/README.md
	$(BIN)/python -m benchmarks

lint: $(VENV)/.tested               ## ruff and mypy, strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

# torch comes first and alone: later packages then find the small build already there and pull no CUDA.
$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[pyannote,cluster,dev]' torchaudio==2.11.0
	touch $@

$(VENV)/.benched: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[bench]'
	touch $@

clean:                              ## remove what the targets made
	rm -rf $(VENV) demo-report .pytest_cache .mypy_cache .ruff_cache .hypothesis
