#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# places ROOT: no file of the project names a path of one machine, a package registry, or
# a document that is not part of the project.
set -eu
root=$1
# shellcheck source-path=SCRIPTDIR source=sources.sh
. "$(dirname "$0")/sources.sh"
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# Written with brackets, so that this file does not contain the names.
absolute='(^|[^A-Za-z0-9_.~-])/([w]ork|[r]oot|[h]ome)/'
registries='[p]ypi[.]org|[r]egistry[.]npmjs|[c]rates[.]io|[d]eb[.]debian[.]org'
registries="$registries|[p]roxy[.]golang[.]org|[f]iles[.]pythonhosted"
documents='[p]olicy[.]md|[s]hared/[a-z-]+[.]md'

# listed: print all files of the project below $root, each followed by a NUL.
listed() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files -z --cached --others --exclude-standard
    else
        find . -path './build*' -prune -o -type f -print0
    fi
}

# A listed file may be missing (-s), and no match is not an error (|| true).
(cd "$root" && listed |
    xargs -0r grep -nHsEI "$absolute|$registries|$documents") >"$found" || true

verdict places "$found"
