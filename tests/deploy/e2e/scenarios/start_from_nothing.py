# SPDX-License-Identifier: Apache-2.0
"""The start of a cluster that has only the registration of the webhook, while the webhook is
down.

Each scenario has its own etcd and API server, and the webhook configurations that
`export webhooks` prints for a policy that judges Services, both with failurePolicy Fail and
with the address of a webhook that does not run.  They reach an empty etcd in one of two ways:
they are the first write that the API server accepts, or they remain when all other keys are
removed between two starts.  In the second case they are in force before the API server writes
anything: it admits no write until it has read them.
"""

import os

from live import store
from live.objects import ingress, service
from live.webhooks import PATH
from scenarios._kinds import BANK, policy
from scenarios._records import PUBLIC
from scenarios.outages import _others_work

CAUGHT = 'alling webhook'  # the API server's log has "Failed calling webhook, failing closed"
NODE_PORT = 30443
DNS = {  # as kubeadm creates it
    'apiVersion': 'v1', 'kind': 'Service',
    'metadata': {'name': 'kube-dns', 'namespace': 'kube-system',
                 'annotations': {'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true'},
                 'labels': {'k8s-app': 'kube-dns', 'kubernetes.io/cluster-service': 'true',
                            'kubernetes.io/name': 'CoreDNS'}},
    'spec': {'clusterIP': '10.0.0.10', 'clusterIPs': ['10.0.0.10'], 'selector': {'k8s-app': 'kube-dns'},
             'ports': [{'name': 'dns', 'port': 53, 'protocol': 'UDP'},
                       {'name': 'dns-tcp', 'port': 53, 'protocol': 'TCP'},
                       {'name': 'metrics', 'port': 9153, 'protocol': 'TCP'}]}}


def _demand_something(document):
    """Adds a requirement for every Service, so that plain ones are sent too."""
    document['fields'] = {'forbid': [{'kinds': ['Service'], 'paths': ['spec.publishNotReadyAddresses'],
                                      'reason': 'nobody needs it here'}]}


def _elsewhere(e, more=lambda document: None):
    """Sets up a separate cluster and its configurations; the webhook has the policy and is then
    stopped."""
    e.policy(policy('infra-home', more))
    there = e.elsewhere()
    there.webhooks.use_exported()
    e.webhook_down()
    return there


def _register(there, without):
    """Registers the webhook as soon as the API server accepts a write, without some keys; returns
    the revision of the second write."""
    def take(kind, document):
        try:
            answer = there.api('POST', PATH.format(kind=kind), document, who='admin')
        except OSError:
            return None
        return answer if answer.ok else None

    for kind in ('mutating', 'validating'):
        document = there.webhooks.default(kind)
        for webhook in document['webhooks']:
            webhook['failurePolicy'] = 'Fail'
            for key in without:
                del webhook[key]
        answer = there.until(lambda k=kind, d=document: take(k, d), f'the {kind} configuration is taken', 60)
    return int(answer.body['metadata']['resourceVersion'])


def _first_start(there, without=()):
    """Starts from an empty etcd; returns the revision of the registration, which lacks some keys."""
    store.start(there.cluster)
    there.equal(store.keys(there.cluster), [], 'what etcd holds')
    there.cluster.apiserver.start()
    version = _register(there, without)
    there.until(there.cluster.ready, 'the API server becomes ready', 60)
    return version


def _next_start(there, take_away, *flags):
    """Stops both, removes keys from etcd with take_away(cluster), and starts both again; returns
    the remaining keys."""
    there.cluster.stop()
    store.start(there.cluster)
    take_away(there.cluster)
    kept = store.keys(there.cluster)
    os.rename(there.cluster.apiserver.log, there.cluster.apiserver.log + '.first')
    there.cluster.start_apiserver(flags)
    return kept


def _all_but_the_registration(cluster):
    store.keep_only(cluster, store.REGISTRATIONS)


def _own_service(there):
    answer = there.get('default', 'kubernetes', kind='Service', who='admin')
    return answer.body if answer.ok else None


def _log(there):
    with open(there.cluster.apiserver.log, encoding='utf-8', errors='replace') as file:
        return file.readlines()


def _caught(there):
    return [line for line in _log(there) if CAUGHT in line]


def _comes_up(there):
    """Claims that the API server has its Service, and that none of its writes was sent to the webhook."""
    own = there.until(lambda: _own_service(there), 'default/kubernetes is made', 30)
    there.equal(_caught(there), [], 'what the API server wrote and we were asked about')
    there.equal(own['metadata'].get('annotations'), None, 'annotations of default/kubernetes')
    return own


def _waits_for_us(there, obj):
    answer = there.create(obj, who='admin', dryRun='All')
    there.check(answer.status == 500 and 'ingress-warden.dev": failed to call webhook' in answer.message, answer)


def _work_goes_on(there):
    """Claims that everything works that a cluster needs to start the webhook, and that judged
    objects fail until it runs."""
    there.until(lambda: not there.create(ingress('default'), who='admin', dryRun='All').ok,
                'the registration is in force')
    there.must(there.create(DNS, who='admin'))
    namespace = there.namespace('shop')
    _others_work(there, namespace)
    there.must(there.create(service(namespace, 'plain')))
    there.must(there.create(service(namespace, 'headless', clusterIP='None')))
    _waits_for_us(there, ingress(namespace))
    for spec in ({'type': 'NodePort'}, {'type': 'LoadBalancer'}, {'externalIPs': ['203.0.113.67']},
                 {'annotations': {PUBLIC + 'hostname': BANK}}, {'annotations': {'prometheus.io/scrape': 'true'}}):
        _waits_for_us(there, service(namespace, 'judged', **spec))
    return namespace


def _then_we_come(there, namespace):
    there.webhook_up()
    there.allowed(there.create(ingress(namespace)))
    there.denied(there.create(ingress(namespace, 'bad', hosts=[BANK])), 'host-permitted', 'host-in-class')
    there.denied(there.create(service(namespace, 'node', type='NodePort')), 'service-type')


def empty_store(e):
    "A new cluster starts although the registration is its first object, and the webhook starts after it."
    there = _elsewhere(e)
    version = _first_start(there)
    own = int(_comes_up(there)['metadata']['resourceVersion'])
    e.note(f'the registration is revision {version}, default/kubernetes {own}')
    e.check(version < own, 'the registration is there before the Service')
    _then_we_come(there, _work_goes_on(there))


def nothing_but_the_registration(e):
    "A cluster starts although etcd contains only the registration, which is in force before the first write."
    there = _elsewhere(e)
    _first_start(there)
    kept = _next_start(there, _all_but_the_registration)
    e.equal(kept, [prefix + 'ingress-warden' for prefix in store.REGISTRATIONS], 'what etcd holds')
    _comes_up(there)
    _then_we_come(there, _work_goes_on(there))


def without_services(e):
    "If all Services and addresses are lost while the cluster is down, the API server creates its own again."
    there = _elsewhere(e)
    _first_start(there)
    _comes_up(there)
    kept = _next_start(there, lambda cluster: store.remove(cluster, store.SERVICES))
    e.equal([key for key in kept if '/services/' in key], [], 'Services in etcd')
    _comes_up(there)
    _then_we_come(there, _work_goes_on(there))


def every_service_is_sent(e):
    "If the policy forbids fields of Services, plain Services are sent too, but never the API server's own."
    there = _elsewhere(e, _demand_something)
    _first_start(there)
    _next_start(there, _all_but_the_registration)
    _comes_up(there)
    there.must(there.create(DNS, who='admin'))
    _waits_for_us(there, service('default', 'plain'))
    answer = there.patch('default', 'kubernetes', {'metadata': {'labels': {'a': 'b'}}}, kind='Service', who='admin')
    e.equal(answer.status, 500, 'somebody else writes the API server\'s Service')


def service_with_a_node_port(e):
    "With --kubernetes-service-node-port the API server's own Service is not plain, yet it is not sent."
    there = _elsewhere(e)
    _first_start(there)
    _next_start(there, _all_but_the_registration, f'--kubernetes-service-node-port={NODE_PORT}')
    own = _comes_up(there)
    e.equal([own['spec']['type'], own['spec']['ports'][0].get('nodePort')], ['NodePort', NODE_PORT], 'its port')
    there.webhook_up()


def caught_without_the_conditions(e):
    "Without the match conditions the API server cannot create its own Service, so these scenarios can fail."
    there = _elsewhere(e)
    _first_start(there, without=['matchConditions'])
    _next_start(there, _all_but_the_registration)
    e.until(lambda: _caught(there), 'the API server is told that nobody answers', 60)
    e.check('kubernetes service' in ''.join(_log(there)), 'it says which Service it wanted to make')
    e.equal(_own_service(there), None, 'default/kubernetes')
