#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run [check]: build with sanitizers and run all tests; compile with clang, too.  check:
# run only what takes a minute, that is unit tests, cases and fast lints.  The last line
# is "N passed, N failed", and the exit code is 0 if nothing failed.
set -u
cd "$(dirname "$0")/../.." || exit 1
what=${1:-all}
log=build-test/meson-logs/testlog.json

# build WHY KIND TARGET...: build, or print WHY nothing can be run, and exit.
build() {
    local why=$1

    shift
    if ! tests/tools/build.sh "$@"; then
        echo "$why"
        echo "0 passed, 1 failed"
        exit 1
    fi
}

chosen=()
if [ "$what" = check ]; then
    build "The program does not build." test src/ingress-warden
    # meson builds what these tests need, and no more.
    chosen=(--suite unit --suite cases --suite lint --no-suite slow)
else
    build "The tests do not build." test
    build "clang refuses what gcc takes." clang
    # These tests count and measure memory, so they use the release without sanitizers.
    build "The program does not build for release." release bench/cycles src/ingress-warden
    chosen=(--no-rebuild)
fi

rm -f "$log"
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
meson test -C build-test --num-processes 2 --print-errorlogs --quiet "${chosen[@]}"
/usr/bin/python3 tests/tools/summary.py "$log"
