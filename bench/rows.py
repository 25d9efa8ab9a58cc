# SPDX-License-Identifier: Apache-2.0
"""rows: the measurements, and the bounds that they should reach."""

import dataclasses

import inputs

NGINX = "nginx"
OURS = "ingress-warden"
OTHER = "controller-runtime"
FEW = "10 domains"
MANY = "100000 domains"
LOGGED = "default log level"
KINDS = "other kinds"
DOMAINS = 1000
BASE_PREFIX = "base "

CLOSED = "closed"
OPEN = "open"
COMMAND = "command"


@dataclasses.dataclass(frozen=True)
class Setting:
    """How the program under test is started.  Without options it uses its defaults."""

    domains: int = DOMAINS
    judged: str = inputs.INGRESS
    options: tuple = ("--log-level", "warn")


# If there is a base, its program is measured with each setting too.
SETTINGS = {
    OURS: Setting(),
    FEW: Setting(domains=10),
    MANY: Setting(domains=100000),
    LOGGED: Setting(options=()),
    KINDS: Setting(judged=inputs.KINDS),
}


def base_of(name):
    return BASE_PREFIX + name


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    title: str
    review: str
    connections: int = 25
    servers: tuple = (NGINX, OURS, OTHER)
    loop: str = CLOSED
    command: tuple = ()  # the arguments for the loop COMMAND; {policy} and {review} are paths
    handshakes: bool = False  # a new connection for each request
    rounds: int = 3
    quick: bool = True

    @property
    def stage(self):
        return inputs.REVIEW[self.review][0]

    def names(self, with_base):
        """The servers; those of the base follow their counterparts."""
        names = []
        for name in self.servers:
            names.append(name)
            if with_base and name in SETTINGS:
                names.append(base_of(name))
        return names


ROWS = [
    Row("validate", "3 KB create, validate", "create-3k", rounds=5),
    Row("mutate", "3 KB create, mutate", "create-3k-mutate", rounds=5),
    Row("update", "6 KB update, validate", "update-6k", rounds=5),
    Row("create-100", "35 KB create, 100 rules", "create-100-rules"),
    Row("update-100", "69 KB update, 100 rules", "update-100-rules"),
    Row("denied", "3 KB create, denied", "denied-3k", rounds=5),
    Row("route", "3 KB HTTPRoute, validate", "route-3k", servers=(NGINX, KINDS), rounds=5),
    Row("service", "2 KB Service, validate", "service", servers=(NGINX, KINDS), rounds=5),
    Row("default-log", "3 KB create, default log level", "create-3k", servers=(NGINX, LOGGED), rounds=5),
    # Few connections, because the memory of all bodies is bounded; more would get 503.
    Row("annotation", "1 MiB annotation", "annotation-1m", connections=4, quick=False),
    Row("domains", "3 KB create, other policies", "create-3k", servers=(OURS, FEW, MANY), rounds=5),
    Row("denied-domains", "denied, other policies", "denied-3k", servers=(OURS, FEW, MANY), quick=False),
    Row("one", "3 KB create, 1 connection", "create-3k", connections=1),
    Row("hundred", "3 KB create, 100 connections", "create-3k", connections=100),
    Row("six-hundred", "3 KB create, 600 connections", "create-3k", connections=600, quick=False),
    Row("handshakes", "3 KB create, a handshake each", "create-3k", handshakes=True),
    # Each server at half of its rate in the row "validate", with as many connections.
    Row("half-load", "3 KB create, open loop, half load", "create-3k", loop=OPEN, rounds=5),
    Row(
        "once", "review of 3 KB, a process each", "create-3k", servers=(MANY,), loop=COMMAND,
        command=("review", "--policy", "{policy}", "--stage", "validate", "{review}"),
    ),
]

AT_MOST = "at most"
AT_LEAST = "at least"


@dataclasses.dataclass(frozen=True)
class Bound:
    """A bound on a ratio or figure of a row, or on a figure of limits.py."""

    title: str
    figure: str
    how: str
    limit: float

    def holds(self, value):
        return value <= self.limit if self.how == AT_MOST else value >= self.limit


BOUNDS = [
    Bound("CPU of nginx' fixed answer, 3 KB create, validate", f"validate: {OURS} / {NGINX}", AT_MOST, 1.4),
    Bound("CPU of nginx' fixed answer, 3 KB create, mutate", f"mutate: {OURS} / {NGINX}", AT_MOST, 1.5),
    Bound("CPU of nginx' fixed answer, 6 KB update", f"update: {OURS} / {NGINX}", AT_MOST, 1.7),
    Bound("CPU of nginx' fixed answer, 3 KB create, denied", f"denied: {OURS} / {NGINX}", AT_MOST, 2.2),
    Bound("CPU of nginx' fixed answer, default log level", f"default-log: {LOGGED} / {NGINX}", AT_MOST, 1.6),
    Bound("CPU of nginx' fixed answer, 3 KB HTTPRoute", f"route: {KINDS} / {NGINX}", AT_MOST, 1.6),
    Bound("CPU of nginx' fixed answer, 2 KB Service", f"service: {KINDS} / {NGINX}", AT_MOST, 1.6),
    Bound("CPU of controller-runtime by ours, validate", f"validate: {OTHER} / {OURS}", AT_LEAST, 7),
    Bound("CPU of controller-runtime by ours, mutate", f"mutate: {OTHER} / {OURS}", AT_LEAST, 10),
    Bound("CPU with 100,000 domains by that with 10", f"domains: {MANY} / {FEW}", AT_MOST, 1.1),
    Bound("instructions to read JSON, by jansson's", "reading / jansson", AT_MOST, 0.12),
    Bound("p99 of nginx at half load", f"half-load: {OURS} / {NGINX}, p99", AT_MOST, 1.2),
    Bound("memory after start, MiB", "memory after start, MiB", AT_MOST, 10),
    Bound("memory with 100 busy connections, MiB", "memory with 100 busy connections, MiB", AT_MOST, 16),
    Bound("loading 100,000 domains, ms", "loading 100,000 domains, ms", AT_MOST, 200),
    Bound("explain of a name, 100,000 domains, ms", "explain of a name, 100,000 domains, ms", AT_MOST, 1),
    Bound(
        "diff of two policies of 100,000 domains, s", "diff of two policies of 100,000 domains, s", AT_MOST, 2
    ),
    Bound("memory of that diff, MiB", "memory of that diff, MiB", AT_MOST, 300),
    Bound("start to the first right answer, ms", "start to the first right answer, ms", AT_MOST, 30),
    Bound("report on 54,000 documents, s", "report on 54,000 documents, s", AT_MOST, 10),
    Bound("report on 54,000 documents, MiB", "report on 54,000 documents, MiB", AT_MOST, 300),
    Bound("report on 10,000 objects, s", "report on 10,000 objects, s", AT_MOST, 10),
    Bound("report on 10,000 objects, MB of the page", "report on 10,000 objects, MB of the page", AT_MOST, 10),
]

BASE_LIMIT = 1.1


def base_bounds(some):
    """No row may take more CPU time than with the program of the base, apart from noise."""
    return [
        Bound(f"CPU of base, {row.name}, {name}", f"{row.name}: {name} / {base_of(name)}", AT_MOST, BASE_LIMIT)
        for row in some
        for name in row.servers
        if name in SETTINGS
    ]
