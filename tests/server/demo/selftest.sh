#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# selftest PROGRAM: run.sh shows an admitted and a refused review, names a taken port, and
# ends successfully on a signal.
set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
run=
trap '[ -z "$run" ] || kill -TERM "$run" 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
passed=0
failed=0

check() {
    local why=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not so: $why"
        cat "$folder/out"
    fi
}

# Two ports that are free at the moment.
read -r one two < <(/usr/bin/python3 -c '
import socket
held = [socket.socket(), socket.socket()]
for each in held:
    each.bind(("127.0.0.1", 0))
print(*[each.getsockname()[1] for each in held])')
PROGRAM=$(realpath "$1")
export PROGRAM DEMO_FOLDER=$folder LISTEN=127.0.0.1:$one OPS_LISTEN=127.0.0.1:$two

said() {
    grep -qF -- "$1" "$folder/out"
}

"$here/run.sh" >"$folder/out" 2>&1 </dev/null &
run=$!
for _ in {1..600}; do
    if said "Serving until Ctrl-C" || ! kill -0 "$run" 2>/dev/null; then
        break
    fi
    sleep 0.05
done
check "it goes on serving" said "Serving until Ctrl-C"
check "the record that the platform adds is shown" said "int-lb.corp.example.net"
check "the source ranges that it adds are shown" \
    said "whitelist-source-range]: 198.51.100.0/24"
check "the next step is named" said "docs/install.md"
check "the near name is shown" said 'did you mean "shop.example.com"'
check "the snippet is refused with its rule" said "annotation-forbidden"

code=0
"$here/run.sh" >"$folder/second" 2>&1 </dev/null || code=$?
check "a second one cannot start" [ "$code" -eq 1 ]
check "and says which setting to change" grep -q "taken.* LISTEN=" "$folder/second"

code=0
kill -TERM "$run"
wait "$run" || code=$?
run=
check "told to stop, it stops well" [ "$code" -eq 0 ]
check "the server is gone" \
    bash -c "! curl --silent --output /dev/null http://127.0.0.1:$two/healthz"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
