# SPDX-License-Identifier: Apache-2.0
"""Objects for the tests, as dicts: Ingresses, and other kinds that publish or serve names."""

INGRESSES = '/apis/networking.k8s.io/v1'
GATEWAY = 'gateway.networking.k8s.io/v1'
TRAEFIK = 'traefik.io/v1alpha1'
KINDS = {  # kind -> (apiVersion, plural)
    'Ingress': ('networking.k8s.io/v1', 'ingresses'),
    'Service': ('v1', 'services'),
    'Pod': ('v1', 'pods'),
    'EndpointSlice': ('discovery.k8s.io/v1', 'endpointslices'),
    'Gateway': (GATEWAY, 'gateways'),
    'GatewayClass': (GATEWAY, 'gatewayclasses'),
    'ListenerSet': (GATEWAY, 'listenersets'),
    'HTTPRoute': (GATEWAY, 'httproutes'),
    'GRPCRoute': (GATEWAY, 'grpcroutes'),
    'TLSRoute': (GATEWAY, 'tlsroutes'),
    'TCPRoute': ('gateway.networking.k8s.io/v1alpha2', 'tcproutes'),
    'IngressRoute': (TRAEFIK, 'ingressroutes'),
    'Middleware': (TRAEFIK, 'middlewares'),
    'DNSEndpoint': ('externaldns.k8s.io/v1alpha1', 'dnsendpoints'),
}


def path(namespace, name=None, sub=None, kind='Ingress'):
    """Where the API server keeps objects of a kind; namespace None: cluster-wide."""
    version, plural = KINDS[kind]
    parts = ['/apis' if '/' in version else '/api', version, namespace and f'namespaces/{namespace}', plural, name, sub]
    return '/'.join(part for part in parts if part)


def place(obj, sub=None, *, named=True):
    """The path of an object, or of all objects of a kind; without a kind it is an Ingress."""
    meta = obj['metadata']
    return path(meta.get('namespace'), meta['name'] if named else None, sub, obj.get('kind', 'Ingress'))


def rule(host, route='/', service='web'):
    """A rule; host None leaves the key out."""
    backend = {'service': {'name': service, 'port': {'number': 80}}}
    made = {'http': {'paths': [{'path': route, 'pathType': 'Prefix', 'backend': backend}]}}
    return made if host is None else {'host': host, **made}


def ingress(namespace, name='web', *, hosts=('web.shop.corp.example.net',), klass='internal', tls=None,
            annotations=None, **metadata):
    """An Ingress that tenant shop may have, unless told otherwise.  klass None leaves the
    field out; tls is a list of hosts of one entry with a secret; name None asks for
    generateName among the metadata."""
    spec = {'rules': [rule(host) for host in hosts]}
    if klass is not None:
        spec['ingressClassName'] = klass
    if tls is not None:
        spec['tls'] = [{'hosts': list(tls), 'secretName': 'web-tls'}]
    meta = {'namespace': namespace, **metadata}
    if name is not None:
        meta['name'] = name
    if annotations:
        meta['annotations'] = dict(annotations)
    return {'apiVersion': 'networking.k8s.io/v1', 'kind': 'Ingress', 'metadata': meta, 'spec': spec}


def external(namespace, name='web', host='shop.example.com', **more):
    """An Ingress of the open class, with everything that the class requires."""
    return ingress(namespace, name, hosts=[host], klass='external', tls=[host], **more)


def thing(kind, namespace, name, spec, annotations=None):
    """An object of any kind of the table; namespace None: cluster-wide."""
    meta = {'name': name, **({'namespace': namespace} if namespace else {})}
    if annotations:
        meta['annotations'] = dict(annotations)
    return {'apiVersion': KINDS[kind][0], 'kind': kind, 'metadata': meta, 'spec': spec}


def service(namespace, name='web', *, annotations=None, **spec):
    """A Service with one port; spec adds fields or replaces them."""
    return thing('Service', namespace, name, {'ports': [{'port': 80}], **spec}, annotations)


PING = {'group': 'traefik.io', 'kind': 'TraefikService', 'name': 'ping@internal'}  # answers 200


def route(kind, namespace, name, hosts, parents, *, rules=None, annotations=None):
    """An HTTPRoute, GRPCRoute or TLSRoute.  parents: NAMESPACE/NAME; hosts None leaves them
    out; Traefik itself answers an HTTPRoute unless rules are given."""
    refs = [dict(zip(('namespace', 'name'), parent.split('/'))) for parent in parents]
    back_end = PING if kind == 'HTTPRoute' else {'name': 'web', 'port': 80}
    spec = {'parentRefs': refs, 'rules': rules or [{'backendRefs': [back_end]}]}
    if hosts is not None:
        spec['hostnames'] = list(hosts)
    return thing(kind, namespace, name, spec, annotations)


def ingress_route(namespace, name, match, *, klass=None, annotations=None, **more):
    """An IngressRoute with one route, which Traefik answers itself; more goes into that route."""
    answer = {'kind': PING['kind'], 'name': PING['name']}
    spec = {'routes': [{'kind': 'Rule', 'match': match, 'services': [answer], **more}]}
    if klass:
        spec['ingressClassName'] = klass
    return thing('IngressRoute', namespace, name, spec, annotations)


def dns_endpoint(namespace, name, host, *targets, kind='CNAME', ttl=60):
    """A DNSEndpoint with one record."""
    return thing('DNSEndpoint', namespace, name, {'endpoints': [
        {'dnsName': host, 'recordType': kind, 'recordTTL': ttl, 'targets': list(targets)}]})
