# SPDX-License-Identifier: Apache-2.0
"""Objects of other kinds over time: changes, commands, older versions, preview, and what
still works while the webhook is down."""

from live import crds
from live.dns import cname, records
from live.objects import PING, ingress_route, path, route, service, thing
from scenarios._kinds import BANK, IN_OFFICE, begin, gateways
from scenarios._records import LEGACY, PRIVATE, PUBLIC

SITES = '/apis/web.example.net/v1'
FILTERED = [{'filters': [IN_OFFICE], 'backendRefs': [PING]}]
OUT, IN = 'web.shop.example.com', 'web.shop.corp.example.net'


def records_follow_the_parent(e):
    "The record of a route follows it to another Gateway, after a PUT, a patch and a server-side apply."
    home, shop = begin(e)
    doors = gateways(e, home, shop, classes=('external', 'internal'))
    outside = route('HTTPRoute', shop, 'web', [OUT], [f'{home}/external'])
    inside = route('HTTPRoute', shop, 'web', [IN], [f'{home}/internal'], rules=FILTERED)
    public = [cname(instance, OUT, 'edge.example.com', 60) for instance in ('legacy', 'public')]
    private = [cname('private', IN, 'int-lb.corp.example.net', 300)]
    e.must(e.create(outside))

    def put(obj):  # a PUT of a custom resource must name the stored resourceVersion
        version = e.get(shop, 'web', kind='HTTPRoute').body['metadata']['resourceVersion']
        return e.update({**obj, 'metadata': {**obj['metadata'], 'resourceVersion': version}})
    for what, move, wanted in (
            ('created', None, public), ('PUT', lambda: put(inside), private),
            ('PUT back', lambda: put(outside), public),
            ('patch', lambda: e.patch(shop, 'web', {'spec': inside['spec']}, kind='HTTPRoute'), private),
            ('apply', lambda: e.apply(outside, force=True), public)):
        if move:
            e.must(move())
        doors.settle()
        e.equal(records(e, shop, sources=['gateway-httproute']), wanted, what)


def commands_on_routes(e):
    "A second apply changes nothing, and after replace the written annotations are there again."
    home, shop = begin(e)
    for name, first, again in (('client', ['apply'], ['apply']), ('replace', ['create'], ['replace']),
                               ('server', ['apply', '--server-side'], ['apply', '--server-side'])):
        file = e.write(f'{name}.json', route('HTTPRoute', shop, name, [f'{name}.shop.example.com'],
                                             [f'{home}/external']))
        done = e.kubectl(*first, '-f', file)
        e.check(done.code == 0, f'{name}: {done}')
        before = e.get(shop, name, kind='HTTPRoute').body
        e.equal(before['metadata']['annotations'][PUBLIC + 'ttl'], '60', name)
        done = e.kubectl(*again, '-f', file)
        e.check(done.code == 0, f'{name}: {done}')
        after = e.get(shop, name, kind='HTTPRoute').body
        for key in ('resourceVersion', 'managedFields'):
            if name == 'replace':
                before['metadata'].pop(key), after['metadata'].pop(key)
        e.equal(after, before, f'{name}, again')


def routes_older_than_the_webhook(e):
    "An older violation may stay when its object is labelled, but it may not grow; the webhook corrects nothing itself."
    home, shop = begin(e)
    old = route('HTTPRoute', shop, 'old', [BANK], [f'{home}/external'])
    stored = e.unguarded(old)
    e.equal(stored['metadata'].get('annotations'), None, 'what is stored')
    e.allowed(e.patch(shop, 'old', {'metadata': {'labels': {'team': 'shop'}}}, kind='HTTPRoute'),
              'host-permitted: was there before: hostnames[0]')
    e.denied(e.patch(shop, 'old', {'spec': {'hostnames': [BANK, 'x.bank.example.com']}}, kind='HTTPRoute'),
             'host-permitted')
    e.denied(e.patch(shop, 'old', {'spec': {'parentRefs': [{'namespace': home, 'name': 'internal'}]}},
                     kind='HTTPRoute'), 'host-permitted', 'host-in-class', 'source-ranges')
    e.allowed(e.patch(shop, 'old', {'spec': {'hostnames': [OUT]}}, kind='HTTPRoute'))
    e.must(e.delete(shop, 'old', kind='HTTPRoute'))


def older_versions(e):
    "An object in an older version of its kind is judged and completed as well."
    home, shop = begin(e)

    def create(name, host):
        old = {**route('HTTPRoute', shop, name, [host], [f'{home}/external']),
               'apiVersion': 'gateway.networking.k8s.io/v1beta1'}
        return e.api('POST', path(shop, kind='HTTPRoute').replace('/v1/', '/v1beta1/'), old)
    e.denied(create('take', BANK), 'host-permitted')
    e.equal(e.must(create('own', OUT)).annotations[PUBLIC + 'ttl'], '60', 'what is written')


def preview(e):
    "Violations of a kind in preview only cause warnings, while the other kinds are enforced."
    home, shop = begin(e, lambda document: document['kinds'].update(HTTPRoute='preview'))
    answer = e.must(e.create(route('HTTPRoute', shop, 'take', [BANK], [f'{home}/external'])))
    e.equal(answer.annotations, {}, 'what is written')
    e.check(any('host-permitted: would be denied' in text for text in answer.warnings), answer.warnings)
    e.check(any('preview: would add' in text for text in answer.warnings), answer.warnings)
    e.denied(e.create(route('GRPCRoute', shop, 'take', [BANK], [f'{home}/external'])), 'host-permitted')


def class_of_a_custom_resource(e):
    "An IngressRoute without a class gets the tenant's default in its field, so it is served and published."
    home, shop = begin(e, lambda document: document['tenants'][0].update(defaultClass='external'))
    doors = gateways(e, home, shop)
    stored = e.must(e.create(ingress_route(shop, 'web', f'Host(`{OUT}`)'))).body
    e.equal(stored['spec'].get('ingressClassName'), 'external', 'the class')
    doors.settle()
    e.equal(doors.ask('external', OUT), 200, 'what Traefik answers')
    e.equal(records(e, shop, sources=['traefik-proxy']),
            [cname(instance, OUT, 'edge.example.com', 60) for instance in ('legacy', 'public')], 'what is published')


def other_routes(e):
    "Permitted GRPCRoutes and TLSRoutes are published like HTTPRoutes."
    home, shop = begin(e)
    doors = gateways(e, home, shop)
    for kind, name in (('GRPCRoute', 'grpc'), ('TLSRoute', 'tls')):
        e.must(e.create(route(kind, shop, name, [f'{name}.shop.example.com'], [f'{home}/external'])))
    doors.settle()
    e.equal(records(e, shop, sources=['gateway-grpcroute', 'gateway-tlsroute']), sorted(
        cname(instance, f'{name}.shop.example.com', 'edge.example.com', 60)
        for instance in ('public', 'legacy') for name in ('grpc', 'tls')), 'what is published')


def _sites(e, **fields):
    """Installs a definition of Sites whose spec has these fields besides `sites`."""
    site = {'type': 'object', 'properties': {'domain': {'type': 'string'}}}
    spec = {'type': 'object', 'properties': {**fields, 'sites': {'type': 'array', 'items': site}}}
    name = 'sites.web.example.net'
    e.must(e.api('POST', crds.DEFINITIONS, {
        'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition', 'metadata': {'name': name},
        'spec': {'group': 'web.example.net', 'scope': 'Namespaced', 'names': {'plural': 'sites', 'kind': 'Site'},
                 'versions': [{'name': 'v1', 'served': True, 'storage': True, 'schema': {'openAPIV3Schema': {
                     'type': 'object', 'properties': {'spec': spec}}}}]}}, who='admin'))

    def remove():
        e.api('DELETE', f'{crds.DEFINITIONS}/{name}', who='admin')
        e.until(lambda: e.api('GET', f'{crds.DEFINITIONS}/{name}', who='admin').status == 404, 'sites are gone')
    e.cleanup(remove)
    e.until(lambda: e.api('GET', f'{SITES}/sites', who='admin').ok, 'sites are served')


def _row(document):
    document['tenants'][0]['defaultClass'] = 'external'
    document['kinds']['Site.web.example.net'] = {
        'plural': 'sites', 'hosts': [{'path': 'spec.sites[].domain', 'absent': 'all'}],
        'class': {'paths': ['spec.entry']}}


def _site(e, namespace, name, *sites, **spec):
    return e.api('POST', f'{SITES}/namespaces/{namespace}/sites', {
        'apiVersion': 'web.example.net/v1', 'kind': 'Site', 'metadata': {'namespace': namespace, 'name': name},
        'spec': {'sites': list(sites), **spec}}, who='admin')


def row_of_the_policy(e):
    "With a few lines of policy, a custom kind is judged by its names and gets its class and annotations."
    _sites(e, entry={'type': 'string'}, mode={'type': 'string', 'default': 'plain'})
    _, shop = begin(e, _row)
    e.denied(_site(e, shop, 'take', {'domain': OUT}, {'domain': BANK}), 'host-permitted')
    e.denied(_site(e, shop, 'all', {'domain': OUT}, {}), 'host-present')
    own = e.must(_site(e, shop, 'own', {'domain': OUT}))
    e.equal([own.body['spec'].get(key) for key in ('entry', 'mode')], ['external', 'plain'], 'class and default')
    e.equal([own.annotations.get(PUBLIC + key) for key in ('target', 'ttl')], ['edge.example.com', '60'], 'record')


def class_field_without_definition(e):
    "A default class is lost if the definition lacks its field, because the API server drops unknown fields."
    _sites(e)
    _, shop = begin(e, _row)
    own = e.must(_site(e, shop, 'own', {'domain': OUT})).body
    e.equal(own['spec'].get('entry'), None, 'what is stored')
    e.denied(_site(e, shop, 'take', {'domain': BANK}), 'host-permitted')


def pods(e):
    "Only Pods that publish a name are sent to the webhook; all others start while it is down."
    _, shop = begin(e, lambda document: document['kinds'].update(Pod={'plural': 'pods'}))

    def pod(name, **annotations):
        return thing('Pod', shop, name, {'containers': [{'name': 'a', 'image': 'a'}]}, annotations)
    e.denied(e.create(pod('take', **{PUBLIC + 'hostname': BANK})), 'host-permitted')
    e.denied(e.create(pod('aims', **{PRIVATE + 'target': '203.0.113.66'})), 'dns-annotations')
    e.webhook_down()
    e.must(e.create(pod('plain')))
    e.must(e.create(pod('scraped', **{'prometheus.io/scrape': 'true'})))
    for name, key in (('public', PUBLIC), ('legacy', LEGACY), ('private', PRIVATE)):
        e.unanswered(e.create(pod(name, **{key + 'hostname': OUT})))
    e.unanswered(e.patch(shop, 'plain', {'metadata': {'annotations': {PRIVATE + 'hostname': BANK}}}, kind='Pod'))


def while_nobody_answers(e):
    "Every judged kind fails closed; kinds that the policy does not name, and plain Services, are not affected."
    home, shop = begin(e, lambda document: document['kinds'].pop('TLSRoute'))
    e.webhook_down()
    parent = f'{home}/external'
    for obj in (route('HTTPRoute', shop, 'web', [OUT], [parent]), route('GRPCRoute', shop, 'web', [OUT], [parent]),
                ingress_route(shop, 'web', f'Host(`{OUT}`)', klass='external'),
                service(shop, 'lb', type='LoadBalancer'),
                thing('Gateway', shop, 'own', {'gatewayClassName': 'external', 'listeners': [
                    {'name': 'one', 'port': 80, 'protocol': 'HTTP'}]})):
        e.unanswered(e.create(obj))
    e.must(e.create(route('TLSRoute', shop, 'web', [OUT], [parent])))
    e.must(e.create(service(shop, 'plain')))
