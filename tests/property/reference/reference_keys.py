# SPDX-License-Identifier: Apache-2.0
"""The rules about single annotations and about paths."""
import re
import unicodedata

import reference_names as names
from contract import on
from reference_profiles import TRUES, in_group
from reference_sources import Sources, items_of

NGINX = ("ingress-nginx", "nginx-inc")
HAPROXY = ("haproxy-ingress", "haproxytech")


def control(c):
    return unicodedata.category(c) == "Cc"


def unsafe_value(profile, value):
    """Whether a value, without exceptions, could change a configuration."""
    allowed = "\t\n\r" if on("D22") and not profile.text else ""
    if any(control(c) and c not in allowed for c in value):
        return True
    return profile.kind in NGINX and any(c in value for c in "{};#\\`")


def refused_in_paths(profile):
    """(characters, whether counts are accepted) of a profile; without control characters."""
    text = profile.kind == "own" and profile.text
    if profile.kind in NGINX or text or not on("D25"):
        return " \"'`{}\\;#", True
    if profile.kind in HAPROXY:
        return " \"'", False
    return (" `" if profile.kind == "traefik" else ""), False


def unsafe_path(path, path_type, profiles):
    if any(control(c) for c in path):
        return True
    for profile in profiles:
        refused, counts = refused_in_paths(profile)
        text = path
        if counts and path_type == "ImplementationSpecific":
            text = re.sub(r"\{[0-9]+(,[0-9]*)?\}", "", path)
        if any(c in refused for c in text):
            return True
    return False


class Keys(Sources):
    """Violations in annotations, key by key."""

    def tenant_name(self):
        return self.tenant["name"] if self.tenant else None

    # annotation-forbidden

    def key_fits(self, pattern, key):
        if on("D15") and pattern.startswith("@"):
            return in_group(pattern[1:], key, self.policy.profiles.values())
        return self.policy.matches_key(pattern, key)

    def forbids(self, entry, key, value, classes):
        excepted = entry.get("except", {})
        if not any(self.key_fits(p, key) for p in entry["keys"]):
            return False
        if self.tenant_name() in excepted.get("tenants", []):
            return False
        if not on("D15"):
            return True
        if "values" in entry and not any(self.glob(v, value) for v in entry["values"]):
            return False
        if "classes" in entry and not set(entry["classes"]) & classes:
            return False
        if "kinds" in entry and self.kind.name not in entry["kinds"]:
            return False
        return not (set(excepted.get("classes", [])) & classes
                    or self.kind.name in excepted.get("kinds", [])
                    or any(self.glob(v, value) for v in excepted.get("values", [])))

    def forbidden(self, key, value, view):
        classes = {c.name for c in self.classes_of(view)}
        return any(self.forbids(e, key, value, classes) for e in self.policy.forbid)

    def beyond_only(self, key, view):
        """Whether some class permits listed keys only, and not this one."""
        for cls in self.classes_of(view):
            if (on("D15") and cls.only is not None and cls.profile.checks(key)
                    and not view.is_carrier(key) and not cls.profile.owns(key)
                    and not any(self.policy.same_key(e.key, key) for e in self.entries(cls))
                    and not any(self.policy.matches_key(p, key) for p in cls.only)):
                return True
        return False

    # annotation-safe

    def parsed_list(self, key, view):
        """Whether source-ranges parses the key of this object."""
        return (on("D22") and self.action("source-ranges", view) != "allow" and any(
            c.mode != "elsewhere" and c.ranged.is_list_key(key)
            for c in self.classes_of(view)))

    def unchecked(self, key):
        if on("D23"):
            return any(self.policy.matches_key(p, key) for p in self.policy.unchecked)
        return key in self.policy.unchecked

    def unsafe(self, key, value, view):
        if self.unchecked(key) or self.parsed_list(key, view):
            return False
        under = [p for p in self.policy.used_profiles if p.checks(key)]
        for profile in under:
            allowed = profile.find(profile.may, key, profile.anywhere)
            if allowed is not None:
                value = re.sub(allowed, "", value)
        return any(unsafe_value(p, value) for p in under)

    # reference-local

    def foreign_items(self, profile, key, value):
        """The items of a value that refer to another namespace."""
        how = profile.find(profile.local, key, profile.anywhere)
        if how is None or names.blank(value):
            return []
        own, white = self.request["namespace"], names.WHITE
        if how == "value":
            return [value.strip(white)] if value.strip(white) != own else []
        several = profile.reference is not None
        items = items_of(value) if several else [value.strip(white)]
        return [i for i in items if i and self.foreign(i, how, own)]

    @staticmethod
    def foreign(item, how, own):
        if how == "@":
            return item.endswith("@kubernetescrd") and not item.startswith(own + "-")
        if how == "://" and "://" in item:
            return True
        mark = ":" if how == ":" else "/"
        return mark in item and item.partition(mark)[0] != own

    def foreign_references(self, key, value, view):
        objects = {c.object for c in self.classes_of(view) if c.object}
        found = [i for p in self.profiles_of(view)
                 for i in self.foreign_items(p, key, value)]
        return [i for i in dict.fromkeys(found) if i not in objects]

    # entry-point and canary-host

    def entry_points(self, view):
        """Keys that choose another entry point than that of a class of the object."""
        named = self.classes_of(view)
        judged = ([(c.profile, self.entries(c)) for c in named] if named
                  else [(p, self.entries_added()) for p in self.policy.used_profiles])
        written = self.written(view)
        for key, value in view.annotations.items():
            if (key, value) not in written and any(
                    profile.chooses_entry(key)
                    and not self.permitted_by_values(key, value, entries)
                    for profile, entries in judged):
                yield key

    def canaries(self, view):
        """The keys that make the object a canary of ingress-nginx."""
        for profile in self.profiles_of(view):
            if profile.kind == "ingress-nginx":
                for prefix in profile.prefixes:
                    if view.annotations.get(prefix + "canary") in TRUES:
                        yield prefix + "canary"
