# SPDX-License-Identifier: Apache-2.0
"""Certificates for the campaigns: CAs, and pairs of any kind and with any dates, by openssl."""

import os
import subprocess
import time

KEYS = {"ec": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        "rsa": ("-newkey", "rsa:2048")}

CONFIG = """\
[ca]
default_ca = own
[own]
database = {0}/index.txt
new_certs_dir = {0}
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
x509_extensions = serving
[any]
commonName = supplied
[serving]
subjectAltName = DNS:localhost,IP:127.0.0.1,IP:10.213.7.1
extendedKeyUsage = serverAuth
"""


def openssl(*words):
    subprocess.run(("openssl",) + words, check=True, capture_output=True)


def stamp(seconds_from_now):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + seconds_from_now))


class Authority:
    def __init__(self, run, name):
        self.folder = run.path(name)
        os.mkdir(self.folder)
        self.cert, self.key = self.path("ca.crt"), self.path("ca.key")
        self.made = 0
        with open(self.path("index.txt"), "w"):
            pass
        with open(self.path("config"), "w") as file:
            file.write(CONFIG.format(self.folder))
        openssl("req", "-x509", *KEYS["ec"], "-nodes", "-days", "90", "-subj", "/CN=" + name,
                "-keyout", self.key, "-out", self.cert)

    def path(self, name):
        return os.path.join(self.folder, name)

    def pair(self, kind="ec", begin_s=-3600, end_s=40 * 86400):
        """Paths of a certificate and its key; times are relative to now."""
        self.made += 1
        base = self.path(f"pair-{self.made}")
        openssl("req", "-new", *KEYS[kind], "-nodes", "-subj", "/CN=ingress-warden",
                "-keyout", base + ".key", "-out", base + ".csr")
        openssl("ca", "-batch", "-notext", "-config", self.path("config"),
                "-cert", self.cert, "-keyfile", self.key, "-in", base + ".csr",
                "-startdate", stamp(begin_s), "-enddate", stamp(end_s), "-out", base + ".crt")
        return base + ".crt", base + ".key"


def bundle(run, *authorities):
    """A file with the CAs, as in caBundle."""
    path = run.path(f"bundle-{run.number()}.crt")
    with open(path, "w") as file:
        for one in authorities:
            with open(one.cert) as cert:
                file.write(cert.read())
    return path


class Mounted:
    """A Secret or ConfigMap as kubelet mounts it: NAME -> ..data/NAME, ..data -> ..N."""

    def __init__(self, folder, names):
        self.folder, self.n = folder, 0
        os.makedirs(folder)
        for name in names:
            os.symlink("..data/" + name, os.path.join(folder, name))

    def path(self, name):
        return os.path.join(self.folder, name)

    def swap(self, files):
        """files: name -> bytes, or a function that makes the file at a path."""
        self.n += 1
        new = self.path(f"..{self.n}")
        os.mkdir(new)
        for name, content in files.items():
            if callable(content):
                content(os.path.join(new, name))
                continue
            with open(os.path.join(new, name), "wb") as file:
                file.write(content)
        os.symlink(f"..{self.n}", self.path("..data_tmp"))
        os.rename(self.path("..data_tmp"), self.path("..data"))
        self._remove(self.path(f"..{self.n - 1}"))

    @staticmethod
    def _remove(folder):
        """Remove the previous generation, as kubelet does."""
        if not os.path.isdir(folder):
            return
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if os.path.isdir(path) and not os.path.islink(path):
                os.rmdir(path)
            else:
                os.unlink(path)
        os.rmdir(folder)


def contents(pair):
    """The argument of Mounted.swap()."""
    return {name: open(path, "rb").read() for name, path in zip(("tls.crt", "tls.key"), pair)}
