# SPDX-License-Identifier: Apache-2.0
"""A test with a folder of its own, whose servers end with it."""

import os
import unittest

import harness
import reviews


class LiveCase(unittest.TestCase):
    def setUp(self):
        self.scratch = harness.scratch()
        self.folder = self.scratch.subfolder()

    def path(self, name):
        return os.path.join(self.folder, name)

    def policy(self, text=reviews.POLICY):
        path = self.path("policy.yaml")
        harness.write(path, text)
        return path

    def serve(self, *options, policy=None, cert=None, key=None, **keywords):
        server = harness.Server(policy or self.policy(), cert or self.scratch.cert,
                                key or self.scratch.key, *options, **keywords)
        self.addCleanup(self.leave, server)
        return server

    def leave(self, server):
        """There is no leak, no report of a sanitizer, and only JSON in the log."""
        code = server.stop()
        strange = [line["text"] for line in server.lines if line["msg"] == "not JSON"]
        self.assertEqual((code, strange), (0, []))

    def ask(self, server, path="/validate", connection=None, **request):
        answer = server.post(path, reviews.review(**request), connection=connection)
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        return answer.review
