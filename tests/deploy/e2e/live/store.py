# SPDX-License-Identifier: Apache-2.0
"""Reads the contents of etcd through its HTTP gateway, and removes keys while no API server
runs."""

import base64
import json
import urllib.request

from live.process import until

ALL = '/registry/'
REGISTRATIONS = [f'{ALL}{kind}webhookconfigurations/' for kind in ('mutating', 'validating')]
SERVICES = [ALL + 'ipaddresses/', ALL + 'services/']  # the API server records addresses that are in use

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def _text(key):
    return base64.b64encode(key.encode()).decode()


def _after(prefix):
    """The first key after those with the prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _ask(cluster, method, begin, end, **more):
    body = json.dumps({'key': _text(begin), 'range_end': _text(end), **more}).encode()
    with _open(f'{cluster.store}/v3/kv/{method}', body, timeout=10) as answer:
        return json.load(answer)


def start(cluster):
    """Starts only etcd, and waits until it answers."""
    def answers():
        cluster.etcd.must_live()
        try:
            keys(cluster, REGISTRATIONS[0])
        except OSError:
            return False
        return True
    cluster.etcd.start()
    until(answers, 'etcd answers')


def keys(cluster, prefix=ALL):
    """Returns the keys with the prefix, sorted."""
    found = _ask(cluster, 'range', prefix, _after(prefix), keys_only=True)
    return sorted(base64.b64decode(entry['key']).decode() for entry in found.get('kvs', []))


def remove(cluster, prefixes):
    for prefix in prefixes:
        _ask(cluster, 'deleterange', prefix, _after(prefix))


def keep_only(cluster, prefixes):
    """Removes all keys that have none of the prefixes, which are sorted."""
    begin = ALL
    for prefix in prefixes:
        _ask(cluster, 'deleterange', begin, prefix)
        begin = _after(prefix)
    _ask(cluster, 'deleterange', begin, _after(ALL))
