# SPDX-License-Identifier: Apache-2.0
"""Real ExternalDNS instances publish exactly what the policy intends, for tenants who follow
it.  Three of them watch the cluster: the public one, the public one in a release that reads
the older prefix (`legacy`), and the private one."""

from live.dns import cname, records
from live.merge import merged, notes
from live.objects import external, ingress
from scenarios._records import LEGACY, PRIVATE, PUBLIC, base, meant, serve


def what_the_policy_means(e):
    "Name, target, ttl and instance are right, for every class and every permitted choice of a tenant."
    shop, internal = e.namespace('shop'), 'int-lb.corp.example.net'
    e.allowed(e.create(ingress(shop, 'default', klass=None,
                               hosts=['a.shop.corp.example.net', 'shop.corp.example.net'])))
    e.allowed(e.create(ingress(shop, 'short', hosts=['b.shop.corp.example.net'], annotations={PRIVATE + 'ttl': '60'})))
    e.allowed(e.create(ingress(shop, 'long', hosts=['c.shop.corp.example.net'], annotations={PRIVATE + 'ttl': '3600'})))
    e.allowed(e.create(external(shop, 'www', host='www.example.com')))
    e.allowed(e.create(external(shop, 'weighted', host='w.shop.example.com', annotations={
        prefix + key: value for prefix in (PUBLIC, LEGACY)
        for key, value in (('set-identifier', 'live-1'), ('aws-weight', '100'))})))
    e.allowed(e.create(external(shop, 'named', host='d.shop.example.com', annotations={
        PUBLIC + 'hostname': 'e.shop.example.com', PUBLIC + 'controller': 'dns-controller'})),
        'dns-annotations: annotation hostname: "e.shop.example.com" is not published')
    retail = e.namespace('retail')
    e.allowed(e.create(ingress(retail, 'till', klass='retail', hosts=['till.retail.example.net'])))
    e.allowed(e.create(ingress(retail, 'slow', klass='retail', hosts=['slow.retail.example.net'],
                               annotations={PRIVATE + 'ttl': '86400'})))
    team = e.namespace('team')
    e.allowed(e.create(ingress(team, 'app', hosts=['x.apps.corp.example.net'])))
    for ns, names in ((shop, ('default', 'short', 'long', 'www', 'weighted', 'named')),
                      (retail, ('till', 'slow')), (team, ('app',))):
        for name in names:
            serve(e, ns, name)
    e.equal(records(e, shop) + records(e, retail) + records(e, team), sorted([
        cname('private', 'a.shop.corp.example.net', internal, 300),
        cname('private', 'shop.corp.example.net', internal, 300),
        cname('private', 'b.shop.corp.example.net', internal, 60),
        cname('private', 'c.shop.corp.example.net', internal, 3600),
        *(cname(i, 'www.example.com', 'edge.example.com', 60) for i in ('public', 'legacy')),
        *(cname(i, 'w.shop.example.com', 'edge.example.com', 60, 'live-1') for i in ('public', 'legacy')),
        *(cname(i, 'd.shop.example.com', 'edge.example.com', 60) for i in ('public', 'legacy'))]) + sorted([
            cname('private', 'till.retail.example.net', 'retail-lb.corp.example.net', 0),
            cname('private', 'slow.retail.example.net', 'retail-lb.corp.example.net', 86400)]) + [
                cname('private', 'x.apps.corp.example.net', internal, 300)], 'what is published')


def records_follow_the_class(e):
    "The records follow an Ingress that changes its class: none may remain in the other instance."
    ns = e.namespace('shop')
    inside, outside = base(ns, 'web', 'internal'), base(ns, 'web', 'external')
    e.allowed(e.create(inside))
    serve(e, ns, 'web')
    e.equal(records(e, ns), meant('web', 'internal'), 'internal')
    e.must(e.update(outside))
    e.equal(records(e, ns), meant('web', 'external'), 'moved to external by PUT')
    e.must(e.update(inside))
    e.equal(records(e, ns), meant('web', 'internal'), 'moved back')
    e.must(e.patch(ns, 'web', {'spec': outside['spec']}))
    e.equal(records(e, ns), meant('web', 'external'), 'moved by a patch that leaves the annotations alone')


def records_follow_the_policy(e):
    "A new target in the policy takes effect at the next write, without a change to the manifest."
    ns = e.namespace('shop')
    e.allowed(e.create(base(ns, 'web', 'internal')))
    serve(e, ns, 'web')

    def change(policy):
        policy['classes']['internal']['externalDNS'].update(target=['192.0.2.10', '2001:db8::10'], ttl='120')
    e.policy(change)
    e.must(e.patch(ns, 'web', {'metadata': {'labels': {'touched': 'yes'}}}))
    found = [(r.instance, r.kind, r.targets, r.ttl) for r in records(e, ns)]
    e.equal(found, [('private', 'A', ('192.0.2.10',), 120), ('private', 'AAAA', ('2001:db8::10',), 120)])


def classes_without_dns(e):
    "A class with `none` for DNS, or without an entry, is published nowhere, although controllers write addresses."
    def change(policy):
        policy['classes']['internal']['externalDNS'] = 'none'
        del policy['classes']['external']['externalDNS']
    e.policy(change)
    ns = e.namespace('shop')
    e.allowed(e.create(base(ns, 'inside', 'internal')))
    e.allowed(e.create(base(ns, 'outside', 'external')))
    for name in ('inside', 'outside'):
        serve(e, ns, name)
    e.denied(e.patch(ns, 'inside', notes(PRIVATE, 'controller', 'dns-controller')), 'dns-annotations')
    e.equal(records(e, ns), [], 'what is published')


def opting_out(e):
    "With optOut a tenant may keep a name out of DNS, and gains nothing else."
    e.policy(lambda policy: policy['classes']['internal']['externalDNS'].update(optOut='true'))
    ns = e.namespace('shop')
    hidden = merged(base(ns, 'hidden', 'internal'), notes(PRIVATE, 'controller', 'none'))
    e.allowed(e.create(hidden))
    serve(e, ns, 'hidden')
    e.denied(e.patch(ns, 'hidden', notes(PUBLIC, 'controller', 'dns-controller')), 'dns-annotations')
    e.equal(records(e, ns), [], 'what is published')
    e.must(e.patch(ns, 'hidden', notes(PRIVATE, 'controller', None)))
    e.equal(records(e, ns), meant('hidden', 'internal'), 'opted in again')
