# SPDX-License-Identifier: Apache-2.0
"""A small client of the API server that shows what kubectl hides: status, warnings, causes."""

import http.client
import json
import re
import ssl
import threading
from urllib.parse import urlencode

PATCH = {
    'merge': 'application/merge-patch+json',
    'json': 'application/json-patch+json',
    'strategic': 'application/strategic-merge-patch+json',
    'apply': 'application/apply-patch+yaml',
}


class Answer:
    """status, body (a dict, or text), warnings (a list of texts), headers."""

    def __init__(self, status, body, headers):
        self.status, self.headers = status, headers
        self.warnings = [_unquote(h) for h in headers.get_all('Warning') or []]
        try:
            self.body = json.loads(body)
        except ValueError:
            self.body = body.decode('utf-8', 'replace')

    ok = property(lambda self: 200 <= self.status < 300)
    message = property(lambda self: self.body.get('message', '') if isinstance(self.body, dict) else self.body)
    reason = property(lambda self: self.body.get('reason', '') if isinstance(self.body, dict) else '')

    @property
    def causes(self):
        """The pairs (rule, field) of a denial."""
        details = self.body.get('details') or {} if isinstance(self.body, dict) else {}
        return [(c.get('reason'), c.get('field')) for c in details.get('causes') or []]

    @property
    def annotations(self):
        return self.body['metadata'].get('annotations') or {}

    def __str__(self):
        text = self.message if not self.ok else json.dumps(self.body)[:2000]
        return f'HTTP {self.status}: {text}' + ''.join(f'\nWarning: {w}' for w in self.warnings)


def _unquote(header):
    text = re.match(r'299 \S+ "(.*)"$', header, re.S)
    return re.sub(r'\\(.)', r'\1', text.group(1)) if text else header


class Client:
    """One user of one API server.  Any thread may call; each has its own connection."""

    def __init__(self, port, ca, token):
        self.port, self.token = port, token
        self.tls = ssl.create_default_context(cafile=ca)
        self.local = threading.local()

    def request(self, method, path, body=None, content=None, timeout=40, impersonate=None, **query):
        if query:
            path += '?' + urlencode(query)
        headers = {'Authorization': f'Bearer {self.token}', 'Accept': 'application/json'}
        if impersonate:
            headers['Impersonate-User'] = impersonate
        if body is not None:
            headers['Content-Type'] = PATCH.get(content, content or 'application/json')
            if not isinstance(body, bytes):
                body = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        for again in (True, False):
            connection = self._connection(timeout)
            try:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                answer = Answer(response.status, response.read(), response.headers)
                connection.timeout = timeout
                return answer
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self.local.connection = None
                # A kept connection may be broken since the API server restarted; a new one must work.
                if not again or isinstance(error, TimeoutError) or not self.local.reused:
                    raise

    def _connection(self, timeout):
        connection = getattr(self.local, 'connection', None)
        self.local.reused = connection is not None
        if connection is None:
            connection = self.local.connection = http.client.HTTPSConnection(
                '127.0.0.1', self.port, timeout=timeout, context=self.tls)
        if connection.sock:
            connection.sock.settimeout(timeout)
        return connection
