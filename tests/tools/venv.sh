#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# venv LIST: print the folder of a Python venv with exactly the packages of LIST, such as
# packages/lint.pip.  It is made once, in the user's cache, under a name that depends on
# the list.  It is renamed when it is complete, so that no other process sees it half
# made.
set -eu
list=$1
name=$(basename "$list" .pip)-$(sha256sum "$list" | cut -c 1-16)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ingress-warden-venv
kept=$cache/$name

if [ ! -d "$kept" ]; then
    work=$cache/.$name.$$
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$cache"
    echo "Installing the Python packages of $list into a venv" >&2
    /usr/bin/python3 -m venv "$work" >&2
    "$work/bin/python3" -m pip install --quiet --disable-pip-version-check --no-deps \
        --only-binary :all: --require-hashes --requirement "$list" >&2
    # Another process may have made it meanwhile.
    mv -T "$work" "$kept" 2>/dev/null || [ -d "$kept" ]
fi
echo "$kept"
