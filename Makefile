# What can be done here. `make help` lists it.

.DEFAULT_GOAL := help
SHELL := bash
# Tests wait more than they compute, on PostgreSQL most of the time.
export RUST_TEST_THREADS := $(shell echo $$((3 * $$(getconf _NPROCESSORS_ONLN))))
# Always all packages: of fewer, libraries are asked for fewer features, and are built once more.
TEST = $(LINTED) cargo test --locked --workspace

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

run: build-web ## Build the server and start it on the embedded database at http://127.0.0.1:3000
	cargo build --release --locked
	@scripts/run

# From nothing, one pass that compiles and lints is two minutes shorter than one of each. What it
# leaves is not what the targets by themselves use, which are for those who go on working.
test: LINTED := env RUSTC_WORKSPACE_WRAPPER="$(CURDIR)/scripts/rustc-with-lints" CARGO_INCREMENTAL=0
test: lint-format audit build-web build-tests lint-web test-sqlite test-postgres test-web ## Check everything: format, lints, dependencies, all tests on both engines

format: ## Format the code
	cargo fmt --all

lint-format:
	cargo fmt --all --check

lint: lint-format ## Check format and lints
	cargo clippy --locked --workspace --all-targets -- -D warnings

audit: ## Check licences, sources and known weaknesses of the dependencies
	scripts/audit

build-tests: build-web
	$(TEST) --no-run

test-sqlite: ## Run all tests on the embedded database
	$(TEST) --lib --bins --test conversation --test strangers --test it
	$(TEST) --doc

test-postgres: ## Run the tests that need PostgreSQL, on a server of their own
	scripts/with-postgres $(TEST) --test promises --test queue --test it

build-web: ## Build the chat of websites, which is put into the program
	scripts/with-node npm run build

lint-web: ## Check types, format and lints of the web
	scripts/with-node npm run check

test-web: build-tests ## Run the clients that people have against the built server
	CHROMIUM=$$(scripts/chromium) scripts/with-node npm test

bench: ## Measure what requests cost, and compare with the budgets
	cargo build --release --locked -p frontdesk -p bench
	scripts/with-postgres --durable $${CARGO_TARGET_DIR:-target}/release/bench

.PHONY: help run test format lint-format lint audit build-tests test-sqlite test-postgres build-web lint-web test-web bench
