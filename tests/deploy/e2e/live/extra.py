# SPDX-License-Identifier: Apache-2.0
"""Other webhook servers: correct ones, slow ones, and ones that give invalid answers."""

import base64
import json
import os
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def allow(patch=None):
    """Returns a response that allows, with a JSON Patch (a list) if given."""
    if patch is None:
        return {'allowed': True}
    text = base64.b64encode(json.dumps(patch).encode()).decode()
    return {'allowed': True, 'patchType': 'JSONPatch', 'patch': text}


def deny(message):
    return {'allowed': False, 'status': {'code': 403, 'reason': 'Forbidden', 'message': message}}


class Raw(Exception):
    """An answer function raises this to send these bytes in place of an AdmissionReview."""

    def __init__(self, body=b'', status=200, content='application/json'):
        super().__init__()
        self.body, self.status, self.content = body, status, content


class Server:
    """answer(review) returns the `response` without uid, or raises Raw.  It runs in a separate
    thread for each connection.  `seen` collects the reviews; `release` is an event that an
    answer function may wait for, it is set when the server closes.  `requests` holds the request
    of each review."""

    def __init__(self, certs, answer):
        self.answer, self.seen, self.requests, self.release = answer, [], [], threading.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(certs, 'tls.crt'), os.path.join(certs, 'tls.key'))
        self.server = _Listener(('127.0.0.1', 0), _handler(self))
        self.server.context = context
        self.url = f'https://127.0.0.1:{self.server.server_address[1]}/'
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.release.set()
        self.server.shutdown()
        self.server.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def finish_request(self, request, client_address):
        # The handshake belongs to the connection's thread, not to the one that accepts.
        try:
            request.settimeout(30)
            tls = self.context.wrap_socket(request, server_side=True)
            super().finish_request(tls, client_address)
            tls.close()
        except OSError:
            pass

    def handle_error(self, request, client_address):
        pass


def _handler(owner):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'

        def do_POST(self):
            review = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
            owner.seen.append(review)
            owner.requests.append(review['request'])
            try:
                response = {'uid': review['request']['uid'], **owner.answer(review)}
                raw = Raw(json.dumps({'apiVersion': review['apiVersion'], 'kind': 'AdmissionReview',
                                      'response': response}).encode())
            except Raw as given:
                raw = given
            self.send_response(raw.status)
            self.send_header('Content-Type', raw.content)
            self.send_header('Content-Length', str(len(raw.body)))
            self.end_headers()
            self.wfile.write(raw.body)

        def log_message(self, *_):
            pass

    return Handler
