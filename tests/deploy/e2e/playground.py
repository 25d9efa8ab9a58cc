#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A playground: a real API server, the webhook with policies/example.yaml, two tenants and
five Ingresses to try.  Runs until Ctrl-C, which ends everything."""

import os
import shutil
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from live import tools  # noqa: E402
from live.chain import Chain  # noqa: E402
from live.context import Context  # noqa: E402
from live.process import Failure, stop_all  # noqa: E402

HEAD = '''# {why}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
{annotations}spec:
{klass}  rules:
    - host: {host}
      http:
        paths:
          - {{path: /, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}
'''

FILES = {
    '1-internal.yaml': {
        'why': 'Admitted: the class, the records and the source ranges are added.',
        'name': 'web', 'host': 'web.shop.corp.example.net', 'klass': ''},
    '2-external.yaml': {
        'why': 'Admitted in the public class, with its certificate.',
        'name': 'shop', 'host': 'shop.example.com',
        'klass': '  ingressClassName: external\n  tls:\n    - {hosts: [shop.example.com], secretName: shop-tls}\n'},
    '3-foreign-name.yaml': {
        'why': 'Refused: the name belongs to another tenant.',
        'name': 'thief', 'host': 'www.retail.example.net', 'klass': '  ingressClassName: internal\n'},
    '4-wide-open.yaml': {
        'why': 'Refused: the list would admit every address.',
        'name': 'open', 'host': 'open.shop.corp.example.net', 'klass': '  ingressClassName: internal\n',
        'annotations': '  annotations:\n    nginx.ingress.kubernetes.io/allowlist-source-range: 0.0.0.0/0\n'},
    '5-retail.yaml': {
        'why': 'Admitted for tenant retail only, in its own class.',
        'name': 'retail', 'host': 'www.retail.example.net', 'klass': '  ingressClassName: retail\n'},
}

TEXT = '''
Everything is in {folder}.  In a second terminal:

  cd {folder}
  export PATH=$PWD/bin:$PATH KUBECONFIG=$PWD/shop.kubeconfig     # you are shop-dev, in namespace shop

  kubectl apply -f 1-internal.yaml               # admitted
  kubectl get ingress web -o yaml                # shows what the platform added
  kubectl apply -f 2-external.yaml
  kubectl apply -f 3-foreign-name.yaml           # refused: another tenant's name
  kubectl apply -f 4-wide-open.yaml              # refused: every address has access
  kubectl apply -f 5-retail.yaml                 # refused for you
  KUBECONFIG=$PWD/retail.kubeconfig kubectl apply -f 5-retail.yaml     # admitted for retail-dev

  $EDITOR policy.yaml                            # for example, give retail.example.net to shop
  kubectl apply -f 3-foreign-name.yaml           # a second later, the new policy decides
  ingress-warden check --policy policy.yaml -n shop [1-5]*.yaml           # the same, without a cluster

Log of the webhook: {folder}/webhook/warden.log   Metrics: {ops}/metrics
Ctrl-C ends everything.
'''


def populate(chain):
    """Namespaces, kubeconfigs, the five files, and the programs on one path."""
    for who, namespace in (('shop', 'shop'), ('retail', 'retail-web')):
        Context(chain, 'playground', who, chain.folder).namespace(name=namespace, who=who)
        with open(chain.cluster.kubeconfig(who), encoding='utf-8') as file:
            text = file.read().replace(f'user: {who}}}', f'user: {who}, namespace: {namespace}}}')
        _write(chain, f'{who}.kubeconfig', text)
    for name, parts in FILES.items():
        _write(chain, name, HEAD.format(**{'annotations': '', **parts}))
    os.symlink(chain.warden.policy, os.path.join(chain.folder, 'policy.yaml'))
    os.makedirs(os.path.join(chain.folder, 'bin'))
    for program in (tools.PROGRAM, tools.path('kubectl', 'kubectl'), tools.path('kubectl', 'helm')):
        os.symlink(program, os.path.join(chain.folder, 'bin', os.path.basename(program)))


def _write(chain, name, text):
    with open(os.path.join(chain.folder, name), 'w', encoding='utf-8') as file:
        file.write(text)


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    chain, result = None, 0
    try:
        chain = Chain(os.path.join(tools.ROOT, 'policies', 'example.yaml'), 'ingress-warden-playground-')
        chain.start()
        populate(chain)
        print(TEXT.format(folder=chain.folder, ops=chain.warden.ops), flush=True)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # wakes pause() when a part ends
        while not chain.sound():
            signal.pause()
        print(f'{chain.sound()[0]} ended; see its log in {chain.folder}')
        result = 1
    except KeyboardInterrupt:
        print('\nStopped.')
    except (Failure, OSError) as failure:
        print(f'make playground: {failure}', file=sys.stderr)
        result = 1
    stop_all()
    if chain and result == 0:
        shutil.rmtree(chain.folder, ignore_errors=True)
    return result


if __name__ == '__main__':
    sys.exit(main())
