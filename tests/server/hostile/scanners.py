# SPDX-License-Identifier: Apache-2.0
"""sslscan and testssl.sh against the webhook port: all findings must be accepted below."""

import json
import os
import subprocess
import xml.etree.ElementTree

SCAN_S = 400

# Findings of testssl.sh above INFO that are accepted, each with the reason.
ACCEPTED = {
    "engine_problem": "about the openssl that the scanner uses",
    "scanTime": "about this machine",
    "cert_serialNumberLen": "the test's certificate has serial number 2",
    "cert_chain_of_trust": "the test's CA is known to the API server, not to the scanner",
    "cert_expirationStatus": "the test's certificate is for 20 days",
    "cert_notAfter": "the test's certificate is for 20 days",
    "cert_revocation": "API servers look at neither CRL nor OCSP",
    "DNS_CAArecord": "the test's name is not in the DNS",
    "HSTS": "for browsers",
    "security_headers": "for browsers",
    "secure_client_renego": "the server ends the connection in good order, which the scanner "
                            "takes for success; see Floods.test_renegotiation",
}

AEAD = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305")


def sslscan(port, folder):
    """(finding, sentence) for each error."""
    path = os.path.join(folder, "sslscan.xml")
    subprocess.run(["sslscan", "--xml=" + path, "--no-colour", "127.0.0.1:%d" % port],
                   check=True, timeout=SCAN_S, stdout=subprocess.DEVNULL)
    test = xml.etree.ElementTree.parse(path).getroot().find("ssltest")
    found = []
    for protocol in test.iter("protocol"):
        name = protocol.get("type") + protocol.get("version")
        is_new = name in ("tls1.2", "tls1.3")
        if protocol.get("enabled") != ("1" if is_new else "0"):
            found.append((name, "enabled=" + protocol.get("enabled")))
    ciphers = [cipher.get("cipher") for cipher in test.iter("cipher")]
    found += [(cipher, "spoken") for cipher in ciphers if cipher not in AEAD]
    if len(ciphers) != len(AEAD):
        found.append(("ciphers", "only %d of %d are spoken" % (len(ciphers), len(AEAD))))
    for name, wanted in (("compression", "0"), ("renegotiation", "0"), ("heartbleed", "0")):
        attribute = "vulnerable" if name == "heartbleed" else "supported"
        found += [(name, "%s=%s" % (attribute, item.get(attribute)))
                  for item in test.iter(name) if item.get(attribute) not in (wanted, None)]
    return len(ciphers) + 6, found


def testssl(port, folder):
    path = os.path.join(folder, "testssl.json")
    with open(os.path.join(folder, "testssl.out"), "w", encoding="utf-8") as log:
        subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "batch",
                        "--jsonfile", path, "127.0.0.1:%d" % port],
                       check=False, timeout=SCAN_S, stdin=subprocess.DEVNULL, stdout=log)
    with open(path, encoding="utf-8") as file:
        findings = json.load(file)
    return len(findings), [
        (finding["id"], "%s: %s" % (finding["severity"], finding["finding"]))
        for finding in findings
        if finding["severity"] not in ("OK", "INFO") and finding["id"] not in ACCEPTED]
