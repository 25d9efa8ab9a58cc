# SPDX-License-Identifier: Apache-2.0
"""A tenant's shell: the commands and their output become a golden text.

The text contains command, standard output, standard error and exit code, byte by byte; only
VARIES is normalised before the comparison."""

import re
import shlex

VARIES = (
    # where the webhook listens
    (r'127\.0\.0\.1:\d+', '127.0.0.1:PORT'),
    # the file that `edit` leaves behind, the two folders of `diff` and the age of their files
    (r'\S*/kubectl-edit-\d+\.yaml', 'TMP/kubectl-edit-N.yaml'),
    (r'\S*/(LIVE|MERGED)-\d+/', r'TMP/\1-N/'),
    (r'^((?:---|\+\+\+) TMP/\S+)\t.*$', r'\1\tTIME'),
    # values that the API server generates for an object
    (r'uid: [0-9a-f]{8}-[0-9a-f-]{27}', 'uid: UID'),
    (r'resourceVersion: "\d+"', 'resourceVersion: "N"'),
    (r'creationTimestamp: "[^"]+"', 'creationTimestamp: "TIME"'),
    # times of helm's releases, and of its log lines in two forms
    (r'^LAST DEPLOYED: .*$', 'LAST DEPLOYED: TIME'),
    (r'[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}', 'Day Mon DD HH:MM:SS YYYY'),
    (r'^time=\S+ ', 'time=TIME '),
    (r'^([IWE])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ ', r'\1MMDD TIME PID '),
)

HOST = 'web.shop.corp.example.net'


def ingress_file(name='web', host=HOST, klass=None, more='', tls=''):
    """An Ingress as a developer writes it."""
    return f'''apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}{more}
spec:{klass and chr(10) + '  ingressClassName: ' + klass or ''}{tls}
  rules:
  - host: {host}
    http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}]}}
'''


def level(text):
    for pattern, replacement in VARIES:
        text = re.sub(pattern, replacement, text, flags=re.M)
    return text


class Terminal:
    """A tenant's shell in a separate namespace; the session becomes a golden text."""

    def __init__(self, e):
        self.e, self.namespace, self.text = e, e.namespace(), ''
        with open(e.cluster.kubeconfig(e.who), encoding='utf-8') as file:
            config = file.read().replace(f'user: {e.who}}}', f'user: {e.who}, namespace: {self.namespace}}}')
        e.write('kubeconfig', config)
        self.env = {'KUBECONFIG': f'{e.folder}/kubeconfig', 'TMPDIR': e.folder, 'KUBECTL_EXTERNAL_DIFF': ''}

    def says(self, heading):
        self.text += f'{chr(10) if self.text else ""}## {heading}\n'

    def has(self, name, text):
        """A file of the developer; the golden text shows it."""
        self.e.write(name, text)
        self.text += f'\n$ cat {name}\n{text}'

    def runs(self, *argv, stdin=None, **env):
        """Runs the command; the text gets it, both outputs and the exit code."""
        shown = ''.join(f'{key}={shlex.quote(value)} ' for key, value in env.items())
        self.text += f'\n$ {shown}{shlex.join(argv)}{" < -" if stdin else ""}\n'
        program = self.e.kubectl if argv[0] == 'kubectl' else self.e.helm
        result = program(*argv[1:], stdin=stdin, **self.env, **env) if stdin else \
            program(*argv[1:], **self.env, **env)
        for name, output in (('stdout', result.out), ('stderr', result.err)):
            if output:
                end = '' if output.endswith('\n') else '\n(no line feed)\n'
                self.text += f'--- {name}\n{level(output)}{end}'
        self.text += f'--- exit {result.code}\n'
        return result

    def legacy(self, name='old', text=None):
        """An Ingress applied before there was a webhook; today's policy would refuse it."""
        self.e.configure(mutate=None, validate=None)
        self.e.write(f'{name}.yaml', text or ingress_file(name, 'old.example.com', 'external'))
        done = self.e.kubectl('apply', '-f', f'{name}.yaml', **self.env)
        self.e.check(done.code == 0, f'{done}')
        self.e.undo()

    def applied(self, name='web', text=None):
        """A valid Ingress that exists already, without a line in the text."""
        self.e.write(f'{name}.yaml', text or ingress_file(name))
        done = self.e.kubectl('apply', '-f', f'{name}.yaml', **self.env)
        self.e.check(done.code == 0, f'{done}')

    def stored(self, name='web'):
        return self.e.get(self.namespace, name).body

    def same(self, before, name='web'):
        self.e.equal(self.stored(name), before, f'the stored Ingress {name}')

    def golden(self, name=None):
        self.e.golden(f'{name or self.e.name}.txt', self.text)
