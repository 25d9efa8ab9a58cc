#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The finished binary has the compiler's protections: binary.py BUILD...

Each BUILD is a build folder of meson with src/ingress-warden.  Of those after the first, one
that does not exist, or is older than its sources, is skipped.  The binary is checked with
readelf and objdump, and so are the compiler options of each file of src/.  A build with
sanitizers, or without optimisation, has no FORTIFY.
"""

import json
import pathlib
import platform
import re
import subprocess
import sys

X86 = platform.machine() == "x86_64"

ALWAYS = ("-fno-delete-null-pointer-checks", "-fno-strict-aliasing", "-fno-strict-overflow",
          "-fstack-clash-protection", "-fstack-protector-strong", "-Wformat=2", "-Werror=format-security")
GCC = ("-ftrivial-auto-var-init=zero", "-Wtrampolines", "-Wbidi-chars=any")
JUMPS = "-fcf-protection=full" if X86 else "-mbranch-protection=standard"
FORTIFY = "-D_FORTIFY_SOURCE=3"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Binary:
    def __init__(self, build):
        self.name = build.name
        self.path = build / "src/ingress-warden"
        self.commands = [row["command"] for row in
                         json.loads((build / "compile_commands.json").read_text())
                         if re.search(r"(^|/)src/[\w/]+\.c$", row["file"])]
        self.segments = output("readelf", "-lW", self.path)
        self.dynamic = output("readelf", "-dW", self.path)
        self.imports = set(re.findall(r"\bUND (\w+)", output("readelf", "-W", "--dyn-syms",
                                                             self.path)))
        self.plain = (not any("-fsanitize" in command for command in self.commands) and
                      any(re.search(r" -O[123s]\b", command) for command in self.commands))
        self.gcc = " -Wtrampolines " in self.commands[0] or not re.search(
            r"(^|[\s/])clang", self.commands[0])

    def flags(self):
        wanted = ALWAYS + (JUMPS,)
        wanted += GCC if self.gcc else ()
        wanted += (FORTIFY,) if self.plain else ()
        for flag in wanted:
            without = [command.split()[-1] for command in self.commands
                       if f" {flag} " not in command]
            yield f"every file is compiled with {flag}", not without

    def layout(self):
        yield "it is loaded at a place that nobody knows (PIE)", \
            "DYN (Position-Independent Executable" in self.segments and "PIE" in self.dynamic
        yield "tables of the linker are read-only (RELRO)", "GNU_RELRO" in self.segments
        yield "... all of them, since all is bound at the start", "BIND_NOW" in self.dynamic
        yield "the stack is not executable", \
            re.search(r"GNU_STACK .* RW  ?0x", self.segments)
        yield "nothing can be written and executed", " RWE " not in self.segments
        yield "code lies apart from data", \
            len(re.findall(r"LOAD .* R E ", self.segments)) == 1
        yield "no folder of its own for libraries", \
            not re.search(r"\((RPATH|RUNPATH)\)", self.dynamic)
        yield "its code is not changed while loading", "TEXTREL" not in self.dynamic

    def code(self):
        yield "stacks have a canary", "__stack_chk_fail" in self.imports
        if self.plain:
            checked = [name for name in self.imports if name.endswith("_chk")]
            yield "calls of the C library check their lengths", len(checked) >= 3
        text = output("objdump", "-d", "--no-show-raw-insn", self.path)
        mark = r"endbr64" if X86 else r"(paciasp|bti)"
        body = re.search(r"<serve_webhook>:\n.*\n", text) or \
            re.search(r"<main>:\n.*\n", text)
        yield "jumps land on marks", body is None or re.search(mark, body[0])
        yield "... in all the program", len(re.findall(mark, text)) > 300

    def claims(self):
        yield from self.flags()
        yield from self.layout()
        yield from self.code()


def is_built(build):
    if not (build / "src/ingress-warden").exists():
        return False
    done = subprocess.run(["ninja", "-C", build, "-n", "src/ingress-warden"],
                          capture_output=True, text=True, check=False)
    return "no work to do" in done.stdout


def main():
    passed = failed = 0
    for i, build in enumerate(map(pathlib.Path, sys.argv[1:])):
        if i > 0 and not is_built(build):
            print(f"{build.name}: not built, not looked at")
            continue
        for why, holds in Binary(build).claims():
            passed += bool(holds)
            failed += not holds
            if not holds:
                print(f"{build.name}: not so: {why}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
