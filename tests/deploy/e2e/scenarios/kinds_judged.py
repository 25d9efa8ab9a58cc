# SPDX-License-Identifier: Apache-2.0
"""The attempts of kinds_today.py while the webhook judges every kind: each is refused, and
the name appears neither in ExternalDNS nor in Traefik."""

from live.dns import Record, cname, records
from live.objects import dns_endpoint, ingress_route, route, service, thing
from scenarios._kinds import BANK, begin, gateways, policy
from scenarios._records import LEGACY, PUBLIC

ROUTES = [f'gateway-{kind}route' for kind in ('http', 'grpc', 'tls')]


def _none_is_published(e, namespace, sources, *wanted):
    """Claims that nothing is published except wanted, the records that the tenant may have."""
    e.equal(records(e, namespace, sources=sources), sorted(wanted), 'what is published')


def attempts_by_routes(e):
    "No HTTPRoute, GRPCRoute or TLSRoute takes another team's name, by its fields or by its annotations."
    home, shop = begin(e)
    parent, doors = f'{home}/external', gateways(e, home, shop)
    for kind in ('HTTPRoute', 'GRPCRoute', 'TLSRoute'):
        e.denied(e.create(route(kind, shop, 'take', [BANK], [parent])), 'host-permitted')
        e.denied(e.create(route(kind, shop, 'beside', ['own.shop.example.com', BANK], [parent])), 'host-permitted')
        e.denied(e.create(route(kind, shop, 'wild', ['*.example.com'], [parent])), 'host-permitted', 'host-wildcard')
        for prefix in (PUBLIC, LEGACY):
            e.denied(e.create(route(kind, shop, 'note', ['own.shop.example.com'], [parent], annotations={
                prefix + 'hostname': BANK})), 'host-permitted')
            e.denied(e.create(route(kind, shop, 'aims', ['own.shop.example.com'], [parent], annotations={
                prefix + 'target': 'evil.example.org'})), 'dns-annotations')
    e.denied(e.create(route('HTTPRoute', shop, 'all', None, [parent])), 'host-present')
    e.must(e.create(route('HTTPRoute', shop, 'own', ['own.shop.example.com'], [parent])))
    doors.settle()
    e.equal([doors.ask('external', host) for host in ('own.shop.example.com', BANK, 'www.example.com')],
            [200, 404, 404], 'what the Gateway answers')
    e.equal(doors.ask('external', BANK, tls=True), 404, 'by TLS')
    _none_is_published(e, shop, ROUTES, *(
        cname(instance, 'own.shop.example.com', 'edge.example.com', 60) for instance in ('public', 'legacy')))


def other_doors(e):
    "No IngressRoute, Gateway, ListenerSet or Middleware gets around what a route is refused."
    home, shop = begin(e)
    doors = gateways(e, home, shop)
    for number, match in enumerate((f'Host(`{BANK}`)', f'Host(`own.shop.example.com`) || Host(`{BANK}`)',
                                    f'!Host(`{BANK}`) && Host(`own.shop.example.com`)')):
        e.denied(e.create(ingress_route(shop, f'take-{number}', match, klass='external')), 'host-permitted')
    for number, match in enumerate(('PathPrefix(`/`)', 'Host(`own.shop.example.com`) || PathPrefix(`/`)')):
        e.denied(e.create(ingress_route(shop, f'all-{number}', match, klass='external')), 'host-present')
    e.denied(e.create(ingress_route(shop, 'regexp', 'HostRegexp(`.+`)', klass='external')), 'host-valid')
    port = doors.ports['external'][0]
    listener = {'name': 'one', 'port': port, 'protocol': 'HTTP', 'hostname': BANK}
    e.denied(e.create(thing('Gateway', shop, 'own', {'gatewayClassName': 'external', 'listeners': [listener]})),
             'kind-permitted')
    e.denied(e.create(thing('ListenerSet', shop, 'own', {
        'parentRef': {'namespace': home, 'name': 'external'}, 'listeners': [listener]})),
        'host-permitted', 'tls-required')
    e.denied(e.create(thing('Middleware', shop, 'office', {'ipAllowList': {'sourceRange': ['0.0.0.0/0']}})),
             'kind-permitted')
    e.must(e.create(ingress_route(shop, 'own', 'Host(`own.shop.example.com`)', klass='external')))
    doors.settle()
    e.equal([doors.ask('external', host) for host in ('own.shop.example.com', BANK, 'www.example.com')],
            [200, 404, 404], 'what Traefik answers')
    _none_is_published(e, shop, ['traefik-proxy', *ROUTES], *(
        cname(instance, 'own.shop.example.com', 'edge.example.com', 60) for instance in ('public', 'legacy')))


RULES = (  # router rules with the own name, with another team's, or with none
    'Host("{own}")', 'HOST(`{own}`)', 'host(`{own}`)', 'hOsT(`{own}`)', 'Host(`{bank}`)', 'host(`{bank}`)',
    'HOST(`{bank}`)', 'Host("{bank}")', "Host('{bank}')", 'Host(`PAY.Bank.example.com`)', 'Host(`{bank}.`)',
    'Host(`{own}`, `{bank}`)', 'Host(`{own}`,`{bank}`)', 'Host( `{bank}` )', 'Host (`{bank}`)',
    'Host(`{own}`)||Host(`{bank}`)',
    'Host(`{own}`) && PathPrefix(`/`) || PathPrefix(`/`)', 'Host(`{own}`) || !Host(`{own}`)', '!Host(`{own}`)',
    '!(Host(`{own}`) && PathPrefix(`/`))', '!!Host(`{own}`)', '!(!Host(`{own}`) || !PathPrefix(`/`))',
    '(Host(`{own}`) || PathPrefix(`/`)) && Host(`{own}`)', '(Host(`{own}`)) && (PathPrefix(`/a`) || PathPrefix(`/`))',
    'HostRegexp(`{own}`)', 'HostRegexp(`.*`)', 'hostregexp(`^pay`)', 'HostHeader(`{bank}`)', 'Host(`*`)',
    'Host(`*.example.com`)', 'Host(``)', 'Host()', 'Header(`Host`, `{bank}`)', 'HeaderRegexp(`X-A`, `Host(`)',
    'PathPrefix(`/`) && Header(`X-A`, "Host(`{own}`)")', 'PathRegexp(`Host(\\x60{own}\\x60)`)', 'ClientIP(`0.0.0.0/0`)',
    'Query(`a`, `Host("{own}")`) || PathPrefix(`/`)', 'Method(`GET`)', 'Host(`{own}`) && Method(`GET`)',
    'Host(`{own}`)\n|| Host(`{bank}`)', 'Host(`{own}`) && ', 'HostSNI(`{bank}`)', 'HostSNI(`*`)', 'Host(`{own}{bank}`)',
    'Host(`{own}` + `{bank}`)', 'func() bool {{ return true }}()', 'Host(`{own}`) /* || */ || PathPrefix(`/`)',
    'Host(`{own}`) // x\n || PathPrefix(`/`)', 'true', '1 == 1 || Host(`{own}`)')


def router_rules(e):
    "No accepted router rule makes Traefik serve, or ExternalDNS publish, another team's name."
    home, shop = begin(e)
    doors, let_through = gateways(e, home, shop), 0
    for number, text in enumerate(RULES):
        match = text.format(own='own.shop.example.com', bank=BANK)
        answer = e.create(ingress_route(shop, f'r-{number}', match, klass='external'))
        e.check(answer.ok or answer.status in (403, 422), f'{match}: {answer}')
        let_through += answer.ok
    e.note(f'{let_through} of {len(RULES)} are let through')
    e.check(5 <= let_through < 20, f'{let_through} are let through')
    doors.settle()
    e.equal([doors.ask('external', host)
             for host in ('own.shop.example.com', BANK, 'www.example.com', 'own.shop.example.com' + BANK)],
            [200, 404, 404, 404], 'what Traefik answers')
    found = {r.name for r in records(e, shop, sources=['traefik-proxy'])}
    e.equal(found, {'own.shop.example.com'}, 'what is published')


def services_and_records(e):
    "A Service publishes only what its tenant may publish, and only listed tenants may create a DNSEndpoint."
    _, shop = begin(e)
    for number, prefix in enumerate((PUBLIC, LEGACY)):
        e.denied(e.create(service(shop, f'take-{number}', annotations={
            prefix + 'hostname': BANK, prefix + 'target': '203.0.113.66'})),
            'class-present', 'host-permitted')
        e.denied(e.create(service(shop, f'free-{number}', externalIPs=['203.0.113.67'], type='LoadBalancer',
                                  annotations={prefix + 'hostname': BANK})),
                 'host-permitted', 'host-in-class', 'service-address')
    e.denied(e.create(service(shop, 'node', type='NodePort')), 'service-type')
    e.denied(e.create(service(shop, 'far', type='ExternalName', externalName='db.bank.example.com')),
             'service-type', 'service-target')
    e.denied(e.create(dns_endpoint(shop, 'take', BANK, 'evil.example.org')), 'kind-permitted')
    e.must(e.create(service(shop, 'plain')))
    _none_is_published(e, shop, ['service', 'crd'])


VALUES = ('{bank}', '{BANK}', '{bank}.', ' {bank}', '{own},{bank}', '{own} {bank}', '{bank}\t', '{own},,{bank}',
          '{own}\n{bank}', '*.bank.example.com', '{own};{bank}', '{own}.', ' {own} , {own}', '{own}', '.{bank}',
          '\u00a0{bank}')
KEYS = ('hostname', 'internal-hostname', 'cloudflare-custom-hostname')


def values_of_annotations(e):
    "No accepted value of a hostname annotation makes any ExternalDNS publish another team's name."
    def change(document):
        document['tenants'][0]['services']['classOf'] = {'ClusterIP': 'external'}
    home, shop = begin(e, change)
    doors, let_through = gateways(e, home, shop), set()
    own = 'own.shop.example.com'
    for number, (key, value) in enumerate((key, value) for key in KEYS for value in VALUES):
        text = value.format(own=own, bank=BANK, BANK=BANK.upper())
        notes = {PUBLIC + key: text, LEGACY + key: text}
        for kind, obj in (('Service', service(shop, f's-{number}', annotations=notes)),
                          ('HTTPRoute', route('HTTPRoute', shop, f'r-{number}', [own], [f'{home}/external'],
                                              annotations=notes))):
            answer = e.create(obj)
            e.check(answer.ok or answer.status == 403, f'{text}: {answer}')
            if answer.ok:
                let_through.add((kind, key, value))
    e.note(f'{len(let_through)} of {2 * len(KEYS) * len(VALUES)} are let through')
    e.equal([entry for entry in let_through if 'bank' in entry[2].lower()], [], 'let through with the name')
    e.check(len(let_through) >= 2 * len(KEYS), let_through)
    doors.settle()
    for sources in (['service'], ROUTES):
        found = {r.name for r in records(e, shop, sources=sources, flags=['--publish-internal-services'])}
        e.equal(found, {own}, f'what is published of {sources}')


def older_keys(e):
    "The names in keys that ExternalDNS reads with --compatibility are judged on a Service as well."
    _, shop = begin(e)
    for number, key in enumerate(('zalando.org/dnsname', 'dns.alpha.kubernetes.io/external',
                                  'dns.alpha.kubernetes.io/internal')):
        e.denied(e.create(service(shop, f'lb-{number}', type='LoadBalancer', annotations={key: BANK})),
                 'host-permitted', 'host-in-class')
    e.equal(_compatible(e, shop), [], 'what is published')


def _compatible(e, namespace):
    return [record for mode in ('mate', 'molecule', 'kops-dns-controller')
            for record in records(e, namespace, sources=['service'], flags=[f'--compatibility={mode}'])]


def keys_of_molecule(e):
    "The key domainName (--compatibility=molecule) has no prefix, so it is judged only if the policy lists it."
    def wanted(namespace):
        obj = service(namespace, 'lb', type='LoadBalancer', annotations={'domainName': BANK})
        obj['metadata']['labels'] = {'dns': 'route53'}
        return obj
    home, shop = begin(e)
    e.must(e.create(wanted(shop)))
    e.must(e.patch(shop, 'lb', {'status': {'loadBalancer': {'ingress': [{'ip': '192.0.2.9'}]}}}, kind='Service',
                   sub='status', who='admin'))
    e.equal({r.name for r in _compatible(e, shop)}, {BANK}, 'unless it is listed')
    e.must(e.delete(shop, 'lb', kind='Service'))
    e.judge(policy(home, lambda document: document['annotations']['hosts'].append('domainName')))
    e.denied(e.create(wanted(shop)), 'host-permitted', 'host-in-class')


def pods_of_a_headless_service(e):
    "A headless Service may publish a name only if the names of its pods below it are permitted, too."
    _, shop = begin(e, _headless)
    wanted = service(shop, 'db', clusterIP='None', selector={'app': 'db'}, annotations={
        PUBLIC + 'hostname': 'www.example.com'})
    refused = e.denied(e.create(wanted), 'host-permitted')
    e.check('a headless Service also publishes POD.www.example.com' in refused.message, refused.message)
    wanted['metadata']['annotations'][PUBLIC + 'hostname'] = 'db.shop.example.com'
    e.must(e.create(wanted))
    pod = thing('Pod', shop, 'db-0', {'hostname': 'db-0', 'subdomain': 'db',
                                      'containers': [{'name': 'a', 'image': 'a'}]})
    pod['metadata']['labels'] = {'app': 'db'}
    aimed = {**pod, 'metadata': {**pod['metadata'], 'annotations': {PUBLIC + 'target': '203.0.113.66'}}}
    e.denied(e.create(aimed), 'dns-annotations')
    e.must(e.create(pod))
    address = '192.0.2.1'
    e.must(e.patch(shop, 'db-0', {'status': {'podIP': address, 'podIPs': [{'ip': address}]}}, kind='Pod',
                   sub='status', who='admin'))
    end = {'addresses': [address], 'conditions': {'ready': True}, 'hostname': 'db-0',
           'targetRef': {'kind': 'Pod', 'namespace': shop, 'name': 'db-0'}}
    e.must(e.create({
        'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice', 'addressType': 'IPv4', 'endpoints': [end],
        'metadata': {'namespace': shop, 'name': 'db', 'labels': {'kubernetes.io/service-name': 'db'}},
        'ports': [{'port': 80}]}, who='admin'))
    _none_is_published(e, shop, ['service'], *(
        Record(instance, name, 'A', (address,), 60) for instance in ('public', 'legacy')
        for name in ('db.shop.example.com', 'db-0.db.shop.example.com')))


def _headless(document):
    document['kinds']['Pod'] = {'plural': 'pods'}
    document['tenants'][0]['services']['classOf'] = {'headless': 'external'}


def experimental_channel(e):
    "A TCPRoute, which takes a whole port, and a route that omits its parents are refused at a shared Gateway."
    home, shop = begin(e, channel='experimental')
    parent = {'namespace': home, 'name': 'external'}
    doors = gateways(e, home, shop, '--providers.kubernetesgateway.experimentalchannel=true')
    back_end = {'rules': [{'backendRefs': [{'name': 'web', 'port': 80}]}]}
    refused = e.denied(e.create(thing('TCPRoute', shop, 'take', {'parentRefs': [parent], **back_end})), 'host-present')
    e.check('a TCPRoute receives all traffic of its listener' in refused.message, refused.message)
    e.denied(e.create(thing('Gateway', shop, 'own', {'gatewayClassName': 'external', 'listeners': [
        {'name': 'one', 'port': doors.ports['external'][1], 'protocol': 'TCP'}]})), 'kind-permitted')
    refused = e.denied(e.create(thing('HTTPRoute', shop, 'take', {
        'useDefaultGateways': 'All', 'hostnames': ['own.shop.example.com']})), 'class-permitted')
    e.check('there is no default Gateway' in refused.message, refused.message)
    doors.settle()
    e.equal(doors.ask('external', BANK, tls=True), 404, 'the port is still what it was')
