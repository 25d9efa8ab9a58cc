# SPDX-License-Identifier: Apache-2.0
"""The API server's audit log has the same annotations for an object of any kind as for an Ingress."""

from live.objects import dns_endpoint, ingress, ingress_route, route, service, thing
from scenarios._kinds import BANK, begin

OURS = ('validate.ingress-warden.dev/', 'mutate.ingress-warden.dev/')
ALWAYS = [stage + key for stage in OURS for key in ('policy', 'tenant')]
OPEN = {'nginx.ingress.kubernetes.io/allowlist-source-range': '0.0.0.0/0'}
ROUTES = ('HTTPRoute', 'GRPCRoute', 'TLSRoute')


def _annotations(e, obj):
    """Returns all annotations of the last request for the object, and those of the webhook among them."""
    meta = obj['metadata']
    event = e.audit(meta['namespace'], meta['name'], kind=obj['kind'], verb='create')[-1]
    all_of_them = event['annotations']
    return all_of_them, {key: value for key, value in all_of_them.items() if key.startswith(OURS)}


def _same(e, obj, wanted):
    """Claims the same annotations as for an Ingress, except that names and rules may differ."""
    got = _annotations(e, obj)[1]
    e.equal(sorted(got), sorted(wanted), f'keys for a {obj["kind"]}')
    for key in ALWAYS:
        e.equal(got[key], wanted[key], f'{key} for a {obj["kind"]}')
    return got


def allowed(e):
    "For every kind, the same keys record the policy and the tenant of a write, and the log has the patch."
    home, shop = begin(e)
    first = ingress(shop)
    e.allowed(e.create(first))
    wanted = _annotations(e, first)[1]
    e.equal(sorted(wanted), sorted(ALWAYS), 'keys for an Ingress')
    for obj in (*(route(kind, shop, 'web', [f'{kind.lower()}.shop.example.com'], [f'{home}/external'])
                  for kind in ROUTES),
                ingress_route(shop, 'web', 'Host(`web.shop.example.com`)', klass='external'),
                service(shop, 'lb', type='LoadBalancer')):
        e.must(e.create(obj))
        _same(e, obj, wanted)
        patches = [value for key, value in _annotations(e, obj)[0].items() if key.startswith('patch.webhook.admission')]
        e.check('ingress-warden.dev' in ''.join(patches), f'the patch of a {obj["kind"]} is there: {patches}')
    plain = service(shop, 'plain')
    e.must(e.create(plain))
    e.equal(_annotations(e, plain)[1], {}, 'a plain Service is not sent')


def refused(e):
    "For every kind, the annotations of a refusal name the rules that were broken."
    home, shop = begin(e)
    first = ingress(shop, 'bad', hosts=[BANK])
    e.denied(e.create(first), 'host-permitted', 'host-in-class')
    wanted = _annotations(e, first)[1]
    e.equal(wanted[OURS[0] + 'rules'], 'host-permitted,host-in-class', 'rules of an Ingress')
    parents = [f'{home}/external']
    listener = {'name': 'a', 'port': 80, 'protocol': 'HTTP', 'hostname': 'web.shop.example.com'}
    for obj, *rules in (
            *((route(kind, shop, 'bad', [BANK], parents), 'host-permitted') for kind in ROUTES),
            (thing('Gateway', shop, 'bad', {'gatewayClassName': 'external', 'listeners': [listener]}),
             'kind-permitted'),
            (ingress_route(shop, 'bad', f'Host(`{BANK}`)', klass='external'), 'host-permitted'),
            (dns_endpoint(shop, 'bad', BANK, 'evil.example.org'), 'kind-permitted'),
            (thing('Middleware', shop, 'bad', {}), 'kind-permitted'),
            (service(shop, 'bad', type='NodePort'), 'service-type')):
        e.denied(e.create(obj), *rules)
        got = _same(e, obj, wanted)
        e.equal(got[OURS[0] + 'rules'], ','.join(rules), f'rules of a {obj["kind"]}')


def excused(e):
    "For every kind, the annotations name the exemption that allowed a write."
    home, shop = begin(e)
    first = ingress(shop, 'open', annotations=OPEN)
    e.must(e.create(first, who='admin'))
    wanted = _annotations(e, first)[1]
    e.equal(wanted[OURS[0] + 'exemption'], 'fences', 'exemption of an Ingress')
    for obj in (route('HTTPRoute', shop, 'open', ['open.shop.corp.example.net'], [f'{home}/internal']),
                service(shop, 'open', type='NodePort'), thing('Middleware', shop, 'open', {})):
        e.must(e.create(obj, who='admin'))
        e.equal(_same(e, obj, wanted)[OURS[0] + 'exemption'], 'fences', f'exemption of a {obj["kind"]}')
