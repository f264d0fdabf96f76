#!/bin/sh
# Draws every picture in docs/ again, with the release program, on the machine that it runs on: on a quiet one. Each
# picture has its command in its metadata. docs/peers.svg is of `make peers`.
set -eu
cd "$(dirname "$0")/.."
program="$(pwd)/target/release/ffi-workbench"
[ -n "${CARGO_TARGET_DIR:-}" ] && program="$CARGO_TARGET_DIR/release/ffi-workbench"

# Commands name their files without docs/, as a reader would type them.
cd docs
# `prices` needs a series; the name is part of its picture.
series="$(mktemp -d)"
trap 'rm -rf "$series"' EXIT
"$program" prices --example >"$series/prices.csv"

draw() { # arguments... -> the command, said and run
    echo "ffi-workbench $*"
    "$program" "$@" >/dev/null
}

draw compare --plot compare.svg
draw scaling series_pi --language rust,fortran --size 3e7 --workers 1,2,4,8 --plot scaling.svg
draw accuracy --language rust,fortran --plot accuracy.svg
draw until --tolerance 1e-12 --workers 4 --plot until.svg
draw race --plot race.svg
draw memory --plot memory.svg
draw windows --plot windows.svg
draw throughput --folder throughput
draw grain --folder grain
here="$(pwd)"
(cd "$series" && draw prices prices.csv --language fortran --plot prices.svg && mv prices.svg "$here/prices.svg")

# A picture that nothing draws any more would stay as it is.
old="$(find . -name '*.svg' ! -newer "$series/prices.csv" ! -name peers.svg)"
if [ -n "$old" ]; then
    echo "not drawn again, so stale: $old" >&2
    exit 1
fi
