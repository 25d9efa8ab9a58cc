# SPDX-License-Identifier: Apache-2.0
"""A review under a policy: which action applies to a rule, and who is excused."""
import reference_names as names
from contract import on
from reference_policy import MILD, entry_of
from reference_profiles import glob
from reference_view import View

STRENGTH = {"allow": 0, "audit": 1, "warn": 2, "deny": 3}


def exemption_matches(pattern, text):
    return names.namespace_matches(pattern, text) if not on("D18") else glob(pattern, text)


class Actions:
    """The two objects of a review, and the policy's entries for its rules."""

    def __init__(self, policy, request):
        self.policy, self.request = policy, request
        self.kind = policy.kind(request)
        self.tenant = policy.tenant_of(request["namespace"])
        self.new = self.view(request["object"])
        update = request["operation"] == "UPDATE" and request.get("oldObject")
        self.old = self.view(request["oldObject"]) if update else None
        self.status = request.get("subResource") == "status"
        self.warned = set()
        self.kept = {}

    def view(self, item):
        return View(item, self.policy.class_anywhere)

    @property
    def preview(self):
        return self.policy.preview or self.kind.preview

    # Other kinds answer these questions differently.

    def classes_of(self, view):
        """The object's classes."""
        return self.policy.named_classes(view)

    def profiles_of(self, view):
        """The object's profiles."""
        return self.policy.profiles_of(view)

    def entries(self, cls):
        """The annotation entries of the class that are for this kind."""
        return cls.entries_for(self.kind.name)

    def entries_added(self):
        """The annotation entries of every class."""
        return [e for e in self.policy.add if self.kind.name in e.kinds]

    def exemption(self, rule):
        """The first exemption for this rule and this review, or None."""
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
        if "kinds" in entry and self.kind.name not in entry["kinds"]:
            return False
        nameless = request["operation"] == "CREATE" and self.new.generated
        groups = request["userInfo"].get("groups") or []
        tests = {
            "namespaces": lambda p: exemption_matches(p, request["namespace"]),
            "names": lambda p: not nameless and exemption_matches(p, request["name"]),
            "users": lambda p: p == request["user"],
            "groups": lambda p: p in groups}
        return all(any(test(p) for p in entry[part])
                   for part, test in tests.items() if part in entry)

    def today(self, entry):
        """The action of an entry on the day of the review."""
        if "then" in entry and self.request["date"] >= entry["from"]:
            return entry["then"]
        return entry["action"]

    def strict(self, entry):
        return entry.get("onUpdate", self.policy.on_update) == "strict"

    def entry(self, rule, view):
        """The entry that decides, without exemptions."""
        own = self.tenant["rules"] if self.tenant else {}
        if rule in own:
            return entry_of(own[rule])
        usual = entry_of(self.kind.rules.get(rule) or self.policy.rules.get(rule)
                         or MILD.get(rule, "deny"))
        found = [entry_of(c.rules[rule]) if on("D3") and rule in c.rules else usual
                 for c in self.classes_of(view)]
        return max(found or [usual], key=lambda e: (
            STRENGTH[self.today(e)], self.strict(e), "then" in e and self.today(e) != e["then"]))

    def action(self, rule, view):
        return self.today(self.entry(rule, view))

    def untouchable(self, rule, view):
        """Whether the mutating stage must not write what belongs to this rule."""
        return self.exemption(rule) is not None or self.action(rule, view) == "allow"

    def loose(self):
        """Whether the policy permits namespaces without tenant."""
        rule = "tenant-known"
        return self.tenant is None and (self.exemption(rule) is not None
                                        or self.action(rule, self.new) != "deny")
