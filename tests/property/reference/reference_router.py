# SPDX-License-Identifier: Apache-2.0
"""Router rules of Traefik: matchers joined by `&&`, `||`, `!` and parentheses."""
import re
from collections import namedtuple

from reference_profiles import fold

TOKEN = re.compile(r'[ \t\r\n]*(?:(&&|\|\||[!(),])|([A-Za-z_][A-Za-z0-9_]*)'
                   r'|`([^`]*)`|"((?:[^"\\]|\\.)*)")', re.DOTALL)
HOSTS = {"host", "hostheader", "hostsni"}
PATTERNS = {"hostregexp", "hostsniregexp"}
SEARCHED = re.compile(r"(hostsni|hostheader|host)\s*", re.IGNORECASE)
Matcher = namedtuple("Matcher", "name arguments")
Not = namedtuple("Not", "rule")
Both = namedtuple("Both", "left right")
Either = namedtuple("Either", "left right")


class Text(str):
    """An argument with its quotes."""

    quote = ""


class Unreadable(Exception):
    """The text is not a router rule."""


def tokens(text):
    out, at, end = [], 0, len(text.rstrip(" \t\r\n"))
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            raise Unreadable
        sign, name, raw, quoted = found.groups()
        if sign or name:
            out.append(("sign", sign) if sign else ("name", name))
        else:
            argument = Text(quoted if raw is None else raw)
            argument.quote = '"' if raw is None else "`"
            out.append(("text", argument))
        at = found.end()
    return out


class Reader:
    """A recursive descent over the tokens; `!` binds strongest, then `&&`, then `||`."""

    def __init__(self, text):
        self.left = tokens(text)

    def at(self, sign):
        return bool(self.left) and self.left[0] == ("sign", sign)

    def take(self, kind, sign=None):
        if not self.left or self.left[0][0] != kind or sign not in (None, self.left[0][1]):
            raise Unreadable
        return self.left.pop(0)[1]

    def rule(self):
        out = self.either()
        if self.left:
            raise Unreadable
        return out

    def either(self):
        out = self.both()
        while self.at("||"):
            self.take("sign")
            out = Either(out, self.both())
        return out

    def both(self):
        out = self.one()
        while self.at("&&"):
            self.take("sign")
            out = Both(out, self.one())
        return out

    def one(self):
        if self.at("!"):
            self.take("sign")
            return Not(self.one())
        if self.at("("):
            self.take("sign")
            out = self.either()
            self.take("sign", ")")
            return out
        name = self.take("name")
        self.take("sign", "(")
        arguments = []
        while not self.at(")"):
            if arguments:
                self.take("sign", ",")
            arguments.append(self.take("text"))
        self.take("sign", ")")
        return Matcher(fold(name), arguments)


def read(text):
    """The rule, or None if the text is not a rule."""
    try:
        return Reader(text).rule()
    except Unreadable:
        return None


def matchers(rule):
    if isinstance(rule, Matcher):
        yield rule
    elif isinstance(rule, Not):
        yield from matchers(rule.rule)
    else:
        yield from matchers(rule.left)
        yield from matchers(rule.right)


def bound(rule, negated=False):
    """Whether the rule applies to certain hosts only."""
    if isinstance(rule, Not):
        return bound(rule.rule, not negated)
    if isinstance(rule, Matcher):
        if negated:
            return False
        named = rule.name in HOSTS and rule.arguments and "*" not in rule.arguments
        return bool(named) or rule.name in PATTERNS
    left, right = bound(rule.left, negated), bound(rule.right, negated)
    return left or right if isinstance(rule, Both) != negated else left and right


def judged(rule):
    """(the names that the rule claims, whether it contains something that cannot be judged)."""
    claimed, opaque = [], False
    for one in matchers(rule):
        if one.name in HOSTS:
            claimed += [a for a in one.arguments if a != "*"]
        opaque |= one.name in PATTERNS or any(c in a for a in one.arguments for c in "`\\")
    return claimed, opaque


def is_searched(text):
    """Whether ExternalDNS, which searches the text, mistakes a text that ends so for a matcher."""
    return any(not text[found.end():] for found in SEARCHED.finditer(text))


def misread(rule):
    """Whether ExternalDNS may find other names than the rule claims."""
    for one in matchers(rule):
        calls = any(a.rstrip().endswith("(") and is_searched(a.rstrip()[:-1])
                    for a in one.arguments)
        mixed = one.name in HOSTS and len({a.quote for a in one.arguments}) > 1
        inside = one.name not in HOSTS | PATTERNS and is_searched(one.name)
        if calls or mixed or inside:
            return True
    return False
