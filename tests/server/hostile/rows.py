# SPDX-License-Identifier: Apache-2.0
"""What a row of the tables is, and what requests are put together from.

A row sends its bytes and, behind them in the same write, one more good review, the guard.
The answers must be those of the row; then the guard is answered (STAYS), or it is not and
the connection ends (CLOSES).  An answer to the guard where the row says CLOSES would be a
smuggled request.  A row that WAITS has no guard: nothing is answered until the deadline.
MUDDLED is CLOSES where the library writes the head of its last answer twice: to a client
that is one answer with an odd body, and what is behind it is gone with the connection.
"""

import collections
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "live"))

import reviews  # of tests/server/live

STAYS, CLOSES, WAITS, MUDDLED = "stays", "closes", "waits", "closes, muddled"

Row = collections.namedtuple("Row", "name sent answers end why")

CRLF = b"\r\n"
HOST = b"Host: webhook.example"
JSON = b"Content-Type: application/json"
CHUNKED = b"Transfer-Encoding: chunked"
LINE = b"POST /validate HTTP/1.1"


def review(uid="row", **request):
    return reviews.review(uid=uid, **request).encode()


REVIEW = review()


def length(body):
    return b"Content-Length: %d" % len(body)


def head(*lines):
    return CRLF.join(lines) + CRLF + CRLF


def post(*fields, line=LINE, host=HOST, kind=JSON, body=REVIEW):
    """A good request, but for what is said; fields come first, the length last."""
    lines = [line, *fields] + [field for field in (host, kind) if field is not None]
    return head(*lines, length(body)) + body


def framed(*fields, body=REVIEW):
    """One without a length: the fields say it, or do not."""
    return head(LINE, HOST, JSON, *fields) + body


def chunk(data, size=None, end=CRLF, after=CRLF):
    return (b"%x" % len(data) if size is None else size) + end + data + after


def chunks(*pieces, last=b"0\r\n\r\n", fields=(CHUNKED,)):
    return framed(*fields, body=b"".join(pieces) + last)


GUARD = post(body=review("guard"))
GUARD_SEEN = b'"uid":"guard"'
