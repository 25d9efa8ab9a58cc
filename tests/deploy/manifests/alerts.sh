#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# alerts.sh ROOT: promtool checks the alert rules, and runs their unit tests.
set -eu
cd "$1"
if ! command -v promtool >/dev/null; then
    echo "promtool is missing: Debian's package prometheus"
    echo "0 passed, 1 failed"
    exit 1
fi
passed=0
failed=0
run() {
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
}
run promtool check rules manifests/monitoring/alerts.yaml
run promtool test rules tests/deploy/manifests/alerts_test.yaml
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
