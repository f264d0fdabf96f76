# What a person types. Every target installs what is missing first; nothing is installed when nothing is.
.PHONY: run test bench bench-lto peers check setup
.DEFAULT_GOAL := run

run: setup ## compare all kernels, languages and executors
	cargo run --release --locked

test: setup ## all tests, and the library without Fortran
	cargo test --locked --workspace
	cargo test --locked --no-default-features

bench: setup ## the benchmarks, which check every answer before they time it
	cargo bench --locked

bench-lto: setup ## the cost of a call once more, with foreign functions inlined into Rust by clang and flang
	sh scripts/bench-lto.sh

check: setup ## formatting, lints, documentation, licences and advisories
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- --deny warnings
	cargo clippy --locked --all-targets --no-default-features -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" cargo doc --locked --workspace --no-deps --document-private-items
	@if command -v cargo-deny >/dev/null 2>&1; then cargo deny --locked check; \
	else echo "cargo-deny is not here: licences and advisories were not checked"; fi

peers: setup ## what people use today, beside this, in one table of ratios: installs wheels into peers/.venv (PEERS="--quick" passes options)
	@sh peers/setup.sh
	cargo build --release --locked
	peers/.venv/bin/python peers $(PEERS)
	cargo run --release --locked -p ffi-isolate --example beside_python

setup: ## install the compilers and libclang where they are missing
	@sh scripts/setup.sh
