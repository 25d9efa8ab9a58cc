#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run PROGRAM [--bless]: lint every policy in broken/ (a file, or a folder of files) and
# compare what is said, and the exit code, byte by byte with expected/NAME.txt.
# --bless writes what is said there instead, so that a change shows as a diff.
set -u
program=$(realpath "$1")
bless=${2:-}
here=$(realpath "$(dirname "$0")")
got=$(mktemp)
trap 'rm -f "$got" "$got.all"' EXIT
passed=0
failed=0

cd "$here/broken" || exit 1
for policy in *; do
    expected=$here/expected/${policy%.yaml}.txt
    # Without the last line, which has the hash of the policy.
    "$program" lint --date 2026-11-22 "$policy" 2>/dev/null >"$got.all"
    exit_code=$?
    sed '$d' "$got.all" >"$got"
    echo "exit $exit_code" >>"$got"
    if [ "$bless" = --bless ]; then
        mkdir -p "$here/expected"
        cp "$got" "$expected"
    elif diff -u "$expected" "$got"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done

if [ "$bless" != --bless ]; then
    for expected in "$here"/expected/*.txt; do
        name=$(basename "$expected" .txt)
        if [ ! -e "$name" ] && [ ! -e "$name.yaml" ]; then
            echo "$expected belongs to no policy"
            failed=$((failed + 1))
        fi
    done
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
