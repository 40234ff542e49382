# Two commands do everything: 'make run' opens the chat window, 'make test' runs the tests.
#   make run PORT=8000 DOCUMENTS=~/papers      another port, another folder
#   make run PYTHON=python3.12                 another Python (3.11 or later)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# PyPI's torch for Linux brings gigabytes of CUDA along; this index has the build without them.
# Where it cannot be reached, pip says so and takes PyPI's.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
PIP := $(BIN)/python -m pip --disable-pip-version-check
SOURCES := pyproject.toml constraints.txt

.PHONY: run test lint clean
.DELETE_ON_ERROR:

run: $(VENV)/.installed
	@$(BIN)/chatbot serve $(if $(PORT),--port "$(PORT)") $(if $(DOCUMENTS),--documents "$(DOCUMENTS)")

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest $(TESTS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The index is kept: it holds nothing that 'chatbot index' could not make again, but making it takes time.
clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find chatbot tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: $(SOURCES) | $(VENV)/.created
	@echo "Installing chatbot into $(VENV); the first time takes a few minutes."
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(SOURCES) | $(VENV)/.created
	@echo "Installing chatbot and what its tests need into $(VENV); the first time takes a few minutes."
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed

# Debian keeps ensurepip in a package of its own (python3-venv); where it is missing, the system's pip
# fills the environment instead.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or later is needed; name one with 'make PYTHON=/path/to/python3.11 ...'." >&2; exit 1; }
	@if ! test -x $(BIN)/python || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  rm -rf $(VENV); \
	  if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
	    $(PYTHON) -m venv $(VENV); \
	  else \
	    $(PYTHON) -m venv --without-pip $(VENV) && \
	    $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; \
	  fi || { rm -rf $(VENV); \
	    echo "$(PYTHON) cannot make a virtual environment; on Debian run 'apt install python3-venv'." >&2; exit 1; }; \
	fi
	@$(PIP) install --retries 0 --timeout 30 --no-deps --extra-index-url $(TORCH_INDEX) \
	  -c constraints.txt torch || echo "The next step tries once more, with PyPI alone."
	@touch $@
