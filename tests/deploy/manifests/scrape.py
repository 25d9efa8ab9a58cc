#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""promtool accepts the output of /metrics: scrape.py PROGRAM ROOT

A server answers a good review and a bad one, /metrics is read once, and promtool checks
format and names.
"""

import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from sources import Claims, plain_metrics

READY_S = 20


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.read().decode()
    except urllib.error.URLError:
        return None


def scrape(program, root, folder):
    certs, webhook, ops = folder / "certs", free_port(), free_port()
    subprocess.run([program, "certs", "make", "--dir", certs, "--dns", "localhost"], check=True,
                   capture_output=True)
    server = subprocess.Popen(
        [program, "serve", "--policy", root / "policies/example.yaml", "--drain", "0",
         "--tls-cert", certs / "tls.crt", "--tls-key", certs / "tls.key",
         "--listen", f"127.0.0.1:{webhook}", "--ops-listen", f"127.0.0.1:{ops}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + READY_S
        while get(f"http://127.0.0.1:{ops}/readyz") is None and time.monotonic() < end:
            time.sleep(0.05)
        for name in ("admitted", "refused"):
            subprocess.run([program, "probe", "--url", f"https://127.0.0.1:{webhook}",
                            "--server-name", "localhost", "--ca", certs / "ca.crt",
                            root / f"tests/server/demo/{name}.yaml"],
                           check=True, capture_output=True, timeout=60)
        return get(f"http://127.0.0.1:{ops}/metrics") or ""
    finally:
        server.terminate()
        server.wait(READY_S)


def main(program, root):
    claims = Claims()
    with tempfile.TemporaryDirectory() as folder:
        text = scrape(program, root, pathlib.Path(folder))
    there = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")}
    claims.same(plain_metrics(root), there, "metrics.def and /metrics")
    if shutil.which("promtool") is None:
        print("promtool is missing: Debian's package prometheus")
        claims.failed += 1
        claims.end()
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                          text=True, check=False)
    claims.claim(done.returncode == 0 and not done.stderr, f"promtool: {done.stderr}{done.stdout}")
    claims.end()


if __name__ == "__main__":
    main(*(pathlib.Path(name).resolve() for name in sys.argv[1:3]))
