#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A well-behaved client on a kept connection: good_client.py PORT [RATE]

Sends RATE requests each second until its input ends, then prints its results as JSON.  Like
Go's client, it repeats a request once if a kept connection was closed before an answer.
"""

import http.client
import json
import os
import select
import ssl
import sys
import threading
import time

import rows

SOURCE = "127.0.0.9"  # an address of its own, as the number of connections for each address is limited
PATIENCE_S = 30


class GoodClient:
    def __init__(self, port):
        self.port = port
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE
        self.connection = None
        self.times_ms = []
        self.failures = []
        self.again = 0

    def attempt(self):
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, context=self.context, timeout=PATIENCE_S,
                source_address=(SOURCE, 0))
        self.connection.request("POST", "/validate?timeout=2s", rows.REVIEW,
                                {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        text = response.read()
        if response.status != 200 or b'"allowed":true' not in text:
            raise ValueError("%d %r" % (response.status, text[:100]))

    def ask(self):
        was_kept = self.connection is not None
        begin = time.monotonic()
        try:
            try:
                self.attempt()
            except (ConnectionError, ssl.SSLEOFError):
                self.connection = None
                if not was_kept:
                    raise
                self.again += 1
                self.attempt()
        except (OSError, ValueError, http.client.HTTPException) as error:
            self.connection = None
            self.failures.append(repr(error))
        self.times_ms.append((time.monotonic() - begin) * 1000)

    def run(self, rate, is_over):
        """At fixed times, so that a stall does not reduce the number of requests."""
        due = time.monotonic()
        while not is_over(max(0, due - time.monotonic())):
            if time.monotonic() >= due:
                self.ask()
                due = max(due + 1 / rate, time.monotonic() - 1)

    def report(self):
        times = sorted(self.times_ms) or [0]
        return {"n": len(self.times_ms), "failed": len(self.failures),
                "again": self.again, "errors": self.failures[:3],
                "p50": times[len(times) // 2], "p99": times[len(times) * 99 // 100],
                "max": times[-1]}


class Beside:
    """A good client in a thread, during another action."""

    def __init__(self, port, rate=20):
        self.client = GoodClient(port)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.client.run, args=(rate, self.over.wait))

    def __enter__(self):
        self.client.ask()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def report(self):
        return self.client.report()


def main():
    client = GoodClient(int(sys.argv[1]))
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 50
    try:
        os.nice(-10)
    except OSError:
        pass  # then it competes with the attackers

    def is_over(seconds):
        return bool(select.select([sys.stdin], [], [], seconds)[0])

    client.run(rate, is_over)
    print(json.dumps(client.report()))


if __name__ == "__main__":
    main()
