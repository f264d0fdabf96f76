# The kernels, by tests/differential: plain, under sanitizers, under valgrind. The program is linked with
# scripts/evidence/planted, whose bugs PLANTED_BUG switches on.

sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g"
checks="-fcheck=all -finit-real=snan"
threads="-fsanitize=thread -fno-omit-frame-pointer -g"
built=""

# with_flags 'flags for C and C++' 'flags for Fortran' COMMAND...: builds of target/evidence.
# `cc` reads CFLAGS and CXXFLAGS, and fortran-build FFLAGS.
with_flags() (
    export CARGO_TARGET_DIR="$out" CFLAGS="$1" CXXFLAGS="$1" FFLAGS="$2"
    shift 2
    "$@"
)

# build NAME 'flags for C and C++' 'flags for Fortran' LIBRARY...: the test, once for each run of this script.
build() {
    case " $built " in *" $1 "*) return 0 ;; esac
    with_flags "$2" "$3" link_with_planted "$@" || return 1
    built="$built $1"
}

link_with_planted() {
    name=$1 c=$2 fortran=$3
    shift 3
    objects=$out/planted/$name
    mkdir -p "$objects"
    # shellcheck disable=SC2086 # flags are words on purpose
    {
        cc -O1 $c -c scripts/evidence/planted/planted.c -o "$objects/c.o" &&
            c++ -O1 $c -c scripts/evidence/planted/planted.cpp -o "$objects/cpp.o" &&
            gfortran -O1 $fortran -J "$objects" -c scripts/evidence/planted/planted.f90 -o "$objects/fortran.o" || return 1
    }
    for symbol in wb_c_moving_average wb_fortran_sum _ZN9workbench9series_piElll; do
        set -- "$@" "-Clink-arg=-Wl,--wrap=$symbol"
    done
    for object in c cpp fortran; do set -- "$@" "-Clink-arg=$objects/$object.o"; done
    messages=$objects/messages.json
    cargo rustc --locked --test differential --message-format=json-render-diagnostics -- "$@" >"$messages" || return 1
    program=$(grep -o '"executable":"[^"]*/differential-[^"]*"' "$messages" | tail -n 1 | cut -d '"' -f 4)
    cp "$program" "$out/bin/differential-$name"
}

# calls PROGRAM...: runs it and adds up the calls.
calls() {
    "$@" >"$out/calls" 2>&1
    status=$?
    cat "$out/calls"
    awk '/ calls$/ { n += $(NF - 1) } END { printf "amount: %d calls\n", n }' "$out/calls"
    return $status
}

kernels() {
    build plain "" "" || return 1
    calls env CALLS="$CALLS" "$out/bin/differential-plain" --nocapture
}

kernels_sanitized() {
    build sanitized "$sanitizers" "$sanitizers $checks" -Clink-arg=-lasan -Clink-arg=-lubsan || return 1
    calls env CALLS=$((CALLS / 2)) LD_PRELOAD="$(cc -print-file-name=libasan.so) $(cc -print-file-name=libubsan.so)" \
        ASAN_OPTIONS=detect_stack_use_after_return=1 "$out/bin/differential-sanitized" --nocapture --test-threads=1
}

kernels_threads() {
    build threads "$threads" "$threads" -Clink-arg=-ltsan || return 1
    # Without randomised addresses, which old versions of ThreadSanitizer do not support, where the system allows that.
    fixed="setarch -R"
    $fixed true 2>/dev/null || fixed=""
    # shellcheck disable=SC2086 # words on purpose
    calls env CALLS=20000 LD_PRELOAD="$(cc -print-file-name=libtsan.so)" TSAN_OPTIONS=exitcode=66 \
        $fixed "$out/bin/differential-threads" --nocapture --test-threads=1
}

# The test of threads is left out: Rust never frees what it keeps about the main thread, which starts some there.
kernels_valgrind() {
    build plain "" "" || return 1
    calls env CALLS=$((CALLS / 30)) valgrind --quiet --leak-check=full --error-exitcode=9 \
        "$out/bin/differential-plain" --nocapture --test-threads=1 --skip threads
}

part kernels-sanitized "the kernels under ASan and UBSan in C, C++ and Fortran, and gfortran's checks" kernels_sanitized \
    c-write "heap-buffer-overflow" c-read "AddressSanitizer" c-undefined "signed integer overflow" c-leak "LeakSanitizer" \
    cpp-read "heap-buffer-overflow" cpp-undefined "signed integer overflow" cpp-leak "LeakSanitizer" \
    fortran-read "above upper bound" fortran-undefined "signed integer overflow" fortran-unset "Fortran plain .*NaN"
part kernels-threads "the kernels on four threads under ThreadSanitizer" kernels_threads \
    c-race "data race .*planted.c" cpp-race "data race .*planted.cpp" fortran-race "data race .*planted.f90"
part kernels "every kernel, language, variant and level against Rust, between guard pages" kernels \
    c-value "C plain .* gives" cpp-value "C\+\+ plain .* gives" fortran-value "Fortran plain .* gives" \
    c-write "after the array was written" c-read "amount"
part kernels-valgrind "the kernels under valgrind, leaks too" kernels_valgrind \
    c-read "Invalid read" c-leak "definitely lost" c-unset "uninitialised" cpp-read "Invalid read" \
    cpp-leak "definitely lost" fortran-read "Invalid read"
