# SPDX-License-Identifier: Apache-2.0
"""Services of type LoadBalancer through the webhook: the class, the ranges and the switch for
node ports that it writes, and how they survive each command of kubectl."""

import json

from live.dns import Record, records
from live.objects import ingress_route, route, service
from scenarios._kinds import BANK, LOAD_BALANCER, begin
from scenarios._records import LEGACY, PRIVATE, PUBLIC

WRITTEN = {'loadBalancerClass': LOAD_BALANCER, 'loadBalancerSourceRanges': ['198.51.100.0/24'],
           'allocateLoadBalancerNodePorts': False}


def _stored(e, namespace, name='lb'):
    return e.get(namespace, name, kind='Service').body


def _complete(e, stored, what):
    """Claims that the Service has all fields that the class requires, and no node port."""
    e.equal({key: stored['spec'].get(key) for key in WRITTEN}, WRITTEN, what)
    e.equal([port.get('nodePort') for port in stored['spec']['ports']], [None], f'{what}: node ports')


def load_balancer(e):
    "For a tenant's plain Service of type LoadBalancer, the webhook writes the class, the ranges and the switch."
    _, shop = begin(e)
    stored = e.allowed(e.create(service(shop, 'lb', type='LoadBalancer'))).body
    _complete(e, stored, 'what is stored')
    note = stored['metadata']['annotations']['ingress-warden.dev/managed']
    e.check('/spec/loadBalancerSourceRanges' in note, note)
    for spec, rules in (({'loadBalancerClass': 'example.com/other'}, ['class-present']),
                        ({'loadBalancerSourceRanges': ['0.0.0.0/0']}, ['source-ranges']),
                        ({'ports': [{'port': 80, 'nodePort': 30080}]}, ['service-port']),
                        ({'externalIPs': ['203.0.113.66']}, ['service-address']),
                        ({'loadBalancerIP': '203.0.113.66'}, ['service-address'])):
        e.denied(e.create(service(shop, 'bad', type='LoadBalancer', **spec)), *rules)
    narrower = ['198.51.100.7/32']
    own = e.allowed(e.create(service(shop, 'own', type='LoadBalancer', loadBalancerSourceRanges=narrower))).body
    e.equal(own['spec']['loadBalancerSourceRanges'], narrower, 'a list of their own')


def commands_on_load_balancers(e):
    "After replace, client-side and server-side apply, and edit, the written fields remain, without another owner."
    _, shop = begin(e)
    for name, first, again in (('replace', ['create'], ['replace']), ('client', ['apply'], ['apply']),
                               ('server', ['apply', '--server-side'], ['apply', '--server-side'])):
        file = e.write(f'{name}.json', service(shop, name, type='LoadBalancer'))
        for command in (first, again, ['edit'], again):
            words = ['service', name, '-n', shop] if command == ['edit'] else ['-f', file]
            done = e.kubectl(*command, *words, EDITOR='sed -i "s/sessionAffinity: .*/sessionAffinity: ClientIP/"')
            e.check(done.code == 0, f'{name} {command}: {done}')
            _complete(e, _stored(e, shop, name), f'{name} {command}')
        owned = json.dumps(_stored(e, shop, name)['metadata']['managedFields'])
        e.equal(['f:loadBalancerClass' in owned, 'f:loadBalancerSourceRanges' in owned], [False] * 2, name)


def ranges_and_owners(e):
    "With server-side apply, a tenant takes over the list of ranges and gives it back without a conflict."
    _, shop = begin(e)
    narrower = service(shop, 'lb', type='LoadBalancer', loadBalancerSourceRanges=['198.51.100.7/32'])
    wide = service(shop, 'lb', type='LoadBalancer')
    _complete(e, e.must(e.apply(wide)).body, 'applied')
    e.equal(e.must(e.apply(narrower)).body['spec']['loadBalancerSourceRanges'], ['198.51.100.7/32'], 'their own')
    e.denied(e.apply(service(shop, 'lb', type='LoadBalancer', loadBalancerSourceRanges=['0.0.0.0/0'])),
             'source-ranges')
    _complete(e, e.must(e.apply(wide)).body, 'given back')
    e.denied(e.patch(shop, 'lb', [{'op': 'replace', 'path': '/spec/allocateLoadBalancerNodePorts', 'value': True},
                                  {'op': 'add', 'path': '/spec/ports/0/nodePort', 'value': 30080}], 'json',
                     kind='Service'), 'service-port')


def type_changes(e):
    "A Service that changes its type loses the written fields, as the API server requires; it may change back."
    _, shop = begin(e)
    e.must(e.create(service(shop, 'lb', type='LoadBalancer')))
    left = e.must(e.patch(shop, 'lb', {'spec': {'type': 'ClusterIP'}}, kind='Service'))
    e.equal([left.body['spec'].get(key) for key in WRITTEN], [None] * 3, 'as ClusterIP')
    e.check('ingress-warden.dev/managed' not in left.annotations, left.annotations)
    back = e.must(e.patch(shop, 'lb', {'spec': {'type': 'LoadBalancer'}}, kind='Service')).body
    _complete(e, back, 'as LoadBalancer again')
    e.denied(e.patch(shop, 'lb', {'spec': {'type': 'NodePort'}}, kind='Service'), 'service-type')


def published(e):
    "Only the ExternalDNS instance of its class publishes the name of a load balancer, with the ttl of the class."
    _, shop = begin(e)
    host = 'db.shop.corp.example.net'
    e.denied(e.create(service(shop, 'bank', type='LoadBalancer', annotations={PRIVATE + 'hostname': BANK})),
             'host-permitted', 'host-in-class')
    e.denied(e.create(service(shop, 'aims', type='LoadBalancer', annotations={
        PRIVATE + 'hostname': host, PRIVATE + 'target': '203.0.113.66'})), 'dns-annotations')
    notes = {prefix + 'hostname': host for prefix in (PUBLIC, LEGACY, PRIVATE)}
    e.must(e.create(service(shop, 'lb', type='LoadBalancer', annotations=notes)))
    e.must(e.patch(shop, 'lb', {'status': {'loadBalancer': {'ingress': [{'ip': '192.0.2.9'}]}}}, kind='Service',
                   sub='status', who='admin'))
    e.equal(records(e, shop, sources=['service']), [Record('private', host, 'A', ('192.0.2.9',), 300)], 'published')


def status_writes(e):
    "A status write with annotations is judged; one without them succeeds even while the webhook is down."
    _, shop = begin(e)
    e.must(e.create(service(shop, 'lb', type='LoadBalancer')))
    balanced = {'status': {'loadBalancer': {'ingress': [{'ip': '192.0.2.9'}]}}}
    e.denied(e.patch(shop, 'lb', {'metadata': {'annotations': {PRIVATE + 'hostname': BANK}}, **balanced},
                     kind='Service', sub='status'), 'host-permitted', 'host-in-class', 'dns-annotations')
    e.webhook_down()
    e.must(e.patch(shop, 'lb', balanced, kind='Service', sub='status'))
    e.unanswered(e.patch(shop, 'lb', {'metadata': {'annotations': {PRIVATE + 'hostname': BANK}}, **balanced},
                         kind='Service', sub='status'))


def deletion(e):
    "Objects of every kind can be deleted, even invalid ones, and even while the webhook is down."
    home, shop = begin(e)
    for obj in (service(shop, 'lb', type='LoadBalancer'),
                route('HTTPRoute', shop, 'web', ['web.shop.example.com'], [f'{home}/external']),
                ingress_route(shop, 'web', 'Host(`web.shop.example.com`)', klass='external')):
        e.must(e.create(obj))
    old = e.unguarded(route('HTTPRoute', shop, 'old', [BANK], [f'{home}/external']))
    e.equal(old['metadata'].get('annotations'), None, 'older than the webhook')
    e.must(e.delete(shop, 'old', kind='HTTPRoute'))
    e.webhook_down()
    for kind, name in (('Service', 'lb'), ('HTTPRoute', 'web'), ('IngressRoute', 'web')):
        e.must(e.delete(shop, name, kind=kind))


def _nobody_answers(e):
    """Installs the exported webhooks, both fail closed, with an address where nothing listens."""
    away = {'failurePolicy': 'Fail', 'clientConfig': {'url': 'https://127.0.0.1:1/', 'caBundle': e.warden.ca_bundle()}}
    e.configure(mutate=away, validate=away)


def cluster_starts(e):
    "The API server starts and creates its own Service while the exported webhooks do not answer."
    _, shop = begin(e)
    _nobody_answers(e)
    e.must(e.delete('default', 'kubernetes', kind='Service', who='admin'))
    e.apiserver_restart()
    e.until(lambda: e.get('default', 'kubernetes', kind='Service', who='admin').ok, 'default/kubernetes is made', 60)
    e.must(e.create(service(shop, 'plain')))
    e.must(e.create(service('kube-system', 'dns', annotations={'prometheus.io/scrape': 'true'}), who='admin'))
    e.cleanup(lambda: e.delete('kube-system', 'dns', kind='Service', who='admin'))
    for name, obj in (('node', {'type': 'NodePort'}), ('lb', {'type': 'LoadBalancer'}),
                      ('free', {'externalIPs': ['203.0.113.67']})):
        e.check(e.create(service(shop, name, **obj)).status == 500, f'{name} should fail closed')
    e.check(e.create(service(shop, 'noted', annotations={PUBLIC + 'hostname': BANK})).status == 500, 'noted')
