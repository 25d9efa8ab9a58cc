# SPDX-License-Identifier: Apache-2.0
"""A policy for kinds other than Ingress, and the namespaces in which their objects are tested."""

from live import crds
from live.controllers import Gateways

BANK = 'pay.bank.example.com'  # another team's
OFFICE = {'group': 'traefik.io', 'kind': 'Middleware', 'name': 'office'}
IN_OFFICE = {'type': 'ExtensionRef', 'extensionRef': OFFICE}
KINDS = {
    **dict.fromkeys(('Service', 'Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute',
                     'IngressRoute.traefik.io', 'IngressRouteTCP.traefik.io', 'DNSEndpoint.externaldns.k8s.io'),
                    'enforce'),
    'Middleware.traefik.io': {'grant': 'listed'},
}
LOAD_BALANCER = 'example.com/lb'


def policy(home, more=lambda document: None):
    """Changes the policy: all kinds, shared Gateways in the namespace home, and a class of
    load balancers; more changes it further."""
    def change(document):
        classes = document['classes']
        classes['external']['gateway'] = {'classes': ['external']}
        classes['internal']['gateway'] = {
            'classes': ['internal'], 'sourceRanges': {'mode': 'reference', 'filter': OFFICE}}
        classes['lb'] = {
            'domains': ['corp.example.net'], 'externalDNS': {'instance': 'private', 'ttl': 300},
            'sourceRanges': {'mode': 'narrow', 'networks': ['office']},
            'service': {'loadBalancerClass': LOAD_BALANCER, 'nodePorts': 'deny', 'families': ['IPv4']}}
        shop = document['tenants'][0]
        shop['classes'].append('lb')
        shop['services'] = {'types': ['ClusterIP', 'LoadBalancer'], 'defaultClass': 'lb'}
        document['kinds'] = dict(KINDS)
        document['gateways'] = {f'{home}/external': {'class': 'external'}, f'{home}/internal': {'class': 'internal'}}
        document['tenants'].append({
            'name': 'platform', 'namespaces': [home], 'classes': ['external', 'internal'],
            'kinds': ['Gateway', 'Middleware.traefik.io'], 'domains': ['example.com', 'corp.example.net'],
            'services': {'types': ['ClusterIP', 'ExternalName'], 'externalNames': ['.']},
            'rules': {'host-present': 'allow', 'tls-required': 'allow'}})
        document['exemptions'].append({
            'name': 'fences', 'reason': 'the controllers of the tests are awaited', 'expires': 'never',
            'users': ['admin'], 'rules': ['source-ranges', 'service-type', 'service-target', 'kind-permitted']})
        more(document)
    return change


def begin(e, more=lambda document: None, *, channel='standard'):
    """Installs the definitions and the policy; returns a namespace of the platform and one of a
    tenant: (home, shop)."""
    crds.install(e, f'gateway-{channel}', 'traefik', 'externaldns')
    home, shop = e.namespace('infra'), e.namespace('shop')
    e.judge(policy(home, more))
    return home, shop


def gateways(e, home, shop, *flags, classes=('external',)):
    """The shared Gateways of these classes, each of its own controller."""
    domains = {'external': 'shop.example.com', 'internal': 'shop.corp.example.net'}
    return Gateways(e, {klass: (shop, domains[klass]) for klass in classes}, [home, shop], *flags, home=home)
