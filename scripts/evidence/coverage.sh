# Which lines of the boundary no test reaches: Rust by the compiler's own counters, foreign code by gcov.

# What stands between a caller in Rust and foreign code: every line that is not reached is in the log.
boundary='src/(ffi|kernels|work)/|csrc/|fortran/|crates/isolate/src/|crates/program/csrc/'

# Tests of the library and of worker processes; a planted bug is a function that no test calls.
coverage_rust() {
    llvm=$(rustc --print sysroot)/lib/rustlib/$host/bin
    if ! [ -x "$llvm/llvm-cov" ]; then
        rustup component add llvm-tools || return 1
    fi
    profiles=$out/profiles
    rm -rf "$profiles"
    export CARGO_INCREMENTAL=0 LLVM_PROFILE_FILE="$profiles/%p-%m.profraw" CARGO_TARGET_DIR="$out" RUSTFLAGS="-Cinstrument-coverage"
    tests="--target $host -p ffi-workbench -p ffi-isolate --tests"
    # shellcheck disable=SC2086 # arguments are words on purpose
    cargo test --locked $tests --no-run --message-format=json >"$out/messages.json" && cargo test --locked --quiet $tests
    status=$?
    unset CARGO_INCREMENTAL LLVM_PROFILE_FILE CARGO_TARGET_DIR RUSTFLAGS
    [ $status -eq 0 ] || return 1
    "$llvm/llvm-profdata" merge -sparse "$profiles"/*.profraw -o "$out/coverage.profdata"
    set --
    for program in $(grep -o '"executable":"[^"]*"' "$out/messages.json" | cut -d '"' -f 4); do
        set -- "$@" --object "$program"
    done
    "$llvm/llvm-cov" export --format=lcov --instr-profile "$out/coverage.profdata" "$@" >"$out/rust.lcov"
    awk -v root="$root/" -v boundary="$boundary" '
        /^SF:/ { file = substr($0, 4); sub(root, "", file); inside = file ~ "^(" boundary ")" }
        inside && /^DA:/ { split(substr($0, 4), part, ","); lines++; if (part[2] == 0) { missed++; print "not reached: " file ":" part[1] } }
        END { printf "amount: %d of %d lines of Rust reached (%.1f %%)\n", lines - missed, lines, 100 * (lines - missed) / lines }
    ' "$out/rust.lcov"
}

# Tests of the library and of the experiments, with counters in C, C++ and Fortran.
coverage_foreign() {
    find "$out" -name '*.gcda' -delete
    # The baseline alone: the objects of all levels are compiled from the same sources, and have the same names.
    with_flags "--coverage -O0" "--coverage -O0" env RUSTFLAGS="-Clink-arg=-lgcov" CARGO_INCREMENTAL=0 \
        cargo test --locked --quiet --target "$host" -p ffi-workbench --no-default-features --features fortran \
        --test differential --test agreement --test abi || return 1
    with_flags "--coverage -O0" "--coverage -O0" env RUSTFLAGS="-Clink-arg=-lgcov" CARGO_INCREMENTAL=0 \
        cargo test --locked --quiet --target "$host" -p ffi-workbench-cli --no-default-features --features fortran \
        --test experiments || return 1
    rm -rf "$out/gcov"
    mkdir -p "$out/gcov"
    (cd "$out/gcov" && find "$out/$host" -name '*.gcda' -exec gcov --preserve-paths {} + >/dev/null 2>&1)
    awk -F: -v boundary="$boundary" '
        FNR == 1 { inside = 0 }
        # The tuned sources in Fortran are copies, one for each level.
        $3 == "Source" { file = $4; sub(/.*\/out\/workbench_fortran_tuned_[a-z0-9]*/, "fortran/tuned", file); inside = file ~ "^(" boundary ")"; next }
        inside && $2 + 0 > 0 { count = $1; gsub(/ /, "", count); key = file ":" $2 + 0
            if (count == "-") next
            known[key] = 1
            if (count !~ /^[#=]/) reached[key] = 1 }
        END {
            for (key in known) { lines++; if (!(key in reached)) { missed++; print "not reached: " key } }
            printf "amount: %d of %d lines of C, C++ and Fortran reached\n", lines - missed, lines }
    ' "$out"/gcov/*.gcov
}

part coverage-rust "lines of the boundary in Rust that tests reach; the log lists the rest" coverage_rust
part coverage-foreign "the same in C, C++ and Fortran" coverage_foreign
