# `make test` and `make demo` need Python 3.11 or newer and make; everything else sets itself up.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := setup
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHECKOV := .venv-checkov
CORPUS := .venv-corpus
PINS := tests/sims/packages
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/$(VENV)
export UV_NO_PROGRESS := 1

# Ready is ready for exactly these files in exactly this folder. uv is installed in the version that uv.lock names.
KEY := $(shell { echo "$(CURDIR)"; cat uv.lock pyproject.toml Makefile; } | sha256sum | cut -c1-16)
READY := $(VENV)/.ready-$(KEY)
UV_VERSION := $(shell sed -n '/^name = "uv"$$/{n;s/^version = "\(.*\)"$$/\1/p;}' uv.lock)

# Without bytecode the command line starts several times slower; some machines are told not to write it.
START_UP := src $(addprefix $(BIN)/../lib/python3*/site-packages/,click msgspec yaml rich packaging)

APT := DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300
FAST := $(filter-out tests/__pycache__/ tests/properties/ tests/real/,$(sort $(wildcard tests/*/ tests/test_*.py)))
SLOW := $(wildcard tests/properties/ tests/real/)

.PHONY: setup browser scanner corpus corpus-tables pythons lint test demo soak bench docs clean

setup: $(READY)

$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: $(PYTHON) must be 3.11 or newer, but is $$($(PYTHON) -V 2>&1)." >&2; \
	  echo >&2; echo "hint: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call package,python3-venv,exit 2)
	@command -v bwrap >/dev/null || $(call package,bubblewrap,echo "Without it hostnames that code has hard-wired do not resolve.")
	@command -v dot >/dev/null || $(call package,graphviz,echo "Without it pictures are HTML and Mermaid only.")
	@[ -x $(BIN)/python ] && grep -qF "$(CURDIR)/$(VENV)" $(VENV)/pyvenv.cfg $(BIN)/activate \
	  || $(PYTHON) -m venv --clear $(VENV)
	@[ "$$($(BIN)/uv --version 2>/dev/null | cut -d' ' -f2)" = "$(UV_VERSION)" ] \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	$(BIN)/uv sync --frozen --all-extras --quiet
	@$(BIN)/python -m compileall -q $(START_UP) || true
	@rm -f $(VENV)/.ready-*; touch $@

# package(NAME, OTHERWISE): install a system package where we may, else print the one command and do OTHERWISE.
package = { \
  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo "installing the system package $(1)"; \
    { $(APT) install -qq -y --no-install-recommends $(1) || \
      { $(APT) update -qq && $(APT) install -qq -y --no-install-recommends $(1); }; } >/dev/null; \
  else \
    echo "mainstay needs the system package $(1): sudo apt-get install -y --no-install-recommends $(1)" >&2; $(2); \
  fi; }

# Only the browser tests need it; where it cannot be installed they skip with the reason.
browser:
	@command -v chromium >/dev/null || $(call package,chromium,true) || true

# The scanner of rendered Terraform has pins that fit nothing else, so it lives apart (200 MB); without it its tests skip.
scanner: setup
	@UV_PROJECT_ENVIRONMENT=$(CURDIR)/$(CHECKOV) $(BIN)/uv sync --frozen --quiet --only-group checkov \
	  || echo "make: the scanner could not be installed; its tests skip." >&2

# Packages that are simulated unmodified, and releases with known bugs, each of those in a folder of its own. They are no
# dependencies of ours; without them their tests skip.
corpus: setup
	@pip="$(BIN)/uv pip install --quiet --no-deps --compile-bytecode --python $(BIN)/python"; \
	export DISABLE_SQLALCHEMY_CEXT=1 PYTHONPATH=$(CURDIR)/$(PINS)/build UV_BUILD_CONSTRAINT=$(CURDIR)/$(PINS)/build/constraints.txt; \
	{ $$pip --target $(CORPUS)/main -r $(PINS)/pins.txt && \
	  for pins in $$(cat $(PINS)/pins-of-bugs.txt); do pin=$${pins%%,*}; \
	    $$pip --target $(CORPUS)/$${pin/==/-} $${pins//,/ } || exit; done; \
	  for pin in $$(cat $(PINS)/pins-of-peers.txt); do \
	    $$pip --python-version 3.12 --target $(CORPUS)/$${pin%==*} $$pin || exit; done; } \
	|| echo "make: the packages could not be installed; their tests skip." >&2

# Runs the whole corpus, packages and escapes, and writes the two pages of the reference that tell of it.
corpus-tables: corpus
	PYTHONPATH=tests $(BIN)/python -m sims.pages docs/reference

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports

# Files of fast tests run side by side, one on each core; what starts real services has the machine to itself.
test: lint browser scanner corpus
	$(BIN)/python -m pytest -n auto --dist loadfile $(FAST)
	$(BIN)/python -m pytest $(SLOW)

demo: setup
	$(BIN)/python examples/shop/demo.py $(if $(KEEP),--keep)

# Simulations must be the same on every Python that is present: each gets an environment of its own.
pythons: setup
	@for version in 3.11 3.12 3.13; do \
	  for python in $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version.*/bin/python python$$version; do \
	    "$$python" -c '' 2>/dev/null || continue; \
	    UV_PROJECT_ENVIRONMENT=$(CURDIR)/$(VENV)-$$version \
	      $(BIN)/uv sync --frozen --quiet --extra prove --python "$$python" || exit; \
	    break; \
	  done; \
	done

# Hours, not minutes: many more examples for every property, every seed twice on every Python, the platform and the shop
# under many more faults, faults planted in the demo systems, then the real services again and again.
ROUNDS ?= 20
SEEDS ?= 10000
soak: setup pythons corpus
	$(BIN)/python -m pytest tests/properties --hypothesis-profile=soak
	$(BIN)/python tests/sims/determinism.py $(SEEDS) $(VENV)-3.*/bin/python
	$(BIN)/python tests/sims/bugs_table.py
	$(BIN)/python -m mainstay -C examples/shop prove --seeds 500
	$(BIN)/mainstay prove tests/sims/platform --seeds 2000
	$(BIN)/python tests/sims/oracles.py
	for round in $$(seq $(ROUNDS)); do $(BIN)/python -m pytest -x tests/real; done

bench: setup
	for file in $(filter-out benchmarks/_%,$(sort $(wildcard benchmarks/*.py))); do $(BIN)/python $$file; done

docs: setup
	$(BIN)/python -m mainstay.cli.reference docs/reference

clean:
	rm -rf $(VENV) $(VENV)-3.* $(CHECKOV) $(CORPUS) .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist
	find src tests benchmarks examples -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
