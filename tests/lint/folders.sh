#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# folders ROOT: a folder has at most 25 source files unless they are one list, and each
# folder of src has a meson.build.
#
# ROOT/tests/lint/allowed lists folders that have more, as "folders src/wire".
set -eu
root=$1
# shellcheck source-path=SCRIPTDIR source=sources.sh
. "$(dirname "$0")/sources.sh"
found=$(mktemp)
many=$(mktemp)
trap 'rm -f "$found" "$many"' EXIT
allowed=$root/tests/lint/allowed
[ -f "$allowed" ] || allowed=/dev/null

# one_list FOLDER: whether its files are the rows of one list, which may be long.
one_list() {
    case $1 in
    src/core/rules | tests/fuzz | tests/unit/* | tests/deploy/e2e/scenarios) return 0 ;;
    tests/fuzz/corpus/* | tests/golden/*/* | tests/*/golden/*) return 0 ;;
    *) return 1 ;;
    esac
}

# crowded: print each folder with too many source files, and their number.
crowded() {
    find . -type d \( -name .git -o -name 'build*' -o -name .cache \) -prune -o -type f \
        \( -name '*.[ch]' -o -name '*.def' -o -name '*.py' -o -name '*.sh' \) -print |
        sed 's|^\./||; s|/[^/]*$||' | LC_ALL=C sort | uniq -c |
        while read -r count folder; do
            [ "$count" -le 25 ] || one_list "$folder" || echo "$folder $count"
        done
}

cd "$root"
crowded >"$many"
while read -r folder count; do
    grep -qx "folders $folder" "$allowed" ||
        echo "$folder: $count source files, at most 25"
done <"$many" >"$found"
while read -r lint folder; do
    [ "$lint" != folders ] || grep -q "^$folder " "$many" ||
        echo "tests/lint/allowed: nothing needs \"folders $folder\" any more; remove the line"
done <"$allowed" >>"$found"
find src -type d | while IFS= read -r folder; do
    [ -f "$folder/meson.build" ] || echo "$folder: no meson.build"
done >>"$found"

verdict folders "$found"
