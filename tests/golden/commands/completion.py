#!/usr/bin/python3
"""What the help says and what the completions know is the same:
completion.py PROGRAM BASH_FILE ZSH_FILE

Also: the help of every command fits a screen (24 lines of 80 columns).
"""

import re
import subprocess
import sys

OPTION = re.compile(r"^  (?:-([a-z]), )?--([a-z-]+)", re.MULTILINE)
COMMAND = re.compile(r"^  ([a-z]+) +\S", re.MULTILINE)
# Commands that have commands of their own.
OUTER = ("certs", "export")
failures = []
passed = 0


def expect(claim, text):
    global passed
    if claim:
        passed += 1
    else:
        failures.append(text)


def help_of(program, words):
    done = subprocess.run(
        [program, *words, "--help"], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    name = " ".join(words) or "the program"
    expect(len(lines) <= 24, f"help of {name}: {len(lines)} lines")
    expect(all(len(line) <= 80 for line in lines), f"help of {name}: wider than 80")
    return done.stdout


def by_bash(completion, words):
    """What bash offers for the last of the words."""
    script = (
        'source "$1"; shift; COMP_WORDS=(ingress-warden "$@"); COMP_CWORD=$#; '
        '_ingress_warden; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", completion, *words],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def by_zsh(text, words):
    """The options in the function of that command."""
    name = "-".join(["_ingress-warden", *words])
    body = re.search(rf"^{name}\(\) {{$(.*?)^}}$", text, re.MULTILINE | re.DOTALL)
    if not body:
        return set()
    return set(re.findall(r"(?<![\w-])--([a-z][a-z-]*)", body[1]))


def check_command(program, bash, zsh, words):
    known = {option for _, option in OPTION.findall(help_of(program, words))}
    name = " ".join(words)
    offered = by_bash(bash, [*words, "--"])
    expect(
        offered == {f"--{option}" for option in known},
        f"bash, {name}: {sorted(offered)} is not {sorted(known)}",
    )
    offered = by_zsh(zsh, words)
    expect(offered == known, f"zsh, {name}: {sorted(offered)} is not {sorted(known)}")


def main(program, bash, zsh_path):
    with open(zsh_path, encoding="utf-8") as file:
        zsh = file.read()
    commands = COMMAND.findall(help_of(program, []))
    expect(by_bash(bash, [""]) == set(commands), "bash: the list of commands")
    for command in commands:
        expect(f"'{command}:" in zsh, f"zsh: {command} is missing")
        if command not in OUTER:
            check_command(program, bash, zsh, [command])
    for outer in OUTER:
        inner = COMMAND.findall(help_of(program, [outer]))
        expect(by_bash(bash, [outer, ""]) == set(inner), f"bash: the list of {outer} commands")
        for command in inner:
            check_command(program, bash, zsh, [outer, command])
    expect(
        by_bash(bash, ["check", "-o", "j"]) == {"json", "junit"}, "bash: values of check -o"
    )
    for text in failures:
        print(text)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
