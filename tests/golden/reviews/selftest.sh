#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# selftest RUN_CASES: what run_cases says of a case that fails, and what `assert` changes.
set -eu
# A program of another machine runs in the emulator that meson names.
program=(${MESON_EXE_WRAPPER:+"$MESON_EXE_WRAPPER"} "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
passed=0
failed=0

# fresh CASE LINE...: a folder with a copy of that case, and more lines in its `case`.
fresh() {
    rm -rf "$root/one"
    cp -r "$here/policies" "$root"
    cp -r "$here/$1" "$root/one"
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" >>"$root/one/case"
}

# result CODE WHY: run_cases ends with CODE, and its output holds each line of the text
# on standard input; of a line that begins with "!", the rest is in no line.
result() {
    local code=0 out line good=yes

    out=$("${program[@]}" "$root") || code=$?
    [ $code -eq "$1" ] || good=
    while IFS= read -r line; do
        case $line in
        !*) ! grep -qF -e "${line#!}" <<<"$out" || good= ;;
        *) grep -qxF -e "$line" <<<"$out" || good= ;;
        esac
    done
    if [ "$good" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$2: code $code, and it says:"
        echo "$out"
    fi
}

fresh conf-27-no-annotations
result 0 "a case that holds" <<<"1 passed, 0 failed"

sed -i '/^validate/,$s/team-a/team-b/' "$root/one/answer.txt"
result 1 "the other stage differs" <<OUT
why: without annotations, one operation adds the whole map
--- want: validate of $root/one/answer.txt
@@ -5,7 +5,7 @@
       "policy": "conformance HASH",
-      "tenant": "team-b"
+      "tenant": "team-a"
policy: $root/one/../policies/conformance.yaml
    kind: IngressPolicy
FAILED one: another answer of validate
!want: mutate
!patchType
OUT

fresh conf-27-no-annotations
sed -i 's/"op": "add"/"op": "replace"/; s/team-a/team-b/' "$root/one/answer.txt"
result 1 "both differ, and lines far from each other" <<OUT
--- want: mutate of $root/one/answer.txt
--- want: validate of $root/one/answer.txt
-        "op": "replace",
+        "op": "add",
FAILED one: another answer of several parts
OUT

fresh e04-empty-annotation
sed -i '/class-present/d' "$root/one/answer.txt"
result 1 "a long policy is named only" <<OUT
+      "rules": "class-present",
policy: $root/one/../policies/acme.yaml
!kind: IngressPolicy
OUT

fresh e04-empty-annotation "assert: validate"
result 1 "the answer of a stage that the case is not about" <<OUT
--- want: mutate of $root/one/answer.txt
-mutate: {
OUT
"${program[@]}" --bless "$root" >/dev/null
result 0 "blessed without that stage" <<<"1 passed, 0 failed"
if grep -q '^mutate' "$root/one/answer.txt" || ! grep -q '^validate' "$root/one/answer.txt"; then
    failed=$((failed + 1))
    echo "assert: validate is blessed with:"
    cat "$root/one/answer.txt"
fi

fresh dns-missing-validate "assert: mutate"
result 1 "a stage that does not run" <<OUT
FAILED one: the stage to assert does not run
OUT

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
