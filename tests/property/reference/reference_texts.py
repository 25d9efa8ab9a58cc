# SPDX-License-Identifier: Apache-2.0
"""The texts in which rows have host names."""
import re

import reference_names as names
import reference_router as router
from reference_claims import Claim
from reference_profiles import fold

RECORD = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
SCOPE = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?|\*|\.")


def record(text):
    """A name whose labels may contain underscores, or None."""
    found = names.normal(text)
    if found is not None:
        return found
    name = fold(text)
    name = name[:-1] if name.endswith(".") else name
    labels = name.split(".")
    labels = labels[1:] if len(labels) > 1 and labels[0] == "*" else labels
    fine = len(name) <= 253 and all(RECORD.fullmatch(label) for label in labels)
    return name if fine and not labels[-1].isdigit() else None


def without_scope(text):
    """The host of an Istio text without NAMESPACE/, */ or ./."""
    scope, slash, rest = text.partition("/")
    return rest if slash and SCOPE.fullmatch(scope) else text


class Reading:
    """The claims of a text, and whether it claims every name."""

    def __init__(self, found):
        self.found, self.claims, self.catch_all = found, [], False

    def add(self, name, raw, origin="row"):
        self.claims.append(Claim(self.found.field, self.found.place, name, raw, origin))

    def unread(self, text):
        self.add(None, text, "unread")

    def name(self, text, normal=names.normal):
        if text == "*":
            self.catch_all = True
        else:
            self.add(normal(text), text)

    def record(self, text):
        self.name(text, record)

    def list(self, text):
        for item in text.split(","):
            self.name(item.strip(names.BLANKS))

    def istio(self, text):
        self.name(without_scope(text))

    def traefik(self, text):
        rule = router.read(text)
        if rule is None:
            self.unread(text)
            return
        claimed, opaque = router.judged(rule)
        for name in claimed:
            self.add(names.normal(name), name)
        if opaque or router.misread(rule):
            self.unread(text)
        self.catch_all = not router.bound(rule)

    def predicate(self, text):
        if "host" in fold(text) or "\\" in text:
            self.unread(text)

    def opaque(self, text):
        self.unread(text)


def read(found, how, several):
    """The claims of a text; `several`: it is an element of a list with other elements."""
    out = Reading(found)
    if found.value == "":
        if several:
            out.add(None, "")
    else:
        getattr(out, how)(found.value)
    return out
