#!/bin/sh
# Builds the module for numpy and tests it: a virtual environment in .venv here, numpy in it, cargo, a copy, test.py.
# Needs Python 3.11 or newer with venv; PYTHON= names it.
set -eu
cd "$(dirname "$0")"

fail() { printf 'python: %s\n' "$@" >&2; exit 1; }

python=.venv/bin/python
if ! "$python" -c 'import numpy' 2>/dev/null; then
    system=${PYTHON:-python3}
    echo "python: making a virtual environment in $(pwd)/.venv, with numpy"
    "$system" -m venv --clear .venv || fail "help: on Debian and Ubuntu, apt-get install python3-venv"
    "$python" -m pip install --quiet --disable-pip-version-check 'numpy>=2,<3' || fail "numpy could not be installed"
fi

PYO3_PYTHON=$(pwd)/$python cargo build --release --locked
modules=$("$python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
suffix=$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
target=${CARGO_TARGET_DIR:-target}
cp "$target/release/libffi_workbench_kernels.so" "$modules/ffi_workbench_kernels$suffix"
"$python" test.py
