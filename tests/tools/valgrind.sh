#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# valgrind PROGRAM: run review, check and lint under memcheck, over all reviews, objects
# and policies of the tests, good, bad and cut off.  Finds reads of uninitialised memory,
# invalid reads, and leaks.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
passed=0

# memcheck ARGUMENT...: memcheck has no complaint, whatever the exit code (0, 1 or 2).
memcheck() {
    local code=0

    valgrind --quiet --error-exitcode=99 --leak-check=full \
        --show-leak-kinds=definite,indirect,possible \
        --errors-for-leak-kinds=definite,indirect,possible \
        --log-file="$scratch/log" "$program" "$@" >"$scratch/out" 2>&1 || code=$?
    if [ $code -gt 2 ]; then
        echo "valgrind: $(basename "$program") $* ended with $code:"
        cat "$scratch/log"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}

# Reviews that are cut off inside strings, numbers, words and escapes.
cut=$scratch/cut
mkdir "$cut"
for review in create-web create-nul-and-unicode; do
    review=tests/golden/captured/$review.validate.json
    size=$(stat -c %s "$review")
    for ((at = 0; at < size; at += 61)); do
        head -c $at "$review" >"$cut/$(basename "$review").$at"
    done
done
printf '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",%s' \
    '"request":{"uid":"\ud800"}}' >"$cut/surrogate"
printf '[1,2,3]' >"$cut/list"
printf '\xff\xfe{' >"$cut/bytes"

for stage in mutate validate; do
    for policy in tests/golden/reviews/policies/*.yaml; do
        memcheck review --policy "$policy" --stage $stage --date 2026-11-22 \
            tests/golden/captured/*.json tests/golden/reviews/*/request.json
    done
    memcheck review --policy tests/golden/reviews/policies/acme.yaml --stage $stage "$cut"/*
done

for output in text json github junit sarif; do
    memcheck check --policy tests/golden/reviews/policies/acme.yaml --date 2026-11-22 \
        --namespace shop --show-patched --output $output tests/golden/reviews
done
memcheck check --policy tests/golden/reviews/policies/acme-preview.yaml --as-is \
    --old tests/golden/reviews tests/golden/reviews
memcheck check --policy tests/golden/policies/broken tests/golden/reviews
memcheck lint policies tests/golden/reviews/policies tests/golden/policies/broken
memcheck lint --strict --output json policies tests/golden/policies/broken

echo "$passed passed, $failed failed"
exit $((failed > 0))
