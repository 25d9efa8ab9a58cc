# SPDX-License-Identifier: Apache-2.0
"""etcd and kube-apiserver on free loopback ports, with a throw-away CA and users by token."""

import os
import ssl
import subprocess
import urllib.request

from live import tools
from live.client import Client
from live.process import Process, free_port, until

# who -> (user name, groups).  All except admin have no rights until a role is bound.
USERS = {
    'admin': ('admin', 'system:masters'),
    'shop': ('shop-dev', 'tenants'),
    'retail': ('retail-dev', 'tenants'),
    'north': ('north-dev', 'tenants'),
    'south': ('south-dev', 'tenants'),
    'guest': ('guest-dev', 'tenants'),
    'impostor': ('system:serviceaccount:shop:cert-manager', 'system:serviceaccounts'),
    'solver': ('system:serviceaccount:cert-manager:cert-manager', 'system:serviceaccounts'),
}

AUDIT = '''apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: RequestResponse
    resources:
      - {group: networking.k8s.io, resources: ["*"]}
      - {group: gateway.networking.k8s.io, resources: ["*"]}
      - {group: traefik.io, resources: ["*"]}
      - {group: externaldns.k8s.io, resources: ["*"]}
      - {group: "", resources: [services, services/status]}
  - {level: None}
'''

KUBECONFIG = '''apiVersion: v1
kind: Config
clusters: [{{name: e2e, cluster: {{server: "https://127.0.0.1:{port}", certificate-authority: "{ca}"}}}}]
users: [{{name: {who}, user: {{token: {who}-token}}}}]
contexts: [{{name: e2e, context: {{cluster: e2e, user: {who}}}}}]
current-context: e2e
'''


def _openssl(folder, *arguments):
    subprocess.run(['openssl', *arguments], cwd=folder, check=True, capture_output=True)


_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']


def make_ca(folder):
    """Creates ca.crt and ca.key in folder."""
    os.makedirs(folder, exist_ok=True)
    _openssl(folder, 'req', '-x509', *_KEY, '-days', '2', '-subj', '/CN=e2e-ca',
             '-keyout', 'ca.key', '-out', 'ca.crt')


def issue(folder, name, names, usage):
    """NAME.crt and NAME.key from folder's CA; names such as DNS:a,IP:127.0.0.1; usage
    serverAuth or clientAuth."""
    _openssl(folder, 'req', *_KEY, '-subj', f'/CN={name}', '-addext', f'subjectAltName={names}',
             '-addext', f'extendedKeyUsage={usage}', '-keyout', f'{name}.key', '-out', f'{name}.csr')
    _openssl(folder, 'x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key',
             '-days', '2', '-copy_extensions', 'copy', '-out', f'{name}.crt')


def make_pki(folder):
    """ca.crt, a serving pair for the API server, and the key that signs service accounts."""
    make_ca(folder)
    issue(folder, 'apiserver', 'DNS:localhost,IP:127.0.0.1', 'serverAuth')
    _openssl(folder, 'genrsa', '-out', 'sa.key', '2048')
    _openssl(folder, 'rsa', '-in', 'sa.key', '-pubout', '-out', 'sa.pub')


class Cluster:
    """The API server and its store.  self.etcd and self.apiserver are processes; self.store is
    where etcd listens (store.py)."""

    def __init__(self, folder):
        self.folder, self.port, etcd = folder, free_port(), (free_port(), free_port())
        self.extra = []
        make_pki(folder)
        self._write('audit.yaml', AUDIT)
        self._write('tokens.csv', ''.join(
            f'{who}-token,{name},{who},"{groups}"\n' for who, (name, groups) in USERS.items()))
        for who in USERS:
            self._write(f'{who}.kubeconfig', KUBECONFIG.format(
                port=self.port, ca=os.path.join(folder, 'ca.crt'), who=who))
        url, peer = (f'http://127.0.0.1:{port}' for port in etcd)
        self.store = url
        self.etcd = Process('etcd', [
            tools.path('kube', 'etcd'), '--data-dir', 'etcd', '--listen-client-urls', url,
            '--advertise-client-urls', url, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer,
            '--initial-cluster', f'default={peer}', '--unsafe-no-fsync', '--log-level', 'error'],
            self._path('etcd.log'), cwd=folder)
        self.apiserver = Process('kube-apiserver', self._apiserver(url), self._path('apiserver.log'),
                                 cwd=folder, grace=5.0)
        self.clients = {who: Client(self.port, self._path('ca.crt'), f'{who}-token') for who in USERS}
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=self._path('ca.crt'))))

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _write(self, name, text):
        with open(self._path(name), 'w', encoding='utf-8') as file:
            file.write(text)

    def _apiserver(self, etcd):
        return [
            tools.path('kube', 'kube-apiserver'), '--etcd-servers', etcd,
            '--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', self.port,
            '--tls-cert-file', 'apiserver.crt', '--tls-private-key-file', 'apiserver.key',
            '--cert-dir', 'certs', '--client-ca-file', 'ca.crt', '--token-auth-file', 'tokens.csv',
            '--authorization-mode', 'RBAC', '--disable-admission-plugins', 'ServiceAccount',
            '--service-account-issuer', 'https://127.0.0.1/', '--service-account-key-file', 'sa.pub',
            '--service-account-signing-key-file', 'sa.key', '--service-cluster-ip-range', '10.0.0.0/24',
            '--allow-privileged=true', '--endpoint-reconciler-type', 'none',
            '--audit-policy-file', 'audit.yaml', '--audit-log-path', 'audit.log']

    def kubeconfig(self, who):
        return self._path(f'{who}.kubeconfig')

    def start(self):
        self.etcd.start()
        self.start_apiserver()

    def start_apiserver(self, extra=()):
        """Starts the API server, with extra flags if any; waits until /readyz answers 200."""
        self.apiserver.argv = [str(a) for a in self._apiserver(self.apiserver.argv[2])] + list(extra)
        self.extra = list(extra)
        self.apiserver.start()
        until(self.ready, 'the API server becomes ready', 60)

    def restart_apiserver(self, extra=()):
        self.apiserver.stop()
        self.start_apiserver(extra)

    def ready(self):
        self.apiserver.must_live()
        try:
            with self.opener.open(f'https://127.0.0.1:{self.port}/readyz', timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self):
        self.apiserver.stop()
        self.etcd.stop()
