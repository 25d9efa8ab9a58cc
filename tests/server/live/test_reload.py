# SPDX-License-Identifier: Apache-2.0
"""The policy changes while the server runs, in all common ways of changing files."""

import os
import signal
import threading

import harness
import reviews
from live_case import LiveCase

IN_FORCE = "policy in force"
BROKEN = "the policy does not load"


class PolicyReload(LiveCase):
    def moved(self, server, since):
        """POLICY_TWO comes into force, and the log names the changes."""
        line = server.wait_message(IN_FORCE, since)
        self.assertEqual(line["tenantsAdded"], ["retail"])
        self.assertEqual(line["domainsMoved"], ["shop.example.com (shop -> retail)"])
        self.assertEqual(line["domainsAdded"], ["store.example.com (shop)"])
        self.assertNotEqual(line["policy"], line["policyBefore"])
        self.assertFalse(self.ask(server)["allowed"])
        self.assertTrue(self.ask(server, host="store.example.com")["allowed"])
        self.assertEqual(server.metric(
            'ingress_warden_policy_info{name="live",hash="%s",mode="enforce"}' % line["policy"]), 1)
        self.assertIsNone(server.metric(
            'ingress_warden_policy_info{name="live",hash="%s",mode="enforce"}' % line["policyBefore"]))

    def test_rename(self):
        policy = self.policy()
        server = self.serve(policy=policy)
        self.assertTrue(self.ask(server)["allowed"])
        since = server.mark()
        harness.put(policy, reviews.POLICY_TWO)
        self.moved(server, since)

    def test_plain_write(self):
        policy = self.policy()
        server = self.serve(policy=policy)
        since = server.mark()
        harness.write(policy, reviews.POLICY_TWO)
        self.moved(server, since)

    def test_kubelet(self):
        """policy.yaml -> ..data/policy.yaml, ..data -> ..1; then ..data -> ..2."""
        def generation(name, text):
            os.mkdir(self.path(name))
            harness.write(self.path(name + "/policy.yaml"), text)
            os.symlink(name, self.path("..data_tmp"))
            os.rename(self.path("..data_tmp"), self.path("..data"))

        generation("..1", reviews.POLICY)
        os.symlink("..data/policy.yaml", self.path("policy.yaml"))
        server = self.serve(policy=self.path("policy.yaml"))
        since = server.mark()
        generation("..2", reviews.POLICY_TWO)
        self.moved(server, since)
        since = server.mark()
        generation("..3", reviews.POLICY)
        self.assertEqual(server.wait_message(IN_FORCE, since)["tenantsRemoved"], ["retail"])

    def test_folder(self):
        os.mkdir(self.path("policy.d"))
        harness.write(self.path("policy.d/a.yaml"), reviews.POLICY)
        server = self.serve(policy=self.path("policy.d"))
        since = server.mark()
        harness.put(self.path("policy.d/a.yaml"), reviews.POLICY_TWO)
        self.moved(server, since)

    def test_link_to_another_folder(self):
        target = self.policy()
        os.mkdir(self.path("links"))
        os.symlink(target, self.path("links/policy.yaml"))
        server = self.serve(policy=self.path("links/policy.yaml"))
        since = server.mark()
        harness.write(target, reviews.POLICY_TWO)
        self.moved(server, since)

    def test_broken_keeps_the_old(self):
        policy = self.policy()
        server = self.serve(policy=policy)
        since = server.mark()
        harness.put(policy, reviews.BROKEN)
        line = server.wait_message(BROKEN, since)
        self.assertIn("the one in force stays", line["msg"])
        self.assertIn("policy.yaml:13:15: error: ", line["problems"][0])
        self.assertEqual(server.ops("/readyz").status, 200)
        self.assertTrue(self.ask(server)["allowed"])
        self.assertEqual(server.metric("ingress_warden_policy_load_failures_total"), 1)
        self.assertEqual(server.metric("ingress_warden_policy_load_ok"), 0)
        since = server.mark()
        os.unlink(policy)
        server.wait_message(BROKEN, since)
        self.assertTrue(self.ask(server)["allowed"])
        since = server.mark()
        harness.put(policy, reviews.POLICY_TWO)
        self.moved(server, since)
        self.assertEqual(server.metric("ingress_warden_policy_load_ok"), 1)

    def test_preview_whatever_the_policy_says(self):
        """`serve --preview` refuses and patches nothing, also after a reload, and logs that."""
        policy = self.policy(reviews.POLICY + "mode: enforce\n")
        server = self.serve("--preview", policy=policy)
        self.assertEqual(server.wait_message(IN_FORCE)["mode"], "preview")
        self.assertEqual(server.ops("/readyz").text, "ready; in preview: nothing is denied\n")
        since = server.mark()
        harness.put(policy, reviews.POLICY_TWO + "mode: enforce\n")
        self.assertEqual(server.wait_message(IN_FORCE, since)["mode"], "preview")
        answer = self.ask(server)
        self.assertTrue(answer["allowed"])
        self.assertIn("host-permitted: would be denied", answer["warnings"][0])
        self.assertNotIn("patch", self.ask(server, "/mutate", host="store.example.com", patched=False))
        self.assertRegex(server.ops("/metrics").text,
                         r'ingress_warden_policy_info\{[^}]*mode="preview"[^}]*\} 1')

    def starts_unready(self, policy):
        server = self.serve(policy=policy, expect_ready=False)
        answer = server.ops("/readyz")
        self.assertEqual(answer.status, 503)
        self.assertIn("no policy is in force", answer.text)
        self.assertEqual(server.ops("/healthz").status, 200)
        for path in ("/mutate", "/validate"):
            answer = server.post(path, reviews.review())
            self.assertEqual(answer.status, 503)
            self.assertIn("no policy is in force", answer.text)
            self.assertIsNone(answer.headers["Retry-After"])
        self.assertEqual(server.metric("ingress_warden_ready"), 0)
        return server

    def test_start_with_broken(self):
        policy = self.policy(reviews.BROKEN)
        server = self.starts_unready(policy)
        self.assertIn("interna", server.ops("/readyz").text)
        since = server.mark()
        harness.put(policy, reviews.POLICY)
        server.wait_message(IN_FORCE, since)
        self.assertEqual(server.ops("/readyz").status, 200)
        self.assertTrue(self.ask(server)["allowed"])

    def test_start_without(self):
        """Neither the file nor its folder exists."""
        server = self.starts_unready(self.path("later/policy.yaml"))
        os.mkdir(self.path("new"))
        harness.write(self.path("new/policy.yaml"), reviews.POLICY)
        since = server.mark()
        os.rename(self.path("new"), self.path("later"))
        server.wait_message(IN_FORCE, since)
        self.assertEqual(server.ops("/readyz").status, 200)

    def test_hangup(self):
        server = self.serve()
        since = server.mark()
        server.signal(signal.SIGHUP)
        line = server.wait_message(IN_FORCE, since)
        self.assertEqual(line["policy"], line["policyBefore"])
        server.wait_message("certificate in force", since)
        self.assertEqual(server.metric("ingress_warden_policy_loads_total"), 2)

    def test_under_load(self):
        """Each review is answered during reloads, by one policy."""
        policy = self.policy()
        server = self.serve(policy=policy)
        over = threading.Event()
        wrong = []
        answered = []

        def load():
            connection = server.connect()
            n = 0
            while not over.is_set():
                one = server.post("/validate", reviews.review(), connection=connection)
                n += 1
                if one.status != 200 or one.review["uid"] != "b5f3":
                    wrong.append(one.text)
            answered.append(n)
            connection.close()

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        for text in (reviews.POLICY_TWO, reviews.BROKEN, reviews.POLICY) * 2:
            since = server.mark()
            harness.put(policy, text)
            server.wait_log(lambda line: line["msg"].startswith((IN_FORCE, BROKEN)), since)
        over.set()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertEqual(len(answered), 4)
        self.assertEqual(server.metric("ingress_warden_policy_loads_total"), 5)
