#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shell ROOT: shellcheck accepts every script.
set -eu
root=$1

scripts=$(find "$root" -path "$root/build*" -prune -o -path "$root/.git" -prune -o -type f \
    \( -name '*.sh' -o -path "$root/.ci/run" \) -print | LC_ALL=C sort)
# No file name in the project has a blank.
# shellcheck disable=SC2086
if ! shellcheck --external-sources $scripts; then
    echo "shell: refused"
    exit 1
fi
echo "shell: nothing to refuse"
