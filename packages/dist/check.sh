#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# check.sh OUT [PART...]: test the files that dist.sh made in OUT.  Parts: bytes package bare
# trixie arm64; the default is all.  Needs root, for chroots.  The chroots use the package
# sources and settings of this machine.  Parts whose packages are not available are skipped
# with a message.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
out=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- bytes package bare trixie arm64
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" "$top/meson.build" | head -n 1)
machine=$(dpkg --print-architecture)
work=$(mktemp -d)
failed=0
skipped=0

leave() {
    # Nothing below a mount may be removed.
    grep -o " $work/[^ ]*" /proc/mounts | sort -r | xargs -r umount -l
    rm -rf --one-file-system "$work"
}
trap leave EXIT

say() { printf 'dist-check: %s\n' "$*"; }
skip() {
    say "SKIPPED $*"
    skipped=$((skipped + 1))
}

# run NAME COMMAND...: print whether the command passes, and its output only if it fails.
run() {
    local name=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        say "passed: $name"
    else
        say "FAILED: $name"
        tail -n 40 "$work/log"
        failed=$((failed + 1))
    fi
}

# bare SUITE FOLDER [PACKAGES]: a chroot with this machine's package settings.
bare() {
    local suite=$1 folder=$2 include=${3:-} sources=$work/sources-$1
    if ! command -v mmdebstrap >/dev/null; then
        return 1
    fi
    mkdir -p "$sources"
    # The same archives, for the requested suite.
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
        if [ -f "$list" ]; then
            sed "s/\b$(lsb)\b/$suite/g" "$list" >"$sources/$(basename "$list")"
        fi
    done
    local lists
    mapfile -t lists < <(find "$sources" -name '*.list' -o -name '*.sources')
    apt-config dump Acquire | grep -v '^Acquire::\(IndexTargets\|cdrom\)' >"$sources/apt.conf" || true
    mmdebstrap --mode=root --variant=minbase --skip=cleanup/apt \
        ${include:+--include="$include"} --aptopt="$sources/apt.conf" \
        "$suite" "$folder" "${lists[@]}" 2>"$work/bare.log" ||
        return 1
    cp "$sources/apt.conf" "$folder/etc/apt/apt.conf.d/90-this-machine"
    cp /etc/resolv.conf "$folder/etc/resolv.conf"
    # An installed system knows its own name; the smallest one has no such file.
    echo '127.0.0.1 localhost' >"$folder/etc/hosts"
    if [ -d /usr/local/share/ca-certificates ]; then
        mkdir -p "$folder/usr/local/share/ca-certificates"
        cp -r /usr/local/share/ca-certificates/. "$folder/usr/local/share/ca-certificates/"
    fi
    if [ -x "$folder/usr/sbin/update-ca-certificates" ]; then
        chroot "$folder" update-ca-certificates >/dev/null 2>&1
    fi
    if [ -f /etc/pip.conf ]; then
        cp /etc/pip.conf "$folder/etc/pip.conf"
    fi
    mount -t proc proc "$folder/proc"
    mount --rbind /sys "$folder/sys"
    mount --make-rslave "$folder/sys"
    mount --rbind /dev "$folder/dev"
    mount --make-rslave "$folder/dev"
}

lsb() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }
inside() {
    local folder=$1
    shift
    env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive chroot "$folder" "$@"
}

part_bytes() {
    run 'the same commit gives the same bytes' twice
    run 'the checksums are right' checksums
    run 'every archive holds the whole licence' licences
}
twice() {
    "$here/dist.sh" "$work/again" && diff "$out/SHA256SUMS" "$work/again/SHA256SUMS"
}
checksums() { (cd "$out" && sha256sum --check --strict SHA256SUMS); }
licences() {
    local text=/usr/share/common-licenses/Apache-2.0
    tar -xOf "$out/ingress-warden-$version.tar.xz" \
        "ingress-warden-$version/LICENSES/Apache-2.0.txt" | cmp - $text
    tar -xOf "$out/ingress-warden-$version-linux-$machine.tar.xz" \
        "ingress-warden-$version-linux-$machine/LICENSES/Apache-2.0.txt" | cmp - $text
    tar -xOf "$out/ingress-warden-chart-$version.tgz" ingress-warden/LICENSE | cmp - $text
    dpkg-deb --fsys-tarfile "$out/ingress-warden_${version}_$machine.deb" |
        tar -xO ./usr/share/doc/ingress-warden/Apache-2.0 | cmp - $text
    image_licence | cmp - $text
}
# Prints the licence from the only layer of the image.
image_licence() {
    mkdir -p "$work/oci"
    tar -x -C "$work/oci" -f "$out/ingress-warden-$version-image-$machine.tar"
    find "$work/oci/blobs" -type f -size +1M -exec tar -xOf {} \
        usr/share/licenses/ingress-warden/Apache-2.0.txt \;
}

part_package() {
    run 'lintian finds no error' lintian --fail-on error --allow-root \
        "$out/ingress-warden_${version}_$machine.deb"
    if ! bare "$(lsb)" "$work/package"; then
        skip "the package in a chroot: $(tail -n 1 "$work/bare.log" 2>/dev/null)"
        return
    fi
    run 'the package installs and runs in a bare system' try_package "$work/package"
    run 'the archive runs there too' try_archive "$work/package"
}
try_package() {
    cp "$out/ingress-warden_${version}_$machine.deb" "$1/srv/"
    inside "$1" apt-get update -qq
    inside "$1" apt-get install -y -qq "/srv/ingress-warden_${version}_$machine.deb"
    inside "$1" ingress-warden version
    inside "$1" ingress-warden lint /usr/share/ingress-warden/example.yaml
}
# In the chroot in which the package has installed GnuTLS.
try_archive() {
    inside "$1" apt-get install -y -qq xz-utils
    tar -x -C "$1/opt" -f "$out/ingress-warden-$version-linux-$machine.tar.xz"
    inside "$1" "/opt/ingress-warden-$version-linux-$machine/bin/ingress-warden" version
    inside "$1" "/opt/ingress-warden-$version-linux-$machine/bin/ingress-warden" \
        lint "/opt/ingress-warden-$version-linux-$machine/share/ingress-warden/example.yaml"
}

# With only the packages that the README requires.
part_bare() {
    if ! bare "$(lsb)" "$work/bare" make,git,gcc,ca-certificates; then
        skip "make run and make test in a bare system: $(tail -n 1 "$work/bare.log" 2>/dev/null)"
        return
    fi
    git clone -q "$top" "$work/bare/srv/ingress-warden"
    run 'make run in a bare system' make_run "$work/bare"
    run 'make install with a prefix, in a bare system' make_install "$work/bare"
    run 'make test in a bare system' make_test "$work/bare"
}
# make run serves until it is interrupted.
make_run() {
    # shellcheck disable=SC2016 # the inner shell expands it
    inside "$1" sh -c 'cd /srv/ingress-warden &&
        { timeout 600 make run LISTEN=127.0.0.1:18443 OPS_LISTEN=127.0.0.1:18081 >/tmp/run.log 2>&1 & } &&
        for i in $(seq 600); do
            if grep -q "Ctrl-C" /tmp/run.log; then
                cat /tmp/run.log; kill $!; wait $!; exit 0
            fi
            sleep 1
        done; tail -n 30 /tmp/run.log; exit 1'
}
# The first installation, after a build for the default prefix.
make_install() {
    # shellcheck disable=SC2016 # the inner shell expands it
    inside "$1" sh -c 'cd /srv/ingress-warden && make install PREFIX=$HOME/.local &&
        $HOME/.local/bin/ingress-warden version && [ ! -e /usr/local/bin/ingress-warden ]'
}
make_test() {
    ip link set lo up 2>/dev/null || true
    inside "$1" sh -c 'cd /srv/ingress-warden && make test'
}

part_trixie() {
    if [ "$(lsb)" = trixie ] || ! bare trixie "$work/trixie"; then
        skip "Debian 13: $(tail -n 1 "$work/bare.log" 2>/dev/null)"
        return
    fi
    run 'the package is built, installed and run in Debian 13' try_trixie "$work/trixie"
}
try_trixie() {
    tar -x -C "$1/srv" -f "$out/ingress-warden-$version.tar.xz"
    inside "$1" apt-get update -qq
    inside "$1" apt-get install -y -qq build-essential
    inside "$1" sh -c "cd /srv/ingress-warden-$version && apt-get build-dep -y -qq . &&
        dpkg-buildpackage --build=binary --no-sign &&
        apt-get install -y -qq ../ingress-warden_${version}_*.deb &&
        ingress-warden version && ingress-warden lint /usr/share/ingress-warden/example.yaml"
}

part_arm64() {
    if ! command -v qemu-aarch64-static >/dev/null; then
        skip 'arm64: qemu-user-static is missing'
        return
    fi
    if ! bare "$(lsb)" "$work/arm64" make,git,ca-certificates,gcc-aarch64-linux-gnu,meson,pkg-config; then
        skip "arm64: $(tail -n 1 "$work/bare.log" 2>/dev/null)"
        return
    fi
    git clone -q "$top" "$work/arm64/srv/ingress-warden"
    cp "$(command -v qemu-aarch64-static)" "$work/arm64/usr/bin/"
    run 'the libraries of arm64' arm64_libraries "$work/arm64"
    run 'built for arm64' arm64_build "$work/arm64"
    run 'unit tests and golden cases of arm64, emulated' arm64_test "$work/arm64"
}
arm64_libraries() {
    inside "$1" dpkg --add-architecture arm64
    inside "$1" apt-get update -qq
    inside "$1" apt-get install -y -qq --no-install-recommends python3-yaml python3-jsonschema \
        libgnutls28-dev:arm64 libjansson-dev:arm64 libmicrohttpd-dev:arm64 \
        libseccomp-dev:arm64 libssl-dev:arm64 libyaml-dev:arm64 libcmocka-dev:arm64
}
arm64_build() {
    inside "$1" sh -c 'cd /srv/ingress-warden &&
        meson setup build-arm64 --cross-file packages/dist/arm64.ini --buildtype=debugoptimized &&
        ninja -C build-arm64'
}
arm64_test() {
    inside "$1" sh -c 'cd /srv/ingress-warden &&
        meson test -C build-arm64 --no-rebuild --timeout-multiplier 20 --suite unit --suite cases'
}

for part; do
    case $part in
    bytes | package | bare | trixie | arm64) "part_$part" ;;
    *)
        echo "dist-check: $part is not a part" >&2
        exit 2
        ;;
    esac
done
say "$failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
