# SPDX-License-Identifier: Apache-2.0
"""Writes that continue while a scenario changes the cluster."""

import threading

from live.objects import ingress
from live.process import until

TARGET = 'internal-dns.example.net/target'


class Load:
    """Valid Ingresses of one namespace, written continuously by several threads.  Each must be
    accepted and completed; `failed` has the answers to those that were not."""

    def __init__(self, e, namespace, threads=4):
        self.e, self.namespace = e, namespace
        self.done, self.failed, self.over = [], [], threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(n,), daemon=True) for n in range(threads)]
        e.cleanup(self.stop)
        for thread in self.threads:
            thread.start()

    def _write(self, number):
        count = 0
        while not self.over.is_set():
            count += 1
            try:
                answer = self.e.create(ingress(self.namespace, f'load-{number}-{count}'), dryRun='All')
                fine = answer.ok and answer.annotations.get(TARGET) == 'int-lb.corp.example.net'
            except OSError as error:
                answer, fine = error, False
            if not fine:
                self.failed.append(str(answer)[:300])
            self.done.append(number)

    def goes_on(self, writes=40, seconds=30.0):
        """Waits for this many more writes."""
        wanted = len(self.done) + writes
        until(lambda: len(self.done) >= wanted, f'{writes} more writes', seconds)

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join(45)

    def unharmed(self):
        """Stops, and claims that no write has failed."""
        self.stop()
        self.e.note(f'{len(self.done)} writes, {len(self.failed)} failed')
        self.e.equal(self.failed[:5], [], 'writes that failed')
