#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# commit ROOT: the commit that the source in ROOT is, in 12 digits: what the file .commit of
# a release says, else what git does.
set -eu
if [ -f "$1/.commit" ]; then
    cat "$1/.commit"
else
    exec git -C "$1" rev-parse --short=12 HEAD
fi
