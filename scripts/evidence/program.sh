# Files and command lines for the program, faults for worker processes: the packages' own tests, with more of each.

# tests PACKAGE TEST UNIT ARGUMENT...: prints the amount that the test says.
tests() {
    package=$1 test=$2
    shift 2
    cargo test --locked --quiet -p "$package" --test "$test" -- --nocapture "$@"
}

files() { FUZZ=$FUZZ FUZZ_SEED=$SEED tests ffi-workbench-cli cli damaged_file; }
command_lines() { FUZZ=$((FUZZ / 20)) FUZZ_SEED=$SEED tests ffi-workbench-cli cli damaged_command_line; }
workers() { SOUP=$SOUP tests ffi-isolate matrix; }

part files "damaged .npy, CSV and price files" files \
    panic "a panic" time "not read within" sentence "no sentence"
part command-lines "damaged command lines" command_lines \
    panic "signal|panicked|code 101" sentence "no sentence"
part workers "every fault at every position of a chunk, and random mixtures" workers \
    twice "ran 2 times" result "with \`\`: result"
