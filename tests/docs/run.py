#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Run what the documents show: run.py PROGRAM ROOT [DOCUMENT...]

Every block of a document is marked, in Markdown by `<!-- run: KIND -->` before the fence, in
a manual page by `.\\" run: KIND` before `.Bd -literal`:

  file NAME           is written to NAME, for the commands that follow
  policy              is a whole policy without errors; also written to policy.yaml
  part                replaces or adds sections of the last policy, without errors
  manifest allowed    is allowed under the last policy
  manifest denied R   is refused by rule R under the last policy
  example base        is the default for missing parts of the examples below
  example allowed     is allowed under policies/example.yaml, without a warning
  example denied R    breaks only rule R, and is refused
  example warned R    breaks only rule R, and is allowed with a warning
  kinds allowed       a whole object, allowed under policies/kinds.yaml, without a warning
  kinds denied R      the same for an object that breaks only rule R
  console [CODE...]   commands after `$ ` and their output; `...` matches anything; CODE is the
                      exit code of each command
  shown               has only commands, and lines that some console block prints
  yaml                is YAML
  text                is neither YAML nor a command
  elsewhere FILE      needs more than this test has; FILE runs it

A document has a folder of its own.  Ports 8443 and 8081 are replaced by free ones.
"""

import json
import os
import pathlib
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import yaml

TIMEOUT_S = 60
EXAMPLE_DAY = "2027-03-01"  # when the dated actions of the example policies apply
READY_S = 20
PAGES = ("externaldns", "gateway-api", "install", "operations", "rejections")
MARK = re.compile(r'^(?:<!-- run: (.*?) -->|\.\\" run: (.*?))$')


class Wrong(Exception):
    """A document shows something that is not true."""


def unescape(line):
    """The text of a line in a literal display of a manual page."""
    return line.replace("\\&", "").replace("\\(dq", '"').replace("\\e", "\\").replace("\\-", "-")


def blocks(path):
    """Yield (line number, mark or None, text) for each literal block."""
    is_manual = path.suffix != ".md"
    begin = ".Bd -literal" if is_manual else "```"
    end = ".Ed" if is_manual else "```"
    mark, opened, lines = None, 0, []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = MARK.match(line)
        if opened and line.startswith(end):
            yield opened, mark, "".join(lines)
            mark, opened, lines = None, 0, []
        elif opened:
            lines.append((unescape(line) if is_manual else line) + "\n")
        elif found:
            mark = found.group(1) or found.group(2)
        elif line.startswith(begin):
            opened = number
        elif line.strip() and not line.startswith((".Pp", ".El")):
            mark = None
    if opened:
        raise Wrong(f"{opened}: the block does not end")


def is_whole(command):
    """False while a quote is open or the line continues."""
    if command.endswith(("\\", "|")):
        return False
    try:
        shlex.split(command)
    except ValueError:
        return False
    return True


def commands(text):
    """Yield (command, expected output) of a console block."""
    lines = text.splitlines()
    while lines:
        line = lines.pop(0)
        if not line.startswith("$ "):
            raise Wrong(f"not a command: {line}")
        command = line[2:]
        while not is_whole(command):
            if not lines:
                raise Wrong(f"the command does not end: {command}")
            command += "\n" + lines.pop(0)
        wanted = []
        while lines and not lines[0].startswith("$ "):
            wanted.append(lines.pop(0))
        yield command, wanted


def pattern(wanted):
    """A regular expression for the output; a line `...` matches any lines."""
    parts = []
    for line in wanted:
        if line == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(r"[^\n]*".join(re.escape(part) for part in line.split("...")) + r"\n")
    return re.compile("".join(parts))


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


class Scratch:
    """The folder of one document, and the servers that it started."""

    def __init__(self, program, root, folder, all_blocks):
        self.root = root
        self.work = folder / "work"
        self.work.mkdir()
        (folder / "bin").mkdir()
        (folder / "bin" / "ingress-warden").symlink_to(program)
        self.environment = {**os.environ, "LC_ALL": "C", "NO_COLOR": "1",
                            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
        self.ports = {"8443": free_port(), "8081": free_port()}
        self.servers = []
        self.policy = None
        self.base = {}
        self.printed = {line for _, mark, text in all_blocks if mark == "console"
                        for line in text.splitlines()}
        (self.work / "policies").symlink_to(root / "policies")

    def with_ports(self, text):
        return re.sub("8443|8081", lambda port: self.ports[port.group()], text)

    def run(self, command, text=None):
        return subprocess.run(["bash", "-c", command], cwd=self.work, env=self.environment,
                              input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=TIMEOUT_S, text=True, check=False)

    def start(self, command):
        log = open(self.work / ".server.log", "w", encoding="utf-8")
        server = subprocess.Popen(["bash", "-c", "exec " + command.rstrip("& \n")],
                                  cwd=self.work, env=self.environment, stdout=log, stderr=log)
        self.servers.append(server)
        end = time.monotonic() + READY_S
        while time.monotonic() < end and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['8081']}/readyz"):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        raise Wrong("not ready: " + (self.work / ".server.log").read_text())

    def stop(self):
        """Kill it at once: other tests check how a server ends."""
        for server in self.servers:
            server.kill()
            server.wait(TIMEOUT_S)

    # One method for each kind of block.

    def file(self, text, name):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def lint(self, text):
        done = self.run("ingress-warden lint -", text)
        if done.returncode != 0:
            raise Wrong(done.stdout)

    def policy_block(self, text):
        self.lint(text)
        self.policy = yaml.safe_load(text)
        self.file(text, "policy.yaml")

    def part(self, text):
        part = yaml.safe_load(text)
        whole = dict(self.policy)
        for name, value in part.items():
            old = whole.get(name)
            whole[name] = {**old, **value} if isinstance(old, dict) else value
        self.lint(yaml.safe_dump(whole, sort_keys=False))

    def manifest(self, text, verdict, *rules):
        self.file(text, ".manifest.yaml")
        done = self.run("ingress-warden check --policy policy.yaml .manifest.yaml")
        wanted = {"allowed": 0, "denied": 1}[verdict]
        if done.returncode != wanted or any(f"[{rule}]" not in done.stdout for rule in rules):
            raise Wrong(done.stdout)

    def example(self, text, verdict, *rules):
        """A part of an Ingress: its metadata are added, its spec replaces that of the base."""
        part = yaml.safe_load(text)
        if verdict == "base":
            self.base = part
            return
        whole = {**self.base, **part,
                 "metadata": {**self.base["metadata"], **part.get("metadata", {})}}
        self.finds("example.yaml", yaml.safe_dump(whole), verdict, rules)

    def kinds(self, text, verdict, *rules):
        self.finds("kinds.yaml", text, verdict, rules)

    def finds(self, policy, text, verdict, rules):
        """Check that the object breaks these rules of an example policy, and no others."""
        done = self.run(f"ingress-warden check --date {EXAMPLE_DAY} -o json --policy "
                        f"policies/{policy} - 2>.errors", text)
        if not done.stdout.startswith("{"):
            raise Wrong(done.stdout + (self.work / ".errors").read_text())
        said = json.loads(done.stdout)
        found = {item["rule"] for item in said["violations"] + said["warnings"]}
        is_refused = said["verdict"] in ("denied", "unjudgeable")
        if is_refused != (verdict == "denied") or found != set(rules):
            raise Wrong(done.stdout)

    def console(self, text, *codes):
        if codes and len(codes) != len(list(commands(text))):
            raise Wrong("not one exit code for each command")
        for number, (command, wanted) in enumerate(commands(text)):
            command = self.with_ports(command)
            if command.endswith("&"):
                self.start(command)
                continue
            done = self.run(command)
            lines = [self.with_ports(line) for line in wanted]
            if done.returncode < 0 or done.returncode in (126, 127):
                raise Wrong(f"{command}: exit code {done.returncode}\n{done.stdout}")
            if not pattern(lines).fullmatch(done.stdout):
                shown = "\n".join(lines)
                raise Wrong(f"$ {command}\nprints:\n{done.stdout}\nwanted:\n{shown}")
            if codes and done.returncode != int(codes[number]):
                raise Wrong(f"$ {command}\nexit code {done.returncode}, not {codes[number]}")

    def shown(self, text):
        for line in text.splitlines():
            if not line.startswith("$ ") and line not in self.printed:
                raise Wrong(f"no console block prints: {line}")

    def yaml(self, text):
        list(yaml.safe_load_all(text))

    def text(self, text):
        if re.search(r"^\$ ", text, re.MULTILINE):
            raise Wrong("a command in a text")

    def elsewhere(self, _, name):
        if not (self.root / name).exists():
            raise Wrong(f"{name} does not exist")

    def do(self, mark, text):
        if mark is None:
            raise Wrong("the block has no mark")
        kind, *words = mark.split()
        kinds = {"file": self.file, "policy": self.policy_block, "part": self.part,
                 "manifest": self.manifest, "example": self.example,
                 "kinds": self.kinds, "console": self.console, "shown": self.shown,
                 "yaml": self.yaml, "text": self.text, "elsewhere": self.elsewhere}
        if kind not in kinds:
            raise Wrong(f"unknown mark {mark}")
        kinds[kind](text, *words)


def run_document(path, program, root):
    """(passed, failed) blocks of the document."""
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        all_blocks = list(blocks(path))
        scratch = Scratch(program, root, pathlib.Path(folder), all_blocks)
        try:
            for line, mark, text in all_blocks:
                try:
                    scratch.do(mark, text)
                    passed += 1
                except (Wrong, yaml.YAMLError, TypeError) as error:
                    failed += 1
                    print(f"{path.relative_to(root)}:{line}: {mark}:\n{error}")
        finally:
            scratch.stop()
    return passed, failed


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    root = pathlib.Path(sys.argv[2]).resolve()
    documents = [root / name for name in sys.argv[3:]] or sorted(
        [root / "README.md", root / "CONTRIBUTING.md", root / "certs/README.md",
         *(root / f"docs/{name}.md" for name in PAGES), *root.glob("docs/internals/*.md"),
         *root.glob("docs/man/*.[15]")])
    results = [run_document(path, program, root) for path in documents]
    passed, failed = (sum(column) for column in zip(*results))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
