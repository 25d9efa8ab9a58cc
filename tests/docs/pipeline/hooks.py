#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The hooks for pre-commit do what they promise: hooks.py PROGRAM ROOT [--real]

Each entry with its arguments runs in a good and in a bad repository, as pre-commit would run
it, with a stand-in for docker.  --real: pre-commit itself runs it.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import yaml
from action import INGRESS, POLICY, TESTS
from checkout import scratch

LANGUAGES = {"": "system", "-docker": "docker_image"}
COMMANDS = ("lint", "test", "check")
GOOD = {"policy.yaml": POLICY, "policy.test.yaml": TESTS, "values.yaml": "replicas: 2\n",
        "web.yaml": INGRESS.replace("{name: web}", "{name: web, namespace: shop}").replace("HOST", "shop.example.com")}
# The finding of each command.
BAD = {"lint": {"policy.yaml": POLICY.replace("classes: [external]", "classes: [extern]")},
       "test": {"policy.test.yaml": TESTS.replace("shop.example.com", "www.example.com")},
       "check": {"web.yaml": GOOD["web.yaml"].replace("shop.example.com", "www.example.com")}}


def expected(version):
    """The hooks by name, without their texts for people."""
    return {f"ingress-warden-{command}{suffix}":
            ((f"ingress-warden {command}" if not suffix else f"ingress-warden:{version} {command}"), language)
            for command in COMMANDS for suffix, language in LANGUAGES.items()}


def command(hook):
    """The command of pre-commit, with the mount and the folder that it passes to docker."""
    words = shlex.split(hook["entry"]) + hook["args"]
    if hook["language"] == "docker_image":
        words = ["docker", "run", "--rm", "--volume", f"{os.getcwd()}:/src:rw,Z", "--workdir", "/src", *words]
    return shlex.join(words)


def by_entry(checkout, hook):
    return checkout.shell(command(hook), ["-e"], {})


def by_pre_commit(checkout, hook):
    """`try-repo` clones the repository of the hooks, including uncommitted changes."""
    hooks = checkout.folder / "hooks"
    if not hooks.exists():
        hooks.mkdir()
        shutil.copy(checkout.root / ".pre-commit-hooks.yaml", hooks)
        words = ["git", "-C", str(hooks), "-c", "user.name=x", "-c", "user.email=x@example.com"]
        for more in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "hooks"]):
            subprocess.run([*words, *more], check=True, env=checkout.environment)
    return checkout.shell(f"pre-commit try-repo {shlex.quote(str(hooks))} {hook['id']} --all-files --verbose",
                          ["-e"], {"PRE_COMMIT_HOME": str(checkout.folder / "cache")})


def main():
    program, root = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    run = by_pre_commit if "--real" in sys.argv[3:] else by_entry
    version = subprocess.run([program, "version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1]
    hooks = {hook["id"]: hook for hook in yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text())}
    found = {name: (hook["entry"], hook["language"]) for name, hook in hooks.items()}
    wrong = [] if found == expected(version) else [f"the hooks are {found}"]
    passed = 1 - len(wrong)
    for name, hook in hooks.items():
        kind = re.fullmatch(r"ingress-warden-(\w+?)(-docker)?", name)[1]
        for files, code in (({}, 0), (BAD[kind], 1)):
            with tempfile.TemporaryDirectory() as folder:
                checkout = scratch(program, root, folder)
                checkout.commit(**{**GOOD, **files})
                done = run(checkout, hook)
                if done.returncode == code:
                    passed += 1
                else:
                    wrong.append(f"{name}: exit code {done.returncode}, not {code}\n{done.stdout}")
                if ("docker" in name) != bool(checkout.calls("docker")):
                    wrong.append(f"{name}: docker\n{done.stdout}")
    print("\n".join([*wrong, f"{passed} passed, {len(wrong)} failed"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
