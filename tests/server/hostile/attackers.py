#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Crowds of bad clients: attackers.py KIND PORT NUMBER SECONDS

Opens NUMBER connections, and attacks as KIND does for at most SECONDS.  Prints as JSON how
many connections the server has ended, and the age of the oldest of them.
"""

import json
import os
import select
import socket
import ssl
import sys
import time

import rows
import rows_tls

TICK_S = 0.2
SOURCES = 4  # addresses, so that the limit for one address does not help
PATIENCE_S = 20
HEAD = rows.head(rows.LINE, rows.HOST, rows.JSON, b"X-Wait: " + b"y" * 1000)
LONG_HEAD = rows.head(rows.LINE, rows.HOST, rows.JSON, b"Content-Length: 1000")
SHORT = b"GET / HTTP/1.1\r\nHost:\r\n\r\n"  # the answer is eight times as long
SMALL_BUFFER = 2304
PIECE = 8192
GROUP = 50  # opened in each tick


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    return made


CONTEXT = context()

# kind: TLS?, bytes sent at full speed, bytes sent one at each tick; are answers read?
KINDS = {
    "half-open": (False, b"", b"", True),
    "half-hello": (False, rows_tls.HELLO[:100], b"", True),
    "hello-alone": (False, rows_tls.HELLO, b"", True),
    "hello-drips": (False, b"", rows_tls.HELLO, True),
    "garbage": (False, bytes(range(256)) * 8, b"", True),
    "plain-http": (False, rows.GUARD, b"", True),
    "silent": (True, b"", b"", True),
    "half-head": (True, HEAD[:60], b"", True),
    "head-drips": (True, b"", HEAD, True),
    "half-body": (True, LONG_HEAD + b" " * 500, b"", True),
    "body-drips": (True, LONG_HEAD, b" " * 1000, True),
    "no-reading": (True, SHORT * 10000, b"", False),
}


class Attacker:
    def __init__(self, kind, port, number):
        self.is_tls, self.first, self.drips, self.reads = KINDS[kind]
        self.begin = time.monotonic()
        self.gone_s = None
        self.sock = socket.socket()
        self.sock.settimeout(PATIENCE_S)
        if not self.reads:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        try:
            self.sock.bind(("127.0.1.%d" % (1 + number % SOURCES), 0))
            self.sock.connect(("127.0.0.1", port))
            if self.is_tls:
                self.sock = CONTEXT.wrap_socket(self.sock)
            self.sock.setblocking(False)
            self.send_first()
        except (OSError, ssl.SSLError):
            self.leave()

    def leave(self):
        self.gone_s = time.monotonic() - self.begin
        self.sock.close()

    def send(self, text):
        """Sends; returns the number of bytes."""
        try:
            return self.sock.send(text)
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            return 0

    def send_first(self):
        taken = 1
        while self.first and taken:
            taken = self.send(self.first[:PIECE])
            self.first = self.first[taken:]

    def has_ended(self):
        if not self.reads:  # only whether the server has closed: its answers are not read
            poll = select.poll()
            poll.register(self.sock, select.POLLRDHUP)
            return bool(poll.poll(0))
        try:
            while self.sock.recv(4096):
                pass
            return True
        except (BlockingIOError, ssl.SSLWantReadError):
            return False

    def tick(self):
        try:
            if self.has_ended():
                self.leave()
            elif self.first:
                self.send_first()
            else:
                self.drips = self.drips[self.send(self.drips[:1]):]
        except (OSError, ssl.SSLError):
            self.leave()


def tick(attackers):
    """The number of open connections."""
    left = [attacker for attacker in attackers if attacker.gone_s is None]
    for attacker in left:
        attacker.tick()
    return len(left)


def crowd(kind, port, number, seconds):
    """The result."""
    attackers = []
    end = time.monotonic() + seconds
    while len(attackers) < number:
        attackers.append(Attacker(kind, port, len(attackers)))
        if len(attackers) % GROUP == 0:
            tick(attackers)
    while time.monotonic() < end and tick(attackers):
        time.sleep(TICK_S)
    gone = [a.gone_s for a in attackers if a.gone_s is not None]
    for attacker in attackers:
        attacker.sock.close()
    return {"gone": len(gone), "left": number - len(gone), "oldest_s": max(gone, default=0)}


def main():
    kind, port, number, seconds = sys.argv[1:]
    os.nice(5)
    print(json.dumps(crowd(kind, int(port), int(number), float(seconds))))


if __name__ == "__main__":
    main()
