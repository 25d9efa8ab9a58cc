#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build KIND [TARGET...]: set a build folder up once, then compile what changed.
#   release  build/        optimised, used by make run and make install
#   test     build-test/   with AddressSanitizer and UndefinedBehaviorSanitizer
#   clang    build-clang/  the other compiler, whose warnings count as well
#   fuzz     build-fuzz/   the harnesses of tests/fuzz, with libFuzzer
set -eu
cd "$(dirname "$0")/../.."
kind=$1
shift

setup() {
    case $kind in
    release)
        CC=${CC:-gcc} meson setup build --buildtype=release -Ddebug=true -Db_lto=true
        ;;
    test)
        CC=${CC:-gcc} meson setup build-test --buildtype=debug -Doptimization=1 \
            -Db_sanitize=address,undefined -Db_lundef=false
        ;;
    clang) CC=clang meson setup build-clang --buildtype=debugoptimized ;;
    fuzz)
        CC=clang-14 meson setup build-fuzz --buildtype=debugoptimized -Dfuzz=true \
            -Db_sanitize=address,undefined -Db_lundef=false \
            -Dc_args='-fsanitize=fuzzer-no-link -fno-sanitize-recover=undefined'
        ;;
    esac
}

case $kind in
release) folder=build ;;
test | clang | fuzz) folder=build-$kind ;;
*)
    echo "build: $kind is none of release, test, clang, fuzz" >&2
    exit 2
    ;;
esac

# meson reports a hundred checks, which matter only if one of them fails.
if [ ! -f "$folder/build.ninja" ]; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    echo "Configuring the build folder $folder"
    if ! setup >"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
    rm -f "$log"
    trap - EXIT
fi
# On a terminal ninja shows its progress on one line; elsewhere it would print hundreds.
if [ -t 1 ]; then
    exec ninja -C "$folder" "$@"
fi
exec ninja -C "$folder" --quiet "$@"
