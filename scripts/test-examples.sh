#!/bin/sh
# Copies each folder of examples/ out of the repository, as a reader does, and tests the copy.
# EXAMPLES_TARGET_DIR: where cargo builds; all examples share it, so that criterion is compiled once.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
export CARGO_TARGET_DIR="${EXAMPLES_TARGET_DIR:-$root/target/examples}"

if ! pkg-config --exists gsl; then
    echo "test-examples: pkg-config does not find GSL, which link-installed links; \`make examples\` installs both" >&2
    exit 1
fi

copies=$(mktemp -d)
trap 'rm -rf "$copies"' EXIT
trap 'exit 1' HUP INT TERM

for folder in "$root"/examples/*/; do
    name=$(basename "$folder")
    copy="$copies/$name"
    cp -R "$folder" "$copy"
    rm -rf "$copy/target"
    cd "$copy"
    # A lock file that does not fit its Cargo.toml fails too.
    for step in "fmt --check" "test --quiet --locked" "bench --quiet --locked -- --test" \
        "clippy --quiet --locked --all-targets -- -D warnings"; do
        # shellcheck disable=SC2086 # the step is words on purpose
        if ! cargo $step >"$copies/output" 2>&1; then
            cat "$copies/output" >&2
            echo "$name: FAILED: cargo $step" >&2
            exit 1
        fi
    done
    echo "$name: formatted, tested, benches agree, no lints"
done
