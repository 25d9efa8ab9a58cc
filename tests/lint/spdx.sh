#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# spdx ROOT [--add]: the first lines of every source file name its licence.  --add inserts
# the line where it is missing.
set -eu
root=$1
# shellcheck source-path=SCRIPTDIR source=sources.sh
. "$(dirname "$0")/sources.sh"
found=$(mktemp)
trap 'rm -f "$found"' EXIT
line='SPDX-License-Identifier: Apache-2.0'

named() {
    for folder in bench certs docs manifests packages policies src tests; do
        [ ! -d "$root/$folder" ] ||
            find "$root/$folder" -type f \( -name '*.[ch]' -o -name '*.def' -o -name '*.h.in' \
                -o -name '*.py' -o -name '*.sh' -o -name '*.go' -o -name meson.build \)
    done
    for file in Makefile meson.build meson_options.txt .ci/run; do
        [ ! -f "$root/$file" ] || printf '%s\n' "$root/$file"
    done
}

# add FILE: insert the line after that of the interpreter, if there is one.
add() {
    case $1 in
    *.c | *.h | *.def | *.in) text="/* $line */" ;;
    *.go) text="// $line" ;;
    *) text="# $line" ;;
    esac
    if head -n 1 "$1" | grep -q '^#!'; then
        sed -i "1a\\
$text" "$1"
    else
        sed -i "1i\\
$text" "$1"
    fi
}

named | LC_ALL=C sort | while IFS= read -r file; do
    if [ -s "$file" ] && ! head -n 3 "$file" | grep -qF -- "$line"; then
        if [ "${2-}" = --add ]; then
            add "$file"
        else
            echo "${file#"$root"/}:1: \"$line\" is missing"
        fi
    fi
done >"$found"

verdict spdx "$found"
