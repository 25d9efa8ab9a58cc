# SPDX-License-Identifier: Apache-2.0
"""What the API server sends to webhooks for kinds other than Ingress, and when: observed by
recording webhooks.  The rules for Services and custom resources rely on each of these facts."""

import json

from live import crds, extra
from live.objects import path, route, service

CLASS, RANGES = 'example.com/lb', ['198.51.100.0/24']
SWITCH = 'allocateLoadBalancerNodePorts'


def _fields(request, *names):
    return [request['object']['spec'].get(name) for name in names]


def _ports(request):
    return [port.get('nodePort') for port in request['object']['spec']['ports']]


def allocated_before_validation(e):
    "Cluster IPs and node ports are allocated between the stages; validation cannot distinguish them from written ones."
    ns = e.namespace()
    mutating, validating = e.recorders(['services'])
    for name, spec in (('plain', {}), ('node', {'type': 'NodePort'}), ('local', {
            'type': 'LoadBalancer', 'externalTrafficPolicy': 'Local'})):
        stored = e.must(e.create(service(ns, name, **spec))).body
        seen, judged = mutating.pop(), validating.pop()
        e.equal(_fields(seen, 'clusterIP', 'clusterIPs', 'healthCheckNodePort') + _ports(seen), [None] * 4,
                f'{name}: allocated when it is mutated')
        e.equal(judged['object']['spec'], stored['spec'], f'{name}: what is validated is what is stored')
        e.check(_fields(judged, 'clusterIP')[0], f'{name} has no address')
        e.equal(_ports(judged) == [None], name == 'plain', f'{name}: no node port')
    e.check(_fields(judged, 'healthCheckNodePort')[0], 'no port for health checks')


def allocation_in_a_dry_run(e):
    "A dry run allocates nothing: it shows a port outside the range of the cluster."
    ns = e.namespace()
    _, validating = e.recorders(['services'])
    e.must(e.create(service(ns, 'node', type='NodePort'), dryRun='All'))
    ports = _ports(validating[0])
    e.check(not 30000 <= ports[0] <= 32767, f'{ports} is a port of the range')
    e.equal(_fields(validating[0], 'clusterIP'), ['10.0.0.0'], 'the address')


def load_balancers_without_node_ports(e):
    "The switch is never absent in a review, and no port is allocated if the webhook sets it to false."
    ns = e.namespace()
    switch = [{'op': 'replace', 'path': f'/spec/{SWITCH}', 'value': False}]
    mutating, validating = e.recorders(['services'], answer=lambda _: extra.allow(switch))
    e.must(e.create(service(ns, 'lb', type='LoadBalancer')))
    e.equal(_fields(mutating[0], SWITCH), [True], 'the switch when it is mutated')
    e.equal(_fields(validating[0], SWITCH) + _ports(validating[0]), [False, None], 'switch and port when validated')


def allocation_on_update(e):
    "A PUT without addresses and ports keeps the stored ones, and the validating stage sees them."
    ns = e.namespace()
    stored = e.must(e.create(service(ns, 'node', type='NodePort'))).body['spec']
    mutating, validating = e.recorders(['services'])
    e.must(e.update(service(ns, 'node', type='NodePort')))
    e.equal(_fields(mutating[0], 'clusterIP') + _ports(mutating[0]), [None, None], 'when it is mutated')
    e.equal(validating[0]['object']['spec'], stored, 'when it is validated')


def fields_go_with_the_type(e):
    "A change of type removes ports, class and switch between the stages; it keeps the ranges, and the write fails."
    ns = e.namespace()
    mutating, validating = e.recorders(['services'], answer=_without_ranges)
    e.must(e.create(service(ns, 'lb', type='LoadBalancer', loadBalancerClass=CLASS)))
    e.must(e.patch(ns, 'lb', {'spec': {'type': 'ClusterIP'}}, kind='Service'))
    e.equal(_fields(mutating[1], 'loadBalancerClass', SWITCH), [CLASS, True], 'when it is mutated')
    e.equal(_fields(validating[1], 'loadBalancerClass', SWITCH) + _ports(validating[1]), [None] * 3, 'when validated')
    ranged = service(ns, 'ranged', type='LoadBalancer', loadBalancerSourceRanges=RANGES)
    e.must(e.create(ranged))
    e.must(e.patch(ns, 'ranged', {'spec': {'type': 'ClusterIP'}}, kind='Service'))
    e.equal(_fields(validating[-1], 'loadBalancerSourceRanges'), [None], 'the mutating stage took them off')
    e.undo()
    e.must(e.create({**ranged, 'metadata': {'namespace': ns, 'name': 'kept'}}))
    e.refused_by_api(e.patch(ns, 'kept', {'spec': {'type': 'ClusterIP'}}, kind='Service'), 'may only be used when')


def _without_ranges(review):
    spec = review['request']['object']['spec']
    if spec['type'] == 'LoadBalancer' or 'loadBalancerSourceRanges' not in spec:
        return extra.allow()
    return extra.allow([{'op': 'remove', 'path': '/spec/loadBalancerSourceRanges'}])


def _complete(on_update):
    """A webhook that writes class, ranges and switch on CREATE, and on_update (paths) on UPDATE."""
    wanted = {'/spec/loadBalancerClass': CLASS, '/spec/loadBalancerSourceRanges': RANGES, f'/spec/{SWITCH}': False}

    def answer(review):
        paths = wanted if review['request']['operation'] == 'CREATE' else on_update
        return extra.allow([{'op': 'add', 'path': where, 'value': wanted[where]} for where in paths])
    return answer


def class_is_lost_by_replace(e):
    "`kubectl replace` drops the written fields: it fails unless the webhook writes the class back."
    ns = e.namespace()
    on_update = []
    mutating, _ = e.recorders(['services'], answer=_complete(on_update))
    file = e.write('lb.json', service(ns, 'lb', type='LoadBalancer'))
    e.equal(e.kubectl('create', '-f', file).code, 0, 'kubectl create')
    done = e.kubectl('replace', '-f', file)
    e.equal(_fields(mutating[-1], 'loadBalancerClass', 'loadBalancerSourceRanges', SWITCH), [None, None, True],
            'what PUT brings when it is mutated')
    e.check(done.code == 1 and 'spec.loadBalancerClass: Invalid value: null: may not change once set' in done.err, done)
    on_update.append('/spec/loadBalancerClass')
    e.equal(e.kubectl('replace', '-f', file).code, 0, 'with the class written back')
    stored = e.get(ns, 'lb', kind='Service').body['spec']
    e.equal([stored.get('loadBalancerClass'), stored.get('loadBalancerSourceRanges'), stored[SWITCH]],
            [CLASS, None, True], 'the rest is gone')
    e.check(stored['ports'][0].get('nodePort'), 'and a node port is allocated, for the switch is on again')
    on_update += ['/spec/loadBalancerSourceRanges', f'/spec/{SWITCH}']
    e.equal(e.kubectl('replace', '-f', file).code, 0, 'with all of it written back')
    stored = e.get(ns, 'lb', kind='Service').body['spec']
    e.equal([stored.get('loadBalancerClass'), stored.get('loadBalancerSourceRanges'), stored[SWITCH],
             stored['ports'][0].get('nodePort')], [CLASS, RANGES, False, None], 'the port is given back, too')


def class_survives_the_other_commands(e):
    "Client-side and server-side apply, and edit, keep the written fields without a new patch; no manager owns them."
    ns = e.namespace()
    mutating, _ = e.recorders(['services'], answer=_complete([]))
    for name, create in (('client', ['apply']), ('server', ['apply', '--server-side'])):
        file = e.write(f'{name}.json', service(ns, name, type='LoadBalancer'))
        for command in (create, create, ['edit']):
            words = ['service', name, '-n', ns] if command == ['edit'] else ['-f', file]
            done = e.kubectl(*command, *words, EDITOR='sed -i "s/port: 80/port: 81/"')
            e.equal(done.code, 0, f'{name} {command}: {done}')
        stored = e.get(ns, name, kind='Service').body
        e.equal([stored['spec'].get(key) for key in ('loadBalancerClass', 'loadBalancerSourceRanges', SWITCH)],
                [CLASS, RANGES, False], name)
        owned = json.dumps(stored['metadata']['managedFields'])
        e.equal([key in owned for key in ('f:loadBalancerClass', 'f:loadBalancerSourceRanges')], [False] * 2,
                f'{name}: owned by somebody')
    e.equal({request['operation'] for request in mutating}, {'CREATE', 'UPDATE'}, 'what was seen')


def class_is_fixed(e):
    "A load balancer without a class can never get one, so the webhook writes no class on UPDATE."
    ns = e.namespace()
    e.must(e.create(service(ns, 'lb', type='LoadBalancer')))
    answer = e.patch(ns, 'lb', {'spec': {'loadBalancerClass': CLASS}}, kind='Service')
    e.refused_by_api(answer, 'may not change once set')


def status_of_a_service(e):
    "A status write can add annotations to a Service, so it must be judged."
    ns = e.namespace()
    e.must(e.create(service(ns, 'lb', type='LoadBalancer')))
    mutating, _ = e.recorders(['services/status'])
    change = {'metadata': {'annotations': {'a': 'b'}}, 'status': {'loadBalancer': {'ingress': [{'ip': '192.0.2.1'}]}}}
    answer = e.must(e.patch(ns, 'lb', change, sub='status', kind='Service'))
    e.equal([mutating[0].get('subResource'), answer.annotations], ['status', {'a': 'b'}], 'what is stored')


def custom_resources_are_defaulted_again(e):
    "An object is defaulted before the first stage and after a patch; unknown fields remain until it is stored."
    crds.install(e, 'gateway-standard')
    ns = e.namespace()
    patch = [{'op': 'add', 'path': '/spec/parentRefs/-', 'value': {'name': 'second'}},
             {'op': 'remove', 'path': '/spec/rules/0/matches'}, {'op': 'add', 'path': '/spec/unknown', 'value': 'x'}]
    mutating, validating = e.recorders(['httproutes'], 'gateway.networking.k8s.io', answer=lambda _: extra.allow(patch))
    stored = e.must(e.create(route('HTTPRoute', ns, 'web', ['a.example.com'], ['infra/first'], rules=[{}]))).body
    defaults = {'group': 'gateway.networking.k8s.io', 'kind': 'Gateway'}
    first, second = {**defaults, 'namespace': 'infra', 'name': 'first'}, {**defaults, 'name': 'second'}
    rules = [{'matches': [{'path': {'type': 'PathPrefix', 'value': '/'}}]}]
    e.equal(_fields(mutating[0], 'parentRefs', 'rules'), [[first], rules], 'when it is mutated')
    e.equal(_fields(validating[0], 'parentRefs', 'rules'), [[first, second], rules], 'when it is validated')
    e.equal([validating[0]['object']['spec'].get('unknown'), stored['spec'].get('unknown')], ['x', None], 'unknown')


def status_of_a_custom_resource(e):
    "In a status write to a custom resource, webhooks see annotations that the API server then drops."
    crds.install(e, 'gateway-standard')
    ns = e.namespace()
    e.must(e.create(route('HTTPRoute', ns, 'web', ['a.example.com'], ['infra/first'])))
    mutating, _ = e.recorders(['httproutes/status'], 'gateway.networking.k8s.io')
    change = {'metadata': {'annotations': {'a': 'b'}}, 'status': {'parents': []}}
    answer = e.must(e.patch(ns, 'web', change, sub='status', kind='HTTPRoute'))
    e.equal([mutating[0]['object']['metadata'].get('annotations'), answer.annotations], [{'a': 'b'}, {}], 'annotations')


def older_version_of_a_custom_resource(e):
    "A webhook that is registered for v1 also receives v1beta1 objects, converted to v1."
    crds.install(e, 'gateway-standard')
    ns = e.namespace()
    mutating, _ = e.recorders(['httproutes'], 'gateway.networking.k8s.io', ('v1',))
    old = {**route('HTTPRoute', ns, 'web', ['a.example.com'], ['infra/first']),
           'apiVersion': 'gateway.networking.k8s.io/v1beta1'}
    e.must(e.api('POST', path(ns, kind='HTTPRoute').replace('/v1/', '/v1beta1/'), old))
    e.equal([mutating[0][key]['version'] for key in ('kind', 'requestKind')], ['v1', 'v1beta1'], 'versions')
    e.equal(mutating[0]['object']['apiVersion'], 'gateway.networking.k8s.io/v1', 'apiVersion of the object')


NOT_PLAIN = """request.resource.resource != 'services' || (has(object.spec.type) && object.spec.type != 'ClusterIP')
 || (has(object.spec.externalIPs) && size(object.spec.externalIPs) > 0) || has(object.metadata.annotations)"""


def _nobody_judges_services(e, *conditions):
    """Registers both stages for Services, fail closed, with an address where nothing listens."""
    rules = [{'apiGroups': [''], 'apiVersions': ['v1'], 'resources': ['services'], 'operations': ['CREATE', 'UPDATE']}]
    for kind in ('mutating', 'validating'):
        document = e.webhooks.default(kind)
        document['metadata']['name'] = 'e2e-services'
        document['webhooks'][0].update({
            'name': 'services.e2e.test', 'rules': rules, 'failurePolicy': 'Fail',
            'clientConfig': {'url': 'https://127.0.0.1:1/', 'caBundle': e.warden.ca_bundle()},
            'matchConditions': [{'name': f'c{n}', 'expression': text} for n, text in enumerate(conditions)]})
        e.cleanup(lambda k=kind: (e.webhooks.remove(k, 'e2e-services'), e.webhooks.wait()))
        e.webhooks.put(kind, document)
    e.webhooks.wait()


def a_cluster_starts_without_us(e):
    "The API server creates its own Service while the webhook is down, if plain Services are not sent to it."
    _nobody_judges_services(e, NOT_PLAIN)
    e.must(e.delete('default', 'kubernetes', kind='Service', who='admin'))
    e.apiserver_restart()
    e.until(lambda: e.get('default', 'kubernetes', kind='Service', who='admin').ok, 'default/kubernetes is made', 60)
    ns = e.namespace()
    e.must(e.create(service(ns, 'plain')))
    e.check(e.create(service(ns, 'node', type='NodePort')).status == 500, 'the others fail closed')


def a_cluster_does_not_start_by_chance(e):
    "Without that condition the API server cannot create its own Service, so the scenario above can fail."
    e.cleanup(lambda: e.until(lambda: e.get('default', 'kubernetes', kind='Service', who='admin').ok,
                              'default/kubernetes comes back', 60))
    _nobody_judges_services(e)
    e.must(e.delete('default', 'kubernetes', kind='Service', who='admin'))
    e.apiserver_restart()
    with open(e.cluster.apiserver.log, encoding='utf-8') as log:
        log.seek(0, 2)
        e.until(lambda: 'services.e2e.test' in log.read(), 'the API server complains', 60)
    e.equal(e.get('default', 'kubernetes', kind='Service', who='admin').status, 404, 'default/kubernetes')
