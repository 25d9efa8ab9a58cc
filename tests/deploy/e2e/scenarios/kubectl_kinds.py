# SPDX-License-Identifier: Apache-2.0
"""kubectl as people use it with kinds other than Ingress: what they read when a route or a
Service is accepted or refused.  terminal.py describes the golden texts."""

from live import crds
from live.terminal import Terminal
from scenarios._kinds import BANK, policy


def _route(name, host, parent='external'):
    """An HTTPRoute as a developer writes it."""
    return f'''apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {name}
spec:
  parentRefs: [{{namespace: infra, name: {parent}}}]{host and f"{chr(10)}  hostnames: [{host}]"}
  rules: [{{backendRefs: [{{name: web, port: 80}}]}}]
'''


def _service(name, more):
    return f'''apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{{more}, ports: [{{port: 80}}], selector: {{app: {name}}}}}
'''


def _terminal(e):
    crds.install(e, 'gateway-standard', 'externaldns')
    t = Terminal(e)
    e.judge(policy('infra'))
    return t


def routes(e):
    "Users who move from Ingress to the Gateway API must get the same messages."
    t = _terminal(e)
    t.says('allowed, twice; kubectl says configured because the defaults in lists are not in the file')
    t.has('web.yaml', _route('web', 'web.shop.example.com'))
    t.runs('kubectl', 'apply', '-f', 'web.yaml')
    before = e.get(t.namespace, kind='HTTPRoute').body
    t.runs('kubectl', 'apply', '-f', 'web.yaml')
    e.equal(e.get(t.namespace, kind='HTTPRoute').body, before, 'the stored route')
    t.says('denied: another name, no name, another Gateway, no filter with the ranges')
    for name, host, parent in (('bank', BANK, 'external'), ('all', '', 'external'),
                               ('other', 'web.shop.example.com', 'other'),
                               ('inside', 'web.shop.corp.example.net', 'internal')):
        t.has(f'{name}.yaml', _route(name, host, parent))
        t.runs('kubectl', 'apply', '-f', f'{name}.yaml')
    t.says('denied: a change')
    t.runs('kubectl', 'patch', 'httproute', 'web', '--type=merge', '-p', f'{{"spec":{{"hostnames":["{BANK}"]}}}}')
    t.golden()


def services(e):
    "A load balancer needs one line; each refusal names its remedy."
    t = _terminal(e)
    t.says('allowed')
    t.has('lb.yaml', _service('lb', 'type: LoadBalancer'))
    t.runs('kubectl', 'create', '-f', 'lb.yaml')
    t.runs('kubectl', 'get', 'service', 'lb', '-o', 'jsonpath={.spec.loadBalancerClass} '
           '{.spec.loadBalancerSourceRanges} {.spec.allocateLoadBalancerNodePorts}')
    t.runs('kubectl', 'replace', '-f', 'lb.yaml')
    t.says('denied')
    for name, more in (('node', 'type: NodePort'),
                       ('open', 'type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0]'),
                       ('fixed', 'type: LoadBalancer, loadBalancerIP: 203.0.113.66'),
                       ('other', 'type: LoadBalancer, loadBalancerClass: example.com/other')):
        t.has(f'{name}.yaml', _service(name, more))
        t.runs('kubectl', 'create', '-f', f'{name}.yaml')
    t.says('denied: a record')
    t.runs('kubectl', 'annotate', 'service', 'lb', f'internal-dns.example.net/hostname={BANK}')
    t.has('record.yaml', f'''apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
metadata: {{name: record}}
spec: {{endpoints: [{{dnsName: {BANK}, recordType: CNAME, targets: [evil.example.org]}}]}}
''')
    t.runs('kubectl', 'create', '-f', 'record.yaml')
    t.golden()
