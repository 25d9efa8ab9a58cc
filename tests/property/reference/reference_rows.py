# SPDX-License-Identifier: Apache-2.0
"""Kinds with a row, and kinds without one."""
import copy
import json
import re

import reference_names as names
import reference_paths as paths
import reference_texts as texts
from reference_gateways import gateway_sources
from reference_judge import EVERY
from reference_kinds import Carrier
from reference_other import KindJudge, KindView
from reference_profiles import fold
from reference_rules import Violation

SIMPLE = re.compile(r"spec\.([A-Za-z0-9_-]+)")


class RowView(KindView):
    """An object of a kind with a row."""

    def read(self):
        self.row = self.review.kind.row
        self.classed = bool(self.row.cls)
        self.named_fields = [f for p in self.row.paths for f in paths.texts(p, self.item)
                             if f.value]
        path = self.row.gateways.get("path")
        self.parents = paths.texts(path, self.item) if path else []
        self.mesh = self.is_mesh() if path else False
        self.references = [(f, r["form"]) for r in self.row.references
                           for f in paths.texts(r["path"], self.item)]
        self.read_hosts()

    def is_mesh(self):
        mesh = self.row.gateways.get("mesh", [])
        if not self.parents:
            return self.row.gateways.get("absent") == "mesh"
        return all(f.value in mesh for f in self.parents)

    # Names.

    def read_hosts(self):
        self.claimed, self.open_places = [], []
        for entry in self.row.hosts:
            found = paths.texts(entry["path"], self.item)
            unless = "unless" in entry and any(
                f.value not in ("", [], {}) for f in paths.reach(entry["unless"], self.item))
            for one in found:
                self.read_text(one, entry, found, unless)
            if entry.get("absent") == "all" and not self.mesh and not unless:
                self.open_places += paths.missing(entry["path"], self.item)

    def read_text(self, one, entry, found, unless):
        held = one.field.rpartition("[")[0]
        several = entry["path"].endswith("[]") and len(
            [f for f in found if f.field.rpartition("[")[0] == held]) > 1
        reading = texts.read(one, entry.get("as", "name"), several)
        self.claimed += [c for c in reading.claims if not self.in_mesh(c)]
        if reading.catch_all and not (unless and entry.get("as") == "traefik"):
            self.open_places.append((one.field, one.place))

    def in_mesh(self, claim):
        """Whether a name of a mesh object belongs to its own namespace."""
        if not self.mesh or claim.name is None:
            return False
        own = fold(self.review.request["namespace"])
        ends = [f".{own}{end}" for end in ("", ".svc", ".svc.cluster.local")]
        return "." not in claim.name or any(claim.name.endswith(e) for e in ends)

    def field_claims(self):
        return self.claimed

    def catch_alls(self):
        return self.open_places

    def routes(self):
        rest = {k: v for k, v in self.item.items()
                if k not in ("apiVersion", "kind", "metadata", "status")}
        return {(EVERY, json.dumps(rest, sort_keys=True))}

    # The class.

    def class_shown(self):
        return self.carriers()[0].text

    def is_carrier(self, key):
        return key in self.row.annotations

    def text_carriers(self):
        out = [(f.field, f.value) for f in self.named_fields]
        return out + [(names.annotation_place(k), self.annotations[k])
                      for k in self.row.annotations if k in self.annotations]

    def parent_carrier(self, found):
        review, own = self.review, self.review.request["namespace"]
        namespace, slash, name = found.value.partition("/")
        namespace, name = (namespace, name) if slash else (own, namespace)
        entry = review.policy.entrance(namespace, name, own)
        cls = entry.leads(review.tenant_name()) if entry else None
        return Carrier(found.field, f"{namespace}/{name}", cls, entry)

    def carriers(self):
        out = [Carrier(place, text, self.review.lead(text) if text else None)
               for place, text in self.text_carriers()]
        if "fixed" in self.row.cls:
            out.append(Carrier("kind", self.row.cls["fixed"], self.row.cls["fixed"]))
        mesh = self.row.gateways.get("mesh", [])
        out += [self.parent_carrier(f) for f in self.parents if f.value not in mesh]
        entry = self.own_entrance() if self.row.gateways.get("self") == "true" else None
        return out + ([Carrier("metadata.name", self.name, entry.cls, entry)] if entry else [])

    def unclassed(self):
        if self.mesh or self.carriers():
            return []
        if self.row.paths:
            return [self.row.paths[0].replace("[]", "[0]")]
        if self.row.annotations:
            return [names.annotation_place(self.row.annotations[0])]
        if "path" in self.row.gateways:
            return [self.row.gateways["path"].removesuffix("[]")]
        return ["metadata.name"]


class RowJudge(KindJudge):
    view_class = RowView

    @property
    def deep(self):
        return self.kind.row.deep

    def adapt(self, cls, view):
        if self.kind.row.ranged and not self.kind.row.gateways:
            return copy.copy(cls)
        return super().adapt(cls, view)

    # ExternalDNS.

    def dns_silent(self, view):
        return not self.kind.row.dns

    def takes_target(self, view):
        return True

    def dns_names(self, view):
        return {"target", "ttl", "set"}

    # The rules.

    def source_violations(self, view, cls):
        row = self.kind.row
        if "path" in row.gateways:
            wrong = gateway_sources(cls, self.policy).get("mode") == "reference"
        else:
            own = self.policy.classes[cls.name]
            wrong = not row.gateways and (own.unreached() or (
                not row.ranged and own.restricted()))
        return [("spec", "spec")] if wrong else []

    def special_violations(self, view):
        own = self.request["namespace"]
        for found, form in view.references:
            item = found.value
            namespace, slash, _ = item.partition("/")
            if form == "namespace":
                namespace, slash = item, item
            if slash and namespace != own:
                yield Violation("reference-local", found.field, found.place, item)

    # The mutating stage.

    def class_to_write(self):
        row = self.kind.row
        if self.new.carriers() or not (row.paths or row.annotations) or (
                self.new.mesh or self.untouchable("class-present", self.new)):
            return None
        if self.request["operation"] == "CREATE":
            return self.policy.default_class(self.tenant)[0]
        found = [text for _, text in self.old.text_carriers() if text] if self.old else []
        same = {self.policy.identity(text) for text in found}
        return found[0] if len(same) == 1 else None

    def with_class(self, item):
        text, row = self.class_to_write(), self.kind.row
        simple = SIMPLE.fullmatch(row.paths[0]) if row.paths else None
        if text is None or not (simple or row.annotations):
            return item
        item = copy.deepcopy(item)
        if simple:
            item["spec"][simple.group(1)] = text
        else:
            at = item["metadata"].get("annotations") or {}
            item["metadata"]["annotations"] = {**at, row.annotations[0]: text}
        return item
