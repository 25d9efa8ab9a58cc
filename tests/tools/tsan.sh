#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# tsan: run everything that several threads use under ThreadSanitizer: modules, then the
# whole server with reloads, rotations, limits, hostile clients and shutdowns.  Builds in
# build-tsan/.  A test or server ends at its first race.
set -eu
cd "$(dirname "$0")/../.."
folder=build-tsan
server=$folder/src/ingress-warden
tests=(bodies cert_store connections log metrics policy_reload watch)
storms=(policy_reloads certificate_rotations late_replica kill)

if [ ! -f "$folder/build.ninja" ]; then
    CC=${CC:-gcc} meson setup "$folder" --buildtype=debug -Doptimization=1 \
        -Db_sanitize=thread -Db_lundef=false
fi
ninja -C "$folder" --quiet src/ingress-warden "${tests[@]/#/tests/unit/test_}"
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

failed=0
meson test -C "$folder" --no-rebuild --print-errorlogs "${tests[@]}" || failed=1
tests/server/live/run.py $server || failed=1
tests/server/hostile/run.py $server || failed=1
tests/endurance/campaign/run.py $server short "${storms[@]}" || failed=1
exit $failed
