# SPDX-License-Identifier: Apache-2.0
"""Policies as YAML files."""
import yaml


class Texts(yaml.SafeDumper):
    """Every text in quotes, so that none is read as a number."""

    def ignore_aliases(self, data):
        return True


Texts.add_representer(str, lambda dumper, text: dumper.represent_scalar(
    "tag:yaml.org,2002:str", text, style='"'))


def write(path, document):
    """Write the document to the file; return the path."""
    path.write_text(yaml.dump(document, Dumper=Texts, sort_keys=False), encoding="utf-8")
    return path
