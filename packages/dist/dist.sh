#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# dist.sh OUT: build all files of a release in the folder OUT, with SHA256SUMS.  They are built
# from the commit that is checked out, without uncommitted changes.  SOURCE_DATE_EPOCH
# defaults to the date of that commit; the same commit gives the same bytes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$top"

version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build | head -n 1)
commit=$(git rev-parse HEAD)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
licence=/usr/share/common-licenses/Apache-2.0
machine=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf 'dist: %s\n' "$*"; }

# same FILE TEXT: check that FILE has the version of meson.build, as TEXT.
same() {
    if ! grep -qF -- "$2" "$1"; then
        echo "dist: $1 does not contain \"$2\"; meson.build has version $version" >&2
        exit 1
    fi
}
same manifests/chart/Chart.yaml "version: $version"
same manifests/chart/Chart.yaml "appVersion: $version"
same debian/changelog "ingress-warden ($version)"
same CHANGELOG.md "## [$version]"
if [ ! -f "$licence" ]; then
    echo "dist: $licence is missing; it is in Debian's base-files" >&2
    exit 1
fi
if ! git diff --quiet HEAD; then
    say "files are changed; what is handed out is commit ${commit:0:12}"
fi

# The source as committed, with the text of the licence and the hash of the commit.
source=$work/ingress-warden-$version
mkdir "$source"
git archive "$commit" | tar -x -C "$source"
echo "${commit:0:12}" >"$source/.commit"
mkdir -p "$source/LICENSES"
cp "$licence" "$source/LICENSES/Apache-2.0.txt"
"$here/archive.py" "$source" "ingress-warden-$version" "$out/ingress-warden-$version.tar.xz"
say "ingress-warden-$version.tar.xz"

# The program, built only from that source.
build=$work/build
(cd "$source" && meson setup "$build" --prefix=/usr --buildtype=release -Ddebug=false \
    -Db_lto=true -Dtests=false -Dstatic_libraries=true >"$work/setup.log" 2>&1 &&
    ninja -C "$build" >"$work/ninja.log" 2>&1) || {
    tail -n 30 "$work/setup.log" "$work/ninja.log" >&2
    exit 1
}
name=ingress-warden-$version-linux-$machine
tree=$work/$name
DESTDIR=$work/installed meson install -C "$build" --no-rebuild --quiet
mkdir -p "$tree"
cp -r "$work/installed/usr/." "$tree/"
strip --strip-all "$tree/bin/ingress-warden"
cp LICENSE README.md CHANGELOG.md SECURITY.md "$tree/"
mkdir -p "$tree/LICENSES"
cp "$licence" "$tree/LICENSES/Apache-2.0.txt"
"$here/archive.py" "$tree" "$name" "$out/$name.tar.xz"
mapfile -t archives < <("$here/static_libraries.sh")
"$here/sbom.py" "$name" "$version" "$out/$name.spdx.json" "$tree/bin/ingress-warden" \
    "${archives[@]}"
say "$name.tar.xz, and its SPDX document"

# The image, with shared libraries, as make image makes it.
(cd "$source" && meson setup "$work/shared" --buildtype=release -Ddebug=false -Db_lto=true \
    -Dtests=false >"$work/setup.log" 2>&1 && ninja -C "$work/shared" >"$work/ninja.log" 2>&1)
if command -v buildah >/dev/null; then
    manifests/image/build.sh "$work/shared/src/ingress-warden" "$work/image" >/dev/null
    image=ingress-warden-$version-image-$machine
    mkdir "$work/oci"
    tar -x -C "$work/oci" -f "$work/image/ingress-warden.tar"
    "$here/archive.py" "$work/oci" . "$out/$image.tar"
    mapfile -t shared < <(find "$work/image/root" -name '*.so*' -printf '/%P\n' | sort)
    "$here/sbom.py" "$image" "$version" "$out/$image.spdx.json" \
        "$work/image/root/ingress-warden" "${shared[@]}"
    say "$image.tar, and its SPDX document"
else
    say "SKIPPED the image: buildah is missing"
fi

# The chart.
chart=$work/chart
cp -r "$source/manifests/chart" "$chart"
cp "$licence" "$chart/LICENSE"
"$here/archive.py" "$chart" ingress-warden "$out/ingress-warden-chart-$version.tgz"
say "ingress-warden-chart-$version.tgz"

# The Debian package.
if command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null; then
    debian=$work/debian/ingress-warden-$version
    mkdir -p "$work/debian"
    cp -r "$source" "$debian"
    (cd "$debian" && dpkg-buildpackage --build=binary --no-sign >"$work/deb.log" 2>&1) || {
        tail -n 30 "$work/deb.log" >&2
        exit 1
    }
    cp "$work/debian/ingress-warden_${version}_$machine.deb" "$out/"
    say "ingress-warden_${version}_$machine.deb"
else
    say "SKIPPED the Debian package: debhelper is missing"
fi

rm -f "$out/SHA256SUMS"
find "$out" -maxdepth 1 -type f -printf '%P\n' | LC_ALL=C sort >"$work/names"
(cd "$out" && xargs -d '\n' sha256sum <"$work/names" >"$work/sums")
mv "$work/sums" "$out/SHA256SUMS"
say "SHA256SUMS in ${1}"
