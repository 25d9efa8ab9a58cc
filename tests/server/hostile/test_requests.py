# SPDX-License-Identifier: Apache-2.0
"""Crafted byte sequences, each with its answer; and good requests that are cut anywhere."""

import concurrent.futures

import rows
import rows_bodies
import rows_fields
import rows_framing
import rows_line
import rows_ops
import rows_pipelines
import rows_tls
from live_case import LiveCase
from player import PARALLEL, Port, Stream, check_good, play_all, play_http, play_raw, reset, send
from rows import WAITS

TABLES = (rows_line, rows_fields, rows_framing, rows_bodies, rows_pipelines)
CUTS = 'ingress_warden_connections_cut_total{reason="deadline"}'


class Requests(LiveCase):
    """Rows that wait use a server with a short deadline; the others use one where a cut at
    the deadline is an error."""

    def work(self, patient, hasty):
        """(play, port, row); the slow ones come first."""
        def items(play, tables, **port):
            ports = [Port(server, **port) for server in (patient, hasty)]
            return [(play, ports[row.end == WAITS], row) for table in tables
                    for row in table.ROWS]

        work = (items(play_http, TABLES) + items(play_raw, (rows_tls,)) +
                items(play_http, (rows_ops,), is_tls=False, guard=rows_ops.GUARD,
                      guard_seen=rows_ops.GUARD_SEEN))
        return sorted(work, key=lambda item: item[2].end != WAITS)

    def test_rows(self):
        patient = self.serve("--request-timeout", "30s")
        hasty = self.serve("--request-timeout", "1s")
        work = self.work(patient, hasty)
        self.assertGreater(len(work), 500)
        self.assertEqual(len({(row.sent, play) for play, _, row in work}), len(work),
                         "a row stands twice")
        failed = play_all(work)
        self.assertEqual(failed, [], "\n" + "\n".join(failed))
        self.assertEqual(patient.metric(CUTS) or 0, 0)
        self.assertGreater(hasty.metric(CUTS), 0)
        self.assertEqual(patient.metric("ingress_warden_body_buffer_bytes"), 0)


class Cuts(LiveCase):
    """A client that disconnects after any byte leaves nothing behind."""

    BODY = (b'{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{'
            b'"uid":"u","operation":"DELETE","namespace":"shop","resource":{"group":'
            b'"networking.k8s.io","version":"v1","resource":"ingresses"}}}')

    def leave_after(self, port, text, n):
        """Close with FIN and with a reset in turn."""
        sock = port.connect()
        send(sock, text[:n])
        if n % 2:
            reset(sock)
        else:
            sock.close()

    def cut_everywhere(self, port, text):
        with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
            for done in [pool.submit(self.leave_after, port, text, n)
                         for n in range(len(text) + 1)]:
                done.result()
        check_good(port)

    def test_after_any_byte(self):
        server = self.serve()
        self.cut_everywhere(Port(server), rows.post(body=self.BODY))
        self.cut_everywhere(Port(server, is_tls=False, guard=rows_ops.GUARD,
                                 guard_seen=rows_ops.GUARD_SEEN), rows_ops.GUARD)
        while server.metric("ingress_warden_connections") > 0:
            pass
        self.assertEqual(server.metric("ingress_warden_body_buffer_bytes"), 0)

    def test_after_any_byte_of_the_handshake(self):
        server = self.serve()
        port = Port(server)
        for n in range(0, len(rows_tls.HELLO), 4):
            sock = port.plain()
            send(sock, rows_tls.HELLO[:n])
            reset(sock) if n % 8 else sock.close()
        check_good(port)

    def test_half_closed(self):
        """A client that shuts down its sending side still gets its answer, or a clean end."""
        port = Port(self.serve(), is_tls=False, guard=rows_ops.GUARD,
                    guard_seen=rows_ops.GUARD_SEEN)
        with port.connect() as sock:
            send(sock, rows_ops.GUARD)
            sock.shutdown(1)
            answer = Stream(sock).answer()
            self.assertIn(answer and answer.status, (None, 200))
        check_good(port)
