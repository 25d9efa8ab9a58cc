#!/bin/sh
# size ROOT: files, headers and functions stay small enough to be read at once.
# Tables (*.def) may be of any length.
set -eu
root=$1
# shellcheck source-path=SCRIPTDIR source=sources.sh
. "$(dirname "$0")/sources.sh"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

sources "$root" | grep '\.[ch]$' | while IFS= read -r file; do
    max=800
    case $file in
    */src/core/policy/types.h) max=160 ;;
    */src/json/read.c) max=1000 ;;
    *.h) max=150 ;;
    esac
    awk -v file="${file#"$root"/}" -v max="$max" '
    # With the brace of a function on its own line, "{" alone opens one.
    $0 == "{" { opened = FNR }
    $0 == "}" && opened {
        if (FNR - opened - 1 > 60)
            print file ":" opened ": " FNR - opened - 1 " lines in a function, at most 60"
        opened = 0
    }
    END { if (FNR > max) print file ": " FNR " lines, at most " max }' "$file"
done >"$found"

verdict size "$found"
