# SPDX-License-Identifier: Apache-2.0
"""Client certificates, good and bad, made by the openssl command."""

import datetime
import os

import harness  # of tests/server/live

CLIENT = "extendedKeyUsage=clientAuth"

CONFIG = """\
[ca]
default_ca = this
[this]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = {digest}
unique_subject = no
policy = any
[any]
commonName = optional
"""


def day(offset):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=offset)
    return when.strftime("%Y%m%d%H%M%SZ")


class Authority:
    """Signs any certificate.  above: the CA that signed this one; None: self-signed."""

    def __init__(self, folder, name, above=None, extensions="basicConstraints=critical,CA:TRUE",
                 **dates):
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder)
        self.name = name
        self.above = above
        self.cert, self.key = self.path("ca.crt"), self.path("ca.key")
        open(self.path("index"), "w").close()
        if above:
            self.cert, self.key = above.issue(name, name, extensions, **dates)
        else:
            harness.Certs.openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-days", "30", "-subj", "/CN=" + name,
                "-keyout", self.key, "-out", self.cert)

    def path(self, name):
        return os.path.join(self.folder, name)

    def issue(self, file, name, extensions=CLIENT, start=-1, end=20, digest="sha256",
              key=("ec", "-pkeyopt", "ec_paramgen_curve:P-256")):
        """Paths of a new certificate and its key; extensions: one a line."""
        cert, private = self.path(file + ".crt"), self.path(file + ".key")
        request, config = self.path(file + ".csr"), self.path(file + ".conf")
        harness.write(config, CONFIG.format(folder=self.folder, digest=digest))
        harness.write(self.path(file + ".ext"), extensions + "\n")
        harness.Certs.openssl("req", "-new", "-newkey", *key, "-nodes", "-subj", "/CN=" + name,
                              "-keyout", private, "-out", request)
        harness.Certs.openssl("ca", "-batch", "-notext", "-config", config, "-cert", self.cert,
                              "-keyfile", self.key, "-in", request, "-out", cert,
                              "-startdate", day(start), "-enddate", day(end),
                              "-extfile", self.path(file + ".ext"))
        return cert, private

    def chained(self, pair):
        """The pair, with the certificates between it and the root appended."""
        cert, key = pair
        with open(cert) as file:
            text = file.read()
        at = self
        while at.above:
            with open(at.cert) as file:
                text += file.read()
            at = at.above
        harness.write(cert + ".chain", text)
        return cert + ".chain", key
