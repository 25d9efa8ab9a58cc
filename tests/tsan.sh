#!/bin/bash
# tsan: what several threads use at once, under ThreadSanitizer.  Builds in build-tsan/.
# The first race ends the test that has it.
set -eu
cd "$(dirname "$0")/.."
folder=build-tsan
tests=(cert_store log metrics policy_reload watch)

if [ ! -f "$folder/build.ninja" ]; then
    CC=${CC:-gcc} meson setup "$folder" --buildtype=debug -Doptimization=1 \
        -Db_sanitize=thread -Db_lundef=false
fi
ninja -C "$folder" --quiet "${tests[@]/#/tests/unit/test_}"
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
meson test -C "$folder" --no-rebuild --print-errorlogs "${tests[@]}"
