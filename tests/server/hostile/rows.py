# SPDX-License-Identifier: Apache-2.0
"""The rows of the tables, and the parts of their requests.

A row sends its bytes, followed in the same write by one good review, the guard.  The answers
must be those of the row.  Then the guard is answered (STAYS), or it is not and the connection
ends (CLOSES).  If the guard of a CLOSES row is answered, a request was smuggled.  A row that
WAITS has no guard: there is no answer until the deadline.  MUDDLED is CLOSES where the
library writes the head of its last answer twice: for a client that is one answer with an odd
body, and anything after it is lost with the connection.
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
    """A good request with the given differences; fields come first, the length last."""
    lines = [line, *fields] + [field for field in (host, kind) if field is not None]
    return head(*lines, length(body)) + body


def framed(*fields, body=REVIEW):
    """A good request without a length, which the fields may provide."""
    return head(LINE, HOST, JSON, *fields) + body


def chunk(data, size=None, end=CRLF, after=CRLF):
    return (b"%x" % len(data) if size is None else size) + end + data + after


def chunks(*pieces, last=b"0\r\n\r\n", fields=(CHUNKED,)):
    return framed(*fields, body=b"".join(pieces) + last)


GUARD = post(body=review("guard"))
GUARD_SEEN = b'"uid":"guard"'
