# SPDX-License-Identifier: Apache-2.0
"""apiserver: how long creates of Ingresses take through a real API server.

The API server has three namespaces.  In the first, nothing judges; in the second, both stages
of ingress-warden do; in the third, a ValidatingAdmissionPolicy judges only classes and hosts.
Each configuration selects its namespace, so all of them are in force all the time, and the
namespaces take turns.  Each client is a process that keeps one connection open.

Needs the tools of `make e2e`, and its Python modules, which start the API server.
"""

import contextlib
import dataclasses
import http.client
import json
import multiprocessing
import os
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

import inputs
import machine

E2E = os.path.join(inputs.ROOT, "tests/deploy/e2e")
sys.path.append(E2E)  # last, because this folder has a run.py too

from live import tools  # noqa: E402
from live.chain import Chain  # noqa: E402
from live.context import Context  # noqa: E402
from live.process import Failure, until  # noqa: E402
from live.webhooks import Webhooks  # noqa: E402

NAME = "apiserver"
TOOLS = ("kube", "kubectl")
ROUNDS = 40  # many short ones, so that other load on the machine affects all namespaces alike
DROPPED_FACTOR = 3  # the most rounds to run, as a multiple of the good rounds that are needed
CREATES = {1: 50, 8: 25}  # clients -> creates of each in a round
WARM_UP_CREATES = 100
DOMAINS = 10  # a handwritten policy in CEL has few
USER = "shop"
GROUP = "/apis/admissionregistration.k8s.io/v1/"
LABEL = "kubernetes.io/metadata.name"
NO_AUDIT = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n"


@dataclasses.dataclass(frozen=True)
class Mode:
    """A namespace, and whether its objects are judged."""

    name: str
    namespace: str
    judges: bool = True

    @property
    def path(self):
        return f"/apis/networking.k8s.io/v1/namespaces/{self.namespace}/ingresses"


NONE = Mode("no webhook", "shop-none", judges=False)
OURS = Mode("ingress-warden", "shop-webhook")
CEL = Mode("admission policy", "shop-cel")
MODES = (NONE, OURS, CEL)

CEL_POLICY = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingAdmissionPolicy",
    "metadata": {"name": "bench"},
    "spec": {
        "failurePolicy": "Fail",
        "matchConstraints": {
            "resourceRules": [{
                "apiGroups": ["networking.k8s.io"], "apiVersions": ["v1"],
                "operations": ["CREATE", "UPDATE"], "resources": ["ingresses"],
            }],
            "namespaceSelector": {"matchLabels": {LABEL: CEL.namespace}},
        },
        "variables": [
            {"name": "classes", "expression": "['external', 'internal', 'platform']"},
            {"name": "domains", "expression": json.dumps(inputs.domains(DOMAINS))},
            {
                "name": "hosts",
                "expression": "has(object.spec.rules) ? object.spec.rules.map(r, has(r.host) ? r.host : '') : []",
            },
        ],
        "validations": [
            {
                "expression": "has(object.spec.ingressClassName) && object.spec.ingressClassName in variables.classes",
                "message": "the class is not permitted",
            },
            {
                "expression": "variables.hosts.all(h, variables.domains.exists(d, h == d || h.endsWith('.' + d)))",
                "messageExpression": "'a host is not permitted: ' + variables.hosts.join(', ')",
            },
        ],
    },
}
CEL_BINDING = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingAdmissionPolicyBinding",
    "metadata": {"name": "bench"},
    "spec": {"policyName": "bench", "validationActions": ["Deny"]},
}


def what_is_missing():
    """Returns an empty text if the tools of make e2e are installed, otherwise what is missing."""
    done = subprocess.run(
        [E2E + "/tools/build.sh", "--there", *TOOLS],
        check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )
    return "" if done.returncode == 0 else done.stderr.strip()


def policy():
    """The policy of the other rows, with the namespace of the webhook as the tenant's."""
    return inputs.policy(inputs.INGRESS, DOMAINS).replace("namespaces: [shop]", f"namespaces: [{OURS.namespace}]")


def ingress(mode, name):
    """The recorded Ingress as a client writes it, in the class that adds annotations."""
    obj = json.loads(inputs.to_complete())["request"]["object"]
    kept = ("labels", "annotations")
    obj["metadata"] = {"namespace": mode.namespace, "name": name, **{key: obj["metadata"][key] for key in kept}}
    del obj["status"]
    return obj


def foreign(mode):
    """The same with a host that belongs to no tenant."""
    obj = ingress(mode, "foreign")
    obj["spec"]["rules"][0]["host"] = "shop.example.org"
    return obj


class Cluster:
    """The API server and the webhook, with the three namespaces."""

    def __init__(self, binary, folder):
        tools.PROGRAM = os.path.abspath(binary)
        paths = {}
        for name, text in (("policy", policy()), ("audit", NO_AUDIT)):
            paths[name] = os.path.join(folder, name + ".yaml")
            with open(paths[name], "w", encoding="utf-8") as file:
                file.write(text)
        self.chain = Chain(paths["policy"], "ingress-warden-bench-")
        self.chain.warden.start("--threads", "2")  # as the manifests have it
        self.chain.cluster.etcd.start()
        self.chain.cluster.start_apiserver(["--audit-policy-file", paths["audit"]])
        self.admin = self.chain.cluster.clients["admin"]
        self.register()
        for mode in MODES:
            self.verify(mode)

    def register(self):
        self.chain.webhooks = Webhooks(self.admin, self.chain.warden)
        selected = {"namespaceSelector": {"matchLabels": {LABEL: OURS.namespace}}, "failurePolicy": "Fail"}
        self.chain.webhooks.install(selected, selected)
        for kind, obj in (("policies", CEL_POLICY), ("policybindings", CEL_BINDING)):
            answer = self.admin.request("POST", f"{GROUP}validatingadmission{kind}", obj)
            if not answer.ok:
                raise RuntimeError(f"{obj['kind']}: {answer}")
        for mode in MODES:
            scenario = Context(self.chain, NAME, mode.namespace, os.path.join(self.chain.folder, mode.namespace))
            scenario.namespace(name=mode.namespace, who=USER)

    def verify(self, mode):
        """Checks that the mode judges, and adds annotations, as its name says."""
        client = self.chain.cluster.clients[USER]
        until(lambda: client.request("POST", mode.path, foreign(mode), dryRun="All").ok != mode.judges,
              f"{mode.name}: the verdict on a foreign host")
        answer = client.request("POST", mode.path, ingress(mode, "verified"))
        if not answer.ok:
            raise RuntimeError(f"{mode.name}: {answer}")
        there = inputs.added().items() <= answer.body["metadata"]["annotations"].items()
        if there != (mode is OURS):
            raise RuntimeError(f"{mode.name}: annotations: {answer}")

    def stop(self):
        self.chain.stop()
        shutil.rmtree(self.chain.folder, ignore_errors=True)


class Client:
    """A process that creates Ingresses over its own connection."""

    def __init__(self, number, cluster):
        self.number = number
        self.pipe, other = multiprocessing.Pipe()
        where = (cluster.port, os.path.join(cluster.folder, "ca.crt"))
        self.process = multiprocessing.Process(target=self.serve, args=(other, *where), daemon=True)
        self.process.start()
        other.close()

    def serve(self, pipe, port, authority):
        """Answers each order with the times in microseconds and the number of errors."""
        context = ssl.create_default_context(cafile=authority)
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=context)
        headers = {"Authorization": f"Bearer {USER}-token", "Content-Type": "application/json"}
        with contextlib.suppress(EOFError):
            while True:
                mode, label, count = pipe.recv()
                bodies = [
                    json.dumps(ingress(mode, f"{label}-{self.number}-{each}")).encode() for each in range(count)
                ]
                taken, errors = [], 0
                for body in bodies:
                    began = time.perf_counter_ns()
                    connection.request("POST", mode.path, body, headers)
                    answer = connection.getresponse()
                    answer.read()
                    taken.append((time.perf_counter_ns() - began) // 1000)
                    errors += answer.status != 201
                pipe.send((taken, errors))

    def stop(self):
        self.pipe.close()
        self.process.terminate()
        self.process.join()


@dataclasses.dataclass
class Turn:
    """What all clients did in one namespace, in one round."""

    taken_us: list
    rate: float
    errors: int


def take_turn(clients, mode, label, creates):
    began = time.perf_counter()
    for client in clients:
        client.pipe.send((mode, label, creates))
    answers = [client.pipe.recv() for client in clients]
    taken = [us for each, _ in answers for us in each]
    return Turn(taken, len(taken) / (time.perf_counter() - began), sum(errors for _, errors in answers))


def one_round(clients, number, creates):
    """Returns mode -> turn; each round begins with another namespace."""
    first = number % len(MODES)
    label = f"c{len(clients)}-r{number}"
    return {mode: take_turn(clients, mode, label, creates) for mode in MODES[first:] + MODES[:first]}


def time_creates(cluster, n_clients, rounds, creates):
    """Returns the requested number of good rounds; rounds with much steal time are dropped."""
    clients = [Client(number, cluster.chain.cluster) for number in range(n_clients)]
    try:
        for mode in MODES:
            take_turn(clients, mode, f"c{n_clients}-w", WARM_UP_CREATES)
        good = []
        for number in range(DROPPED_FACTOR * rounds):
            steal = machine.Steal()
            turns = one_round(clients, number, creates)
            share = steal.share()
            if share > machine.MAX_STEAL:
                print(f"  a round of {NAME} is dropped: the hypervisor took {share:.1%}", flush=True)
            else:
                good.append(turns)
            if len(good) == rounds:
                return good
    finally:
        for client in clients:
            client.stop()
    raise RuntimeError(f"{NAME}: this machine is too busy for {rounds} good rounds")


def percentile(values, percent):
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def figures_of(rounds, mode):
    """The figures of one namespace.  The added time is the difference in each round, in quartiles."""
    p50s = [statistics.median(turns[mode].taken_us) for turns in rounds]
    added = [p50 - statistics.median(turns[NONE].taken_us) for p50, turns in zip(p50s, rounds)]

    low, middle, high = statistics.quantiles(added, n=4)

    def p99(one):
        return percentile([us for turns in rounds for us in turns[one].taken_us], 99)

    return {
        "rate": statistics.median(turns[mode].rate for turns in rounds),
        "p50_us": statistics.median(p50s),
        "p99_us": p99(mode),
        "added_p50_us": {"median": middle, "lower_quartile": low, "upper_quartile": high},
        "added_p99_us": p99(mode) - p99(NONE),
        "errors": sum(turns[mode].errors for turns in rounds),
    }


def summary(rounds, n_clients, creates, load):
    """The entry in result.json: a row like the others, without CPU time."""
    return {
        "name": f"{NAME}-{n_clients}", "title": f"create through Kubernetes {tools.KUBE}",
        "connections": n_clients, "loop": NAME, "rounds": len(rounds), "creates": creates, "load_before": load,
        "servers": {mode.name: figures_of(rounds, mode) for mode in MODES}, "ratios": {}, "p99_ratios": {},
    }


def show_head():
    titles = {"p50 ms": 9, "added ms (quartiles)": 24, "p99 ms": 9, "added ms": 10, "creates/s": 11, "errors": 8}
    print(f"\n{'':<26}" + "".join(f"{title:>{width}}" for title, width in titles.items()))


def show(row):
    print(f"\n{row['title']}; clients: {row['connections']}, rounds: {row['rounds']}, "
          f"each with {row['creates']} creates a client; load before {row['load_before']:.1f}")
    for name, figures in row["servers"].items():
        words = ["", ""]
        if name != NONE.name:
            p50 = {key: us / 1e3 for key, us in figures["added_p50_us"].items()}
            words = [f"{p50['median']:.2f} ({p50['lower_quartile']:.2f} to {p50['upper_quartile']:.2f})",
                     f"{figures['added_p99_us'] / 1e3:.2f}"]
        print(f"  {name:<24}{figures['p50_us'] / 1e3:>9.2f}{words[0]:>24}{figures['p99_us'] / 1e3:>9.2f}"
              f"{words[1]:>10}{figures['rate']:>11.0f}{figures['errors']:>8}", flush=True)


def measure(binary):
    """Returns the rows, one for each number of clients."""
    found = []
    show_head()
    with tempfile.TemporaryDirectory() as folder:
        cluster = None
        try:
            cluster = Cluster(binary, folder)
            for n_clients, creates in CREATES.items():
                load = os.getloadavg()[0]
                rounds = time_creates(cluster, n_clients, ROUNDS, creates)
                found.append(summary(rounds, n_clients, creates, load))
                show(found[-1])
        except Failure as failure:
            raise RuntimeError(f"{NAME}: {failure}") from failure
        finally:
            if cluster:
                cluster.stop()
    return found
