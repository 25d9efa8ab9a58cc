# SPDX-License-Identifier: Apache-2.0
"""What real ExternalDNS instances publish if a tenant tries to claim another name, another
target or another instance.

The attempts of the tables are made twice, in a guarded namespace and in one where nobody
calls the webhook.  There the tenant wrote by hand what the platform would have added, so
that nothing but the attempt itself can make a difference; each attempt must make one, or it
would prove nothing.
"""

from typing import NamedTuple

from live.dns import INSTANCES, cname, records
from live.merge import merged, named, notes, spec
from live.objects import rule
from scenarios._records import BY_HAND, CONTROLLER, LEGACY, PRIVATE, PUBLIC, base, meant, serve

MANAGED = 'ingress-warden.dev/managed'
EVIL = 'evil.example.org'
OWN = '@.shop.corp.example.net'
BANK = '@.bank.example.net'
OTHERS_NAME = {'host-permitted', 'host-in-class'}
DNS = {'dns-annotations'}
DONE = set()  # accepted, and published as without the attempt


class Try(NamedTuple):
    """change is a merge patch in which @ stands for the object's name.  rules are broken by it
    on CREATE and on UPDATE; rules_on_update where that differs.  base: internal or external."""
    why: str
    change: dict
    rules: set
    rules_on_update: set = None
    base: str = 'internal'


NAMES = [
    Try('The annotation is the oldest way to ask for a name.',
        notes(PRIVATE, 'hostname', BANK, PRIVATE, 'ingress-hostname-source', None), OTHERS_NAME),
    Try('It is read by the other instance too, under its own prefix.',
        notes(PUBLIC, 'hostname', BANK, PUBLIC, 'controller', None), OTHERS_NAME),
    Try('And by the older release, under the older prefix.',
        notes(LEGACY, 'hostname', BANK, LEGACY, 'controller', None), OTHERS_NAME),
    Try('annotation-only hides the rule hosts that others would notice.',
        notes(PRIVATE, 'hostname', BANK, PRIVATE, 'ingress-hostname-source', 'annotation-only'),
        OTHERS_NAME | DNS),
    Try('annotation-only would also make own rule hosts vanish from DNS.',
        notes(PRIVATE, 'hostname', 'x.' + OWN, PRIVATE, 'ingress-hostname-source', 'annotation-only'), DNS),
    Try('An own name in the annotation may stand there, but the class publishes rule hosts only.',
        notes(PRIVATE, 'hostname', 'x.' + OWN, PRIVATE, 'ingress-hostname-source', None), DONE),
    Try('ExternalDNS removes blanks inside a name before it reads it.',
        notes(PRIVATE, 'hostname', 'x.' + OWN + ', @.ba nk.example.net',
               PRIVATE, 'ingress-hostname-source', None), OTHERS_NAME),
    Try('Names differ in case, and DNS does not.',
        notes(PRIVATE, 'hostname', '@.BANK.example.net', PRIVATE, 'ingress-hostname-source', None), OTHERS_NAME),
    Try('A trailing dot is the same name.',
        notes(PRIVATE, 'hostname', BANK + '.', PRIVATE, 'ingress-hostname-source', None), OTHERS_NAME),
    Try('A full-width letter becomes a plain one on the way into DNS.',
        notes(PRIVATE, 'hostname', '@.\uff42ank.example.net', PRIVATE, 'ingress-hostname-source', None),
        {'host-valid'}),
    Try('Names in tls get records although nothing is routed there.',
        spec(tls=[{'hosts': [BANK], 'secretName': 'x'}]), OTHERS_NAME),
    Try('A rule without http routes nothing and is published all the same.',
        spec(rules=[rule(OWN), {'host': BANK}]), OTHERS_NAME),
    Try('A second rule is as good as the first.', spec(rules=[rule(OWN), rule(BANK)]), OTHERS_NAME),
    Try('The class may serve it, and it belongs to another tenant.',
        spec(rules=[rule(OWN), rule('@.apps.corp.example.net')]), {'host-permitted'}),
    Try('A wildcard catches the names of later neighbours.',
        spec(rules=[rule(OWN), rule('*.' + OWN)]), {'host-wildcard'}),
]

TARGETS = [
    Try('A target of one\'s own takes the traffic elsewhere.', notes(PRIVATE, 'target', EVIL), DNS),
    Try('An address displaces the name that others publish.', notes(PRIVATE, 'target', '203.0.113.66'), DNS),
    Try('A second target beside the right one.',
        notes(PRIVATE, 'target', 'int-lb.corp.example.net,' + EVIL), DNS),
    Try('An empty target counts as none, and the address in the status is taken.',
        notes(PRIVATE, 'target', ''), DNS),
    Try('Taking ours away has the same effect.', notes(PRIVATE, 'target', None), DONE),
    Try('Taking every annotation away.', {'metadata': {'annotations': None}}, DONE),
    Try('Claiming that the platform wrote it.',
        notes(PRIVATE, 'target', EVIL, '', MANAGED, PRIVATE + 'target'), DONE, DNS),
    Try('A record that outlives the next change of the platform.', notes(PRIVATE, 'ttl', '86400'), DNS),
    Try('A ttl of nought is no ttl, and the provider\'s own holds.', notes(PRIVATE, 'ttl', '0'), DNS),
    Try('A duration is within the bounds, and not what anybody else reads.', notes(PRIVATE, 'ttl', '10m'), DNS),
    Try('A set identifier makes a second record set beside the right one.',
        notes(PRIVATE, 'set-identifier', 'mine'), DNS),
    Try('Properties of the provider move traffic.', notes(PRIVATE, 'alias', 'true'), DNS),
    Try('Switching the instance off takes the name out of DNS.', notes(PRIVATE, 'controller', 'none'), DNS),
]

ELSEWHERE = [
    Try('The switch that keeps the public instance away.', notes(PUBLIC, 'controller', 'dns-controller'), DNS),
    Try('The same for the older release.', notes(LEGACY, 'controller', 'dns-controller'), DNS),
    Try('Without the switches everybody publishes.',
        notes(PUBLIC, 'controller', None, LEGACY, 'controller', None), DONE),
    Try('A target is all that the public instance needs.',
        notes(PUBLIC, 'controller', None, PUBLIC, 'target', EVIL), DONE),
    Try('Switch and target together.',
        notes(LEGACY, 'controller', 'dns-controller', LEGACY, 'target', EVIL), DNS),
    Try('The other class brings the other instance, and does not serve this name.',
        notes(PUBLIC, 'controller', None, PUBLIC, 'target', 'edge.example.com',
               spec={'ingressClassName': 'external'}), {'host-in-class', 'tls-required'}),
    Try('From outside in: the private view of a public name.',
        notes(PRIVATE, 'controller', None, PRIVATE, 'target', '10.0.0.66'), DONE, base='external'),
    Try('The private instance switched on for a public object.',
        notes(PRIVATE, 'controller', 'dns-controller'), DNS, base='external'),
    Try('A private name hung on a public object.',
        notes(PRIVATE, 'controller', None, PRIVATE, 'hostname', OWN), {'host-in-class'}, base='external'),
]


def _verdict(e, answer, rules):
    if rules:
        e.denied(answer, *rules)
    else:
        e.must(answer)


def _judged(e, namespace, tries):
    """Makes all attempts with the webhook; returns the records that must exist afterwards."""
    expected = []
    for number, row in enumerate(tries):
        created, updated = f'c{number:02}', f'u{number:02}'
        answer = e.create(merged(base(namespace, created, row.base), named(row.change, created)))
        _verdict(e, answer, row.rules)
        if answer.ok:
            serve(e, namespace, created)
            expected += meant(created, row.base)
        e.allowed(e.create(base(namespace, updated, row.base)))
        serve(e, namespace, updated)
        rules = row.rules if row.rules_on_update is None else row.rules_on_update
        _verdict(e, e.patch(namespace, updated, named(row.change, updated)), rules)
        expected += meant(updated, row.base)
    return sorted(expected)


def _unjudged(e, namespace, tries):
    """Makes the same attempts without the webhook."""
    for number, row in enumerate(tries):
        for way in 'cu':
            name = f'{way}{number:02}'
            whole = merged(base(namespace, name, row.base), BY_HAND[row.base])
            change = named(row.change, name)
            e.must(e.create(merged(whole, change) if way == 'c' else whole))
            serve(e, namespace, name)
            if way == 'u':
                e.must(e.patch(namespace, name, change))
    for kind in BY_HAND:
        e.must(e.create(merged(base(namespace, f'control-{kind}', kind), BY_HAND[kind])))
        serve(e, namespace, f'control-{kind}')


def _attempt_all(e, tries):
    guarded = e.namespace('shop')
    expected = _judged(e, guarded, tries)
    e.equal(records(e, guarded), expected, 'what is published with the webhook')
    e.configure(mutate=None, validate=None)
    open_to_all = e.namespace('shop', name=f'{guarded}-open')
    _unjudged(e, open_to_all, tries)
    found = records(e, open_to_all)
    for kind in BY_HAND:
        e.equal([r for r in found if f'control-{kind}.' in r.name], meant(f'control-{kind}', kind), 'the control')
    for number, row in enumerate(tries):
        for way in 'cu':
            name = f'{way}{number:02}'
            harm = [r for r in found if f'{name}.' in r.name] != meant(name, row.base)
            e.check(harm, f'without the webhook the same attempt ({name}) does no harm: {row.why}')


def other_names(e):
    "A tenant must not publish a name of another tenant, nor one that is not in the rules."
    _attempt_all(e, NAMES)


def other_targets(e):
    "A record of a tenant must lead only to the entry point of the class, with the ttl of the class."
    _attempt_all(e, TARGETS)


def other_instances(e):
    "Internal names must not be published outside, and public names must not have other records inside."
    _attempt_all(e, ELSEWHERE)


def _put(e, stored):
    stored['metadata']['annotations'][PRIVATE + 'target'] = EVIL
    return e.update(stored)


def _status_put(e, stored):
    stored['metadata']['annotations'][PRIVATE + 'target'] = EVIL
    return e.update(stored, sub='status')


def _where(stored):
    return stored['metadata']['namespace'], stored['metadata']['name']


def _json_patch(e, stored):
    path = '/metadata/annotations/' + (PRIVATE + 'target').replace('/', '~1')
    return e.patch(*_where(stored), [{'op': 'add', 'path': path, 'value': EVIL}], 'json')


def _server_side_apply(e, stored):
    wanted = base(*_where(stored), 'internal')
    wanted['metadata']['annotations'] = {PRIVATE + 'target': EVIL}
    return e.apply(wanted, force=True)


def _while_deleted(e, stored):
    e.must(e.patch(*_where(stored), {'metadata': {'finalizers': ['e2e.test/keep']}}))
    e.must(e.delete(*_where(stored)))
    return e.patch(*_where(stored), notes(PRIVATE, 'target', EVIL))


def _removed_while_deleted(e, stored):
    e.must(e.patch(*_where(stored), {'metadata': {'finalizers': ['e2e.test/keep']}}))
    e.must(e.delete(*_where(stored)))
    return e.patch(*_where(stored), notes(PRIVATE, 'target', None))


DOORS = {
    'put': _put,
    'put-status': _status_put,
    'merge': lambda e, stored: e.patch(*_where(stored), notes(PRIVATE, 'target', EVIL)),
    'strategic': lambda e, stored: e.patch(*_where(stored), notes(PRIVATE, 'target', EVIL), 'strategic'),
    'json': _json_patch,
    'apply': _server_side_apply,
    'merge-status': lambda e, stored: e.patch(*_where(stored), notes(PRIVATE, 'target', EVIL), sub='status'),
    'remove-status': lambda e, stored: e.patch(*_where(stored), notes(PRIVATE, 'target', None), sub='status'),
    'while-deleted': _while_deleted,
    'removed-while-deleted': _removed_while_deleted,
}


def every_way_to_write(e):
    "What is refused with one verb or subresource must not be possible with another, even during deletion."
    ns = e.namespace('shop')
    for name, door in DOORS.items():
        stored = e.allowed(e.create(base(ns, name, 'internal'))).body
        serve(e, ns, name)
        e.denied(door(e, e.get(ns, name).body if 'put' in name else stored), *DNS)
    e.equal(records(e, ns), sorted(r for name in DOORS for r in meant(name, 'internal')), 'with the webhook')
    e.configure(mutate=None, validate=None)
    ns = e.namespace('shop', name=ns + '-open')
    for name, door in DOORS.items():
        stored = e.must(e.create(merged(base(ns, name, 'internal'), BY_HAND['internal']))).body
        serve(e, ns, name)
        e.must(door(e, e.get(ns, name).body if 'put' in name else stored))
    found = {r.name.split('.')[0]: r.targets[0] for r in records(e, ns)}
    e.equal(found, {name: CONTROLLER if 'remove' in name else EVIL for name in DOORS}, 'without the webhook')


def address_in_the_status(e):
    "Tenants may write the status; an address there must not become a record."
    status = {'status': {'loadBalancer': {'ingress': [{'ip': '203.0.113.66'}]}}}
    ns = e.namespace('shop')
    e.allowed(e.create(base(ns, 'web', 'internal')))
    e.allowed(e.patch(ns, 'web', status, sub='status'))
    e.equal(records(e, ns), meant('web', 'internal'), 'with the webhook')
    e.configure(mutate=None, validate=None)
    ns = e.namespace('shop', name=ns + '-open')
    e.must(e.create(base(ns, 'web', 'internal')))
    e.must(e.patch(ns, 'web', status, sub='status'))
    e.equal([(r.instance, r.kind, r.targets) for r in records(e, ns)],
            [(instance, 'A', ('203.0.113.66',)) for instance in sorted(INSTANCES)], 'without the webhook')


def older_than_the_webhook(e):
    "A wrong target that was there before may stay, but not be used for another name."
    ns = e.namespace('shop')
    old = e.unguarded(merged(base(ns, 'old', 'internal'), notes(PRIVATE, 'target', EVIL)))
    name = old['metadata']['name']
    answer = e.must(e.patch(ns, name, {'metadata': {'labels': {'team': 'a'}}}))
    e.check(any('dns-annotations' in w and 'was there before' in w for w in answer.warnings), f'{answer.warnings}')
    more = [rule('old.shop.corp.example.net'), rule('new.shop.corp.example.net')]
    e.denied(e.patch(ns, name, spec(rules=more)), *DNS)
    e.equal({r.name for r in records(e, ns)}, {'old.shop.corp.example.net'}, 'names')
    e.must(e.patch(ns, name, notes(PRIVATE, 'target', None, spec={'rules': more})))
    e.equal(records(e, ns), sorted(cname('private', f'{n}.shop.corp.example.net', 'int-lb.corp.example.net', 300)
                                   for n in ('old', 'new')), 'after the wrong target is gone')


def a_prefix_that_no_instance_lists(e):
    "An instance that the policy does not list still reads the older prefix: tenants must not control it."
    def change(policy):
        policy['externalDNS']['public']['annotationPrefixes'] = [PUBLIC]
    tries = [
        Try('target', notes(LEGACY, 'target', EVIL), DNS),
        Try('set-identifier', notes(LEGACY, 'set-identifier', 'mine'), DNS),
        Try('name', notes(LEGACY, 'hostname', BANK), OTHERS_NAME)]
    e.policy(change)
    e.check('alpha' in e.warden.command('lint', e.warden.policy, check=False), 'lint says that it is not listed')
    ns = e.namespace('shop')
    for number, row in enumerate(tries):
        e.denied(e.create(merged(base(ns, f'c{number}', 'internal'), named(row.change, f'c{number}'))), *row.rules)
    e.equal(records(e, ns), [], 'what is published')
    e.configure(mutate=None, validate=None)
    ns = e.namespace('shop', name=ns + '-open')
    for number, row in enumerate(tries):
        e.must(e.create(merged(base(ns, f'c{number}', 'internal'), named(row.change, f'c{number}'))))
        serve(e, ns, f'c{number}')
    found = [r for r in records(e, ns) if r.instance == 'legacy']
    e.check(any(EVIL in r.targets for r in found), 'without the webhook the target is obeyed')
    e.check(any(r.identifier == 'mine' for r in found), 'without the webhook the identifier is obeyed')
    e.check(any('bank' in r.name for r in found), 'without the webhook the name is published')
