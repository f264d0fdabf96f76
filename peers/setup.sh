#!/bin/sh
# Makes peers/.venv, installs the pinned wheels into it and builds the two extension modules of peers/native. Does only
# what is missing or older than its source, and needs no network when nothing is.
set -eu
cd "$(dirname "$0")"

fail() { printf 'peers: %s\n' "$@" >&2; exit 1; }

python=.venv/bin/python
if [ ! -x "$python" ] || ! "$python" -c '' 2>/dev/null; then
    system=${PYTHON:-python3}
    "$system" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        fail "Python 3.11 or newer is needed, and \`$system\` is not one" "help: PYTHON= names another"
    echo "peers: making a virtual environment in peers/.venv"
    "$system" -m venv --clear .venv || fail "help: on Debian and Ubuntu, apt-get install python3-venv"
fi

if ! cmp -s requirements.txt .venv/requirements.txt; then
    echo "peers: installing the wheels of peers/requirements.txt into peers/.venv"
    "$python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --requirement requirements.txt ||
        fail "not every wheel of peers/requirements.txt could be installed"
    cp requirements.txt .venv/requirements.txt
fi

# Built for the Python of the environment, so they live there, where it finds them.
modules=$("$python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
suffix=$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')

# True when the module is missing, or older than its source or this file, which has the flags.
stale() { [ ! -e "$modules/$1$suffix" ] || [ -n "$(find "$2" setup.sh -newer "$modules/$1$suffix")" ]; }

needs_headers() {
    "$python" -c 'import os, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h")' 2>/dev/null ||
        fail "Python.h is missing" "help: on Debian and Ubuntu, apt-get install python3-dev"
}

# The flags of the workbench's own kernels: -O3, no fast-math, no fused multiply-add.
flags="-O3 -ffp-contract=off"

if stale lecture_pybind11 native/lecture.cpp; then
    needs_headers
    echo "peers: building the pybind11 module with $flags"
    # shellcheck disable=SC2086,SC2046 # both are lists of flags
    ${CXX:-c++} -std=c++17 $flags -shared -fPIC -fvisibility=hidden $("$python" -m pybind11 --includes) \
        native/lecture.cpp -o "$modules/lecture_pybind11$suffix"
fi

if stale lecture_f2py native/lecture.f90; then
    needs_headers
    echo "peers: building the f2py module with $flags"
    source=$PWD/native/lecture.f90
    log=$PWD/.venv/f2py.log
    # f2py finds meson and ninja on the path; meson takes the compilers and flags from the environment.
    (PATH="$PWD/.venv/bin:$PATH" && export PATH && python=$PWD/$python && cd "$modules" &&
        FC=${FC:-gfortran} FFLAGS="$flags" CFLAGS="$flags" "$python" -m numpy.f2py -c "$source" -m lecture_f2py >"$log" 2>&1) ||
        { cat "$log" >&2; fail "f2py could not build peers/native/lecture.f90"; }
    touch "$modules/lecture_f2py$suffix"
fi
