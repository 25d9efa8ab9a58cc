# SPDX-License-Identifier: Apache-2.0
"""What a scenario is given: `e`.

A scenario is a function `def name(e):` in scenarios/*.py whose docstring is one sentence
that says why it is there.  Its functions run in the order of the file; names that begin
with `_` are not scenarios.  A module may instead build a list SCENARIOS of such functions
(e.scenario(name, why, function) of run.py makes one from a table's row).

All scenarios share one API server and one webhook.  What a scenario changes through `e`
(policy, configurations, processes, extra webhooks) is undone after it, pass or fail;
e.cleanup(function) adds to that.  Namespaces stay (no controller deletes them), so each
scenario makes its own: e.namespace('shop') is `shop-` + the scenario's name.

    def wildcard_is_refused(e):
        "A tenant must not catch its neighbours' names with a wildcard."
        ns = e.namespace('shop')                       # user shop-dev may write Ingresses there
        answer = e.create(ingress(ns, hosts=['*.corp.example.net']))   # as shop-dev
        e.denied(answer, 'host-permitted', 'host-wildcard')

Users (who=): admin (may everything), shop, retail, north, south, guest, solver (the
service account of cert-manager), impostor (one of the same name elsewhere); see
cluster.USERS.  Never sleep: e.until(predicate, what).  Everything that waits does so with
a limit, and a scenario as a whole has 180 seconds.
"""

import copy
import difflib
import json
import os
import subprocess

from live import extra, objects, tools
from live.cluster import USERS, Cluster
from live.process import Failure, Process, free_port, until
from live.webhooks import Webhooks

ROLE = [
    {'apiGroups': ['networking.k8s.io'], 'resources': ['ingresses'], 'verbs': ['*']},
    {'apiGroups': ['networking.k8s.io'], 'resources': ['ingresses/status'], 'verbs': ['get', 'update', 'patch']},
    {'apiGroups': [''], 'resources': ['services/status'], 'verbs': ['get', 'update', 'patch']},
    {'apiGroups': [''], 'resources': ['configmaps', 'secrets', 'services', 'pods'], 'verbs': ['*']},
    {'apiGroups': ['gateway.networking.k8s.io', 'traefik.io', 'externaldns.k8s.io'], 'resources': ['*'],
     'verbs': ['*']},
]


class Result:
    """The exit code, output and error output of a command."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def __str__(self):
        return f'exit {self.code}\n{self.out}{self.err}'


class Context:
    def __init__(self, chain, module, name, folder):
        self.chain, self.module, self.name, self.folder = chain, module, name, folder
        self.cluster, self.warden, self.webhooks = chain.cluster, chain.warden, chain.webhooks
        self.notes, self._cleanups, self.who = [], [], 'admin'
        os.makedirs(folder, exist_ok=True)

    # --- objects, through the API; who defaults to the tenant of the last namespace() ---

    def namespace(self, tenant='shop', *, name=None, who=None, labels=None):
        """A fresh namespace in which a user (default: the tenant's, or guest) may write
        Ingresses, their status and the other kinds of objects.KINDS; returns its name and
        makes that user the default."""
        name = name or f'{tenant}-{self.name.replace("_", "-")}'[:63].rstrip('-')
        self.who = who = who or (tenant if tenant in USERS else 'guest')
        self.must(self.api('POST', '/api/v1/namespaces', {'metadata': {'name': name, 'labels': labels or {}}},
                           who='admin'))
        rbac = f'/apis/rbac.authorization.k8s.io/v1/namespaces/{name}'
        self.must(self.api('POST', f'{rbac}/roles', {'metadata': {'name': 'tenant'}, 'rules': ROLE}, who='admin'))
        self.must(self.api('POST', f'{rbac}/rolebindings', {
            'metadata': {'name': 'tenant'},
            'roleRef': {'apiGroup': 'rbac.authorization.k8s.io', 'kind': 'Role', 'name': 'tenant'},
            'subjects': [{'kind': 'User', 'name': USERS[who][0]}]}, who='admin'))
        review = {'spec': {'resourceAttributes': {
            'namespace': name, 'verb': 'create', 'group': 'networking.k8s.io', 'resource': 'ingresses'}}}
        self.until(lambda: self.api(
            'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review).body['status']['allowed'],
            f'{who} may write in {name}')
        return name

    def api(self, method, path, body=None, *, who=None, content=None, **query):
        """One request; returns client.Answer.  content: a media type, or merge, json,
        strategic, apply; query: dryRun='All', fieldManager='x' and so on; impersonate='user'."""
        return self.cluster.clients[who or self.who].request(method, path, body, content, **query)

    def create(self, obj, *, who=None, **query):
        """Creates an object of a kind of objects.KINDS; without a kind it is an Ingress."""
        return self.api('POST', objects.place(obj, named=False), obj, who=who, **query)

    def update(self, obj, *, sub=None, who=None, **query):
        """PUT, as `kubectl replace` does; sub='status' writes that subresource."""
        return self.api('PUT', objects.place(obj, sub), obj, who=who, **query)

    def patch(self, namespace, name, patch, how='merge', *, sub=None, who=None, kind='Ingress', **query):
        """how: merge, strategic (dicts), json (a list), apply (the object, fieldManager=)."""
        return self.api('PATCH', objects.path(namespace, name, sub, kind), patch, who=who, content=how, **query)

    def apply(self, obj, manager='tenant', *, force=False, who=None):
        """Server-side apply."""
        return self.api('PATCH', objects.place(obj), obj, who=who, content='apply', fieldManager=manager,
                        force='true' if force else 'false')

    def get(self, namespace, name='web', *, who=None, kind='Ingress'):
        return self.api('GET', objects.path(namespace, name, kind=kind), who=who)

    def delete(self, namespace, name='web', *, who=None, kind='Ingress'):
        return self.api('DELETE', objects.path(namespace, name, kind=kind), who=who)

    def unguarded(self, obj):
        """Stores an object as if it were older than the webhook; returns the stored object."""
        before = len(self._cleanups)
        self.configure(mutate=None, validate=None)
        stored = self.must(self.create(obj, who='admin'))
        self.undo(before)
        return stored.body

    # --- verdicts ---

    def must(self, answer):
        if not answer.ok:
            raise Failure(f'should have been accepted: {answer}')
        return answer

    def allowed(self, answer, *warnings):
        """Claims that it was accepted, with exactly the given warnings; each contains its text."""
        self.must(answer)
        self.warned(answer, *warnings)
        return answer

    def warned(self, answer, *warnings):
        if len(answer.warnings) != len(warnings) or not all(
                text in warning for text, warning in zip(warnings, answer.warnings)):
            raise Failure(f'wanted the warnings {list(warnings)}, got {answer.warnings}')

    def denied(self, answer, *rules):
        """Claims that the validating webhook refused it, for exactly these rules (in any order)."""
        if answer.status != 403 or answer.reason != 'Forbidden' or \
                'admission webhook "validate.ingress-warden.dev" denied the request: ' not in answer.message:
            raise Failure(f'the webhook should have refused it: {answer}')
        if {rule for rule, _ in answer.causes} != set(rules):
            raise Failure(f'should break {sorted(rules)}, breaks {answer.causes[:20]}: {answer.message}')
        return answer

    def unanswered(self, answer):
        """Claims that it failed because the validating webhook did not answer; the error names it."""
        if answer.status != 500 or 'failed calling webhook "validate.ingress-warden.dev"' not in answer.message:
            raise Failure(f'should fail for want of the webhook: {answer}')
        return answer

    def refused_by_api(self, answer, text=''):
        """Claims that the API server itself refused it, without or before the webhook."""
        if answer.ok or 'admission webhook' in answer.message or text not in answer.message:
            raise Failure(f'the API server should have refused it ({text}): {answer}')
        return answer

    def equal(self, got, want, what='value'):
        if got != want:
            show = [json.dumps(v, indent=1, sort_keys=True, default=str) if not isinstance(v, str) else v
                    for v in (want, got)]
            diff = '\n'.join(difflib.unified_diff(*(s.splitlines() for s in show), 'wanted', 'got', lineterm=''))
            raise Failure(f'{what} differs:\n{diff}')

    def check(self, claim, what):
        if not claim:
            raise Failure(what)

    def golden(self, name, text):
        """Compares byte by byte with golden/MODULE/NAME; BLESS=1 writes the file again."""
        file = os.path.join(tools.HERE, 'golden', self.module, name)
        if os.environ.get('BLESS'):
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, 'w', encoding='utf-8', newline='') as out:
                out.write(text)
        if not os.path.exists(file):
            raise Failure(f'no golden text {self.module}/{name}; BLESS=1 writes it:\n{text}')
        with open(file, encoding='utf-8', newline='') as golden:
            self.equal(text, golden.read(), f'golden/{self.module}/{name}')

    until = staticmethod(until)

    def note(self, text):
        """Adds a line to the report: an observation besides the verdict."""
        self.notes.append(text)

    # --- commands ---

    def write(self, name, content):
        """A file in the scenario's folder (text, or an object as JSON); returns the bare name."""
        with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as file:
            file.write(content if isinstance(content, str) else json.dumps(content, indent=1))
        return name

    def run(self, program, *arguments, who=None, stdin=None, timeout=60, **env):
        """Any program, in the scenario's folder and with the user's KUBECONFIG."""
        variables = {**os.environ, 'KUBECONFIG': self.cluster.kubeconfig(who or self.who), 'HOME': self.chain.folder,
                     'LC_ALL': 'C.UTF-8', 'NO_PROXY': '127.0.0.1', **env}
        return Result(subprocess.run([program, *map(str, arguments)], cwd=self.folder, env=variables, text=True,
                                     input=stdin, capture_output=True, timeout=timeout, check=False))

    def kubectl(self, *arguments, who=None, stdin=None, **env):
        """kubectl as that user; returns Result(code, out, err)."""
        return self.run(tools.path('kubectl', 'kubectl'), *arguments, who=who, stdin=stdin, **env)

    def helm(self, *arguments, who=None, **env):
        return self.run(tools.path('kubectl', 'helm'), *arguments, who=who, **env)

    def spawn(self, name, *argv, **env):
        """A program that runs beside the scenario (Process), stopped after it; its output is
        in the scenario's folder as NAME.log."""
        process = Process(name, argv, os.path.join(self.folder, name + '.log'), cwd=self.folder,
                          env={**os.environ, 'HOME': self.chain.folder, **env})
        self.cleanup(process.stop)
        process.start()
        return process

    free_port = staticmethod(free_port)

    # --- the parts of the chain; each change is undone after the scenario ---

    def policy(self, change):
        """Change the policy: a function that alters the dict, or a whole text.  Returns when
        the webhook has read it (a text may fail to load; then the old one stays)."""
        self.cleanup(lambda: self.warden.process.alive() and self.warden.write_policy(self.warden.first_policy))
        if callable(change):
            self.warden.edit_policy(change)
        else:
            self.warden.write_policy(change)

    def judge(self, change):
        """Change the policy, and register the webhooks that `export webhooks` prints for it:
        the kinds that it judges are sent.  configure() then changes those."""
        self.policy(change)
        self.cleanup(self.webhooks.install_shipped)
        self.webhooks.install_exported()

    def configure(self, mutate=(), validate=()):
        """The two shipped webhook configurations, except for these fields, such as
        validate={'failurePolicy': 'Ignore'}; None removes one.  Returns when in force."""
        self.cleanup(self.webhooks.install)
        self.webhooks.install(mutate, validate)

    def extra_webhook(self, kind, name, answer, **fields):
        """Another webhook for Ingresses: kind mutating or validating, configuration and
        webhook named after name (such as 'zz-late'; mutating ones run in name order).
        answer(review) is described in extra.py.  Returns the extra.Server."""
        server = extra.Server(self.warden.certs, answer)
        self.cleanup(server.close)
        entry = self.webhooks.default(kind)
        entry['metadata']['name'] = name
        entry['webhooks'][0].update({
            'name': f'{name}.e2e.test', 'failurePolicy': 'Fail',
            'clientConfig': {'url': server.url, 'caBundle': self.warden.ca_bundle()},
            **({'reinvocationPolicy': 'Never'} if kind == 'mutating' else {}), **fields})
        self.cleanup(lambda: (self.webhooks.remove(kind, name), self.webhooks.wait()))
        self.webhooks.put(kind, entry)
        self.webhooks.wait()
        return server

    def recorders(self, resources, group='', versions=('*',), answer=lambda _: extra.allow()):
        """A mutating and a validating webhook that see each CREATE and UPDATE of resources
        (plurals, SUBRESOURCE behind a slash) of a group; the first replies with answer(review).
        Returns what both have seen, as lists of requests that grow."""
        rules = [{'apiGroups': [group], 'apiVersions': list(versions), 'resources': list(resources),
                  'operations': ['CREATE', 'UPDATE']}]
        replies = {'mutating': answer, 'validating': lambda _: extra.allow()}
        return [self.extra_webhook(kind, 'zz-record', reply, rules=rules, matchConditions=[]).requests
                for kind, reply in replies.items()]

    def impostor(self, answer):
        """In place of our webhook, for both stages: a Python server (extra.py)."""
        server = extra.Server(self.warden.certs, answer)
        self.cleanup(server.close)
        return server, {'url': server.url, 'caBundle': self.warden.ca_bundle()}

    def webhook_down(self, how='stop'):
        """Stops, kills or pauses the webhook (paused: it keeps its sockets, but does not answer)."""
        self.cleanup(self.webhook_up)
        getattr(self.warden.process, how)()

    def webhook_up(self, *options):
        """Runs the webhook again after any of these; options replace those given before."""
        if self.warden.process.alive():
            self.warden.process.resume()
        else:
            self.warden.start(*options)

    def webhook_restart(self, *options):
        """Restarts the webhook with these options of `serve`, until the scenario ends."""
        self.cleanup(self.warden.restart)
        self.warden.restart(*options)

    def apiserver_restart(self, *flags):
        """Restarts the API server with additional flags, until the scenario ends (about 5 seconds)."""
        if flags:
            self.cleanup(self.cluster.restart_apiserver)
        self.cluster.restart_apiserver(flags)

    def elsewhere(self):
        """The same scenario on a separate cluster, empty and not started; the webhook is the
        same process.  The cluster is stopped after the scenario."""
        there = copy.copy(self)
        there.chain, there.who = copy.copy(self.chain), 'admin'
        there.chain.installed = set()
        folder = os.path.join(self.folder, 'cluster')
        os.makedirs(folder)
        there.cluster = there.chain.cluster = Cluster(folder)
        there.webhooks = there.chain.webhooks = Webhooks(there.cluster.clients['admin'], self.warden)
        self.cleanup(there.cluster.stop)
        return there

    def audit(self, namespace, name='web', *, kind='Ingress', **wanted):
        """The audit events of an object, newest last; waits for the first that has e.g.
        verb='create'.  Their annotations show patches and calls that failed open."""
        resource = objects.KINDS[kind][1]

        def events():
            with open(os.path.join(self.cluster.folder, 'audit.log'), encoding='utf-8') as log:
                lines = [json.loads(line) for line in log if f'"{namespace}"' in line and line.endswith('\n')]
            return [event for event in lines
                    if event['objectRef'].get('namespace') == namespace
                    and event['objectRef']['resource'] == resource
                    and event['objectRef'].get('name') in (name, None)
                    and all(event.get(key) == value for key, value in wanted.items())]
        return self.until(events, f'audit events of {kind} {namespace}/{name} {wanted}')

    # --- cleaning up ---

    def cleanup(self, function):
        self._cleanups.append(function)

    def undo(self, but=0):
        """Runs the cleanups now, the last first; the first `but` of them remain."""
        while len(self._cleanups) > but:
            self._cleanups.pop()()
