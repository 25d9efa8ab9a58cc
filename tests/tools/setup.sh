#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# setup [LIST...]: install the missing Debian packages of the lists, by default of
# packages/build.debian.  Is fast if all are installed.
set -eu
cd "$(dirname "$0")/../.."

[ $# -gt 0 ] || set -- packages/build.debian
packages=$(sed 's/#.*//' "$@")

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    {
        echo "This set-up knows Debian (and what is made from it) only."
        echo "Install what these Debian packages hold, then call meson yourself:"
        # shellcheck disable=SC2086 # one word a package
        printf '  %s\n' $packages
    } >&2
    exit 1
fi

# dpkg-query complains about unknown packages, which are just missing here.
# shellcheck disable=SC2086 # one word a package
there=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $packages 2>/dev/null |
    sed -n 's/^installed //p') || true

missing=
for package in $packages; do
    if ! printf '%s\n' "$there" | grep -qx "$package"; then
        missing="$missing $package"
    fi
done
if [ -z "$missing" ]; then
    exit 0
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "These packages are missing; install them as root:$missing" >&2
        exit 1
    fi
    as_root=sudo
fi

# shellcheck disable=SC2086 # one word a package, and sudo may be nothing
install() {
    $as_root apt-get update -qq &&
        $as_root apt-get install -y -qq --no-install-recommends $missing
}

echo "Installing the Debian packages that are missing:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! install >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
