# SPDX-License-Identifier: Apache-2.0
"""Traefik as its own users run it: the source ranges of a class are a Middleware of the
platform, which each Ingress names; a Middleware before it may answer in its place."""

from live import crds
from live.controllers import Gateways
from live.merge import merged, notes
from live.objects import ingress, rule, thing

KEY = 'traefik.ingress.kubernetes.io/'
OFFICE = '127.0.1.0/24'
BALANCER, INSIDER, STRANGER = '127.0.3.1', '127.0.1.7', '127.0.9.9'
HOST = 'web.shop.example.com'


def _begin(e, **ranges):
    """A class `doors` whose ranges are the Middleware `office`; returns the namespace, the
    controllers, the item that names the Middleware and an Ingress."""
    crds.install(e, 'gateway-standard', 'traefik')
    infra, ns = e.namespace('infra'), e.namespace('shop')
    office = f'{infra}-office@kubernetescrd'

    def policy(document):
        document['classes']['doors'] = {
            'profile': 'traefik', 'domains': ['shop.example.com'],
            'sourceRanges': {'mode': 'reference', 'object': office}}
        document['tenants'][0]['classes'].append('doors')
    e.policy(policy)
    e.must(e.create(thing('Middleware', infra, 'office', {'ipAllowList': {'sourceRange': [OFFICE], **ranges}}),
                    who='admin'))
    controllers = Gateways(e, {'doors': (ns, 'shop.example.com')}, [infra, ns],
                           f'--entrypoints.web.forwardedheaders.trustedips={BALANCER}', home=infra)
    web = rule(HOST)
    web['http']['paths'][0]['backend']['service']['port']['number'] = controllers.back_end
    return ns, controllers, office, merged(ingress(ns, klass='doors'), {'spec': {'rules': [web]}})


def _answers(controllers, **headers):
    controllers.settle()
    if headers:
        return [controllers.ask('doors', HOST, BALANCER, headers={'X-Forwarded-For': source}.items())
                for source in (INSIDER, STRANGER)]
    return [controllers.ask('doors', HOST, source) for source in (INSIDER, STRANGER)]


def _first(e, ns, controllers, office, web, item, **headers):
    """Tests a Middleware of the tenant: after the platform's, alone, and before it."""
    wanted = [200, 403]
    e.allowed(e.create(web))
    e.equal(_answers(controllers, **headers), wanted, 'the Middleware of the platform alone')
    e.must(e.patch(ns, 'web', notes(KEY, 'router.middlewares', f'{office},{item}')))
    e.equal(_answers(controllers, **headers), wanted, 'that of the tenant behind it')
    e.denied(e.patch(ns, 'web', notes(KEY, 'router.middlewares', f'{item},{office}')), 'source-ranges')
    e.denied(e.patch(ns, 'web', notes(KEY, 'Router.Middlewares', item)), 'source-ranges')
    e.equal(_answers(controllers, **headers), wanted, 'after the refusals')
    answer = e.must(e.patch(ns, 'web', notes(KEY, 'router.middlewares', item)))
    e.warned(answer, 'was added in front of')
    e.equal(answer.annotations[KEY + 'router.middlewares'], f'{office},{item}', 'what is stored')
    e.equal(_answers(controllers, **headers), wanted, 'that of the tenant alone: ours was put in front')
    e.configure(mutate=None, validate=None)
    e.must(e.patch(ns, 'web', notes(KEY, 'router.middlewares', f'{item},{office}')))
    e.equal(_answers(controllers, **headers), [200, 200], 'without the webhook')


def error_pages_before_the_ranges(e):
    "An errors Middleware before the allow list would answer refused clients; 403 must stay 403."
    ns, controllers, office, web = _begin(e)
    e.must(e.create(thing('Middleware', ns, 'pages', {'errors': {
        'status': ['403'], 'statusRewrites': {'403': 200}, 'query': '/',
        'service': {'name': 'web', 'port': controllers.back_end}}})))
    _first(e, ns, controllers, office, web, f'{ns}-pages@kubernetescrd')


def forged_address_before_the_ranges(e):
    "Behind a load balancer the client address is in a header, which an earlier Middleware can write."
    ns, controllers, office, web = _begin(e, ipStrategy={'depth': 1})
    e.must(e.create(thing('Middleware', ns, 'forge', {'headers': {
        'customRequestHeaders': {'X-Forwarded-For': INSIDER}}})))
    _first(e, ns, controllers, office, web, f'{ns}-forge@kubernetescrd', behind=True)


def another_middleware_of_the_same_name(e):
    "The platform's Middleware is named with its namespace; a tenant's Middleware of the same name does not count."
    ns, controllers, office, web = _begin(e)
    e.must(e.create(thing('Middleware', ns, 'office', {'ipAllowList': {'sourceRange': ['0.0.0.0/0']}})))
    own = f'{ns}-office@kubernetescrd'
    answer = e.must(e.create(merged(web, notes(KEY, 'router.middlewares', own))))
    e.equal(answer.annotations[KEY + 'router.middlewares'], f'{office},{own}', 'what is stored')
    e.equal(_answers(controllers), [200, 403], 'with the webhook')
    e.configure(mutate=None, validate=None)
    e.must(e.patch(ns, 'web', notes(KEY, 'router.middlewares', own)))
    e.equal(_answers(controllers), [200, 200], 'without the webhook')
