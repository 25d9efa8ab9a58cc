# SPDX-License-Identifier: Apache-2.0
"""A checkout of a repository, and what GitHub Actions and GitLab do with it.

The folder `bin` comes first in PATH.  It contains the program, and stand-ins for the commands
of other projects: `gh`, `docker`, `kubectl`, `curl` and `apt-get`.  Each writes its arguments
to calls.jsonl.
"""

import json
import os
import pathlib
import re
import subprocess

import yaml

TIMEOUT_S = 120
STAND_IN = r'''#!/usr/bin/python3
import json, os, pathlib, re, subprocess, sys
here = pathlib.Path(__file__).resolve().parent.parent
name = pathlib.Path(sys.argv[0]).name
arguments = sys.argv[1:]
call = {"program": name, "arguments": arguments, "token": os.environ.get("GH_TOKEN")}
call["files"] = {word: open(word.partition("=@")[2], encoding="utf-8").read()
                 for word in arguments if "=@" in word}
with open(here / "calls.jsonl", "a", encoding="utf-8") as calls:
    calls.write(json.dumps(call) + "\n")
if name == "gh":
    asked = any(word.startswith("query=query") for word in arguments)
    print((here / "gh-answer").read_text() if asked else "", end="")
    sys.exit(int((here / "gh-exit").read_text()))
if name == "kubectl":
    print((here / "kubectl-answer").read_text(), end="")
if name == "curl":
    url = next(word for word in arguments if "://" in word)
    file = (here / "downloads" / url.rpartition("/")[2]).read_bytes()
    pathlib.Path(arguments[arguments.index("--output") + 1]).write_bytes(file)
if name == "docker":
    image = next(i for i, word in enumerate(arguments) if re.search("(^|/)ingress-warden[:@]", word))
    sys.exit(subprocess.run(["ingress-warden", *arguments[image + 1:]], check=False).returncode)
'''
# Actions of other projects, which are not run here.
FOREIGN = re.compile(r"^actions/[\w-]+@v\d+\.\d+\.\d+$")


class Failed(Exception):
    """A pipeline that cannot be run as written."""


class Step:
    """The result of a step."""

    def __init__(self, name, outcome, code=0, output=""):
        self.name, self.outcome, self.code, self.output = name, outcome, code, output
        self.outputs = {}

    def __repr__(self):
        return f"{self.name}: {self.outcome} ({self.code})\n{self.output}"


class Checkout:
    """A repository with the branch `main`, in an empty folder."""

    def __init__(self, program, root, folder):
        self.program, self.root, self.folder = program, root, folder
        self.work, self.temp = folder / "work", folder / "temp"
        for name in ("work", "temp", "bin", "downloads", "home"):
            (folder / name).mkdir()
        (folder / "bin" / "ingress-warden").symlink_to(program)
        for name in ("gh", "docker", "kubectl", "curl", "apt-get"):
            (folder / "bin" / name).write_text(STAND_IN)
            (folder / "bin" / name).chmod(0o755)
        self.answers()
        (folder / "kubectl-answer").write_text("")
        self.environment = {
            **{name: value for name, value in os.environ.items()
               if not name.startswith(("GITHUB_", "GH_", "CI_", "GIT_", "RUNNER_"))},
            "LC_ALL": "C", "NO_COLOR": "1", "HOME": str(folder / "home"),
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": str(folder / "home" / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "somebody")
        self.git("config", "user.email", "somebody@example.com")

    def answers(self, ids="", code=0):
        """The answers of `gh`: the comments of its own account, and its exit code."""
        (self.folder / "gh-answer").write_text(ids)
        (self.folder / "gh-exit").write_text(str(code))

    def git(self, *words):
        done = subprocess.run(["git", *words], cwd=self.work, env=self.environment, check=True,
                              stdout=subprocess.PIPE, text=True, timeout=TIMEOUT_S)
        return done.stdout.strip()

    def write(self, name, text):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def commit(self, **files):
        """Write the files and commit everything."""
        for name, text in files.items():
            self.write(name, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=state")
        return self.git("rev-parse", "HEAD")

    def calls(self, *names):
        """The calls since the last time, which are then forgotten."""
        path = self.folder / "calls.jsonl"
        text = path.read_text() if path.exists() else ""
        path.unlink(missing_ok=True)
        calls = [json.loads(line) for line in text.splitlines()]
        return [call for call in calls if not names or call["program"] in names]

    def shell(self, script, options, environment, folder=None):
        """Run the script from a file, as runners do."""
        path = self.folder / "script.sh"
        path.write_text(script)
        return subprocess.run(["bash", *options, str(path)], cwd=folder or self.work,
                              env={**self.environment, **environment}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=TIMEOUT_S, check=False)


def value_of(name, context):
    """A value by its dotted name; null becomes the empty text."""
    here = context
    for part in name.split("."):
        here = here.get(part) if isinstance(here, dict) else None
    return "" if here is None else str(here)


def expand(text, context):
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda found: value_of(found[1], context), str(text))


def holds(condition, context, is_failed):
    """Whether a step runs, for the conditions that occur here."""
    if condition is None:
        return not is_failed
    text = condition.strip().removeprefix("${{").removesuffix("}}").strip()
    has_status = False
    for part in text.split("&&"):
        part = part.strip()
        found = re.fullmatch(r"([\w.-]+) (==|!=) '(.*)'", part)
        if part in ("!cancelled()", "always()"):
            has_status = True
        elif not found:
            raise Failed(f"a condition that is not known here: {part}")
        elif (value_of(found[1], context) == found[3]) != (found[2] == "=="):
            return False
    return has_status or not is_failed


class GitHub:
    """Runs the steps of workflows and of the action in this repository."""

    def __init__(self, checkout, event=None, clone=None):
        self.checkout, self.clone = checkout, clone
        self.github = {"token": "token-of-the-job", "event": event or {}}
        self.path = []
        self.summary = checkout.folder / "summary.md"
        self.summary.write_text("")

    def environment(self, step, context):
        own = {name: expand(value, context) for name, value in step.get("env", {}).items()}
        path = ":".join([*reversed(self.path), self.checkout.environment["PATH"]])
        output = self.checkout.folder / "output"
        output.write_text("")
        (self.checkout.folder / "path").write_text("")
        return {
            "CI": "true", "GITHUB_ACTIONS": "true", "PATH": path,
            "GITHUB_REPOSITORY": "bakery/platform", "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_WORKSPACE": str(self.checkout.work), "RUNNER_TEMP": str(self.checkout.temp),
            "GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(self.checkout.folder / "path"), **own,
        }

    def run(self, step, context):
        if "${{" in step["run"]:
            raise Failed("an expression in a script: " + step["run"])
        options = ["--noprofile", "--norc", "-eo", "pipefail"] if "shell" in step else ["-e"]
        environment = self.environment(step, context)
        done = self.checkout.shell(step["run"], options, environment)
        result = Step(step.get("name", ""), "failure" if done.returncode else "success",
                      done.returncode, done.stdout)
        text = (self.checkout.folder / "output").read_text()
        result.outputs = dict(line.partition("=")[::2] for line in text.splitlines())
        self.path += (self.checkout.folder / "path").read_text().splitlines()
        return result

    def uses(self, step, context):
        """Check out, call this repository's action, or skip the actions of other projects."""
        name = step["uses"]
        given = {key: expand(value, context) for key, value in step.get("with", {}).items()}
        if name.split("@")[0].endswith("/ingress-warden"):
            return self.action(given)
        if not FOREIGN.match(name):
            raise Failed(f"an action that is not known here: {name}")
        if name.startswith("actions/checkout@") and "repository" in given:
            self.clone(given["path"])
        return [Step(name, "success")]

    def steps(self, steps, context):
        results = []
        failed = False
        context["steps"] = {}
        for step in steps:
            if not holds(step.get("if"), context, failed):
                done = [Step(step.get("name", ""), "skipped")]
            elif "uses" in step:
                done = self.uses(step, context)
            else:
                done = [self.run(step, context)]
            failed = failed or any(item.outcome == "failure" for item in done)
            if "id" in step:
                context["steps"][step["id"]] = {"outcome": done[-1].outcome, "outputs": done[-1].outputs}
            results += done
        return results

    def action(self, given):
        text = (self.checkout.root / "action.yml").read_text()
        action = yaml.safe_load(text)
        inputs = {}
        for name, about in action["inputs"].items():
            if about.get("required") and name not in given:
                raise Failed(f"the action needs the input {name}")
            inputs[name] = given.get(name, about.get("default", ""))
        if set(given) - set(inputs):
            raise Failed(f"inputs that the action has not: {sorted(set(given) - set(inputs))}")
        context = {"inputs": inputs, "github": self.github}
        results = self.steps(action["runs"]["steps"], context)
        self.outputs = {name: expand(about["value"], context)
                        for name, about in action["outputs"].items()}
        return results

    def workflow(self, text):
        """All steps of all jobs."""
        results = []
        for job in yaml.safe_load(text)["jobs"].values():
            results += self.steps(job["steps"], {"github": self.github, "env": {}})
        return results


class GitLab:
    """Runs the scripts of a .gitlab-ci.yml, in the order of the file."""

    KEYWORDS = {"default", "include", "stages", "variables", "workflow"}

    def __init__(self, checkout, variables):
        self.checkout, self.variables = checkout, variables

    def job(self, name, job, whole):
        script = [*whole.get("default", {}).get("before_script", []),
                  *job.get("before_script", []), *job["script"]]
        named = {**whole.get("variables", {}), **job.get("variables", {})}
        known = {**self.checkout.environment, **self.variables}
        for key, value in named.items():
            known[key] = re.sub(r"\$(\w+)", lambda found: known.get(found[1], ""), str(value))
        done = self.checkout.shell("\n".join(script), ["-eo", "pipefail"], known)
        result = Step(name, "failure" if done.returncode else "success", done.returncode, done.stdout)
        artifacts = job.get("artifacts", {})
        reports = artifacts.get("reports", {}).get("junit", [])
        wanted = artifacts.get("paths", []) + ([reports] if isinstance(reports, str) else reports)
        for path in wanted:
            if not (self.checkout.work / path).exists():
                raise Failed(f"{name}: the artifact {path} is missing\n{done.stdout}")
        return result

    def pipeline(self, text):
        whole = yaml.safe_load(text)
        return [self.job(name, job, whole) for name, job in whole.items()
                if name not in self.KEYWORDS]


def scratch(program, root, folder):
    return Checkout(pathlib.Path(program).resolve(), pathlib.Path(root).resolve(),
                    pathlib.Path(folder))
