# SPDX-License-Identifier: Apache-2.0
"""Client certificates: which are admitted by --client-ca and --client-name."""

import collections
import shutil
import ssl

import harness
import rows
from client_certs import CLIENT, Authority
from live_case import LiveCase
from player import PLAYED, Stream, send

NAME, OTHER_NAME, URI = "kube-apiserver", "api.example", "spiffe://cluster/apiserver"

UNSIGNED = "is not signed by the CA"
EXPIRED = "has expired"
USAGE = "is not for client authentication"
NAMELESS = "has none of the names"

Case = collections.namedtuple("Case", "name pair refusal why")  # refusal None: admitted


class Makers:
    """Makes the certificates of the cases."""

    def __init__(self, folder):
        self.root = Authority(folder, "root")
        self.other = Authority(folder, "other")
        self.middle = Authority(folder, "middle", self.root)
        self.ended = Authority(folder, "ended", self.root, start=-10, end=-1)
        self.no_ca = Authority(folder, "no-ca", self.root, "basicConstraints=CA:FALSE")
        self.folder = folder

    def self_signed(self):
        cert, key = self.root.path("self.crt"), self.root.path("self.key")
        harness.Certs.openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "20", "-subj", "/CN=" + NAME, "-addext", CLIENT, "-keyout", key,
            "-out", cert)
        return cert, key

    def cases(self):
        issue, middle, n = self.root.issue, self.middle, iter(range(100))

        def of_root(name=NAME, *args, **keywords):
            return issue("c%d" % next(n), name, *args, **keywords)

        def san(text):
            return CLIENT + "\nsubjectAltName=" + text

        return [
            Case("none", None, "", "a client needs a certificate"),
            Case("by common name", of_root(), None, "the certificate of a kubeconfig is like this"),
            Case("by DNS name", of_root("x", san("DNS:" + OTHER_NAME)), None,
                 "an alternative name is as good"),
            Case("by URI", of_root("x", san("URI:" + URI)), None, "meshes issue them"),
            Case("by the second name", of_root("x", san("DNS:y,DNS:" + OTHER_NAME)), None,
                 "any of its names may match"),
            Case("wrong name", of_root("mallory"), NAMELESS, "it is signed, but has another name"),
            Case("wrong alternative name", of_root("x", san("DNS:evil.example")), NAMELESS,
                 "it is signed, but has another name"),
            Case("longer name", of_root(NAME + ".evil.example"), NAMELESS, "the whole name must match"),
            Case("shorter name", of_root(NAME[:-1]), NAMELESS, "the whole name must match"),
            Case("upper case", of_root(NAME.upper()), NAMELESS, "common names are compared by bytes"),
            Case("wildcard", of_root("x", san("DNS:*.example")), NAMELESS,
                 "a client's name is one name"),
            Case("name as an address", of_root("x", san("IP:192.0.2.1")), NAMELESS,
                 "an address is not a name"),
            Case("wrong CA", self.other.issue("wrong", NAME), UNSIGNED, "another CA signed it"),
            Case("self-signed", self.self_signed(), UNSIGNED, "no CA signed it"),
            Case("expired", of_root(start=-10, end=-1), EXPIRED, "it has expired"),
            Case("not yet valid", of_root(start=2, end=20), UNSIGNED, "it is not valid yet"),
            Case("wrong usage", of_root(NAME, "extendedKeyUsage=serverAuth"), USAGE,
                 "a server's certificate is not a client's"),
            Case("another usage", of_root(NAME, "extendedKeyUsage=emailProtection"), USAGE,
                 "nor is a certificate for mail"),
            Case("no usage", of_root(NAME, "basicConstraints=CA:FALSE"), None,
                 "without the extension it is for all uses (RFC 5280, 4.2.1.12)"),
            Case("both usages", of_root(NAME, "extendedKeyUsage=serverAuth,clientAuth"), None,
                 "one of its usages is right"),
            Case("chain", middle.chained(middle.issue("leaf", NAME)), None,
                 "the client sends the intermediate certificate"),
            Case("chain with a gap", middle.issue("gap", NAME), UNSIGNED,
                 "the intermediate certificate is missing"),
            Case("chain through what has expired",
                 self.ended.chained(self.ended.issue("leaf", NAME)), EXPIRED,
                 "each link has to be valid"),
            Case("chain through what is no CA",
                 self.no_ca.chained(self.no_ca.issue("leaf", NAME)), UNSIGNED,
                 "anybody with a certificate could sign"),
            Case("RSA", of_root(key=("rsa:2048",)), None, "another type of key"),
            Case("RSA of 1024 bits", of_root(key=("rsa:1024",)), UNSIGNED, "the key is too short"),
            Case("SHA-1", of_root(digest="sha1"), UNSIGNED, "SHA-1 is broken"),
        ]


def answered(server, pair, version):
    """The status of the answer to a review; None: there was no answer."""
    context = server.context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # the server should refuse, not this side
    if pair:
        context.load_cert_chain(*pair)
    context.minimum_version = context.maximum_version = version
    try:
        with server.raw(context) as sock:
            send(sock, rows.GUARD)
            answer = Stream(sock).answer()
            return answer and answer.status
    except (OSError, ssl.SSLError):
        return None


VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


class Clients(LiveCase):
    def setUp(self):
        super().setUp()
        self.makers = Makers(self.folder)
        self.ca = self.path("client-ca.crt")
        shutil.copy(self.makers.root.cert, self.ca)

    def check(self, server, case):
        since = server.mark()
        PLAYED.append(case.name)
        for version in VERSIONS:
            got = answered(server, case.pair, version)
            self.assertEqual(got, 200 if case.refusal is None else None,
                             "%s by %s: %s" % (case.name, version.name, case.why))
        if case.refusal:
            server.wait_log(lambda line: line["msg"] == "client refused" and
                            case.refusal in line["error"], since)

    def test_matrix(self):
        server = self.serve("--client-ca", self.ca, "--client-name", NAME, "--client-name",
                            OTHER_NAME, "--client-name", URI)
        cases = self.makers.cases()
        for case in cases:
            with self.subTest(case.name):
                self.check(server, case)
        for path in ("/healthz", "/readyz", "/metrics"):
            self.assertEqual(server.ops(path).status, 200, "needs no certificate")
        refused = 2 * sum(bool(case.refusal) for case in cases)
        self.assertEqual(
            server.metric("ingress_warden_client_certificates_refused_total"), refused)
        self.assertEqual(server.metric("ingress_warden_reviews_total") or 0, 0)

    def test_any_name(self):
        """Without --client-name, the signature of the CA is enough."""
        server = self.serve("--client-ca", self.ca)
        self.check(server, Case("any", self.makers.root.issue("any", "anyone"), None,
                                "every client of the CA is accepted"))
        self.check(server, Case("none", None, "", "no other client is accepted"))

    def test_authority_in_the_middle(self):
        """--client-ca may be an intermediate CA."""
        makers = self.makers
        shutil.copy(makers.middle.cert, self.ca)
        server = self.serve("--client-ca", self.ca)
        self.check(server, Case("its own", makers.middle.issue("own", NAME), None,
                                "the trusted CA signed it"))
        self.check(server, Case("the root's", makers.root.issue("above", NAME), UNSIGNED,
                                "the CA above it is not trusted"))

    def test_reload_under_kept_connections(self):
        """Old CA, both, new CA: existing connections stay, new ones are judged by the new file."""
        server = self.serve("--client-ca", self.ca, "--client-name", NAME)
        old = self.makers.root.issue("old", NAME)
        new = self.makers.other.issue("new", NAME)
        kept = server.connect(server.context(pair=old))
        self.ask(server, connection=kept)

        def change(*authorities):
            since = server.mark()
            harness.put(self.ca, "".join(open(ca.cert).read() for ca in authorities))
            server.wait_message("certificate in force", since)
            self.ask(server, connection=kept)

        change(self.makers.root, self.makers.other)
        self.check(server, Case("old", old, None, "both are trusted"))
        self.check(server, Case("new", new, None, "both are trusted"))
        change(self.makers.other)
        self.check(server, Case("old", old, UNSIGNED, "no longer trusted"))
        self.check(server, Case("new", new, None, "trusted"))
        kept.close()
