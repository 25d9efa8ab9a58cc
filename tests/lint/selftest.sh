#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# selftest: each lint accepts a clean tree, and refuses each planted offence.
set -eu
lints=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$lints/../.." && pwd)
tree=$(mktemp -d)
log=$(mktemp)
trap 'rm -rf "$tree" "$log"' EXIT
passed=0
failed=0

# result WANT GOT WHY: count the result.
result() {
    if [ "$1" = "$2" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$3: want $1, got $2:"
        cat "$log"
    fi
}

# run COMMAND...: print "clean", "refused" or "broken"; the output goes to $log.
run() {
    if "$@" >"$log" 2>&1; then
        echo clean
    elif tail -n 1 "$log" | grep -qE 'refused|is not a floor|cannot read'; then
        echo refused
    else
        echo broken
    fi
}

fresh() {
    rm -rf "$tree"
    for folder in base core core/rules core/new wire yaml/policy/sections yaml/manifest \
        json sys/log net/http cmd/cli cmd/probe live util; do
        mkdir -p "$tree/src/$folder"
    done
    mkdir -p "$tree/tests/lint" "$tree/tests/unit/core"
    find "$tree/src" -type d -exec touch {}/meson.build \;
    cp "$project/.clang-format" "$project/ruff.toml" "$tree"
    cat >"$tree/src/core/good.c" <<'C'
/* A goto in a comment, strcpy( too, is no offence. */
#include "core/good.h"

#include <string.h>

#include "base/str.h"

int good(const char *text)
{
    return strcmp(text, "goto strcpy(") == 0 && text[0] != '"';
}
C
    printf '#include "cmd/a.h"\n#include "live/b.h"\n' >"$tree/src/main.c"
    printf '#include "sys/a.h"\n#include "yaml/b.h"\n' >"$tree/src/live/a.c"
    printf 'echo "plain"\n' | sed '1i #!/bin/sh' >"$tree/tests/a.sh"
    printf 'import sys\n\nprint(sys.argv)\n' >"$tree/tests/b.py"
    "$lints/spdx.sh" "$tree" --add >/dev/null
}

# refuses LINT FILE WHY: the lint refuses a clean tree after standard input was added to
# FILE.
refuses() {
    fresh
    cat >>"$tree/$2"
    result refused "$(run "$lints/$1.sh" "$tree")" "$1: $3"
}

for lint in autos floors folders format size spdx banned places ruff shell; do
    fresh
    result clean "$(run "$lints/$lint.sh" "$tree")" "$lint: a clean tree"
done

while IFS='|' read -r file include why; do
    refuses floors "$file" "$why" <<<"$include"
done <<'TABLE'
src/base/a.c|#include "core/a.h"|base includes a floor above
src/core/a.c|#include "wire/a.h"|core includes a floor above
src/core/a.c|#include "sys/a.h"|core does I/O
src/core/rules/rules.def|#include "yaml/a.h"|a table includes a floor above
src/wire/a.c|#include "yaml/a.h"|wire includes yaml
src/yaml/a.h|#include "wire/a.h"|yaml includes wire
src/yaml/a.c|  #  include "live/a.h"|blanks before an include
src/sys/a.c|#include "core/a.h"|sys includes core
src/live/a.c|#include "wire/a.h"|live includes wire
src/net/a.c|#include "yaml/a.h"|net includes yaml
src/net/a.c|#include "cmd/a.h"|net includes a floor above
src/core/a.c|#include <wire/a.h>|angle brackets
src/core/a.c|#include "../wire/a.h"|a path with dots
src/core/a.c|#include "good.h"|an include without a folder
src/core/a.c|#include "util/a.h"|an unknown floor
src/util/a.c|#include "base/a.h"|a file of an unknown floor
src/core/new/a.c|#include "base/a.h"|a folder that is not in the table
src/core/rules/a.c|#include "core/judge/a.h"|rules include what judges by them
src/core/rules/a.c|#include "core/decide.h"|rules include what decides by them
src/yaml/manifest/a.c|#include "yaml/policy/read.h"|manifests include policies
src/yaml/policy/read.c|#include "yaml/manifest/a.h"|policies include manifests
src/yaml/policy/fields.h|#include "yaml/policy/sections/a.h"|a module includes a later one of its folder
src/yaml/policy/sections/a.h|#include "yaml/policy/read.h"|sections include their caller
src/sys/a.c|#include "sys/log/a.h"|sys includes a folder of its own
src/sys/log/a.c|#include "sys/x509/a.h"|the log includes certificates
src/net/http/a.h|#include "net/handlers/a.h"|HTTP includes its handlers
src/cmd/probe/a.c|#include "cmd/check/a.h"|a subcommand includes another
src/cmd/cli/a.c|#include "cmd/help.h"|cli includes a subcommand
TABLE

# floors WANT WHY: judge a tree.  Each line of standard input is FILE INCLUDE, or a line
# of tests/lint/allowed.
floors() {
    fresh
    while read -r file include more; do
        if [ "$file" = floors ]; then
            echo "$file $include $more" >>"$tree/tests/lint/allowed"
        else
            printf '#include "%s"\n' "$include" >>"$tree/src/$file"
        fi
    done
    result "$1" "$(run "$lints/floors.sh" "$tree")" "floors: $2"
}

floors clean "a private header, and a .c beside its header" <<'TREE'
core/rules/a.c core/rules/a.h
core/rules/a.c core/rules/own.h
core/rules/a.h core/rules/b.h
core/rules/own.h core/rules/b.h
TREE
floors refused "two headers in a circle" <<'TREE'
core/rules/a.h core/rules/b.h
core/rules/b.h core/rules/a.h
TREE
floors refused "a circle of three, one by its .c" <<'TREE'
base/a.h base/b.h
base/b.h base/c.h
base/c.c base/a.h
TREE
floors clean "an include upward that is allowed" <<'TREE'
floors src/core/rules/a.c core/judge/a.h
core/rules/a.c core/judge/a.h
TREE
floors clean "a circle that is allowed" <<'TREE'
floors src/base/b.c base/a.h
base/a.c base/b.h
base/b.c base/a.h
TREE
floors refused "another file than the one that is allowed" <<'TREE'
floors src/core/rules/a.c core/judge/a.h
core/rules/a.c core/judge/a.h
core/rules/b.c core/judge/a.h
TREE
floors refused "a line that allows an include that is gone" <<'TREE'
floors src/core/rules/a.c core/judge/a.h
TREE
floors refused "a line that allows an include that is not an offence" <<'TREE'
floors src/core/rules/a.c core/object/a.h
core/rules/a.c core/object/a.h
TREE
floors refused "a line for a circle that does not exist any more" <<'TREE'
floors src/base/b.c base/a.h
base/b.c base/a.h
TREE

# folders WANT FOLDER FILES WHY: judge a tree with so many files in FOLDER.
folders() {
    fresh
    [ -z "${5:-}" ] || echo "$5" >"$tree/tests/lint/allowed"
    mkdir -p "$tree/$2"
    seq -f "$tree/$2/%g.h" "$3" | xargs touch
    result "$1" "$(run "$lints/folders.sh" "$tree")" "folders: $4"
}

folders clean src/live 24 "25 files"
folders refused src/live 25 "26 files"
folders clean src/core/rules 40 "one list"
folders clean tests/unit/core 40 "one list of tests"
folders refused src/core/new/inner 1 "a folder without a meson.build"
folders clean src/live 25 "26 files that are allowed" "folders src/live"
folders refused src/live 20 "26 files are allowed, but there are only 21" "folders src/live"
folders refused src/live 20 "a folder that is allowed is gone" "folders src/gone"

while IFS='|' read -r line why; do
    refuses banned src/core/a.c "$why" <<<"$line"
done <<'TABLE'
    strcpy(a, b);|a copy without a length
    x = 1 + atoi(text);|a conversion without error handling
    (void)sprintf (a, "%d", 1);|a blank before the bracket
    c = tolower(c);|the locale
    if (isalpha(c) && c != '"')|the locale, and a quote in a character literal
    goto out;|goto
void f(void) __attribute__((cold));|an attribute outside of base/attr.h
void f(struct x *x, bool loud);|a bool parameter
TABLE

while IFS='|' read -r want body why; do
    fresh
    printf 'int f(int n)\n{\n%b\n}\n' "$body" >"$tree/src/core/a.c"
    result "$want" "$(run "$lints/autos.sh" "$tree")" "autos: $why"
done <<'TABLE'
clean|    AUTO(x_clear) struct x a = {0};|an initialiser
clean|    AUTO(x_free)\n    struct x *a =\n        x_new();|an initialiser in three lines
clean|    AUTO(x_clear) struct x a;\n    x_init(&a);\n    if (n) return 1;|a call of name_init()
clean|    AUTO(x_free) struct x *a;\n    a = x_new();|an assignment
clean|    /* AUTO(x_clear) struct x a; */ return 1;|a comment
refused|    AUTO(x_clear) struct x a;\n    if (n) return 1;\n    x_init(&a);|a return before the call
refused|    AUTO(x_clear) struct x a;\n    return 1;|no value
refused|    AUTO(x_free)\n    struct x *a;\n    for (;;) a = n;|two lines, and a loop
refused|    AUTO(x_clear) struct x a;\n    x_init(&b);|the end of the scope, and another variable
TABLE

refuses format src/core/a.c "other blanks than those of clang-format" <<<'int  f( void ) { return 0; }'
refuses spdx src/core/b.c "a file without its licence" <<<'int b;'
refuses size src/core/a.c "a file of 801 lines" < <(seq -f '/* %g */' 801)
refuses size src/json/read.c "a parser of 1,001 lines" < <(seq -f '/* %g */' 1001)
refuses size src/core/a.h "a header of 151 lines" < <(seq -f '/* %g */' 151)
refuses size src/core/a.c "a function of 61 lines" < <(
    printf 'void f(void)\n{\n'
    seq -f '    g(%g);' 61
    printf '}\n'
)
# The offences are assembled here, so that this file does not contain them.
refuses places tests/a.sh "a home folder" <<<"see /ho""me/me/notes"
refuses places tests/a.txt "a work folder" <<<"see \"/wo""rk/x\""
refuses places tests/a.txt "a package registry" <<<"https://pyp""i.org/x"
refuses places tests/a.txt "a document of another project" <<<"see policy"".md"
# shellcheck disable=SC2016 # the offence is in what is not expanded here
refuses shell tests/a.sh "an argument without quotes" <<<'rm $1'

refuses ruff tests/a.py "an import that nothing uses" <<<'import os'
refuses ruff tests/a.py "a name that nothing defines" <<<'print(nothing)'
refuses ruff tests/a.py "a line of 121 characters" <<<"# $(printf 'x%.0s' {1..119})"

# archive NAME: make a library of one C file, read from standard input.
archive() {
    cat >"$tree/$1.c"
    "${CC:-cc}" -O1 -w -c "$tree/$1.c" -o "$tree/$1.c.o"
    rm -f "$tree/lib$1.a"
    ar rcs "$tree/lib$1.a" "$tree/$1.c.o"
}

# pure WANT FLOOR WHY NAME: judge a library made of NAME.c (standard input), above a
# library that defines lower().
pure() {
    fresh
    archive lower <<<'int lower(void) { return 1; }'
    archive "$4"
    result "$1" "$(run "$lints/pure.sh" "$2" "$tree/lib$4.a" "$tree/liblower.a")" \
        "pure: $3"
}

head='#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
int lower(void);
int yaml_parse(void);
'
while IFS='|' read -r want floor name body why; do
    pure "$want" "$floor" "$why" "$name" <<<"$head$body"
done <<'TABLE'
clean|core|a|int f(char *s) { return lower() + (int)strlen(s); }|the floor below, and text
clean|base|a|void *f(size_t n) { return malloc(n); }|base takes memory
clean|base|mem|void f(void) { fputs("gone", stderr); abort(); }|mem ends the process
clean|yaml|a|int f(void) { return yaml_parse(); }|yaml parses
clean|wire|a|int f(char *s, char *d) { return __builtin___snprintf_chk(d, 9, 0, 9, "%s%d", s, 1); }|a fortified call
clean|core|a|extern void __asan_init(void); void f(void) { __asan_init(); }|a symbol of a sanitizer
refused|core|a|char *f(void) { return getenv("HOME"); }|the environment
refused|core|a|long f(void) { return time(NULL); }|the clock
refused|wire|a|void *f(void) { return fopen("x", "r"); }|a file
refused|core|a|void *f(size_t n) { return malloc(n); }|memory without base
refused|base|a|void f(void) { abort(); }|ending the process elsewhere
refused|wire|a|int f(void) { return yaml_parse(); }|wire parses YAML
refused|yaml|a|int printf_now(void) { return puts("x"); }|output
refused|sys|a|int f(void) { return 0; }|a floor without a list
TABLE
result refused "$(run "$lints/pure.sh" core "$tree/missing.a")" "pure: no library"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
