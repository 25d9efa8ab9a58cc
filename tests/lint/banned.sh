#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# banned ROOT: refuses calls that cannot be used safely, depend on the locale or run a
# shell; goto; and GNU attributes outside of base/attr.h.
set -eu
root=$1
# shellcheck source-path=SCRIPTDIR source=sources.sh
. "$(dirname "$0")/sources.sh"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

calls='strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok|strtok_r|atoi|atol|atoll'
calls="$calls|atof|sscanf|vsscanf|fscanf|scanf|alloca|system|popen|setlocale|tolower|toupper"
calls="$calls|isalnum|isalpha|isblank|iscntrl|isdigit|isgraph|islower|isprint|ispunct"
calls="$calls|isspace|isupper|isxdigit|strcasecmp|strncasecmp|strcoll|mktemp|tmpnam"

sources "$root" | while IFS= read -r file; do
    name=${file#"$root"/}
    code "$file" | awk -v file="$name" -v calls="$calls" '
    function refuse(text) { print file ":" FNR ": " text }
    {
        rest = $0
        while (match(rest, "(^|[^A-Za-z0-9_])(" calls ")[ \t]*\\(")) {
            call = substr(rest, RSTART, RLENGTH)
            gsub(/[^A-Za-z0-9_]/, "", call)
            refuse(call "() is banned")
            rest = substr(rest, RSTART + RLENGTH)
        }
    }
    /(^|[^A-Za-z0-9_])goto([^A-Za-z0-9_]|$)/ { refuse("goto is banned") }
    /__attribute__/ && file != "src/base/attr.h" {
        refuse("use the names of attributes in base/attr.h")
    }
    /[(,] *(const )?bool [a-z_0-9]+ *[,)]/ {
        refuse("a bool parameter says nothing at the call; use an enum")
    }'
done >"$found"

verdict banned "$found"
