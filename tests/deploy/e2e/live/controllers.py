# SPDX-License-Identifier: Apache-2.0
"""Ingress controllers side by side: one Traefik per class, which reads ingress-nginx
annotations, a back end that answers every request, and requests from chosen addresses."""

import http.client
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from live import tools
from live.objects import INGRESSES, ingress_route, place, route, rule, thing

ADDRESS = '192.0.2.77'  # the address in the Gateways' status
UNVERIFIED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
UNVERIFIED.check_hostname = False
UNVERIFIED.verify_mode = ssl.CERT_NONE


class _BackEnd(ThreadingHTTPServer):
    """Answers 200 to everything, with or without TLS, as the client connects."""
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
    """places: class -> (namespace, domain) where fences (see settle) may be created.  Each controller
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
        ports = [{'name': 'web', 'port': 80, 'targetPort': self.back_end},
                 {'name': 'direct', 'port': self.back_end}]  # for controllers that do not read targetPort
        pair = {}
        for name in ('tls.crt', 'tls.key'):
            with open(f'{self.e.warden.certs}/{name}', encoding='ascii') as file:
                pair[name] = file.read()
        core = f'/api/v1/namespaces/{namespace}'
        for kind, body in (
                ('services', {'metadata': {'name': 'web'}, 'spec': {
                    'type': 'ExternalName', 'externalName': 'localhost', 'ports': ports}}),
                ('secrets', {'metadata': {'name': 'web-tls'}, 'type': 'kubernetes.io/tls', 'stringData': pair})):
            name = body['metadata']['name']
            self.e.api('DELETE', f'{core}/{kind}/{name}', who='admin')
            self.e.must(self.e.api('POST', f'{core}/{kind}', body, who='admin'))

    def _start(self, klass, flags):
        e, classes = self.e, f'{INGRESSES}/ingressclasses'
        e.must(e.api('POST', classes, {
            'metadata': {'name': klass}, 'spec': {'controller': self._controller(klass)}}, who='admin'))
        e.cleanup(lambda: e.api('DELETE', f'{classes}/{klass}', who='admin'))
        plain, tls = self.ports[klass]
        return e.spawn(
            f'traefik-{klass}', tools.path('traefik', 'traefik'),
            '--global.checknewversion=false', '--global.sendanonymoususage=false', '--log.level=ERROR',
            f'--entrypoints.web.address=127.0.0.1:{plain}', f'--entrypoints.websecure.address=127.0.0.1:{tls}',
            '--providers.providersthrottleduration=50ms', *self._providers(klass, flags),
            KUBECONFIG=e.cluster.kubeconfig('admin'))

    def _controller(self, klass):
        return f'e2e.test/{klass}'

    def _providers(self, klass, flags):
        provider = '--providers.kubernetesingressnginx'
        return [
            f'{provider}=true', f'{provider}.httpentrypoint=web', f'{provider}.httpsentrypoint=websecure',
            f'{provider}.controllerclass={self._controller(klass)}', f'{provider}.ingressclass={klass}',
            f'{provider}.watchnamespaceselector=kubernetes.io/metadata.name in ({",".join(self.namespaces)})',
            *(f'{provider}.{flag}' for flag in flags)]

    def _fences(self, klass, where, host):
        """The objects that show whether a controller is up to date: one for each provider, with its host."""
        return [(host, {
            'metadata': {'namespace': where, 'name': f'fence-{klass}'},
            'spec': {'ingressClassName': klass, 'rules': [rule(host)],
                     'tls': [{'hosts': [host], 'secretName': 'web-tls'}]}})]

    def settle(self):
        """Wait until every controller acts upon all that was written before: each gets one
        more Ingress, a fence; events arrive in order, so once the fence answers at all,
        those before it are in force."""
        self.fences += 1
        fences = [(klass, *fence) for klass, (where, domain) in self.places.items()
                  for fence in self._fences(klass, where, f'fence-{self.fences}.{domain}')]
        for _, _, obj in fences:
            self.e.must(self.e.create(obj, who='admin'))
        for klass, host, obj in fences:
            self.e.until(lambda k=klass, h=host: self.ask(k, h) not in (0, 404), f'the controller of {klass} acts')
            self.e.must(self.e.api('DELETE', place(obj), who='admin'))

    def ask(self, klass, host, source='127.0.0.1', *, route='/', tls=False, headers=()):
        """The status that the controller of a class answers to one request from an address;
        0 if it does not answer."""
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


class Gateways(Controllers):
    """One Traefik per class with its Ingress, CRD and Gateway API providers.  Each class gets a
    GatewayClass and, in the namespace home, a Gateway of its own name with a listener for HTTP
    and one for TLS that is passed through; both take routes of every namespace.
    annotations: class -> those of its Gateway.  The CRDs are installed first (crds.py)."""

    def __init__(self, e, places, namespaces, *flags, home, annotations=None):
        self.home, self.annotations = home, annotations or {}
        super().__init__(e, places, namespaces, *flags)

    def _start(self, klass, flags):
        gateway_class = thing('GatewayClass', None, klass, {'controllerName': 'traefik.io/gateway-controller'})
        gateway_class['metadata']['labels'] = {'e2e': klass}
        self.e.must(self.e.create(gateway_class, who='admin'))
        self.e.cleanup(lambda: self.e.delete(None, klass, who='admin', kind='GatewayClass'))
        process = super()._start(klass, flags)
        everybody = {'namespaces': {'from': 'All'}}
        plain, tls = self.ports[klass]
        listeners = [
            {'name': 'web', 'port': plain, 'protocol': 'HTTP', 'allowedRoutes': everybody},
            {'name': 'tls', 'port': tls, 'protocol': 'TLS', 'tls': {'mode': 'Passthrough'},
             'allowedRoutes': everybody}]
        self.e.must(self.e.create(thing('Gateway', self.home, klass, {
            'gatewayClassName': klass, 'listeners': listeners}, self.annotations.get(klass)), who='admin'))
        return process

    def _controller(self, klass):
        return 'traefik.io/ingress-controller'

    def _providers(self, klass, flags):
        namespaces = ','.join(self.namespaces)
        ingress, crd, gateway = ('--providers.kubernetes' + name for name in ('ingress', 'crd', 'gateway'))
        return [
            '--ping=true', f'--entrypoints.traefik.address=127.0.0.1:{self.e.free_port()}',
            *(f'{provider}=true' for provider in (ingress, crd, gateway)),
            *(f'{provider}.namespaces={namespaces}' for provider in (ingress, crd, gateway)),
            *(f'{provider}.ingressclass={klass}' for provider in (ingress, crd)),
            *(f'{provider}.allowexternalnameservices=true' for provider in (ingress, crd)),
            f'{crd}.allowcrossnamespace=true', f'{gateway}.labelselector=e2e={klass}',
            f'{gateway}.statusaddress.ip={ADDRESS}', *flags]

    def _fences(self, klass, where, host):
        first = super()._fences(klass, where, host)
        name, crd, gateway = f'fence-{klass}', 'crd-' + host, 'gateway-' + host
        return [*first, (crd, ingress_route(where, name, f'Host(`{crd}`)', klass=klass)),
                (gateway, route('HTTPRoute', where, name, [gateway], [f'{self.home}/{klass}']))]
