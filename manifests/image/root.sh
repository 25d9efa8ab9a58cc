#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# root.sh PROGRAM FOLDER: make FOLDER the root file system of the image.  It contains the
# stripped program, each library that the dynamic linker would load for it, at the path where
# the linker looks for it, and the text of the licence.
set -euo pipefail
program=$1
root=$2

rm -rf "$root"
mkdir -p "$root"
install -m 0755 "$program" "$root/ingress-warden"
strip --strip-all "$root/ingress-warden"
licences=$root/usr/share/licenses/ingress-warden
if [ -f /usr/share/common-licenses/Apache-2.0 ]; then
    mkdir -p "$licences"
    install -m 0644 /usr/share/common-licenses/Apache-2.0 "$licences/Apache-2.0.txt"
else
    echo "image: /usr/share/common-licenses/Apache-2.0 is missing; Debian's base-files has it" >&2
    exit 1
fi

missing=$(ldd "$program" | sed -n '/not found/p')
if [ -n "$missing" ]; then
    echo "image: $missing" >&2
    exit 1
fi
# Two forms: `NAME => PATH (ADDRESS)`, and `PATH (ADDRESS)` for the linker itself.
ldd "$program" | sed -n 's/^.*=> \([^ ]*\) (.*$/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*$/\1/p' |
    sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    install -m 0755 "$(realpath "$library")" "$root$library"
    strip --strip-unneeded "$root$library" 2>/dev/null || true
done
