# SPDX-License-Identifier: Apache-2.0
"""Classes that several ExternalDNS instances publish, and instances that read several
prefixes: which records are published, with the webhook and without it."""

from live.controllers import Controllers
from live.dns import READS_BOTH, cname, records
from live.merge import merged, notes
from live.objects import external, ingress
from scenarios._records import CONTROLLER, LEGACY, PRIVATE, PUBLIC, base, meant, serve

INTERNAL, EDGE, INSIDE = 'int-lb.corp.example.net', 'edge.example.com', 'inside.corp.example.net'
SITE = 'web.shop.example.com'


def _unjudged(e, obj):
    """Creates the object without the webhook, with the controller's address; returns its namespace."""
    e.configure(mutate=None, validate=None)
    ns = e.namespace('shop', name=obj['metadata']['namespace'] + '-open')
    e.must(e.create(merged(obj, {'metadata': {'namespace': ns}})))
    serve(e, ns, obj['metadata']['name'])
    return ns


def _both_views(policy):
    policy['classes']['external']['externalDNS'] = [
        {'instance': 'public', 'target': EDGE, 'ttl': 60},
        {'instance': 'private', 'target': INSIDE, 'ttl': {'value': 300, 'min': 60, 'max': 600}}]


def one_class_in_two_instances(e):
    "Split horizon: one name leads to the edge outside and to another address inside, each with its own ttl."
    e.policy(_both_views)
    ns = e.namespace('shop')
    site = external(ns, host=SITE)
    e.allowed(e.create(site))
    serve(e, ns, 'web')
    both = [cname('legacy', SITE, EDGE, 60), cname('private', SITE, INSIDE, 300), cname('public', SITE, EDGE, 60)]
    e.equal(records(e, ns), both, 'in both instances')
    e.denied(e.patch(ns, 'web', notes(PRIVATE, 'target', EDGE)), 'dns-annotations')
    e.denied(e.patch(ns, 'web', notes(PUBLIC, 'target', INSIDE)), 'dns-annotations')
    e.denied(e.patch(ns, 'web', notes(PRIVATE, 'controller', 'none')), 'dns-annotations')
    e.must(e.patch(ns, 'web', notes(PRIVATE, 'ttl', '600')))
    both[1] = cname('private', SITE, INSIDE, 600)
    e.equal(records(e, ns), both, 'after the refusals, and with a ttl of the tenant\'s')
    e.equal({(r.instance, r.targets) for r in records(e, _unjudged(e, site))},
            {(i, (CONTROLLER,)) for i in ('public', 'legacy', 'private')}, 'without the webhook')


def an_instance_is_taken_from_a_class(e):
    "A name that the policy no longer publishes in an instance leaves it after the next write of the object."
    e.policy(_both_views)
    ns = e.namespace('shop')
    e.allowed(e.create(external(ns, host=SITE)))
    serve(e, ns, 'web')
    e.policy(lambda policy: None)
    e.must(e.patch(ns, 'web', {'metadata': {'labels': {'touched': 'yes'}}}))
    e.equal(records(e, ns), meant('web', 'external'), 'in the public instance only')


def keys_of_users_under_every_prefix(e):
    "An instance of a release that reads another prefix also publishes what a tenant wrote under only one prefix."
    ns = e.namespace('shop')
    weighted = notes(PUBLIC, 'set-identifier', 'live-1', PUBLIC, 'aws-weight', '100')
    site = merged(external(ns, host=SITE), weighted)
    e.allowed(e.create(site))
    serve(e, ns, 'web')
    twice = [cname(instance, SITE, EDGE, 60, 'live-1') for instance in ('legacy', 'public')]
    e.equal(records(e, ns), twice, 'one record set in both releases')
    stored = e.get(ns).annotations
    e.equal({key: stored.get(LEGACY + key) for key in ('set-identifier', 'aws-weight')},
            {'set-identifier': 'live-1', 'aws-weight': '100'}, 'copies under the older prefix')
    if READS_BOTH:
        found = records(e, ns, {'both': PUBLIC}, flags=['--enable-legacy-annotation-prefix'])
        e.equal(found, [cname('both', SITE, EDGE, 60, 'live-1')], 'in one instance that reads both prefixes')
    else:
        e.note('this release reads one prefix; EXTERNALDNS=0.23.0 is one that reads both')
    e.must(e.patch(ns, 'web', notes(PUBLIC, 'set-identifier', 'live-2')))
    e.equal({r.identifier for r in records(e, ns)}, {'live-2'}, 'the copies follow a change')
    e.must(e.patch(ns, 'web', notes(PUBLIC, 'set-identifier', None, PUBLIC, 'aws-weight', None)))
    e.equal(records(e, ns), meant('web', 'external'), 'and go with the tenant\'s own')
    e.equal({(r.instance, r.identifier) for r in records(e, _unjudged(e, site))},
            {('public', 'live-1'), ('legacy', ''), ('private', '')}, 'without the webhook')


def names_from_the_annotation(e):
    "With `names: annotation` the hosts of the rules are not published; another team's name is refused there too."
    e.policy(lambda policy: policy['classes']['internal']['externalDNS'].update(names='annotation'))
    ns = e.namespace('shop')
    hidden = merged(base(ns, 'web', 'internal'), notes(PRIVATE, 'hostname', 'app.shop.corp.example.net'))
    e.allowed(e.create(hidden))
    e.allowed(e.create(base(ns, 'bare', 'internal')))
    for name in ('web', 'bare'):
        serve(e, ns, name)
    published = [cname('private', 'app.shop.corp.example.net', INTERNAL, 300)]
    e.equal(records(e, ns), published, 'the name of the annotation only')
    e.denied(e.patch(ns, 'web', notes(PRIVATE, 'hostname', 'app.bank.example.net')), 'host-permitted', 'host-in-class')
    e.denied(e.patch(ns, 'web', notes(PRIVATE, 'ingress-hostname-source', 'defined-hosts-only')), 'dns-annotations')
    e.equal(records(e, ns), published, 'after the refusals')
    e.equal({r.name for r in records(e, _unjudged(e, hidden)) if r.instance == 'private'},
            {'app.shop.corp.example.net', 'web.shop.corp.example.net'}, 'without the webhook')


def _inside_of_example_com(policy):
    """corp.example.com belongs to the internal class, the rest of example.com to the external one."""
    policy['classes']['internal']['domains'].append('corp.example.com')
    policy['tenants'][0]['domains'].append('shop.corp.example.com')


def the_longest_domain_of_a_class(e):
    "Names in a private domain below a public one are served and published only inside."
    e.policy(_inside_of_example_com)
    ns = e.namespace('shop')
    places = {'internal': (ns, 'shop.corp.example.net'), 'external': (ns, 'shop.example.com')}
    controllers = Controllers(e, places, [ns])
    host = 'api.shop.corp.example.com'
    e.denied(e.create(external(ns, 'api', host=host)), 'host-in-class')
    e.denied(e.create(external(ns, 'any', host='*.corp.example.com')), 'host-permitted', 'host-in-class',
             'host-wildcard')
    e.denied(e.create(ingress(ns, 'api', hosts=[SITE])), 'host-in-class')
    e.allowed(e.create(ingress(ns, 'api', hosts=[host])))
    serve(e, ns, 'api')
    controllers.settle()
    e.equal([controllers.ask('internal', host), controllers.ask('external', host, tls=True)], [403, 404],
            'who serves it')
    e.equal(records(e, ns), [cname('private', host, INTERNAL, 300)], 'what is published')
    e.must(e.delete(ns, 'api'))
    e.configure(mutate=None, validate=None)
    e.must(e.create(external(ns, 'api', host=host)))
    serve(e, ns, 'api')
    controllers.settle()
    e.equal(controllers.ask('external', host, tls=True), 200, 'without the webhook: served outside')
    e.check('public' in {r.instance for r in records(e, ns)}, 'without the webhook: published outside')
