"""Ingresses to try, as dicts."""

INGRESSES = '/apis/networking.k8s.io/v1'


def path(namespace, name=None, sub=None):
    """Where the API server keeps them."""
    parts = [INGRESSES, 'namespaces', namespace, 'ingresses', name, sub]
    return '/'.join(part for part in parts if part)


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
    """An Ingress of the open class, with what that class asks for."""
    return ingress(namespace, name, hosts=[host], klass='external', tls=[host], **more)
