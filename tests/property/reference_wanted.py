"""Which action holds for a rule, and what the platform wants on an object."""
import re

from reference_policy import entry_of, pattern_matches
from reference_view import View


class Wanted:
    """One review under one policy: actions, exemptions, what is to be written."""

    def __init__(self, policy, request):
        self.policy, self.request = policy, request
        self.tenant = policy.tenant_of(request["namespace"])
        self.new = View(request["object"])
        update = request["operation"] == "UPDATE" and request.get("oldObject")
        self.old = View(request["oldObject"]) if update else None
        self.warned = set()
        self.status = request.get("subResource") == "status"

    # Actions.

    def exemption(self, rule):
        """The first exemption that excuses this rule for this review, or None."""
        if rule == "class-agrees":
            return None
        for entry in self.policy.exemptions:
            if rule in entry["rules"] and self.exempts(entry):
                return entry
        return None

    def exempts(self, entry):
        request = self.request
        if entry["expires"] != "never" and request["date"] > entry["expires"]:
            return False
        nameless = request["operation"] == "CREATE" and self.new.generated
        tests = {
            "namespaces": lambda p: pattern_matches(p, request["namespace"]),
            "names": lambda p: not nameless and pattern_matches(p, request["name"]),
            "users": lambda p: p == request["user"]}
        return all(any(test(p) for p in entry[part])
                   for part, test in tests.items() if part in entry)

    def entry(self, rule):
        own = self.tenant["rules"] if self.tenant else {}
        return entry_of(own.get(rule) or self.policy.rules.get(rule) or "deny")

    def action(self, rule):
        entry = self.entry(rule)
        if "then" in entry and self.request["date"] >= entry["from"]:
            return entry["then"]
        return entry.get("action", "deny")

    def untouchable(self, rule):
        """Whether the mutating stage leaves alone what belongs to this rule."""
        return self.exemption(rule) is not None or self.action(rule) == "allow"

    # What the platform wants.

    def named_classes(self, view):
        return [self.policy.classes[n] for n in sorted(view.class_names())
                if n in self.policy.classes]

    def dns_wants(self, cls):
        """Key to (value, kind); kinds: equal, ttl."""
        if not self.policy.instances:
            return {}
        out = {}
        mine = cls.dns["instance"] if cls.dns else None
        for name, prefixes in self.policy.instances.items():
            for prefix in prefixes:
                if name != mine:
                    out[prefix + "controller"] = "none"
                    continue
                out[prefix + "target"] = cls.dns["target"]
                out[prefix + "ingress-hostname-source"] = "defined-hosts-only"
                ttl = cls.dns.get("ttl")
                if ttl is not None:
                    out[prefix + "ttl"] = ttl if isinstance(ttl, str) else ttl["value"]
                for suffix, value in cls.dns.get("set", {}).items():
                    out[prefix + suffix] = value
        return out

    def expand(self, text, view, cls):
        """The value with its placeholders filled in, or None where one has no value."""
        nameless = self.request["operation"] == "CREATE" and view.generated
        host = view.rules[0].get("host") if view.rules else None
        values = {"namespace": self.request["namespace"], "class": cls.name, "host": host,
                  "name": None if nameless else self.request["name"],
                  "tenant": self.tenant["name"] if self.tenant else None}
        used = re.findall(r"\{([a-z]+)\}", text)
        if any(not values[u] for u in used):
            return None
        return re.sub(r"\{([a-z]+)\}", lambda m: values[m.group(1)], text)

    def required(self, cls, view):
        """The entries that are not moot: (key, value, mode)."""
        for entry in cls.entries:
            value = self.expand(entry["value"], view, cls)
            moot = any(k in view.annotations for k in entry.get("unless", []))
            if value is not None and not moot:
                yield entry["key"], value, entry["mode"]

    def policy_values(self, view):
        """(key, value) of everything the policy has for the classes named."""
        out = set()
        for cls in self.named_classes(view):
            out.update(self.dns_wants(cls).items())
            out.update((k, v) for k, v, _ in self.required(cls, view))
            if cls.profile.spellings and cls.mode in ("fixed", "narrow", "intersect"):
                out.add((cls.profile.spellings[0], cls.range_text))
            if cls.mode == "reference":
                out.add((cls.profile.reference, cls.object))
        return out
