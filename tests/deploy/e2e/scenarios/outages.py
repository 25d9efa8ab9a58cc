# SPDX-License-Identifier: Apache-2.0
"""Outages that other admission webhooks have caused, each reproduced here.  docs/outages.md
lists them all; the numbers in the docstrings are its rows.  Certificates and replicas are in
outages_replicas.py."""

import glob
import os
import re
import time

import yaml

from live import extra, tools
from live.objects import ingress, path

FOREIGN = 'shop.example.org'
RULES = 'host-permitted', 'host-in-class'
REVIEWS = 'ingress_warden_reviews_total'
CANARY = '-n default create ingress canary --rule=canary.invalid/=none:80 --dry-run=server'


def _others(namespace):
    """What a cluster needs: path and object of everything that must never wait for the webhook."""
    core, meta = f'/api/v1/namespaces/{namespace}', {'metadata': {'name': 'outage'}}
    box = {'containers': [{'name': 'a', 'image': 'a'}]}
    chosen = {'selector': {'matchLabels': {'a': 'b'}}, 'template': {'metadata': {'labels': {'a': 'b'}}, 'spec': box}}
    rbac = '/apis/rbac.authorization.k8s.io/v1'
    return [
        (f'{core}/pods', {**meta, 'spec': box}),
        (f'{core}/configmaps', meta), (f'{core}/secrets', meta), (f'{core}/serviceaccounts', meta),
        (f'{core}/services', {**meta, 'spec': {'ports': [{'port': 80}]}}), (f'{core}/endpoints', meta),
        ('/api/v1/nodes', meta),
        (f'/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases', meta),
        ('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', meta),
        (f'/apis/apps/v1/namespaces/{namespace}/deployments', {**meta, 'spec': chosen}),
        ('/apis/apps/v1/namespaces/kube-system/daemonsets', {**meta, 'spec': chosen}),
        (f'{rbac}/clusterroles', {**meta, 'rules': []}),
        (f'/apis/networking.k8s.io/v1/namespaces/{namespace}/networkpolicies', {**meta, 'spec': {'podSelector': {}}}),
        ('/apis/networking.k8s.io/v1/ingressclasses', {**meta, 'spec': {'controller': 'example.com/a'}}),
    ]


def _others_work(e, namespace):
    """Create, change and delete one of each, and make a namespace."""
    for where, obj in _others(namespace):
        e.must(e.api('POST', where, obj, who='admin'))
        label = {'metadata': {'labels': {'outage': 'yes'}}}
        e.must(e.api('PATCH', f'{where}/outage', label, who='admin', content='merge'))
        e.must(e.api('DELETE', f'{where}/outage', who='admin'))
    e.must(e.api('POST', '/api/v1/namespaces', {'metadata': {'name': f'{namespace}-x'}}, who='admin'))


def api_server_starts_without_us(e):
    "Row 1: a master whose start-up writes need a dead webhook never comes back; here all writes but Ingresses work."
    ns = e.namespace()
    stored = e.allowed(e.create(ingress(ns))).body
    e.webhook_down('kill')
    begun = time.monotonic()
    e.apiserver_restart()
    e.note(f'ready {time.monotonic() - begun:.1f} s after the restart began')
    _others_work(e, ns)
    e.equal(e.get(ns).body, stored, 'the stored Ingress')
    e.until(lambda: not e.create(ingress(ns, 'two'), dryRun='All').ok, 'the API server has read the configurations')
    e.unanswered(e.create(ingress(ns, 'two')))
    e.webhook_up()
    e.allowed(e.create(ingress(ns, 'two')))


def only_ingresses_are_ours(e):
    "Row 2: a webhook that matches its own pods or its nodes' leases locks itself out; this one receives neither."
    for kind, document in e.webhooks.shipped.items():
        for webhook in document['webhooks']:
            for rule in webhook['rules']:
                e.equal(rule['apiGroups'], ['networking.k8s.io'], f'apiGroups of {kind}')
                e.check(set(rule['resources']) <= {'ingresses', 'ingresses/status'}, f'{kind}: {rule["resources"]}')
            left_out = [x for x in webhook['namespaceSelector']['matchExpressions']
                        if x['key'] == 'kubernetes.io/metadata.name' and x['operator'] == 'NotIn']
            e.check({'kube-system', 'ingress-warden'} <= set(left_out[0]['values']), f'{kind}: {left_out}')
    ns = e.namespace()
    server, client = e.impostor(lambda review: extra.deny('everything'))
    e.configure({'clientConfig': client}, {'clientConfig': client, 'failurePolicy': 'Fail'})
    _others_work(e, ns)
    e.equal(server.seen, [], 'reviews of other kinds')
    e.check(not e.create(ingress(ns)).ok and server.seen, 'an Ingress is sent')


def cold_start(e):
    "Row 3: after a full stop the webhook's pods come last; nothing that they need may wait for them."
    ns = e.namespace()
    e.allowed(e.create(ingress(ns)))
    # A Service without endpoints refuses connections; so does this one.
    port = e.free_port()
    service = {'metadata': {'name': 'nobody'},
               'spec': {'type': 'ExternalName', 'externalName': 'localhost', 'ports': [{'port': port}]}}
    e.must(e.api('POST', f'/api/v1/namespaces/{ns}/services', service, who='admin'))
    at = {'clientConfig': {'caBundle': e.warden.ca_bundle(),
                           'service': {'namespace': ns, 'name': 'nobody', 'port': port}}}
    e.configure(at, at)
    e.cleanup(lambda: e.cluster.etcd.alive() or e.cluster.start())
    e.cluster.stop()
    e.cluster.start()
    _others_work(e, ns)
    e.until(lambda: not e.create(ingress(ns, 'two'), dryRun='All').ok, 'the API server has read the configurations')
    e.unanswered(e.create(ingress(ns, 'two')))
    e.note('break the glass: ' + e.create(ingress(ns, 'two')).message)
    for kind in ('mutating', 'validating'):
        done = e.kubectl('delete', f'{kind}webhookconfiguration', 'ingress-warden', who='admin')
        e.check(done.code == 0, f'{done}')
    e.until(lambda: e.create(ingress(ns, 'two')).ok, 'with the glass broken Ingresses can be written')


def server_removed_first(e):
    "Row 4: after uninstalling in the wrong order, the error names the webhook, and recovery is possible."
    ns = e.namespace()
    e.allowed(e.create(ingress(ns)))
    e.webhook_down()
    for answer in (e.create(ingress(ns, 'two')), e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}})):
        e.unanswered(answer)
    _others_work(e, ns)
    e.must(e.delete(ns))
    e.configure(None, None)
    e.must(e.create(ingress(ns, hosts=[FOREIGN])))


def empty_bundle_closes(e):
    "Row 10: an empty caBundle after a failed upgrade must refuse writes, with the reason, not allow them."
    ns = e.namespace()
    empty = [{'clientConfig': {'url': f'{e.warden.url}/{stage}'}} for stage in ('mutate', 'validate')]
    e.configure(*empty)
    answer = e.create(ingress(ns))
    e.unanswered(answer)
    e.check('x509: certificate signed by unknown authority' in answer.message, answer.message)


def no_webhooks_left(e):
    "Row 10: a configuration with 0 webhooks enforces nothing, silently; only a canary and our counters show it."
    ns = e.namespace()

    with open(os.path.join(tools.ROOT, 'docs', 'outages.md'), encoding='utf-8') as file:
        e.check(f'\nkubectl {CANARY}\n' in file.read(), 'the canary is that of docs/outages.md')

    def canary():
        return e.kubectl(*CANARY.split(), who='admin')
    guarded = canary()
    e.check(guarded.code == 1 and 'validate.ingress-warden.dev' in guarded.err, f'the canary is refused: {guarded}')
    e.golden('canary.txt', f'$ kubectl {CANARY}\n{guarded.err}')
    e.policy(lambda policy: policy.update(mode='preview'))
    preview = canary()
    e.check(preview.code == 0 and 'Warning: tenant-known: would be denied' in preview.err, f'in preview: {preview}')
    for kind in ('mutating', 'validating'):
        e.webhooks.put(kind, {**e.webhooks.default(kind), 'webhooks': []})
    e.cleanup(e.webhooks.install)
    e.webhooks.wait()
    before = e.warden.metric(REVIEWS)
    e.must(e.create(ingress(ns, hosts=[FOREIGN])))
    e.equal(canary().code, 0, 'exit code of the canary')
    e.equal(e.warden.metric(REVIEWS), before, 'reviews')
    e.equal(e.warden.get('/readyz')[0], 200, 'the server itself sees nothing wrong: readyz')
    with open(os.path.join(tools.ROOT, 'manifests', 'monitoring', 'alerts.yaml'), encoding='utf-8') as file:
        alerts = {rule['alert']: rule['expr'] for group in yaml.safe_load(file)['groups'] for rule in group['rules']}
    e.check(REVIEWS in alerts['IngressWardenNoReviews'], 'the alert looks at what stands still')


def broken_policy_names_us(e):
    "Row 13: a pod that starts with a broken policy answers 503, and the error names the webhook."
    ns = e.namespace()
    e.policy('tenants: [\n')
    e.allowed(e.create(ingress(ns)))  # the previous policy stays in force
    e.cleanup(lambda: e.warden.process.alive() or e.warden.start())
    e.warden.stop()
    e.warden.start(ready=False)
    e.until(lambda: e.warden.get('/readyz')[0] == 503, 'it runs and is not ready')
    answer = e.create(ingress(ns, 'two'))
    e.unanswered(answer)
    e.note(answer.message)
    e.warden.write_policy(e.warden.first_policy)
    e.until(e.warden.ready, 'the mended policy makes it ready')
    e.allowed(e.create(ingress(ns, 'two')))


def slow_neighbours(e):
    "Row 19: timeouts of other webhooks with Ignore add up; this webhook adds little, and still judges."
    ns = e.namespace()

    def never(review):
        slow.release.wait(20)
        return extra.allow()
    slow = extra.Server(e.warden.certs, never)
    e.cleanup(slow.close)
    for name in ('aa-slow', 'bb-slow', 'zz-slow'):
        entry = e.webhooks.default('mutating')
        entry['metadata']['name'] = name
        entry['webhooks'][0].update({
            'name': f'{name}.e2e.test', 'failurePolicy': 'Ignore', 'timeoutSeconds': 1, 'reinvocationPolicy': 'Never',
            'clientConfig': {'url': slow.url, 'caBundle': e.warden.ca_bundle()}})
        e.cleanup(lambda name=name: e.webhooks.remove('mutating', name))
        e.webhooks.put('mutating', entry)
    e.webhooks.wait()
    spent, asked = 'ingress_warden_review_duration_seconds_sum', 'ingress_warden_review_duration_seconds_count'
    before = e.warden.metric(spent), e.warden.metric(asked)
    begun = time.monotonic()
    e.allowed(e.create(ingress(ns)))
    took = time.monotonic() - begun
    e.denied(e.create(ingress(ns, 'bad', hosts=[FOREIGN])), *RULES)
    e.check(2.8 < took < 12, f'three neighbours of 1 s took {took:.1f} s')
    ours, reviews = e.warden.metric(spent) - before[0], e.warden.metric(asked) - before[1]
    e.note(f'a write took {took:.1f} s; {reviews:.0f} reviews of ours {1000 * ours:.2f} ms in all')
    e.check(reviews >= 4 and ours < 0.1, f'{reviews} reviews took {ours} s')
    answer = e.api('POST', path(ns) + '?timeout=2s', ingress(ns, 'late'))
    e.check(answer.status >= 500, f'beyond the deadline of the request even Ignore does not help: {answer}')
    e.equal(e.get(ns, 'late').status, 404, 'status of what came too late')
    for webhook in (w for d in e.webhooks.shipped.values() for w in d['webhooks']):
        e.check(webhook['timeoutSeconds'] <= 3, f'{webhook["name"]}: {webhook["timeoutSeconds"]} s')


def table_names_what_exists(e):
    "docs/outages.md promises a test for each row; one that was renamed must not leave an empty promise."
    with open(os.path.join(tools.ROOT, 'docs', 'outages.md'), encoding='utf-8') as file:
        rows = re.findall(r'^\| \d.*', file.read().split('\n## ')[0], re.M)
    e.equal([int(row.split('|')[1]) for row in rows], list(range(1, 26)), 'rows')
    tests = os.path.join(tools.ROOT, 'tests')
    folders = ('endurance/campaign', 'server/hostile', 'server/live', 'deploy/e2e/scenarios')
    text = ''.join(open(name, encoding='utf-8').read() for folder in folders
                   for name in glob.glob(os.path.join(tests, folder, '*.py')))
    for row in rows:
        named = row.split('|')[4]
        calls, files = re.findall(r'`\w+\.(\w+)`', named), re.findall(r'tests/[\w/.-]*\w', named)
        e.check(calls or files, f'no test: {row}')
        for call in calls:
            e.check(re.search(rf'def {call}\(', text), f'there is no test {call}: {row}')
        for file in files:
            e.check(os.path.exists(os.path.join(tools.ROOT, file)), f'there is no {file}: {row}')
