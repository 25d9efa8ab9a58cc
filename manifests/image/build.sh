#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# build.sh PROGRAM FOLDER: build FOLDER/ingress-warden.tar, an OCI archive, with Debian's
# buildah.  Needs root, but no daemon and no other image.  Prints the sizes, and fails if the
# image is too large.  SOURCE_DATE_EPOCH (default: 0) is the date of all files, so that the
# same program gives the same image.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$1
folder=$2
max_bytes=$((20 * 1000 * 1000))

if ! command -v buildah >/dev/null; then
    echo "image: buildah is missing; packages/image.debian names the packages" >&2
    exit 2
fi

version=$("$program" version | sed -n 's/^ingress-warden \([^ ]*\).*/\1/p')
name=ingress-warden:$version
archive=$folder/ingress-warden.tar
store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT

mkdir -p "$folder"
"$here/root.sh" "$program" "$folder/root"
rm -f "$archive"

storage=(--root "$store/root" --runroot "$store/run" --storage-driver vfs)
buildah "${storage[@]}" build --isolation chroot --format oci --quiet \
    --timestamp "${SOURCE_DATE_EPOCH:-0}" \
    --label org.opencontainers.image.title=ingress-warden \
    --label org.opencontainers.image.version="$version" \
    --file "$here/Containerfile" --tag "$name" "$folder/root" >/dev/null
buildah "${storage[@]}" push --quiet "$name" "oci-archive:$archive:$name"

unpacked=$(du --apparent-size --block-size=1 --summarize "$folder/root" | cut -f1)
packed=$(stat --format=%s "$archive")
mb() { printf '%d.%d' $(($1 / 1000000)) $(($1 / 100000 % 10)); }
echo "$archive: $name, $(mb "$packed") MB, unpacked $(mb "$unpacked") MB"
if [ "$unpacked" -gt "$max_bytes" ]; then
    echo "image: more than $(mb $max_bytes) MB" >&2
    exit 1
fi
