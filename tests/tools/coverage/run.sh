#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# coverage: what the tests reach of src, as build-coverage/html/index.html.  Fails below
# 95 % of the lines, and for each branch of src/core that is neither taken nor explained
# in unreachable.txt.
set -eu
cd "$(dirname "$0")/../../.."
folder=build-coverage
report=$folder/report.json

if [ ! -f $folder/build.ninja ]; then
    # Assertions are off, because their other branches are never taken.  Threads count
    # together, because the counts would be wrong otherwise.  Equal strings are merged, as
    # in every optimised build.
    CC=gcc meson setup $folder --buildtype=debug -Doptimization=0 -Db_coverage=true \
        -Db_ndebug=true -Dwerror=false \
        -Dc_args="-fprofile-update=atomic -fmerge-constants -w"
fi
ninja -C $folder --quiet
find $folder -name '*.gcda' -delete

# Left out: tests that check sources or the finished binary, tests that kill processes,
# which then write no counts, and tests that need a fast server.
meson test -C $folder --no-rebuild --num-processes 2 --timeout-multiplier 4 --quiet \
    --print-errorlogs --no-suite lint --no-suite docs --no-suite manifests \
    --no-suite bench --no-suite campaign --no-suite faults --no-suite fences \
    --no-suite hostile

mkdir -p $folder/html
gcovr --root . --object-directory $folder --filter src/ --json $report \
    --html-details $folder/html/index.html --html-title ingress-warden
/usr/bin/python3 tests/tools/coverage/judge.py $report tests/tools/coverage/unreachable.txt
