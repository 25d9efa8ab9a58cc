# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# sources: functions for the lints, which source this file.

# sources ROOT: list all C files of the project.
sources() {
    for folder in bench src tests; do
        [ ! -d "$1/$folder" ] ||
            find "$1/$folder" -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \)
    done | LC_ALL=C sort
}

# code FILE: print the file with comments, strings and character literals blanked; lines
# keep their numbers.
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

# verdict NAME FILE: print FILE and fail if it has offences; succeed if it is empty.
verdict() {
    if [ -s "$2" ]; then
        cat "$2"
        echo "$1: refused"
        return 1
    fi
    echo "$1: nothing to refuse"
}
