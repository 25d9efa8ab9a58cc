# SPDX-License-Identifier: Apache-2.0
"""The log of a server, evaluated with the commands of docs/operations.md."""

import json
import os
import re
import subprocess
from pathlib import Path

import harness
import reviews
from live_case import LiveCase

PAGE = Path(__file__).parents[3] / "docs/operations.md"


def commands():
    """The commands of the block for this file, in order."""
    block = re.search(r"<!-- run: elsewhere tests/server/live/test_log.py -->\n```console\n(.*?)```",
                      PAGE.read_text(), re.DOTALL)[1]
    return [text.strip() for text in re.split(r"^\$ ", block, flags=re.MULTILINE) if text.strip()]


class Jq(LiveCase):
    def run_on(self, command, folder):
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, text=True,
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()

    def test_commands_of_the_page(self):
        """Each command finds what the document promises, in the log of a server with refusals
        and reloads."""
        policy = self.policy()
        server = self.serve(policy=policy)
        self.assertTrue(self.ask(server)["allowed"])
        for _ in range(2):
            self.assertFalse(self.ask(server, host="evil.example.org")["allowed"])
        self.assertFalse(self.ask(server, namespace="nobody")["allowed"])
        since = server.mark()
        harness.put(policy, reviews.POLICY_TWO)
        server.wait_message("policy in force", since)
        folder = os.path.dirname(policy)
        with open(os.path.join(folder, "log"), "w", encoding="utf-8") as log:
            log.writelines(json.dumps(line) + "\n" for line in server.lines)
        denied, by_rule, policies = (self.run_on(command, folder) for command in commands())
        self.assertEqual(len(denied), 3)
        self.assertRegex(denied[0], r' shop/web: host-permitted: "evil.example.org" is not in a domain')
        self.assertEqual([line.split() for line in by_rule], [["2", "host-permitted"], ["1", "tenant-known"]])
        self.assertEqual(len(policies), 2)
        self.assertEqual(json.loads(policies[1])["tenantsAdded"], ["retail"])
