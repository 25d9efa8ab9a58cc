#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Make the completions from the program's own help: generate.py PROGRAM [--check]

Writes the files for bash, zsh and fish beside this script.  --check: compares them instead,
and says which are old.  The help says what commands, options and operands there are; the
values of an option are in the message about a wrong value.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
FILES, FOLDERS = "files", "folders"
# What the name of an argument says about its values.
KINDS = {"FILE": FILES, "PATH": FILES, "OLD": FILES, "NEW": FILES, "DUMP": FILES, "DIR": FOLDERS}
OPTION = re.compile(r"^  (?:-(\w), )?--([\w-]+)(\[?)[= ]?(\S*?)\]?(?:  +| (?=[a-z.])|$)(.*)$")
ROW = re.compile(r"^  ([a-z]+)  +(\S.*)$", re.MULTILINE)
MADE = "Made by docs/completion/generate.py from the program's help."


@dataclass
class Option:
    letter: str
    name: str
    argument: str   # empty: a flag
    optional: bool  # the argument may be left out
    text: str
    kind: str = ""  # FILES or FOLDERS; empty: nothing that is known
    choices: list = field(default_factory=list)

    def is_repeated(self):
        return "may be repeated" in self.text or "may be given many times" in self.text

    def short_text(self):
        """The beginning of the text, without what is in parentheses or behind a colon."""
        if self.name == "help":
            return "how this command is used"
        if self.choices:
            return self.argument.lower()
        text = re.split(r"[:;] | \(", self.text.removeprefix("... "))[0].rstrip(".,;:")
        return f"{self.name.replace('-', ' ')} {text}" if text.startswith("that ") else text


@dataclass
class Command:
    words: list
    text: str
    options: list = field(default_factory=list)
    operands: object = ""  # FILES, a list of words, or nothing
    inner: list = field(default_factory=list)

    def name(self):
        return " ".join(self.words)


class Program:
    """Asks the program."""

    def __init__(self, path):
        self.path = str(pathlib.Path(path).resolve())

    def say(self, *words):
        """What the program prints, in an empty folder and without input."""
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([self.path, *words], cwd=folder, stdin=subprocess.DEVNULL, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
        return done.stdout

    def options(self, words, text):
        options = []
        for line in text.splitlines():
            found = OPTION.match(line)
            if found:
                letter, name, bracket, argument, more = found.groups()
                options.append(Option(letter or "", name, argument, bracket == "[", more.strip()))
            elif options and line.startswith(" " * 10):
                options[-1].text = f"{options[-1].text} {line.strip()}".strip()
            elif not line and options:
                break
        for option in options:
            if option.argument:
                option.kind = KINDS.get(option.argument, "")
                wrong = self.say(*words, f"--{option.name}=?")
                listed = re.search(rf'--{option.name}: "\?" is not one of (.*)', wrong)
                option.choices = listed[1].split(", ") if listed else []
        return options

    def operands(self, words, text):
        usage = re.match(r"Usage: ingress-warden (.*?)\n(?! )", text, re.DOTALL)[1]
        usage = " ".join(usage.split()).removeprefix(" ".join(words))
        usage = re.sub(r"\[-.*?\](\.\.\.)?|--\S+ \S+|\[OPTION\]\.\.\.", "", usage)
        names = re.findall(r"[\w-]+", usage)
        if any(name in KINDS for name in names):
            return FILES
        return [name for name in names if name.islower()]

    def command(self, words, about):
        text = self.say(*words, "--help")
        inner = [] if re.search(r"^  .*--help", text, re.MULTILINE) else ROW.findall(text)
        if inner:
            return Command(words, about, inner=[self.command([*words, name], more) for name, more in inner])
        return Command(words, about, self.options(words, text), self.operands(words, text))

    def commands(self):
        return [self.command([name], about) for name, about in ROW.findall(self.say("--help"))]


def leaves(commands):
    """The commands that have options."""
    found = []
    for command in commands:
        found += command.inner or [command]
    return found


def names(commands):
    return " ".join(command.words[-1] for command in commands)


# bash

def bash_values(command):
    for option in command.options:
        if not option.argument or option.optional:
            continue
        words = [f"--{option.name}"] + ([f"-{option.letter}"] if option.letter else [])
        value = " ".join(option.choices) or {FILES: "@file", FOLDERS: "@folder"}.get(option.kind, "@none")
        yield " | ".join(f'"{command.name()} {word}"' for word in words), value


def bash(commands):
    rows = []
    for command in leaves(commands):
        words = [f"--{option.name}" for option in command.options]
        rows.append(f'    "{command.name()}") echo "{" ".join(words)}" ;;')
    values = [f'    {words}) echo "{value}" ;;' for command in leaves(commands)
              for words, value in bash_values(command)]
    operands = [f'    "") echo "{names(commands)}" ;;']
    for command in commands:
        if command.inner:
            operands.append(f'    "{command.name()}" | "help {command.name()}") echo "{names(command.inner)}" ;;')
    operands.append(f'    help) echo "{names([command for command in commands if command.words != ["help"]])}" ;;')
    for command in leaves(commands):
        if command.words != ["help"] and command.operands:
            value = "@file" if command.operands == FILES else " ".join(command.operands)
            operands.append(f'    "{command.name()}") echo "{value}" ;;')
    outer = " | ".join([command.name() for command in commands if command.inner] + ["help"])
    text = (HERE / "template.bash").read_text()
    for key, value in (("OPTIONS", "\n".join(rows)), ("VALUES", "\n".join(values)),
                       ("OPERANDS", "\n".join(operands)), ("OUTER", outer), ("MADE", MADE)):
        text = text.replace(f"@{key}@", value)
    return text


# zsh

def zsh_text(text):
    return re.sub(r"([\[\]:\\])", r"\\\1", text).replace("'", "'\\''")


def zsh_value(option):
    if option.choices:
        return f"({' '.join(option.choices)})"
    return {FILES: "_files", FOLDERS: "_files -/"}.get(option.kind, "")


def zsh_option(option):
    text = f"[{zsh_text(option.short_text())}]"
    if option.name == "help":
        return f"'(- *)'{{-h,--help}}'{text}'"
    sign = value = ""
    if option.argument:
        sign, colons = ("=-", "::") if option.optional else ("=", ":")
        value = f"{colons}{option.argument.lower().replace(':', ' ')}:{zsh_value(option)}"
    many = "*" if option.is_repeated() else ""
    if not option.letter:
        return f"'{many}--{option.name}{sign}{text}{value}'"
    others = many or f"(-{option.letter} --{option.name})"
    return f"'{others}'{{-{option.letter},--{option.name}{sign}}}'{text}{value}'"


def zsh_list(commands):
    return [f"        '{command.words[-1]}:{zsh_text(command.text)}'" for command in commands]


def zsh_function(command, commands):
    name = "-".join(["_ingress-warden", *command.words])
    if command.inner:
        lines = [f"{name}() {{", "    local -a commands=(", *zsh_list(command.inner), "    )", "",
                 "    if (( CURRENT == 2 )); then", "        _describe 'command' commands",
                 f"    elif (( $+functions[{name}-$words[2]] )); then", "        shift words",
                 "        (( CURRENT-- ))", f"        {name}-$words[1]", "    fi", "}"]
        return "\n".join(lines)
    rows = [zsh_option(option) for option in command.options]
    if command.words == ["help"]:
        inner = [each for outer in commands for each in outer.inner]
        rows += [f"':command:({names([each for each in commands if each is not command])})'",
                 f"':subcommand:({names(inner)})'"]
    elif command.operands == FILES:
        rows.append("'*:file:_files'")
    elif command.operands:
        rows.append(f"':word:({' '.join(command.operands)})'")
    return "\n".join([f"{name}() {{", "    _arguments \\", " \\\n".join(f"        {row}" for row in rows), "}"])


def zsh(commands):
    functions = []
    for command in commands:
        functions += [zsh_function(inner, commands) for inner in command.inner]
        functions.append(zsh_function(command, commands))
    whole = Command([], "", inner=commands)
    functions.append(zsh_function(whole, commands))
    return "\n".join(["#compdef ingress-warden",
                      "# Completion of ingress-warden for zsh.  Put it into a folder of $fpath.", f"# {MADE}", "",
                      "\n\n".join(functions), "", '_ingress-warden "$@"', ""])


# fish

def fish_text(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish_option(option):
    words = [f"-s {option.letter}"] if option.letter else []
    words.append(f"-l {option.name}")
    if option.choices:
        words.append(f"-x -a '{' '.join(option.choices)}'")
    elif option.argument and not option.optional:
        words.append({FILES: "-r -F", FOLDERS: "-x -a '(__fish_complete_directories)'"}.get(option.kind, "-x"))
    return " ".join([*words, f"-d {fish_text(option.short_text())}"])


def fish_line(function, words, rest):
    return f"complete -c ingress-warden -n '{' '.join([f'__ingress_warden_{function}', *words])}' {rest}"


def fish_words(before, commands):
    """The next word after these words is one of the commands."""
    return [fish_line("after", before, f"-a {command.words[-1]} -d {fish_text(command.text)}")
            for command in commands]


def fish(commands):
    lines = fish_words([], commands)
    for command in commands:
        if command.inner:
            lines += fish_words(command.words, command.inner) + fish_words(["help", *command.words], command.inner)
    lines += fish_words(["help"], [command for command in commands if command.words != ["help"]])
    for command in leaves(commands):
        lines += [fish_line("in", command.words, fish_option(option)) for option in command.options]
        if command.operands == FILES:
            lines.append(fish_line("in", command.words, "-F"))
        elif command.operands:
            lines.append(fish_line("after", command.words, f"-a '{' '.join(command.operands)}'"))
    return (HERE / "template.fish").read_text().replace("@MADE@", MADE).replace("@LINES@", "\n".join(lines))


def main():
    commands = Program(sys.argv[1]).commands()
    old = []
    for name, text in (("ingress-warden.bash", bash(commands)), ("_ingress-warden", zsh(commands)),
                       ("ingress-warden.fish", fish(commands))):
        path = HERE / name
        if "--check" not in sys.argv[2:]:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            old.append(name)
    for name in old:
        print(f"docs/completion/{name} is not what the help says; docs/completion/generate.py makes it anew")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
