#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mandoc ROOT: the manual pages are well-formed, in good style, and at most 80 columns
# wide.  Pages of other projects need not be installed.
set -eu
cd "$1/docs/man"
failed=0

for page in *.[1-9]; do
    if mandoc -Tlint -W style "$page" | grep -v 'referenced manual not found'; then
        failed=$((failed + 1))
    fi
    if mandoc -Tascii -O width=80 "$page" | sed 's/.\x08//g' | grep -nE '^.{81}'; then
        echo "$page: lines that are wider than 80 columns"
        failed=$((failed + 1))
    fi
done
[ "$failed" -eq 0 ]
