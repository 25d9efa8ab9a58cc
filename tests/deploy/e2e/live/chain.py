# SPDX-License-Identifier: Apache-2.0
"""Starts and stops the whole chain: etcd, API server, webhook, configurations."""

import os
import tempfile

from live import tools
from live.cluster import Cluster
from live.process import Failure, stop_all
from live.warden import Warden
from live.webhooks import Webhooks


class Chain:
    """One folder contains everything: logs, certificates, kubeconfigs, the policy."""

    def __init__(self, policy, name='ingress-warden-e2e-'):
        if not os.access(tools.PROGRAM, os.X_OK):
            raise Failure(f'{tools.PROGRAM} is not built')
        tools.folder('kubectl')
        tools.folder('kube')
        self.folder = tempfile.mkdtemp(prefix=name)
        self.warden = Warden(self._folder('webhook'), policy)
        self.cluster = Cluster(self._folder('cluster'))
        self.webhooks = None
        self.installed = set()  # sets of CRDs; see crds.py

    def _folder(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path)
        return path

    def start(self):
        self.warden.start()
        self.cluster.start()
        self.webhooks = Webhooks(self.cluster.clients['admin'], self.warden)
        self.webhooks.install()

    def sound(self):
        """Checks after a scenario that everything still runs; returns what does not."""
        return [p.name for p in (self.cluster.etcd, self.cluster.apiserver, self.warden.process)
                if not p.alive()]

    stop = staticmethod(stop_all)
