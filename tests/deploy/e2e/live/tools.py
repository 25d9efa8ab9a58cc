# SPDX-License-Identifier: Apache-2.0
"""The folders of the programs, which tools/build.sh builds or fetches once."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))

KUBE = os.environ.get('KUBE', '1.35.4')
EXTERNALDNS = os.environ.get('EXTERNALDNS', '0.22.0')
PROGRAM = os.path.join(ROOT, os.environ.get('PROGRAM', 'build/src/ingress-warden'))

_folders = {}


def folder(tool):
    """The folder of kube, kubectl, externaldns, traefik or crds; builds it if it is missing."""
    if tool not in _folders:
        done = subprocess.run([os.path.join(HERE, 'tools', 'build.sh'), tool],
                              stdout=subprocess.PIPE, text=True, check=False,
                              env={**os.environ, 'KUBE': KUBE, 'EXTERNALDNS': EXTERNALDNS})
        if done.returncode != 0:
            sys.exit(done.returncode)
        _folders[tool] = done.stdout.split('\t')[1].strip()
    return _folders[tool]


def path(tool, program):
    return os.path.join(folder(tool), program)
