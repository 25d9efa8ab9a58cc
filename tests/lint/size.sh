#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# size ROOT: files, headers and functions are small enough to be read as a whole. Tables
# (*.def) may have any length.
set -eu
root=$1
# shellcheck source-path=SCRIPTDIR source=sources.sh
. "$(dirname "$0")/sources.sh"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

sources "$root" | grep '\.[ch]$' | while IFS= read -r file; do
    max=800
    case $file in
    */src/json/read.c) max=1000 ;; # a parser is best read in one piece
    *.h) max=150 ;;
    esac
    awk -v file="${file#"$root"/}" -v max="$max" '
    # As the brace of a function is on its own line, "{" alone opens a function.
    $0 == "{" { opened = FNR }
    $0 == "}" && opened {
        if (FNR - opened - 1 > 60)
            print file ":" opened ": " FNR - opened - 1 " lines in a function, at most 60"
        opened = 0
    }
    /SPDX-License-Identifier/ && FNR < 3 { max++ }
    END { if (FNR > max) print file ": " FNR " lines, at most " max }' "$file"
done >"$found"

verdict size "$found"
