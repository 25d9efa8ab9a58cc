# SPDX-License-Identifier: Apache-2.0
"""Routes and Gateways that the policy permits: they are served by the right Gateway and
published by the right instance; and the limits for a tenant who writes them."""

from live import crds
from live.controllers import ADDRESS
from live.dns import Record, cname, records
from live.objects import PING, route, thing
from scenarios._kinds import BANK, IN_OFFICE, begin, gateways
from scenarios._records import LEGACY, PRIVATE, PUBLIC

INSIDE, OUTSIDE = '127.0.1.7', '127.0.9.9'
SOURCES = ['gateway-httproute']
FILTERED = [{'filters': [IN_OFFICE], 'backendRefs': [PING]}]
REDIRECT = {'type': 'RequestRedirect', 'requestRedirect': {'hostname': 'evil.example.org', 'statusCode': 302}}


def _office(e, namespace):
    """The platform creates the filter that class internal requires."""
    e.must(e.create(thing('Middleware', namespace, 'office', {'ipAllowList': {'sourceRange': ['127.0.1.0/24']}}),
                    who='admin'))


def both_doors(e):
    "The record of a route has the target of its shared Gateway and the ttl of the class, in one instance."
    home, shop = begin(e)
    _office(e, shop)
    doors = gateways(e, home, shop, classes=('external', 'internal'))
    e.must(e.create(route('HTTPRoute', shop, 'out', ['out.shop.example.com'], [f'{home}/external'])))
    for name, annotations in (('in', {}), ('short', {PRIVATE + 'ttl': '60'})):
        e.must(e.create(route('HTTPRoute', shop, name, [f'{name}.shop.corp.example.net'], [f'{home}/internal'],
                              rules=FILTERED, annotations=annotations)))
    e.denied(e.create(route('HTTPRoute', shop, 'long', ['in.shop.corp.example.net'], [f'{home}/internal'],
                            rules=FILTERED, annotations={PRIVATE + 'ttl': '1'})), 'dns-annotations')
    e.denied(e.create(route('HTTPRoute', shop, 'both', ['out.shop.example.com'],
                            [f'{home}/external', f'{home}/internal'])), 'class-agrees')
    doors.settle()
    e.equal(doors.answers('out.shop.example.com', [INSIDE, OUTSIDE]),
            {'external': [200, 200], 'internal': [404, 404]}, 'the external one')
    e.equal(doors.answers('in.shop.corp.example.net', [INSIDE, OUTSIDE]),
            {'external': [404, 404], 'internal': [200, 403]}, 'the internal one')
    e.equal(records(e, shop, sources=SOURCES), sorted([
        *(cname(instance, 'out.shop.example.com', 'edge.example.com', 60) for instance in ('public', 'legacy')),
        cname('private', 'in.shop.corp.example.net', 'int-lb.corp.example.net', 300),
        cname('private', 'short.shop.corp.example.net', 'int-lb.corp.example.net', 60)]), 'what is published')


def the_filter_comes_first(e):
    "The filter with the ranges must come first, because earlier filters also answer clients outside the ranges."
    home, shop = begin(e)
    _office(e, shop)
    doors = gateways(e, home, shop, classes=('internal',))
    parent, answers = f'{home}/internal', {}
    for name, rule in (('open', {'backendRefs': [PING]}), ('before', {'filters': [REDIRECT, IN_OFFICE]})):
        e.denied(e.create(route('HTTPRoute', shop, name, ['own.shop.corp.example.net'], [parent], rules=[rule])),
                 'source-ranges')
    e.denied(e.create(route('HTTPRoute', shop, 'second', ['own.shop.corp.example.net'], [parent],
                            rules=[*FILTERED, {'backendRefs': [PING]}])), 'source-ranges')
    e.denied(e.create(route('TLSRoute', shop, 'tls', ['own.shop.corp.example.net'], [parent])), 'source-ranges')
    for name, rules in (('kept', FILTERED), ('behind', [{'filters': [IN_OFFICE, REDIRECT]}])):
        host = f'{name}.shop.corp.example.net'
        e.must(e.create(route('HTTPRoute', shop, name, [host], [parent], rules=rules)))
        doors.settle()
        answers[name] = [doors.ask('internal', host, source) for source in (INSIDE, OUTSIDE)]
    e.equal(answers, {'kept': [200, 403], 'behind': [302, 403]}, 'from inside and outside')


def parents(e):
    "Only a Gateway of the policy may be a parent; a mesh route does not need one."
    home, shop = begin(e)
    host = ['own.shop.example.com']
    for name, parent in (('foreign', 'elsewhere/external'), ('unlisted', f'{home}/other'), ('own', f'{shop}/external')):
        refused = e.denied(e.create(route('HTTPRoute', shop, name, host, [parent])), 'class-permitted')
        e.check(f'permitted: {home}/external, {home}/internal' in refused.message, refused.message)
    e.denied(e.create(route('HTTPRoute', shop, 'beside', host, [f'{home}/external', 'elsewhere/external'])),
             'class-permitted')
    strange = route('HTTPRoute', shop, 'strange', host, [f'{home}/external'])
    strange['spec']['parentRefs'][0].update(group='networking.istio.io', kind='ServiceEntry')
    e.denied(e.create(strange), 'class-permitted')
    mesh = route('HTTPRoute', shop, 'mesh', None, [f'{shop}/web'])
    mesh['spec']['parentRefs'][0].update(group='', kind='Service')
    e.must(e.create(mesh))


def without_hostnames(e):
    "A route without hostnames is refused at a shared Gateway (without `hostless: allow`), but not at a tenant's own."
    home, shop = begin(e, _own)
    e.denied(e.create(route('HTTPRoute', shop, 'all', None, [f'{home}/external'])), 'host-present')
    e.denied(e.create(route('HTTPRoute', shop, 'empty', [], [f'{home}/external'])), 'host-present')
    own = e.must(e.create(route('HTTPRoute', shop, 'own', None, [f'{shop}/int-web'], rules=FILTERED)))
    e.equal({key: own.annotations.get(PRIVATE + key) for key in ('ttl', 'gateway-hostname-source', 'target')},
            {'ttl': '300', 'gateway-hostname-source': None, 'target': None}, 'what is written')
    listener = {'name': 'one', 'port': 80, 'protocol': 'HTTP'}
    gateway = thing('Gateway', shop, 'int-web', {'gatewayClassName': 'internal', 'listeners': [listener]})
    e.denied(e.create(gateway), 'host-present')
    listener['hostname'] = 'own.shop.corp.example.net'
    e.must(e.create(gateway))


def _own(document):
    document['gateways']['own/int-*'] = {'class': 'internal'}
    document['tenants'][0]['kinds'] = ['Gateway']


def gateway_of_ones_own(e):
    "A tenant's own Gateway serves and publishes only the tenant's names, in the class for the Gateway's name."
    home, shop = begin(e, _own)
    _office(e, shop)
    doors = gateways(e, home, shop, classes=('internal',))
    host = 'own.shop.corp.example.net'

    def gateway(annotations=None, name='int-web', listener=(), **spec):
        return thing('Gateway', shop, name, {'gatewayClassName': 'internal', 'listeners': [
            {'name': 'one', 'port': doors.ports['internal'][0], 'protocol': 'HTTP', 'hostname': host,
             **dict(listener)}], **spec}, annotations)
    e.denied(e.create(gateway(listener={'hostname': BANK})), 'host-permitted', 'host-in-class')
    e.denied(e.create(gateway(gatewayClassName='external')), 'class-agrees')
    e.denied(e.create(gateway(gatewayClassName='kong')), 'class-permitted')
    e.denied(e.create(gateway({PRIVATE + 'target': 'evil.example.org'})), 'dns-annotations')
    e.denied(e.create(gateway({PUBLIC + 'controller': 'dns-controller'})), 'dns-annotations')
    for settings in ({'annotations': {PUBLIC + 'hostname': BANK}}, {'annotations': {'cloud.example/scheme': 'public'}},
                     {'parametersRef': {'group': 'example.com', 'kind': 'Proxy', 'name': 'open'}}):
        e.denied(e.create(gateway(infrastructure=settings)), 'gateway-infrastructure')
    e.denied(e.create(gateway(addresses=[{'value': '203.0.113.66'}])), 'gateway-infrastructure')
    e.must(e.create(gateway()))
    e.must(e.create(route('HTTPRoute', shop, 'own', None, [f'{shop}/int-web'], rules=FILTERED)))
    doors.settle()
    e.equal([doors.ask('internal', host, source) for source in (INSIDE, OUTSIDE)], [200, 403], 'what it answers')
    e.equal(records(e, shop, sources=SOURCES), [Record('private', host, 'A', (ADDRESS,), 300)], 'what is published')


def listener_sets(e):
    "A ListenerSet adds the tenant's own names to a shared Gateway, and a route may name it as its parent."
    home, shop = begin(e, _own)

    def listeners(*hosts, name='int-web', parent=f'{home}/internal'):
        space, gateway = parent.split('/')
        return thing('ListenerSet', shop, name, {'parentRef': {'namespace': space, 'name': gateway}, 'listeners': [
            {'name': f'l{number}', 'port': 80, 'protocol': 'HTTP', **({'hostname': host} if host else {})}
            for number, host in enumerate(hosts)]})
    host = 'own.shop.corp.example.net'
    e.denied(e.create(listeners(host, BANK)), 'host-permitted', 'host-in-class')
    e.denied(e.create(listeners(None)), 'host-present')
    e.denied(e.create(listeners(host, parent='elsewhere/internal', name='web')), 'class-permitted')
    e.denied(e.create(listeners(host, parent=f'{home}/external')), 'class-agrees')
    e.must(e.create(listeners(host)))
    own = route('HTTPRoute', shop, 'own', [host], [f'{shop}/int-web'], rules=FILTERED)
    own['spec']['parentRefs'][0]['kind'] = 'ListenerSet'
    e.equal(e.must(e.create(own)).annotations.get(PRIVATE + 'ttl'), '300', 'what is written on the route')


def routes_of_default_gateways(e):
    "If an entry has `default`, a route may omit its parents; no other Gateway may be a default."
    def change(document):
        _own(document)
        document['gateways'][f'{document["tenants"][-1]["namespaces"][0]}/external']['default'] = 'true'
    home, shop = begin(e, change, channel='experimental')
    e.cleanup(lambda: crds.install(e, 'gateway-standard'))
    wanted = thing('HTTPRoute', shop, 'web', {'useDefaultGateways': 'All', 'hostnames': ['own.shop.example.com']})
    stored = e.must(e.create(wanted))
    e.equal({key: stored.annotations.get(PUBLIC + key) for key in ('ttl', 'gateway-hostname-source')},
            {'ttl': '60', 'gateway-hostname-source': 'defined-hosts-only'}, 'what is written')
    e.denied(e.create({**wanted, 'metadata': {'namespace': shop, 'name': 'bank'}, 'spec': {
        'useDefaultGateways': 'All', 'hostnames': [BANK]}}), 'host-permitted')
    e.denied(e.create({**wanted, 'metadata': {'namespace': shop, 'name': 'all'}, 'spec': {
        'useDefaultGateways': 'All'}}), 'host-present')
    shared = {'defaultScope': 'All', 'listeners': [{'name': 'web', 'port': 80, 'protocol': 'HTTP'}]}
    e.must(e.create(thing('Gateway', home, 'external', {'gatewayClassName': 'external', **shared}), who='admin'))
    shared['listeners'][0]['hostname'] = 'own.shop.corp.example.net'
    e.denied(e.create(thing('Gateway', shop, 'int-web', {'gatewayClassName': 'internal', **shared})),
             'gateway-infrastructure')
    found = e.get(home, 'external', kind='Gateway', who='admin').body['metadata']['annotations']
    e.equal([found.get(prefix + 'target') for prefix in (PUBLIC, LEGACY, PRIVATE)], ['edge.example.com'] * 2 + [None],
            'the target is written on the shared Gateway')
