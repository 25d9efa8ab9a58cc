# SPDX-License-Identifier: Apache-2.0
"""Ingresses for the policy of the live tests, and the records that they should get."""

from live.dns import INSTANCES, cname
from live.merge import notes
from live.objects import external, ingress

PUBLIC, LEGACY, PRIVATE = INSTANCES['public'], INSTANCES['legacy'], INSTANCES['private']
CONTROLLER = '192.0.2.77'  # the address that the ingress controller writes into the status


def base(namespace, name, kind):
    """kind: internal or external."""
    if kind == 'external':
        return external(namespace, name, host=f'{name}.shop.example.com')
    return ingress(namespace, name, hosts=[f'{name}.shop.corp.example.net'])


def meant(name, kind):
    """The records that such an object should get by the policy, sorted."""
    if kind == 'external':
        return [cname(instance, f'{name}.shop.example.com', 'edge.example.com', 60)
                for instance in ('legacy', 'public')]
    return [cname('private', f'{name}.shop.corp.example.net', 'int-lb.corp.example.net', 300)]


def _steered(prefix, target, ttl):
    return prefix, 'target', target, prefix, 'ttl', ttl, prefix, 'ingress-hostname-source', 'defined-hosts-only'


BY_HAND = {  # the platform's additions, as a patch
    'internal': notes(*_steered(PRIVATE, 'int-lb.corp.example.net', '300'),
                      PUBLIC, 'controller', 'none', LEGACY, 'controller', 'none'),
    'external': notes(*_steered(PUBLIC, 'edge.example.com', '60'), *_steered(LEGACY, 'edge.example.com', '60'),
                      PRIVATE, 'controller', 'none'),
}


def serve(e, namespace, name):
    """Writes the status as the ingress controller does."""
    e.must(e.patch(namespace, name, {'status': {'loadBalancer': {'ingress': [{'ip': CONTROLLER}]}}},
                   sub='status', who='admin'))
