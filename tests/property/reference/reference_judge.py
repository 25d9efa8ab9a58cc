# SPDX-License-Identifier: Apache-2.0
"""What follows from violations: silenced rules, exemptions, the ratchet."""
from collections import namedtuple

import reference_names as names
from contract import on
from reference_policy import CLASS_RULES
from reference_rules import Violations

CLASS_BOUND = {"entry-point", "canary-host", "host-in-class", "host-label",
               "gateway-infrastructure", "tls-required", "dns-annotations", "source-ranges",
               "source-ranges-unread", "annotation-required"}
SERVICE_RULES = {"service-type", "service-address", "service-port", "service-target"}
TENANT_BOUND = CLASS_BOUND | SERVICE_RULES | {
    "kind-permitted", "class-permitted", "host-permitted", "host-wildcard"}
ADDED = {"dns-annotations", "source-ranges", "annotation-required"}
HOST_ROUTES = {"host-permitted", "host-in-class", "host-wildcard"}
CLAIMS_ONLY = {"class-permitted", "entry-point", "host-present"}
# outcome: denied, warned, audited, ratcheted, excused, noted (a warning that is not a
# violation); marker: as in the warning; bound: as in a violation.
EVERY = ("every host",)
Judged = namedtuple("Judged", "rule field outcome marker bound", defaults=[None])


def silenced(judged, rules):
    """Whether this rule is silent."""
    return judged.rule in rules if judged.bound is None else judged.bound


class Judge(Violations):
    """The judgement of one object."""

    # The ratchet.

    def claimed(self, view):
        held = {(c.place, c.name or c.raw) for c in self.claims(view)}
        return held | {(place, "") for _, place in self.catch_alls(view)}

    def more_claims(self, view):
        """Whether a claim is new.  The policy's own claims are not new; in the stored object,
        they count like all others."""
        written = self.written(view) if on("D35") else set()
        mine = {names.annotation_place(k) for k, v in written if view.annotations.get(k) == v}
        new = self.claimed(view) - self.claimed(self.old)
        return any(place not in mine for place, _ in new)

    def more_routes(self, view):
        return not view.routes() <= self.old.routes()

    def more_annotations(self, view):
        """Whether an annotation for the object's controllers is new or changed."""
        profiles = [c.profile for c in self.classes_of(view)]
        written = self.written(view)
        return any(
            any(p.concerns(k) for p in profiles) and (k, v) not in written
            and not any(p.owns(k) for p in profiles) and self.old.annotations.get(k) != v
            for k, v in view.annotations.items())

    def grown(self, violation, view):
        """Whether the object gains something, compared with the stored one, that this rule
        protects."""
        rule = violation.rule
        if rule in CLAIMS_ONLY:
            return self.more_claims(view)
        if rule in HOST_ROUTES and on("D34"):
            field = not violation.place.startswith("metadata.")
            new = view.routes() - self.old.routes()
            return (any(r[0] in (violation.value, EVERY) for r in new) if field
                    else bool(new))
        if rule in ("service-type", "service-target"):
            return self.more_routes(view)
        if rule in ("canary-host", "kind-permitted") or (rule == "host-valid" and on("D34")):
            return self.more_claims(view) or self.more_routes(view)
        if rule in ADDED or (rule == "tls-required" and on("D35")):
            return (self.more_claims(view) or self.more_routes(view)
                    or (on("D35") and self.more_annotations(view)))
        return False

    def carriers_changed(self, view):
        return view.carriers() != self.old.carriers()

    def classes_changed(self, view):
        identity = self.policy.identity
        return ({identity(t) for t in view.class_texts()}
                != {identity(t) for t in self.old.class_texts()})

    def ratchets(self, violation, stored, view):
        if self.old is None or (violation.rule, violation.place, violation.value) not in stored:
            return False
        if self.status and self.carriers_changed(view):
            return False
        if self.strict(self.entry(violation.rule, view)) and not (
                self.status or self.old.deleting):
            return False
        return not self.classes_changed(view) and not self.grown(violation, view)

    # Violations, one by one and together.

    def outcome(self, violation, stored, view):
        """(outcome, marker), or None if the rule is off."""
        rule = violation.rule
        exemption = self.exemption(rule)
        if exemption is not None:
            return "excused", exemption["name"]
        entry = self.entry(rule, view)
        action = self.today(entry)
        if action == "allow":
            return None
        if action == "deny" and self.ratchets(violation, stored, view):
            return "ratcheted", "was there before"
        if action == "deny":
            return "denied", "would be denied" if self.preview else ""
        dated = entry.get("then") == "deny" and self.request["date"] < entry["from"]
        return ("warned", "denied from" if dated else "") if action == "warn" else (
            "audited", "")

    def judge(self, view):
        """The judgement of each violation that is not silent."""
        stored = set()
        if self.old is not None:
            stored = {(v.rule, v.place, v.value) for v in self.violations(self.old)}
        out = []
        for violation in self.violations(view):
            result = self.outcome(violation, stored, view)
            if result is not None:
                held = (violation.rule, violation.place, violation.value) in stored
                out.append((held, Judged(violation.rule, violation.field, *result,
                                         violation.bound)))
        out += [(False, j) for j in self.notes(view)]
        kept = set(self.without_cascades([j for _, j in out], view))
        found = self.for_status([(h, j) for h, j in out if j in kept], view)
        return sorted({j._replace(bound=None) for j in found}, key=lambda j: j[:4])

    def notes(self, view):
        """Warnings that are not violations."""
        rule = "dns-annotations"
        if (not on("D30") or self.status or self.exemption(rule) is not None
                or self.action(rule, view) in ("allow", "audit")):
            return []
        return [Judged(rule, names.annotation_place(k), "noted", "")
                for k in self.unpublished(view)]

    def without_cascades(self, judged, view):
        denied = {j.rule for j in judged if j.outcome == "denied"}
        if "tenant-known" in denied:
            judged = [j for j in judged if not silenced(j, TENANT_BOUND)]
        elif "kind-permitted" in denied:
            judged = [j for j in judged if j.rule == "kind-permitted"
                      or j.rule == "tenant-known"]
        elif denied & CLASS_RULES:
            judged = [j for j in judged if not silenced(j, CLASS_BOUND)]
        entry = {j.field for j in judged if j.rule == "entry-point" and j.outcome == "denied"}
        return [j for j in judged if j.field not in entry
                or not self.beside_entry_point(j, view)]

    def beside_entry_point(self, judged, view):
        """Whether entry-point reports the violation already."""
        if judged.rule == "annotation-required":
            return True
        key = judged.field[len("metadata.annotations["):-1]
        return judged.rule == "source-ranges" and not any(
            p.owns(key) for p in self.profiles_of(view))

    def for_status(self, judged, view):
        if not self.status or (self.old is not None and self.carriers_changed(view)):
            return [j for _, j in judged]
        out = []
        for held, j in judged:
            silent = j.outcome == "ratcheted" or (
                on("status") and held and j.outcome in ("warned", "audited"))
            if not silent and (j.rule in CLASS_RULES
                               or j.field.startswith("metadata.annotations[")):
                out.append(j)
        return out
