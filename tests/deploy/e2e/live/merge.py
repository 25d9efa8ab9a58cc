# SPDX-License-Identifier: Apache-2.0
"""Changes to Ingresses, as merge patches in which @ stands for the object's name."""


def merged(target, patch):
    """RFC 7386, as the API server does it."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        result[key] = merged(result.get(key), value)
        if result[key] is None:
            del result[key]
    return result


def named(value, name):
    """The change with the name in place of @."""
    if isinstance(value, dict):
        return {key: named(item, name) for key, item in value.items()}
    if isinstance(value, list):
        return [named(item, name) for item in value]
    return value.replace('@', name) if isinstance(value, str) else value


def notes(*words, **more):
    """A patch of annotations, given as prefix, key, value, prefix, ... and of other fields."""
    keys = [prefix + key for prefix, key in zip(words[::3], words[1::3])]
    return {'metadata': {'annotations': dict(zip(keys, words[2::3]))}, **more}


def spec(**fields):
    """A patch of the spec."""
    return {'spec': fields}
