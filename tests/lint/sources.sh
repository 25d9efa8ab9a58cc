# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# sources: what the lints look at, sourced by each of them.

# sources ROOT: every C file of the project.
sources() {
    for folder in bench src tests; do
        [ ! -d "$1/$folder" ] ||
            find "$1/$folder" -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \)
    done | LC_ALL=C sort
}

# code FILE: the file with comments, text and character literals blanked out; lines
# stay where they are.
code() {
    awk '
    {
        out = ""
        n = length($0)
        for (i = 1; i <= n; i++) {
            c = substr($0, i, 1)
            two = substr($0, i, 2)
            if (state == "comment") {
                if (two == "*/") { state = ""; i++ }
            } else if (state != "") {
                if (c == "\\") i++
                else if (c == state) { state = ""; out = out c }
            } else if (two == "/*") { state = "comment"; i++; out = out " " }
            else if (two == "//") { break }
            else {
                if (c == "\"" || c == "\047") state = c
                out = out c
            }
        }
        if (state != "comment") state = ""
        print out
    }' "$1"
}

# verdict NAME FILE: print what was found and fail, or succeed when FILE is empty.
verdict() {
    if [ -s "$2" ]; then
        cat "$2"
        echo "$1: refused"
        return 1
    fi
    echo "$1: nothing to refuse"
}
