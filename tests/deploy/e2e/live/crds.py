# SPDX-License-Identifier: Apache-2.0
"""The CustomResourceDefinitions of the Gateway API, of Traefik and of ExternalDNS.

They are installed when a scenario first asks for them, and stay until the chain ends; only
the Gateway API's other channel replaces what is there, objects included.
"""

import os

import yaml

from live import tools
from live.process import Failure

DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
UPGRADES = 'safe-upgrades.gateway.networking.k8s.io'
SETS = ('gateway-standard', 'gateway-experimental', 'traefik', 'externaldns')


def _definitions(folder):
    """Group, version and plural of each definition; the version is one that is served."""
    found = []
    for file in sorted(os.listdir(folder)):
        with open(os.path.join(folder, file), encoding='utf-8') as text:
            for document in yaml.load_all(text, getattr(yaml, 'CSafeLoader', yaml.SafeLoader)):
                if document and document['kind'] == 'CustomResourceDefinition':
                    spec = document['spec']
                    served = next(v['name'] for v in spec['versions'] if v['served'])
                    found.append((spec['group'], served, spec['names']['plural']))
    return found


def _remove_channel(e, name):
    """Definitions of the other channel; the Gateway API's own policy would forbid the change."""
    registration = '/apis/admissionregistration.k8s.io/v1'
    for kind in ('validatingadmissionpolicybindings', 'validatingadmissionpolicies'):
        e.api('DELETE', f'{registration}/{kind}/{UPGRADES}', who='admin')
    for group, _, plural in _definitions(tools.path('crds', name)):
        where = f'{DEFINITIONS}/{plural}.{group}'
        e.api('DELETE', where, who='admin')
        e.until(lambda w=where: e.api('GET', w, who='admin').status == 404, f'{plural}.{group} is gone')


def install(e, *names):
    """Installs these names of SETS.  Returns when objects of each kind can be written."""
    there = e.chain.installed
    for name in names:
        if name in there:
            continue
        if name not in SETS:
            raise Failure(f'there is no set of definitions {name}')
        other = next((n for n in there if n.startswith('gateway-')), None) if name.startswith('gateway-') else None
        if other:
            _remove_channel(e, other)
            there.discard(other)
        folder = tools.path('crds', name)
        done = e.kubectl('apply', '--server-side', '--force-conflicts', '-f', folder, who='admin')
        e.check(done.code == 0, f'{name}: {done}')
        for group, version, plural in _definitions(folder):
            where = f'/apis/{group}/{version}/{plural}'
            e.until(lambda w=where: e.api('GET', w, who='admin').ok, f'{plural}.{group} is served')
        there.add(name)
