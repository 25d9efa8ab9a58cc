# SPDX-License-Identifier: Apache-2.0
"""All known ways to claim a name, a class or an address without permission, attempted on the
live API server by a tenant who may write Ingresses and their status.

Each attempt of a row is made twice: as CREATE, and as PUT over a good object.  `API(text)`
stands for what the API server itself refuses, with text in its words; a set of rules for
what we refuse; OK for what is harmless and must get through.  evasions_moves.py has those
that take more than one step.
"""

from live.objects import ingress, rule


class API(str):
    """The API server refuses it before the webhook judges it, with this text in its message."""


OK = None
HOST = 'web.shop.corp.example.net'
NGINX = 'nginx.ingress.kubernetes.io/'
PUBLIC = 'external-dns.kubernetes.io/'
ALPHA = 'external-dns.alpha.kubernetes.io/'
PRIVATE = 'internal-dns.example.net/'
OFFICE = '198.51.100.0/24'

PERMITTED = {'host-permitted'}
FOREIGN = {'host-permitted', 'host-in-class'}
VALID = {'host-valid'}
PRESENT = {'host-present'}
DNS = {'dns-annotations'}
RANGES = {'source-ranges'}
FORBIDDEN = {'annotation-forbidden'}


def hosts(*names):
    return {'hosts': names}


def notes(annotations, klass='internal', host=HOST):
    return {'klass': klass, 'hosts': [host], 'annotations': annotations}


def a(key, value, **more):
    """One annotation."""
    return notes({key: value}, **more)


def spec(**fields):
    """A spec with the class and these fields."""
    return {'spec': fields}


ROWS = [
    ('e01_annotation_and_field_differ', 'Some controllers read the annotation first, others the field.', [
        (a('kubernetes.io/ingress.class', 'external'), {'class-agrees'}, API('ingressClassName')),
        (a('kubernetes.io/ingress.class', 'internal'), OK),
    ]),
    ('e02_vendor_class_annotations', 'Contour obeys an annotation of its own before all others.', [
        (a('projectcontour.io/ingress.class', 'external', klass=None), {'host-in-class', 'tls-required'}),
        (a('projectcontour.io/ingress.class', 'public', klass=None), {'class-permitted'}),
        (a('projectcontour.io/ingress.class', 'external'), {'class-agrees'}),
    ]),
    ('e04_empty_class_annotation', 'An empty annotation switches the default class off and names no class.', [
        (a('kubernetes.io/ingress.class', '', klass=None), {'class-present'}),
        (a('kubernetes.io/ingress.class', ''), {'class-agrees'}, API('ingressClassName')),
    ]),
    ('e06_spelling_of_the_class', 'Controllers compare byte by byte, and so do we.', [
        (a('kubernetes.io/ingress.class', 'Internal', klass=None), {'class-permitted'}),
        (a('kubernetes.io/ingress.class', ' internal', klass=None), {'class-permitted'}),
        ({'klass': 'Internal'}, API('ingressClassName')),
        ({'klass': 'retail'}, {'class-permitted'}),
    ]),
    ('e08_rule_without_host', 'A rule without host catches the traffic of every name.', [
        (hosts(None), PRESENT), (hosts(HOST, None), PRESENT), (hosts(''), PRESENT),
    ]),
    ('e09_default_backend', 'A default backend catches whatever nobody else serves.', [
        (spec(defaultBackend=rule(HOST)['http']['paths'][0]['backend']), PRESENT),
        (spec(defaultBackend=rule(HOST)['http']['paths'][0]['backend'], rules=[rule(HOST)]), PRESENT),
    ]),
    ('e10_host_without_http', 'ExternalDNS publishes a host even if no path stands behind it.', [
        (spec(rules=[{'host': 'bank.example.org'}]), FOREIGN), (spec(rules=[{'host': HOST}]), OK),
    ]),
    ('e11_empty_rule', 'A rule of nothing at all is legal, and a catch-all.', [(spec(rules=[{}]), PRESENT)]),
    ('e12_wildcards', 'A wildcard above one\'s domain takes the neighbours\' names.', [
        (hosts('*.corp.example.net'), {'host-permitted', 'host-wildcard'}),
        (hosts('*.net'), {'host-permitted', 'host-wildcard', 'host-in-class'}),
        (hosts('*.shop.corp.example.net'), {'host-wildcard'}),
        (hosts('*'), API('spec.rules[0].host')),
    ]),
    ('e13_suffix_tricks', 'Domains are compared label by label, not as text.', [
        (hosts('evilshop.corp.example.net'), PERMITTED), (hosts('shop.corp.example.net.evil.org'), FOREIGN),
    ]),
    ('e14_host_syntax', 'What a name may look like is not left to chance, in fields or annotations.', [
        (hosts('WEB.shop.corp.example.net'), API('spec.rules[0].host')),
        (hosts(HOST + '.'), API('spec.rules[0].host')),
        (hosts('a_b.shop.corp.example.net'), API('spec.rules[0].host')),
        (hosts('192.0.2.7'), API('spec.rules[0].host')),
        (hosts('x' * 64 + '.shop.corp.example.net'), VALID),
        (a(PRIVATE + 'hostname', 'a_b.shop.corp.example.net'), VALID),
        (a(PRIVATE + 'hostname', 'a..shop.corp.example.net'), VALID),
        (a(PRIVATE + 'hostname', '192.0.2.7'), VALID),
        (a(PRIVATE + 'hostname', 'WEB.Shop.corp.example.net.'), OK),
    ]),
    ('e15_tls_hosts', 'ExternalDNS and cert-manager use the hosts of tls entries too.', [
        ({'tls': ['bank.example.org']}, FOREIGN), ({'tls': [HOST]}, OK),
    ]),
    ('e16_tls_addresses_and_wildcards', 'The API server lets addresses through in tls hosts.', [
        ({'tls': ['192.0.2.7']}, VALID), ({'tls': ['*.corp.example.net']}, {'host-permitted', 'host-wildcard'}),
    ]),
    ('e17_duplicate_host', 'Controllers merge equal hosts of all namespaces; so a name has one owner.', [
        (hosts('www.retail.example.net'), FOREIGN), (hosts('www.apps.corp.example.net'), PERMITTED),
    ]),
    ('e18_punycode', 'A look-alike is a name like any other: outside.', [
        (hosts('xn--shp-0na.corp.example.net'), PERMITTED), (hosts('xn--mnchen-3ya.shop.corp.example.net'), OK),
    ]),
    ('e19_hostname_annotations', 'A name in an annotation is published as one in a rule, under every prefix.', [
        (a(PUBLIC + 'hostname', 'bank.example.org'), FOREIGN), (a(ALPHA + 'hostname', 'bank.example.org'), FOREIGN),
        (a(PRIVATE + 'hostname', 'bank.example.org'), FOREIGN),
    ]),
    ('e20_hostname_lists', 'ExternalDNS removes blanks and splits at commas, and so do we.', [
        (a(PRIVATE + 'hostname', HOST + ', bank.example.org'), FOREIGN),
        (a(PRIVATE + 'hostname', 'ba nk.example.org'), FOREIGN),
        (a(PRIVATE + 'hostname', HOST + ',,' + HOST), VALID),
        (a(PRIVATE + 'hostname', 'a.shop.corp.example.net, b.shop.corp.example.net'), OK),
    ]),
    ('e21_unicode', 'IDNA maps full-width letters and soft hyphens to plain names.', [
        (a(PRIVATE + 'hostname', 'ｂank.example.org'), VALID),
        (a(PRIVATE + 'hostname', 'ba\u00adnk.example.org'), VALID),
    ]),
    ('e22_other_name_keys', 'Internal and Cloudflare names are published like the others.', [
        (a(PUBLIC + 'internal-hostname', 'bank.example.org'), FOREIGN),
        (a(PRIVATE + 'cloudflare-custom-hostname', 'bank.example.org'), FOREIGN),
    ]),
    ('e23_target', 'A target of one\'s own points a permitted name anywhere.', [
        (a(PRIVATE + 'target', 'evil.example.org'), DNS), (a(PRIVATE + 'target', ''), DNS),
        (a(PUBLIC + 'target', 'evil.example.org', klass='external', host='shop.example.com'), DNS | {'tls-required'}),
    ]),
    ('e24_switches', 'Switching the policy\'s records off, or the other instance on.', [
        (a(PRIVATE + 'ingress-hostname-source', 'annotation-only'), DNS),
        (a(PRIVATE + 'controller', 'none'), DNS),
        (a(PUBLIC + 'controller', 'dns-controller'), DNS),
        (notes({PUBLIC + 'controller': 'dns-controller', PUBLIC + 'target': 'evil.example.org'}), DNS),
        (a(PRIVATE + 'ttl', '1'), DNS), (a(PRIVATE + 'ttl', '10m'), DNS), (a(PRIVATE + 'ttl', '120'), OK),
    ]),
    ('e25_provider_keys', 'Weights and set identifiers take a share of a name\'s traffic.', [
        (notes({PRIVATE + 'set-identifier': 'mine', PRIVATE + 'aws-weight': '255'}), DNS),
        (a(PRIVATE + 'access', 'public'), DNS),
    ]),
    ('e26_server_alias', 'ingress-nginx serves every alias as it serves the host.', [
        (a(NGINX + 'server-alias', 'bank.example.org'), FOREIGN),
        (a(NGINX + 'server-alias', '~^.*$'), VALID), (a(NGINX + 'server-alias', '*'), VALID),
        (a(NGINX + 'server-alias', HOST + ',bank.example.org'), FOREIGN),
    ]),
    ('e27_www_redirect', 'from-to-www-redirect makes a server for the twin name.', [
        (a(NGINX + 'from-to-www-redirect', 'true', klass='external', host='www.example.com'),
         {'host-permitted', 'tls-required'}),
        (a(NGINX + 'from-to-www-redirect', 'true'), OK),
    ]),
    ('e28_snippets', 'A snippet can do whatever the controller can.', [
        (a(NGINX + key + '-snippet', 'return 200;'), FORBIDDEN | RANGES | {'annotation-safe'})
        for key in ('server', 'configuration', 'auth', 'stream', 'modsecurity')] + [
        (a('nginx.org/server-snippets', 'x'), FORBIDDEN), (a('haproxy.org/backend-config-snippet', 'x'), FORBIDDEN),
    ]),
    ('e29_names_of_the_platform', 'Keys that the platform names hold hosts as well.', [
        (a('edge.example.net/also-serve', 'bank.example.org'), FOREIGN),
        (a('edge.example.net/also-serve', HOST + ', '), VALID),
    ]),
    ('e30_certificates', 'cert-manager asks for certificates of names in annotations.', [
        (a('cert-manager.io/common-name', 'bank.example.org'), FOREIGN),
        (a('cert-manager.io/alt-names', HOST + ',bank.example.org'), FOREIGN),
    ]),
    ('e32_canary', 'A canary joins the routes of its host in whatever namespace they are.', [
        ({**notes({NGINX + 'canary': 'true', NGINX + 'canary-weight': '100'}, host='bank.example.org')},
         FOREIGN | {'canary-host'}),
        ({**notes({NGINX + 'canary': 'true'}), 'hosts': [None]}, PRESENT | {'canary-host'}),
    ]),
    ('e34_second_spelling', 'ingress-nginx prefers the newer key to the one that the policy writes.', [
        (a(NGINX + 'allowlist-source-range', '0.0.0.0/0'), RANGES),
        (notes({NGINX + 'allowlist-source-range': '0.0.0.0/0', NGINX + 'whitelist-source-range': OFFICE}), RANGES),
        (notes({NGINX + 'allowlist-source-range': '', NGINX + 'whitelist-source-range': OFFICE}), RANGES),
        (a(NGINX + 'allowlist-source-range', OFFICE), OK),
    ]),
    ('e35_what_undoes_a_list', 'Satisfy-any and passed-through TLS go around the list.', [
        (notes({NGINX + 'satisfy': 'any', NGINX + 'auth-type': 'basic'}), RANGES),
        (a(NGINX + 'ssl-passthrough', 'true'), RANGES),
    ]),
    ('e36_lists_in_disguise', 'Lists are compared as sets of addresses, not as text.', [
        (a(NGINX + 'whitelist-source-range', '0.0.0.0/1,128.0.0.0/1'), RANGES),
        (a(NGINX + 'whitelist-source-range', '::/0'), RANGES),
        (a(NGINX + 'whitelist-source-range', OFFICE + ','), RANGES),
        (a(NGINX + 'whitelist-source-range', '198.51.100.0/23'), RANGES),
        (a(NGINX + 'whitelist-source-range', '::ffff:198.51.100.1/128'), RANGES),
        (a(NGINX + 'whitelist-source-range', ' 203.0.113.64/26 , 198.51.100.7 '), OK),
    ]),
    ('e48_solver_label', 'The label of cert-manager\'s solver is free for everybody to set.', [
        ({'labels': {'acme.cert-manager.io/http01-solver': 'true'}, 'hosts': ['bank.example.org']}, FOREIGN),
        ({'labels': {'acme.cert-manager.io/http01-solver': 'true'},
          **a(NGINX + 'whitelist-source-range', '0.0.0.0/0,::/0')}, RANGES),
    ]),
    ('e49_nul', 'A NUL ends a text for some readers and not for others.', [
        (a(PRIVATE + 'hostname', HOST + '\0.evil.org'), VALID),
        (a(NGINX + 'whitelist-source-range', OFFICE + '\0,0.0.0.0/0'), RANGES),
        (a(NGINX + 'server-alias', HOST + '\0'), VALID | {'annotation-safe'}),
    ]),
    ('e50_control_characters', 'Line feeds and escape codes get into configurations and terminals.', [
        (a(PRIVATE + 'hostname', HOST + '\r\nx'), VALID), (a(PRIVATE + 'hostname', '\x1b[2J' + HOST), VALID),
        (a(NGINX + 'rewrite-target', '/\n}'), {'annotation-safe'}),
        (a(NGINX + 'whitelist-source-range', OFFICE + '\r\n0.0.0.0/0'), RANGES),
    ]),
    ('e60_paths', 'With ImplementationSpecific the API server lets any path through.', [
        (spec(rules=[{'host': HOST, 'http': {'paths': [{
            'path': path, 'pathType': 'ImplementationSpecific',
            'backend': rule(HOST)['http']['paths'][0]['backend']}]}}]), {'path-safe'})
        for path in ('/a"b', "/a'b", '/{a', '/a b', '/a;b', '/a\\.b', '/a#b', '/a`b', '/a\tb')],
    ),
]


def build(namespace, name, change):
    """A good Ingress with a change."""
    change = dict(change)
    fields = change.pop('spec', None)
    made = ingress(namespace, name, **change)
    if fields is not None:
        made['spec'] = {'ingressClassName': 'internal', **fields}
    return made


def judge(e, answer, wanted, what):
    """Compares an answer with the expectation of the row."""
    try:
        if wanted is OK:
            e.must(answer)
        elif isinstance(wanted, API):
            e.refused_by_api(answer, wanted)
        else:
            e.denied(answer, *wanted)
    except Exception as error:
        raise type(error)(f'{what}: {error}') from error


def _scenario(name, why, attempts):
    def run(e):
        ns = e.namespace()
        for i, (change, wanted, *created) in enumerate(attempts):
            on_create = created[0] if created else wanted
            judge(e, e.create(build(ns, f'c{i}', change)), on_create, f'CREATE {change}')
            e.must(e.create(ingress(ns, f'u{i}')))
            judge(e, e.update(build(ns, f'u{i}', change)), wanted, f'PUT {change}')
            if isinstance(wanted, API):
                e.note(f'the API server itself: {wanted} in {change}')
    run.__name__, run.__doc__ = name, why
    return run


SCENARIOS = [_scenario(*row) for row in ROWS]
