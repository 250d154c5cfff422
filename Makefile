# Saccade: `make help` lists what can be done.

SHELL := /bin/bash
SWIFT ?= swift
PREFIX ?= /usr/local
CONFIGURATION ?= release
BUILD = $(SWIFT) build -c $(CONFIGURATION)
VENV = .build/python-venv
PYTHON_SOURCES = Samples/python Samples/cluster Samples/relays Samples/foxglove Samples/soak Samples/tests Samples/cpp Samples/ros1 Samples/ros2 Tests/Python Benchmarks Training \
  Packaging Scripts/generate-man-pages Scripts/install-documents
# Training is tested with the PyTorch that Debian has.
TRAINING_PYTHON ?= /usr/bin/python3
# What is installed and packaged: BINARY, where it is built already, and the default model.
STATIC_BINARY = .build-static/release/saccade
INSTALLED_BINARY = $(or $(BINARY),$(STATIC_BINARY))
MODEL ?= $(firstword $(wildcard Samples/Models/driving.model) Samples/Models/random-gen1.safetensors)
export MODEL PREFIX DESTDIR

.PHONY: help deps deps-arm python build test test-arm sanitize lint format demo train-default samples pictures soak soak-consumers bench bench-network test-bench-network fuzz fuzz-seeds proto binary-to-install install deb test-package test-deb clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install the system packages that are missing (Debian)
	@Scripts/install-dependencies

deps-arm: ## Install a compiler for 64-bit ARM and an emulator (Debian)
	@Scripts/install-dependencies gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user

python: deps ## Set up the Python environment that the tests use
	@Tests/Python/setup $(VENV)

build: deps ## Build the release binary
	$(BUILD) --product saccade

lint: ## Check formatting and Python style
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz/Package.swift Fuzz/Sources
	@if [ -x $(VENV)/bin/ruff ]; then $(VENV)/bin/ruff check $(PYTHON_SOURCES) && $(VENV)/bin/ruff format --check $(PYTHON_SOURCES); \
	else echo "ruff is not there: make python"; exit 1; fi

format: ## Format all sources
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz/Package.swift Fuzz/Sources
	@if [ -x $(VENV)/bin/ruff ]; then $(VENV)/bin/ruff format $(PYTHON_SOURCES); fi

test: deps python lint ## Install what is missing, lint, and run all tests
	$(BUILD) --product saccade
	$(BUILD) --product saccadePackageTests
	@Scripts/check-kernels address
	@Scripts/check-kernels thread
	@Scripts/check-kernels arm || [ $$? -eq 69 ]
	cd Training && $(TRAINING_PYTHON) -m pytest
	SACCADE=$$($(BUILD) --show-bin-path)/saccade $(VENV)/bin/python -m pytest Samples/tests
	SACCADE=$$($(BUILD) --show-bin-path)/saccade SACCADE_CPP_BUILD=.build/samples-cpp $(VENV)/bin/python -m pytest -q --import-mode=importlib Samples/cpp/tests Samples/ros2/test Samples/ros1/test
	SACCADE=$$($(BUILD) --show-bin-path)/saccade TORCH_PYTHON=$(TRAINING_PYTHON) $(VENV)/bin/python -m pytest -q -rs Benchmarks/peers/tests
	$(MAKE) --no-print-directory test-package
	$(SWIFT) test -c $(CONFIGURATION) --skip-build

test-arm: ## Check the kernels on 64-bit ARM, emulated
	@Scripts/check-kernels arm

# Optimised, since the tests compute whole networks; each sanitizer has a folder of its own.
sanitize: export SACCADE_NETWORK_ONLY = 1
sanitize: deps ## Check kernels and engines for memory errors, undefined behaviour and data races (many minutes)
	@Scripts/check-kernels address
	@Scripts/check-kernels thread
	$(SWIFT) test -c release --sanitize=address --scratch-path .build-address
	$(SWIFT) test -c release --sanitize=thread --scratch-path .build-thread

demo: build ## Replay the sample recording and watch the detections arrive
	@Scripts/demo $$($(BUILD) --show-bin-path)/saccade

train-default: build ## Make clips and train the default model on them (an hour)
	@TRAINING_PYTHON=$(TRAINING_PYTHON) Scripts/train-default $$($(BUILD) --show-bin-path)/saccade

samples: build ## Generate the sample recording and model again (same seeds, same bytes)
	@Scripts/generate-samples $$($(BUILD) --show-bin-path)/saccade

pictures: build ## Draw the pictures of the documents again
	@Scripts/generate-pictures $$($(BUILD) --show-bin-path)/saccade

soak: deps ## Run a network for a million timesteps, a service that is changed all the time for MINUTES (default 30), and kill, flood and crowd one
	$(BUILD) --product saccadePackageTests
	SACCADE_SOAK_TIMESTEPS=1000000 $(SWIFT) test -c $(CONFIGURATION) --skip-build --filter LongRunTests
	SOAK_MINUTES=$(or $(MINUTES),30) $(SWIFT) test -c $(CONFIGURATION) --skip-build --filter ServeSoakTests
	ulimit -n $$(ulimit -H -n); SOAK_KILLS=200 SOAK_OVERLOAD_SECONDS=120 SOAK_CONNECTIONS=1000 \
	  $(SWIFT) test -c $(CONFIGURATION) --skip-build --no-parallel --filter "ServeKillTests|ServeOverloadTests|ServeStrangerTests"

soak-consumers: build python ## Attach a subscriber of every kind for MINUTES (default 10): nothing may be lost, nothing may grow
	SACCADE=$$($(BUILD) --show-bin-path)/saccade $(VENV)/bin/python Samples/soak/consumers.py --minutes $(or $(MINUTES),10)

bench: build python ## Measure latency and rates, and decoding against other people's software
	@$(VENV)/bin/python Benchmarks/latency.py $$($(BUILD) --show-bin-path)/saccade
	@Benchmarks/run

bench-network: build ## Measure networks against other people's runtimes; ARGUMENTS="--rates 0.1" are passed on
	@Benchmarks/peers/run $$($(BUILD) --show-bin-path)/saccade $(ARGUMENTS)

test-bench-network: build ## Check that all those runtimes give our numbers, in the environment of bench-network
	@Benchmarks/peers/run $$($(BUILD) --show-bin-path)/saccade test

fuzz: deps ## Run every fuzz target for SECONDS_EACH seconds (default 60); TARGETS="dat evt3" runs some
	@Fuzz/run $(TARGETS)

fuzz-seeds: ## Write the inputs that fuzzing begins with again
	SACCADE_WRITE_FUZZ_SEEDS=1 $(SWIFT) test -c $(CONFIGURATION) --filter "seedsAreInTheCorpus|FuzzCorpusTests.filesAreRead"

proto: ## Generate code from the protobuf schema again
	@Scripts/generate-protobuf

# With the Swift runtime inside, so that it runs where no Swift is.
binary-to-install:
ifndef BINARY
	@$(MAKE) --no-print-directory deps
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path .build-static --product saccade
endif

install: binary-to-install ## Install program, pages, completions, units and model under PREFIX (default /usr/local); BINARY=, DESTDIR=
	@Scripts/install-files $(INSTALLED_BINARY)

deb: binary-to-install ## Build a Debian package, build/saccade_VERSION_ARCHITECTURE.deb; BINARY= packages one that is built
	@Scripts/make-deb $(INSTALLED_BINARY) build

test-package: ## Package BINARY, or the release binary, and check the package without installing it
	SACCADE=$(or $(BINARY),$$($(BUILD) --show-bin-path)/saccade) $(TRAINING_PYTHON) -m pytest Packaging/tests

test-deb: deb ## Install the package into a clean Debian 12, or into the one in the folder ROOT, and try it (as root)
	@Scripts/test-deb $$(ls -t build/saccade_*.deb | head -n 1) $(ROOT)

clean: ## Remove everything that was built
	rm -rf .build .build-static .build-address .build-thread Fuzz/.build Fuzz/Findings Benchmarks/.build Benchmarks/.venv Benchmarks/peers/.venv Benchmarks/data
