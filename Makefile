# What a person types. Every target first installs whatever is missing, and says what it installs.
.PHONY: run test evidence evidence-long examples test-aarch64 bench bench-lto peers check package setup python pictures
.DEFAULT_GOAL := run

run: setup ## compare all kernels, languages and executors: a table of each as it is done, then a summary
	cargo run --release --locked

test: setup ## all tests; the library for processors without a level above the baseline; library and program without Fortran
	cargo test --locked --workspace
	cargo test --locked --package ffi-workbench --no-default-features --features fortran,processes
	cargo test --locked --no-default-features

evidence: ## tries to refute what SAFETY.md claims: one table of what ran, how much, what was found
	@sh scripts/setup.sh evidence
	sh scripts/evidence/run.sh quick

evidence-long: ## the same with more of each, and what takes hours (PARTS='kernels mutants' for some, CALLS=, SOUP=, FUZZ=)
	@sh scripts/setup.sh evidence
	@sh scripts/setup.sh examples
	sh scripts/evidence/run.sh long $(PARTS)

examples: ## copies each example out of the repository, builds and tests it there
	@sh scripts/setup.sh examples
	sh scripts/test-examples.sh

python: setup ## builds the kernels as a module for numpy, in a virtual environment of its own, and tests it against numpy
	@sh crates/cookbook/python/build.sh

test-aarch64: ## builds and tests everything for aarch64 under emulation, in a Debian of its own below target/ (root, Debian)
	sh scripts/test-aarch64.sh

bench: setup ## the benchmarks, which check every answer before they time it
	cargo bench --locked

bench-lto: setup ## the cost of a call with foreign functions inlined into Rust by clang and flang
	sh scripts/bench-lto.sh

check: setup ## formatting, line lengths, lints, documentation, licences and advisories
	cargo fmt --all --check
	sh scripts/check-prose.sh
	cargo clippy --locked --workspace --all-targets -- --deny warnings
	cargo clippy --locked --all-targets --no-default-features -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" cargo doc --locked --workspace --no-deps --document-private-items
	@if command -v cargo-deny >/dev/null 2>&1; then cargo deny --locked check; \
	else echo "cargo-deny is not installed: licences and advisories were not checked"; fi

package: setup ## what the registry would get of each crate that is published, in order, built as it would be there
	cargo package --locked $(PACKAGE) -p ffi-glue -p fortran-build -p ffi-isolate -p ffi-workbench

peers: setup ## compares with what people use today, in one table of ratios; installs wheels into peers/.venv (PEERS=--quick)
	@sh peers/setup.sh
	cargo build --release --locked
	peers/.venv/bin/python peers $(PEERS)
	cargo run --release --locked -p ffi-isolate --example beside_python

pictures: setup ## draws every picture in docs/ again, on a quiet machine; docs/peers.svg is of `make peers`
	cargo build --release --locked
	sh scripts/pictures.sh

setup: ## install the compilers and libclang if they are missing
	@sh scripts/setup.sh
