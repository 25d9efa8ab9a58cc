#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the static libraries whose code is in the program that -Dstatic_libraries=true links,
# one path per line.
set -eu
for name in crypto jansson microhttpd seccomp ssl yaml; do
    "${CC:-cc}" -print-file-name="lib$name.a"
done
