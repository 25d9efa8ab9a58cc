# SPDX-License-Identifier: Apache-2.0
"""The mutating stage of the reference, for one review."""
import copy

import reference_names as names
from contract import on
from reference_judge import ADDED, Judge
from reference_policy import CLASS_RULES
from reference_sources import Write, items_of
from reference_view import FIELD, MANAGED

ANNOTATION_CARRIER = "kubernetes.io/ingress.class"
GROUPS = {"dns-annotations": "DNS", "source-ranges": "source ranges",
          "annotation-required": "others"}


class Mutation(Judge):
    """The mutating stage."""

    # The class.

    def class_to_write(self):
        """(text, the class that it replaces or None), or None for no class."""
        carriers = self.new.carriers()
        create = self.request["operation"] == "CREATE"
        default, replaced = self.policy.default_class(self.tenant)
        if carriers:
            field = self.new.field
            if (on("replaces") and create and default and [p for p, _ in carriers] == [FIELD]
                    and not {field, self.policy.identity(field)}.isdisjoint(replaced)
                    and not self.policy.grants_class(self.tenant, field)
                    and not self.untouchable("class-permitted", self.new)):
                return default, field
            return None
        if self.untouchable("class-present", self.new):
            return None
        if create:
            return (default, None) if default else None
        texts = self.old.class_texts() if self.old else []
        if len({self.policy.identity(t) for t in texts}) != 1:
            return None
        return texts[0], None

    def with_class(self, item):
        """The object with the class that is filled in."""
        found = self.class_to_write()
        if found is None:
            return item
        item = copy.deepcopy(item)
        text, replaced = found
        cls = self.policy.classes.get(self.policy.identity(text))
        if replaced is not None:
            del item["spec"]["ingressClassName"]
            self.warned.add(FIELD)
        if on("D5") and cls is not None and cls.profile.reads == "annotation":
            at = item["metadata"].get("annotations") or {}
            item["metadata"]["annotations"] = {**at, ANNOTATION_CARRIER: text}
        else:
            item["spec"]["ingressClassName"] = text
        return item

    def acting_class(self, view):
        """The class for which the mutating stage acts, or None."""
        found = {self.policy.identity(text) for _, text in view.carriers()}
        name = min(found) if len(found) == 1 else None
        denied = {j.rule for j in self.judge(view) if j.outcome == "denied"}
        if name not in self.policy.classes or denied & (
                CLASS_RULES | {"tenant-known", "kind-permitted"}):
            return None
        return self.policy.classes[name]

    # The platform's own keys.

    def broken_keys(self, view):
        return {v.field for v in self.violations(view) if v.rule in ADDED
                and not (on("D36") and self.untouchable(v.rule, view))}

    def is_own(self, view, cls, key, item, broken):
        """Whether an entry of the managed list is the platform's own."""
        value = view.annotations.get(key)
        if value is None or self.untouchable(self.policy.owner_rule(key), view):
            return False
        if broken is not None and names.annotation_place(key) not in broken:
            return False
        if item is not None:
            return items_of(value)[:1] == [item] and any(
                key == p.reference for p in self.policy.profiles.values())
        if broken is None and self.old.annotations.get(key) != value:
            return False
        return not on("D36") or (self.policy.may_have_written(key)
                                 and not self.is_present_entry(view, cls, key))

    def is_present_entry(self, view, cls, key):
        found = [e for e, _ in self.required(cls, view) if e.key == key]
        found += [w.entry for w in self.dns_wants(cls, view) if w.key == key and w.entry]
        return any(e.mode == "present" for e in found)

    def own(self, view, cls):
        """{key: item, or None for the whole value} of what is the platform's own."""
        if self.request["operation"] == "UPDATE":
            listed, broken = (self.old.listed() if self.old else set()), None
        else:
            listed, broken = view.listed(), self.broken_keys(view)
        out = {}
        for key, item in sorted(listed, key=str):
            if self.is_own(view, cls, key, item, broken):
                out[key] = None if out.get(key, item) is None else item
        return out

    @staticmethod
    def without_own(view, own):
        """The annotations that are not the platform's own."""
        kept = {k: v for k, v in view.annotations.items() if k not in own}
        for key, item in own.items():
            rest = view.annotations[key].partition(",")[2]
            if item is not None and not names.blank(rest):
                kept[key] = rest
        return kept

    # What the stage writes.

    def dns_writes(self, view, cls, kept):
        bare = view.changed(kept)
        wants = {w.key: w for w in self.dns_wants(cls, view)}
        copies = self.copies(cls, bare)
        for key in {**wants, **copies}:
            want = wants.get(key)
            if key not in kept:
                value = self.dns_value(want, copies.get(key))
                if value is not None:
                    yield Write(key, value, "whole")
            elif (want is not None and want.entry is not None and want.entry.mode == "enforce"
                  and not want.entry.accepts(kept[key], want.value)):
                yield Write(key, want.value, "whole")

    def source_writes(self, view, cls, kept, own):
        yield from self.range_writes(kept, cls)
        yield from self.item_conflict(view, cls, kept, own)
        if (cls.lists() or cls.mode == "reference" and not cls.ranged.reference) and (
                self.conflict(kept, cls)):
            kind = "whole" if on("conflict") else "left"
            yield from (Write(k, view.annotations[k], kind)
                        for k in cls.ranged.spellings(view.annotations) if k in own)

    def item_conflict(self, view, cls, kept, own):
        """If the user wrote the reference after other items, the own item before them stays."""
        key = cls.ranged.reference
        if cls.mode != "reference" or own.get(key) is None or key not in kept:
            return
        if not self.range_writes(kept, cls) and not self.refers(kept[key], cls):
            yield Write(key, view.annotations[key], "left")

    def entry_writes(self, view, cls, kept):
        bare = view.changed(kept)
        for entry, value in self.required(cls, bare):
            if not entry.fills():
                continue
            if entry.key in kept:
                if entry.mode == "enforce" and kept[entry.key] != value:
                    yield Write(entry.key, value, "whole")
            elif not self.has(bare, entry.key):
                yield Write(entry.key, value, "whole")

    def writes(self, view, cls, kept, own):
        """Everything that this stage writes."""
        if not self.untouchable("dns-annotations", view):
            yield from self.dns_writes(view, cls, kept)
        if not self.untouchable("source-ranges", view):
            yield from self.source_writes(view, cls, kept, own)
        if not self.untouchable("annotation-required", view):
            yield from self.entry_writes(view, cls, kept)

    def wanted_value(self, view, cls, result, key):
        """The value that the policy writes at `key`, for the managed list."""
        if on("writes"):
            kept = self.without_own(view, self.own(view, cls))
            return self.would_write(view.changed(result), cls, key,
                                    self.users(view.changed(kept), cls))
        without = {k: v for k, v in result.items() if k != key}
        for write in self.writes(view, cls, without, {}):
            if write.key == key and write.kind == "whole":
                return write.value
        conflict = key == cls.ranged.first and cls.ranges
        return cls.range_text if conflict and not self.untouchable("source-ranges", view) else None

    def loud(self, view, cls, kept, own, write):
        """Whether the edit causes a warning: it changes a user's value, or restricts the
        sources."""
        if write.value == kept.get(write.key) or write.kind == "left":
            return False
        if write.key in kept:
            if write.key == cls.ranged.reference:
                return write.kind == "front" and own.get(write.key) is None
            return True
        held = {**view.annotations, **(self.old.annotations if self.old else {})}
        return (self.old is not None and cls.lists() and cls.ranged.is_list_key(write.key)
                and not any(cls.ranged.is_list_key(k) for k in held))

    def listed_still(self, view, cls, result, key, item):
        """Whether an entry stays in the managed list."""
        value, stored = result[key], self.old.annotations if self.old else {}
        if stored.get(key) == value and self.untouchable(self.policy.owner_rule(key), view):
            return True
        if item is None:
            return self.wanted_value(view, cls, result, key) == value
        items = items_of(value)
        return (key == cls.ranged.reference and item == cls.object and len(items) > 1
                and items[0] == item)

    def annotated(self, view, cls):
        """The annotations after the mutating stage, with the managed list."""
        own = self.own(view, cls)
        kept = self.without_own(view, own)
        result, listed = dict(kept), set()
        for write in self.writes(view, cls, kept, own):
            if self.loud(view, cls, kept, own, write):
                self.warned.add(write.key)
            result[write.key] = write.value
            if write.kind == "whole":
                listed.add((write.key, None))
            elif write.kind == "front" and on("D10"):
                listed.add((write.key, cls.object))
        for key, item in view.listed() | (self.old.listed() if self.old else set()):
            if key in result and self.listed_still(view, cls, result, key, item):
                listed.add((key, item))
        result.pop(MANAGED, None)
        if listed:
            texts = {k if i is None else f"{k}={i}" for k, i in listed}
            result[MANAGED] = ",".join(sorted(texts, key=str.encode))
        return result

    def never_patched(self):
        return (self.status or (self.old is not None and self.old.deleting)
                or self.request["operation"] not in ("CREATE", "UPDATE")
                or self.request["object"].get("spec") is None)

    def mutate(self):
        """The object after the mutating stage, with a policy that is not in preview."""
        item = copy.deepcopy(self.request["object"])
        if self.never_patched():
            return item
        item = self.with_class(item)
        view = self.view(item)
        cls = self.acting_class(view)
        if cls is None:
            return item
        annotations = self.annotated(view, cls)
        return self.with_annotations(item, view, annotations)

    @staticmethod
    def with_annotations(item, view, annotations):
        if annotations != view.annotations:
            item["metadata"]["annotations"] = annotations
        return item

    # Preview.

    def preview_text(self, after):
        """The one warning of the mutating stage, or None."""
        before, now = self.new.annotations, after.annotations
        parts = []
        if set(after.carriers()) - set(self.new.carriers()):
            parts.append(f'set class "{after.class_shown()}"')
        keys = {*before, *now} - {MANAGED} - {k for k in now if after.is_carrier(k)}
        for verb, found in (("add", {k for k in keys if k not in before}),
                            ("change", {k for k in keys if k in before and k in now
                                        and before[k] != now[k]}),
                            ("remove", {k for k in keys if k not in now})):
            if found:
                rules = {self.policy.owner_rule(k) for k in found}
                groups = ", ".join(t for r, t in GROUPS.items() if r in rules)
                noun = "annotation" if len(found) == 1 else "annotations"
                parts.append(f"{verb} {len(found)} {noun}: {groups}")
        return "preview: would " + ", ".join(parts) if parts else None
