# SPDX-License-Identifier: Apache-2.0
"""The CronJob of manifests/components/report, container by container, as a kubelet runs them.

The containers' own commands run here, with the folder of the scenario in place of the mounts, and
with no more rights than the service account has.  tests/deploy/manifests/report.py has the rest.
"""

import json
import os
import shutil

import yaml

from live import crds, tools
from live.objects import ingress, route
from live.pages import commands_for, shell

ACCOUNT = 'system:serviceaccount:ingress-warden:ingress-warden-report'
REPORTS = '/apis/openreports.io/v1alpha1/reports'
# The parts of the definition that the commands use.
CRD = {
    'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition',
    'metadata': {'name': 'reports.openreports.io'},
    'spec': {
        'group': 'openreports.io', 'scope': 'Namespaced',
        'names': {'kind': 'Report', 'listKind': 'ReportList', 'plural': 'reports', 'singular': 'report'},
        'versions': [{
            'name': 'v1alpha1', 'served': True, 'storage': True,
            'schema': {'openAPIV3Schema': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True}}}]}}
OVERLAY = {'apiVersion': 'kustomize.config.k8s.io/v1beta1', 'kind': 'Kustomization',
           'resources': ['../../base'], 'components': ['../../components/report']}


def _objects(e):
    """The objects of the component; cluster-wide ones are stored."""
    copied = os.path.join(e.folder, 'manifests')
    shutil.copytree(os.path.join(tools.ROOT, 'manifests'), copied, ignore=shutil.ignore_patterns('certs'))
    folder = os.path.join(copied, 'overlays', 'report')
    os.makedirs(folder)
    with open(os.path.join(folder, 'kustomization.yaml'), 'w', encoding='utf-8') as file:
        yaml.safe_dump(OVERLAY, file)
    done = e.kubectl('kustomize', folder)
    e.check(done.code == 0, done)
    found = [o for o in yaml.safe_load_all(done.out) if o['metadata']['name'] == 'ingress-warden-report']
    namespace = {'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': 'ingress-warden'}}
    done = e.kubectl('apply', '--server-side', '--force-conflicts', '--validate=strict', '-f', '-', who='admin',
                     stdin=json.dumps({'apiVersion': 'v1', 'kind': 'List', 'items': [namespace, *found]}))
    e.check(done.code == 0 and 'Warning' not in done.err, f'apply: {done}')
    e.cleanup(lambda: [e.kubectl('delete', o['kind'], o['metadata']['name'], '--ignore-not-found', '--wait=false',
                                 '--namespace', 'ingress-warden', who='admin') for o in found])
    return {o['kind']: o for o in found}


class _Job:
    """Runs the job, each time with a fresh folder as its volume."""

    def __init__(self, e):
        self.e, self.runs = e, 0
        self.pod = _objects(e)['CronJob']['spec']['jobTemplate']['spec']['template']['spec']
        with open(e.cluster.kubeconfig('admin'), encoding='utf-8') as file:
            text = file.read().replace('token: admin-token', f'token: admin-token, as: "{ACCOUNT}"')
        self.kubeconfig = os.path.join(e.folder, e.write('account.kubeconfig', text))

    def run(self):
        """Exit code of the program, whose container decides whether the job failed."""
        self.runs += 1
        folder = os.path.join(self.e.folder, f'job-{self.runs}')
        os.makedirs(folder)
        by_name = {container['name']: container for container in self.pod['initContainers'] + self.pod['containers']}
        self.container(by_name['dump'], folder)
        code = self.container(by_name['report'], folder, program=tools.PROGRAM)
        self.container(by_name['apply'], folder)
        return code

    def container(self, container, folder, program=None):
        def placed(text):
            policy = self.e.warden.policy
            return text.replace('/etc/ingress-warden/policy', policy).replace('/job', folder)
        words = [placed(word) for word in [*container.get('command', [program]), *container['args']]]
        env = {entry['name']: placed(entry['value']) for entry in container.get('env', [])}
        path = tools.folder('kubectl') + ':' + os.environ['PATH']
        done = self.e.run(*words, PATH=path, **{**env, 'KUBECONFIG': self.kubeconfig})
        self.e.check(done.code == 0 or program, f'{container["name"]}: {done}')
        return done.code

    def reports(self):
        """Namespace -> the names of its reports, with their results."""
        found = {}
        for item in self.e.must(self.e.api('GET', REPORTS, who='admin')).body['items']:
            results = sorted((result['rule'], result['result']) for result in item['results'])
            found.setdefault(item['metadata']['namespace'], {})[item['metadata']['name']] = results
        return found


def _cluster(e):
    there = e.elsewhere()
    there.cluster.start()
    there.must(there.api('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', CRD, who='admin'))
    there.until(lambda: there.api('GET', REPORTS, who='admin').ok, 'the definition of reports is served')
    return there


def what_is_stored(e):
    "Reports are written for stored objects, and deleted when the objects are gone."
    there = _cluster(e)
    job = _Job(there)
    e.equal((job.run(), job.reports()), (0, {}), 'of an empty cluster')
    for namespace, host in (('shop', 'shop.example.org'), ('shop-good', 'a.shop.corp.example.net')):
        there.namespace(name=namespace, who='shop')
        there.must(there.create(ingress(namespace, hosts=[host])))
    e.equal(job.run(), 0, 'exit code')
    found = job.reports()
    e.check(set(found) == {'shop', 'shop-good'}, f'a report in each namespace: {found}')
    e.check(('host-permitted', 'fail') in found['shop']['ingress-warden'], f'what is wrong: {found}')

    foreign = {'apiVersion': 'openreports.io/v1alpha1', 'kind': 'Report', 'results': [],
               'metadata': {'name': 'of-others', 'namespace': 'shop'}}
    there.must(there.api('POST', '/apis/openreports.io/v1alpha1/namespaces/shop/reports', foreign, who='admin'))
    there.must(there.delete('shop'))
    e.equal(job.run(), 0, 'exit code')
    found = job.reports()
    e.equal((set(found), set(found['shop'])), ({'shop', 'shop-good'}, {'of-others'}),
            'the report of a namespace without objects is gone, and no other')
    there.must(there.delete('shop-good'))
    e.equal((job.run(), set(job.reports())), (0, {'shop'}), 'none is left')


def commands_of_the_page(e):
    "The commands of docs/operations.md for the uninstallation delete exactly the webhook's reports."
    there = _cluster(e)
    path = '/apis/openreports.io/v1alpha1/namespaces/default/reports'
    for name, labels in (('of-others', {}), ('ingress-warden', {'app.kubernetes.io/managed-by': 'ingress-warden'})):
        report = {'apiVersion': 'openreports.io/v1alpha1', 'kind': 'Report'}
        there.must(there.api('POST', path, {**report, 'metadata': {'name': name, 'labels': labels}}, who='admin'))
    show, delete = commands_for('operations.md', __file__)
    shown = shell(there, show)
    e.check(shown.code == 0 and 'ingress-warden' in shown.out and 'of-others' not in shown.out, shown)
    done = shell(there, delete)
    e.check(done.code == 0, done)
    left = [item['metadata']['name'] for item in there.must(there.api('GET', path, who='admin')).body['items']]
    e.equal(left, ['of-others'], 'reports that are left')


def the_pod_is_restricted(e):
    "PodSecurity admission, level restricted, admits the pods of the job, as it does those of the server."
    namespace = e.namespace('report', labels={'pod-security.kubernetes.io/enforce': 'restricted',
                                              'pod-security.kubernetes.io/warn': 'restricted'})
    pod = {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'job'}, 'spec': _Job(e).pod}
    answer = e.api('POST', f'/api/v1/namespaces/{namespace}/pods', pod, who='admin', dryRun='All')
    e.equal(e.must(answer).warnings, [], 'warnings of PodSecurity')


def many_results(e):
    "A report of 500 results is larger than the annotation of a client-side apply may be."
    there = _cluster(e)
    job = _Job(there)
    there.namespace(name='shop', who='shop')
    for number in range(260):
        there.must(there.create(ingress('shop', f'web-{number}', hosts=[f'{"x" * 60}.{number}.example.org'])))
    e.equal(job.run(), 0, 'exit code')
    names = {name: len(results) for name, results in job.reports()['shop'].items()}
    e.check(names['ingress-warden'] == 500 and 'ingress-warden-2' in names, f'two reports: {names}')
    for number in range(200):
        there.must(there.delete('shop', f'web-{number}'))
    e.equal((job.run(), list(job.reports()['shop'])), (0, ['ingress-warden']), 'the second report is gone')


def other_kinds(e):
    "The requested kinds are read if their definitions are installed, and only with the right to list them."
    there = _cluster(e)
    job = _Job(there)
    there.namespace(name='shop', who='shop')
    env = next(entry for entry in job.pod['initContainers'][0]['env'] if entry['name'] == 'RESOURCES')
    env['value'] += ' httproutes.gateway.networking.k8s.io'
    e.equal(job.run(), 0, 'without the definition')
    crds.install(there, 'gateway-standard')
    there.must(there.create(route('HTTPRoute', 'shop', 'web', ['shop.example.org'], ['infra/public'])))

    refused = there.kubectl('get', 'httproutes', '--all-namespaces', KUBECONFIG=job.kubeconfig)
    e.check(refused.code != 0 and 'forbidden' in refused.err.lower(), f'not without the right: {refused}')
    role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/ingress-warden-report'
    rule = {'apiGroups': ['gateway.networking.k8s.io'], 'resources': ['httproutes'], 'verbs': ['list']}
    add = [{'op': 'add', 'path': '/rules/-', 'value': rule}]
    there.must(there.api('PATCH', role, add, content='json', who='admin'))

    def change(policy):
        policy['kinds'] = {'HTTPRoute': 'enforce'}
        policy['classes']['shared'] = {'domains': ['example.com'], 'externalDNS': {'instance': 'public'}}
        policy['gateways'] = {'infra/public': {'class': 'shared'}}
    e.policy(change)
    e.until(lambda: job.run() == 0, 'the role is in force')
    results = job.reports()['shop']['ingress-warden']
    e.check(('host-permitted', 'fail') in results, f'the route is judged: {results}')
