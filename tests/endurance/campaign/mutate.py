# SPDX-License-Identifier: Apache-2.0
"""Makes good files bad, in ways that happen in practice; the seed is fixed."""

import base64
import os
import random

SEED = 20261123


def dangling(path):
    os.symlink("nothing-here", path)


def to_itself(path):
    os.symlink(path, path)


def endless(path):
    os.symlink("/dev/zero", path)


# Paths that are not regular files.
SPECIALS = [("folder", os.mkdir), ("link to nothing", dangling), ("pipe", os.mkfifo),
            ("link to itself", to_itself), ("endless device", endless)]


class Policies:
    """Mutations of a policy's text.  Each returns bytes, or a function that makes the file."""

    def __init__(self, text):
        self.text, self.lines = text, text.splitlines(keepends=True)
        self.random = random.Random(SEED)
        self.kinds = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("as_")]
        self.at = 0

    def content_line(self):
        """The number of a line that is neither empty nor a comment."""
        while True:
            at = self.random.randrange(len(self.lines))
            line = self.lines[at].strip()
            if ":" in line and not line.startswith("#"):
                return at

    def with_line(self, at, *lines):
        return "".join(self.lines[:at] + list(lines) + self.lines[at + 1:]).encode()

    def value(self, new):
        """A line with another value."""
        at = self.content_line()
        key = self.lines[at].split(":", 1)[0]
        return self.with_line(at, f"{key}: {new}\n")

    def as_truncated(self):
        return self.text[:self.random.randrange(1, len(self.text))].encode()

    def as_flipped_bit(self):
        text = bytearray(self.text.encode())
        text[self.random.randrange(len(text))] ^= 1 << self.random.randrange(8)
        return bytes(text)

    def as_line_removed(self):
        return self.with_line(self.content_line())

    def as_line_twice(self):
        at = self.content_line()
        return self.with_line(at, self.lines[at], self.lines[at])

    def as_line_elsewhere(self):
        a, b = self.content_line(), self.content_line()
        lines = list(self.lines)
        lines[a], lines[b] = lines[b], lines[a]
        return "".join(lines).encode()

    def as_indented(self):
        at = self.content_line()
        return self.with_line(at, " " * self.random.randrange(1, 5) + self.lines[at])

    def as_outdented(self):
        at = self.content_line()
        return self.with_line(at, self.lines[at][1:])

    def as_tab(self):
        at = self.content_line()
        return self.with_line(at, "\t" + self.lines[at].lstrip())

    def as_number(self):
        return self.value(self.random.choice(["17", "-1", "1e99", "0x1F", "99999999999999999999"]))

    def as_list(self):
        return self.value(self.random.choice(["[]", "[a]", "[[a]]", "[a, a]", "[{a: b}]"]))

    def as_map(self):
        return self.value(self.random.choice(["{}", "{a: b}", "{mode: open, mode: fixed}"]))

    def as_nothing(self):
        return self.value(self.random.choice(["", "~", "null", '""']))

    def as_bool(self):
        return self.value(self.random.choice(["true", "no", "On"]))

    def as_key_misspelt(self):
        at = self.content_line()
        key, rest = self.lines[at].split(":", 1)
        cut = self.random.randrange(max(1, len(key)))
        return self.with_line(at, f"{key[:cut]}x{key[cut:]}:{rest}")

    def as_colon_removed(self):
        at = self.content_line()
        return self.with_line(at, self.lines[at].replace(":", "", 1))

    def as_unbalanced(self):
        at = self.content_line()
        mark = self.random.choice("[]{}\"'|>")
        line = self.lines[at].rstrip("\n")
        cut = self.random.randrange(len(line) + 1)
        return self.with_line(at, line[:cut] + mark + line[cut:] + "\n")

    def as_anchor(self):
        return self.value(self.random.choice(["&a b", "*a", "!!str x", "!own x", "<<"]))

    def as_odd_bytes(self):
        odd = self.random.choice([b"\0", b"\x01", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\x7f"])
        text = self.text.encode()
        cut = self.random.randrange(len(text))
        return text[:cut] + odd + text[cut:]

    def as_unknown_field(self):
        at = self.content_line()
        indent = len(self.lines[at]) - len(self.lines[at].lstrip(" -"))
        return self.with_line(at, self.lines[at], " " * indent + "unheardOf: 1\n")

    def as_wrong_name(self):
        return self.value(self.random.choice(["..", "-x-", "*.*.com", "a..b", "x" * 300, "é", "%s%n"]))

    def as_two_documents(self):
        return (self.text + "---\n" + self.text).encode()

    def as_deep(self):
        depth = self.random.randrange(65, 5000)
        return self.value("[" * depth + "]" * depth)

    def as_empty(self):
        return self.random.choice([b"", b"\n", b"# nothing\n", b"---\n", b"{}\n", b"[]\n", b"text\n"])

    def as_another_format(self):
        return self.random.choice([b'{"kind": "List", "items": []}', b"kind: ConfigMap\n",
                                   b"{{ .Values.policy }}\n", b"\x1f\x8b\x08\0\0", b"<policy/>"])

    def as_special(self):
        return self.random.choice(SPECIALS)[1]

    def next(self):
        """Name and content; each kind in turn."""
        kind = self.kinds[self.at % len(self.kinds)]
        self.at += 1
        return kind.__name__[3:].replace("_", " "), kind()


class Pairs:
    """Mutations of a certificate and its key.  `good` is a pair that differs from the one in
    force; `others` are pairs that are wrong as a whole, by name."""

    def __init__(self, good, others):
        self.cert, self.key = good["tls.crt"], good["tls.key"]
        self.others = others
        self.random = random.Random(SEED)
        damages = [self.truncated, self.flipped, self.line_removed, self.line_twice,
                   self.armour_damaged, self.der_damaged, self.der_cut, self.der_bare,
                   self.letters_replaced, self.odd_bytes, self.emptied, self.huge, self.special]
        self.ways = [(part, damage) for damage in damages for part in ("tls.crt", "tls.key")]
        self.at = 0

    def truncated(self, pem):
        return pem[:self.random.randrange(len(pem) - 30)]

    def flipped(self, pem):
        text = bytearray(pem)
        text[self.random.randrange(len(text))] ^= 1 << self.random.randrange(8)
        return bytes(text)

    def line_removed(self, pem):
        lines = pem.splitlines(keepends=True)
        del lines[self.random.randrange(len(lines))]
        return b"".join(lines)

    def line_twice(self, pem):
        lines = pem.splitlines(keepends=True)
        at = self.random.randrange(len(lines))
        return b"".join(lines[:at + 1] + lines[at:])

    def armour_damaged(self, pem):
        old, new = self.random.choice([
            (b"-----BEGIN", b"----BEGIN"), (b"-----END", b"-----FIN"), (b"-----BEGIN ", b"-----BEGIN"),
            (b"CERTIFICATE", b"TROMBONE"), (b"PRIVATE", b"PUBLIC"), (b"-----\n", b"----- \n x"),
            (b"BEGIN", b"begin"), (b"\n", b"")])
        return pem.replace(old, new)

    def _der(self, pem):
        lines = pem.decode().strip().splitlines()
        return lines[0], bytearray(base64.b64decode("".join(lines[1:-1]))), lines[-1]

    def _armoured(self, head, der, foot):
        text = base64.b64encode(bytes(der)).decode()
        lines = [text[i:i + 64] for i in range(0, len(text), 64)]
        return ("\n".join([head, *lines, foot]) + "\n").encode()

    def der_damaged(self, pem):
        head, der, foot = self._der(pem)
        for _ in range(self.random.randrange(1, 4)):
            der[self.random.randrange(len(der))] = self.random.randrange(256)
        return self._armoured(head, der, foot)

    def der_cut(self, pem):
        head, der, foot = self._der(pem)
        return self._armoured(head, der[:self.random.randrange(len(der))], foot)

    def der_bare(self, pem):
        return bytes(self._der(pem)[1])

    def letters_replaced(self, pem):
        text = bytearray(pem)
        for _ in range(5):
            text[self.random.randrange(30, len(text) - 30)] = self.random.choice(b"?*-_ \t\0")
        return bytes(text)

    def odd_bytes(self, pem):
        return self.random.choice([pem.decode().encode("utf-16"), b"\0" * len(pem), b"\xff" * 100,
                                   bytes(self.random.randrange(256) for _ in range(2000))])

    def emptied(self, pem):
        return self.random.choice([b"", b"\n", pem.splitlines(keepends=True)[0]])

    def huge(self, pem):
        return pem + b"\n" * (2 << 20)

    def special(self, pem):
        return self.random.choice(SPECIALS)[1]

    def next(self):
        """Name and files; damaged pairs and pairs that are wrong as a whole take turns."""
        self.at += 1
        if self.at % 3 == 0 and self.others:
            return self.others.pop(0)
        part, damage = self.ways[(self.at * 7) % len(self.ways)]
        files = {"tls.crt": self.cert, "tls.key": self.key}
        files[part] = damage(files[part])
        return f"{part} {damage.__name__.replace('_', ' ')}", files
