#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run: serve policies/example.yaml on loopback with temporary certificates, show one
# review that is admitted and one that is refused, and serve until Ctrl-C. LISTEN and
# OPS_LISTEN are the addresses; PROGRAM and DEMO_FOLDER are for the selftest.
set -eu -o pipefail
cd "$(dirname "$0")/../../.."

listen=${LISTEN:-127.0.0.1:8443}
ops_listen=${OPS_LISTEN:-127.0.0.1:8081}
program=${PROGRAM:-build/src/ingress-warden}
folder=${DEMO_FOLDER:-build/demo}
policy=policies/example.yaml
certs=$folder/certs
log=$folder/serve-${listen##*:}.log
server=

stop() {
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
}
trap stop EXIT

die() {
    echo "make run: $*" >&2
    exit 1
}

# host ADDRESS:PORT: print the address, without the brackets of IPv6.
host() {
    local host=${1%:*}
    host=${host#[}
    echo "${host%]}"
}

# A server that already listens there would answer in place of this one.
free() {
    if (exec 3<>"/dev/tcp/$(host "$2")/${2##*:}") 2>/dev/null; then
        die "$2 is taken; choose another address with $1=, such as" \
            "make run $1=$(host "$2"):$((${2##*:} + 1000))"
    fi
}

# The CA is kept while it is valid, so that a second terminal can continue to use it.
make_certs() {
    local names=(--dns localhost --ip 127.0.0.1)
    if [ "$(host "$listen")" != 127.0.0.1 ] && [ "$(host "$listen")" != localhost ]; then
        names+=(--ip "$(host "$listen")")
    fi
    "$program" certs make --dir "$certs" "${names[@]}" >"$folder/certs.log" 2>&1 && return
    rm -rf "$certs"
    "$program" certs make --dir "$certs" "${names[@]}" >"$folder/certs.log" 2>&1 ||
        die "no certificates: $(cat "$folder/certs.log")"
}

wait_until_ready() {
    for _ in {1..200}; do
        kill -0 "$server" 2>/dev/null || die "serve ended: $(tail -n 5 "$log")"
        if curl --silent --fail --output /dev/null "http://$ops_listen/readyz"; then
            return
        fi
        sleep 0.05
    done
    die "not ready after 10 seconds: $(curl --silent "http://$ops_listen/readyz")"
}

# show FILE SENTENCE: show what kubectl would print for FILE.
show() {
    echo
    echo "== $2"
    echo "   kubectl apply -f $1"
    "$program" probe --url "https://$listen" --ca "$certs/ca.crt" --server-name localhost \
        "$1" | sed 's/^/   /' || die "the webhook gave no good answer; see $log"
}

case $listen:$ops_listen in
*:*:*:*) ;;
*) die "write LISTEN and OPS_LISTEN as ADDRESS:PORT" ;;
esac
mkdir -p "$folder"
free LISTEN "$listen"
free OPS_LISTEN "$ops_listen"
make_certs

# On a terminal the server is a job of its own, and only that job gets Ctrl-C.  So the
# server can drain, and make sees a successful end.
if [ -t 0 ]; then
    set -m
fi
"$program" serve --policy "$policy" --listen "$listen" --ops-listen "$ops_listen" \
    --tls-cert "$certs/tls.crt" --tls-key "$certs/tls.key" --drain 0 >"$log" 2>&1 &
server=$!
trap 'stop; server=; echo Stopped.; exit 0' INT TERM
wait_until_ready

echo "Serving $policy at https://$listen (log: $log)"
show tests/server/demo/admitted.yaml \
    "An Ingress that is admitted: DNS annotations and source ranges are added"
show tests/server/demo/refused.yaml "An Ingress that is refused"
cat <<TEXT

Serving until Ctrl-C.  From a second terminal:

  $program probe --url https://$listen --ca $certs/ca.crt --server-name localhost tests/server/demo/refused.yaml
  $program check --policy $policy tests/server/demo/refused.yaml
  curl http://$ops_listen/metrics

Next: change $policy, and the server loads it again within seconds.
README.md has a tour of five minutes; docs/install.md is about a cluster.
TEXT

result=0
if [ -t 0 ]; then
    fg %1 >/dev/null || result=$?
else
    wait "$server" || result=$?
fi
server=
if [ "$result" -ne 0 ]; then
    die "serve ended with $result: $(tail -n 5 "$log")"
fi
echo "Stopped."
