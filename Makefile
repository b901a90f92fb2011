# Podium's two commands are `make run` and `make test`; both set up what they need.

SHELL := /bin/bash
.DEFAULT_GOAL := help

SWIFT ?= swift
JOB ?= jobs/quickstart.yaml
ARGS ?=
BIN = $(shell $(SWIFT) build -c release --show-bin-path)

.PHONY: help setup build run test bench format lint dist clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install missing system packages, check Swift, fetch MNIST
	@Scripts/setup

build: ## Build podium, optimised
	@Scripts/setup --no-data
	$(SWIFT) build -c release --product podium

run: build ## Search jobs/quickstart.yaml on MNIST and print the ranked table (JOB=..., ARGS=...)
	"$(BIN)/podium" run $(JOB) $(ARGS)

test: ## Build and run all tests
	@Scripts/setup --no-data
	Scripts/test

bench: build ## Measure the engine and the dispatch of trials
	"$(BIN)/podium" bench engine
	"$(BIN)/podium" bench dispatch

format: ## Format the sources
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

lint: ## Check format and style, as CI does
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	@if command -v shellcheck >/dev/null; then shellcheck Scripts/setup Scripts/test .ci/run; fi

dist: ## Build a self-contained binary: dist/podium, to copy to worker machines
	@Scripts/setup --no-data
	$(SWIFT) build -c release --product podium --static-swift-stdlib
	@mkdir -p dist
	cp "$(BIN)/podium" dist/podium
	strip dist/podium
	@echo "dist/podium needs libzmq, libsqlite3, libsodium and zlib on the machine it runs on"

clean: ## Remove what was built; results stay
	$(SWIFT) package clean
	rm -rf dist
