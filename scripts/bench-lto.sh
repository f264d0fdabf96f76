#!/bin/sh
# Cross-language link-time optimisation: builds Rust, C, C++ and, if flang is installed, Fortran into one program of LLVM
# bitcode, and shows by benchmark and by disassembly that a foreign function is inlined into its Rust caller.
# Nothing else uses it. Without the tools it says what is missing and ends without error.
set -eu

newest() { # name -> the newest of name, name-22, name-21, ... that this machine has
    for tool in "$1" "$1-22" "$1-21" "$1-20" "$1-19" "$1-18" "$1-17" "$1-16" "$1-15" "$1-14"; do
        if command -v "$tool" >/dev/null 2>&1; then echo "$tool"; return; fi
    done
}

clang=$(newest clang)
if [ -z "$clang" ]; then
    echo "bench-lto: clang is not installed, and gcc's code cannot be inlined into Rust; install it (Debian: clang-22)"
    exit 0
fi
flang=$(newest flang)
features=levels,fortran
if [ -z "$flang" ]; then
    echo "bench-lto: flang is not installed (Debian: flang-22), so Fortran is left out"
    features=levels
fi

export CC="$clang" CXX="$(echo "$clang" | sed 's/clang/clang++/')" FC="${flang:-gfortran}"
# Full and not thin: a thin summary does not offer C functions to Rust when the rest is fat.
export CFLAGS="-flto=full" CXXFLAGS="-flto=full" FFLAGS="-flto=full"
export RUSTFLAGS="-Clinker-plugin-lto -Cembed-bitcode=yes"
export CARGO_PROFILE_BENCH_LTO=fat CARGO_PROFILE_BENCH_STRIP=none
folder="${CARGO_TARGET_DIR:-target}/lto"

cargo bench --locked --target-dir "$folder" -p ffi-workbench --no-default-features --features "$features" --bench call_overhead -- --measurement-time 1 --warm-up-time 0.5

program=$(find "$folder/release/deps" -name 'call_overhead-*' -type f -perm -u+x -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)
echo
echo "Calls to the foreign functions that are left in the program ($program):"
for symbol in wb_c_add wb_c_dot wb_fortran_add wb_fortran_dot; do
    calls=$(objdump -d --no-show-raw-insn "$program" | grep -cE "(call|jmp) .*<$symbol>" || true)
    echo "  $symbol: $calls"
done
