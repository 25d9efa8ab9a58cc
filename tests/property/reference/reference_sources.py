# SPDX-License-Identifier: Apache-2.0
"""Source ranges: what is written, and what is wrong."""
from collections import namedtuple

import reference_names as names
import reference_ranges as ranges
from contract import on
from reference_wanted import Wanted

INTERSECTION_MAX = 256
# kind: whole (a value of the platform), front (an item at the beginning), user (a user's
# list that was narrowed).
Write = namedtuple("Write", "key value kind")


class Pattern(str):
    """A file of the controller, which is equal only to itself."""


def items_of(value):
    """The items of a reference key."""
    white = names.WHITE if on("D10") else " "
    return [] if names.blank(value) else [v.strip(white) for v in value.split(",")]


class Sources(Wanted):
    """The lists and references of a class."""

    @staticmethod
    def parse(value, cls):
        """The set of a list, or None if the list is invalid."""
        profile = cls.ranged
        if on("D26") and profile.kind == "haproxytech" and cls.mode == "open":
            text = value.strip(" \t\n")
            if ranges.PATTERN.fullmatch(text):
                return Pattern(text)
        return ranges.parse_list(value, profile)

    @staticmethod
    def acceptable(found, cls):
        if found is None or cls.mode == "open":
            return found is not None
        if cls.mode == "fixed":
            return found == cls.ranges
        return ranges.inside(found, cls.ranges)

    # The mutating stage.

    def range_writes(self, kept, cls):
        """What is written; `kept` are the annotations that are not the platform's."""
        if cls.mode == "reference" and cls.ranged.reference:
            return self.reference_writes(kept, cls)
        if cls.mode == "reference":
            return self.pattern_writes(kept, cls)
        return self.list_writes(kept, cls) if cls.lists() else []

    @staticmethod
    def reference_writes(kept, cls):
        key, value = cls.ranged.reference, kept.get(cls.ranged.reference, "")
        items = items_of(value)
        if not items:
            return [Write(key, cls.object, "whole")]
        if cls.ranged.position == "only" or cls.object in items:
            return []
        return [Write(key, cls.object + "," + value, "front")]

    @staticmethod
    def pattern_writes(kept, cls):
        present = [k for k in cls.ranged.spellings(kept) if k in kept]
        if cls.ranged.first in kept or any(kept[k] != cls.object for k in present):
            return []
        return [Write(cls.ranged.first, cls.object, "whole")]

    def list_writes(self, kept, cls):
        first, narrowed = cls.ranged.first, []
        present = [k for k in cls.ranged.spellings(kept) if k in kept]
        if not present:
            return [Write(first, cls.range_text, "whole")]
        if self.conflict(kept, cls):
            return []
        value, found = kept[present[0]], self.parse(kept[present[0]], cls)
        if not self.acceptable(found, cls):
            value = cls.ranged.separator.join(ranges.prefixes(
                ranges.intersection(found, cls.ranges)))
            narrowed = [Write(k, value, "user") for k in present]
        return narrowed + ([] if first in kept else [Write(first, value, "whole")])

    def conflict(self, kept, cls):
        """Whether the user's spellings are wrong, or differ."""
        present = [k for k in cls.ranged.spellings(kept) if k in kept]
        if cls.mode == "reference":
            return any(kept[k] != cls.object for k in present)
        sets = [self.parse(kept[k], cls) for k in present]
        if any(s is None or s != sets[0] for s in sets):
            return True
        if not sets or self.acceptable(sets[0], cls):
            return False
        if cls.mode != "intersect":
            return True
        narrowed = ranges.prefixes(ranges.intersection(sets[0], cls.ranges))
        return not 0 < len(narrowed) <= INTERSECTION_MAX

    # The validating stage.

    def range_violations(self, view, cls):
        """Keys where the source ranges are wrong."""
        if cls.mode == "elsewhere":
            return set()
        bad = set()
        if cls.mode == "reference" and cls.ranged.reference:
            if not self.refers(view.annotations.get(cls.ranged.reference, ""), cls):
                bad.add(cls.ranged.reference)
        elif cls.mode == "reference":
            bad |= self.pattern_violations(view, cls)
        elif cls.ranged.first:
            bad |= self.list_violations(view, cls)
        if cls.restricted():
            written = self.written(view)
            bad |= {k for k, v in view.annotations.items() if cls.ranged.undoes(k, v)
                    and not cls.ranged.undoes_for_all(k, v) and (k, v) not in written}
        return bad

    @staticmethod
    def refers(value, cls):
        items, position = items_of(value), cls.ranged.position
        if position == "any":
            return cls.object in items
        return items[:1] == [cls.object] if position == "first" else items == [cls.object]

    @staticmethod
    def pattern_violations(view, cls):
        present = [k for k in cls.ranged.spellings(view.annotations) if k in view.annotations]
        bad = {k for k in present if view.annotations[k] != cls.object}
        if cls.ranged.first not in view.annotations and not bad:
            bad.add(cls.ranged.first)
        return bad

    def list_violations(self, view, cls):
        sets = {k: self.parse(view.annotations[k], cls)
                for k in cls.ranged.spellings(view.annotations) if k in view.annotations}
        bad = {k for k, found in sets.items() if not self.acceptable(found, cls)}
        if any(found != other for found in sets.values() for other in sets.values()):
            bad |= set(sets)
        first = cls.ranged.first
        if cls.mode != "open" and first not in view.annotations and not (bad and on("D44")):
            bad.add(first)
        return bad

    def undone_for_all(self, view):
        """Keys that undo the lists of other Ingresses."""
        profiles = {c.profile for c in self.policy.classes.values() if c.restricted()}
        written, named = self.written(view), self.classes_of(view)
        entries = ([e for c in named for e in self.entries(c)] if named
                   else self.entries_added())
        return {k for k, v in view.annotations.items()
                if any(p.undoes_for_all(k, v) for p in profiles) and (k, v) not in written
                and not self.permitted_by_values(k, v, entries)}

    # source-ranges-unread

    def unread(self, view):
        """List keys that no controller of the object's classes reads."""
        named = self.classes_of(view)
        built_in = [p for p in self.policy.profiles.values() if p.kind != "own"]
        for key, value in view.annotations.items():
            known = any(p.is_one(key, n) or key == n for p in built_in for n in p.list_names)
            read = any(c.ranged.is_list_key(key) for c in named)
            if known and named and not read and (key, value) not in self.written(view):
                yield key
