# SPDX-License-Identifier: Apache-2.0
"""What kinds other than Ingress publish and serve if no webhook judges them: with each of
them, a tenant takes another team's name.  Here each attempt works; the webhook must refuse it
once it judges the kind."""

from live import crds
from live.controllers import ADDRESS, Gateways
from live.dns import READS_BOTH, Record, cname, records
from live.objects import PING, dns_endpoint, ingress_route, route, service, thing
from scenarios._records import LEGACY, PUBLIC

BANK = 'pay.bank.example.com'
EDGE = {PUBLIC + 'target': 'edge.example.com', LEGACY + 'target': 'edge.example.com'}


def _begin(e, *flags, channel='standard'):
    """Creates a shared Gateway `external` in a namespace of the platform, and a tenant's namespace."""
    crds.install(e, f'gateway-{channel}', 'traefik', 'externaldns')
    infra, shop = e.namespace('infra'), e.namespace('shop')
    gateways = Gateways(e, {'external': (shop, 'shop.example.com')}, [infra, shop], *flags, home=infra,
                        annotations={'external': EDGE})
    return shop, f'{infra}/external', gateways


def _published_everywhere(name):
    """The records of a name at the shared Gateway: its target, or its address in the private instance."""
    return sorted([cname('public', name, 'edge.example.com', 0), cname('legacy', name, 'edge.example.com', 0),
                   Record('private', name, 'A', (ADDRESS,), 0)])


def _unserved(e, gateways, host):
    gateways.settle()
    e.equal(gateways.ask('external', host), 404, f'{host} before')


def http_route(e):
    "An HTTPRoute serves any name through a shared Gateway, and every ExternalDNS publishes it."
    shop, parent, gateways = _begin(e)
    _unserved(e, gateways, BANK)
    e.must(e.create(route('HTTPRoute', shop, 'take', [BANK], [parent])))
    gateways.settle()
    e.equal(gateways.ask('external', BANK), 200, 'what the Gateway answers')
    e.equal(records(e, shop, sources=['gateway-httproute']), _published_everywhere(BANK), 'what is published')


def route_without_hostnames(e):
    "An HTTPRoute without hostnames serves every name that no other route has."
    shop, parent, gateways = _begin(e)
    e.must(e.create(route('HTTPRoute', shop, 'all', None, [parent])))
    gateways.settle()
    e.equal(gateways.ask('external', BANK), 200, 'what the Gateway answers')


def annotation_on_a_route(e):
    "The hostname annotation publishes a name that the route does not even serve."
    shop, parent, gateways = _begin(e)
    e.must(e.create(route('HTTPRoute', shop, 'own', ['own.shop.example.com'], [parent],
                          annotations={PUBLIC + 'hostname': BANK})))
    gateways.settle()
    e.equal([r for r in records(e, shop, sources=['gateway-httproute']) if r.name == BANK],
            [cname('public', BANK, 'edge.example.com', 0)], 'what is published')


def what_a_route_says_of_its_record(e):
    "A route determines ttl and hosts, its Gateway the target, so each annotation must be on the right object."
    shop, parent, gateways = _begin(e)
    only = {PUBLIC + 'gateway-hostname-source': 'defined-hosts-only'}
    for name, hosts, annotations in (
            ('aims', ['aims.shop.example.com'], {PUBLIC + 'target': 'evil.example.org', PUBLIC + 'ttl': '120'}),
            ('named', ['named.shop.example.com'], {PUBLIC + 'hostname': BANK, **only}),
            ('hostless', None, {PUBLIC + 'hostname': 'x.bank.example.com', **only}),
            ('typing', ['typing.shop.example.com'], {PUBLIC + 'gateway-hostname-source': 'bogus'})):
        e.must(e.create(route('HTTPRoute', shop, name, hosts, [parent], annotations=annotations)))
    gateways.settle()
    e.equal(records(e, shop, {'public': PUBLIC}, sources=['gateway-httproute']),
            [cname('public', f'{name}.shop.example.com', 'edge.example.com', ttl)
             for name, ttl in (('aims', 120), ('named', 0), ('typing', 0))], 'what is published')


def grpc_route(e):
    "A GRPCRoute can take any name in the same way as an HTTPRoute."
    shop, parent, gateways = _begin(e)
    _unserved(e, gateways, BANK)
    e.must(e.create(route('GRPCRoute', shop, 'take', [BANK], [parent])))
    gateways.settle()
    e.check(gateways.ask('external', BANK) not in (0, 404), 'the Gateway does not have the name')
    e.equal(records(e, shop, sources=['gateway-grpcroute']), _published_everywhere(BANK), 'what is published')


def tls_route(e):
    "A TLSRoute takes the encrypted connections of any name."
    shop, parent, gateways = _begin(e)
    _unserved(e, gateways, BANK)
    e.equal(gateways.ask('external', BANK, tls=True), 404, 'by TLS before')
    e.must(e.create(route('TLSRoute', shop, 'take', [BANK], [parent])))
    gateways.settle()
    e.equal(gateways.ask('external', BANK, tls=True), 0, 'by TLS: passed on, to nobody')
    e.equal(records(e, shop, sources=['gateway-tlsroute']), _published_everywhere(BANK), 'what is published')


def service_annotation(e):
    "With one annotation, a Service publishes any name with an address that the tenant chooses."
    shop = e.namespace('shop')
    e.must(e.create(service(shop, 'take', annotations={PUBLIC + 'hostname': BANK, PUBLIC + 'target': '203.0.113.66'})))
    e.must(e.create(service(shop, 'free', externalIPs=['203.0.113.67'], type='LoadBalancer',
                            annotations={LEGACY + 'hostname': 'free.bank.example.com'})))
    e.equal(records(e, shop, sources=['service']), sorted([
        Record('public', BANK, 'A', ('203.0.113.66',), 0),
        Record('legacy', 'free.bank.example.com', 'A', ('203.0.113.67',), 0)]), 'what is published')


def dns_endpoint_of_a_tenant(e):
    "A DNSEndpoint is a record; every instance publishes it, regardless of its annotations."
    crds.install(e, 'externaldns')
    shop = e.namespace('shop')
    record = dns_endpoint(shop, 'take', BANK, 'evil.example.org')
    record['metadata']['annotations'] = {PUBLIC + 'controller': 'none', LEGACY + 'controller': 'none'}
    e.must(e.create(record))
    e.equal(records(e, shop, sources=['crd']),
            sorted(cname(i, BANK, 'evil.example.org', 60) for i in ('public', 'legacy', 'private')), 'published')


def ingress_route_of_a_tenant(e):
    "An IngressRoute serves any name, even one after an `||`."
    shop, _, gateways = _begin(e)
    for number, match in enumerate((f'Host(`{BANK}`)', 'Host(`own.shop.example.com`) || Host(`x.bank.example.com`)')):
        e.must(e.create(ingress_route(shop, f'take-{number}', match, klass='external', annotations={
            PUBLIC + 'target': 'edge.example.com'})))
    gateways.settle()
    for host in (BANK, 'x.bank.example.com'):
        e.equal(gateways.ask('external', host), 200, host)
    e.equal([r for r in records(e, shop, sources=['traefik-proxy'], instances={'public': PUBLIC})
             if 'bank' in r.name],
            sorted(cname('public', host, 'edge.example.com', 0) for host in (BANK, 'x.bank.example.com')), 'published')


def gateway_of_a_tenant(e):
    "A tenant with a Gateway opens an entry point and chooses the target of every name behind it."
    shop, _, gateways = _begin(e)
    e.must(e.create(_gateway(gateways, shop, {'hostname': BANK}, {PUBLIC + 'target': 'evil.example.org'})))
    e.must(e.create(route('HTTPRoute', shop, 'take', None, [f'{shop}/own'])))
    gateways.settle()
    e.equal(gateways.ask('external', BANK), 200, 'what the Gateway answers')
    e.equal([r for r in records(e, shop, sources=['gateway-httproute']) if r.instance == 'public'],
            [cname('public', BANK, 'evil.example.org', 0)], 'published')


def _gateway(gateways, namespace, listener, annotations=None):
    """A Gateway `own` with one listener, on the port for HTTP unless `listener` has another."""
    return thing('Gateway', namespace, 'own', {'gatewayClassName': 'external', 'listeners': [
        {'name': 'one', 'port': gateways.ports['external'][0], 'protocol': 'HTTP', **listener}]}, annotations)


def filters_before_the_ranges(e):
    "Traefik enforces the ranges of a filter, but an earlier filter still answers clients outside these ranges."
    shop, parent, gateways = _begin(e)
    e.must(e.create(thing('Middleware', shop, 'office', {'ipAllowList': {'sourceRange': ['127.0.1.0/24']}}),
                    who='admin'))
    ranges = {'type': 'ExtensionRef', 'extensionRef': {'group': 'traefik.io', 'kind': 'Middleware', 'name': 'office'}}
    redirect = {'type': 'RequestRedirect', 'requestRedirect': {'hostname': 'evil.example.org', 'statusCode': 302}}
    answers = {}
    for name, rule in (('open', {'backendRefs': [PING]}), ('kept', {'backendRefs': [PING], 'filters': [ranges]}),
                       ('behind', {'filters': [ranges, redirect]}), ('before', {'filters': [redirect, ranges]})):
        host = f'{name}.shop.example.com'
        e.must(e.create(route('HTTPRoute', shop, name, [host], [parent], rules=[rule])))
        gateways.settle()
        answers[name] = [gateways.ask('external', host, source) for source in ('127.0.1.7', '127.0.9.9')]
    e.equal(answers, {'open': [200, 200], 'kept': [200, 403], 'behind': [302, 403], 'before': [302, 302]},
            'from inside and outside')


def tcp_route(e):
    "A TCPRoute on a tenant's own listener takes every connection of a shared port, whatever the name."
    flag = '--providers.kubernetesgateway.experimentalchannel=true'
    shop, _, gateways = _begin(e, flag, channel='experimental')
    port = gateways.ports['external'][1]
    gateways.settle()
    e.equal(gateways.ask('external', BANK, tls=True), 404, 'before')
    e.must(e.create(_gateway(gateways, shop, {'port': port, 'protocol': 'TCP'})))
    e.must(e.create(thing('TCPRoute', shop, 'take', {
        'parentRefs': [{'name': 'own'}], 'rules': [{'backendRefs': [{'name': 'web', 'port': 80}]}]})))
    gateways.settle()
    e.equal(gateways.ask('external', BANK, tls=True), 0, 'passed on, to nobody')


def default_gateways(e):
    "In the experimental channel a route may omit its parents, and a Gateway may declare itself a default parent."
    crds.install(e, 'gateway-experimental')
    shop = e.namespace('shop')
    wanted = thing('HTTPRoute', shop, 'take', {'useDefaultGateways': 'All', 'hostnames': [BANK]})
    e.equal(e.must(e.create(wanted)).body['spec'].get('parentRefs'), None, 'parents')
    own = thing('Gateway', shop, 'own', {'gatewayClassName': 'external', 'defaultScope': 'All', 'listeners': [
        {'name': 'web', 'port': 80, 'protocol': 'HTTP'}]})
    e.equal(e.must(e.create(own)).body['spec']['defaultScope'], 'All', 'scope')
    crds.install(e, 'gateway-standard')
    e.equal(e.must(e.create(wanted)).body['spec'].get('useDefaultGateways'), None, 'dropped in the standard channel')


def headless_service(e):
    "A headless Service publishes a name below its own for each pod, and each pod chooses its own target."
    shop = e.namespace('shop')
    e.must(e.create(service(shop, 'db', clusterIP='None', selector={'app': 'db'}, annotations={
        PUBLIC + 'hostname': 'www.example.com'})))
    ends = []
    for number, annotations in enumerate(({}, {PUBLIC + 'target': '203.0.113.66'})):
        pod = thing('Pod', shop, f'db-{number}', {'hostname': f'db-{number}', 'subdomain': 'db',
                                                  'containers': [{'name': 'a', 'image': 'a'}]}, annotations)
        pod['metadata']['labels'] = {'app': 'db'}
        e.must(e.create(pod))
        address = f'192.0.2.{number + 1}'
        e.must(e.patch(shop, f'db-{number}', {'status': {'podIP': address, 'podIPs': [{'ip': address}]}}, kind='Pod',
                       sub='status', who='admin'))
        ends.append({'addresses': [address], 'conditions': {'ready': True}, 'hostname': f'db-{number}',
                     'targetRef': {'kind': 'Pod', 'namespace': shop, 'name': f'db-{number}'}})
    slices = {'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice', 'addressType': 'IPv4', 'endpoints': ends,
              'metadata': {'namespace': shop, 'name': 'db', 'labels': {'kubernetes.io/service-name': 'db'}},
              'ports': [{'port': 80}]}
    e.must(e.create(slices, who='admin'))
    found = {r.name: r.targets for r in records(e, shop, sources=['service'])}
    e.equal(found, {'www.example.com': ('192.0.2.1', '203.0.113.66'), 'db-0.www.example.com': ('192.0.2.1',),
                    'db-1.www.example.com': ('203.0.113.66',)}, 'what is published')


def _switched_off(e, kind, namespace, name):
    off = {'metadata': {'annotations': {PUBLIC + 'controller': 'none', LEGACY + 'controller': 'none'}}}
    e.must(e.patch(namespace, name, off, kind=kind, who='admin'))


def who_obeys_the_switch(e):
    "`controller: none` keeps a route and a Service out of DNS; on a Gateway, releases before 0.23 ignore it."
    shop, parent, gateways = _begin(e)
    sources = {'gateway-httproute', 'service'}
    e.must(e.create(route('HTTPRoute', shop, 'own', ['own.shop.example.com'], [parent])))
    e.must(e.create(service(shop, 'named', annotations={
        prefix + key: value for prefix in (PUBLIC, LEGACY)
        for key, value in (('hostname', 'svc.shop.example.com'), ('target', 'edge.example.com'))})))
    gateways.settle()
    both = {(instance, host) for instance in ('public', 'legacy')
            for host in ('own.shop.example.com', 'svc.shop.example.com')}

    def public():
        return {(r.instance, r.name) for r in records(e, shop, sources=sources) if r.instance != 'private'}
    e.equal(public(), both, 'before')
    _switched_off(e, 'Gateway', *parent.split('/'))
    e.equal(public(), {pair for pair in both if 'svc' in pair[1] or not READS_BOTH}, 'the Gateway switched off')
    _switched_off(e, 'HTTPRoute', shop, 'own')
    e.equal(public(), {pair for pair in both if 'svc' in pair[1]}, 'the route switched off')
    _switched_off(e, 'Service', shop, 'named')
    e.equal(public(), set(), 'the Service switched off')
