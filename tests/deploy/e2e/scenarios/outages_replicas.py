# SPDX-License-Identifier: Apache-2.0
"""Outages caused by certificates, ports and replicas; see outages.py."""

import os
import shutil
import time

from live import extra, tools
from live.balancer import Balancer
from live.load import Load
from live.objects import external, ingress
from live.process import Failure
from live.warden import Warden

FOREIGN = 'shop.example.org'
RULES = 'host-permitted', 'host-in-class'
REVIEWS = 'ingress_warden_reviews_total'


def _trust(e, url, *folders, **fields):
    """Both stages at this address, with the CAs of these folders.  A bundle that differs, if only
    by a copy, makes the API server open new connections."""
    bundle = e.warden.ca_bundle(*folders)
    e.webhooks.install(*[{'clientConfig': {'url': f'{url}/{stage}', 'caBundle': bundle}, **fields}
                         for stage in ('mutate', 'validate')])


def _pairs(e):
    """Returns two folders: the pair in use, and a pair of a new CA.  The first is restored at the end."""
    old, new = os.path.join(e.folder, 'old'), os.path.join(e.folder, 'new')
    shutil.copytree(e.warden.certs, old)
    e.warden.command('certs', 'make', '--dir', new, '--dns', 'localhost', '--ip', '127.0.0.1')
    e.cleanup(e.webhooks.install)
    e.cleanup(lambda: e.warden.install_pair(old))
    return old, new


def _replica(e, name):
    """Starts a second server with the CA of the first and its own pair."""
    folder = os.path.join(e.folder, name)
    os.makedirs(os.path.join(folder, 'certs'))
    for part in ('ca.crt', 'ca.key'):
        shutil.copy2(os.path.join(e.warden.certs, part), os.path.join(folder, 'certs', part))
    second = Warden(folder, e.warden.policy)
    e.cleanup(second.stop)
    second.start()
    return second


def authority_rotates_under_load(e):
    "Rows 5 and 8: caBundle old, old and new, new, and the pair exchanged between; no write may fail on the way."
    ns = e.namespace()
    old, new = _pairs(e)
    load = Load(e, ns)
    for step in ((old,), (old, new), 'exchange', (new, old), (new,)):
        if step == 'exchange':
            e.warden.install_pair(new)
        else:
            _trust(e, e.warden.url, *step)
        load.goes_on()
    load.unharmed()
    _trust(e, e.warden.url, old, old)
    answer = e.create(ingress(ns))
    e.check('x509' in answer.message, f'the old CA alone must not do any more: {answer}')


def one_replica_rotates_late(e):
    "Row 9: replicas see a renewed Secret up to two minutes apart; with both CAs trusted no write fails."
    ns = e.namespace()
    old, new = _pairs(e)
    second = _replica(e, 'second')
    balancer = Balancer(e.warden.port, second.port)
    e.cleanup(balancer.close)
    url = f'https://127.0.0.1:{balancer.port}'
    load = Load(e, ns, threads=6)
    _trust(e, url, old, new)
    load.goes_on()
    e.warden.install_pair(new)
    _trust(e, url, new, old)  # another bundle causes new connections, which see both pairs
    load.goes_on(80)
    e.check(all(server.metric(REVIEWS) > 0 for server in (e.warden, second)), 'both replicas are asked')
    second.install_pair(new)
    _trust(e, url, new)
    load.goes_on()
    load.unharmed()
    e.equal(*[server.metric('ingress_warden_certificate_not_after_timestamp_seconds') for server in (e.warden, second)],
            'notAfter of the replicas')
    second.install_pair(old)
    _trust(e, url, new, new)
    control = Load(e, ns, threads=6)
    e.until(lambda: control.failed, 'with one CA only a late replica is noticed')
    control.stop()


# What is wrong: openssl's options, the message of the server at start, that of the API server.
BAD_PAIRS = {
    'no alternative name': ('serverAuth', None, '2', 'subjectaltname', 'relies on legacy Common Name field'),
    'for clients only': ('clientAuth', 'IP:127.0.0.1', '2', 'server', 'incompatible key usage'),
    'expired': ('serverAuth', 'IP:127.0.0.1', '-1', 'expired', 'has expired or is not yet valid'),
    'another address': ('serverAuth', 'IP:127.0.0.2', '2', None, 'is valid for 127.0.0.2, not 127.0.0.1'),
}


def _bad_pair(e, folder, usage, names, days):
    """tls.crt and tls.key of the CA that the API server trusts."""
    os.makedirs(folder)
    e.write('extensions', f'extendedKeyUsage={usage}\n' + (f'subjectAltName={names}\n' if names else ''))
    for command in (
            ('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=127.0.0.1',
             '-keyout', f'{folder}/tls.key', '-out', f'{folder}/tls.csr'),
            ('x509', '-req', '-in', f'{folder}/tls.csr', '-CA', f'{e.warden.certs}/ca.crt',
             '-CAkey', f'{e.warden.certs}/ca.key', '-CAserial', f'{folder}/serial', '-CAcreateserial',
             '-days', days, '-extfile', f'{e.folder}/extensions', '-out', f'{folder}/tls.crt')):
        done = e.run('openssl', *command)
        e.check(done.code == 0, f'openssl {command[0]}: {done}')


def bad_certificates_are_caught_at_the_start(e):
    "Row 11: a pair that the API server would refuse must be refused by the server at start, with the remedy."
    ns = e.namespace()
    for number, (what, (usage, names, days, ours, theirs)) in enumerate(BAD_PAIRS.items()):
        folder = os.path.join(e.folder, f'pair-{number}')
        _bad_pair(e, folder, usage, names, days)
        pair = f'{folder}/tls.crt', f'{folder}/tls.key'
        if ours:
            done = e.run(tools.PROGRAM, 'serve', '--policy', e.warden.policy, '--tls-cert', pair[0], '--tls-key',
                         pair[1], '--listen', '127.0.0.1:0', '--ops-listen', '127.0.0.1:0')
            e.check(done.code == 2 and done.err.count('\n') == 1, f'{what}: exit 2 and one line: {done}')
            e.check(ours in done.err.lower(), f'{what}: {done.err}')
            e.note(f'{what}: {done.err.strip().replace(e.folder + "/", "")}')
        done = e.run(tools.PROGRAM, 'certs', 'check', '--cert', pair[0], '--key', pair[1], '--dns', '127.0.0.1')
        e.check(done.code == 1, f'{what}: certs check: {done}')
        stand_in = extra.Server(folder, lambda review: extra.allow())
        e.cleanup(stand_in.close)
        client = {'clientConfig': {'url': stand_in.url, 'caBundle': e.warden.ca_bundle()}}
        e.configure(None, client)
        answer = e.create(ingress(ns))
        e.unanswered(answer)
        e.check(theirs in answer.message, f'{what}: {answer.message}')


def any_port(e):
    "Row 22: firewalls let control planes reach only 443 and 10250; both must work, and `probe` must work from outside."
    ns = e.namespace()
    e.cleanup(e.webhooks.install)
    for number, port in enumerate((443, 10250)):
        folder = os.path.join(e.folder, str(port))
        os.makedirs(os.path.join(folder, 'certs'))
        for part in ('ca.crt', 'ca.key'):
            shutil.copy2(os.path.join(e.warden.certs, part), os.path.join(folder, 'certs', part))
        other = Warden(folder, e.warden.policy)
        other.port, other.url = port, f'https://127.0.0.1:{port}'
        e.cleanup(other.stop)
        try:
            other.start()
        except Failure:
            if 'Address already in use' not in other.log() and 'Permission denied' not in other.log():
                raise
            e.note(f'port {port}: {other.log().strip()}')
            continue
        done = e.run(tools.PROGRAM, 'probe', '--url', other.url, '--ca', f'{other.certs}/ca.crt')
        e.check(done.code == 0, f'probe of port {port}: {done}')
        _trust(e, other.url, other.certs)
        e.allowed(e.create(ingress(ns, f'web{number}')))
        e.denied(e.create(ingress(ns, 'bad', hosts=[FOREIGN])), *RULES)
    done = e.run(tools.PROGRAM, 'probe', '--url', f'https://127.0.0.1:{e.free_port()}', '--ca',
                 f'{e.warden.certs}/ca.crt')
    e.check(done.code == 2 and 'Connection refused' in done.err, f'probe of a port where nobody is: {done}')


def two_hundred_writes(e):
    "Rows 24 and 25: a server hung only under the real API server; here it writes through kept connections."
    ns = e.namespace()
    names = 'ingress_warden_connections_total', REVIEWS
    before = [e.warden.metric(name) for name in names]
    load = Load(e, ns, threads=8)
    begun = time.monotonic()
    load.goes_on(200, 60)
    load.unharmed()
    took = time.monotonic() - begun
    connections, reviews = (e.warden.metric(name) - was for name, was in zip(names, before))
    e.note(f'{len(load.done)} writes and {reviews:.0f} reviews over {connections:.0f} new connections in {took:.1f} s')
    e.check(reviews >= 400 and connections <= 60, 'connections are kept and used again')
    e.allowed(e.create(external(ns)))


def node_dies_without_a_word(e):
    "Rows 20 and 25: kept connections to a dead node cost one timeout each, not a quarter of an hour."
    ns = e.namespace()
    second = _replica(e, 'second')
    balancer = Balancer(e.warden.port, second.port)
    e.cleanup(balancer.close)
    e.cleanup(e.webhooks.install)
    _trust(e, f'https://127.0.0.1:{balancer.port}', e.warden.certs, timeoutSeconds=1)
    load = Load(e, ns, threads=6)
    load.goes_on(60)
    load.unharmed()
    e.check(min(balancer.dealt.values()) > 0, f'connections to both replicas: {balancer.dealt}')
    balancer.freeze(second.port)
    begun, failed = time.monotonic(), 0
    fine = 0
    while fine < 20:
        fine = fine + 1 if e.create(ingress(ns), dryRun='All').ok else 0
        failed += fine == 0
        e.check(time.monotonic() - begun < 90, f'{failed} failed writes, and no end')
    e.note(f'{failed} writes failed; whole again after {time.monotonic() - begun:.1f} s; connections: {balancer.dealt}')


def replicas_restart_one_by_one(e):
    "Row 21: connections to a pod that ends are used until they close; a rollout must not fail a single write."
    ns = e.namespace()
    drain = ('--drain', '2s')
    second = _replica(e, 'second')
    second.restart(*drain)
    e.webhook_restart(*drain)
    balancer = Balancer(e.warden.port, second.port)
    e.cleanup(balancer.close)
    e.cleanup(e.webhooks.install)
    _trust(e, f'https://127.0.0.1:{balancer.port}', e.warden.certs)
    load = Load(e, ns)
    for server in (second, e.warden, second):
        load.goes_on()
        balancer.ports.remove(server.port)  # as the endpoints do when the pod terminates
        server.stop()
        server.start(*drain)
        balancer.ports.append(server.port)
    load.goes_on()
    load.unharmed()
