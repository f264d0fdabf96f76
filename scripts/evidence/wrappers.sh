# The wrappers that people copy from: glue, the cookbook, and the colleague's library. Their tests under valgrind, leaks
# too, and, in the long run, under sanitizers.

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
    (cd "$copy" && CARGO_TARGET_DIR="$out" "$@")
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
    sanitized_tests "" -p ffi-glue --tests && sanitized_tests "" -p ffi-cookbook --lib
}

part wrappers-valgrind "glue, the cookbook and the colleague's library under valgrind, leaks too" wrappers_valgrind \
    leak "definitely lost"
