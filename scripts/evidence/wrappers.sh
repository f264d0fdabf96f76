# The wrappers that people copy from: glue, the cookbook, and the colleague's library. Their tests under valgrind, leaks
# too, and under sanitizers.

host=$(rustc -vV | sed -n 's/^host: //p')

# sanitized_tests 'libraries and objects' ARGUMENT...: `cargo test` of programs that are linked with gcc's sanitizers.
# With a target, RUSTFLAGS is not for build scripts. Some tests ask for more memory than there is.
sanitized_tests() {
    flags=$1
    shift
    runner=CARGO_TARGET_$(echo "$host" | tr a-z- A-Z_)_RUNNER
    with_flags "$sanitizers" "$sanitizers $checks" env EVIDENCE_FFLAGS="$sanitizers $checks" FC="$root/scripts/evidence/fc" \
        ASAN_OPTIONS=allocator_may_return_null=1 RUSTFLAGS="-Clink-arg=-lasan -Clink-arg=-lubsan $flags" \
        "$runner=env LD_PRELOAD=$(cc -print-file-name=libasan.so):$(cc -print-file-name=libubsan.so)" \
        cargo test --locked --quiet --target "$host" "$@"
}

# in_tree COMMAND...: in this folder, or in a copy whose C frees nothing.
in_tree() {
    if [ -z "${PLANTED_BUG:-}" ]; then
        "$@"
        return
    fi
    copy=$out/tree
    rm -rf "$copy"
    mkdir -p "$copy"
    git ls-files -z | tar --null --files-from - --create | tar --extract --directory "$copy"
    plant "$copy/crates/cookbook/colleague/csrc/kinetics.c" 's/free(model);/(void)model;/'
    # Cargo takes packages at the same place in two workspaces for the same: what is built with the bug lies apart.
    (cd "$copy" && out=$out/with-bug-target && mkdir -p "$out" && CARGO_TARGET_DIR=$out "$@")
}

wrappers_valgrind() {
    count_tests in_tree wrappers_under_memcheck
}

# Not the test of exits: it starts worker processes, by a system call that valgrind 3.19 does not know.
wrappers_under_memcheck() {
    sh scripts/memcheck.sh -p cookbook-colleague || return 1
    [ -n "${PLANTED_BUG:-}" ] && return 0
    sh scripts/memcheck.sh -p ffi-glue && sh scripts/memcheck.sh -p ffi-cookbook --lib --test io_units
}

wrappers_sanitized() {
    count_tests in_tree wrappers_under_sanitizers
}

wrappers_under_sanitizers() {
    sanitized_tests "" -p cookbook-colleague --tests || return 1
    [ -n "${PLANTED_BUG:-}" ] && return 0
    # Not the test that runs the compiler, which leaks.
    sanitized_tests "" -p ffi-glue --tests -- --skip the_file_can_be_copied_as_a_module && sanitized_tests "" -p ffi-cookbook --lib
}

part wrappers-valgrind "glue, the cookbook and the colleague's library under valgrind, leaks too" wrappers_valgrind \
    leak "definitely lost"
part wrappers-sanitized "glue, the cookbook and the colleague's library under ASan and UBSan" wrappers_sanitized \
    leak "LeakSanitizer"
