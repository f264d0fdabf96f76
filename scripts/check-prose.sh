#!/bin/sh
# No line of prose is longer than 120 columns: comments in sources, and text in documents. Tables and code may be wider.
set -eu
cd "$(dirname "$0")/.."

# Characters are counted, not bytes.
export LC_ALL=C.UTF-8
comments=$(git grep -nE '^.{121,}' -- '*.rs' '*.c' '*.h' '*.cpp' '*.hpp' '*.f90' '*.inc' | grep -E '^[^:]*:[0-9]+: *(//|/?\*|!)' || true)
text=$(git grep -nE '^.{121,}' -- '*.md' | grep -vE '^[^:]*:[0-9]+: *(\||!\[)' || true)
if [ -n "$comments$text" ]; then
    printf 'longer than 120 columns:\n%s\n%s\n' "$comments" "$text" >&2
    exit 1
fi
