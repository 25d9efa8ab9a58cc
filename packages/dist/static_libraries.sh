#!/bin/sh
# The static libraries whose code is in the program that -Dstatic_libraries=true links, a
# path a line.
set -eu
for name in crypto jansson microhttpd seccomp ssl yaml; do
    "${CC:-cc}" -print-file-name="lib$name.a"
done
