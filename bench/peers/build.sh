#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds the webhook that make bench compares with, once, into a cache folder keyed by its
# source.  Prints the path of the program.  Otherwise prints one line with the reason, and fails.
set -euo pipefail
source=$(cd "$(dirname "$0")/controller-runtime" && pwd)
key=$(cat "$source/main.go" "$source/go.mod" "$source/go.sum" | sha256sum | cut -c1-16)
kept=${XDG_CACHE_HOME:-$HOME/.cache}/ingress-warden-bench/controller-runtime-$key

if [ -x "$kept" ]; then
    echo "$kept"
    exit
fi

left_out() {
    echo "controller-runtime is left out: $*" >&2
    exit 1
}

# The first go that is new enough, on the PATH or where it is usually unpacked.
need_go() {
    local candidate version
    while read -r candidate; do
        version=$(GOTOOLCHAIN=local "$candidate" env GOVERSION 2>/dev/null) || continue
        version=${version#go1.}
        version=${version%%[!0-9]*}
        if [ "${version:-0}" -ge 26 ]; then
            PATH=$(dirname "$candidate"):$PATH
            return
        fi
    done < <(type -ap go; ls /usr/local/go/bin/go 2>/dev/null)
    left_out "building it needs Go 1.26 or newer, and there is none"
}

need_go
mkdir -p "$(dirname "$kept")"
echo "building the controller-runtime webhook, once, about 2 minutes on two cores" >&2
cd "$source"
if ! CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -trimpath -ldflags='-s -w' -o "$kept.new" . 2>"$kept.log"; then
    left_out "it does not build, or its modules cannot be fetched: $(tail -n 1 "$kept.log")"
fi
mv "$kept.new" "$kept"
rm -f "$kept.log"
echo "$kept"
