# SPDX-License-Identifier: Apache-2.0
"""A load balancer between an API server and the replicas of a webhook: it assigns connections
in turn, and each stays with its replica, as with kube-proxy."""

import select
import socket
import threading


class Balancer:
    """Forwards bytes to loopback ports, without TLS.  `dealt` counts the connections of each
    port.  freeze(port) simulates a dead node: no bytes move and nothing is closed."""

    def __init__(self, *ports):
        self.ports, self.dealt, self.frozen = list(ports), dict.fromkeys(ports, 0), set()
        self.over = threading.Event()
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self, port):
        """This port no longer answers, and new connections go to the others."""
        self.frozen.add(port)

    def close(self):
        self.over.set()
        self.listener.close()

    def _accept(self):
        turn = 0
        while not self.over.is_set():
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            ports = list(self.ports)
            for _ in ports:
                turn += 1
                port = ports[turn % len(ports)]
                if port not in self.frozen and self._deal(client, port):
                    break
            else:
                client.close()

    def _deal(self, client, port):
        try:
            server = socket.create_connection(('127.0.0.1', port), timeout=5)
        except OSError:
            return False
        server.settimeout(None)
        self.dealt[port] += 1
        threading.Thread(target=self._forward, args=(client, server, port), daemon=True).start()
        return True

    def _forward(self, client, server, port):
        other = {client: server, server: client}
        try:
            while not self.over.is_set():
                for ready in select.select(list(other), [], [], 0.5)[0]:
                    data = ready.recv(65536)
                    if port in self.frozen:
                        self.over.wait()
                        return
                    if not data:
                        return
                    other[ready].sendall(data)
        except OSError:
            pass
        finally:
            client.close()
            server.close()
