# SPDX-License-Identifier: Apache-2.0
"""Runs the reconcile of ExternalDNS's own packages once, and returns the records that it would publish."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from live import tools
from live.process import Failure

# instance as deployed -> the annotation prefix that it reads.  `legacy` is the public one
# as releases before v0.22.0 have it, which read the other prefix.
INSTANCES = {
    'public': 'external-dns.kubernetes.io/',
    'legacy': 'external-dns.alpha.kubernetes.io/',
    'private': 'internal-dns.example.net/',
}
# A release from 0.23.0 on may read both prefixes, and reads the switch on Gateways too.
READS_BOTH = tuple(map(int, tools.EXTERNALDNS.split('.'))) >= (0, 23)
ZONES = ('example.com', 'example.net', 'example.org')


class Record(NamedTuple):
    """One record set at one instance."""
    instance: str
    name: str
    kind: str
    targets: tuple
    ttl: int
    identifier: str = ''
    properties: tuple = ()


def cname(instance, name, target, ttl, identifier=''):
    return Record(instance, name, 'CNAME', (target,), ttl, identifier)


def reconcile(e, instance, options):
    """Runs once with these arguments and an empty provider."""
    done = e.run(tools.path('externaldns', 'externaldns'), '--kubeconfig', e.cluster.kubeconfig('admin'),
                 '--provider=inmemory', *(f'--inmemory-zone={zone}' for zone in ZONES), '--log-level=error', *options)
    if done.code != 0:
        raise Failure(f'ExternalDNS, instance {instance}: {done}')
    return [Record(instance, r['name'], r['type'], tuple(r['targets']), r['ttl'], r['setIdentifier'],
                   tuple(sorted(r['providerSpecific'].items()))) for r in json.loads(done.out)]


def records(e, namespace='', instances=None, sources=('ingress',), flags=()):
    """All that the instances (name -> prefix) publish for a namespace, or for the whole
    cluster, sorted: a program each, none of which knows of the others.  sources: service,
    ingress, gateway-httproute and so on; the CRDs that one reads must be there (crds.py)."""
    instances = instances or INSTANCES
    options = ['--namespace', namespace, '--policy=sync', '--registry=noop',
               *(f'--source={source}' for source in sources), *flags]
    tools.folder('externaldns')  # built before the threads need it
    with ThreadPoolExecutor() as pool:
        runs = pool.map(lambda item: reconcile(e, item[0], ['--annotation-prefix', item[1], *options]),
                        instances.items())
        return sorted(record for run in runs for record in run)
