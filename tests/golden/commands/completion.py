#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the help says and what the completions know is the same:
completion.py PROGRAM FOLDER [--shells]

FOLDER has the completions and generate.py, which made them.  bash is asked; of zsh and fish
the files are read, or, with --shells, these shells are asked too.  Also: the help of every
command fits a screen (24 lines of 80 columns).
"""

import pathlib
import re
import subprocess
import sys
import tempfile

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


def ask(*command):
    """A shell that has no files of a user."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60,
                              env={"HOME": home, "PATH": "/usr/bin:/bin", "TERM": "dumb"})
    expect(not done.stderr, f"{command[0]}: {done.stderr}")
    return done.stdout


def zsh_reads(path, words):
    """The options in the function of that command."""
    name = "-".join(["_ingress-warden", *words])
    body = re.search(rf"^{name}\(\) {{$(.*?)^}}$", path.read_text(), re.MULTILINE | re.DOTALL)
    return set(re.findall(r"(?<![\w-])--([a-z][a-z-]*)", body[1])) if body else set()


def zsh_says(path, words):
    """What the function of that command gives to _arguments."""
    script = (
        '_arguments() { print -rl -- "$@" }; compdef() { }; _describe() { }; '
        'words=(x); CURRENT=2; source "$1"; "$2"'
    )
    text = ask("zsh", "-fc", script, "zsh", str(path), "-".join(["_ingress-warden", *words]))
    return set(re.findall(r"^(?:\*|\(.*?\))?--([a-z-]+)", text, re.MULTILINE))


def fish_reads(path, words):
    condition = re.escape(f"-n '__ingress_warden_in {' '.join(words)}'")
    return set(re.findall(rf"{condition} (?:-s . )?-l ([a-z-]+)", path.read_text()))


def fish_says(path, words):
    line = " ".join(["ingress-warden", *words, "--"])
    text = ask("fish", "--no-config", "-c", f"source {path}; complete -C '{line}'")
    return {row.split("\t")[0].removeprefix("--") for row in text.splitlines()}


def check_command(program, folder, words, others):
    known = {option for _, option in OPTION.findall(help_of(program, words))}
    name = " ".join(words)
    offered = by_bash(folder / "ingress-warden.bash", [*words, "--"])
    expect(
        offered == {f"--{option}" for option in known},
        f"bash, {name}: {sorted(offered)} is not {sorted(known)}",
    )
    for file, offers in others:
        offered = offers(folder / file, words)
        expect(offered == known, f"{file}, {name}: {sorted(offered)} is not {sorted(known)}")


def check_words(program, folder):
    """The lists of commands."""
    bash = folder / "ingress-warden.bash"
    zsh = (folder / "_ingress-warden").read_text()
    fish = (folder / "ingress-warden.fish").read_text()
    commands = COMMAND.findall(help_of(program, []))
    expect(by_bash(bash, [""]) == set(commands), "bash: the list of commands")
    for command in commands:
        expect(f"'{command}:" in zsh, f"zsh: {command} is missing")
        expect(f"'__ingress_warden_after' -a {command} " in fish, f"fish: {command} is missing")
    return [command for command in commands if command not in OUTER]


def main(program, folder, *more):
    folder = pathlib.Path(folder)
    others = [("_ingress-warden", zsh_reads), ("ingress-warden.fish", fish_reads)]
    if "--shells" in more:
        others += [("_ingress-warden", zsh_says), ("ingress-warden.fish", fish_says)]
    made = subprocess.run([folder / "generate.py", program, "--check"], stdout=subprocess.PIPE, text=True)
    expect(made.returncode == 0, made.stdout)
    bash = folder / "ingress-warden.bash"
    for command in check_words(program, folder):
        check_command(program, folder, [command], others)
    for outer in OUTER:
        inner = COMMAND.findall(help_of(program, [outer]))
        expect(by_bash(bash, [outer, ""]) == set(inner), f"bash: the list of {outer} commands")
        for command in inner:
            check_command(program, folder, [outer, command], others)
    expect(
        by_bash(bash, ["check", "-o", "j"]) == {"json", "junit"}, "bash: values of check -o"
    )
    for text in failures:
        print(text)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
