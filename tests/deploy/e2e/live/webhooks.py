# SPDX-License-Identifier: Apache-2.0
"""The webhook configurations: the project's own manifests, with the address of a local process.

The API server learns of a change a moment later.  To wait for that event there is a
sentinel beside each configuration: a webhook that refuses one ConfigMap and whose name
counts up.  Changes of one kind arrive in order, so once the sentinel's new name is seen
in a refusal, all that was written before it is in force.
"""

import copy
import os
import subprocess

import yaml

from live import tools
from live.process import Failure, until

PATH = '/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations'
KINDS = {'mutating': 'mutate', 'validating': 'validate'}
SENTINEL = 'e2e-sentinel'


def _shipped():
    base = os.path.join(tools.ROOT, 'manifests', 'base')
    done = subprocess.run([tools.path('kubectl', 'kubectl'), 'kustomize', base],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f'kubectl kustomize manifests/base: {done.stderr}')
    return done.stdout


def shipped():
    """The configurations as shipped, by kind: {'mutating': {...}, 'validating': {...}}."""
    return _pair(_shipped(), 'manifests/base')


def _pair(text, source):
    found = {}
    for document in yaml.safe_load_all(text):
        for kind in KINDS:
            if document and document['kind'].lower() == f'{kind}webhookconfiguration':
                found[kind] = document
    if set(found) != set(KINDS):
        raise Failure(f'{source} holds no pair of webhook configurations')
    return found


class Webhooks:
    """The webhooks that the API server calls."""

    def __init__(self, admin, warden):
        self.admin, self.warden = admin, warden
        self.shipped = shipped()
        self.generation = 0

    def install_exported(self):
        """Replaces the shipped configurations, also in configure(), by those that `export
        webhooks` prints for the policy in force; until install_shipped()."""
        self.use_exported()
        self.install()

    def use_exported(self):
        """Selects these configurations without installing them."""
        printed = self.warden.command('export', 'webhooks', '--policy', self.warden.policy)
        self.shipped = _pair(printed, 'export webhooks')

    def install_shipped(self):
        self.shipped = shipped()
        self.install()

    def default(self, kind):
        """The shipped configuration with clientConfig pointed at the local process."""
        document = copy.deepcopy(self.shipped[kind])
        document['metadata'].pop('annotations', None)
        for entry in document['webhooks']:
            entry['clientConfig'] = {'url': f'{self.warden.url}/{KINDS[kind]}',
                                     'caBundle': self.warden.ca_bundle()}
        return document

    def install(self, mutate=(), validate=()):
        """Installs both as shipped, except for the given fields (dicts) of their webhooks; None
        removes that configuration.  Returns when they are in force."""
        for kind, changes in (('mutating', mutate), ('validating', validate)):
            document = self.default(kind)
            if changes is None:
                self.remove(kind, document['metadata']['name'])
                continue
            for entry in document['webhooks']:
                entry.update(changes)
            self.put(kind, document)
        self.wait()

    def put(self, kind, document):
        """Create or replace a configuration; call wait() when all are written."""
        path = PATH.format(kind=kind)
        name = document['metadata']['name']
        there = self.admin.request('GET', f'{path}/{name}')
        if there.ok:
            version = there.body['metadata']['resourceVersion']
            document = {**document, 'metadata': {**document['metadata'], 'resourceVersion': version}}
            answer = self.admin.request('PUT', f'{path}/{name}', document)
        else:
            answer = self.admin.request('POST', path, document)
        if not answer.ok:
            raise Failure(f'{kind} webhook configuration {name}: {answer}')
        return answer.body

    def remove(self, kind, name):
        self.admin.request('DELETE', f'{PATH.format(kind=kind)}/{name}')

    def wait(self):
        """Wait until everything written before is in force."""
        self.generation += 1
        for kind in KINDS:
            self._sentinel(kind)
        for kind in KINDS:
            until(lambda k=kind: self._seen(k), f'the API server uses the {kind} webhook configurations')

    def _sentinel(self, kind):
        place = f'{SENTINEL}-{kind}'
        self.admin.request('POST', '/api/v1/namespaces', {'metadata': {'name': place}})
        self.put(kind, {
            'apiVersion': 'admissionregistration.k8s.io/v1',
            'kind': f'{kind.capitalize()}WebhookConfiguration',
            'metadata': {'name': SENTINEL},
            'webhooks': [{
                'name': f'g{self.generation}.{kind}.sentinel',
                'clientConfig': {'url': 'https://127.0.0.1:1/'}, 'failurePolicy': 'Fail',
                'sideEffects': 'None', 'admissionReviewVersions': ['v1'],
                'rules': [{'apiGroups': [''], 'apiVersions': ['v1'], 'resources': ['configmaps'],
                           'operations': ['CREATE']}],
                'namespaceSelector': {'matchLabels': {'kubernetes.io/metadata.name': place}}}]})

    def _seen(self, kind):
        answer = self.admin.request(
            'POST', f'/api/v1/namespaces/{SENTINEL}-{kind}/configmaps', {'metadata': {'name': 'x'}}, dryRun='All')
        return f'"g{self.generation}.{kind}.sentinel"' in answer.message
