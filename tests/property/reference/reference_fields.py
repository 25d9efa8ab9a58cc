# SPDX-License-Identifier: Apache-2.0
"""Fields whose values a policy forbids or restricts."""
import json

import reference_paths as paths
from reference_profiles import glob


def scalar_text(value):
    return value if isinstance(value, str) else json.dumps(value)


def is_scalar(value):
    return not isinstance(value, (list, dict))


def breaks_forbid(entry, value):
    if "values" not in entry:
        return value not in ("", [], {})
    return is_scalar(value) and any(glob(v, scalar_text(value)) for v in entry["values"])


def breaks_allow(entry, value):
    return not is_scalar(value) or not any(
        glob(v, scalar_text(value)) for v in entry["values"])


def broken(entry, path, item, breaks):
    """(field, place, value) of each violation at one path of an entry."""
    for found in paths.reach(path, item):
        if breaks(entry, found.value):
            yield found.field, found.place, json.dumps(found.value, sort_keys=True)


def forbidden(fields, kind, tenant, item):
    """Violations of the section `fields` in an object of this kind."""
    for section, breaks in (("forbid", breaks_forbid), ("allow", breaks_allow)):
        for entry in fields.get(section, []):
            excepted = tenant in entry.get("except", {}).get("tenants", [])
            if kind in entry["kinds"] and not excepted:
                for path in entry["paths"]:
                    yield from broken(entry, path, item, breaks)


def forbidden_by_row(row, item):
    for entry in row.forbid:
        yield from broken(entry, entry["path"], item, breaks_forbid)
