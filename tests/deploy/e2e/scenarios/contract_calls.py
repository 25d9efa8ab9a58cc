# SPDX-License-Identifier: Apache-2.0
"""The contract between the API server and a webhook, for its calls: how the webhook is called, and
what happens if it is down, slow, or gives invalid answers."""

import json
import os
import time

import yaml

from live import extra
from live.cluster import issue, make_ca
from live.objects import ingress, rule

FOREIGN = 'shop.example.org'
RULES = 'host-permitted', 'host-in-class'
TARGET = 'internal-dns.example.net/target'


def v1beta1_reviews(e):
    "API servers still send v1beta1 to webhooks that list it first; the answer has the same version."
    ns = e.namespace()
    e.configure(*[{'admissionReviewVersions': ['v1beta1', 'v1']}] * 2)
    e.equal(e.allowed(e.create(ingress(ns))).annotations[TARGET], 'int-lb.corp.example.net', 'target')
    e.denied(e.create(ingress(ns, 'bad', hosts=[FOREIGN])), *RULES)


def large_ingress(e):
    "An Ingress of 1.4 MiB is legal; its UPDATE sends twice that, and the answer must be in time."
    ns = e.namespace()
    one = len(json.dumps(rule('h00000.shop.corp.example.net'))) + 2
    hosts = [f'h{i:05}.shop.corp.example.net' for i in range(1_400_000 // one)]
    begun = time.monotonic()
    e.allowed(e.create(ingress(ns, hosts=hosts)))
    created = time.monotonic() - begun
    hosts[-1] = 'moved.shop.corp.example.net'
    begun = time.monotonic()
    answer = e.allowed(e.update(ingress(ns, hosts=hosts)))
    e.note(f'{len(hosts)} rules: created in {created:.2f} s, updated in {time.monotonic() - begun:.2f} s')
    e.equal(answer.annotations[TARGET], 'int-lb.corp.example.net', 'target')
    bad = e.update(ingress(ns, hosts=[h.replace('.net', '.org') for h in hosts]))
    e.check(bad.status == 403 and 'breaks host-permitted and host-in-class of policy' in bad.message, str(bad)[:500])
    e.check(len(bad.message) < 4100, f'a message of {len(bad.message)} bytes')
    e.equal(len(bad.causes), 100, 'causes')


OTHERS = r'ingress_warden_reviews_total\{stage="validate",kind="other",[^}]*\}'


def _crd():
    schema = {'openAPIV3Schema': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True}}
    return {
        'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition',
        'metadata': {'name': 'ingresses.legacy.e2e.test'},
        'spec': {'group': 'legacy.e2e.test', 'scope': 'Namespaced',
                 'names': {'kind': 'Ingress', 'plural': 'ingresses', 'singular': 'ingress', 'listKind': 'IngressList'},
                 'versions': [{'name': name, 'served': True, 'storage': name == 'v1', 'schema': schema}
                              for name in ('v1', 'v1beta1')]}}


def match_policy(e):
    "With Equivalent a write through another version is judged too; with Exact it would not be sent."
    ns = e.namespace()
    crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
    e.cleanup(lambda: e.api('DELETE', f'{crds}/ingresses.legacy.e2e.test', who='admin'))
    e.must(e.api('POST', crds, _crd(), who='admin'))
    old = f'/apis/legacy.e2e.test/v1beta1/namespaces/{ns}/ingresses'
    e.until(lambda: e.api('GET', old, who='admin').ok, 'the old version is served')
    rules = [{'apiGroups': ['legacy.e2e.test'], 'apiVersions': ['v1'], 'resources': ['ingresses'],
              'operations': ['CREATE']}]
    body = {'apiVersion': 'legacy.e2e.test/v1beta1', 'kind': 'Ingress', 'metadata': {'name': 'web'}, 'spec': {}}

    e.must(e.api('POST', old, {**body, 'metadata': {'name': 'unregistered'}}, who='admin'))
    e.configure(mutate={'rules': rules}, validate={'rules': rules, 'matchPolicy': 'Equivalent'})
    before = e.warden.metric(OTHERS)
    e.must(e.api('POST', old, body, who='admin'))
    e.equal(e.warden.metric(OTHERS) - before, 1, 'sent to us, and another kind: its group is a foreign one')
    e.configure(mutate={'rules': rules}, validate={'rules': rules, 'matchPolicy': 'Exact'})
    e.must(e.api('POST', old, {**body, 'metadata': {'name': 'exact'}}, who='admin'))
    e.equal(e.warden.metric(OTHERS) - before, 1, 'not sent to us')
    e.note('Ingress itself is served as v1 only since Kubernetes 1.22; tried with a resource of two versions')


def dead_webhook_fails_closed(e):
    "Upstream `should unconditionally reject`: without an answer the write fails, and the error names the webhook."
    ns = e.namespace()
    e.webhook_down('kill')
    answer = e.create(ingress(ns))
    e.equal((answer.status, answer.reason), (500, 'InternalError'))
    e.check('failed calling webhook "validate.ingress-warden.dev"' in answer.message, answer.message)
    e.webhook_up()
    e.allowed(e.create(ingress(ns)))


def dead_webhook_fails_open_if_told_so(e):
    "failurePolicy Ignore is the operator's choice: the write succeeds, and the audit log shows the gap."
    ns = e.namespace()
    e.configure(validate={'failurePolicy': 'Ignore'})
    e.webhook_down('kill')
    e.allowed(e.create(ingress(ns, hosts=[FOREIGN])))
    annotations = e.audit(ns, verb='create')[-1]['annotations']
    e.check(any(key.startswith('failed-open.validating') for key in annotations), f'{annotations}')


def dead_mutating_stage_is_caught(e):
    "Only the mutating stage is down and ignored: the validating stage requires what it would have set."
    ns = e.namespace()
    e.configure(mutate={'clientConfig': {'url': 'https://127.0.0.1:1/mutate'}})
    e.denied(e.create(ingress(ns)), 'dns-annotations', 'source-ranges')
    e.denied(e.create(ingress(ns, klass=None)), 'class-present')


def slow_webhook(e):
    "Upstream `should honor timeout`: a stuck webhook costs its timeout and no more, then Fail or Ignore decide."
    ns = e.namespace()
    short = {'timeoutSeconds': 1}
    e.configure(mutate=short, validate=short)
    e.webhook_down('pause')
    begun = time.monotonic()
    answer = e.create(ingress(ns))
    took = time.monotonic() - begun
    e.equal(answer.status, 500, str(answer))
    e.check('deadline exceeded' in answer.message or 'Timeout' in answer.message, answer.message)
    e.check(1.8 < took < 4, f'two stages of 1 s took {took:.1f} s')
    e.webhook_up()
    e.until(lambda: e.create(ingress(ns, 'after'), dryRun='All').ok, 'it answers again')


def slow_webhook_ignored(e):
    "With Ignore a stuck webhook delays a write, and does not stop it."
    ns = e.namespace()
    e.configure(*[{'timeoutSeconds': 1, 'failurePolicy': 'Ignore'}] * 2)
    e.webhook_down('pause')
    e.allowed(e.create(ingress(ns, hosts=[FOREIGN])))


GARBAGE = {
    'no JSON': extra.Raw(b'hello'),
    'an empty body': extra.Raw(b''),
    'a list': extra.Raw(b'[]'),
    'no response': extra.Raw(b'{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}'),
    'half an answer': extra.Raw(b'{"apiVersion":"admission.k8s.io/v1","kind":"Admissi'),
    'a web page of status 502': extra.Raw(b'<html>Bad Gateway</html>', 502, 'text/html'),
    'a redirect to nowhere': extra.Raw(b'', 307),
}


def garbage_answers(e):
    "An answer from a proxy or an impostor must never allow a write under failurePolicy Fail."
    ns = e.namespace()
    state = {}

    def answer(_):
        raise state['raw']
    _, client = e.impostor(answer)
    e.configure(mutate=None, validate={'clientConfig': client})
    for what, state['raw'] in GARBAGE.items():
        got = e.create(ingress(ns))
        e.check(not got.ok and 'failed calling webhook' in got.message, f'{what}: {got}')
    e.configure(mutate=None, validate={'clientConfig': client, 'failurePolicy': 'Ignore'})
    for what, state['raw'] in GARBAGE.items():
        e.must(e.create(ingress(ns, what.replace(' ', '-').lower())))


def answer_of_another_question(e):
    "An answer with another uid does not count as an answer."
    ns = e.namespace()
    _, client = e.impostor(lambda review: {'uid': 'other', 'allowed': True})
    e.configure(mutate=None, validate={'clientConfig': client})
    answer = e.create(ingress(ns))
    e.check(not answer.ok and 'expected response.uid' in answer.message, str(answer))


def called_through_a_service(e):
    "In a cluster the address is a Service: the API server uses HTTP/1.1 and the name NAME.NAMESPACE.svc."
    ns = e.namespace()
    space = '/api/v1/namespaces'
    made = e.api('POST', space, {'metadata': {'name': 'ingress-warden'}}, who='admin')
    e.check(made.ok or made.status == 409, f'{made}')
    e.cleanup(lambda: e.api('DELETE', f'{space}/ingress-warden/services/ingress-warden', who='admin'))
    e.must(e.api('POST', f'{space}/ingress-warden/services', who='admin', body={
        'metadata': {'name': 'ingress-warden'},
        'spec': {'type': 'ExternalName', 'externalName': 'localhost', 'ports': [{'port': e.warden.port}]}}))

    def client(stage):
        return {'clientConfig': {'caBundle': e.warden.ca_bundle(), 'service': {
            'namespace': 'ingress-warden', 'name': 'ingress-warden', 'path': stage, 'port': e.warden.port}}}
    e.configure(client('/mutate'), client('/validate'))
    e.equal(e.allowed(e.create(ingress(ns))).annotations[TARGET], 'int-lb.corp.example.net', 'target')
    e.denied(e.create(ingress(ns, 'bad', hosts=[FOREIGN])), *RULES)


def api_server_restarts_while_we_are_down(e):
    "A stored webhook with Fail must not prevent the API server from starting; only Ingress writes wait."
    ns = e.namespace()
    e.allowed(e.create(ingress(ns)))
    e.webhook_down()
    e.apiserver_restart()
    e.must(e.api('POST', f'/api/v1/namespaces/{ns}/configmaps', {'metadata': {'name': 'other'}}))
    e.until(lambda: e.create(ingress(ns, 'two')).status == 500, 'writes are refused while nobody judges them')
    e.must(e.get(ns))
    e.webhook_up()
    e.allowed(e.create(ingress(ns, 'two')))


def api_server_restarts_while_we_come_back(e):
    "Both start at the same time, in either order, and connect without help."
    ns = e.namespace()
    e.webhook_down('kill')
    e.cluster.apiserver.stop()
    e.warden.start(ready=False)
    e.cluster.start_apiserver()
    e.until(e.warden.ready, 'the webhook is ready')
    e.until(lambda: e.create(ingress(ns, hosts=[FOREIGN])).status == 403, 'it is asked again')
    e.allowed(e.create(ingress(ns)))


def webhook_restarts_under_load(e):
    "Kept connections end with the process; this may cost at most one failed attempt for each write."
    ns = e.namespace()
    failed = 0
    for i in range(10):
        e.allowed(e.create(ingress(ns, f'a{i}')))
        e.warden.restart()
        failed += not e.create(ingress(ns, f'b{i}')).ok
    e.equal(failed, 0, 'writes that failed right after a restart')


def certificate_authority_rotation(e):
    "caBundle old, old and new, new: at no point may a write fail."
    ns = e.namespace()
    fresh = os.path.join(e.folder, 'fresh')
    e.warden.command('certs', 'make', '--dir', fresh, '--dns', 'localhost', '--ip', '127.0.0.1')
    old = os.path.join(e.folder, 'old')
    os.makedirs(old)
    for name in ('tls.crt', 'tls.key', 'ca.crt'):
        e.run('cp', os.path.join(e.warden.certs, name), old)
    e.cleanup(lambda: e.warden.install_pair(old))

    def trust(*folders):
        bundle = e.warden.ca_bundle(*folders)
        e.configure(*[{'clientConfig': {'url': f'{e.warden.url}/{stage}', 'caBundle': bundle}}
                      for stage in ('mutate', 'validate')])
    count = iter(range(1000))

    def writes(what):
        for _ in range(5):
            answer = e.create(ingress(ns, f'n{next(count)}'))
            e.check(answer.ok and TARGET in answer.annotations, f'{what}: {answer}')
    writes('before')
    trust(old, fresh)
    writes('both trusted, old pair')
    e.warden.install_pair(fresh)
    e.apiserver_restart()  # so that no kept connection uses the old pair
    writes('both trusted, new pair')
    trust(fresh)
    writes('new trusted, new pair')
    trust(old)
    answer = e.create(ingress(ns, 'untrusted'))
    e.check(not answer.ok and 'x509' in answer.message, f'the old CA alone must not do: {answer}')


def _admission_configuration(e, users):
    e.write('kubeconfig.yaml', yaml.safe_dump({'apiVersion': 'v1', 'kind': 'Config', 'users': users}))
    plugins = [{'name': name, 'configuration': {
        'apiVersion': 'apiserver.config.k8s.io/v1', 'kind': 'WebhookAdmissionConfiguration',
        'kubeConfigFile': os.path.join(e.folder, 'kubeconfig.yaml')}}
        for name in ('MutatingAdmissionWebhook', 'ValidatingAdmissionWebhook')]
    e.write('admission.yaml', yaml.safe_dump({
        'apiVersion': 'apiserver.config.k8s.io/v1', 'kind': 'AdmissionConfiguration', 'plugins': plugins}))
    return '--admission-control-config-file=' + os.path.join(e.folder, 'admission.yaml')


def mutual_tls(e):
    "With --client-ca only the API server gets answers: it shows the certificate of its AdmissionConfiguration."
    ns = e.namespace()
    for name in ('api', 'other'):
        make_ca(os.path.join(e.folder, name))
        issue(os.path.join(e.folder, name), 'client', f'DNS:{name}.e2e.test', 'clientAuth')
    e.webhook_restart('--client-ca', os.path.join(e.folder, 'api', 'ca.crt'), '--client-name', 'api.e2e.test')
    answer = e.create(ingress(ns))
    e.check(answer.status == 500 and 'failed calling webhook' in answer.message, f'without a certificate: {answer}')
    e.note('without a certificate: ' + answer.message)

    def shown(name):
        pair = os.path.join(e.folder, name, 'client')
        return _admission_configuration(e, [{'name': f'127.0.0.1:{e.warden.port}', 'user': {
            'client-certificate': pair + '.crt', 'client-key': pair + '.key'}}])
    e.apiserver_restart(shown('other'))
    answer = e.create(ingress(ns))
    e.check(answer.status == 500, f'the certificate of another CA: {answer}')
    e.note('with the certificate of another CA: ' + answer.message)
    e.apiserver_restart(shown('api'))
    e.equal(e.allowed(e.create(ingress(ns))).annotations[TARGET], 'int-lb.corp.example.net', 'target')
    e.denied(e.create(ingress(ns, 'bad', hosts=[FOREIGN])), *RULES)
