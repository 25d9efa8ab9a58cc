# SPDX-License-Identifier: Apache-2.0
"""The operations port: plain HTTP, the same rules.  Its guard is a GET of /healthz."""

from rows import CHUNKED, CLOSES, HOST, MUDDLED, STAYS, WAITS, Row, head

GUARD = head(b"GET /healthz HTTP/1.1", HOST)
GUARD_SEEN = b"\r\n\r\nok\n"


def get(*fields, line=b"GET /readyz HTTP/1.1", host=HOST):
    return head(line, *([host] if host else []), *fields)


def at(target, method=b"GET"):
    return get(line=method + b" " + target + b" HTTP/1.1")


ROWS = [
    Row("as kubelet asks", get(b"User-Agent: kube-probe/1.37", b"Accept: */*",
                               b"Connection: close"), (200,), CLOSES, "it asks to close"),
    Row("kept", get(), (200,), STAYS, "another client may ask again"),
    Row("metrics", at(b"/metrics"), (200,), STAYS, "Prometheus sends it like this"),
    Row("query", at(b"/readyz?verbose"), (200,), STAYS, "it is ignored"),
    Row("POST", at(b"/readyz", b"POST"), (405,), STAYS, "this port changes nothing"),
    Row("DELETE", at(b"/metrics", b"DELETE"), (405,), STAYS, "this port changes nothing"),
    Row("TRACE", at(b"/healthz", b"TRACE"), (405,), STAYS, "the request is not echoed"),
    Row("review", at(b"/validate", b"POST"), (404,), STAYS, "reviews come over TLS"),
    Row("root", at(b"/"), (404,), STAYS, "the path is unknown"),
    Row("debug", at(b"/debug/pprof/"), (404,), STAYS, "there is no such path"),
    Row("dot-dot", at(b"/../../etc/passwd"), (404,), STAYS, "the server has no files"),
    Row("escaped", at(b"/%72eadyz"), (404,), STAYS, "the path is not unescaped"),
    Row("absolute form", at(b"http://169.254.169.254/readyz"), (404,), STAYS, "the server is not a proxy"),
    Row("CONNECT", at(b"evil.example:443", b"CONNECT"), (404,), STAYS, "the server is not a tunnel"),
    Row("body", get(b"Content-Length: 5") + b"hello", (200,), STAYS, "the body is read and discarded"),
    Row("long body", get(b"Content-Length: 99999999") + b"x" * 1000, (413,), CLOSES,
        "a long body is not read just to be discarded"),
    Row("chunks", get(CHUNKED) + b"5\r\nhello\r\n0\r\n\r\n", (200,), STAYS, "the same"),
    Row("length and coding", get(CHUNKED, b"Content-Length: 5") + b"hello", (400,), CLOSES,
        "the end of the body is ambiguous"),
    Row("two lengths", get(b"Content-Length: 0", b"Content-Length: 5") + b"hello", (400,),
        CLOSES, "it is ambiguous"),
    Row("negative length", get(b"Content-Length: -5"), (400,), MUDDLED, "only digits are allowed"),
    Row("coding", get(b"Transfer-Encoding: gzip"), (501,), CLOSES, "only chunked is supported"),
    Row("no Host", get(host=None), (400,), CLOSES, "it is required"),
    Row("two Hosts", get(HOST), (400,), CLOSES, "it is ambiguous"),
    Row("1.0", get(line=b"GET /readyz HTTP/1.0", host=None), (200,), CLOSES,
        "such a connection serves one request"),
    Row("1.0, bad gateway's", get(b"Connection: keep-alive", line=b"GET /readyz HTTP/1.0"),
        (200,), STAYS, "keep-alive was requested"),
    Row("no version", get(line=b"GET /readyz"), (400,), CLOSES, "HTTP/0.9 is not supported"),
    Row("2.0", get(line=b"GET /readyz HTTP/2.0"), (505,), CLOSES, "only HTTP/1.1 is supported"),
    Row("preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (505,), CLOSES,
        "only HTTP/1.1 is supported"),
    Row("folded", get(b"X: a\r\n b"), (400,), CLOSES, "folding is obsolete"),
    Row("blank before the colon", get(b"X : y"), (400,), CLOSES, "some readers see another name"),
    Row("NUL in a value", get(b"X: a\0b"), (400,), CLOSES, "readers in C stop there"),
    Row("NUL in the path", at(b"/readyz\0x"), (400,), CLOSES, "readers in C stop there"),
    Row("blank in the path", at(b"/ready z"), (400,), CLOSES, "the end of the target is ambiguous"),
    Row("bare LF", get().replace(b"\r\n", b"\n"), (400,), CLOSES, "lines end with CR LF"),
    Row("long target", at(b"/" + b"x" * 40000), (414,), CLOSES, "a head has at most 16 KiB"),
    Row("long field", get(b"X: " + b"y" * 40000), (431,), CLOSES, "a head has at most 16 KiB"),
    Row("many fields", get(*[b"X: y"] * 3000), (431,), CLOSES, "a head has at most 16 KiB"),
    Row("ranges", get(b"Range: bytes=0-0,1-1,2-2", line=b"GET /metrics HTTP/1.1"), (200,),
        STAYS, "the answer is complete"),
    Row("upgrade", get(b"Connection: Upgrade", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"),
        (200,), STAYS, "the offer is ignored"),
    Row("hello of TLS", bytes.fromhex("16030100c8010000c40303") + b"\1" * 200 + b"\r\n\r\n",
        (), CLOSES, "this port has no TLS"),
    Row("garbage", bytes(range(128, 256)) * 4 + b"\r\n\r\n", (), CLOSES, "it is not a request"),
    Row("ten in one write", get() * 10, (200,) * 10, STAYS, "answered in order"),
    Row("a bad one between", get() + get(b"X : y") + get(), (200, 400), CLOSES,
        "nothing after it is read"),
    Row("half a line", b"GET /hea", (), WAITS, "the rest may come until the deadline"),
    Row("half a head", get()[:-2], (), WAITS, "the rest may come until the deadline"),
    Row("nothing", b"", (), WAITS, "a silent connection has a deadline"),
]
