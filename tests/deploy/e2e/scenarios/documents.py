# SPDX-License-Identifier: Apache-2.0
"""The pages about routes and about ExternalDNS, as the reader follows them: their policies are in
force, their manifests are written, their commands run (live/pages.py), and after each step real
ExternalDNS and a real Gateway show what the page promises.

Each page has an empty cluster of its own, because it uses --all-namespaces.  The port of the
Gateway's listener is another one, and the place of the load balancer is on loopback.
"""

import copy

import yaml

from live import crds, tools
from live.controllers import ADDRESS
from live.dns import cname, reconcile
from live.objects import ingress, route, service, thing
from live.pages import Page

WHO = {'shop': 'shop', 'infra': 'admin'}
PUBLIC = 'external-dns.kubernetes.io/'
SHARED = ['--annotation-prefix', PUBLIC, '--policy=sync', '--registry=noop']
STATUS_AT = '192.0.2.80'  # the address that the ingress controllers write into the status


def _cluster(e):
    there = e.elsewhere()
    there.cluster.start()
    crds.install(there, 'gateway-standard', 'traefik')
    for namespace, who in WHO.items():
        there.namespace(name=namespace, who=who)
    there.who = 'admin'
    return there


def _published(there, *sources):
    """The records that the public instance publishes."""
    return reconcile(there, 'public', [*SHARED, *(f'--source={source}' for source in sources)])


def _traefik(there, port):
    """The new load balancer: serves the Gateways of class traefik, with TLS on one port."""
    for name in ('traefik', 'traefik-internal'):
        there.must(there.create(thing('GatewayClass', None, name, {'controllerName': 'traefik.io/gateway-controller'})))
    pair = {}
    for name in ('tls.crt', 'tls.key'):
        with open(f'{there.warden.certs}/{name}', encoding='ascii') as file:
            pair[name] = file.read()
    there.must(there.api('POST', '/api/v1/namespaces/infra/secrets', {
        'metadata': {'name': 'example-com'}, 'type': 'kubernetes.io/tls', 'stringData': pair}))
    there.must(there.create(service('shop', 'web')))
    providers = '--providers.kubernetes'
    return there.spawn(
        'traefik', tools.path('traefik', 'traefik'), '--global.checknewversion=false',
        '--global.sendanonymoususage=false', '--log.level=ERROR', f'--entrypoints.websecure.address=127.0.0.1:{port}',
        '--providers.providersthrottleduration=50ms', f'{providers}gateway=true', f'{providers}crd=true',
        f'{providers}gateway.statusaddress.ip={ADDRESS}', KUBECONFIG=there.cluster.kubeconfig('admin'))


def _serve(there, namespace, name):
    """Writes the status as the old ingress controller does."""
    there.must(there.patch(namespace, name, {'status': {'loadBalancer': {'ingress': [{'ip': STATUS_AT}]}}},
                           sub='status'))


def gateway_api(e):
    "A team that follows docs/gateway-api.md step by step moves its name without losing it."
    there, port, name = _cluster(e), e.free_port(), 'shop.example.com'
    _traefik(there, port)

    def other_port(obj):
        obj = copy.deepcopy(obj)
        for listener in obj['spec'].get('listeners', []):
            listener['port'] = port if listener['port'] == 443 else listener['port']
        return obj

    def published():
        found = _published(there, 'ingress', 'gateway-httproute')
        return [(record.name, record.kind, *record.targets) for record in found]

    def what_is_there():
        blog, = page.objects('found.yaml')
        there.unguarded(blog)
        done = page.shell(f"{page.command('kubectl get')} | {page.command('ingress-warden check')}")
        e.check(done.code == 1 and 'HTTPRoute shop/blog: denied' in done.out and '[class-permitted]' in done.out, done)
        there.must(there.delete('shop', 'blog', kind='HTTPRoute'))

    def at_the_old():
        _serve(there, 'shop', 'web')
        e.equal(published(), [(name, 'CNAME', 'nginx.example.com')], 'the Ingress is published')

    def before_the_route():
        e.until(lambda: answer() == '404', 'the new load balancer knows no such name')

    def answer():
        return page.shell(f'{curl} --silent --insecure --output /dev/null --write-out "%{{http_code}}"').out

    def tested():
        e.until(lambda: answer() == '500', 'the new load balancer has the route; its Service has no pods')
        e.equal(published(), [(name, 'CNAME', 'nginx.example.com')], 'the route is not in DNS')

    def both():
        e.check(published() in ([(name, 'CNAME', 'nginx.example.com')], [(name, 'CNAME', 'traefik.example.com')]),
                f'one record while both ask for it: {published()}')

    def moved():
        e.equal(published(), [(name, 'CNAME', 'traefik.example.com')], 'the route is published')

    page = Page(there, 'gateway-api.md', WHO, other_port,
                {'found.yaml': what_is_there, 'route.yaml': before_the_route},
                {'ingress.yaml': at_the_old, 'route.yaml': tested, 'published.yaml': both, 'off.yaml': moved})
    curl = page.command('curl').replace('traefik.example.com:443', f'127.0.0.1:{port}')
    page.walk()
    e.equal(list(yaml.safe_load_all(page.shell('cat webhooks.yaml').out)), list(there.webhooks.shipped.values()),
            'what the page exports is what is registered')
    there.must(there.delete('shop', 'web', who='shop'))
    moved()
    e.write('office.yaml', page.manifests[-1])
    done = page.shell('kubectl apply --as=pat --as-group=platform-team --as-group=system:masters -f office.yaml')
    e.check(done.code == 0, f'the platform team writes the filter: {done}')
    e.equal(page.unused, [], 'commands in the text that were not tried')


def _accept(there, namespace, name, gateway):
    """Writes the status of the route as the controller of its Gateway does; ExternalDNS waits for it."""
    where, parent = gateway.split('/')
    there.must(there.patch(namespace, name, {'status': {'parents': [{
        'controllerName': 'example.com/gateway', 'parentRef': {'namespace': where, 'name': parent},
        'conditions': [{'type': 'Accepted', 'status': 'True', 'reason': 'Accepted', 'message': '',
                        'observedGeneration': 1, 'lastTransitionTime': '2026-01-01T00:00:00Z'}]}]}},
        sub='status', kind='HTTPRoute'))


def _gateway(name, host):
    return thing('Gateway', 'infra', name, {'gatewayClassName': f'traefik-{name}', 'listeners': [
        {'name': 'http', 'hostname': host, 'protocol': 'HTTP', 'port': 80,
         'allowedRoutes': {'namespaces': {'from': 'All'}}}]})


GATEWAYS = [_gateway('external', '*.example.com'), _gateway('internal', '*.corp.example.net')]


def _instance(there, page, name):
    """Runs once with the arguments of the page, except those of its DNS provider."""
    argv = next(document['args'] for document in page.documents[0]
                if f'--txt-owner-id={name}' in document['args'])
    found = reconcile(there, name, [word for word in argv if not word.startswith(('--provider', '--aws-'))])
    return [record._replace(properties=()) for record in found if record.kind != 'TXT']


def _both_instances(there, page):
    return sorted(record for name in ('public', 'private') for record in _instance(there, page, name))


def externaldns(e):
    "Both instances of docs/externaldns.md publish what its policy intends, and the move from a shared prefix is safe."
    there = _cluster(e)

    def gateways():
        for obj in GATEWAYS:
            there.must(there.create(obj))

    def two_views():
        _serve(there, 'shop', 'admin')
        _accept(there, 'shop', 'admin', 'infra/internal')
        e.equal(_both_instances(there, page),
                [cname('private', 'admin.shop.corp.example.net', 'lb.corp.example.net', 300)], 'what is published')

    page = Page(there, 'externaldns.md', WHO, before={'route.yaml': gateways}, after={'route.yaml': two_views})
    page.walk()
    _from_a_shared_prefix(e, there, page)
    e.equal(page.unused, [], 'commands in the text that were not tried')


ESTATE = [ingress('shop', 'in', hosts=['in.shop.corp.example.net']),
          ingress('shop', 'out', hosts=['out.shop.example.com'], klass='external'),
          route('HTTPRoute', 'shop', 'route', ['route.shop.corp.example.net'], ['infra/internal'])]


def _from_a_shared_prefix(e, there, page):
    for kind, namespace, names in (('Ingress', 'shop', ['admin']), ('HTTPRoute', 'shop', ['admin']),
                                   ('Gateway', 'infra', ['external', 'internal'])):
        for name in names:
            there.must(there.delete(namespace, name, kind=kind))
    there.judge('mode: preview\n' + page.policy)
    for obj in [*GATEWAYS, *ESTATE]:
        stored = there.must(there.create(obj)).body
        e.equal(stored['metadata'].get('annotations'), None, 'in preview nothing is added')
    for name in ('in', 'out'):
        _serve(there, 'shop', name)
    _accept(there, 'shop', 'route', 'infra/internal')

    dump = 'kubectl get gateways,ingresses,services,httproutes --all-namespaces -o yaml'
    judged = page.shell(f'{dump} | ingress-warden check --policy policy.yaml -')
    e.check(judged.code == 0, f'what is in the cluster is not refused: {judged}')

    args = page.documents[0][1]['args']
    there.must(there.api('POST', '/apis/apps/v1/namespaces/infra/deployments', {
        'metadata': {'name': 'private'}, 'spec': {
            'selector': {'matchLabels': {'a': 'b'}}, 'template': {'metadata': {'labels': {'a': 'b'}}, 'spec': {
                'containers': [{'name': 'external-dns', 'image': 'external-dns', 'args': args}]}}}}))
    done = page.shell(page.command('kubectl scale') + ' -n infra deployment/private')
    e.check(done.code == 0, f'the private instance is stopped: {done}')

    there.policy(page.policy)
    too_early = _instance(there, page, 'private')
    e.equal([(r.name, r.kind, r.targets) for r in too_early if r.name == 'in.shop.corp.example.net'],
            [('in.shop.corp.example.net', 'A', (STATUS_AT,))], 'published too early')
    replace = page.command('kubectl get ingresses')
    for kind in ('gateways', 'ingresses', 'services', 'httproutes'):
        done = page.shell(replace.replace('ingresses', kind))
        e.check(done.code == 0, f'{kind}: {done}')
    seen = page.shell(f'{dump} | ingress-warden check --verbose --policy policy.yaml -')
    e.check(seen.code == 0 and '  adds ' not in seen.out, f'nothing is missing: {seen}')
    target = 'lb.corp.example.net'
    e.equal(_both_instances(there, page), sorted([
        cname('private', 'in.shop.corp.example.net', target, 300),
        cname('private', 'route.shop.corp.example.net', target, 300),
        cname('public', 'out.shop.example.com', 'edge.example.com', 60)]), 'what is published in the end')
