# SPDX-License-Identifier: Apache-2.0
"""Settings of the policy, tested through the API server: preview, actions, modes, reloads."""

import threading

from live.objects import ingress, path

FOREIGN = 'shop.example.org'
LIST = 'nginx.ingress.kubernetes.io/whitelist-source-range'
TARGET = 'internal-dns.example.net/target'


def preview_touches_nothing(e):
    "In preview nothing is denied or changed, and warnings say what would have happened."
    ns = e.namespace()
    e.policy(lambda policy: policy.update(mode='preview'))
    bad = ingress(ns, hosts=[FOREIGN], annotations={LIST: '0.0.0.0/0'})
    answer = e.must(e.create(bad))
    e.equal(answer.annotations, {LIST: '0.0.0.0/0'}, 'annotations')
    text = '\n'.join(answer.warnings)
    for said in ('would add', 'host-permitted', 'source-ranges', 'would be denied'):
        e.check(said in text, f'{said!r} is not said in:\n{text}')
    e.check(all(len(w.encode()) <= 256 for w in answer.warnings), text)
    good = e.must(e.create(ingress(ns, 'good', klass=None)))
    e.check('ingressClassName' not in good.body['spec'], 'the class is not written either')
    e.check(not any('would be denied' in w for w in good.warnings), f'{good.warnings}')


def actions_of_a_rule(e):
    "deny, warn, audit and allow: four answers to the same object."
    ns = e.namespace()
    wild = ingress(ns, hosts=['*.shop.corp.example.net'])

    def action(text):
        e.policy(lambda policy: policy.update(rules={'host-wildcard': text}))
        return e.create(wild, dryRun='All')
    e.denied(action('deny'), 'host-wildcard')
    e.allowed(action('warn'), 'host-wildcard: rules[0].host: ')
    e.allowed(action('audit'))
    e.equal(e.audit(ns, verb='create')[-1]['annotations'].get('validate.ingress-warden.dev/rules'), 'host-wildcard')
    e.allowed(action('allow'))
    e.allowed(action({'action': 'warn', 'then': 'deny', 'from': '2999-01-01'}), 'denied from 2999-01-01')
    e.denied(action({'action': 'warn', 'then': 'deny', 'from': '2020-01-01'}), 'host-wildcard')


def intersect_mode(e):
    "The mutating stage narrows a list that is too wide, with a warning, and a second mutation changes nothing."
    ns = e.namespace()
    e.policy(lambda policy: policy['classes']['internal']['sourceRanges'].update(mode='intersect'))
    answer = e.must(e.create(ingress(ns, annotations={LIST: '198.51.100.0/23,10.0.0.0/8'})))
    e.equal(answer.annotations[LIST], '198.51.100.0/24', 'what is left')
    e.equal(len(answer.warnings), 1, str(answer.warnings))
    again = e.allowed(e.update(answer.body))
    e.equal(again.body['metadata']['resourceVersion'], answer.body['metadata']['resourceVersion'], 'resourceVersion')
    e.denied(e.create(ingress(ns, 'none', annotations={LIST: '10.0.0.0/8'})), 'source-ranges')


def enforced_annotation(e):
    "A value that the policy enforces replaces the user's value, with a warning, and stays."
    ns = e.namespace()
    key = 'acme.example.net/entry-point'
    e.policy(lambda policy: policy['annotations'].update(add=[{'key': key, 'value': '{class}', 'mode': 'enforce'}]))
    e.equal(e.allowed(e.create(ingress(ns))).annotations[key], 'internal', key)
    answer = e.must(e.patch(ns, 'web', {'metadata': {'annotations': {key: 'mine'}}}))
    e.equal(answer.annotations[key], 'internal', key)
    e.equal(len(answer.warnings), 1, str(answer.warnings))


def policy_change_reaches_stored_objects(e):
    "A changed target is written with the next update, without any change by the user."
    ns = e.namespace()
    e.must(e.create(ingress(ns)))
    e.policy(lambda policy: policy['classes']['internal']['externalDNS'].update(target='new-lb.corp.example.net'))
    answer = e.allowed(e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}}))
    e.equal(answer.annotations[TARGET], 'new-lb.corp.example.net', 'target')


def removed_demand_is_removed(e):
    "The next update removes keys that the webhook wrote and the policy no longer wants; the user's keys stay."
    ns = e.namespace()
    e.must(e.create(ingress(ns, annotations={'user': 'kept'})))
    e.policy(lambda policy: policy['classes']['internal'].update(sourceRanges={'mode': 'open'}))
    answer = e.allowed(e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}}))
    e.check(LIST not in answer.annotations and answer.annotations['user'] == 'kept', f'{answer.annotations}')


def grant_takes_effect_at_once(e):
    "A domain that is granted to a tenant can be used as soon as the file is read, and a revoked one cannot."
    ns = e.namespace()
    there = ingress(ns, hosts=['new.corp.example.net'])
    e.denied(e.create(there, dryRun='All'), 'host-permitted')
    e.policy(lambda policy: policy['tenants'][0]['domains'].append('new.corp.example.net'))
    e.allowed(e.create(there))
    e.policy(e.warden.first_policy)
    e.must(e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}}))
    e.denied(e.create({**there, 'metadata': {'namespace': ns, 'name': 'two'}}), 'host-permitted')


def many_at_once(e):
    "Twenty writers at the same time: each gets its answer, completed or refused."
    ns = e.namespace()
    wrong = []

    def write(writer):
        for i in range(10):
            good = e.create(ingress(ns, f'g{writer}-{i}'))
            bad = e.create(ingress(ns, f'b{writer}-{i}', hosts=[FOREIGN]))
            if not good.ok or TARGET not in good.annotations or bad.status != 403:
                wrong.append(f'{good}\n{bad}')
    writers = [threading.Thread(target=write, args=(n,)) for n in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    e.equal(wrong, [], 'wrong answers')
    e.equal(len(e.api('GET', path(ns)).body['items']), 200, 'objects stored')


def reload_under_load(e):
    "While the policy is replaced repeatedly, no write fails and none goes unjudged."
    ns = e.namespace()
    stop, wrong = threading.Event(), []

    def write():
        i = 0
        while not stop.is_set():
            i += 1
            good = e.create(ingress(ns, f'g{i}'))
            bad = e.create(ingress(ns, f'b{i}', hosts=[FOREIGN]))
            if not good.ok or bad.status != 403:
                wrong.append(f'{good}\n{bad}')
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for i in range(20):
            e.policy(lambda policy, i=i: policy['metadata'].update(name=f'p{i}'))
    finally:
        stop.set()
        writer.join()
    e.equal(wrong, [], 'wrong answers')
