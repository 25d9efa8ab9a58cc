# SPDX-License-Identifier: Apache-2.0
"""Bytes below TLS on the TLS port: the answer is never HTTP.

CLOSES: the server ends the connection by itself.  WAITS: the handshake is incomplete, and is
cut at the deadline.
"""

import ssl

from rows import CLOSES, GUARD, WAITS, Row


def hello():
    """A valid ClientHello."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        context.wrap_bio(incoming, outgoing).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def record(kind, payload, version=b"\3\3"):
    return bytes([kind]) + version + len(payload).to_bytes(2, "big") + payload


HELLO = hello()
ALERT, HANDSHAKE, DATA, HEARTBEAT, CHANGE = 21, 22, 23, 24, 20

ROWS = [
    Row("plain HTTP", GUARD, (), CLOSES, "reviews come over TLS"),
    Row("plain GET", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", (), CLOSES, "the same"),
    Row("preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (), CLOSES, "the same"),
    Row("a proxy's line", b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + HELLO, (), CLOSES,
        "clients may not claim another address"),
    Row("a proxy's line, binary", b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + b"\1" * 12 + HELLO, (),
        CLOSES, "clients may not claim another address"),
    Row("SSH", b"SSH-2.0-OpenSSH_9.2\r\n", (), CLOSES, "it is not TLS"),
    Row("NULs", b"\0" * 1000, (), CLOSES, "it is not TLS"),
    Row("all bytes", bytes(range(255, -1, -1)) * 4, (), CLOSES, "it is not TLS"),
    Row("hello of SSL 2", b"\x80\x2e\1\0\2\0\x15\0\0\0\x10\1\0\x80" + b"\1" * 34, (), CLOSES,
        "the version is obsolete"),
    Row("record of SSL 3", record(HANDSHAKE, b"\1\0\0\x2b\3\0" + b"\1" * 32 + b"\0\0\4\0\5\0\4\1\0",
                                  b"\3\0"), (), CLOSES, "the version is obsolete"),
    Row("record of a version of the future", record(HANDSHAKE, HELLO[5:], b"\x7f\x7f"), (),
        CLOSES, "there is no such version"),
    Row("unknown record", record(99, b"hello"), (), CLOSES, "there are five types"),
    Row("data before the handshake", record(DATA, GUARD[:100]), (), CLOSES,
        "nothing is read before the handshake"),
    Row("heartbeat", record(HEARTBEAT, b"\1\x40\0"), (), CLOSES, "the request is not echoed"),
    Row("heartbeat behind the hello", HELLO + record(HEARTBEAT, b"\1\x40\0"), (), CLOSES,
        "the request is not echoed"),
    Row("alert", record(ALERT, b"\2\x28"), (), CLOSES, "a fatal alert ends the connection"),
    Row("closing alert", record(ALERT, b"\1\0"), (), CLOSES, "it asks to close"),
    Row("change of ciphers first", record(CHANGE, b"\1"), (), WAITS,
        "TLS 1.3 skips it; an incomplete handshake has a deadline"),
    Row("record of 65,535", b"\x16\3\3\xff\xff" + b"\1" * 65535, (), CLOSES,
        "a record has at most 16 KiB"),
    Row("record of nothing", record(HANDSHAKE, b""), (), CLOSES,
        "an empty handshake fragment is not allowed"),
    Row("100 warnings", record(ALERT, b"\1\x5a") * 100, (), CLOSES, "out of order"),
    Row("hello of nothing", record(HANDSHAKE, b"\1\0\0\0"), (), CLOSES, "the hello is empty"),
    Row("hello of 16 MiB", record(HANDSHAKE, b"\1\xff\xff\xff" + b"\1" * 1000), (), WAITS,
        "only 1,000 bytes arrive; an incomplete hello has a deadline"),
    Row("hello of another kind", record(HANDSHAKE, b"\2" + HELLO[6:]), (), CLOSES,
        "a message of servers"),
    Row("finished first", record(HANDSHAKE, b"\x14\0\0\x0c" + b"\1" * 12), (), CLOSES,
        "out of order"),
    Row("hello without suites", record(HANDSHAKE, b"\1\0\0\x27\3\3" + b"\1" * 32 + b"\0\0\0\1\0"),
        (), CLOSES, "there is no common suite"),
    Row("hello of old suites", record(HANDSHAKE, b"\1\0\0\x2d\3\3" + b"\1" * 32 +
                                      b"\0\0\6\0\4\0\5\0\x0a\1\0"), (), CLOSES,
        "RC4 and 3DES are not supported"),
    Row("hello, then HTTP", HELLO + GUARD, (), CLOSES, "a record is expected"),
    Row("hello twice", HELLO + HELLO, (), CLOSES, "only one is allowed"),
    Row("hello, then data", HELLO + record(DATA, b"\1" * 100), (), CLOSES,
        "the data cannot be decrypted"),
    Row("hello, then an alert", HELLO + record(ALERT, b"\2\x30"), (), CLOSES,
        "a client that does not trust the server does this"),
    Row("nothing", b"", (), WAITS, "a silent connection has a deadline"),
    Row("a byte", b"\x16", (), WAITS, "an incomplete record has a deadline"),
    Row("five bytes", HELLO[:5], (), WAITS, "an incomplete record has a deadline"),
    Row("half a hello", HELLO[:100], (), WAITS, "an incomplete hello has a deadline"),
    Row("hello alone", HELLO, (), WAITS, "an incomplete handshake has a deadline"),
]
