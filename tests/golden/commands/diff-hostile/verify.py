# SPDX-License-Identifier: Apache-2.0
"""No text of a policy becomes markup or a mention."""


def check(text):
    lines = text.splitlines()
    assert lines[0] == "<!-- ingress-warden diff -->"
    for line in lines[1:]:
        rest = line.replace("<code>", "").replace("</code>", "")
        assert "<" not in rest and "@" not in rest, line
        assert "](" not in rest and "*b*" not in rest, line
    rows = [line for line in lines if line.startswith("| `")]
    assert rows and all(row.count("|") == 4 for row in rows), rows
