#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# tidy [FILE...]: clang-tidy over the C files of src, or over FILE...  Takes minutes, which
# is why no test runs it; .clang-tidy says what it looks for.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v clang-tidy >/dev/null; then
    echo "clang-tidy is missing; Debian has it in the package clang-tidy." >&2
    exit 1
fi
# Its list of commands must be clang's: clang-tidy does not know every option of gcc.
# One header is made by the build.
tests/tools/build.sh clang build.ninja src/cmd/commit.h
# A file that tests compile once more is looked at once.
database=build-clang/tidy
mkdir -p $database
/usr/bin/python3 - build-clang/compile_commands.json >$database/compile_commands.json <<'END'
import json
import sys

commands = json.load(open(sys.argv[1], encoding="utf-8"))
json.dump([one for one in commands if one["output"].startswith("src/")], sys.stdout)
END
if [ $# -eq 0 ]; then
    # No file name in the project has a blank.
    # shellcheck disable=SC2046
    set -- $(find src -name '*.c' | LC_ALL=C sort)
fi
# One file a process: clang-tidy 14 mistakes va_start() in the second file for nothing,
# and in the second look at the same one.
if ! printf '%s\n' "$@" |
    xargs -n 1 -P "$(nproc)" clang-tidy --quiet -p $database 2>&1 |
    sed '/^[0-9]* warnings\{0,1\}.* generated\.$/d; /^$/d'; then
    echo "tidy: refused"
    exit 1
fi
echo "tidy: nothing to refuse"
