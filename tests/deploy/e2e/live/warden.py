# SPDX-License-Identifier: Apache-2.0
"""The webhook under test, its certificates and the policy in force."""

import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request

import yaml

from live import tools
from live.process import Failure, Process, free_port, until

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Warden:
    """self.process is the program; url, policy, certs and ops are its addresses and files."""

    def __init__(self, folder, policy):
        self.folder = folder
        self.certs = os.path.join(folder, 'certs')
        self.policy = os.path.join(folder, 'policy.yaml')
        self.port, self.ops_port = free_port(), free_port()
        self.url = f'https://127.0.0.1:{self.port}'
        self.ops = f'http://127.0.0.1:{self.ops_port}'
        with open(policy, encoding='utf-8') as file:
            self.first_policy = file.read()
        shutil.copyfile(policy, self.policy)
        self.command('certs', 'make', '--dir', self.certs, '--dns', 'localhost', '--ip', '127.0.0.1',
                     '--dns', 'ingress-warden.ingress-warden.svc')
        self.process = Process('ingress-warden', self._argv(), os.path.join(folder, 'warden.log'), cwd=folder)

    def command(self, *arguments, check=True):
        """Run one of the program's other commands; returns what it printed."""
        done = subprocess.run([tools.PROGRAM, *arguments], capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise Failure(f'{" ".join(arguments)}: {done.returncode}: {done.stderr}')
        return done.stdout

    def _argv(self, extra=()):
        return [tools.PROGRAM, 'serve', '--policy', self.policy, '--listen', f'127.0.0.1:{self.port}',
                '--ops-listen', f'127.0.0.1:{self.ops_port}', '--drain', '0',
                '--tls-cert', os.path.join(self.certs, 'tls.crt'),
                '--tls-key', os.path.join(self.certs, 'tls.key'), *extra]

    def start(self, *extra, ready=True):
        """Starts the program, with extra options if any; waits until /readyz answers 200."""
        self.process.argv = self._argv(extra)
        self.process.start()
        if ready:
            until(self.ready, 'the webhook becomes ready')

    def stop(self):
        """Sends SIGTERM; the process must end without an error, and without a report of a sanitizer."""
        was_alive = self.process.alive()
        self.process.stop()
        if was_alive and self.process.child.returncode != 0:
            raise Failure(f'the webhook ended with {self.process.child.returncode}:\n' + self.process.tail(60))

    def restart(self, *extra):
        self.stop()
        self.start(*extra)

    def get(self, path):
        """The status and text at a path of the operations port; status 0 if there is no answer."""
        try:
            with _open(self.ops + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def ready(self):
        self.process.must_live()
        return self.get('/readyz')[0] == 200

    def metric(self, name):
        """The sum of a metric's series; name may be a regular expression that names labels too."""
        text = self.get('/metrics')[1]
        return sum(float(value) for value in re.findall(rf'^{name}(?:\{{.*\}})? (\S+)$', text, re.M))

    def log(self):
        with open(self.process.log, encoding='utf-8', errors='replace') as file:
            return file.read()

    # --- the policy ---

    def _loads(self):
        return (self.metric('ingress_warden_policy_loads_total')
                + self.metric('ingress_warden_policy_load_failures_total'))

    def write_policy(self, text, *, wait=True):
        """Replace the file as an editor does, and wait until the webhook has tried it."""
        with open(self.policy, encoding='utf-8') as file:
            if file.read() == text:
                return
        before = self._loads() if wait else 0
        with open(self.policy + '.new', 'w', encoding='utf-8') as file:
            file.write(text)
        os.rename(self.policy + '.new', self.policy)
        if wait:
            until(lambda: self._loads() > before, 'the webhook reads the new policy')

    def edit_policy(self, change):
        """change(document) alters the first policy, as a dict; it must load."""
        document = yaml.safe_load(self.first_policy)
        change(document)
        self.write_policy(yaml.safe_dump(document, sort_keys=False))
        if self.metric('ingress_warden_policy_load_ok') != 1:
            raise Failure('the edited policy does not load:\n' + self.process.tail(3))

    # --- certificates ---

    def ca_bundle(self, *folders):
        """The text for caBundle with the CAs of these folders; default: that of the webhook."""
        pem = ''.join(open(os.path.join(f, 'ca.crt'), encoding='ascii').read() for f in folders or [self.certs])
        path = os.path.join(self.folder, 'bundle.pem')
        with open(path, 'w', encoding='ascii') as file:
            file.write(pem)
        return self.command('certs', 'bundle', path).strip()

    def install_pair(self, folder):
        """Serves with the pair of another folder, and waits until it is in force."""
        before = self.log().count('certificate in force')
        for name in ('tls.key', 'tls.crt'):
            shutil.copyfile(os.path.join(folder, name), os.path.join(self.certs, name + '.new'))
            os.rename(os.path.join(self.certs, name + '.new'), os.path.join(self.certs, name))
        until(lambda: self.log().count('certificate in force') > before, 'the new certificate is in force')
