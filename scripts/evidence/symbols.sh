# What the objects of the kernels hold and call, as the linker sees it.

# Ends of the process, and other processes. __assert_fail is not among them: cxx's slices check their indices with it,
# so that C++ which breaks its contract ends instead of writing anywhere.
ends='exit|_exit|_Exit|quick_exit|abort|raise|kill|fork|vfork|system|exec[lv][a-z]*|longjmp|signal|_gfortran_stop_[a-z0-9_]*|_gfortran_error_stop_[a-z0-9_]*|_gfortran_runtime_error[a-z_]*|_gfortran_os_error[a-z_]*|_ZSt9terminatev'

# check_objects FILE...: objects and archives. Prints what is wrong with them.
check_objects() {
    for file; do
        # Sections that can be written, other than those that are read-only once the program runs, and the reference to
        # C++'s handler of exceptions; and common blocks.
        objdump -h "$file" | awk -v file="${file##*/}" '
            /file format/ { object = $1 }
            $2 ~ /^\.(data|bss|tdata|tbss)/ && $2 !~ /^\.data\.rel\.ro|DW\.ref\.__gxx_personality_v0$/ && $3 !~ /^0+$/ {
                print file, object, "writable static state:", $2, $3, "bytes" }'
        nm -A "$file" | awk '$(NF - 1) == "C" { print $0, "writable static state: a common block" }'
        nm -A -u "$file" | grep -E "U ($ends)\$" | sed 's/$/ ends or leaves the process/'
        objdump -h "$file" | awk -v file="${file##*/}" '
            /file format/ { if (object && !note) print file, object, "executable stack"; object = $1; note = 0 }
            $2 == ".note.GNU-stack" { getline flags; note = flags !~ /CODE/ }
            END { if (object && !note) print file, object, "executable stack" }'
    done
}

symbols() {
    build plain "" "" || return 1
    objects=$out/planted/plain
    case ${PLANTED_BUG:-} in
        state) set -- "$objects/c.o" ;;
        stop) set -- "$objects/fortran.o" ;;
        stack)
            echo nop | cc -x assembler -c - -o "$objects/stack.o"
            set -- "$objects/stack.o"
            ;;
        *)
            folder=$(grep -o '"reason":"build-script-executed","package_id":"[^"]*ffi-workbench[@#]*[^"]*".*"out_dir":"[^"]*"' \
                "$objects/messages.json" | grep -v '/crates/' | sed 's/.*"out_dir":"//; s/".*//' | tail -n 1)
            # shellcheck disable=SC2046 # cargo's folders have no spaces
            set -- $(find "$folder" -name '*.a')
            ;;
    esac
    [ $# -gt 0 ] || return 1
    echo "amount: $# archives, $(for file; do ar t "$file" 2>/dev/null; done | wc -l) objects"
    wrong=$(check_objects "$@")
    [ -n "$wrong" ] || return 0
    echo "$wrong"
    return 1
}

part symbols "objects: no static state, exit, stop or executable stack" symbols \
    state "writable static state" stop "_gfortran_stop" stack "executable stack"

# Files with atomics or condition variables are those of which SAFETY.md says why no model of them is checked.
synchronisation() {
    files=$(grep -rlE 'Atomic[A-Z]|Condvar' --include='*.rs' src crates/*/src)
    [ -z "${PLANTED_BUG:-}" ] || files="$files src/planted.rs"
    status=0 count=0
    for file in $files; do
        count=$((count + 1))
        grep -qF "\`$file\`" SAFETY.md || { echo "$file synchronises, and SAFETY.md does not name it"; status=1; }
    done
    echo "amount: $count files"
    return $status
}

part synchronisation "files with atomics are those that SAFETY.md explains" synchronisation \
    file "src/planted.rs synchronises"
