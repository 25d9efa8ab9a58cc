#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""docs/operations.md and docs/rejections.md are complete: texts.py ROOT

operations.md has each metric with its labels, each field and message of the log, and each
alert.  rejections.md has a heading for each rule, which is its anchor.  Neither page describes
anything that does not exist.
"""

import pathlib
import re
import sys

from sources import Claims, documents, metrics, plain_metrics

ROW = re.compile(r"^\| `([\w]+)`(?: \|| \()", re.MULTILINE)
FIELD_CALLS = re.compile(
    r'\b(?:log_line_\w+|log_given)\((?:&?\w+), "(\w+)"|\blog_list\(\w+, "(\w+)", "(\w+)"')
BEGIN_FIELDS = re.compile(r'\\"(\w+)\\":')
BEGIN = re.compile(r"\blog_line_begin\((.*?)\);\n", re.DOTALL)
PLAIN = re.compile(r'\blog_message\([^"]*"([^"%]+)')


def section(text, heading):
    """The text under a heading, up to the next heading of the same rank."""
    rank = heading.split(" ")[0]
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^{rank} |\Z)", text, re.M | re.S)
    return found[1] if found else ""


def sources(root):
    return [path.read_text() for path in sorted(root.glob("src/**/*.c"))]


def log_fields(root):
    fields = set()
    for text in sources(root):
        for names in FIELD_CALLS.findall(text):
            fields |= {name for name in names if name}
    # The code that begins a line writes ts, level and msg itself.
    begin = (root / "src/sys/log/log.c").read_text()
    fields |= set(BEGIN_FIELDS.findall(begin[begin.index("void log_line_begin"):]))
    return fields | {"problems"} if '"problems"' in "".join(sources(root)) else fields


def log_messages(root):
    """The messages of lines with fields; of plain lines, the text before the first value."""
    found = set()
    for text in sources(root):
        found |= {message for call in BEGIN.findall(text) for message in re.findall(r'"([^"]+)"', call)}
        found |= {message.strip() for message in PLAIN.findall(text)}
    return found


def operations(claims, root):
    text = (root / "docs/operations.md").read_text()
    listed = section(text, "## Metrics")
    claims.same(plain_metrics(root), set(ROW.findall(listed)), "metrics of operations.md")
    for name, labels in metrics(root).items():
        row = re.search(rf"^\| `{name}` \|([^|]*)\|", listed, re.M)
        if row:
            claims.same(labels, set(re.findall(r"`(\w+)`", row[1])), f"labels of {name}")
    log = section(text, "## The log")
    claims.same(log_fields(root), set(ROW.findall(log)), "log fields of operations.md")
    for message in log_messages(root):
        claims.claim(f"`{message}" in log, f"operations.md lacks the log message: {message}")
    rules = documents(root / "manifests/monitoring/alerts.yaml")[0]["groups"][0]["rules"]
    claims.same({rule["alert"] for rule in rules},
                set(re.findall(r"^### (\w+)$", section(text, "## Alerts"), re.M)),
                "alerts of operations.md")


def rejections(claims, root):
    text = (root / "docs/rejections.md").read_text()
    rules = re.findall(r'^RULE\(\w+, \w+, \w+, "([\w-]+)"\)',
                       (root / "src/core/policy/rules.def").read_text(), re.M)
    headings = re.findall(r"^## ([a-z-]+)$", text, re.M)
    claims.claim(headings == rules + ["unjudgeable"],
                 f"rejections.md has {headings}, rules.def has {rules}, and unjudgeable")
    for rule in rules:
        claims.claim("fix:" in section(text, f"## {rule}").lower(), f"{rule}: how to fix it?")
    links = set(re.findall(r"\(#([\w-]+)\)", text))
    claims.claim(links <= set(headings) | {"how-to-read-it", "before-you-apply"},
                 f"links into nowhere: {sorted(links - set(headings))}")


def main(root):
    claims = Claims()
    operations(claims, root)
    rejections(claims, root)
    claims.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
