# SPDX-License-Identifier: Apache-2.0
"""Evasions that need more than one step, another policy, or another way than writing an
Ingress; the others are in evasions.py."""

import json

from live.objects import external, ingress, path, rule
from scenarios.evasions import (
    DNS, FOREIGN, HOST, NGINX, OK, PRESENT, PRIVATE, PUBLIC, RANGES, VALID, a, build, judge, notes)

LIST = NGINX + 'whitelist-source-range'
TARGET = PRIVATE + 'target'


def e03_class_dropped_on_update(e):
    "The API server does not fill in the class on an UPDATE, and some controllers serve Ingresses without one."
    ns = e.namespace()
    e.must(e.create(ingress(ns)))
    drop = [{'op': 'remove', 'path': '/spec/ingressClassName'}]
    answer = e.must(e.patch(ns, 'web', drop, 'json'))
    e.equal(answer.body['spec'].get('ingressClassName'), 'internal', 'the class, written again by the mutating stage')
    e.configure(mutate=None)
    e.denied(e.patch(ns, 'web', drop, 'json'), 'class-present')


def e05_relying_on_a_default_class(e):
    "The default class may change later, so each object names its class."
    ns = e.namespace()
    e.equal(e.must(e.create(ingress(ns, klass=None))).body['spec'].get('ingressClassName'), 'internal')
    e.configure(mutate=None)
    e.denied(e.create(ingress(ns, 'two', klass=None)), 'class-present')


def e07_ingress_class_objects(e):
    "Anyone who can re-create an IngressClass under another controller can redirect all its Ingresses."
    e.namespace()
    body = {'metadata': {'name': 'internal'}, 'spec': {'controller': 'evil.example.org/controller'}}
    e.refused_by_api(e.api('POST', '/apis/networking.k8s.io/v1/ingressclasses', body), 'forbidden')
    e.note('the API server itself: tenants have no right to write IngressClasses')


PROFILES = {
    'nginx-inc': [(a('nginx.org/server-snippets', 'x'), {'annotation-forbidden'})],
    'haproxy-ingress': [
        (a('haproxy-ingress.github.io/server-alias', 'bank.example.org'), FOREIGN),
        (a('ingress.kubernetes.io/redirect-from', 'bank.example.org'), FOREIGN),
        (a('haproxy-ingress.github.io/server-alias-regex', '.*'), VALID)],
    'traefik': [
        (a('traefik.ingress.kubernetes.io/router.tls.domains.0.main', 'bank.example.org'), FOREIGN),
        (a('traefik.ingress.kubernetes.io/router.tls.domains.0.sans', f'{HOST},bank.example.org'), FOREIGN)],
    'aws-load-balancer-controller': [
        (a('alb.ingress.kubernetes.io/conditions.web',
           '[{"field":"\\u0068ost-header","hostHeaderConfig":{"values":["bank.example.org"]}}]'), FOREIGN),
        (a('alb.ingress.kubernetes.io/actions.web',
           '[{"field":"host-header","hostHeaderConfig":{"values":["b?nk.example.org"]}}]'), VALID)],
    'kong': [
        (a('konghq.com/host-aliases', 'bank.example.org'), FOREIGN),
        (a('konghq.com/snis', 'bank.example.org'), FOREIGN)],
    'azure-application-gateway': [(a('appgw.ingress.kubernetes.io/hostname-extension', 'bank.example.org'), FOREIGN)],
    'skipper': [(a('zalando.org/skipper-routes', '* -> "https://evil"'), VALID)],
}


def e29_name_carriers_of_other_controllers(e):
    "Every controller has its own keys that claim names."
    ns = e.namespace()
    for profile, attempts in PROFILES.items():
        def change(policy, profile=profile):
            policy['classes']['internal'].update(profile=profile, sourceRanges={'mode': 'elsewhere'})
        e.policy(change)
        for i, (what, wanted) in enumerate(attempts):
            judge(e, e.create(build(ns, f'{profile}-{i}', what)), wanted, f'{profile}: {what}')


def e33_annotations_prefix_of_ones_own(e):
    "--annotations-prefix renames all keys of ingress-nginx; a profile of the policy covers this."
    ns = e.namespace()

    def change(policy):
        policy['profiles'] = {'renamed': {'like': 'ingress-nginx', 'prefix': 'edge.example.net/'}}
        policy['classes']['internal']['profile'] = 'renamed'
        del policy['annotations']['hosts']
    e.policy(change)
    stored = e.must(e.create(ingress(ns)))
    e.check('edge.example.net/whitelist-source-range' in stored.annotations, f'{stored.annotations}')
    for what, wanted in ((a('edge.example.net/server-alias', 'bank.example.org'), FOREIGN),
                         (a('edge.example.net/allowlist-source-range', '0.0.0.0/0'), RANGES),
                         (a('edge.example.net/satisfy', 'any'), RANGES)):
        judge(e, e.create(build(ns, 'two', what)), wanted, str(what))


def e37_list_taken_away(e):
    "Without its list a route is open: on UPDATE the list is added again; without the mutating stage it is required."
    ns = e.namespace()
    e.must(e.create(ingress(ns)))
    for value in (None, ''):
        answer = e.patch(ns, 'web', {'metadata': {'annotations': {LIST: value}}})
        if value is None:
            e.equal(e.must(answer).annotations.get(LIST), '198.51.100.0/24,2001:db8:100::/48,203.0.113.64/26')
        else:
            e.denied(answer, 'source-ranges')
    e.configure(mutate=None)
    e.denied(e.patch(ns, 'web', {'metadata': {'annotations': {LIST: None}}}), 'source-ranges')
    e.denied(e.create(ingress(ns, 'two')), 'dns-annotations', 'source-ranges')


def e38_load_balancer_settings(e):
    "On AWS a security group of the tenant switches the list off."
    ns = e.namespace()

    def change(policy):
        policy['classes']['internal']['profile'] = 'aws-load-balancer-controller'
    e.policy(change)
    stored = e.must(e.create(ingress(ns)))
    e.check('alb.ingress.kubernetes.io/inbound-cidrs' in stored.annotations, f'{stored.annotations}')
    for key, value in (('security-groups', 'sg-1'), ('scheme', 'internet-facing'), ('group.name', 'other')):
        judge(e, e.create(build(ns, 'two', a('alb.ingress.kubernetes.io/' + key, value))), {'entry-point'}, key)


def e39_metadata_through_status(e):
    "The status subresource resets only the spec: annotations can be written through it."
    ns = e.namespace()
    stored = e.must(e.create(ingress(ns))).body
    for key, value, wanted in (
            (PUBLIC + 'hostname', 'bank.example.org', FOREIGN), (TARGET, 'evil.example.org', DNS), (TARGET, None, DNS),
            (LIST, '0.0.0.0/0', RANGES), (LIST, None, RANGES), (NGINX + 'server-alias', 'bank.example.org', FOREIGN),
            ('kubernetes.io/ingress.class', 'external', {'class-agrees'})):
        change = {'metadata': {'annotations': {key: value}}}
        judge(e, e.patch(ns, 'web', change, sub='status'), wanted, f'PATCH of the status: {change}')
        judge(e, e.patch(ns, 'web', change, 'strategic', sub='status'), wanted, f'the same, strategic: {change}')
        moved = json.loads(json.dumps(stored))
        moved['metadata']['annotations'].update({key: value})
        if value is None:
            del moved['metadata']['annotations'][key]
        judge(e, e.update(moved, sub='status'), wanted, f'PUT of the status: {change}')
    e.equal(e.get(ns).body['metadata'], stored['metadata'], 'metadata of the stored object')
    applied = {**ingress(ns, annotations={PUBLIC + 'hostname': 'bank.example.org'})}
    answer = e.patch(ns, 'web', applied, 'apply', sub='status', fieldManager='tenant', force='true')
    judge(e, answer, FOREIGN, 'server-side apply of the status')


def e40_other_api_versions(e):
    "An older version of the API that is not registered would bypass the webhook."
    ns = e.namespace()
    for group in ('networking.k8s.io/v1beta1', 'extensions/v1beta1'):
        answer = e.api('POST', f'/apis/{group}/namespaces/{ns}/ingresses', {**ingress(ns), 'apiVersion': group},
                       who='admin')
        e.equal(answer.status, 404, f'status of {group}')
    e.note('the API server itself: serves Ingress as networking.k8s.io/v1 only, since 1.22')


def e41_labels_of_selectors(e):
    "Labels that excuse an object or a namespace elsewhere must not excuse it here."
    labels = {'admission.example.net/ignore': 'true', 'control-plane': 'controller-manager'}
    ns = e.namespace(labels=labels)
    e.denied(e.create(ingress(ns, hosts=['bank.example.org'], labels=labels)), *FOREIGN)
    for kind in ('mutating', 'validating'):
        for entry in e.webhooks.shipped[kind]['webhooks']:
            e.check(not entry.get('objectSelector'), 'no objectSelector')
            keys = {x['key'] for x in entry['namespaceSelector']['matchExpressions']}
            e.equal(keys, {'kubernetes.io/metadata.name'}, 'keys of the namespaceSelector')


def e42_terminating_object(e):
    "An object that is being deleted, but held by a finalizer, is still served, so it is still judged."
    ns = e.namespace()
    e.must(e.create(ingress(ns, finalizers=['example.com/mine'])))
    e.must(e.delete(ns))
    e.denied(e.patch(ns, 'web', [{'op': 'replace', 'path': '/spec/rules/0/host', 'value': 'bank.example.org'}], 'json'),
             *FOREIGN)
    e.denied(e.patch(ns, 'web', {'metadata': {'annotations': {LIST: None}}}), 'source-ranges')
    e.must(e.patch(ns, 'web', {'metadata': {'finalizers': None}}))


def e43_growing_a_legacy_object(e):
    "An old violation must not be moved, copied, or used as cover for a new one."
    ns = e.namespace()
    e.unguarded(ingress(ns, tls=['bank.example.org']))
    e.denied(e.update(ingress(ns, hosts=['bank.example.org'])), 'host-permitted', 'host-in-class')
    e.denied(e.update(ingress(ns, hosts=[HOST, 'bank.example.org'], tls=['bank.example.org'])),
             'host-permitted', 'host-in-class')
    e.denied(e.update(external(ns, 'web', 'bank.example.org')), 'host-permitted', 'host-in-class')
    e.must(e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}}))


def e43_legacy_catch_all_does_not_grow(e):
    "A stored catch-all may stay; it may not get another host beside it."
    ns = e.namespace()
    e.unguarded(ingress(ns, hosts=[None]))
    e.must(e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}}))
    e.denied(e.update(ingress(ns, hosts=[None, HOST])), *PRESENT)


def e43_legacy_open_list_does_not_grow(e):
    "A stored Ingress without its list may not serve one path more than it did."
    ns = e.namespace()
    e.unguarded(ingress(ns, annotations={LIST: '0.0.0.0/0'}))
    e.must(e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}}))
    e.denied(e.patch(ns, 'web', [{'op': 'add', 'path': '/spec/rules/-', 'value': rule(HOST, '/admin')}], 'json'),
             'source-ranges')


def e45_doors_of_creation(e):
    "Server-side apply and generateName create objects too."
    ns = e.namespace()
    bad = ingress(ns, hosts=['bank.example.org'])
    e.denied(e.apply(bad), *FOREIGN)
    e.denied(e.patch(ns, 'web', json.dumps(bad), 'apply', fieldManager='x', force='true'), *FOREIGN)
    e.denied(e.create(ingress(ns, None, hosts=['bank.example.org'], generateName='web-')), *FOREIGN)


def e46_generated_names_fit_no_exemption(e):
    "An exemption for named objects must not apply to a name that is not generated yet."
    ns = e.namespace()
    e.policy(lambda policy: policy['exemptions'].append({
        'name': 'scanners', 'reason': 'a test', 'expires': 'never', 'names': ['scanner-*'],
        'rules': ['source-ranges']}))
    open_list = {LIST: '0.0.0.0/0'}
    e.must(e.create(ingress(ns, 'scanner-1', annotations=open_list)))
    e.denied(e.create(ingress(ns, None, generateName='scanner-', annotations=open_list)), 'source-ranges')


def e47_names_of_service_accounts(e):
    "An exemption applies to one full user name; similar names elsewhere, and impersonation, gain nothing."
    ns = e.namespace()
    roles = f'/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings'
    for who, user in (('solver', 'cert-manager'), ('impostor', 'shop')):
        e.must(e.api('POST', roles, who='admin', body={
            'metadata': {'name': who},
            'roleRef': {'apiGroup': 'rbac.authorization.k8s.io', 'kind': 'Role', 'name': 'tenant'},
            'subjects': [{'kind': 'User', 'name': f'system:serviceaccount:{user}:cert-manager'}]}))
    solver = ingress(ns, annotations={LIST: '0.0.0.0/0,::/0'})
    e.until(lambda: e.create(solver, who='solver', dryRun='All').ok, 'cert-manager itself may')
    e.until(lambda: e.create(ingress(ns), who='impostor', dryRun='All').ok, 'the namesake may write at all')
    e.denied(e.create(solver, who='impostor'), 'source-ranges')
    e.denied(e.create(ingress(ns, hosts=['bank.example.org']), who='solver'), *FOREIGN)
    e.refused_by_api(e.create(solver, impersonate='system:serviceaccount:cert-manager:cert-manager'),
                     'cannot impersonate')
    e.note('the API server itself: tenants have no right to impersonate')


def e51_monsters(e):
    "Huge values reach the first stage unvalidated; the user still gets the API server's own error."
    ns = e.namespace()
    e.refused_by_api(e.create(ingress(ns, hosts=['x' * 1_000_000])), 'spec.rules[0].host')
    e.refused_by_api(e.create(ingress(ns, annotations={PRIVATE + 'hostname': 'a,' * 500_000})), 'annotations: Too long')
    answer = e.create(ingress(ns, annotations={PRIVATE + 'hostname': ','.join(['bank.example.org'] * 4_000)}))
    judge(e, answer, FOREIGN, '4,000 names in one annotation')
    e.check(len(answer.message) < 4200, f'a message of {len(answer.message)} bytes')
    deep = json.dumps(ingress(ns)).replace('"spec": {', '"spec": {"x": ' + '[' * 9000 + ']' * 9000 + ', ')
    e.must(e.api('POST', path(ns), deep))
    e.note('deep nesting: the API server drops unknown fields before we see them')


def e54_broken_policy(e):
    "A policy that does not load changes nothing: the one in force continues to judge."
    ns = e.namespace()
    for text in ('', 'tenants: [', 'apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n'):
        e.policy(text)
        e.equal(e.warden.metric('ingress_warden_policy_load_ok'), 0.0, 'load_ok')
        e.denied(e.create(ingress(ns, hosts=['bank.example.org'])), *FOREIGN)
        e.must(e.create(ingress(ns), dryRun='All'))
    e.equal(e.warden.get('/readyz')[0], 200, 'readiness')


def e54_namespace_of_nobody(e):
    "A namespace that the policy does not list may use nothing."
    ns = e.namespace('nobody')
    e.denied(e.create(ingress(ns)), 'tenant-known')
    e.denied(e.create(ingress(ns, klass='external', hosts=['shop.example.com'])), 'tenant-known')


def e57_excluded_namespaces(e):
    "Nothing is judged in kube-system and the webhook's own namespace, so users must not write there."
    e.namespace()
    for ns in ('kube-system', 'ingress-warden'):
        e.refused_by_api(e.create(ingress(ns)), 'forbidden')
    e.note('the API server itself: tenants have no role in the namespaces that are left out')


def e58_the_configuration(e):
    "Anyone who can edit the webhook configurations can disable enforcement."
    e.namespace()
    for kind in ('mutating', 'validating'):
        where = f'/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations'
        e.refused_by_api(e.api('DELETE', f'{where}/ingress-warden'), 'forbidden')
        e.refused_by_api(e.api('PATCH', f'{where}/ingress-warden', {'webhooks': []}, content='merge'), 'forbidden')
    e.note('the API server itself: tenants have no right to webhook configurations')


def e59_objects_older_than_the_webhook(e):
    "The webhook does not see stored objects; `check` over a dump finds their violations."
    ns = e.namespace()
    e.unguarded(ingress(ns, hosts=['bank.example.org']))
    dump = e.kubectl('get', 'ingress', '-n', ns, '-o', 'yaml').out
    found = e.run(e.warden.process.argv[0], 'check', '--policy', e.warden.policy, '-', stdin=dump)
    e.equal(found.code, 1, f'exit code of check: {found}')
    e.check('host-permitted' in found.out, found.out)


def own_list_is_not_believed(e):
    "The list of the webhook's keys is part of the object, so the tenant can write it."
    ns = e.namespace()
    for key, value, wanted in ((TARGET, 'evil.example.org', OK), (LIST, '0.0.0.0/0', OK)):
        claimed = notes({key: value, 'ingress-warden.dev/managed': key})
        answer = e.create(build(ns, 'web', claimed), dryRun='All')
        judge(e, answer, wanted, str(claimed))
        e.check(answer.annotations[key] != value, f'{key} is written anew')
    e.configure(mutate=None)
    for key, value in ((TARGET, 'evil.example.org'), (LIST, '0.0.0.0/0')):
        answer = e.create(build(ns, 'web', notes({key: value, 'ingress-warden.dev/managed': key})))
        judge(e, answer, DNS | RANGES, f'{key} claimed to be ours')
