# SPDX-License-Identifier: Apache-2.0
"""Every object of the shipped manifests on the API server; and the effect of the matchConditions."""

import base64
import copy
import json
import os
import re
import shutil

import yaml

from live import tools
from live.objects import ingress

SHIPPED = os.path.join(tools.ROOT, 'manifests')
NAMESPACE = 'ingress-warden'
# Kinds whose definitions other projects provide; no API server has them by default.
FOREIGN = {'Certificate', 'Issuer', 'PodMonitor', 'PrometheusRule'}


def _rendered(e, folder):
    """The objects of manifests/FOLDER, with certificates where it needs some."""
    copied = os.path.join(e.folder, 'manifests')
    if not os.path.exists(copied):
        shutil.copytree(SHIPPED, copied, ignore=shutil.ignore_patterns('certs'))
        own, mutual = (os.path.join(copied, f'overlays/{name}/certs') for name in ('own-ca', 'mutual-tls'))
        made = e.run(tools.PROGRAM, 'certs', 'make', '--dir', own, '--dns', 'ingress-warden.ingress-warden.svc')
        e.check(made.code == 0, f'certs make: {made}')
        os.makedirs(mutual)
        shutil.copy(os.path.join(own, 'ca.crt'), os.path.join(mutual, 'client-ca.crt'))
    done = e.kubectl('kustomize', os.path.join(copied, folder))
    e.check(done.code == 0, f'kustomize {folder}: {done}')
    return list(yaml.safe_load_all(done.out))


def _apply(e, objects, *options):
    """Applies objects server-side, as admin; unknown fields are refused.  The webhook
    configurations get another name in a dry run, because the chain needs its own."""
    own = [o for o in objects if not o['kind'].endswith('WebhookConfiguration') and o['kind'] not in FOREIGN]
    hooks = copy.deepcopy([o for o in objects if o['kind'].endswith('WebhookConfiguration')])
    for hook in hooks:
        hook['metadata']['name'] = 'shipped'
    for group, more in ((own, ()), (hooks, ('--dry-run=server',))):
        done = e.kubectl('apply', '--server-side', '--force-conflicts', '--validate=strict', *more, *options,
                         '-f', '-', who='admin', stdin=json.dumps({'apiVersion': 'v1', 'kind': 'List', 'items': group}))
        e.check(done.code == 0, f'apply: {done}')
        e.check('Warning' not in done.err, f'apply warns: {done.err}')
    e.cleanup(lambda: [e.kubectl('delete', '--wait=false', '--ignore-not-found', o['kind'], o['metadata']['name'],
                                 '--namespace', o['metadata'].get('namespace', ''), who='admin')
                       for o in own if o['kind'] != 'Namespace'])


def _pod(objects):
    deployment = next(o for o in objects if o['kind'] == 'Deployment')
    template = copy.deepcopy(deployment['spec']['template'])
    # No pod runs: the controllers that would set these fields do not run here.
    for spread in template['spec']['topologySpreadConstraints']:
        spread['labelSelector']['matchLabels']['pod-template-hash'] = 'x'
        spread.pop('matchLabelKeys')
    template['metadata'] |= {'name': 'as-the-deployment-makes-it', 'namespace': deployment['metadata']['namespace']}
    return {'apiVersion': 'v1', 'kind': 'Pod', **template}


def _create_pod(e, pod):
    return e.api('POST', f'/api/v1/namespaces/{NAMESPACE}/pods', pod, who='admin', dryRun='All')


def every_object_is_taken(e):
    "Every object must pass the validation of the API server."
    for folder in ('base', 'overlays/own-ca', 'overlays/mutual-tls', 'overlays/cert-manager', 'overlays/preview'):
        _apply(e, _rendered(e, folder))


def helm_installs_and_upgrades(e):
    "A chart that renders may still be refused; and an upgrade must not touch certificates."
    copied = os.path.join(e.folder, 'chart')
    shutil.copytree(os.path.join(SHIPPED, 'chart'), copied)
    made = e.run(tools.PROGRAM, 'certs', 'make', '--dir', 'certs', '--dns', 'try.helm-try.svc')
    e.check(made.code == 0, f'certs make: {made}')
    # The chain has its own configurations; the chart must not install others.
    for name in ('mutating-webhook.yaml', 'validating-webhook.yaml'):
        os.remove(os.path.join(copied, 'templates', name))
    options = ['try', copied, '--namespace', 'helm-try', '--set', 'certificates.from=files',
               '--set-file', f'policy.files.policy\\.yaml={SHIPPED}/base/policy.yaml',
               *[item for name, file in (('caCrt', 'ca.crt'), ('tlsCrt', 'tls.crt'), ('tlsKey', 'tls.key'))
                 for item in ('--set-file', f'certificates.files.{name}=certs/{file}')]]
    done = e.helm('install', *options, '--create-namespace', who='admin')
    e.check(done.code == 0, f'helm install: {done}')
    e.cleanup(lambda: e.helm('uninstall', 'try', '--namespace', 'helm-try', who='admin'))
    path = '/api/v1/namespaces/helm-try/secrets/ingress-warden-tls'
    before = e.must(e.api('GET', path, who='admin')).body
    done = e.helm('upgrade', *options, '--set', 'replicas=5', who='admin')
    e.check(done.code == 0, f'helm upgrade: {done}')
    after = e.must(e.api('GET', path, who='admin')).body
    e.equal(after['data'], before['data'], 'the certificate after an upgrade')
    shown = e.kubectl('get', 'deployment', '--namespace', 'helm-try', '-o', 'name', who='admin').out
    e.check('deployment.apps/try-ingress-warden' in shown, f'no deployment: {shown}')


def the_pod_is_restricted(e):
    "PodSecurity admission, level restricted, admits the pod of every overlay, and would refuse a laxer one."
    for folder in ('overlays/own-ca', 'overlays/mutual-tls'):
        objects = _rendered(e, folder)
        namespace = next(o for o in objects if o['kind'] == 'Namespace')
        e.equal(namespace['metadata']['labels']['pod-security.kubernetes.io/enforce'], 'restricted')
        _apply(e, objects)
        pod = _pod(objects)
        answer = e.must(_create_pod(e, pod))
        e.equal(answer.warnings, [], 'warnings of PodSecurity')
        pod['spec']['containers'][0]['securityContext'].pop('capabilities')
        refused = _create_pod(e, pod)
        e.check(refused.status == 403 and 'violates PodSecurity "restricted' in refused.message,
                f'a laxer pod should be refused: {refused}')


def ca_bundle_is_the_ca(e):
    "The caBundle of an overlay must be the CA of its certificate; otherwise every Ingress would be refused."
    objects = _rendered(e, 'overlays/own-ca')
    secret = next(o for o in objects if o['kind'] == 'Secret')
    for hook in (o for o in objects if o['kind'].endswith('WebhookConfiguration')):
        bundle = base64.b64decode(re.sub(r'\s', '', hook['webhooks'][0]['clientConfig']['caBundle']))
        e.equal(bundle, base64.b64decode(re.sub(r'\s', '', secret['data']['ca.crt'])), 'caBundle')


def _reviews(e):
    """The number of reviews that the webhook has answered."""
    return e.warden.metric('ingress_warden_reviews_total')


def status_writes_are_not_sent(e):
    "Controllers write the status of Ingresses frequently, and must not wait for the webhook."
    ns = e.namespace('shop')
    stored = e.must(e.create(ingress(ns))).body
    before = _reviews(e)
    stored['status'] = {'loadBalancer': {'ingress': [{'hostname': 'lb.example.net'}]}}
    stored = e.must(e.update(stored, sub='status')).body
    e.equal(_reviews(e), before, 'reviews after a status write')
    # The webhook is down, with failurePolicy Fail: a status write is not affected.
    e.webhook_down()
    stored['status'] = {'loadBalancer': {'ingress': [{'hostname': 'other.example.net'}]}}
    e.must(e.update(stored, sub='status'))


def status_writes_without_annotations_are_spared(e):
    "An object without annotations, before and after, has none that changed."
    ns = e.namespace('shop')
    bare = e.unguarded(ingress(ns, hosts=['shop.corp.example.net']))
    e.check('annotations' not in bare['metadata'], f'should bear none: {bare["metadata"]}')
    before = _reviews(e)
    bare['status'] = {'loadBalancer': {'ingress': [{'ip': '192.0.2.1'}]}}
    e.must(e.update(bare, sub='status'))
    e.equal(_reviews(e), before, 'reviews after a status write')


def status_writes_that_annotate_are_judged(e):
    "Annotations can be written through the status as well, and what is there then counts."
    ns = e.namespace('shop')
    stored = e.must(e.create(ingress(ns))).body
    before = _reviews(e)
    stored['metadata'].setdefault('annotations', {})['external-dns.kubernetes.io/hostname'] = 'www.example.org'
    answer = e.update(stored, sub='status')
    e.check(not answer.ok, f'an annotation slipped in through the status: {answer}')
    e.check(_reviews(e) > before, 'the webhook was not asked')
    bare = e.unguarded(ingress(ns, name='bare', hosts=['bare.shop.corp.example.net']))
    bare['metadata']['annotations'] = {'external-dns.kubernetes.io/hostname': 'www.example.org'}
    answer = e.update(bare, sub='status')
    e.check(not answer.ok, f'a first annotation slipped in through the status: {answer}')
