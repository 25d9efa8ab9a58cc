# SPDX-License-Identifier: Apache-2.0
"""Random reviews that matter to a policy.

The words come from the policy itself, so that most rules are broken sometimes, and most
objects are nearly valid.
"""
import copy

from contract import on  # must come first
import reference
import reference_names as names
import reference_view
from choices import Choices
from reference_policy import Entry, KeyEntry
from words import (CONDITIONS, GROUPS, LOOSE, PATHS, RANGES, REFERENCES, STRANGE_HOSTS, TTLS,
                   Words, filled, near)

KIND = {"group": "networking.k8s.io", "version": "v1", "kind": "Ingress"}
RESOURCE = {"group": "networking.k8s.io", "version": "v1", "resource": "ingresses"}


def yesterday(policy):
    """A policy under which objects may have been patched earlier."""
    old = copy.deepcopy(policy)
    for cls in old.classes.values():
        for dns in cls.dns:
            if "target" in dns.entries and dns.entries["target"].literal:
                dns.entries["target"].literal = "old." + dns.entries["target"].literal
            dns.entries["set-identifier"] = Entry("old", "require")
        cls.range_text = ("192.0.2.0/25,203.0.113.7/32" if cls.profile.separator == ","
                          else "192.0.2.0/25")
        if on("D10") and cls.object:
            cls.object = "old-" + cls.object
        cls.entries = [KeyEntry({**e.spec, "value": "old-" + e.literal}) if e.literal else e
                       for e in cls.entries]
    old.preview = False
    return old


class Dice(Choices):
    """A stream of reviews."""

    def __init__(self, policy, seed, date):
        super().__init__(seed)
        self.policy, self.date = policy, date
        self.words, self.yesterday = Words(policy), yesterday(policy)

    # Objects.

    def tenant_hosts(self, tenant):
        entries = tenant["domains"] + tenant["hosts"] if tenant else []
        bound = [self.bound(d) for d in entries]
        return [n for d in bound for n in near(d)[:2]] or self.words.entry_hosts

    def bound(self, entry):
        """The entry, with the value of the review's namespace."""
        found = names.PLACEHOLDER.search(entry)
        if found is None:
            return entry
        value = names.bound(self.tenant, found.group(1), self.namespace)
        return names.PLACEHOLDER.sub(value, entry) if value else self.pick(filled(entry))

    def host(self):
        if self.random.random() < 0.7:
            hosts = self.good_hosts or self.tenant_hosts(self.tenant)
            return self.pick(hosts)
        return self.pick(STRANGE_HOSTS if self.one_in(3) else self.words.entry_hosts)

    def backend(self):
        return {"service": {"name": self.pick(["web", "api"]), "port": {"number": 80}}}

    def rule(self):
        out = {"http": {"paths": [self.path() for _ in range(1 + self.one_in(4))]}}
        if self.one_in(10):
            del out["http"]
        if not self.one_in(12):
            out["host"] = "" if self.one_in(20) else self.host()
        elif self.one_in(3):
            out["host"] = None
        return out

    def path(self):
        out = {"path": self.pick(PATHS) if self.one_in(6) else "/", "backend": self.backend(),
               "pathType": self.pick(["Prefix", "ImplementationSpecific"])}
        if out["path"] is None:
            del out["path"]
        return out

    def tls_entry(self, hosts):
        count = self.random.randrange(3)
        out = {"hosts": [self.pick(hosts) if hosts and not self.one_in(4) else self.host()
                         for _ in range(count)]}
        if not self.one_in(4):
            out["secretName"] = "" if self.one_in(8) else "t"
        return out

    def ranges(self):
        separator = self.pick([",", ",", ",", ";", " ", ", "])
        count = self.pick([1, 1, 2, 3])
        if self.one_in(60):
            return separator.join(f"10.1.{n // 100}.{2 * (n % 100)}/32"
                                  for n in range(254 + count)) + ",203.0.113.200/32"
        if self.one_in(4):
            cls = self.pick(self.policy.classes.values())
            return cls.range_text
        return separator.join(self.pick(RANGES[:18] if self.random.random() < 0.8 else RANGES)
                              for _ in range(count))

    def host_list(self):
        return self.pick([",", ", ", ",,", ",\t"] + [","] * 5).join(
            self.host() for _ in range(self.pick([1, 1, 1, 2])))

    def dns_value(self, key):
        suffix = key.rpartition("/")[2]
        if suffix == "ttl":
            return self.pick(TTLS)
        if suffix.endswith("hostname"):
            return self.host_list()
        if suffix == "controller":
            return self.pick(["none", "dns-controller", "none", "x", ""])
        judge = reference.Mutation(self.policy, self.probe)
        wants = [w.value for c in self.policy.classes.values()
                 for w in judge.dns_wants(c, judge.new) if w.value is not None]
        return self.pick(wants + LOOSE)

    def value(self, key, how):
        if how == "dns":
            return self.dns_value(key)
        if how == "hosts" and not self.one_in(5):
            return self.host_list()
        if how == "ranges":
            return self.ranges()
        if how == "conditions":
            return self.pick(CONDITIONS).replace("%s", self.host().replace("\0", ""))
        if how == "matcher":
            return self.pick(["Path", "PathPrefix", "PathRegexp", "Host", "", "Path "])
        if how == "refers" and not self.one_in(5):
            return self.pick(REFERENCES)
        if how == "reference":
            names_of = [c.object for c in self.policy.classes.values() if c.object]
            more = [o + n for n in names_of for o in ("x,", "y , ")] + REFERENCES
            return self.pick(["", " ", "x", "x, y"] + names_of + [n + ", x" for n in names_of]
                             + (more if on("D10", "D13") else []))
        if how == "entry" and not self.one_in(3):
            return self.pick([e.literal or self.pick(LOOSE)
                              for c in self.policy.classes.values()
                              for e in c.entries if self.policy.same_key(e.key, key)])
        return self.pick(LOOSE)

    def annotate(self, item):
        key, how = self.pick(self.words.keys.items())
        at = item["metadata"].setdefault("annotations", {})
        chance = self.random.random()
        if chance < 0.06:
            at[self.pick(self.words.carriers)] = self.class_name()
        elif chance < 0.14:
            at[reference_view.MANAGED] = self.managed(at)
        elif chance < 0.3:
            keys = list(self.cls.profile.range_keys()) or [key]
            picked = self.pick(keys)
            at[picked] = self.value(picked, self.words.keys.get(picked, "loose"))
        elif chance < 0.45:
            picked = self.pick([k for k in self.words.keys if self.cls.profile.concerns(k)]
                               or [key])
            at[picked] = self.value(picked, self.words.keys.get(picked, "loose"))
        else:
            at[key] = self.value(key, how)

    def managed(self, at):
        keys = [k for k in self.words.keys if self.one_in(12)]
        keys += [k for k in at if self.one_in(2)]
        if on("D10"):
            keys += [f"{k}={at[k].partition(',')[0].strip()}" for k in at
                     if self.words.keys.get(k) == "reference"]
            keys += [f"{k}=x" for k, how in self.words.keys.items()
                     if how == "reference" and self.one_in(4)]
        keys += [reference_view.MANAGED, reference_view.CARRIER_KEYS[0]] if self.one_in(8) else []
        if self.one_in(8):
            self.random.shuffle(keys)
            return self.pick([", ", ",,", ","]).join(keys) + self.pick(["", ","])
        return ",".join(sorted(set(keys)))

    def class_name(self):
        chance = self.random.random()
        if chance < 0.6:
            return self.cls.name
        return self.pick(self.words.class_names + ["", "nowhere", " " + self.cls.name])

    def item(self):
        metadata = {"name": self.name}
        if self.name == "":
            metadata = {"generateName": "web-"}
        spec = {"rules": [self.rule() for _ in range(self.pick([0, 1, 1, 1, 2, 3]))]}
        hosts = [r.get("host") for r in spec["rules"] if r.get("host")]
        if self.random.random() < 0.7:
            spec["tls"] = [{"hosts": list(hosts), "secretName": "t"}]
        for _ in range(self.pick([0, 0, 0, 1, 2])):
            spec.setdefault("tls", []).append(self.tls_entry(hosts))
        if self.random.random() < 0.85:
            spec["ingressClassName"] = (self.cls.name if self.random.random() < 0.8
                                        else self.class_name())
        if self.one_in(150):
            spec["rules"] += [self.rule() for _ in range(60)]
            spec.setdefault("tls", []).append(
                {"hosts": [self.host() for _ in range(80)], "secretName": "t"})
        if on("D11", "D13") and self.one_in(12):
            spec.setdefault("tls", []).append(
                {"hosts": self.pick([None, [], [""]]), "secretName": self.pick(["t", "u"])})
        if self.one_in(25):
            spec["defaultBackend"] = self.backend()
        item = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
                "metadata": metadata, "spec": spec}
        if on("D5") and self.cls.profile.reads == "annotation" and not self.one_in(6):
            metadata["annotations"] = {"kubernetes.io/ingress.class": self.cls.name}
        for _ in range(self.pick([0, 0, 1, 1, 2, 4, 7])):
            self.annotate(item)
        return item

    # Changes of objects.

    def edit_annotations(self, item):
        at = item["metadata"].setdefault("annotations", {})
        chance = self.random.randrange(4)
        if chance == 0 and at:
            del at[self.pick(at)]
        elif chance == 1 and at:
            key = self.pick(at)
            at[key] = self.value(key, self.words.keys.get(key, "loose"))
        else:
            self.annotate(item)

    def edit_spec(self, item):
        spec = item["spec"]
        rules = spec.setdefault("rules", [])
        chance = self.random.randrange(8)
        if chance == 0:
            rules.append(self.rule())
        elif chance == 1 and rules:
            rules.append(copy.deepcopy(self.pick(rules)))
        elif chance == 2 and rules:
            self.random.shuffle(rules)
            rules.pop()
        elif chance == 3 and spec.get("tls"):
            spec["tls"].pop()
        elif chance == 4:
            spec.pop("ingressClassName", None)
        elif chance == 5:
            spec["ingressClassName"] = self.class_name()
        elif chance == 6 and rules and rules[0].get("http"):
            rules[0]["http"]["paths"].append(self.path())
        else:
            spec.setdefault("tls", []).append(self.tls_entry([]))

    def edited(self, item):
        item = copy.deepcopy(item)
        for _ in range(self.pick([0, 1, 1, 2, 3])):
            if self.one_in(2):
                self.edit_annotations(item)
            else:
                self.edit_spec(item)
        return item

    def misshape(self, item):
        """A shape that the API never has."""
        chance = self.random.randrange(5)
        if chance == 0:
            item["metadata"]["annotations"] = {"note": 1}
        elif chance == 1:
            item["spec"]["rules"] = [{"host": 1}]
        elif chance == 2:
            item["spec"]["ingressClassName"] = ["x"]
        elif chance == 3:
            del item["spec"]
        else:
            item["metadata"]["annotations"] = None

    # Reviews.

    def choose(self):
        self.namespace = self.pick(self.words.namespaces)
        self.tenant = self.policy.tenant_of(self.namespace)
        granted = [c for n, c in self.policy.classes.items()
                   if self.policy.grants_class(self.tenant, n)]
        self.cls = self.pick(granted or self.policy.classes.values())
        self.name = self.pick(["web", "web", "web", "sale-1"])
        self.good_hosts = [h for h in self.tenant_hosts(self.tenant)
                           if not self.cls.domains or any(
                               names.covers(d, h.lstrip("*.")) for d in self.cls.domains)]
        self.probe = self.wrap({"metadata": {}, "spec": {}}, None)

    def wrap(self, item, old, sub=None):
        operation = "CREATE" if old is None else "UPDATE"
        request = {"uid": "u", "kind": KIND, "requestKind": KIND, "resource": RESOURCE,
                   "name": self.name, "namespace": self.namespace, "operation": operation,
                   "userInfo": {"username": self.pick(self.words.users)}, "object": item,
                   "oldObject": old, "dryRun": False, "options": None}
        if on("D40"):
            request["userInfo"]["groups"] = [g for g in GROUPS if self.one_in(3)]
        if sub:
            request["subResource"] = sub
        return facts(request, self.date)

    def stored(self):
        """An object as it may be stored: patched once, patched by hand, or from before the
        webhook."""
        item = self.item()
        if self.random.random() < 0.3:
            return item, item
        policy = self.yesterday if self.one_in(3) else self.policy
        return reference.mutate(policy, self.wrap(item, None)), item

    def request(self):
        """(first request: that of the mutating stage)."""
        self.choose()
        if self.random.random() < 0.35:
            if self.one_in(6):
                self.name = ""
            item = self.item()
            if self.one_in(60):
                self.misshape(item)
            return self.wrap(item, None)
        stored, manifest = self.stored()
        item = self.edited(manifest if self.one_in(4) else stored)
        stored = copy.deepcopy(stored)
        if self.one_in(15):
            for side in (item, stored):
                side["metadata"]["deletionTimestamp"] = "2026-11-20T00:00:00Z"
        if self.one_in(80):
            self.misshape(item)
        request = self.wrap(item, stored, "status" if self.one_in(12) else None)
        if self.one_in(60) and "subResource" not in request:
            request["oldObject"] = None
        return request


def facts(request, date):
    """The request with the values that the reference needs, under plain names."""
    return {**request, "user": request["userInfo"]["username"], "date": date}


def with_object(request, item):
    return {**request, "object": item}


def document(request):
    """The AdmissionReview that the API server would send."""
    sent = {k: v for k, v in request.items() if k not in ("user", "date")}
    return {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": sent}
