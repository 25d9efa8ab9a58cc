#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run: lets every allocation, and every system call of the table, fail in turn in the
# release build; and every place once in the build with sanitizers.
set -u
cd "$(dirname "$0")/../../.." || exit 1

failed=0
tests/tools/build.sh test src/ingress-warden tests/endurance/faults/libfail_alloc.so || exit 1
library=build-test/tests/endurance/faults/libfail_alloc.so
tests/endurance/faults/allocations.py build-test/src/ingress-warden $library || failed=1
tests/endurance/faults/allocations.py --all build/src/ingress-warden $library || failed=1
tests/endurance/faults/syscalls.py --all build/src/ingress-warden || failed=1
exit $failed
