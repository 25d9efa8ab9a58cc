# SPDX-License-Identifier: Apache-2.0
"""Documents whose blocks are tested on the live chain.

tests/docs/run.py runs the blocks of a page without a cluster and describes their marks.  Here
the same blocks are taken from the page: its policy is put in force and registered, its commands
run and print what it shows, and what `check` says of a file is then what the API server does
with it: refused for the same rules, or stored with exactly the annotations that it adds.
"""

import importlib.util
import os
import pathlib
import re
import shlex

import yaml

from live import tools

MANAGED = 'ingress-warden.dev/managed'


def _runner():
    path = os.path.join(tools.ROOT, 'tests', 'docs', 'run.py')
    spec = importlib.util.spec_from_file_location('documents_runner', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shell(e, command, who='admin'):
    """Runs the command as the reader would; returns both outputs together."""
    path = ':'.join([os.path.dirname(tools.PROGRAM), tools.folder('kubectl'), os.environ['PATH']])
    return e.run('bash', '-c', 'exec 2>&1; ' + command, who=who, PATH=path, LC_ALL='C', NO_COLOR='1')


def commands_for(page, scenario):
    """The commands of the page whose blocks say `elsewhere` and name this file of scenarios."""
    runner = _runner()
    mark = f'elsewhere {os.path.relpath(scenario, tools.ROOT)}'
    blocks = runner.blocks(pathlib.Path(tools.ROOT, 'docs', page))
    return [command for _, found, text in blocks if found == mark for command, _ in runner.commands(text)]


class Page:
    """who: namespace -> the user who writes there.  changed(obj) may alter an object before it
    is written; before and after: file -> what is done around the moment it is written."""

    def __init__(self, e, name, who, changed=lambda obj: obj, before=None, after=None):
        self.e, self.who, self.changed = e, who, changed
        self.before, self.after = before or {}, after or {}
        self.runner = _runner()
        self.path = os.path.join(tools.ROOT, 'docs', name)
        with open(self.path, encoding='utf-8') as file:
            prose = re.sub(r'^```.*?^```', '', file.read(), flags=re.M | re.S)
        spans = [' '.join(span.split()) for span in re.findall(r'`([^`]+)`', prose)]
        self.unused = [span for span in spans if re.match(r'(kubectl|curl|ingress-warden) .*-', span)]
        self.policy, self.documents, self.manifests, self.written = '', [], [], 0

    def command(self, begin):
        """The command in the text with this beginning; each is used once."""
        found, = [span for span in self.unused if span.startswith(begin)]
        self.unused.remove(found)
        return found

    def shell(self, command, who='admin'):
        return shell(self.e, command, who)

    def walk(self):
        actions = {'policy': self._policy, 'part': self._part, 'file': self._file, 'console': self._console,
                   'manifest': self._manifest, 'yaml': self._yaml}
        for line, mark, text in self.runner.blocks(pathlib.Path(self.path)):
            kind, *words = mark.split()
            self.e.check(kind in actions, f'line {line}: {mark} cannot be tried here')
            actions[kind](text, *words)
        self.e.check(self.written, f'{self.path} has no object')

    def write(self, obj, denied=(), added=None):
        """Server-side apply, as the user of its namespace; added: the annotations, or None."""
        meta = obj['metadata']
        obj = self.changed(obj)
        answer = self.e.apply(obj, 'kubectl', who=self.who[meta['namespace']])
        self.written += 1
        if denied:
            self.e.denied(answer, *denied)
            return
        self.e.must(answer)
        if added is not None:
            given = meta.get('annotations', {})
            got = {key: value for key, value in answer.annotations.items() if key not in (*given, MANAGED)}
            self.e.equal(got, added, f'added to {obj["kind"]} {meta["namespace"]}/{meta["name"]}')

    def objects(self, name):
        with open(os.path.join(self.e.folder, name), encoding='utf-8') as file:
            return [document for document in yaml.safe_load_all(file) if document]

    # One method per mark.

    def _policy(self, text):
        self.policy = text
        self.e.write('policy.yaml', text)
        self.e.judge(text)
        self.e.equal(self.e.warden.metric('ingress_warden_policy_load_ok'), 1.0, 'whether the policy loads')

    def _part(self, text):
        whole = yaml.safe_load(self.policy)
        for name, value in yaml.safe_load(text).items():
            whole[name] = {**whole.get(name, {}), **value} if isinstance(value, dict) else value
        self.e.judge(yaml.safe_dump(whole, sort_keys=False))
        self.e.equal(self.e.warden.metric('ingress_warden_policy_load_ok'), 1.0, 'whether the part loads')
        self.e.judge(self.policy)

    def _file(self, text, name):
        self.e.write(name, text)

    def _yaml(self, text):
        self.documents.append(list(yaml.safe_load_all(text)))

    def _manifest(self, text, verdict, *rules):
        self.e.equal(verdict, 'denied' if rules else 'allowed', 'the mark')
        self.manifests.append(yaml.safe_load(text))
        self.write(self.manifests[-1], rules)

    def _console(self, text):
        for command, wanted in self.runner.commands(text):
            done = self.shell(command)
            self.e.check(self.runner.pattern(wanted).fullmatch(done.out), f'$ {command}\n{done}')
            words = shlex.split(command)
            if words[:2] == ['ingress-warden', 'check']:
                self._live(words, done.out)

    def _live(self, words, printed):
        """The API server treats the files as `check` predicted."""
        rules, added, last = {}, {}, None
        for line in printed.splitlines():
            head = re.match(r'(?:(\w+) )?(\S+)/(\S+): (?:allowed|denied) \(', line)
            add, rule = re.match(r'  adds (.*?)=(.*)', line), re.search(r': error: .* \[([\w-]+)\]$', line)
            if head:
                last = (head[1] or 'Ingress', head[2], head[3])
                added[last], rules[last] = {}, []
            elif add:
                added[last][add[1]] = add[2]
            elif rule:
                rules[last].append(rule[1])
        for name in (word for i, word in enumerate(words) if word.endswith('.yaml') and words[i - 1] != '--policy'):
            self.before.get(name, lambda: None)()
            for obj in self.objects(name):
                key = (obj['kind'], obj['metadata']['namespace'], obj['metadata']['name'])
                self.write(obj, rules.get(key, ()), added.get(key))
            self.after.get(name, lambda: None)()
