#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# format ROOT: every file is exactly what clang-format would write.
set -eu
root=$1
# shellcheck source-path=SCRIPTDIR source=sources.sh
. "$(dirname "$0")/sources.sh"

files=$(sources "$root" | grep '\.[ch]$')
# No file name in the project has a blank.
# shellcheck disable=SC2086
if ! said=$(clang-format --style=file --dry-run -Werror $files 2>&1); then
    printf '%s\n' "$said" | grep ': error: ' | awk -F: '!seen[$1]++ { print $1 ":" $2 }'
    echo "format: refused; run make format"
    exit 1
fi
echo "format: nothing to refuse"
