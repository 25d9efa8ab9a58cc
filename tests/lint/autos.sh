#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# autos ROOT: a variable with AUTO() gets a value before its scope can be left, because
# its cleanup runs there.  The value is an initialiser, name_init(&x) or x = ... before
# the next if, loop, switch, return or closing brace.
set -eu
root=$1
# shellcheck source-path=SCRIPTDIR source=sources.sh
. "$(dirname "$0")/sources.sh"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

sources "$root" | grep '\.[ch]$' | while IFS= read -r file; do
    code "$file" | awk -v file="${file#"$root"/}" '
    /^[ \t]*#/ { next }
    !open && /(^|[^A-Za-z0-9_])AUTO\(/ { open = 1; line = FNR; text = "" }
    open { text = text " " $0 }
    open && /;/ {
        open = 0
        sub(/;.*/, "", text)
        if (text ~ /=/) next
        sub(/[ \t]*(\[[^\]]*\])?[ \t]*$/, "", text)
        sub(/.*[^A-Za-z0-9_]/, "", text)
        bare[text] = line
        next
    }
    {
        for (name in bare)
            if ($0 ~ "_init\\(&" name "[,)]" || $0 ~ "^[ \t]*" name " = ") delete bare[name]
    }
    /(^|[^A-Za-z0-9_])(if|for|while|do|switch|return)([^A-Za-z0-9_]|$)|^[ \t]*}/ {
        for (name in bare) {
            print file ":" bare[name] ": \"" name "\" has AUTO() but no value; write = {0}"
            delete bare[name]
        }
    }'
done | LC_ALL=C sort >"$found"

verdict autos "$found"
