# SPDX-License-Identifier: Apache-2.0
"""Plays rows against a server, and reports differences from the rows."""

import collections
import concurrent.futures
import socket
import ssl
import struct
import threading

import rows
from rows import CLOSES, MUDDLED, STAYS, WAITS

PATIENCE_S = 60  # longer than any deadline of the server
PARALLEL = 8
LARGE_BYTES = 1 << 20

Answer = collections.namedtuple("Answer", "status fields body")


class Wrong(Exception):
    """The answer is not what the row expects."""


class Stream:
    """Reads answers from a socket strictly; an answer without a length is an error."""

    def __init__(self, sock):
        self.sock = sock
        self.text = b""
        self.ended = False

    def more(self):
        try:
            piece = self.sock.recv(65536)
        except TimeoutError:
            raise Wrong("nothing more came, and no end; so far: %r" % self.text[:200]) from None
        except (OSError, ssl.SSLError):
            piece = b""  # a reset is an end, too
        self.ended = piece == b""
        self.text += piece

    def answer(self):
        """The next answer; None: the connection has ended."""
        while b"\r\n\r\n" not in self.text and not self.ended:
            self.more()
        if self.ended and not self.text:
            return None
        head, mark, rest = self.text.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        words = lines[0].split(b" ", 2)
        if not mark or len(words) != 3 or words[0] != b"HTTP/1.1" or len(words[1]) != 3:
            raise Wrong("no answer: %r" % self.text[:200])
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(b": ")
            if name.lower() in fields:
                raise Wrong("a field twice in an answer: %r" % line)
            fields[name.lower()] = value
        status = int(words[1])
        if status == 100:
            self.text = rest
            return Answer(status, fields, b"")
        if not fields.get(b"content-length", b"").isdigit():
            raise Wrong("an answer without its length: %r" % head)
        length = int(fields[b"content-length"])
        while len(rest) < length and not self.ended:
            size = len(self.text)
            self.more()
            rest += self.text[size:]
        if len(rest) < length:
            raise Wrong("half an answer: %r" % self.text[:200])
        self.text = rest[length:]
        return Answer(status, fields, rest[:length])


class Port:
    """The port for the rows of a table, and the guard for that port."""

    def __init__(self, server, is_tls=True, guard=rows.GUARD, guard_seen=rows.GUARD_SEEN):
        self.number = server.port if is_tls else server.ops_port
        self.context = server.context() if is_tls else None
        self.guard = guard
        self.guard_seen = guard_seen

    def plain(self):
        sock = socket.create_connection(("127.0.0.1", self.number), PATIENCE_S)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def connect(self):
        sock = self.plain()
        return self.context.wrap_socket(sock) if self.context else sock


def send(sock, text):
    try:
        sock.sendall(text)
    except TimeoutError:
        raise Wrong("it neither reads nor closes") from None
    except (OSError, ssl.SSLError):
        pass  # the server has answered and closed before it read everything


def reset(sock):
    """Close like a host that lost power: without FIN, and with a reset later."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def check_good(port):
    """The server answers a good request on another connection."""
    with port.connect() as sock:
        send(sock, port.guard)
        answer = Stream(sock).answer()
        if answer is None or answer.status != 200 or not seen(port, answer):
            raise Wrong("afterwards a good request is answered %r" % (answer,))


def seen(port, answer):
    return port.guard_seen in b"\r\n\r\n" + answer.body


def talk(port, row, stream):
    """All answers, including the guard's."""
    parts = row.sent if isinstance(row.sent, tuple) else (row.sent,)
    answers = []
    for part in parts[:-1]:
        send(stream.sock, part)
        answers.append(stream.answer())
    send(stream.sock, parts[-1] + (b"" if row.end == WAITS else port.guard))
    wanted = len(row.answers) + (row.end == STAYS)
    while row.end in (CLOSES, WAITS) or len(answers) < wanted:
        answer = stream.answer()
        if answer is None:
            break
        answers.append(answer)
        if len(answers) > wanted:
            break
    while row.end == MUDDLED and not stream.ended:
        stream.more()
    return answers


def check_talk(port, row, stream):
    answers = talk(port, row, stream)
    got = tuple(answer.status if answer else None for answer in answers)
    guarded = [seen(port, answer) for answer in answers if answer]
    if row.end == STAYS:
        if got != row.answers + (200,) or not guarded[-1]:
            raise Wrong("answers %r" % (got,))
    elif got != row.answers:
        raise Wrong("answers %r%s" % (got, ", the guard too" if any(guarded) else ""))
    elif row.end in (CLOSES, MUDDLED) and answers and \
            answers[-1].fields.get(b"connection", b"").lower() != b"close":
        raise Wrong("the last answer does not say that the connection ends")
    if any(guarded[:-1]) or port.guard_seen in stream.text:
        raise Wrong("the guard was answered")
    if stream.text and row.end != MUDDLED:
        raise Wrong("more came than there should: %r" % stream.text[:200])


def play_http(port, row):
    with port.connect() as sock:
        check_talk(port, row, Stream(sock))
    check_good(port)


def play_raw(port, row):
    """Below TLS: there is no HTTP in the answer, and the connection ends."""
    with port.plain() as sock:
        send(sock, row.sent)
        stream = Stream(sock)
        while not stream.ended:
            stream.more()
        if b"HTTP/" in stream.text:
            raise Wrong("answered in plain HTTP: %r" % stream.text[:200])
    check_good(port)


PLAYED = []  # names of the rows that were played; counted at the end
LARGE = threading.Lock()  # one at a time, because together they would exceed the server's memory


def size(row):
    return sum(map(len, row.sent)) if isinstance(row.sent, tuple) else len(row.sent)


def judged(play, port, row):
    """None, or a sentence."""
    PLAYED.append(row.name)
    try:
        if size(row) < LARGE_BYTES:
            play(port, row)
        else:
            with LARGE:
                play(port, row)
    except (Wrong, OSError) as error:
        return "%s: %s (%s, then it %s: %s)" % (
            row.name, error, row.answers or "no answer", row.end, row.why)
    return None


def play_all(work):
    """work: (play, port, row).  Returns the sentences of the failures."""
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        return [said for said in pool.map(lambda item: judged(*item), work) if said]
