# SPDX-License-Identifier: Apache-2.0
"""helm as users run it: a chart whose Ingress is refused, the messages, and the remaining state.
helm changes its wording from release to release, so each has golden texts of its own."""

import os

from live.terminal import HOST, Terminal, ingress_file

MISTYPED = 'shop.exmaple.com'

CHART = {
    'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'values.yaml': f'host: {HOST}\nclass: internal\n',
    'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\n'
                             'data: {host: "{{ .Values.host }}"}\n',
    'templates/ingress.yaml': ingress_file('"{{ .Release.Name }}"', '{{ .Values.host }}', '{{ .Values.class }}'),
}


def _chart(e):
    os.makedirs(os.path.join(e.folder, 'shop', 'templates'))
    for name, text in CHART.items():
        e.write(f'shop/{name}', text)


def _golden(t):
    """The version of helm selects the text: v4.1.4 is compared with NAME-v4.1.txt."""
    version = t.e.helm('version', '--template', '{{.Version}}').out.rsplit('.', 1)[0]
    t.golden(f'{t.e.name}-{version}')


def install(e):
    "A refused Ingress leaves a failed release; its owner must see the reason, and the next try must succeed."
    t = Terminal(e)
    _chart(e)
    t.says('denied')
    t.runs('helm', 'install', 'shop', './shop', '--set', f'host={MISTYPED}')
    t.runs('helm', 'history', 'shop')
    e.equal(e.get(t.namespace, 'shop').status, 404, 'status of the Ingress')
    t.says('allowed: the release is mended by the next one')
    t.runs('helm', 'upgrade', '--install', 'shop', './shop', '--set', f'host={HOST}')
    e.equal(t.stored('shop')['metadata']['annotations']['internal-dns.example.net/target'], 'int-lb.corp.example.net')
    t.says('denied, with --rollback-on-failure: nothing is left')
    t.runs('helm', 'install', 'other', './shop', '--rollback-on-failure', '--timeout', '20s',
           '--set', f'host={MISTYPED}')
    t.runs('helm', 'list', '--short')
    _golden(t)


def upgrade(e):
    "A refused upgrade must leave the live Ingress as the last good release made it."
    t = Terminal(e)
    _chart(e)
    t.says('allowed')
    t.runs('helm', 'install', 'shop', './shop')
    before = t.stored('shop')
    t.says('denied')
    t.runs('helm', 'upgrade', 'shop', './shop', '--set', f'host={MISTYPED}')
    t.runs('helm', 'history', 'shop')
    t.same(before, 'shop')
    t.says('warned, then rolled back')
    e.policy(lambda policy: policy.update(rules={'host-permitted': 'warn', 'host-in-class': 'warn'}))
    t.runs('helm', 'upgrade', 'shop', './shop', '--set', f'host={MISTYPED}')
    t.runs('helm', 'rollback', 'shop', '1')
    e.equal(t.stored('shop')['spec'], before['spec'], 'spec')
    _golden(t)
