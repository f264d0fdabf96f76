# Everything else with foreign or unsafe code, under sanitizers: the examples, the program's own C, worker processes.

examples() {
    case ${PLANTED_BUG:-} in "") set -- wrap-c wrap-cpp wrap-fortran ;; *) set -- "$PLANTED_BUG" ;; esac
    count_tests each_example "$@"
}

each_example() {
    for example; do
        copy=$out/examples/$example
        rm -rf "$copy"
        mkdir -p "$out/examples"
        cp -R "examples/$example" "$copy"
        case ${PLANTED_BUG:-} in
            wrap-c) plant "$copy/csrc/theirs.c" 's/i < n; ++i/i <= n; ++i/' ;;
            wrap-cpp) plant "$copy/csrc/theirs.cpp" 's/(lower + 1, sorted.end())/(lower + 1, sorted.end() + 1)/' ;;
            wrap-fortran) plant "$copy/fortran/theirs.f90" 's/do k = n - 1, 1, -1/do k = n, 1, -1/' ;;
        esac
        # Not the test that runs the compiler, which leaks.
        (cd "$copy" && sanitized_tests "" --tests -- --skip the_header) || return 1
    done
}

program_c() {
    objects=$out/planted/program
    mkdir -p "$objects"
    # shellcheck disable=SC2086 # flags are words on purpose
    cc -O1 $sanitizers -c scripts/evidence/planted/program.c -o "$objects/program.o" || return 1
    count_tests sanitized_tests \
        "-Clink-arg=$objects/program.o -Clink-arg=-Wl,--wrap=wb_c_monte_carlo_pi_arrays -Clink-arg=-Wl,--wrap=wb_c_race_summed" \
        -p ffi-workbench-cli --test experiments
}

# Rust's own AddressSanitizer, which the stable compiler has and does not show. Left out is what it changes itself: a
# memory limit, an overflow of the stack, the time that its report of a double free takes.
workers_sanitized() {
    count_tests env CARGO_TARGET_DIR="$out" RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address \
        ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:use_sigaltstack=0 \
        cargo test --locked --quiet --target "$host" -p ffi-isolate --tests --no-fail-fast -- --test-threads=1 --nocapture \
        --skip memory_limit --skip refused_allocation --skip stack_overflow --skip soup --skip every_fault_is_named
}

part examples "the examples wrap-c, wrap-cpp and wrap-fortran under ASan, UBSan and gfortran's checks" examples \
    wrap-c "AddressSanitizer" wrap-cpp "AddressSanitizer" wrap-fortran "Fortran runtime error"
part program-c "the program's own C under ASan and UBSan" program_c \
    program-write "heap-buffer-overflow|insufficient space" program-undefined "signed integer overflow"
part workers-sanitized "worker processes, Rust under ASan" workers_sanitized \
    read "SIGABRT"
