#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# floors ROOT: a file includes only what its floor may see, also inside a floor, and no
# files include each other in a circle.  src/main.c belongs to cmd.
#
# ROOT/tests/lint/allowed lists known offences, one include on each line, as "floors
# src/wire/a.h wire/b.h".
set -eu
root=$1
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# What a floor may include, besides base and itself.
floors='
base:
json:
core: json
wire: json core
yaml: json core
sys:
live: core yaml sys
net: core wire sys live
cmd: json core wire yaml sys live net
'
# Inside a floor, each folder or module may include those to its left in the same line.
# "." is the files of the floor itself.  Two that share no line do not see each other.
inside='
core: values < kinds < policy < entries < object < wanted < rules < judge < mutations < reach < .
wire: kinds < .
yaml: doc < manifest
yaml: doc < policy/names < policy/reader < policy/fields < policy/sections < policy/kinds < policy
yaml: doc < manifest < policy/names < policy/reader < policy/fields < test
sys: . < log
sys: . < x509
sys: . < sandbox
net: http < handlers < .
net: client < handlers < .
cmd: cli < desk
cmd: cli < check < desk < explain/facts < explain/name < explain/object < explain < .
cmd: cli < check < desk < explain/facts < explain/tenant < explain < .
cmd: cli < check < desk < explain/facts < explain/object < report/survey < report/page < report < .
cmd: cli < check < desk < explain/facts < explain/tenant < report/page < report < .
cmd: cli < check < desk < diff < .
cmd: cli < check < desk < test < .
cmd: cli < certs < .
cmd: cli < export < .
cmd: cli < probe < .
'
allowed=$root/tests/lint/allowed
[ -f "$allowed" ] || allowed=/dev/null

# sources: list all files below $root that can include others.
sources() {
    find src -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) | LC_ALL=C sort
}

# shellcheck disable=SC2016 # awk reads its own variables
check='
BEGIN {
    n = split(ENVIRON["floors"], lines, "\n")
    for (i = 1; i <= n; i++) {
        if (split(lines[i], words, /[: ]+/) < 1 || words[1] == "") continue
        known[words[1]] = 1
        may[words[1], "base"] = may[words[1], words[1]] = 1
        for (w = 2; words[w] != ""; w++) may[words[1], words[w]] = 1
    }
    n = split(ENVIRON["inside"], lines, "\n")
    for (i = 1; i <= n; i++) {
        m = split(lines[i], words, /[: <]+/)
        for (w = 2; w <= m; w++) {
            part[words[1] "/" words[w]] = 1
            for (v = 2; v <= w; v++)
                sees[words[1] "/" words[w], words[1] "/" words[v]] = 1
        }
    }
}

function refuse(place, text) { print place ": " text }

# The floor of a path such as "core/rules/rules.h".
function floor_of(path) {
    if (path == "main.c") return "cmd"
    sub(/\/.*/, "", path)
    return path
}

# The part of its floor that a path belongs to: a module that the table names, or a
# folder.
function part_of(path,    name) {
    name = module_of(path)
    if (name in part) return name
    if (path !~ /\/.*\//) return floor_of(path) "/."
    sub(/\/[^\/]*$/, "", path)
    return path
}

# A .c file and its header are one module.
function module_of(path) {
    sub(/\.[ch]$/, "", path)
    return path
}

# ours NAME: whether NAME in angle brackets is a file of src.
function ours(name,    line, there) {
    there = (getline line < (src name)) >= 0
    close(src name)
    return there
}

FILENAME == allow_file {
    if ($1 == "floors") { pardon[$2, $3] = FNR; pardons[++n_pardons] = $2 SUBSEP $3 }
    next
}
FNR == 1 {
    path = substr(FILENAME, 5)
    from = floor_of(path)
    mine = part_of(path)
    standing = from in known
    if (!standing)
        refuse(FILENAME, "src/" from " is not a floor")
    else if (mine !~ /\/\.$/ && !(mine in part)) {
        refuse(FILENAME, "the table of tests/lint/floors.sh does not know src/" mine)
        standing = 0
    }
}
!standing || !/^[ \t]*#[ \t]*include[ \t]*["<]/ { next }
{
    name = $0
    quoted = name ~ /^[^"<]*"/
    sub(/^[^"<]*["<]/, "", name)
    sub(/[">].*/, "", name)
    to = floor_of(name)
    place = FILENAME ":" FNR
    if (name !~ /\//) {
        if (quoted) refuse(place, "\"" name "\": write the folder too")
        next
    }
    if (!(to in known)) {
        if (quoted) refuse(place, "\"" name "\": " to " is not a floor")
        next
    }
    if (!quoted) {
        # <sys/...> belongs to the system unless src has that file.
        if (to != "sys" || ours(name))
            refuse(place, "<" name ">: headers of src are included in quotes")
        next
    }
    told = (FILENAME, name) in pardon
    up = ""
    if (!((from, to) in may))
        up = from " may not include \"" name "\""
    else if (from == to && mine != part_of(name) && !((mine, part_of(name)) in sees))
        up = (mine ~ /\.$/ ? "src/" from " itself" : mine) " may not include \"" name "\""
    if (up != "" && !told) refuse(place, up)
    if (told) {
        seen[FILENAME, name] = 1
        wrong[FILENAME, name] = up != ""
        next
    }
    # An edge in the graph of modules.
    a = module_of(path)
    b = module_of(name)
    if (a == b) next
    nodes[a] = nodes[b] = 1
    if (!((a, b) in edge)) out[a] = out[a] " " b
    if (!((a, b) in edge)) edge[a, b] = place
}

# way FROM TO: the shortest path from FROM to TO along the includes, or "".
function way(from, to,    queue, head, tail, before, next_ones, i, n, at, text) {
    queue[tail = 1] = from
    for (head = 1; head <= tail; head++) {
        at = queue[head]
        n = split(out[at], next_ones, " ")
        for (i = 1; i <= n; i++) {
            if (next_ones[i] in before) continue
            before[next_ones[i]] = at
            if (next_ones[i] == to) {
                text = to
                for (at = before[to]; at != from; at = before[at]) text = at " -> " text
                return from " -> " text
            }
            queue[++tail] = next_ones[i]
        }
    }
    return ""
}

END {
    # Modules that are not in a circle are removed, starting at the ends of the graph.
    for (a in nodes) left[a] = 1
    do {
        gone = 0
        for (a in left) {
            n = split(out[a], next_ones, " ")
            open = 0
            for (i = 1; i <= n; i++) if (next_ones[i] in left) open = 1
            if (!open) { delete left[a]; gone = 1 }
        }
    } while (gone)
    for (a in left) {
        if (a in told_of) continue
        text = way(a, a)
        if (text == "") continue
        n = split(text, words, " -> ")
        for (i = 1; i < n; i++) told_of[words[i]] = 1
        refuse(edge[words[1], words[2]], "a circle: " text)
    }
    for (i = 1; i <= n_pardons; i++) {
        split(pardons[i], words, SUBSEP)
        if (pardons[i] in seen && wrong[pardons[i]]) continue
        a = module_of(substr(words[1], 5))
        b = module_of(words[2])
        if (pardons[i] in seen && way(b, a) != "") continue
        refuse("tests/lint/allowed:" pardon[pardons[i]],
            "nothing needs \"" words[1] " " words[2] "\" any more; remove the line")
    }
}'

cd "$root"
export floors inside
sources | xargs awk -v src="src/" -v allow_file="$allowed" "$check" "$allowed" |
    LC_ALL=C sort >"$found"

if [ -s "$found" ]; then
    cat "$found"
    echo "floors: refused"
    exit 1
fi
echo "floors: nothing to refuse"
