# SPDX-License-Identifier: Apache-2.0
"""Several requests in one write: bytes after a bad request are not read as a request."""

from rows import (CHUNKED, CLOSES, GUARD, HOST, JSON, LINE, MUDDLED, REVIEW, STAYS, WAITS, Row, chunk,
                  chunks, framed, head, length, post)

GOOD = post()
MUTATE = post(line=b"POST /mutate HTTP/1.1")
CHUNKY = chunks(chunk(REVIEW))
NOT_FOUND = post(line=b"POST /x HTTP/1.1")
NO_METHOD = post(line=b"PUT /validate HTTP/1.1")
NO_TYPE = post(kind=None)
NO_JSON = post(body=b"{")
TWO_LENGTHS = framed(length(REVIEW), b"Content-Length: 3")
BOTH = framed(length(REVIEW), CHUNKED)
NO_HOST = post(host=None)
FOLDED = post(b"X: a\r\n b")
TOO_LARGE = framed(b"Content-Length: 99999999")

ROWS = [
    Row("two", GOOD * 2, (200,) * 2, STAYS, "answered in order"),
    Row("three", GOOD * 3, (200,) * 3, STAYS, "answered in order"),
    Row("thirty", GOOD * 30, (200,) * 30, STAYS, "more than a connection can buffer"),
    Row("both stages", GOOD + MUTATE + GOOD, (200,) * 3, STAYS, "answered in order"),
    Row("chunks between", GOOD + CHUNKY + GOOD, (200,) * 3, STAYS, "each has its own framing"),
    Row("chunks twice", CHUNKY * 2, (200,) * 2, STAYS, "the last chunk ends it"),
    Row("unknown path between", GOOD + NOT_FOUND + GOOD, (200, 404, 200), STAYS,
        "its framing is valid, so the next one is a request"),
    Row("unknown method between", GOOD + NO_METHOD + GOOD, (200, 405, 200), STAYS,
        "its framing is valid"),
    Row("no type between", GOOD + NO_TYPE + GOOD, (200, 415, 200), STAYS,
        "its framing is valid"),
    Row("no review between", GOOD + NO_JSON + GOOD, (200, 400, 200), STAYS,
        "its framing is valid"),
    Row("all that is wrong and sound", NOT_FOUND + NO_METHOD + NO_TYPE + NO_JSON,
        (404, 405, 415, 400), STAYS, "its framing is valid"),
    Row("CRLF between", GOOD + b"\r\n" + GOOD, (200, 200), STAYS,
        "old clients end a body like this (RFC 9112, 2.2)"),
    Row("asked to close between", GOOD + post(b"Connection: close") + GOOD, (200, 200), CLOSES,
        "nothing after it is answered"),
    Row("two lengths first", TWO_LENGTHS + GOOD, (400,), CLOSES, "nothing after it is read"),
    Row("two lengths second", GOOD + TWO_LENGTHS + GOOD, (200, 400), CLOSES,
        "nothing after it is read"),
    Row("length and coding second", GOOD + BOTH + GOOD, (200, 400), CLOSES,
        "nothing after it is read"),
    Row("no Host second", GOOD + NO_HOST + GOOD, (200, 400), CLOSES,
        "nothing after it is read"),
    Row("folded second", GOOD + FOLDED + GOOD, (200, 400), CLOSES, "nothing after it is read"),
    Row("too large second", GOOD + TOO_LARGE + GOOD, (200, 413), CLOSES,
        "nothing after it is read"),
    Row("no HTTP second", GOOD + b"NON SENSE\r\n\r\n" + GOOD, (200, 400), CLOSES,
        "nothing after it is read"),
    Row("another protocol second", GOOD + b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (200, 505),
        CLOSES, "nothing after it is read"),
    Row("1.0 second", GOOD + post(line=b"POST /validate HTTP/1.0") + GOOD, (200, 200), CLOSES,
        "such a connection ends with its answer"),
    Row("bad chunk second", GOOD + chunks(chunk(REVIEW, b"zz")) + GOOD, (200, 400), CLOSES,
        "nothing after it is read"),
    Row("bad length second", GOOD + framed(b"Content-Length: x") + GOOD, (200, 400), MUDDLED,
        "nothing after it is read"),
    Row("bare LF second", GOOD + GOOD.replace(b"\r\n", b"\n") + GOOD, (200, 400), CLOSES,
        "nothing after it is read"),
    Row("half a one behind", GOOD + GOOD[:40], (200,), WAITS,
        "the first is answered, the second may go on until the deadline"),
    Row("half a body behind", GOOD + GOOD[:-5], (200,), WAITS,
        "the first is answered, the second may go on until the deadline"),
    Row("a request in a path", post(line=b"POST /x%20HTTP/1.1%0d%0aHost:%20x HTTP/1.1"), (404,),
        STAYS, "escapes do not end a line"),
    Row("a request in a field", post(b"X: " + GUARD[:23]), (200,), STAYS, "a value is not parsed"),
    Row("a request as a wrong path's body", post(line=b"POST /x HTTP/1.1", body=GUARD), (404,),
        STAYS, "the body is discarded, not parsed"),
    Row("a request as a long wrong path's body",
        post(line=b"POST /x HTTP/1.1", body=GUARD * 100), (404,), CLOSES,
        "neither read nor answered"),
    Row("a request as a GET's body", post(line=b"GET /validate HTTP/1.1", body=GUARD), (405,),
        STAYS, "a GET may have a body too"),
    Row("requests behind leave to go on",
        (head(LINE, HOST, JSON, length(REVIEW), b"Expect: 100-continue"), REVIEW + GOOD),
        (100, 200, 200), STAYS, "the second is the next request"),
]
