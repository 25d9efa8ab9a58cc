"""A slow, plain second reading of what a policy means for an Ingress.

It shares nothing with the program: it is written from the manual alone, and exists to
disagree with the program where one of the two is wrong.
"""
import copy
from collections import namedtuple

import reference_names as names
import reference_ranges as ranges
from reference_policy import CLASS_RULES
from reference_rules import Violations
from reference_view import FIELD, MANAGED, Unjudgeable, View

CLASS_BOUND = {"host-in-class", "tls-required", "dns-annotations", "source-ranges",
               "annotation-required"}
TENANT_BOUND = CLASS_BOUND | {"class-permitted", "host-permitted", "host-wildcard"}
GROWTH = {"class-permitted": "claims", "host-present": "claims", "source-ranges": "routes",
          "dns-annotations": "routes", "annotation-required": "routes"}
ADDED = {"dns-annotations", "source-ranges", "annotation-required"}
INTERSECTION_MAX = 256
# outcome: denied, warned, audited, ratcheted, excused; marker: as in the warning.
Judged = namedtuple("Judged", "rule field outcome marker")


def changed(old, annotations):
    """A view like `old` with other annotations."""
    view = copy.copy(old)
    view.annotations = annotations
    return view


class Judge(Violations):
    """What comes of the violations, and the mutating stage."""

    def grown(self, what):
        """Whether the object claims (or routes) more than the stored one."""
        def held(view):
            kept = {(c.place, c.name or c.raw) for c in self.claims(view)}
            kept |= {(place, "") for _, place in self.catch_alls(view)}
            return kept | (view.routes() if what == "routes" else set())
        return not held(self.new_judged) <= held(self.old)

    def ratchets(self, violation, stored):
        if self.old is None or (violation.rule, violation.place,
                                violation.value) not in stored:
            return False
        if self.status and self.carriers_changed():
            return False
        strict = self.entry(violation.rule).get("onUpdate", self.policy.on_update) == "strict"
        if strict and not self.status and not self.old.deleting:
            return False
        if self.new_judged.class_names() != self.old.class_names():
            return False
        what = GROWTH.get(violation.rule)
        return what is None or not self.grown(what)

    def carriers_changed(self):
        return self.new_judged.carriers() != self.old.carriers()

    def outcome(self, violation, stored):
        """(outcome, marker), or None where the rule is off."""
        rule = violation.rule
        exemption = self.exemption(rule)
        if exemption is not None:
            return "excused", exemption["name"]
        action, entry = self.action(rule), self.entry(rule)
        if action == "allow":
            return None
        if action == "deny" and self.ratchets(violation, stored):
            return "ratcheted", "was there before"
        if action == "deny":
            return "denied", "would be denied" if self.policy.preview else ""
        dated = entry.get("then") == "deny" and self.request["date"] < entry["from"]
        return ("warned", "denied from" if dated else "") if action == "warn" else (
            "audited", "")

    def judge(self, view):
        """The judgement of every violation that is not silent."""
        self.new_judged = view
        stored = set()
        if self.old is not None:
            stored = {(v.rule, v.place, v.value) for v in self.violations(self.old)}
        out = []
        for violation in self.violations(view):
            result = self.outcome(violation, stored)
            if result is not None:
                out.append(Judged(violation.rule, violation.field, *result))
        out = self.without_cascades(out)
        return sorted(set(self.for_status(out)))

    @staticmethod
    def without_cascades(judged):
        denied = {j.rule for j in judged if j.outcome == "denied"}
        if "tenant-known" in denied:
            judged = [j for j in judged if j.rule not in TENANT_BOUND]
        elif denied & CLASS_RULES:
            judged = [j for j in judged if j.rule not in CLASS_BOUND]
        return judged

    def for_status(self, judged):
        if not self.status or (self.old is not None and self.carriers_changed()):
            return judged
        return [j for j in judged if j.outcome != "ratcheted"
                and (j.rule in CLASS_RULES or j.field.startswith("metadata.annotations["))]

    # The mutating stage.

    def class_to_write(self):
        if self.new.carriers() or self.untouchable("class-present"):
            return None
        if self.request["operation"] == "CREATE":
            return (self.tenant or {}).get("defaultClass")
        stored = self.old.class_names() if self.old else set()
        return min(stored) if len(stored) == 1 else None

    def acting_class(self, view):
        """The class the mutating stage acts for, or None."""
        texts = {text for _, text in view.carriers()}
        name = min(texts) if len(texts) == 1 else None
        denied = {j.rule for j in self.judge(view) if j.outcome == "denied"}
        if name not in self.policy.classes or denied & (CLASS_RULES | {"tenant-known"}):
            return None
        return self.policy.classes[name]

    def ours(self, view):
        """The keys that count as absent."""
        if self.request["operation"] == "UPDATE":
            listed = self.old.managed() if self.old else set()
            found = {k for k in listed if k in view.annotations and k in self.old.annotations
                     and view.annotations[k] == self.old.annotations[k]}
        else:
            bad = {v.field for v in self.violations(view) if v.rule in ADDED}
            found = {k for k in view.managed() if k in view.annotations
                     and names.annotation_place(k) in bad}
        return {k for k in found if not self.untouchable(self.policy.owner_rule(k))}

    def write_ranges(self, kept, cls, ours):
        """(key, value, listed) for each key the ranges make the stage write."""
        if cls.mode == "reference":
            yield from self.write_reference(kept, cls)
        if cls.mode not in ("fixed", "narrow", "intersect"):
            return
        keys = cls.profile.spellings
        present = [k for k in keys if k in kept]
        sets = [ranges.parse_list(kept[k], cls.profile) for k in present]
        if not present:
            yield keys[0], cls.range_text, True
            return
        conflict = any(s is None or s != sets[0] for s in sets)
        value = kept[present[0]]
        if not conflict and cls.mode == "intersect" and not self.acceptable(sets[0], cls):
            narrowed = ranges.prefixes(ranges.intersection(sets[0], cls.ranges))
            conflict = not 0 < len(narrowed) <= INTERSECTION_MAX
            value = value if conflict else cls.profile.separator.join(narrowed)
            if not conflict:
                yield from ((k, value, False) for k in present)
        elif not conflict:
            conflict = not self.acceptable(sets[0], cls)
        if keys[0] not in kept and not conflict:
            yield keys[0], value, True
        if conflict:
            yield from ((k, self.new.annotations[k], False) for k in keys if k in ours)

    @staticmethod
    def write_reference(kept, cls):
        key = cls.profile.reference
        value = kept.get(key, "")
        if names.blank(value):
            yield key, cls.object, True
        elif cls.object not in [v.strip(" ") for v in value.split(",")]:
            yield key, cls.object + "," + value, False

    def writes(self, view, cls, kept, ours):
        """(key, value, listed) of everything this stage writes."""
        if not self.untouchable("dns-annotations"):
            yield from ((k, v, True) for k, v in self.dns_wants(cls).items()
                        if k not in kept)
        if not self.untouchable("source-ranges"):
            yield from self.write_ranges(kept, cls, ours)
        if not self.untouchable("annotation-required"):
            for key, value, mode in self.required(cls, changed(view, kept)):
                if key not in kept or (mode == "enforce" and kept[key] != value):
                    yield key, value, True

    def would_write(self, view, cls, kept, key):
        """What the policy would write at `key` were it absent."""
        without = {k: v for k, v in kept.items() if k != key}
        for found, value, listed in self.writes(view, cls, without, set()):
            if found == key and listed:
                return value
        conflict = key == (cls.profile.spellings or [None])[0] and cls.ranges
        return cls.range_text if conflict and not self.untouchable("source-ranges") else None

    def loud(self, view, cls, kept, key, listed):
        """Whether writing `key` is worth a warning: a user's value, or a closed door."""
        if key in kept:
            return not (key == cls.profile.reference and listed)
        spellings = set(cls.profile.spellings)
        held = set(view.annotations) | set(self.old.annotations if self.old else {})
        return (self.old is not None and cls.mode in ("fixed", "narrow", "intersect")
                and key in spellings and not held & spellings)

    def annotated(self, view, cls):
        """The annotations after the mutating stage, the list of what is ours with them."""
        ours = self.ours(view)
        kept = {k: v for k, v in view.annotations.items() if k not in ours}
        result, written = dict(kept), set()
        for key, value, listed in self.writes(view, cls, kept, ours):
            if value != kept.get(key) and self.loud(view, cls, kept, key, listed):
                self.warned.add(key)
            result[key] = value
            if listed:
                written.add(key)
        either = view.managed() | (self.old.managed() if self.old else set())
        stored = self.old.annotations if self.old else {}
        for key in either & set(result):
            still = key in stored and stored[key] == result[key]
            if (self.would_write(view, cls, result, key) == result[key]
                    or (still and self.untouchable(self.policy.owner_rule(key)))):
                written.add(key)
        result.pop(MANAGED, None)
        if written:
            result[MANAGED] = ",".join(sorted(written, key=str.encode))
        return result

    def never_patched(self):
        return (self.status or (self.old is not None and self.old.deleting)
                or self.request["operation"] not in ("CREATE", "UPDATE")
                or self.request["object"].get("spec") is None)

    def mutate(self):
        """The object as the mutating stage of an enforcing policy leaves it."""
        item = copy.deepcopy(self.request["object"])
        if self.never_patched():
            return item
        view = self.new
        name = self.class_to_write()
        if name is not None:
            item["spec"]["ingressClassName"] = name
            view = View(item)
        cls = self.acting_class(view)
        if cls is None:
            return item
        annotations = self.annotated(view, cls)
        if annotations != view.annotations:
            item["metadata"]["annotations"] = annotations
        return item


def mutate(policy, request):
    """The object as it is stored after the mutating stage."""
    try:
        return (request["object"] if policy.preview else Judge(policy, request).mutate())
    except Unjudgeable:
        return request["object"]


def mutation_warnings(policy, request):
    """The keys that the mutating stage warns of; in preview, those it would touch."""
    try:
        judge = Judge(policy, request)
        item = judge.mutate()
    except Unjudgeable:
        return set()
    if not policy.preview:
        return judge.warned
    before, after = judge.new, View(item)
    keys = {k for k in {*before.annotations, *after.annotations} - {MANAGED}
            if before.annotations.get(k) != after.annotations.get(k)}
    return keys | ({FIELD} if before.field != after.field else set())


def validate(policy, request):
    """(allowed, the judgement of everything wrong, the tenant's name or None)."""
    tenant = (policy.tenant_of(request["namespace"]) or {}).get("name")
    try:
        judge = Judge(policy, request)
        view = View(judge.mutate()) if policy.preview else judge.new
    except Unjudgeable as place:
        marker = "would be denied" if policy.preview else ""
        return policy.preview, [Judged("unjudgeable", str(place), "denied", marker)], tenant
    judged = judge.judge(view)
    allowed = policy.preview or not any(j.outcome == "denied" for j in judged)
    return allowed, judged, tenant
