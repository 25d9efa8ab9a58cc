#!/bin/sh
# floors ROOT: every #include "folder/..." must be one that its floor may see, and inside
# a floor one that its folder may see; no two files of a floor need each other.
# src/main.c counts as cmd.
set -eu
root=$1
found=$(mktemp)
trap 'rm -f "$found"' EXIT

(cd "$root" && find src -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \)) |
    LC_ALL=C sort |
    while IFS= read -r file; do
        awk -v file="$file" -v src="$root/src/" '
        BEGIN {
            split("base json core wire yaml sys live net cmd", folders, " ")
            for (i in folders) known[folders[i]] = 1
            may["core"] = "json"
            may["wire"] = "core json"
            may["yaml"] = "core json"
            may["live"] = "sys yaml core"
            may["net"] = "live wire core sys"
            may["cmd"] = "json core wire yaml sys live net"
            # Floors with floors: what a folder may see of its own one.
            inside["sys"] = inside["net/http"] = inside["net/client"] = ""
            inside["sys/log"] = inside["sys/x509"] = inside["sys/sandbox"] = "sys"
            inside["net/handlers"] = "net/http"
            inside["net"] = "net/http net/handlers net/client"
            split(file, part, "/")
            from = part[3] == "" ? "cmd" : part[2]
            allowed = " base " from " " may[from] " "
            here = file
            sub(/^src\//, "", here)
            sub(/\/[^\/]*$/, "", here)
            if (!(from in known)) {
                print file ": src/" from " is no floor"
                exit
            }
        }
        function refuse(text) { print file ":" FNR ": " text }
        /^[ \t]*#[ \t]*include[ \t]*["<]/ {
            name = $0
            quoted = name ~ /^[^"<]*"/
            sub(/^[^"<]*["<]/, "", name)
            sub(/[">].*/, "", name)
            to = name
            sub(/\/.*/, "", to)
            if (name !~ /\//) {
                if (quoted)
                    refuse("\"" name "\": write the folder too")
            } else if (!(to in known)) {
                if (quoted)
                    refuse("\"" name "\": " to " is no floor")
            } else if (!quoted) {
                # <sys/...> belongs to the system unless the file is ours.
                if (to != "sys" || (getline line < (src name)) >= 0)
                    refuse("<" name ">: our own headers stand in quotes")
            } else if (index(allowed, " " to " ") == 0) {
                refuse(from " may not include \"" name "\"")
            } else if (to == from && (here in inside)) {
                there = name
                sub(/\/[^\/]*$/, "", there)
                if (index(" " here " " inside[here] " ", " " there " ") == 0)
                    refuse(here " may not include \"" name "\"")
            }
        }' "$root/$file"
    done >"$found"

# A header and its .c are one file here.
for floor in base json sys live net; do
    [ -d "$root/src/$floor" ] || continue
    (cd "$root/src" && find "$floor" -name '*.[ch]' -exec grep -H '^[ 	]*#[ 	]*include' {} +) |
        sed -n 's,^\(.*\)\.[ch]:[^"<]*"\(.*\)\.h".*,\1 \2,p' |
        awk '$1 != $2' |
        tsort 2>&1 >/dev/null |
        sed -n 's,^tsort: \([^:]*/.*\),src/\1: in a circle of files,p' >>"$found"
done

if [ -s "$found" ]; then
    cat "$found"
    echo "floors: refused"
    exit 1
fi
echo "floors: nothing to refuse"
