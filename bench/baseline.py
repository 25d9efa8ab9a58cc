# SPDX-License-Identifier: Apache-2.0
"""baseline: builds the programs of another commit, once, below the build folder."""

import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPTS = ["tests/tools/build.sh", "tests/build.sh"]  # older commits have the second path
PROGRAM = "src/ingress-warden"
CYCLES = "bench/cycles"


def git(*words):
    done = subprocess.run(["git", "-C", ROOT, *words], check=False, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"git {words[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def hash_of(commit):
    return git("rev-parse", "--verify", "--quiet", "--end-of-options", commit + "^{commit}").decode().strip()


def unpack(commit, source):
    """Extracts the files of the commit; the folder appears only when it is complete."""
    partial = source + ".partial"
    shutil.rmtree(partial, ignore_errors=True)
    os.makedirs(partial)
    subprocess.run(["tar", "-x", "-C", partial], input=git("archive", commit), check=True)
    os.rename(partial, source)


def script_of(source):
    for script in SCRIPTS:
        path = os.path.join(source, script)
        if os.path.exists(path):
            return path
    raise RuntimeError(f"the base has none of {', '.join(SCRIPTS)}")


def build(commit, folder):
    """Returns the release folder of the commit, with its program and its cycles.

    The build script of the commit runs each time; it does not rebuild what exists.
    """
    try:
        full = hash_of(commit)
    except RuntimeError as error:
        raise RuntimeError(f"there is no commit {commit} to be the base") from error
    source = os.path.join(os.path.abspath(folder), "base", full)
    if not os.path.isdir(source):
        unpack(full, source)
    if not os.path.exists(os.path.join(source, "build", CYCLES)):
        print(f"building the base, {full[:12]}, once", flush=True)
    log = source + ".log"
    with open(log, "w", encoding="utf-8") as file:
        done = subprocess.run(
            [script_of(source), "release", PROGRAM, CYCLES], check=False, stdout=file, stderr=file
        )
    if done.returncode != 0:
        raise RuntimeError(f"the base {full[:12]} does not build; see {os.path.relpath(log)}")
    return os.path.join(source, "build")
