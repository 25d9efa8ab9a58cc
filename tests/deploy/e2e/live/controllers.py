"""Ingress controllers side by side: one Traefik a class, reading ingress-nginx annotations,
a back end that answers everybody, and requests that come from addresses of our choice."""

import http.client
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from live import tools
from live.objects import INGRESSES, rule

UNVERIFIED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
UNVERIFIED.check_hostname = False
UNVERIFIED.verify_mode = ssl.CERT_NONE


class _BackEnd(ThreadingHTTPServer):
    """Answers 200 to everything, plainly or by TLS, whichever the other side speaks."""
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def finish_request(self, request, client_address):
        try:
            request.settimeout(30)
            if request.recv(1, socket.MSG_PEEK) == b'\x16':
                request = self.tls.wrap_socket(request, server_side=True)
            super().finish_request(request, client_address)
        except OSError:
            pass

    def handle_error(self, request, client_address):
        pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        pass


class Controllers:
    """places: class -> (namespace, domain) where fences may be set up.  Each controller
    watches these namespaces only; each namespace gets the Service `web` and the Secret
    `web-tls`.  They are stopped, and the classes removed, after the scenario."""

    def __init__(self, e, places, namespaces, *flags):
        self.e, self.places, self.namespaces, self.fences = e, places, namespaces, 0
        self.back_end = self._start_back_end()
        for namespace in namespaces:
            self._furnish(namespace)
        self.ports = {klass: (e.free_port(), e.free_port()) for klass in places}
        self.processes = [self._start(klass, flags) for klass in places]
        self.settle()

    def _start_back_end(self):
        server = _BackEnd(('127.0.0.1', 0), _Handler)
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(f'{self.e.warden.certs}/tls.crt', f'{self.e.warden.certs}/tls.key')
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self.e.cleanup(lambda: (server.shutdown(), server.server_close()))
        return server.server_address[1]

    def _furnish(self, namespace):
        port = {'port': 80, 'targetPort': self.back_end}
        pair = {}
        for name in ('tls.crt', 'tls.key'):
            with open(f'{self.e.warden.certs}/{name}', encoding='ascii') as file:
                pair[name] = file.read()
        core = f'/api/v1/namespaces/{namespace}'
        for kind, body in (
                ('services', {'metadata': {'name': 'web'}, 'spec': {
                    'type': 'ExternalName', 'externalName': 'localhost', 'ports': [port]}}),
                ('secrets', {'metadata': {'name': 'web-tls'}, 'type': 'kubernetes.io/tls', 'stringData': pair})):
            name = body['metadata']['name']
            self.e.api('DELETE', f'{core}/{kind}/{name}', who='admin')
            self.e.must(self.e.api('POST', f'{core}/{kind}', body, who='admin'))

    def _start(self, klass, flags):
        e, classes = self.e, f'{INGRESSES}/ingressclasses'
        e.must(e.api('POST', classes, {
            'metadata': {'name': klass}, 'spec': {'controller': f'e2e.test/{klass}'}}, who='admin'))
        e.cleanup(lambda: e.api('DELETE', f'{classes}/{klass}', who='admin'))
        provider = '--providers.kubernetesingressnginx'
        plain, tls = self.ports[klass]
        return e.spawn(
            f'traefik-{klass}', tools.path('traefik', 'traefik'),
            '--global.checknewversion=false', '--global.sendanonymoususage=false', '--log.level=ERROR',
            f'--entrypoints.web.address=127.0.0.1:{plain}', f'--entrypoints.websecure.address=127.0.0.1:{tls}',
            '--providers.providersthrottleduration=50ms', f'{provider}=true',
            f'{provider}.httpentrypoint=web', f'{provider}.httpsentrypoint=websecure',
            f'{provider}.controllerclass=e2e.test/{klass}', f'{provider}.ingressclass={klass}',
            f'{provider}.watchnamespaceselector=kubernetes.io/metadata.name in ({",".join(self.namespaces)})',
            *(f'{provider}.{flag}' for flag in flags), KUBECONFIG=e.cluster.kubeconfig('admin'))

    def settle(self):
        """Wait until every controller acts upon all that was written before: each gets one
        more Ingress, a fence; events arrive in order, so once the fence answers at all,
        those before it are in force."""
        self.fences += 1
        fences = [(klass, place, f'fence-{self.fences}.{domain}') for klass, (place, domain) in self.places.items()]
        for klass, place, host in fences:
            self.e.must(self.e.create({
                'metadata': {'namespace': place, 'name': f'fence-{klass}'},
                'spec': {'ingressClassName': klass, 'rules': [rule(host)],
                         'tls': [{'hosts': [host], 'secretName': 'web-tls'}]}}, who='admin'))
        for klass, place, host in fences:
            self.e.until(lambda k=klass, h=host: self.ask(k, h) not in (0, 404), f'the controller of {klass} acts')
            self.e.must(self.e.delete(place, f'fence-{klass}', who='admin'))

    def ask(self, klass, host, source='127.0.0.1', *, route='/', tls=False, headers=()):
        """The status that the controller of a class answers to one request from an address;
        0 when it does not speak at all."""
        for process in self.processes:
            process.must_live()
        plain, secure = self.ports[klass]
        connection = http.client.HTTPConnection('127.0.0.1', secure if tls else plain, timeout=10)
        try:
            raw = socket.create_connection(('127.0.0.1', connection.port), 10, (source, 0))
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sock = UNVERIFIED.wrap_socket(raw, server_hostname=host) if tls else raw
            connection.request('GET', route, headers={'Host': host, **dict(headers)})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def answers(self, host, sources, **request):
        """{class: [status for each source]}"""
        return {klass: [self.ask(klass, host, source, **request) for source in sources] for klass in self.places}
