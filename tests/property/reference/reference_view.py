# SPDX-License-Identifier: Apache-2.0
"""What the rules look at in an object."""
import copy
import json

import reference_names as names
from contract import on

FIELD = "spec.ingressClassName"
CARRIER_KEYS = ["kubernetes.io/ingress.class", "projectcontour.io/ingress.class"]
MANAGED = "ingress-warden.dev/managed"


class Unjudgeable(Exception):
    """An object of the wrong shape; the text is the place."""


def need(value, kind, place):
    if value is not None and not isinstance(value, kind):
        raise Unjudgeable(place)
    return value if value is not None else kind()


def names_class(key, anywhere):
    """Whether the annotation is a carrier of Ingresses; `anywhere`: under any prefix."""
    return key in CARRIER_KEYS or (anywhere and (
        key == "ingress.class" or key.endswith("/ingress.class")))


class View:
    """What the rules look at in an object."""

    def __init__(self, item, class_anywhere=False):
        self.class_anywhere, self.item = class_anywhere, item
        metadata = need(item.get("metadata"), dict, "metadata")
        spec = need(item.get("spec"), dict, "spec")
        self.annotations = need(metadata.get("annotations"), dict, "metadata.annotations")
        for key, value in self.annotations.items():
            need(value, str, names.annotation_place(key))
        self.field = need(spec.get("ingressClassName"), str, FIELD)
        self.rules = [need(r, dict, f"spec.rules[{i}]") for i, r in
                      enumerate(need(spec.get("rules"), list, "spec.rules"))]
        for i, rule in enumerate(self.rules):
            need(rule.get("host"), str, f"spec.rules[{i}].host")
        self.tls = need(spec.get("tls"), list, "spec.tls")
        self.default_backend = spec.get("defaultBackend")
        self.deleting = metadata.get("deletionTimestamp") is not None
        self.generated = bool(metadata.get("generateName"))

    def sorted(self):
        return sorted(self.annotations.items(), key=lambda kv: kv[0].encode())

    def is_carrier(self, key):
        return names_class(key, self.class_anywhere)

    def unlisted(self, key):
        """Whether the managed list ignores the key."""
        return key == MANAGED or self.is_carrier(key)

    def carrier_keys(self):
        found = [k for k in CARRIER_KEYS if k in self.annotations]
        return found + [k for k, _ in self.sorted() if self.is_carrier(k) and k not in found]

    def carriers(self):
        """(place, text) of each carrier that is present."""
        out = [(FIELD, self.field)] if self.field else []
        return out + [(names.annotation_place(k), self.annotations[k])
                      for k in self.carrier_keys()]

    def class_shown(self):
        """The class as a preview prints it."""
        return self.class_texts()[0]

    def class_texts(self):
        return [text for _, text in self.carriers() if text]

    def paths(self):
        """(rule number, path number, host, path entry)."""
        for i, rule in enumerate(self.rules):
            http = rule.get("http") or {}
            for j, path in enumerate(http.get("paths") or []):
                yield i, j, rule.get("host") or "", path

    def routes(self):
        """(host, path, type, back end) of each path; the default backend is one of them."""
        out = {(names.normal(host) or host, p.get("path"), p.get("pathType"),
                json.dumps(p.get("backend"), sort_keys=True))
               for _, _, host, p in self.paths()}
        if on("D35") and self.default_backend is not None:
            out.add((None, None, None, json.dumps(self.default_backend, sort_keys=True)))
        return out

    def listed(self):
        """(key, item) of each entry of the managed list; item: None for the whole value."""
        out = set()
        for text in self.annotations.get(MANAGED, "").split(","):
            text = text.strip(names.BLANKS)
            key, equals, item = text.partition("=")
            if not on("D10"):
                key, equals = text, ""
            if key and not self.unlisted(key):
                out.add((key, item if equals else None))
        return out

    def changed(self, annotations):
        """A view like this one with other annotations."""
        view = copy.copy(self)
        view.annotations = annotations
        return view

    def without(self, key):
        return self.changed({k: v for k, v in self.annotations.items() if k != key})
