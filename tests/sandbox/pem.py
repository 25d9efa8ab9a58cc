#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Certificates that are expensive for a PEM reader: pem.py PROGRAM

The cause is CVE-2024-12401: less than a megabyte took most of a second, with quadratic
growth. Each file is just within the limit of 1 MiB.  The answer is a sentence and not a
crash, within a time that a reader of quadratic cost would exceed.
"""

import os
import subprocess
import sys
import tempfile

LIMIT = 1 << 20
PATIENCE_S = 30  # with sanitizers, on a busy machine; usually it takes a fraction of a second

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def filled(piece, head="", tail=""):
    return head + piece * ((LIMIT - len(head) - len(tail) - 1) // len(piece)) + tail


def rows(cert):
    yield "beginnings without an end", filled(BEGIN + "\n")
    yield "ends without a beginning", filled(END + "\n")
    yield "beginnings on one line", filled(BEGIN)
    yield "half of a beginning, again and again", filled("-----BEGIN ")
    yield "dashes", filled("-")
    yield "dashes behind a beginning", filled("-", BEGIN + "\n")
    yield "line ends", filled("\n", BEGIN + "\n")
    yield "blanks before each line", filled(" \t", "", BEGIN + "\n")
    yield "a certificate without end", filled("MIIB" * 16 + "\n", BEGIN + "\n")
    yield "one line of a certificate", filled("MIIB", BEGIN + "\n", "\n" + END + "\n")
    yield "headers of old PEM", filled("Proc-Type: 4,ENCRYPTED\n", BEGIN + "\n")
    yield "certificates with nothing in them", filled(f"{BEGIN}\n{END}\n")
    yield "one certificate a thousand times", filled(cert)
    yield "the ceiling, and a byte more", "-" * (LIMIT + 1)


def ask(program, *words):
    return subprocess.run([program, "certs", *words], capture_output=True, timeout=PATIENCE_S,
                          check=False)


def main():
    program = os.path.abspath(sys.argv[1])
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="ingress-warden-fences-") as folder:
        path = os.path.join(folder, "tls.crt")
        ask(program, "make", "--dir", folder, "--dns", "localhost")
        key = os.path.join(folder, "tls.key")
        with open(path, encoding="ascii") as file:
            cert = file.read()
        cert = cert[:cert.index(END) + len(END)] + "\n"
        for why, text in rows(cert):
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
            try:
                done = ask(program, "check", "--cert", path, "--key", key)
                if done.returncode not in (0, 1, 2) or len(done.stderr) > 4096:
                    raise ValueError(f"ended with {done.returncode}")
                passed += 1
            except (subprocess.TimeoutExpired, ValueError) as error:
                failed += 1
                print(f"{why}: {error}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
