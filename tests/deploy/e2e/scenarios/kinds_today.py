"""What other kinds than Ingress publish and serve where nobody judges them: a tenant takes a
name of another team's by each of them.  Here each attempt works; the webhook must refuse it
once it judges the kind."""

from live import crds
from live.controllers import ADDRESS, Gateways
from live.dns import Record, cname, records
from live.objects import dns_endpoint, ingress_route, route, service
from scenarios._records import LEGACY, PUBLIC

BANK = 'pay.bank.example.com'
EDGE = {PUBLIC + 'target': 'edge.example.com', LEGACY + 'target': 'edge.example.com'}


def _begin(e):
    """A shared Gateway `external` in a namespace of the platform's, and a tenant's namespace."""
    crds.install(e, 'gateway-standard', 'traefik', 'externaldns')
    infra, shop = e.namespace('infra'), e.namespace('shop')
    gateways = Gateways(e, {'external': (shop, 'shop.example.com')}, [infra, shop], home=infra,
                        annotations={'external': EDGE})
    return shop, f'{infra}/external', gateways


def _published_everywhere(name):
    """Through the shared Gateway, with its target; the private instance has none and takes the address."""
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
    "An HTTPRoute without hostnames serves every name that nobody else has."
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


def grpc_route(e):
    "A GRPCRoute is the same door beside the HTTPRoute."
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
    "A Service publishes any name by one annotation, with an address that the tenant chooses."
    shop = e.namespace('shop')
    e.must(e.create(service(shop, 'take', annotations={PUBLIC + 'hostname': BANK, PUBLIC + 'target': '203.0.113.66'})))
    e.must(e.create(service(shop, 'free', externalIPs=['203.0.113.67'], type='LoadBalancer',
                            annotations={LEGACY + 'hostname': 'free.bank.example.com'})))
    e.equal(records(e, shop, sources=['service']), sorted([
        Record('public', BANK, 'A', ('203.0.113.66',), 0),
        Record('legacy', 'free.bank.example.com', 'A', ('203.0.113.67',), 0)]), 'what is published')


def dns_endpoint_of_a_tenant(e):
    "A DNSEndpoint is a record; every instance publishes it, whatever its annotations say."
    crds.install(e, 'externaldns')
    shop = e.namespace('shop')
    record = dns_endpoint(shop, 'take', BANK, 'evil.example.org')
    record['metadata']['annotations'] = {PUBLIC + 'controller': 'none', LEGACY + 'controller': 'none'}
    e.must(e.create(record))
    e.equal(records(e, shop, sources=['crd']),
            sorted(cname(i, BANK, 'evil.example.org', 60) for i in ('public', 'legacy', 'private')), 'published')


def ingress_route_of_a_tenant(e):
    "An IngressRoute serves any name, also one that stands behind an `or`."
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
    "Whoever may write a Gateway opens an entry point, and chooses the target of every name behind it."
    shop, _, gateways = _begin(e)
    plain, _ = gateways.ports['external']
    own = e.get(gateways.home, 'external', kind='Gateway', who='admin').body
    own = {'apiVersion': own['apiVersion'], 'kind': 'Gateway', 'spec': own['spec'], 'metadata': {
        'namespace': shop, 'name': 'own', 'annotations': {PUBLIC + 'target': 'evil.example.org'}}}
    own['spec']['listeners'] = [{'name': 'web', 'port': plain, 'protocol': 'HTTP', 'hostname': BANK}]
    e.must(e.create(own))
    e.must(e.create(route('HTTPRoute', shop, 'take', None, [f'{shop}/own'])))
    gateways.settle()
    e.equal(gateways.ask('external', BANK), 200, 'what the Gateway answers')
    e.equal([r for r in records(e, shop, sources=['gateway-httproute']) if r.instance == 'public'],
            [cname('public', BANK, 'evil.example.org', 0)], 'published')
