#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run [check]: build with sanitizers and run every test; compile with clang too.  check:
# only what takes a minute, unit tests, cases and lints without those that are slow.  The
# last line is "N passed, N failed", and the exit code says whether that is good.
set -u
cd "$(dirname "$0")/../.." || exit 1
what=${1:-all}
log=build-test/meson-logs/testlog.json

# build WHY KIND TARGET...: or say WHY there is nothing to run, and end.
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
    # Counted, and its memory measured, without sanitizers, as it is shipped.
    build "The program does not build for release." release bench/cycles src/ingress-warden
    chosen=(--no-rebuild)
fi

rm -f "$log"
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
meson test -C build-test --num-processes 2 --print-errorlogs --quiet "${chosen[@]}"
/usr/bin/python3 tests/tools/summary.py "$log"
