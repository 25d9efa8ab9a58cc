#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The image contains only what it needs: image.py ARCHIVE PROGRAM ROOT

Unpacks the OCI archive as a container runtime would, and serves a review from inside a
chroot of it, as the user that the image names, with nothing mounted and nothing writable.
The chroot needs root; without it that part is skipped with a message.
"""

import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request

import yaml

from sources import Claims

MAX_BYTES = 20 * 1000 * 1000
LICENCE = "usr/share/licenses/ingress-warden/Apache-2.0.txt"
ALLOWED = re.compile(r"^(ingress-warden|" + re.escape(LICENCE) + r"|lib64/ld-[\w.-]+|lib/[\w.-]*ld-[\w.-]+|"
                     r"(usr/)?lib/[\w-]+/lib[\w.+-]+\.so(\.[\d.]+)?)$")
READY_S = 20


def blob(folder, descriptor):
    kind, digest = descriptor["digest"].split(":")
    data = (folder / "blobs" / kind / digest).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise SystemExit(f"{digest} is not its own digest")
    return data


def unpack(archive, folder, root):
    """Unpacks the layers to root; returns the configuration of the only image in the archive."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
    index = json.loads((folder / "index.json").read_text())
    manifest = json.loads(blob(folder, index["manifests"][0]))
    for layer in manifest["layers"]:
        path = folder / "layer"
        path.write_bytes(blob(folder, layer))
        with tarfile.open(path) as tar:
            tar.extractall(root)
    return json.loads(blob(folder, manifest["config"]))


def contents(claims, root, config):
    files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir())
    for name in files:
        claims.claim(ALLOWED.match(name), f"the image need not hold {name}")
    claims.claim("ingress-warden" in files, "the program is missing")
    claims.claim(LICENCE in files, "the licence is missing")
    size = sum((root / name).stat().st_size for name in files)
    claims.claim(size <= MAX_BYTES, f"{size} bytes")
    for path in root.rglob("*"):
        mode = path.stat().st_mode
        claims.claim(mode & 0o6022 == 0, f"{path.name}: mode {mode:o}")
    sections = subprocess.run(["readelf", "--sections", "--wide", root / "ingress-warden"],
                              capture_output=True, text=True, check=True).stdout
    claims.claim(".symtab" not in sections and ".debug" not in sections, "the program is not stripped")
    user = config["config"]["User"].split(":")[0]
    claims.claim(user.isdigit() and int(user) > 0, f"runs as {user!r}; a number is what Kubernetes can judge")
    claims.claim(config["config"]["Entrypoint"] == ["/ingress-warden"], "entry point")
    return files


def closure(claims, root, files):
    """The image contains every library that something in it needs, and no others."""
    files = [name for name in files if name != LICENCE]
    have = {os.path.basename(name) for name in files} - {"ingress-warden"}
    wanted = set()
    for name in files:
        dynamic = subprocess.run(["readelf", "--dynamic", "--wide", root / name],
                                 capture_output=True, text=True, check=True).stdout
        wanted |= set(re.findall(r"\(NEEDED\).*\[(.*?)\]", dynamic))
    loader = {name for name in have if name.startswith("ld-")}
    claims.same(wanted | loader, have, "libraries of the image")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def start(root, config, arguments, log):
    """Runs the entry point in the chroot, as the image's user, in an empty environment."""
    user, group = (int(part) for part in config["config"]["User"].split(":"))

    def enter():
        os.chroot(root)
        os.chdir("/")
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)

    return subprocess.Popen(config["config"]["Entrypoint"] + arguments, preexec_fn=enter,
                            env={}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def wait_ready(port, server):
    end = time.monotonic() + READY_S
    while time.monotonic() < end and server.poll() is None:
        if get(port, "/readyz")[0] == 200:
            return True
        time.sleep(0.05)
    return False


def arguments_of_the_deployment(root, ports):
    """The arguments in manifests/base, with other ports."""
    deployment = yaml.safe_load((root / "manifests/base/deployment.yaml").read_text())
    args = deployment["spec"]["template"]["spec"]["containers"][0]["args"]
    args = [arg for arg in args if not arg.startswith("--drain")]
    return args + ["--drain=0", f"--listen=127.0.0.1:{ports[0]}", f"--ops-listen=127.0.0.1:{ports[1]}"]


def serve(claims, project, root, config, program, folder):
    etc = root / "etc/ingress-warden"
    (etc / "policy").mkdir(parents=True)
    shutil.copy(project / "policies/example.yaml", etc / "policy/policy.yaml")
    subprocess.run([program, "certs", "make", "--dir", folder / "certs", "--dns", "localhost"],
                   check=True, capture_output=True)
    (etc / "tls").mkdir()
    for name in ("tls.crt", "tls.key"):
        shutil.copy(folder / "certs" / name, etc / "tls" / name)
        os.chown(etc / "tls" / name, *(int(part) for part in config["config"]["User"].split(":")))
    ports = (free_port(), free_port())
    with open(folder / "log", "w+", encoding="utf-8") as log:
        server = start(root, config, arguments_of_the_deployment(project, ports), log)
        try:
            if not wait_ready(ports[1], server):
                claims.claim(False, "not ready: " + (folder / "log").read_text())
                return
            probe(claims, project, program, folder, ports)
            server.send_signal(signal.SIGTERM)
            claims.claim(server.wait(READY_S) == 0, "it ends well: " + (folder / "log").read_text())
        finally:
            server.kill()
            server.wait()


def probe(claims, project, program, folder, ports):
    for name, wanted in (("admitted", "validate: allowed"), ("refused", "validate: denied")):
        done = subprocess.run(
            [program, "probe", "--url", f"https://127.0.0.1:{ports[0]}", "--server-name", "localhost",
             "--ca", folder / "certs/ca.crt", project / f"tests/server/demo/{name}.yaml"],
            capture_output=True, text=True, timeout=60, check=False)
        claims.claim(done.returncode == 0 and wanted in done.stdout, f"{name}: {done.stdout}{done.stderr}")
    status, text = get(ports[1], "/metrics")
    claims.claim(status == 200 and re.search(r"^ingress_warden_ready 1$", text, re.M), f"metrics: {status}")
    # Without /proc, values from there are left out or 0; nothing may fail.
    claims.claim("ingress_warden_reviews_total" in text, "reviews are counted")


def main(archive, program, project):
    claims = Claims()
    with tempfile.TemporaryDirectory() as scratch:
        folder, root = pathlib.Path(scratch), pathlib.Path(scratch) / "root"
        root.mkdir(mode=0o755)
        folder.chmod(0o755)
        config = unpack(archive, folder, root)
        files = contents(claims, root, config)
        closure(claims, root, files)
        if os.geteuid() == 0:
            serve(claims, project, root, config, program, folder)
        else:
            print(f"not root: no chroot; {shlex.quote(sys.argv[0])} as root serves from inside")
    claims.end()


if __name__ == "__main__":
    main(sys.argv[1], *(pathlib.Path(name).resolve() for name in sys.argv[2:4]))
