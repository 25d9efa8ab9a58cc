"""What the rules look at, of one object."""
import json

import reference_names as names

FIELD = "spec.ingressClassName"
CARRIER_KEYS = ["kubernetes.io/ingress.class", "projectcontour.io/ingress.class"]
MANAGED = "ingress-warden.dev/managed"


class Unjudgeable(Exception):
    """An object of the wrong shape; the text is the place."""


def need(value, kind, place):
    if value is not None and not isinstance(value, kind):
        raise Unjudgeable(place)
    return value if value is not None else kind()


class View:
    """What the rules look at, of one object."""

    def __init__(self, item):
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

    def carriers(self):
        """(place, text) of each carrier that is present."""
        out = [(FIELD, self.field)] if self.field else []
        return out + [(names.annotation_place(k), self.annotations[k])
                      for k in CARRIER_KEYS if k in self.annotations]

    def class_names(self):
        return {text for _, text in self.carriers() if text}

    def paths(self):
        """(rule number, path number, host, path entry)."""
        for i, rule in enumerate(self.rules):
            http = rule.get("http") or {}
            for j, path in enumerate(http.get("paths") or []):
                yield i, j, rule.get("host") or "", path

    def routes(self):
        return {(names.normal(host) or host, p.get("path"), p.get("pathType"),
                 json.dumps(p.get("backend"), sort_keys=True))
                for _, _, host, p in self.paths()}

    def managed(self):
        listed = [k.strip(names.BLANKS) for k in
                  self.annotations.get(MANAGED, "").split(",")]
        return {k for k in listed if k and k not in CARRIER_KEYS and k != MANAGED}
