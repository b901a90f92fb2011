# Podium's two commands are `make run` and `make test`; both set up what they need.

SHELL := /bin/bash
.DEFAULT_GOAL := help

SWIFT ?= swift
JOB ?= jobs/quickstart.yaml
ARGS ?=
SCRIPTS = Scripts/setup Scripts/test Scripts/soak Scripts/dist Scripts/test-dist .ci/run cluster/start-workers cluster/workers.sbatch
BIN = $(shell $(SWIFT) build -c release --show-bin-path)

.PHONY: help setup build run test soak bench format lint dist dist-test clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install missing system packages, check Swift, fetch MNIST
	@Scripts/setup

build: ## Build podium, optimised
	@Scripts/setup --no-data
	$(SWIFT) build -c release --product podium

run: build ## Search jobs/quickstart.yaml on MNIST and print the ranked table (JOB=..., ARGS=...)
	@Scripts/setup --data-with "$(BIN)/podium"
	"$(BIN)/podium" run $(JOB) $(ARGS)

test: ## Build and run all tests, with MNIST if it can be had
	@Scripts/setup --no-data
	Scripts/test

soak: ## Run many schedules and damaged files, and all tests several times (ROUNDS=3)
	@Scripts/setup --no-data
	Scripts/soak

bench: build ## Measure the engine and the dispatch of trials
	"$(BIN)/podium" bench engine
	"$(BIN)/podium" bench dispatch

format: ## Format the sources
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

lint: ## Check format and style, as CI does
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	@if command -v shellcheck >/dev/null; then shellcheck $(SCRIPTS); fi

dist: ## Make dist/podium-VERSION-linux-ARCH.tar.gz, to copy to machines where nothing is installed
	@Scripts/setup --no-data
	@Scripts/dist

dist-test: ## Run the archive of `make dist` in a root directory with the C library alone
	@Scripts/test-dist

clean: ## Remove what was built; results stay
	$(SWIFT) package clean
	rm -rf dist .build/dist
