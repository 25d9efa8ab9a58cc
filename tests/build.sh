#!/bin/sh
# build KIND [TARGET...]: set a build folder up once, then compile what changed.
#   release  build/        optimised, what make run and make install use
#   test     build-test/   with AddressSanitizer and UndefinedBehaviorSanitizer
#   clang    build-clang/  the other compiler, whose word counts as much as gcc's
set -eu
cd "$(dirname "$0")/.."
kind=$1
shift

setup() {
    case $kind in
    release) CC=${CC:-gcc} meson setup build --buildtype=debugoptimized ;;
    test)
        CC=${CC:-gcc} meson setup build-test --buildtype=debug -Doptimization=1 \
            -Db_sanitize=address,undefined -Db_lundef=false
        ;;
    clang) CC=clang meson setup build-clang --buildtype=debugoptimized ;;
    esac
}

case $kind in
release) folder=build ;;
test | clang) folder=build-$kind ;;
*)
    echo "build: $kind is none of release, test, clang" >&2
    exit 2
    ;;
esac

if [ ! -f "$folder/build.ninja" ]; then
    setup
fi
# On a terminal ninja shows its progress on one line; elsewhere it would be hundreds.
if [ -t 1 ]; then
    exec ninja -C "$folder" "$@"
fi
exec ninja -C "$folder" --quiet "$@"
