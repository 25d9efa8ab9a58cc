#!/bin/bash
# run: build with sanitizers and run every test; compile with clang too.  The last line
# is "N passed, N failed", and the exit code says whether that is good.
set -u
cd "$(dirname "$0")/../.." || exit 1
log=build-test/meson-logs/testlog.json

if ! tests/tools/build.sh test; then
    echo "The tests do not build."
    echo "0 passed, 1 failed"
    exit 1
fi
if ! tests/tools/build.sh clang; then
    echo "clang refuses what gcc takes."
    echo "0 passed, 1 failed"
    exit 1
fi

# Counted without sanitizers, as it is shipped.
if ! tests/tools/build.sh release bench/cycles; then
    echo "bench/cycles does not build."
    echo "0 passed, 1 failed"
    exit 1
fi

rm -f "$log"
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
meson test -C build-test --no-rebuild --num-processes 2 --print-errorlogs --quiet
/usr/bin/python3 tests/tools/summary.py "$log"
