#!/bin/sh
# The test programs of the packages under valgrind's memcheck: `sh scripts/memcheck.sh -p ffi-glue`. No suppressions;
# memory that is still in use at the end counts where no pointer leads to it.
set -eu
cd "$(dirname "$0")/.."

command -v valgrind >/dev/null || { echo "valgrind is not installed: apt-get install valgrind" >&2; exit 1; }
programs=$(cargo test --locked --no-run --message-format=json --quiet "$@" |
    sed -n 's/.*"profile":{[^}]*"test":true}.*"executable":"\([^"]*\)".*/\1/p')
[ -n "$programs" ] || { echo "no test programs: $*" >&2; exit 1; }
for program in $programs; do
    valgrind --quiet --error-exitcode=1 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        --show-leak-kinds=definite,indirect "$program" --test-threads=1
done
