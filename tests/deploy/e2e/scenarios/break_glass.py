# SPDX-License-Identifier: Apache-2.0
"""Runs the commands of the section Break-glass of docs/operations.md, in the order of the page.

No controller creates the pods of the Deployment, so _roll_out() starts the webhook with its arguments.
"""

import json
import os
import shutil

import yaml

from live import tools
from live.objects import ingress
from live.pages import commands_for, shell
from live.webhooks import KINDS

FOREIGN = 'shop.example.org'
DEPLOYMENT = '/apis/apps/v1/namespaces/{namespace}/deployments/{name}'
CONFIGURATION = '/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations/{name}'


def _overlay(e):
    """overlays/mine: the shipped manifests, whose configurations call the process of the chain."""
    shutil.copytree(os.path.join(tools.ROOT, 'manifests', 'base'), os.path.join(e.folder, 'base'))
    patches = [{
        'target': {'kind': f'{kind.capitalize()}WebhookConfiguration'},
        'patch': json.dumps([{'op': 'replace', 'path': '/webhooks/0/clientConfig',
                              'value': e.webhooks.default(kind)['webhooks'][0]['clientConfig']}])} for kind in KINDS]
    folder = os.path.join(e.folder, 'overlays', 'mine')
    os.makedirs(folder)
    with open(os.path.join(folder, 'kustomization.yaml'), 'w', encoding='utf-8') as file:
        yaml.safe_dump({'resources': ['../../base'], 'patches': patches}, file)


def _container(e, namespace='ingress-warden', name='ingress-warden'):
    body = e.must(e.api('GET', DEPLOYMENT.format(namespace=namespace, name=name), who='admin')).body
    return body['spec']['template']['spec']['containers'][0]


def _configurations(e, name='ingress-warden'):
    """The parts that an emergency changes: whether the configurations exist, and their failurePolicy."""
    answers = [e.api('GET', CONFIGURATION.format(kind=kind, name=name), who='admin') for kind in KINDS]
    return [answer.body['webhooks'][0]['failurePolicy'] if answer.ok else None for answer in answers]


class _Tries:
    """Repeatedly writes an Ingress with a host that belongs to no tenant."""

    def __init__(self, e):
        self.e, self.namespace, self.written = e, e.namespace(), 0

    def __call__(self):
        self.written += 1
        return self.e.create(ingress(self.namespace, f'try-{self.written}', hosts=[FOREIGN]))

    def wait(self, status, what):
        self.e.until(lambda: self().status == status, what)


def every_command_of_the_page(e):
    "In an emergency, every command must work, and every step must be reversible."
    commands = commands_for('operations.md', __file__)
    e.write('policy.yaml', e.warden.first_policy)
    e.cleanup(e.webhooks.install)
    e.cleanup(e.webhook_up)
    e.cleanup(e.warden.stop)
    _overlay(e)

    def run(begin, wanted=0, command=None):
        command = command or commands.pop(0)
        e.check(command.startswith(begin), f'{begin} is what comes next, not: {command}')
        done = shell(e, command)
        e.check(done.code == wanted, f'$ {command}\n{done}')
        return done

    e.cleanup(lambda: e.kubectl(
        'delete', 'deployment,service,configmap,networkpolicy,serviceaccount,pdb', '--wait=false',
        '--namespace=ingress-warden', '--selector=app.kubernetes.io/name', who='admin'))
    restore = next(command for command in commands if command.startswith('kubectl apply'))
    run('kubectl apply', command=restore)
    before, shipped = _configurations(e), _container(e)
    tries = _Tries(e)
    tries.wait(403, 'the manifests are in force')

    def roll_out():
        e.warden.process.kill()
        e.warden.start(*[word for word in _container(e)['args'] if word not in shipped['args']])

    e.warden.process.kill()
    tries.wait(500, 'no pod answers')
    run('kubectl patch validatingwebhookconfiguration')
    tries.wait(201, 'written unjudged')
    roll_out()
    tries.wait(403, 'judged as soon as a pod is back')

    run('kubectl -n ingress-warden patch deployment')
    roll_out()
    answer = e.must(tries())
    e.check(all(any(f'{rule}: would be denied' in warning for warning in answer.warnings)
                for rule in ('host-permitted', 'host-in-class')), f'in preview: {answer}')

    run('kubectl delete validatingwebhookconfiguration,mutatingwebhookconfiguration')
    e.until(lambda: not e.must(tries()).warnings, 'nobody is asked')
    e.equal(_configurations(e), [None, None], 'the configurations')

    run('kubectl apply')
    e.equal(_configurations(e), before, 'failurePolicy of the configurations')
    e.equal(_container(e), shipped, 'the container')
    roll_out()
    tries.wait(403, 'enforced again')
    e.warden.process.kill()
    tries.wait(500, 'shut again while no pod answers')

    found = run('kubectl get ingress', wanted=1).out
    e.check(f'{tries.namespace}/try-' in found and FOREIGN in found, f'what got in is found: {found}')
    e.equal(commands, [], 'commands that were not tried')


def helm_upgrade_restores(e):
    "As the page says, an upgrade with the same values undoes each step, including changes by others."
    chart, name = os.path.join(tools.ROOT, 'manifests', 'chart'), 'glass-ingress-warden'
    options = ['glass', chart, '--namespace', 'glass', '--set', 'certificates.from=secret',
               '--set', f'certificates.caBundle={e.warden.ca_bundle()}',
               '--set', 'image.repository=registry.example.net/ingress-warden',
               '--set-file', f'policy.files.policy\\.yaml={chart}/../base/policy.yaml']
    done = e.helm('install', *options, '--create-namespace', who='admin')
    e.check(done.code == 0, f'helm install: {done}')
    e.cleanup(lambda: (e.helm('uninstall', 'glass', '--namespace', 'glass', who='admin'), e.webhooks.wait()))
    there = _configurations(e, name), _container(e, 'glass', name)
    commands = [command.replace('-n ingress-warden', '-n glass').replace(' ingress-warden', f' {name}')
                for command in commands_for('operations.md', __file__)[:3]]
    changed = [['Ignore', 'Ignore'], ['Ignore', 'Ignore'], [None, None]]
    for command, configurations in zip(commands, changed):
        done = shell(e, command)
        e.check(done.code == 0, f'$ {command}\n{done}')
        e.equal(_configurations(e, name), configurations, command)
    e.check('--preview' in _container(e, 'glass', name)['args'], 'in preview')

    def upgrade():
        done = e.helm('upgrade', *options, '--force-conflicts', who='admin')
        e.check(done.code == 0, f'helm upgrade: {done}')
        e.equal((_configurations(e, name), _container(e, 'glass', name)), there, 'after the upgrade')

    upgrade()
    done = shell(e, commands[0])
    e.check(done.code == 0, f'$ {commands[0]}\n{done}')
    upgrade()
