#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pure FLOOR LIB [LOWER_LIB...]: the library of a floor without I/O uses only the symbols
# in its list, and what the floors below it (LOWER_LIB) define.
set -eu
floor=$1
lib=$2
shift

# No clock, environment, file or locale, and memory only through base.
everywhere='bcmp bsearch free memchr memcmp memcpy memmem memmove memrchr memset qsort
    snprintf stpcpy strchr strcmp strlen strncmp strnlen strrchr strspn strcspn strstr
    vsnprintf __assert_fail'

# Only base takes memory from the heap; only mem.c ends the process if there is none.
case $floor in
base) allowed="$everywhere calloc malloc realloc
    mem:abort mem:fprintf mem:fputs mem:fwrite mem:stderr" ;;
json | wire) allowed=$everywhere ;;
# Reads addresses strictly; a pure function of its text.
core) allowed="$everywhere inet_pton" ;;
# Numbers as YAML readers understand them; without setlocale(), strtod() uses the C
# locale.
yaml) allowed="$everywhere yaml_* doc_scalar:strtod" ;;
*)
    echo "pure: $floor is not a floor without I/O"
    exit 1
    ;;
esac

for each in "$@"; do
    if ! nm "$each" >/dev/null 2>&1; then
        echo "pure: nm cannot read $each"
        exit 1
    fi
done

symbols=$(mktemp)
trap 'rm -f "$symbols"' EXIT
{
    for each in "$@"; do
        nm --defined-only "$each" | sed -n 's/.* [A-Za-z] \(.*\)/defined \1/p'
    done
    nm -A -u "$lib" | sed -n 's/^\(.*\)  *U \(.*\)/wanted \2 \1/p'
} >"$symbols"

awk -v floor="$floor" -v allowed="$allowed" '
BEGIN {
    n = split(allowed, list, /[ \n\t]+/)
    for (i = 1; i <= n; i++) {
        if (list[i] ~ /\*$/) prefix[substr(list[i], 1, length(list[i]) - 1)] = 1
        else ok[list[i]] = 1
    }
}
# Symbols that compilers add: sanitizers, coverage, stack protector, position
# independence.
function added(symbol) {
    return symbol ~ /^__(asan|ubsan|tsan|msan|lsan|sanitizer|gcov|llvm|sancov)_/ ||
        symbol ~ /^(__stack_chk_fail|__stack_chk_guard|_GLOBAL_OFFSET_TABLE_)$/ ||
        symbol ~ /^__tls_get_addr$/
}
function permitted(symbol, member,    p) {
    if (symbol in ok || (member ":" symbol) in ok) return 1
    for (p in prefix) if (index(symbol, p) == 1) return 1
    return 0
}
$1 == "defined" { defined[$2] = 1; next }
{
    symbol = $2
    sub(/@.*/, "", symbol)
    if (symbol in defined || added(symbol)) next
    if (symbol ~ /^__.*_chk$/) { sub(/^__/, "", symbol); sub(/_chk$/, "", symbol) }
    member = $3
    sub(/:$/, "", member)
    sub(/.*[:\/]/, "", member)
    sub(/(\.c)?\.o$/, "", member)
    if (!permitted(symbol, member)) {
        print floor ": " member " may not use " symbol
        bad = 1
    }
}
END {
    print floor ": " (bad ? "refused" : "pure")
    exit bad
}' "$symbols"
