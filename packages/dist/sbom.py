#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""sbom.py NAME VERSION OUT PROGRAM FILE...: write an SPDX 2.3 document about a release.

NAME is the artefact.  PROGRAM is the built program, and each FILE a library, shared or
static, whose code is in the artefact; the Debian package that it comes from is looked up.
Dates come from SOURCE_DATE_EPOCH, so the same input gives the same bytes.
"""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

NAMESPACE = "https://ingress-warden.dev/spdx"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def debian_package(path: Path) -> tuple[str, str, str]:
    """Name, version and architecture of the package that owns the file."""
    for candidate in (path, path.resolve(), Path("/usr") / path.relative_to("/")):
        found = subprocess.run(
            ["dpkg-query", "--search", str(candidate)], capture_output=True, text=True, check=False
        )
        if found.returncode == 0:
            name = found.stdout.splitlines()[0].rsplit(": ", 1)[0].split(",")[0]
            break
    else:
        raise SystemExit(f"sbom: no package owns {path}")
    shown = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${Version} ${Architecture}", name],
        capture_output=True,
        text=True,
        check=True,
    )
    package, version, architecture = shown.stdout.split()
    return package, version, architecture


def spdx_id(text: str) -> str:
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", text)


def own_package(version: str, program: Path) -> dict:
    return {
        "SPDXID": spdx_id("ingress-warden"),
        "name": "ingress-warden",
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0",
        "copyrightText": "2026 The ingress-warden authors",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest(program)}],
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:generic/ingress-warden@{version}",
            }
        ],
    }


def library_package(package: str, version: str, architecture: str) -> dict:
    return {
        "SPDXID": spdx_id(f"debian-{package}"),
        "name": package,
        "versionInfo": version,
        "supplier": "Organization: Debian",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:deb/debian/{package}@{version}?arch={architecture}",
            }
        ],
    }


def document(name: str, version: str, program: Path, libraries: list[Path]) -> dict:
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    created = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    owners = sorted({debian_package(library) for library in libraries})
    packages = [own_package(version, program)]
    packages += [library_package(*owner) for owner in owners]
    relations = [
        {
            "spdxElementId": "SPDXRef-DOCUMENT",
            "relationshipType": "DESCRIBES",
            "relatedSpdxElement": packages[0]["SPDXID"],
        }
    ]
    relations += [
        {
            "spdxElementId": packages[0]["SPDXID"],
            "relationshipType": "CONTAINS",
            "relatedSpdxElement": package["SPDXID"],
        }
        for package in packages[1:]
    ]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"{NAMESPACE}/{name}-{digest(program)[:16]}",
        "creationInfo": {
            "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": [f"Tool: ingress-warden-sbom-{version}"],
        },
        "packages": packages,
        "relationships": relations,
    }


def main() -> None:
    name, version, out, program = sys.argv[1:5]
    libraries = [Path(path) for path in sys.argv[5:]]
    made = document(name, version, Path(program), libraries)
    Path(out).write_text(json.dumps(made, indent=2) + "\n")


if __name__ == "__main__":
    main()
