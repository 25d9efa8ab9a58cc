# SPDX-License-Identifier: Apache-2.0
"""The public suites, from their packages: fetched once, checked, kept in the user's cache.

By npm where there is one, else over HTTP from the registry that npm would ask, which
npm_config_registry in the environment or a line in ~/.npmrc names.
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
TIMEOUT = 60


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "ingress-warden-conformance"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def listed():
    """name -> (version, SHA-256)"""
    lines = (HERE / "packages").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: (version, digest) for name, version, digest in rows}


def by_npm(name, version, folder):
    if shutil.which("npm") is None:
        return "there is no npm"
    done = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", folder, f"{name}@{version}"],
        capture_output=True, text=True, check=False, timeout=4 * TIMEOUT)
    return None if done.returncode == 0 else (done.stderr.strip() or "npm pack failed")


def registry():
    for key, value in os.environ.items():
        if key.lower() == "npm_config_registry" and value:
            return value
    try:
        lines = (Path.home() / ".npmrc").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    found = [line.partition("=")[2].strip() for line in lines
             if line.partition("=")[0].strip() == "registry"]
    return found[-1] if found else None


def by_http(name, version, folder):
    base = registry()
    if base is None:
        return "neither npm_config_registry nor ~/.npmrc names a registry"
    file = f"{name}-{version}.tgz"
    try:
        with urllib.request.urlopen(f"{base.rstrip('/')}/{name}/-/{file}",
                                    timeout=TIMEOUT) as answer:
            (Path(folder) / file).write_bytes(answer.read())
    except (urllib.error.URLError, OSError) as error:
        return str(error)
    return None


def is_good(file, digest):
    return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == digest


def package(name):
    """The package file, whose bytes are those that packages lists."""
    version, digest = listed()[name]
    file = cache_folder() / f"{name}-{version}.tgz"
    if is_good(file, digest):
        return file
    reasons = []
    for way in (by_npm, by_http):
        with tempfile.TemporaryDirectory() as folder:
            reason = way(name, version, folder)
            if reason is None and is_good(Path(folder) / file.name, digest):
                shutil.move(Path(folder) / file.name, file)
                return file
            reasons.append(reason or "what came has another SHA-256 than it should")
    sys.exit(f"conformance: {name} {version} cannot be had: {'; '.join(reasons)}\n"
             "Install npm (or set npm_config_registry) and let it reach the network once.")


def members(name):
    """path -> text of the package's files."""
    out = {}
    with tarfile.open(package(name)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                out[member.name.partition("/")[2]] = file.read()
    return out


def module(data):
    """The value that a generated JavaScript module exports, which is JSON."""
    text = data.decode("utf-8")
    return json.loads(text[text.index("export default ") + 15:].rstrip().rstrip(";"))
