#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# analyze: run gcc's analyzer over src, without optimisation, where it finds most, and
# with some optimisation, as in a release.  Fails at the first warning.
set -eu
cd "$(dirname "$0")/../.."

for level in 0 1; do
    folder=build-analyze-$level
    if [ ! -f $folder/build.ninja ]; then
        CC=gcc meson setup $folder --buildtype=debug -Doptimization=$level \
            -Dc_args=-fanalyzer
    fi
    if ! ninja -C $folder --quiet src/ingress-warden; then
        echo "analyze: refused"
        exit 1
    fi
done
echo "analyze: nothing to refuse"
