# Changes of the safe layer that no test notices. MUTANTS names other files than the kernels' own:
# `make evidence-long PARTS=mutants MUTANTS='src/work/*.rs'`. SHARD=0/8 takes an eighth of them.

known=scripts/evidence/surviving-mutants.md

mutants() {
    if ! [ -x "$out/tools/bin/cargo-mutants" ]; then
        cargo install cargo-mutants --locked --quiet --root "$out/tools" || return 1
    fi
    rm -rf "$out/mutants"
    # One job: each mutant is a build and a run of the tests that walk the kernels' tables.
    CARGO_PROFILE_DEV_OPT_LEVEL=1 CALLS=20000 "$out/tools/bin/cargo-mutants" mutants --package ffi-workbench \
        --file "${MUTANTS:-src/kernels/*.rs}" ${SHARD:+--shard "$SHARD"} \
        --jobs 1 --no-shuffle --timeout 120 --build-timeout 900 --colors never --output "$out/mutants" \
        --cargo-arg=--lib --cargo-arg=--test=differential --cargo-arg=--test=refusals --cargo-arg=--test=agreement
    # 2: some mutants survived; 3: some took too long, and are counted as found. Anything else is no result.
    case $? in 0 | 2 | 3) ;; *) return 1 ;; esac
    lists=$out/mutants/mutants.out
    echo "amount: $(cat "$lists/caught.txt" "$lists/timeout.txt" | wc -l) mutants found," \
        "$(wc -l <"$lists/missed.txt") survive, $(wc -l <"$lists/unviable.txt") do not compile"
    # Without line and column, which move.
    sed -E 's/^([^:]*):[0-9]+:[0-9]+: /\1: /' "$lists/missed.txt" | while read -r mutant; do
        grep -qF "\`$mutant\`" "$known" || echo "survives, and $known gives no reason: $mutant"
    done >"$out/unexplained"
    cat "$out/unexplained"
    [ ! -s "$out/unexplained" ]
}

part mutants "changes of the kernels' safe layer that no test notices, beyond those with a reason" mutants
