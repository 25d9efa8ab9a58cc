#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check that the targets of the documents exist: paths.py ROOT

Each link leads to a file, and to a heading of that file.  Each path that CONTRIBUTING.md or a
page of docs/internals names in a code span exists, and so does each function and constant.
"""

import pathlib
import re
import sys

TOP = r"(?:src|tests|docs|policies|certs|manifests|packages|bench|\.ci|\.github)"
PATH = re.compile(rf"^{TOP}(?:/[\w.*-]+)+/?$")
FILE = re.compile(r"^(?:[A-Z]{5,}(?:\.md)?|Makefile)$")
# Placeholders, which the reader replaces with a name.
STANDS_FOR = re.compile(r"\b(?:NEW|NAME|PROGRAM)\b")
FUNCTION = re.compile(r"^(\w+)\(\)$")
CONSTANT = re.compile(r"^[A-Z][A-Z0-9]*_[A-Z0-9_]+$")
LINK = re.compile(r"\[[^][]*\]\(([^()\s]+)\)")


def slug(heading):
    """The anchor that the usual renderers make of a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def without_blocks(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def anchors(path):
    found = re.findall(r"^#+ (.*)$", without_blocks(path.read_text()), re.M)
    return {slug(heading) for heading in found}


def bad_links(path, text, root):
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name if name else path).resolve()
        if not there.exists():
            yield f"leads nowhere: {target}"
        elif not there.is_relative_to(root.resolve()):
            yield f"leads out of the project: {target}"
        elif anchor and anchor not in anchors(there):
            yield f"no such heading: {target}"


def spans(text):
    """The code spans of running text, as wholes, and the words of commands in them."""
    for span in re.findall(r"`([^`\n]+)`", text):
        yield from span.split()


def sources(root):
    return "\n".join(path.read_text() for path in sorted(root.glob("src/**/*.[chd]*"))
                     if path.suffix in (".c", ".h", ".def"))


def bad_names(text, root, code):
    for span in spans(text):
        word = span.rstrip(",;.")
        if STANDS_FOR.search(word):
            continue
        if PATH.match(word) or FILE.match(word):
            if not list(root.glob(word.rstrip("/"))):
                yield f"does not exist: {word}"
        elif FUNCTION.match(word) or CONSTANT.match(word):
            name = word.removesuffix("()")
            if not re.search(rf"\b{name}\b", code):
                yield f"is not in src: {word}"


def main():
    root = pathlib.Path(sys.argv[1])
    internal = [root / "CONTRIBUTING.md", *sorted(root.glob("docs/internals/*.md"))]
    documents = sorted({*root.glob("*.md"), *root.glob("docs/*.md"), *root.glob("certs/*.md"),
                        *internal})
    code = sources(root)
    passed = failed = 0
    for path in documents:
        text = without_blocks(path.read_text())
        wrong = list(bad_links(path, text, root))
        if path in internal:
            wrong += bad_names(text, root, code)
        for what in wrong:
            print(f"{path.relative_to(root)}: {what}")
        passed += not wrong
        failed += bool(wrong)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
