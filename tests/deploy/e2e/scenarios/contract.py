# SPDX-License-Identifier: Apache-2.0
"""The contract between the API server and a webhook, for objects: the cases of
the upstream webhook conformance suite that apply here, and further cases for Ingresses."""

from live import extra
from live.objects import external, ingress, path, rule

TARGET = 'internal-dns.example.net/target'
RANGES = 'nginx.ingress.kubernetes.io/whitelist-source-range'
HOSTNAME = 'external-dns.kubernetes.io/hostname'
OURS = 'ingress-warden.dev/managed'
REVIEWS = 'ingress_warden_reviews_total'
FOREIGN = 'shop.example.org'


def creation_is_denied(e):
    "Upstream `should be able to deny creation`: and nothing of the object is stored."
    ns = e.namespace()
    e.denied(e.create(ingress(ns, hosts=[FOREIGN])), 'host-permitted', 'host-in-class')
    e.equal(e.get(ns).status, 404, 'status of what was denied')


def every_way_to_update_is_denied(e):
    "Upstream: PUT and each kind of PATCH are sent to the webhook, and a denial leaves the object unchanged."
    ns = e.namespace()
    stored = e.allowed(e.create(ingress(ns))).body
    bad = ingress(ns, hosts=[FOREIGN])
    rules = 'host-permitted', 'host-in-class'
    e.denied(e.update(bad), *rules)
    for how in ('merge', 'strategic'):
        e.denied(e.patch(ns, 'web', {'spec': bad['spec']}, how), *rules)
    e.denied(e.patch(ns, 'web', [{'op': 'replace', 'path': '/spec/rules/0/host', 'value': FOREIGN}], 'json'), *rules)
    e.denied(e.apply(bad, force=True), *rules)
    e.equal(e.get(ns).body, stored, 'the stored object')


def put_and_apply_that_create_are_denied(e):
    "Server-side apply of a new object is a CREATE, and must be judged as one."
    ns = e.namespace()
    e.denied(e.apply(ingress(ns, hosts=[FOREIGN])), 'host-permitted', 'host-in-class')
    e.refused_by_api(e.update(ingress(ns, 'put', hosts=[FOREIGN])), 'not found')
    e.note('PUT of an Ingress that is not there: the API server itself answers 404')


def what_is_missing_is_added(e):
    "Upstream `should mutate`: class, records and ranges of the policy are in the stored object."
    ns = e.namespace()
    e.allowed(e.create(ingress(ns, klass=None, annotations={'user': 'kept'})))
    stored = e.get(ns).body
    annotations = stored['metadata']['annotations']
    e.equal(stored['spec']['ingressClassName'], 'internal')
    e.equal(annotations, {
        'user': 'kept',
        TARGET: 'int-lb.corp.example.net',
        'internal-dns.example.net/ttl': '300',
        'internal-dns.example.net/ingress-hostname-source': 'defined-hosts-only',
        'external-dns.kubernetes.io/controller': 'none',
        'external-dns.alpha.kubernetes.io/controller': 'none',
        RANGES: '198.51.100.0/24,2001:db8:100::/48,203.0.113.64/26',
        OURS: annotations[OURS]}, 'annotations')
    e.equal(set(annotations[OURS].split(',')), set(annotations) - {'user', OURS}, 'what is listed as ours')


def defaults_come_after_mutation(e):
    "Upstream `should mutate and apply defaults after mutation`: the patch does not affect other fields."
    ns = e.namespace()
    wanted = ingress(ns, hosts=['a.shop.corp.example.net', 'b.shop.corp.example.net'])
    e.equal(e.allowed(e.create(wanted)).body['spec'], wanted['spec'], 'spec')


def mutation_is_idempotent(e):
    "Writing back a stored object must change nothing; otherwise GitOps tools would loop."
    ns = e.namespace()
    stored = e.allowed(e.create(ingress(ns))).body
    again = e.allowed(e.update(stored)).body
    e.equal(again['metadata']['resourceVersion'], stored['metadata']['resourceVersion'], 'resourceVersion')


def replace_of_the_same_file(e):
    "`kubectl replace` with the user's file drops the webhook's keys and the class; both come back."
    ns = e.namespace()
    file = ingress(ns, klass=None)
    first = e.allowed(e.create(file)).body
    second = e.allowed(e.update(file)).body
    e.equal(second['spec'], first['spec'], 'spec')
    e.equal(second['metadata']['annotations'], first['metadata']['annotations'], 'annotations')


def excluded_namespaces_are_left_alone(e):
    "Upstream: a namespace that the selector excludes is not judged; here only kube-system."
    before = e.warden.metric(REVIEWS)
    e.cleanup(lambda: e.delete('kube-system', 'e2e', who='admin'))
    e.allowed(e.create(ingress('kube-system', 'e2e', hosts=[FOREIGN]), who='admin'))
    e.equal(e.warden.metric(REVIEWS), before, 'reviews')


def labels_do_not_excuse(e):
    "A tenant who may label its namespace cannot exclude it from the webhook."
    ns = e.namespace()
    label = {'metadata': {'labels': {'kubernetes.io/metadata.name': 'kube-system'}}}
    answer = e.api('PATCH', f'/api/v1/namespaces/{ns}', label, who='admin', content='merge')
    e.must(answer)
    e.equal(answer.body['metadata']['labels']['kubernetes.io/metadata.name'], ns, 'the label the API server forces')
    e.denied(e.create(ingress(ns, hosts=[FOREIGN])), 'host-permitted', 'host-in-class')


def other_kinds_are_never_sent(e):
    "A webhook that receives Pods, Nodes or Leases can stop a cluster; this one does not receive them."
    e.webhook_down()
    for where, obj in (
            ('/api/v1/namespaces/default/configmaps', {'metadata': {'name': 'e2e-other'}}),
            ('/api/v1/namespaces/default/services', {'metadata': {'name': 'e2e'}, 'spec': {'ports': [{'port': 80}]}}),
            ('/api/v1/namespaces/default/pods', {'metadata': {'name': 'e2e'}, 'spec': {
                'containers': [{'name': 'a', 'image': 'a'}]}}),
            ('/api/v1/nodes', {'metadata': {'name': 'e2e'}}),
            ('/apis/networking.k8s.io/v1/ingressclasses', {
                'metadata': {'name': 'e2e'}, 'spec': {'controller': 'example.com/e2e'}}),
            ('/apis/coordination.k8s.io/v1/namespaces/default/leases', {'metadata': {'name': 'e2e'}})):
        e.must(e.api('POST', where, obj, who='admin'))
        e.must(e.api('DELETE', f'{where}/{obj["metadata"]["name"]}', who='admin'))


def configurations_cannot_be_blocked(e):
    "Upstream: in an emergency the configurations can be deleted while the webhook is down."
    ns = e.namespace()
    e.webhook_down('kill')
    e.configure(mutate=None, validate=None)
    e.must(e.create(ingress(ns, hosts=[FOREIGN])))
    e.undo()
    e.denied(e.update(ingress(ns, hosts=[FOREIGN, 'other.example.org'])), 'host-permitted', 'host-in-class')


def rules_can_be_changed(e):
    "Upstream `patching/updating a webhook should work`: without CREATE in its rules the webhook is not called."
    ns = e.namespace()
    rules = e.webhooks.shipped['validating']['webhooks'][0]['rules']
    e.configure(validate={'rules': [{**r, 'operations': ['UPDATE']} for r in rules]})
    e.must(e.create(ingress(ns, hosts=[FOREIGN])))
    e.undo()
    e.denied(e.create(ingress(ns, 'two', hosts=[FOREIGN])), 'host-permitted', 'host-in-class')


def configurations_can_be_listed(e):
    "Upstream `listing webhooks should work`: one deletecollection by label also works in an emergency."
    ns = e.namespace()
    label = {'e2e': 'listed'}
    for kind in ('mutating', 'validating'):
        document = e.webhooks.default(kind)
        document['metadata'] = {'name': 'e2e-listed', 'labels': label}
        document['webhooks'][0]['name'] = 'listed.e2e.test'
        e.webhooks.put(kind, document)
        where = f'/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations'
        names = [item['metadata']['name'] for item in
                 e.must(e.api('GET', where, who='admin', labelSelector='e2e=listed')).body['items']]
        e.equal(names, ['e2e-listed'], 'what is listed')
        e.must(e.api('DELETE', where, who='admin', labelSelector='e2e=listed'))
    e.webhooks.wait()
    e.allowed(e.create(ingress(ns)))


def match_conditions_are_understood(e):
    "Upstream: match conditions are evaluated; a team may add one that skips named objects."
    ns = e.namespace()
    entry = e.webhooks.shipped['validating']['webhooks'][0]
    skip = {'name': 'skip-me', 'expression': "object.metadata.name != 'skip-me'"}
    e.configure(validate={'matchConditions': [*entry.get('matchConditions', []), skip]})
    e.must(e.create(ingress(ns, 'skip-me', hosts=[FOREIGN])))
    e.denied(e.create(ingress(ns, 'me', hosts=[FOREIGN])), 'host-permitted', 'host-in-class')


def bad_match_conditions_are_refused(e):
    "Upstream: a condition that does not compile never comes into force."
    for kind in ('mutating', 'validating'):
        document = e.webhooks.default(kind)
        document['metadata']['name'] = 'e2e-bad'
        document['webhooks'][0]['matchConditions'] = [{'name': 'bad', 'expression': 'object.'}]
        answer = e.api('POST', f'/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations', document,
                       who='admin')
        e.refused_by_api(answer, 'matchConditions')


def default_ingress_class_comes_before_us(e):
    "In a cluster with a default class, the API server fills the field before defaultClass can."
    ns = e.namespace()
    classes = '/apis/networking.k8s.io/v1/ingressclasses'

    def defaulted():
        answer = e.create(_classless(ns), dryRun='All')
        return answer.ok and answer.body['spec']['ingressClassName'] == 'external'

    def without():
        e.api('DELETE', f'{classes}/external', who='admin')
        e.until(lambda: not defaulted(), 'the default class is no longer in force')
    e.cleanup(without)
    e.must(e.api('POST', classes, who='admin', body={
        'metadata': {'name': 'external', 'annotations': {'ingressclass.kubernetes.io/is-default-class': 'true'}},
        'spec': {'controller': 'example.com/external'}}))
    e.until(defaulted, 'the default class is in force')
    stored = e.allowed(e.create(_classless(ns))).body
    e.equal(stored['metadata']['annotations']['external-dns.kubernetes.io/target'], 'edge.example.com')
    e.denied(e.create(_classless(ns, 'inside', 'web.shop.corp.example.net')), 'host-in-class')


def _classless(ns, name='web', host='shop.example.com'):
    return ingress(ns, name, hosts=[host], klass=None, tls=[host])


def reinvocation_repairs_our_patch(e):
    "A later webhook moves the object to another class; the webhook is called again and adapts its keys."
    ns = e.namespace()
    seen = e.extra_webhook('mutating', 'zz-late', _move_to_external).seen
    stored = e.allowed(e.create(ingress(ns, hosts=['shop.example.com']))).body
    annotations = stored['metadata']['annotations']
    e.equal(len(seen), 1, 'calls of the late webhook')
    e.equal(annotations.get('external-dns.kubernetes.io/target'), 'edge.example.com', 'target')
    e.equal(annotations.get('internal-dns.example.net/controller'), 'none', 'the other instance')
    e.check(TARGET not in annotations, 'a record of the old class')
    e.note('the old class\'s ranges stay: in a CREATE only what would be a violation counts as ours')


def _move_to_external(review):
    if review['request']['object']['spec'].get('ingressClassName') == 'external':
        return extra.allow()
    return extra.allow([
        {'op': 'replace', 'path': '/spec/ingressClassName', 'value': 'external'},
        {'op': 'add', 'path': '/spec/tls', 'value': [{'hosts': ['shop.example.com'], 'secretName': 'web-tls'}]}])


def without_reinvocation_the_validator_holds(e):
    "If the webhook is not called again, an object that lacks required values is refused."
    ns = e.namespace()
    e.configure(mutate={'reinvocationPolicy': 'Never'})
    e.extra_webhook('mutating', 'zz-late', _move_to_external)
    e.denied(e.create(ingress(ns, hosts=['shop.example.com'])), 'dns-annotations', 'annotation-required')


def later_webhook_undoes_our_patch(e):
    "If a later webhook removes the list in both rounds, the validating stage refuses the object."
    ns = e.namespace()
    pointer = '/metadata/annotations/' + RANGES.replace('/', '~1')
    e.extra_webhook('mutating', 'zz-late', lambda review: extra.allow([{'op': 'remove', 'path': pointer}]),
                    reinvocationPolicy='IfNeeded')
    e.denied(e.create(ingress(ns)), 'source-ranges')


def server_side_apply_owns_only_its_own(e):
    "Keys that the webhook adds belong to no applier, so the next apply neither removes nor disputes them."
    ns = e.namespace()
    file = ingress(ns, klass=None, annotations={'user': '1'})
    first = e.allowed(e.apply(file)).body
    owned = [m for m in first['metadata']['managedFields'] if m['manager'] == 'tenant']
    keys = set(owned[0]['fieldsV1']['f:metadata']['f:annotations']) - {'.'}
    e.equal(keys, {'f:user'}, 'annotations that the applier owns')
    e.check('f:ingressClassName' not in owned[0]['fieldsV1']['f:spec'], 'the class is owned by the applier')
    second = e.allowed(e.apply(ingress(ns, klass=None, annotations={'user': '2'}))).body
    e.equal({**second['metadata']['annotations'], 'user': '1'}, first['metadata']['annotations'], 'annotations')
    e.equal(second['spec'], first['spec'], 'spec')


def server_side_apply_of_our_key_conflicts_with_nobody(e):
    "An applier may take over a key with the value that the webhook wrote."
    ns = e.namespace()
    e.allowed(e.apply(ingress(ns)))
    e.allowed(e.apply(ingress(ns, annotations={TARGET: 'int-lb.corp.example.net'}), 'other'))
    e.denied(e.apply(ingress(ns, annotations={TARGET: 'evil.example.org'}), 'other'), 'dns-annotations')


def class_moves_and_our_keys_with_it(e):
    "An UPDATE that changes the class removes the keys of the old class and adds those of the new one."
    ns = e.namespace()
    e.allowed(e.create(ingress(ns)))
    change = {'spec': {**external(ns)['spec']}}
    moved = e.allowed(e.patch(ns, 'web', change)).annotations
    e.equal(moved['external-dns.kubernetes.io/target'], 'edge.example.com', 'target')
    e.equal([key for key in (TARGET, RANGES) if key in moved], [], 'keys of the old class')


def generate_name(e):
    "With generateName the first stage sees no name; verdict and message must not need one."
    ns = e.namespace()
    names = {e.allowed(e.create(ingress(ns, None, generateName='web-'))).body['metadata']['name'] for _ in range(3)}
    e.equal(len(names), 3, 'names')
    answer = e.denied(e.create(ingress(ns, None, hosts=[FOREIGN], generateName='web-')),
                      'host-permitted', 'host-in-class')
    e.check(f'{ns}/web-' in answer.message, answer.message)


def status_writes_are_spared(e):
    "Controllers write addresses frequently; a status write that changes no annotation is not sent."
    ns = e.namespace()
    stored = e.allowed(e.create(ingress(ns))).body
    before = e.warden.metric(REVIEWS)
    stored['status'] = {'loadBalancer': {'ingress': [{'ip': '192.0.2.1'}]}}
    e.allowed(e.update(stored, sub='status'))
    e.allowed(e.patch(ns, 'web', {'status': {'loadBalancer': {'ingress': [{'ip': '192.0.2.2'}]}}}, sub='status'))
    e.equal(e.warden.metric(REVIEWS), before, 'reviews')
    e.equal(e.get(ns).body['status']['loadBalancer']['ingress'][0]['ip'], '192.0.2.2', 'address')


def status_writes_work_while_we_are_down(e):
    "An outage of the webhook must not prevent controllers from publishing addresses."
    ns = e.namespace()
    e.allowed(e.create(ingress(ns)))
    e.webhook_down()
    e.allowed(e.patch(ns, 'web', {'status': {'loadBalancer': {'ingress': [{'ip': '192.0.2.2'}]}}}, sub='status'))


def status_write_of_a_legacy_object(e):
    "A stored object that breaks today's policy still gets its status, without a warning."
    ns = e.namespace()
    e.unguarded(ingress(ns, hosts=[FOREIGN]))
    e.allowed(e.patch(ns, 'web', {'status': {'loadBalancer': {'ingress': [{'ip': '192.0.2.2'}]}},
                                  'metadata': {'annotations': {'seen': 'yes'}}}, sub='status'))


def finalizer_of_a_deleted_object(e):
    "Blocking the removal of a finalizer would keep the object, and its namespace, for ever."
    ns = e.namespace()
    e.unguarded(ingress(ns, hosts=[FOREIGN], klass='nobodys', finalizers=['example.com/hold']))
    e.must(e.delete(ns))
    e.check('deletionTimestamp' in e.get(ns).body['metadata'], 'it is being deleted')
    e.denied(e.patch(ns, 'web', {'metadata': {'annotations': {HOSTNAME: 'x.example.org'}}}),
             'class-permitted', 'host-permitted')
    e.must(e.patch(ns, 'web', {'metadata': {'finalizers': None}}))
    e.equal(e.get(ns).status, 404, 'status after the finalizer is gone')


def strict_policy_lets_go_of_deleted_objects(e):
    "onUpdate: strict must not block objects that are being deleted either."
    ns = e.namespace()
    e.unguarded(ingress(ns, hosts=[FOREIGN], finalizers=['example.com/hold']))
    e.policy(lambda policy: policy.update(onUpdate='strict'))
    e.denied(e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}}), 'host-permitted', 'host-in-class')
    e.must(e.delete(ns))
    e.must(e.patch(ns, 'web', {'metadata': {'finalizers': None}}))


def deletion_needs_nobody(e):
    "DELETE, of one object and of all, works without the webhook, which is not registered for it."
    ns = e.namespace()
    e.allowed(e.create(ingress(ns)))
    e.allowed(e.create(ingress(ns, 'two')))
    e.webhook_down()
    e.must(e.delete(ns))
    e.must(e.api('DELETE', path(ns)))
    e.equal(e.api('GET', path(ns)).body['items'], [], 'what is left')


def legacy_object_may_be_labelled(e):
    "Objects older than the policy can be updated, with a warning about old violations."
    ns = e.namespace()
    e.unguarded(ingress(ns, hosts=['old.example.com'], annotations={RANGES: '198.51.100.0/24'}))
    answer = e.must(e.patch(ns, 'web', {'metadata': {'labels': {'a': 'b'}}}))
    e.check(answer.warnings and all('was there before' in w for w in answer.warnings), f'{answer.warnings}')
    e.denied(e.patch(ns, 'web', [{'op': 'add', 'path': '/spec/rules/-', 'value': rule(FOREIGN)}], 'json'),
             'host-permitted', 'host-in-class')


def dry_run(e):
    "The same verdicts and the same additions, and nothing is stored."
    ns = e.namespace()
    answer = e.allowed(e.create(ingress(ns, klass=None), dryRun='All'))
    e.equal(answer.annotations.get(TARGET), 'int-lb.corp.example.net', 'target')
    e.denied(e.create(ingress(ns, hosts=[FOREIGN]), dryRun='All'), 'host-permitted', 'host-in-class')
    e.equal(e.get(ns).status, 404, 'status after a dry run')


def invalid_objects_get_the_servers_own_words(e):
    "An error that the API server finds must not be hidden by an error of the webhook."
    ns = e.namespace()
    bad = ingress(ns, hosts=['UPPER.example.com'])
    e.refused_by_api(e.create(bad), 'spec.rules[0].host: Invalid value')
    bad = ingress(ns)
    bad['spec'] = {}
    e.refused_by_api(e.create(bad), 'either `defaultBackend` or `rules` must be specified')
    bad = ingress(ns)
    bad['spec']['rules'][0]['http']['paths'][0]['pathType'] = 'Sideways'
    e.refused_by_api(e.create(bad), 'pathType')


def audit_log_tells(e):
    "The audit log shows what was allowed or refused, under which policy, and what was patched."
    ns = e.namespace()
    e.allowed(e.create(ingress(ns)))
    annotations = e.audit(ns, verb='create')[-1]['annotations']
    e.equal(annotations['validate.ingress-warden.dev/tenant'], 'shop', 'tenant')
    e.check(annotations['validate.ingress-warden.dev/policy'].startswith('acme-platform'), f'{annotations}')
    e.check(any(k.startswith('patch.webhook.admission') and TARGET in v for k, v in annotations.items()),
            f'no patch in {annotations}')
    e.denied(e.create(ingress(ns, 'bad', hosts=[FOREIGN])), 'host-permitted', 'host-in-class')
    annotations = e.audit(ns, 'bad', verb='create')[-1]['annotations']
    e.equal(annotations['validate.ingress-warden.dev/rules'], 'host-permitted,host-in-class', 'rules')
