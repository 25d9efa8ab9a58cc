#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run: runs each harness of tests/fuzz under libFuzzer, two at a time.
set -u
cd "$(dirname "$0")/../.." || exit 1
pattern=${FUZZ:-*}
out=build-fuzz

names=()
for file in tests/fuzz/fuzz_*.c; do
    name=${file#tests/fuzz/fuzz_}
    name=${name%.c}
    # shellcheck disable=SC2053 # a pattern
    [[ $name == $pattern ]] && names+=("$name")
done
if [ ${#names[@]} -eq 0 ]; then
    echo "no harness is called $pattern"
    exit 2
fi

seconds=${SECONDS_EACH:-60}
if [ -n "${HOURS:-}" ]; then
    seconds=$((HOURS * 3600 * 2 / ${#names[@]}))
fi

tests/tools/build.sh fuzz "${names[@]/#/tests/fuzz/fuzz_}" || exit 1
mkdir -p "$out/found" "$out/logs"
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

# one NAME: run one harness; print its line, and return whether no law was broken.
one() {
    local name=$1 dictionary=tests/fuzz/dictionaries/$1.dict log=$out/logs/$1 result=0
    local options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096
        -artifact_prefix="$out/found/$name-" -print_final_stats=1)
    [ -f "$dictionary" ] && options+=(-dict="$dictionary")
    mkdir -p "$out/corpus/$name"
    local folders=("$out/corpus/$name" "tests/fuzz/corpus/$name")
    [ -d "tests/fuzz/crashes/$name" ] && folders+=("tests/fuzz/crashes/$name")
    nice -n 19 "$out/tests/fuzz/fuzz_$name" "${options[@]}" "${folders[@]}" \
        >"$log" 2>&1 || result=1
    local runs edges of
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
    of=$(sed -n 's/.*(\([0-9]*\) inline 8-bit counters).*/\1/p' "$log" | head -n 1)
    printf '%-12s %10s runs, %5s of %5s edges: ' "$name" "${runs:-0}" "${edges:-0}" "${of:-?}"
    if [ $result -eq 0 ]; then
        echo held
        return 0
    fi
    echo "BROKEN, see $log"
    grep -E 'broken law|ERROR: |runtime error' "$log" | head -n 3
    sed -n "s|.*Test unit written to \(.*\)|  again: $out/tests/fuzz/fuzz_$name \1|p" "$log"
    return 1
}

passed=0
failed=0
for ((i = 0; i < ${#names[@]}; i += 2)); do
    pids=()
    for name in "${names[@]:i:2}"; do
        one "$name" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        if wait "$pid"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
        fi
    done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
