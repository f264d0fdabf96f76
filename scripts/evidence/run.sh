#!/bin/sh
# Tries to refute what SAFETY.md claims, and prints one table: what ran, how much, what was found. Fails when a part
# finds something, or does not find a bug that was planted for it.
#
# run.sh quick          what continuous integration runs
# run.sh long           more of it, and what takes hours
# run.sh long PART ...  some parts
#
# CALLS, SOUP and FUZZ say how many calls, items and files there are; SEED chooses others. What the parts print lies in
# target/evidence/logs.
set -u
cd "$(dirname "$0")/../.."
root=$PWD
length=${1:?quick or long}
shift
wanted=$*

if [ "$(uname)" != Linux ]; then
    echo "evidence: the sanitizers, valgrind and worker processes need Linux; this system is $(uname)" >&2
    exit 2
fi
out=$root/target/evidence
logs=$out/logs
mkdir -p "$logs" "$out/bin"
export CARGO_TERM_COLOR=never LC_ALL=C.UTF-8
ulimit -c 0

case $length in
    quick) : "${CALLS:=300000}" "${SOUP:=3000}" "${FUZZ:=4000}" ;;
    long) : "${CALLS:=10000000}" "${SOUP:=100000}" "${FUZZ:=100000}" ;;
    *) echo "evidence: quick or long, not $length" >&2; exit 2 ;;
esac
: "${SEED:=1}"

failed=0
table=$(mktemp "$out/table.XXXXXX")
trap 'rm -f "$table"' EXIT
printf '%s\t' part 'what ran' 'how much' found 'planted bugs' >>"$table"
echo seconds >>"$table"

# part NAME 'what ran' COMMAND [BUG 'what its log must then say']...
# The command prints `amount: ...`, and fails when it finds something. It runs once more for each planted bug, whose
# name it finds in PLANTED_BUG.
part() {
    name=$1 what=$2 command=$3
    shift 3
    case " $wanted " in "  " | *" $name "*) ;; *) return 0 ;; esac
    echo "evidence: $name" >&2
    start=$(date +%s)
    log=$logs/$name.log
    unset PLANTED_BUG
    if "$command" >"$log" 2>&1; then
        found=nothing
    else
        found="SOMETHING, see $log"
        failed=1
    fi
    amount=$(sed -n 's/^amount: //p' "$log" | tail -n 1)
    planted=0 missed=""
    while [ $# -gt 0 ]; do
        bug=$1 says=$2
        shift 2
        planted=$((planted + 1))
        export PLANTED_BUG="$bug"
        if "$command" >"$logs/$name-$bug.log" 2>&1 || ! grep -Eq "$says" "$logs/$name-$bug.log"; then
            missed="$missed $bug"
            failed=1
        fi
        unset PLANTED_BUG
    done
    verdict="all $planted found"
    [ $planted -gt 0 ] || verdict="none"
    [ -z "$missed" ] || verdict="NOT FOUND:$missed"
    printf '%s\t' "$name" "$what" "$amount" "$found" "$verdict" >>"$table"
    echo $(($(date +%s) - start)) >>"$table"
}

# count_tests COMMAND...: runs it and adds up the tests that passed.
count_tests() {
    "$@" >"$out/tests" 2>&1
    status=$?
    cat "$out/tests"
    awk '/^test result:/ { n += $4 } END { printf "amount: %d tests\n", n }' "$out/tests"
    return $status
}

# plant FILE EXPRESSION: a bug by sed, which must find its place.
plant() {
    sed "$2" "$1" >"$out/with-bug"
    if cmp -s "$1" "$out/with-bug"; then
        echo "no place for a bug in $1" >&2
        exit 1
    fi
    cp "$out/with-bug" "$1"
}

. scripts/evidence/kernels.sh
. scripts/evidence/symbols.sh
. scripts/evidence/program.sh
. scripts/evidence/wrappers.sh
if [ "$length" = long ]; then
    . scripts/evidence/sanitized.sh
    . scripts/evidence/coverage.sh
    . scripts/evidence/mutants.sh
fi

if [ "$(wc -l <"$table")" -lt 2 ]; then
    echo "evidence: $length has no part named $wanted" >&2
    exit 2
fi
echo
awk -F '\t' '
    { for (k = 1; k <= NF; k++) { cell[NR, k] = $k; if (length($k) > width[k]) width[k] = length($k) } columns = NF }
    END {
        for (row = 1; row <= NR; row++) {
            line = "|"
            for (k = 1; k <= columns; k++) line = line sprintf(" %-" width[k] "s |", cell[row, k])
            print line
            if (row == 1) {
                line = "|"
                for (k = 1; k <= columns; k++) { rule = sprintf("%" (width[k] + 2) "s", ""); gsub(/ /, "-", rule); line = line rule "|" }
                print line
            }
        }
    }' "$table"
exit $failed
