#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Many large reviews at once: big_bodies.py PORT NUMBER BYTES

Each connection sends one review of BYTES.  Prints as JSON the number of answers for each
status, and the maximum time of a refusal from the head to the answer.
"""

import collections
import json
import os
import selectors
import socket
import ssl
import sys
import time

import attackers
import rows

PIECE = 1 << 16
PATIENCE_S = 60
SOURCES = 4


class Sender:
    def __init__(self, port, number, size, blanks):
        self.blanks, self.left = blanks, size - len(rows.REVIEW)
        plain = socket.socket()
        plain.settimeout(PATIENCE_S)
        plain.bind(("127.0.2.%d" % (1 + number % SOURCES), 0))
        plain.connect(("127.0.0.1", port))
        self.sock = attackers.CONTEXT.wrap_socket(plain)
        self.status = None
        self.begin = self.end = 0.0
        self.ready = rows.head(rows.LINE, rows.HOST, rows.JSON,
                               b"Content-Length: %d" % size) + rows.REVIEW

    def start(self):
        self.begin = time.monotonic()
        self.sock.setblocking(False)

    def finish(self, status):
        self.status = status
        self.end = time.monotonic()
        self.sock.close()

    def write(self):
        if not self.ready and self.left:
            self.ready = self.blanks[:min(PIECE, self.left)]
            self.left -= len(self.ready)
        if self.ready:
            self.ready = self.ready[self.sock.send(self.ready):]

    def read(self):
        text = self.sock.recv(4096)
        words = text.split(b" ", 2)
        self.finish(words[1].decode() if len(words) > 1 else "closed")

    def step(self):
        for move in (self.read, self.write):
            try:
                if self.status is None:
                    move()
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                pass
            except (OSError, ssl.SSLError):
                if move == self.read:
                    self.finish("closed")

    def is_sending(self):
        return bool(self.ready or self.left)


def pump(senders):
    """Until each connection has its answer."""
    selector = selectors.DefaultSelector()
    for sender in senders:
        sender.start()
        selector.register(sender.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, sender)
    end = time.monotonic() + PATIENCE_S
    while selector.get_map() and time.monotonic() < end:
        for key, _ in selector.select(1):
            sender = key.data
            fd = key.fd
            sender.step()
            if sender.status is not None:
                selector.unregister(fd)
            elif not sender.is_sending():
                selector.modify(fd, selectors.EVENT_READ, sender)


def main():
    port, number, size = map(int, sys.argv[1:])
    os.nice(5)
    blanks = b" " * PIECE
    senders = [Sender(port, n, size, blanks) for n in range(number)]
    pump(senders)
    refused = [s.end - s.begin for s in senders if s.status == "503"]
    print(json.dumps({"answers": collections.Counter(s.status or "none" for s in senders),
                      "refused_s": max(refused, default=0)}))


if __name__ == "__main__":
    main()
