# SPDX-License-Identifier: Apache-2.0
"""The whole example policy of a head organisation with two sub-organisations, on real
components: four ingress controllers, one per class, and a public and a private ExternalDNS.

It is policies/sub-organisations.yaml, except that the networks are loopback networks here, so
that requests can come from inside and outside of each.  That policy names its namespaces, so
all scenarios share them and leave them empty.
"""

import datetime
import os

import yaml

from live import tools
from live.controllers import Controllers
from live.dns import INSTANCES, cname, records
from live.merge import merged, spec
from live.objects import external, ingress, path

NETWORKS = {'head-office': '127.1.0.0/25', 'vpn': '127.1.0.128/26', 'north': '127.64.0.0/14', 'south': '127.128.0.0/14'}
SOURCES = {  # client addresses, with one just outside each network
    'head office': '127.1.0.5', 'vpn': '127.1.0.130', 'beside vpn': '127.1.0.192',
    'north': '127.64.0.9', 'north, far end': '127.67.255.254', 'beside north': '127.68.0.1',
    'south': '127.128.0.9', 'beside south': '127.132.0.1', 'stranger': '127.0.0.1'}
MAY = {
    'external': set(SOURCES),
    'internal': {'head office', 'vpn'},
    'north-internal': {'north', 'north, far end'},
    'south-internal': {'south'}}
PREFIXES = {**INSTANCES, 'private': 'private-dns.example.org/'}
USERS = {  # namespace -> its user
    'shared-ingress': 'shop', 'north-apps': 'north', 'north-web': 'north', 'south-apps': 'south', 'south-web': 'south',
    'billing': 'guest', 'intranet': 'guest', 'reporting': 'guest'}
NGINX = 'nginx.ingress.kubernetes.io/'
WHITE, ALLOW = NGINX + 'whitelist-source-range', NGINX + 'allowlist-source-range'
CONTROLLER = '192.0.2.80'  # the address that the controllers write into the status
LAST_DAY_OF_WARNING = datetime.date(2026, 12, 31)


def _site(namespace, host, **more):
    return external(namespace, host.replace('.', '-').replace('*', 'any'), host, **more)


def _app(namespace, host, klass=None, **more):
    return ingress(namespace, host.replace('.', '-'), hosts=[host], klass=klass, **more)


ESTATE = [  # all permitted objects: the object, the class that it gets, its host
    (_site('shared-ingress', 'www.example.org'), 'external', 'www.example.org'),
    (_app('shared-ingress', 'portal.internal.example.net', 'internal'), 'internal', 'portal.internal.example.net'),
    (_app('north-apps', 'app.north.example.net'), 'north-internal', 'app.north.example.net'),
    (_app('north-web', 'north.example.net'), 'north-internal', 'north.example.net'),
    (_site('north-web', 'www.north.example.org'), 'external', 'www.north.example.org'),
    (_app('south-apps', 'app.south.example.net'), 'south-internal', 'app.south.example.net'),
    (_site('south-web', 'www.south.example.org'), 'external', 'www.south.example.org'),
    (_app('billing', 'billing.teams.internal.example.net'), 'internal', 'billing.teams.internal.example.net'),
    (_app('intranet', 'wiki.teams.internal.example.net'), 'internal', 'wiki.teams.internal.example.net'),
    (_app('reporting', 'teams.internal.example.net'), 'internal', 'teams.internal.example.net'),
]
TARGET = {
    'external': ('edge.example.org', 300), 'internal': ('ingress.internal.example.net', 60),
    'north-internal': ('ingress.north.example.net', 60), 'south-internal': ('ingress.south.example.net', 60)}


def _policy(e):
    """Loads the example policy with the loopback networks."""
    with open(os.path.join(tools.ROOT, 'policies', 'sub-organisations.yaml'), encoding='utf-8') as file:
        document = yaml.safe_load(file)
    for name, entries in document['networks'].items():
        document['networks'][name] = [NETWORKS[name]] + [entry for entry in entries if ':' in entry]
    e.policy(yaml.safe_dump(document, sort_keys=False))
    e.equal(e.warden.metric('ingress_warden_policy_load_ok'), 1.0, 'whether the policy loads')


def _begin(e):
    _policy(e)
    for namespace, who in USERS.items():
        if e.api('GET', f'/api/v1/namespaces/{namespace}', who='admin').status == 404:
            e.namespace(name=namespace, who=who)
        e.cleanup(lambda n=namespace: e.api('DELETE', path(n), who='admin'))


def _create(e, obj):
    return e.create(obj, who=USERS[obj['metadata']['namespace']])


def _build(e):
    for obj, klass, _ in ESTATE:
        stored = e.allowed(_create(e, obj)).body
        e.equal(stored['spec']['ingressClassName'], klass, f'class of {obj["metadata"]["name"]}')


def _controllers(e, *flags):
    """Starts a controller for each of the four classes."""
    places = {'external': ('shared-ingress', 'example.org'), 'internal': ('shared-ingress', 'internal.example.net'),
              'north-internal': ('north-apps', 'north.example.net'),
              'south-internal': ('south-apps', 'south.example.net')}
    return Controllers(e, places, list(USERS), *flags)


def _reachable(controllers, host):
    """class -> the status of each source at its controller; controllers without the host are left out."""
    seen = {klass: {who: controllers.ask(klass, host, source, tls=klass == 'external')
                    for who, source in SOURCES.items()} for klass in MAY}
    return {klass: answers for klass, answers in seen.items() if set(answers.values()) != {404}}


def _as_meant(klass):
    return {klass: {who: 200 if who in MAY[klass] else 403 for who in SOURCES}}


def _estate_is_as_meant(e, controllers, what):
    controllers.settle()
    for _, klass, host in ESTATE:
        e.equal(_reachable(controllers, host), _as_meant(klass), f'{what}: {host}')


def _records(e):
    return sorted(r for ns in USERS for r in records(e, ns, PREFIXES) if not r.name.startswith('fence-'))


def _meant_records():
    return sorted(cname(instance, host, *TARGET[klass]) for _, klass, host in ESTATE
                  for instance in (('public', 'legacy') if klass == 'external' else ('private',)))


def each_class_from_its_own_network(e):
    "Only north reaches its applications: not the head office, not south, and not the adjacent addresses."
    _begin(e)
    _build(e)
    controllers = _controllers(e)
    _estate_is_as_meant(e, controllers, 'with the webhook')
    narrow = _app('billing', 'vpn.teams.internal.example.net', annotations={WHITE: NETWORKS['vpn']})
    e.allowed(_create(e, narrow))
    controllers.settle()
    e.equal({who for who, status in _reachable(controllers, 'vpn.teams.internal.example.net')['internal'].items()
             if status == 200}, {'vpn'}, 'a team of the head organisation lets in fewer')
    e.configure(mutate=None, validate=None)
    bare = (('north-apps', 'north-internal', 'bare.north.example.net'), ('intranet', 'internal', 'bare.example.net'))
    for namespace, klass, host in bare:
        e.must(_create(e, _app(namespace, host, klass)))
    controllers.settle()
    for _, klass, host in bare:
        e.equal(_reachable(controllers, host), {klass: dict.fromkeys(SOURCES, 200)}, f'without the webhook: {host}')


def names_in_the_right_instance(e):
    "Public names are published publicly and internal ones privately, although every status has an address."
    _begin(e)
    _build(e)
    _controllers(e, f'publishstatusaddress={CONTROLLER}')

    def addressed():
        found = [e.get(obj['metadata']['namespace'], obj['metadata']['name'], who='admin').body for obj, *_ in ESTATE]
        return all(obj['status']['loadBalancer'] == {'ingress': [{'ip': CONTROLLER}]} for obj in found)
    e.until(addressed, 'the controllers write their address into every status')
    e.equal(_records(e), _meant_records(), 'with the webhook')

    e.configure(mutate=None, validate=None)
    e.must(_create(e, _app('north-apps', 'bare.north.example.net', 'north-internal')))
    e.until(lambda: e.get('north-apps', 'bare-north-example-net').body['status']['loadBalancer'], 'it has an address')
    e.equal({(r.instance, r.kind, r.targets) for r in _records(e) if r.name == 'bare.north.example.net'},
            {(instance, 'A', (CONTROLLER,)) for instance in PREFIXES}, 'without the webhook')


CROSSINGS = [  # the user, the attempt, and the rules that prevent it
    ('North in the controller of the head office.',
     _app('north-apps', 'x.north.example.net', 'internal'), {'class-permitted'}),
    ('North in south\'s class.', _app('north-apps', 'x.north.example.net', 'south-internal'), {'class-permitted'}),
    ('North under south\'s name.', _app('north-apps', 'x.south.example.net'), {'host-permitted', 'host-in-class'}),
    ('North under south\'s public name.', _site('north-web', 'x.south.example.org'), {'host-permitted'}),
    ('North under a public name of the head organisation.', _site('north-web', 'x.example.org'), {'host-permitted'}),
    ('An internal name at the public controller.', _site('north-web', 'x.north.example.net'), {'host-in-class'}),
    ('A public name in the internal class.', _app('north-apps', 'x.north.example.org'), {'host-in-class'}),
    ('Everybody into north\'s class.',
     _app('north-apps', 'x.north.example.net', annotations={WHITE: '0.0.0.0/0,::/0'}), {'source-ranges'}),
    ('South into north\'s class, beside north.', _app('north-apps', 'x.north.example.net', annotations={
        WHITE: ','.join((NETWORKS['north'], NETWORKS['south']))}), {'source-ranges'}),
    ('`fixed` means exactly: fewer are refused as well.',
     _app('north-apps', 'x.north.example.net', annotations={WHITE: '127.64.0.0/24'}), {'source-ranges'}),
    ('The other spelling, empty.',
     _app('north-apps', 'x.north.example.net', annotations={ALLOW: ''}), {'source-ranges'}),
    ('Passed-through connections.', _app('north-apps', 'x.north.example.net', annotations={
        NGINX + 'ssl-passthrough': 'true'}), {'source-ranges', 'annotation-forbidden'}),
    ('A snippet in the shared controller.', _site('south-web', 'x.south.example.org', annotations={
        NGINX + 'configuration-snippet': 'return 200'}), {'annotation-forbidden'}),
    ('A team of the head organisation on the internet.',
     _site('billing', 'x.example.org'), {'class-permitted', 'host-permitted'}),
    ('A team under a name that is not the teams\'.',
     _app('billing', 'x.internal.example.net'), {'host-permitted'}),
    ('The shared Ingresses under what is delegated.',
     _site('shared-ingress', 'x.north.example.org'), {'host-permitted'}),
    ('The private instance for a public name.', _site('south-web', 'x.south.example.org', annotations={
        'private-dns.example.org/controller': 'dns-controller'}), {'dns-annotations'}),
    ('The public instance for an internal name.', _app('south-apps', 'x.south.example.net', annotations={
        'external-dns.kubernetes.io/controller': 'dns-controller',
        'external-dns.kubernetes.io/target': 'edge.example.org'}), {'dns-annotations'}),
    ('A public name hung on an internal object.', _app('south-apps', 'x.south.example.net', annotations={
        'external-dns.alpha.kubernetes.io/hostname': 'www.example.org'}), {'host-permitted', 'host-in-class'}),
]


def nobody_crosses_over(e):
    "Each sub-organisation keeps to its classes, names, networks and instances, on CREATE and on UPDATE."
    _begin(e)
    _build(e)
    controllers = _controllers(e)
    for why, obj, rules in CROSSINGS:
        e.denied(_create(e, obj), *rules)
        namespace = obj['metadata']['namespace']
        own, _, host = next(row for row in ESTATE if row[0]['metadata']['namespace'] == namespace)
        answer = e.update(merged(obj, {'metadata': {'name': own['metadata']['name']}}), who=USERS[namespace])
        e.check(answer.status == 403 and rules <= {rule for rule, _ in answer.causes},
                f'{why} By PUT over {host}: {answer}')
    _estate_is_as_meant(e, controllers, 'after all attempts')
    e.equal(_records(e), _meant_records(), 'what is published after all attempts')


def a_site_goes_public_and_comes_back(e):
    "A sub-organisation may publish the names delegated to it; a site that it takes back is internal again."
    _begin(e)
    controllers = _controllers(e)
    inside, outside = _app('north-web', 'north.example.net'), _site('north-web', 'north.example.org')
    outside['metadata']['name'] = inside['metadata']['name']
    for obj, klass, host, instances in ((inside, 'north-internal', 'north.example.net', ('private',)),
                                        (outside, 'external', 'north.example.org', ('legacy', 'public')),
                                        (inside, 'north-internal', 'north.example.net', ('private',))):
        there = e.get('north-web', obj['metadata']['name'], who='north').ok
        obj = merged(obj, spec(ingressClassName=klass))
        e.must(e.update(obj, who='north') if there else _create(e, obj))
        controllers.settle()
        seen = {h: _reachable(controllers, h) for h in ('north.example.net', 'north.example.org')}
        e.equal(seen, {'north.example.net': {}, 'north.example.org': {}, host: _as_meant(klass)}, f'{klass}: reachable')
        e.equal(records(e, 'north-web', PREFIXES), [cname(instance, host, *TARGET[klass]) for instance in instances],
                f'{klass}: published')


def a_wildcard_of_the_platform_team(e):
    "The policy sets a date for the refusal of wildcards: before it they cause warnings, from then on refusals."
    _begin(e)
    answer = _create(e, _site('shared-ingress', '*.shop.example.org'))
    if datetime.datetime.now(datetime.timezone.utc).date() > LAST_DAY_OF_WARNING:
        e.denied(answer, 'host-wildcard')
        return
    e.allowed(answer, *['denied from 2027-01-01'] * 2)
    e.equal(records(e, 'shared-ingress', PREFIXES),
            [cname(i, '*.shop.example.org', *TARGET['external']) for i in ('legacy', 'public')], 'published')
    e.denied(_create(e, _site('shared-ingress', '*.example.org')), 'host-permitted')
